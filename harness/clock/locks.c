/* Semaphores, mutexes, conditions, read-write locks and joins with a limit.
 *
 * The C library gives the address of the limit down to the kernel and tries again after a signal.
 * So it gets the address of a limit of ours, which the handler of the wake-up sets to the past. */
#include "clock.h"
#include <pthread.h>
#include <semaphore.h>
#include <threads.h>

/* Python's threads wait 5 ms for the interpreter, on a condition, before they ask the one that runs
 * to give way.  While that one computes the stage's clock stands still; so waits on a condition that
 * are as short as this, and by the same clock, are the kernel's own.  (Tk waits by the other one.) */
#define SHORT(clock) ((clock) == CLOCK_MONOTONIC ? 6 * SECOND / 1000 : 0)

struct limited {
    struct wait wait;
    bool waits; /* on the stage's clock */
    struct timespec real;
};

/* The limit to give to the C library in place of the program's. */
static const struct timespec *limit_of(struct limited *l, clockid_t clock, const struct timespec *limit,
                                       int64_t shortest) {
    int64_t shift;
    l->waits = false;
    if (!stage_page || !limit || !valid(limit) || !shift_of(clock, &shift)) return limit;
    int64_t deadline = nanoseconds(limit) - shift, left = deadline - now();
    if (left > shortest && begin_wait(&l->wait, LOCK, deadline, left, true)) {
        l->waits = true;
        return l->wait.limit;
    }
    l->real = timespec_of(left > 0 ? kernel_now(clock) + left : 0);
    return &l->real;
}

static int left_with(struct limited *l, int error) {
    if (l->waits) end_wait(&l->wait);
    return error;
}

#define TIMED(clock, limit, shortest, call) \
    struct limited l; \
    limit = limit_of(&l, clock, limit, shortest); \
    int error = call; \
    while (error == EINTR && l.waits && wait_again(&l.wait)) error = call; \
    return left_with(&l, error)

static int sem_error(int r) { return r == 0 ? 0 : errno; }

static int semaphore(sem_t *s, clockid_t clock, const struct timespec *limit) {
    TIMED(clock, limit, 0,
          sem_error(clock == CLOCK_REALTIME ? REAL(sem_timedwait)(s, limit)
                                            : REAL(sem_clockwait)(s, clock, limit)));
}

static int with_errno(int error) {
    if (!error) return 0;
    errno = error;
    return -1;
}

EXPORT int sem_timedwait(sem_t *restrict s, const struct timespec *restrict limit) {
    return with_errno(semaphore(s, CLOCK_REALTIME, limit));
}

EXPORT int sem_clockwait(sem_t *restrict s, clockid_t clock, const struct timespec *restrict limit) {
    return with_errno(semaphore(s, clock, limit));
}

/* The clock that a condition was made with is in the C library's own word for it. */
static clockid_t clock_of(const pthread_cond_t *c) {
    return c->__data.__wrefs & 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

EXPORT int pthread_cond_timedwait(pthread_cond_t *restrict c, pthread_mutex_t *restrict m,
                                  const struct timespec *restrict limit) {
    TIMED(clock_of(c), limit, SHORT(clock_of(c)), REAL(pthread_cond_timedwait)(c, m, limit));
}

EXPORT int pthread_cond_clockwait(pthread_cond_t *restrict c, pthread_mutex_t *restrict m,
                                  clockid_t clock, const struct timespec *restrict limit) {
    TIMED(clock, limit, SHORT(clock), REAL(pthread_cond_clockwait)(c, m, clock, limit));
}

EXPORT int pthread_mutex_timedlock(pthread_mutex_t *restrict m, const struct timespec *restrict limit) {
    TIMED(CLOCK_REALTIME, limit, 0, REAL(pthread_mutex_timedlock)(m, limit));
}

EXPORT int pthread_mutex_clocklock(pthread_mutex_t *restrict m, clockid_t clock,
                                   const struct timespec *restrict limit) {
    TIMED(clock, limit, 0, REAL(pthread_mutex_clocklock)(m, clock, limit));
}

EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict k, const struct timespec *restrict limit) {
    TIMED(CLOCK_REALTIME, limit, 0, REAL(pthread_rwlock_timedrdlock)(k, limit));
}

EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict k, const struct timespec *restrict limit) {
    TIMED(CLOCK_REALTIME, limit, 0, REAL(pthread_rwlock_timedwrlock)(k, limit));
}

EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict k, clockid_t clock,
                                      const struct timespec *restrict limit) {
    TIMED(clock, limit, 0, REAL(pthread_rwlock_clockrdlock)(k, clock, limit));
}

EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict k, clockid_t clock,
                                      const struct timespec *restrict limit) {
    TIMED(clock, limit, 0, REAL(pthread_rwlock_clockwrlock)(k, clock, limit));
}

EXPORT int pthread_timedjoin_np(pthread_t t, void **value, const struct timespec *limit) {
    TIMED(CLOCK_REALTIME, limit, 0, REAL(pthread_timedjoin_np)(t, value, limit));
}

EXPORT int pthread_clockjoin_np(pthread_t t, void **value, clockid_t clock, const struct timespec *limit) {
    TIMED(clock, limit, 0, REAL(pthread_clockjoin_np)(t, value, clock, limit));
}

static int thread_error(int error) {
    return error == 0 ? thrd_success : error == ETIMEDOUT ? thrd_timedout : thrd_error;
}

EXPORT int cnd_timedwait(cnd_t *restrict c, mtx_t *restrict m, const struct timespec *restrict limit) {
    return thread_error(pthread_cond_timedwait((pthread_cond_t *)c, (pthread_mutex_t *)m, limit));
}

EXPORT int mtx_timedlock(mtx_t *restrict m, const struct timespec *restrict limit) {
    return thread_error(pthread_mutex_timedlock((pthread_mutex_t *)m, limit));
}
