/* The signal that wakes a waiting thread, and keeping it from the program.
 *
 * A program that blocks all signals, resets all handlers or waits for any signal does so for all but
 * this one; what it does by system calls of its own only keeps itself asleep.  The handler restarts
 * what the kernel can restart: every wait with a limit ends with EINTR all the same, and a call
 * without one does not notice a signal that comes too late. */
#include "clock.h"
#include <pthread.h>
#include <string.h>
#include <sys/signalfd.h>


void install_handler(void) {
    /* The C library's sigaction has the restorer that x86-64 needs. */
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = on_wake;
    a.sa_flags = SA_RESTART | SA_SIGINFO;
    REAL(sigaction)(WAKE, &a, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, WAKE);
    REAL(pthread_sigmask)(SIG_UNBLOCK, &set, NULL);
}

const sigset_t *without_wake(const sigset_t *set, sigset_t *copy) {
    if (!set || !stage_page) return set;
    *copy = *set;
    sigdelset(copy, WAKE);
    return copy;
}

EXPORT int sigaction(int signal, const struct sigaction *restrict action,
                     struct sigaction *restrict old) {
    if (!stage_page) return REAL(sigaction)(signal, action, old);
    if (signal == WAKE) {
        if (old) memset(old, 0, sizeof *old);
        return 0;
    }
    if (!action) return REAL(sigaction)(signal, NULL, old);
    struct sigaction copy = *action;
    sigdelset(&copy.sa_mask, WAKE);
    return REAL(sigaction)(signal, &copy, old);
}

typedef void (*handler)(int);
handler __sysv_signal(int, handler);
handler bsd_signal(int, handler);

EXPORT handler signal(int number, handler h) {
    return stage_page && number == WAKE ? SIG_DFL : REAL(signal)(number, h);
}

EXPORT handler __sysv_signal(int number, handler h) {
    return stage_page && number == WAKE ? SIG_DFL : REAL(__sysv_signal)(number, h);
}

EXPORT handler bsd_signal(int number, handler h) { return signal(number, h); }

EXPORT int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old) {
    sigset_t copy;
    return REAL(sigprocmask)(how, how == SIG_UNBLOCK ? set : without_wake(set, &copy), old);
}

EXPORT int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old) {
    sigset_t copy;
    return REAL(pthread_sigmask)(how, how == SIG_UNBLOCK ? set : without_wake(set, &copy), old);
}

int pthread_attr_setsigmask_np(pthread_attr_t *, const sigset_t *);
EXPORT int pthread_attr_setsigmask_np(pthread_attr_t *attributes, const sigset_t *set) {
    sigset_t copy;
    return REAL(pthread_attr_setsigmask_np)(attributes, without_wake(set, &copy));
}

EXPORT int sigsuspend(const sigset_t *set) {
    sigset_t copy;
    return REAL(sigsuspend)(without_wake(set, &copy));
}

EXPORT int sigwait(const sigset_t *restrict set, int *restrict got) {
    sigset_t copy;
    return REAL(sigwait)(without_wake(set, &copy), got);
}

EXPORT int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict got) {
    sigset_t copy;
    return REAL(sigwaitinfo)(without_wake(set, &copy), got);
}

EXPORT int signalfd(int fd, const sigset_t *set, int flags) {
    sigset_t copy;
    return REAL(signalfd)(fd, without_wake(set, &copy), flags);
}

EXPORT int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict got,
                        const struct timespec *restrict limit) {
    sigset_t copy;
    set = without_wake(set, &copy);
    if (!stage_page || !limit || !valid(limit) || !nanoseconds(limit))
        return REAL(sigtimedwait)(set, got, limit);
    int64_t asked = nanoseconds(limit);
    struct call c = {.number = SYS_rt_sigtimedwait, .argument = {(long)set, (long)got, 0, 8}, .limit = 2};
    return (int)result(timed_call(&c, SIGNALS, now() + asked, asked));
}
