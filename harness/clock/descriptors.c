/* poll, select and epoll with a limit.  All go by the calls that take nanoseconds by address. */
#include "clock.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#define SIGNAL_WORDS 8 /* bytes of the kernel's signal set */

static long polling(struct pollfd *fds, nfds_t count, int64_t asked, const sigset_t *mask) {
    sigset_t kept;
    struct call c = {.number = SYS_ppoll,
                     .argument = {(long)fds, (long)count, 0, (long)without_wake(mask, &kept), SIGNAL_WORDS},
                     .limit = 2};
    return timed_call(&c, DESCRIPTORS, now() + asked, asked);
}

EXPORT int poll(struct pollfd *fds, nfds_t count, int milliseconds) {
    if (!stage_page || milliseconds <= 0) return REAL(poll)(fds, count, milliseconds);
    return (int)result(polling(fds, count, milliseconds * 1000000LL, NULL));
}

EXPORT int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *limit, const sigset_t *mask) {
    sigset_t kept;
    if (!stage_page || !limit || !valid(limit) || !nanoseconds(limit))
        return REAL(ppoll)(fds, count, limit, without_wake(mask, &kept));
    return (int)result(polling(fds, count, nanoseconds(limit), mask));
}

/* what programs call that were compiled with bounds checks */
extern void __chk_fail(void) __attribute__((noreturn));
int __poll_chk(struct pollfd *, nfds_t, int, size_t);
int __ppoll_chk(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, size_t);

EXPORT int __poll_chk(struct pollfd *fds, nfds_t count, int milliseconds, size_t room) {
    if (room / sizeof *fds < count) __chk_fail();
    return poll(fds, count, milliseconds);
}

EXPORT int __ppoll_chk(struct pollfd *fds, nfds_t count, const struct timespec *limit,
                       const sigset_t *mask, size_t room) {
    if (room / sizeof *fds < count) __chk_fail();
    return ppoll(fds, count, limit, mask);
}

static long selecting(int top, fd_set *r, fd_set *w, fd_set *x, int64_t deadline, int64_t asked,
                      const sigset_t *mask) {
    sigset_t kept;
    struct { const sigset_t *set; size_t size; } signals = {without_wake(mask, &kept), SIGNAL_WORDS};
    struct call c = {.number = SYS_pselect6,
                     .argument = {top, (long)r, (long)w, (long)x, 0, mask ? (long)&signals : 0},
                     .limit = 4};
    return timed_call(&c, DESCRIPTORS, deadline, asked);
}

EXPORT int select(int top, fd_set *restrict r, fd_set *restrict w, fd_set *restrict x,
                  struct timeval *restrict limit) {
    if (!stage_page || !limit || limit->tv_sec < 0 || limit->tv_usec < 0 ||
        (limit->tv_sec == 0 && limit->tv_usec == 0))
        return REAL(select)(top, r, w, x, limit);
    struct timespec t = {limit->tv_sec, 0};
    int64_t asked = nanoseconds(&t) + limit->tv_usec * 1000LL, deadline = now() + asked;
    long got = selecting(top, r, w, x, deadline, asked, NULL);
    struct timespec left = timespec_of(deadline - now()); /* Linux tells what was left */
    *limit = (struct timeval){left.tv_sec, left.tv_nsec / 1000};
    return (int)result(got);
}

EXPORT int pselect(int top, fd_set *restrict r, fd_set *restrict w, fd_set *restrict x,
                   const struct timespec *restrict limit, const sigset_t *restrict mask) {
    sigset_t kept;
    if (!stage_page || !limit || !valid(limit) || !nanoseconds(limit))
        return REAL(pselect)(top, r, w, x, limit, without_wake(mask, &kept));
    int64_t asked = nanoseconds(limit);
    return (int)result(selecting(top, r, w, x, now() + asked, asked, mask));
}

/* A kernel without epoll_pwait2 (before 5.11) waits in real time. */
static int waiting(int epoll, struct epoll_event *events, int most, int64_t asked, int milliseconds,
                   const sigset_t *mask) {
    sigset_t kept;
    const sigset_t *signals = without_wake(mask, &kept);
#ifdef SYS_epoll_pwait2
    struct call c = {.number = SYS_epoll_pwait2,
                     .argument = {epoll, (long)events, most, 0, (long)signals, SIGNAL_WORDS},
                     .limit = 3};
    long r = timed_call(&c, DESCRIPTORS, now() + asked, asked);
    if (r != -ENOSYS) return (int)result(r);
    __atomic_fetch_add(&role_page->uncovered, 1, __ATOMIC_RELAXED);
#else
    (void)asked;
#endif
    return REAL(epoll_pwait)(epoll, events, most, milliseconds, signals);
}

EXPORT int epoll_wait(int epoll, struct epoll_event *events, int most, int milliseconds) {
    if (!stage_page || milliseconds <= 0) return REAL(epoll_wait)(epoll, events, most, milliseconds);
    return waiting(epoll, events, most, milliseconds * 1000000LL, milliseconds, NULL);
}

EXPORT int epoll_pwait(int epoll, struct epoll_event *events, int most, int milliseconds,
                       const sigset_t *mask) {
    sigset_t kept;
    if (!stage_page || milliseconds <= 0)
        return REAL(epoll_pwait)(epoll, events, most, milliseconds, without_wake(mask, &kept));
    return waiting(epoll, events, most, milliseconds * 1000000LL, milliseconds, mask);
}

int epoll_pwait2(int, struct epoll_event *, int, const struct timespec *, const sigset_t *);

EXPORT int epoll_pwait2(int epoll, struct epoll_event *events, int most, const struct timespec *limit,
                        const sigset_t *mask) {
    sigset_t kept;
    if (!stage_page || !limit || !valid(limit) || !nanoseconds(limit))
        return REAL(epoll_pwait2)(epoll, events, most, limit, without_wake(mask, &kept));
    int64_t asked = nanoseconds(limit), rounded = (asked + 999999) / 1000000;
    return waiting(epoll, events, most, asked, rounded < INT32_MAX ? (int)rounded : INT32_MAX, mask);
}
