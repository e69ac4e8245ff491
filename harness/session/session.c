/* Starts a program as the leader of a session of its own, with its standard input as the terminal
 * that controls it, as `setsid -c` does:
 *
 *     session PROGRAM [ARGUMENT ...]
 *
 * Every program on a stage is started through this, so it is as little as can be. */

#include "calls.h"

enum { TIOCSCTTY = 0x540E, STEAL = 0, FAILED = 126, MISSING = 127, ENOENT = 2 };

void begin(char **stack) {
    long count = (long)stack[0];
    char **words = stack + 1, **environment = words + count + 1;
    long result = -1;
    if (count > 1 && call(SETSID, 0, 0, 0, 0) >= 0 && call(IOCTL, 0, TIOCSCTTY, STEAL, 0) == 0)
        result = call(EXECVE, (long)words[1], (long)(words + 1), (long)environment, 0);
    call(EXIT, result == -ENOENT ? MISSING : FAILED, 0, 0, 0);
    __builtin_unreachable();
}
