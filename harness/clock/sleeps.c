/* nanosleep, clock_nanosleep, usleep, sleep, thrd_sleep. */
#include "clock.h"
#include <threads.h>

/* Sleeps until a point of the axis; 0 or a negative error.  left: what remains after EINTR. */
static long sleep_until(int64_t deadline, int64_t asked, int64_t *left) {
    struct call c = {.number = SYS_clock_nanosleep, .argument = {CLOCK_MONOTONIC, 0, 0, 0}, .limit = 2};
    long r = timed_call(&c, SLEEP, deadline, asked);
    if (left && r == -EINTR) {
        *left = deadline - now();
        if (*left < 1) *left = 1;
    }
    return r;
}

static long sleep_for(const struct timespec *asked, struct timespec *rest) {
    int64_t left = 0, length = nanoseconds(asked);
    long r = sleep_until(now() + length, length, &left);
    if (r == -EINTR && rest) *rest = timespec_of(left);
    return r;
}

EXPORT int nanosleep(const struct timespec *asked, struct timespec *rest) {
    if (!stage_page || !asked || !valid(asked)) return REAL(nanosleep)(asked, rest);
    return (int)result(sleep_for(asked, rest));
}

EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *asked,
                           struct timespec *rest) {
    int64_t shift;
    if (!stage_page || !asked || !valid(asked) || !shift_of(clock, &shift))
        return REAL(clock_nanosleep)(clock, flags, asked, rest);
    if (clock == CLOCK_MONOTONIC_RAW || clock == CLOCK_MONOTONIC_COARSE ||
        clock == CLOCK_REALTIME_COARSE) /* the kernel does not sleep by these */
        return REAL(clock_nanosleep)(clock, flags, asked, rest);
    if (!(flags & TIMER_ABSTIME)) return (int)-sleep_for(asked, rest);
    int64_t deadline = nanoseconds(asked) - shift, n = now();
    return (int)-sleep_until(deadline, deadline > n ? deadline - n : 0, NULL);
}

EXPORT int usleep(useconds_t microseconds) {
    if (!stage_page) return REAL(usleep)(microseconds);
    struct timespec t = timespec_of((int64_t)microseconds * 1000);
    return nanosleep(&t, NULL);
}

EXPORT unsigned int sleep(unsigned int seconds) {
    if (!stage_page) return REAL(sleep)(seconds);
    struct timespec t = {seconds, 0}, rest = {0, 0};
    int before = errno;
    if (nanosleep(&t, &rest) == 0) return 0;
    errno = before;
    return (unsigned int)rest.tv_sec;
}

EXPORT int thrd_sleep(const struct timespec *asked, struct timespec *rest) {
    int r = clock_nanosleep(CLOCK_REALTIME, 0, asked, rest);
    return r == 0 ? 0 : r == EINTR ? -1 : -2;
}
