/* What time it is: the later of the stage's clock (S) and of how far this role has computed (L).
 *
 * S moves only while nothing can run.  So that a program's own work takes time, and a loop that
 * looks at the clock until a deadline ends, L grows by what a thread has really computed since it
 * last looked: by the real time if that is little, else by no more than its processor time.  Being
 * kept from the processor takes no time.  L is kept in the role's page, so that it goes on over
 * fork and exec and all processes of a role agree.  Threads that compute at once add up. */
#include "clock.h"
#include <string.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <sys/times.h>
#include <sys/timex.h>

#define LITTLE 500000 /* ns */
#define LEAST 20      /* ns that every look at the clock takes */

PER_THREAD int64_t last_real, last_cpu, counted; /* counted: of it, since last_cpu */

int64_t kernel_now(clockid_t clock) {
    struct timespec t;
    REAL(clock_gettime)(clock, &t);
    return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

void forget_thread(void) { /* in a forked child, whose processor time begins anew */
    last_cpu = counted = 0;
}

static int64_t by_processor(int64_t passed) {
    struct timespec t;
    syscall(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &t);
    int64_t cpu = (int64_t)t.tv_sec * SECOND + t.tv_nsec;
    int64_t grown = cpu - last_cpu - counted;
    last_cpu = cpu;
    counted = 0;
    return grown < 0 ? 0 : grown < passed ? grown : passed;
}

static inline int64_t computed(void) {
    int64_t real = kernel_now(CLOCK_MONOTONIC);
    int64_t passed = real - last_real;
    last_real = real;
    if (__builtin_expect(passed >= LITTLE, 0)) return by_processor(passed) + LEAST;
    if (passed < 0) passed = 0;
    counted += passed;
    return passed + LEAST;
}

int64_t now(void) {
    int64_t grown = computed(), ahead = __atomic_load_n(&role_page->ahead, __ATOMIC_RELAXED);
    for (;;) {
        int64_t stage = stage_now();
        int64_t next = (stage > ahead ? stage : ahead) + grown;
        if (__atomic_compare_exchange_n(&role_page->ahead, &ahead, next, true, __ATOMIC_ACQ_REL,
                                        __ATOMIC_RELAXED))
            return next;
    }
}

void ahead_to(int64_t time) {
    int64_t ahead = __atomic_load_n(&role_page->ahead, __ATOMIC_RELAXED);
    while (ahead < time && !__atomic_compare_exchange_n(&role_page->ahead, &ahead, time, true,
                                                        __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        ;
}

bool shift_of(clockid_t clock, int64_t *shift) {
    switch (clock) {
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
        *shift = 0;
        return true;
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI:
        *shift = stage_page->to_real;
        return true;
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM:
        *shift = stage_page->to_boot;
        return true;
    default:
        return false;
    }
}

EXPORT int clock_gettime(clockid_t clock, struct timespec *t) {
    int64_t shift;
    if (!stage_page || !shift_of(clock, &shift)) return REAL(clock_gettime)(clock, t);
    int64_t n = now() + shift;
    t->tv_sec = n / SECOND;
    t->tv_nsec = n % SECOND;
    return 0;
}

EXPORT int gettimeofday(struct timeval *restrict t, void *restrict zone) {
    if (!stage_page) return REAL(gettimeofday)(t, zone);
    if (zone) memset(zone, 0, sizeof(struct timezone)); /* as the C library does */
    int64_t n = now() + stage_page->to_real;
    t->tv_sec = n / SECOND;
    t->tv_usec = n % SECOND / 1000;
    return 0;
}

EXPORT time_t time(time_t *t) {
    struct timespec n;
    clock_gettime(CLOCK_REALTIME, &n);
    if (t) *t = n.tv_sec;
    return n.tv_sec;
}

/* Of processor time but for its result, which counts ticks since some moment. */
EXPORT clock_t times(struct tms *buffer) {
    clock_t real = REAL(times)(buffer);
    return stage_page && real != (clock_t)-1 ? now() / (SECOND / sysconf(_SC_CLK_TCK)) : real;
}

EXPORT int timespec_get(struct timespec *t, int base) {
    if (!stage_page || base != TIME_UTC) return REAL(timespec_get)(t, base);
    clock_gettime(CLOCK_REALTIME, t);
    return base;
}

EXPORT int ftime(struct timeb *t) {
    struct timespec n;
    clock_gettime(CLOCK_REALTIME, &n);
    *t = (struct timeb){.time = n.tv_sec, .millitm = (unsigned short)(n.tv_nsec / 1000000)};
    return 0;
}

/* Nobody sets a stage's clock. */
static int refused(void) {
    errno = EPERM;
    return -1;
}

EXPORT int clock_settime(clockid_t clock, const struct timespec *t) {
    return stage_page ? refused() : REAL(clock_settime)(clock, t);
}

EXPORT int settimeofday(const struct timeval *t, const struct timezone *zone) {
    return stage_page ? refused() : REAL(settimeofday)(t, zone);
}

EXPORT int adjtime(const struct timeval *delta, struct timeval *old) {
    return stage_page && delta ? refused() : REAL(adjtime)(delta, old);
}

EXPORT int adjtimex(struct timex *t) {
    return stage_page && t->modes ? refused() : REAL(adjtimex)(t);
}

EXPORT int clock_adjtime(clockid_t clock, struct timex *t) {
    return stage_page && t->modes ? refused() : REAL(clock_adjtime)(clock, t);
}
