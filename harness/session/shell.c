/* The first process of a sandbox.  Starts a program as a shell with job control does, on a terminal of
 * its own, and stays behind it:
 *
 *     shell PROGRAM [ARGUMENT ...]
 *
 * It leads the session that the terminal (its standard input) controls.  The program leads a process
 * group of its own, which has the terminal, until it ends; then the terminal is taken back, as if a
 * prompt was shown, and what waitpid(2) has of its end is added to REPORT, an eventfd, with ALONE if nobody
 * lives whom it has started.  Who does goes on, as behind a prompt: no SIGHUP comes, and nothing more is
 * typed there.  When nobody is left it ends; where nobody hears the report, at once and as the program.
 *
 * Every program on a stage is started through this, so it is as little as can be.  No signal from
 * within the sandbox reaches its first process, and nobody can open its eventfd (in /proc): a program
 * could tell of an end that is none. */

#include "calls.h"

enum { TIOCSCTTY = 0x540E, TIOCSPGRP = 0x5410, TIOCNOTTY = 0x5422, TCFLSH = 0x540B };
enum { STEAL = 0, TCIFLUSH = 0, FAILED = 126, MISSING = 127, SIGNALLED = 128, NOBODY = 0 };
enum { WNOHANG = 1 };
enum { ENOENT = 2, EINTR = 4, SIGCHLD = 17, SIGCONT = 18, SIG_BLOCK = 0, SIG_SETMASK = 2, SET = 8 };
enum { INPUT = 0, OUTPUT = 1, REPORT = 11 };

#define REPORTED (1UL << 32)  // so that it is never 0
#define ALONE (1UL << 34)     // launch.py knows it
#define REFUSED "No process for the program: temporarily unavailable\n"  // known by headroom.py

static void take_terminal(void) {
    int mine = (int)call(GETPID, 0, 0, 0, 0);
    call(IOCTL, INPUT, TIOCSPGRP, (long)&mine, 0);
}

/* Behind the prompt of a shell who reads there is refused, or is stopped with all its group: here the
 * terminal is nobody's any more, so that each waits for itself.  Whom it has stopped meanwhile goes on. */
static void give_terminal_up(long group) {
    take_terminal();
    call(IOCTL, INPUT, TCFLSH, TCIFLUSH, 0);
    call(IOCTL, INPUT, TIOCNOTTY, 0, 0);
    call(KILL, -group, SIGCONT, 0, 0);
}

/* Reap whoever ends, until somebody awaited has, or all have. */
static int reap_until(long awaited) {
    int status = 0;
    long who;
    do
        who = call(WAIT4, -1, (long)&status, 0, 0);
    while (who == -EINTR || (who > 0 && who != awaited));
    return status;
}

/* Whether anybody lives: the children of one that has ended are ours, before we can know of its end. */
static int has_left_somebody(void) {
    long who;
    do
        who = call(WAIT4, -1, 0, WNOHANG, 0);
    while (who == -EINTR || who > 0);
    return who == 0;
}

void begin(char **stack) {
    long count = (long)stack[0];
    char **words = stack + 1, **environment = words + count + 1;
    unsigned long before, all = ~0UL;
    long result = -1;
    if (count > 1 && call(SETSID, 0, 0, 0, 0) >= 0 && call(IOCTL, INPUT, TIOCSCTTY, STEAL, 0) == 0) {
        call(SIGPROCMASK, SIG_BLOCK, (long)&all, (long)&before, SET);
        result = call(CLONE, SIGCHLD, 0, 0, 0);
        if (result == 0) {
            call(SETPGID, 0, 0, 0, 0);
            take_terminal();
            call(SIGPROCMASK, SIG_SETMASK, (long)&before, 0, SET);
            call(CLOSE, REPORT, 0, 0, 0);
            result = call(EXECVE, (long)words[1], (long)(words + 1), (long)environment, 0);
        } else if (result > 0) {
            int status = reap_until(result);
            unsigned long report = REPORTED | (unsigned)status | (has_left_somebody() ? 0 : ALONE);
            give_terminal_up(result);
            if (call(WRITE, REPORT, (long)&report, sizeof report, 0) == sizeof report) {
                call(CLOSE, REPORT, 0, 0, 0);
                reap_until(NOBODY);
                call(EXIT, 0, 0, 0, 0);
            }
            call(EXIT, status & 0x7f ? SIGNALLED + (status & 0x7f) : status >> 8 & 0xff, 0, 0, 0);
        } else
            call(WRITE, OUTPUT, (long)REFUSED, sizeof REFUSED - 1, 0);
    }
    call(EXIT, result == -ENOENT ? MISSING : FAILED, 0, 0, 0);
    __builtin_unreachable();
}
