/* alarm, ualarm, setitimer and POSIX timers.  Those of processor time are left to the kernel. */
#include <sys/time.h>
#include "timers.h"

static int64_t of_timeval(const struct timeval *t) { return t->tv_sec * SECOND + t->tv_usec * 1000LL; }

static struct timeval to_timeval(int64_t n) {
    struct timespec t = timespec_of(n + 999);
    return (struct timeval){t.tv_sec, t.tv_nsec / 1000};
}

EXPORT int setitimer(__itimer_which_t which, const struct itimerval *restrict new,
                     struct itimerval *restrict old) {
    if (!stage_page || which != ITIMER_REAL) return REAL(setitimer)(which, new, old);
    struct timer_slot *s = find_timer(ITIMER, 0);
    struct itimerval before = {{0, 0}, {0, 0}};
    if (s) before = (struct itimerval){to_timeval(s->interval), to_timeval(timer_left(s))};
    int64_t value = new ? of_timeval(&new->it_value) : 0;
    if (new && (new->it_value.tv_usec < 0 || new->it_value.tv_usec > 999999 || value < 0 ||
                new->it_interval.tv_usec < 0 || new->it_interval.tv_usec > 999999)) {
        errno = EINVAL;
        return -1;
    }
    if (value && !s && !(s = claim_timer(ITIMER, 0))) return REAL(setitimer)(which, new, old);
    if (!value && s) give_up_timer(s);
    if (value) {
        s->signal = SIGALRM;
        set_timer(s, now() + value, of_timeval(&new->it_interval));
    }
    if (old) *old = before;
    return 0;
}

EXPORT int getitimer(__itimer_which_t which, struct itimerval *now_set) {
    if (!stage_page || which != ITIMER_REAL) return REAL(getitimer)(which, now_set);
    struct timer_slot *s = find_timer(ITIMER, 0);
    *now_set = (struct itimerval){to_timeval(s ? s->interval : 0), to_timeval(timer_left(s))};
    return 0;
}

EXPORT unsigned int alarm(unsigned int seconds) {
    if (!stage_page) return REAL(alarm)(seconds);
    struct itimerval new = {{0, 0}, {seconds, 0}}, old;
    setitimer(ITIMER_REAL, &new, &old);
    unsigned int left = (unsigned int)old.it_value.tv_sec;
    return left + (old.it_value.tv_usec >= 500000 || (!left && old.it_value.tv_usec));
}

EXPORT useconds_t ualarm(useconds_t value, useconds_t interval) {
    struct itimerval new = {{interval / 1000000, interval % 1000000}, {value / 1000000, value % 1000000}};
    struct itimerval old;
    if (setitimer(ITIMER_REAL, &new, &old) < 0) return (useconds_t)-1;
    return (useconds_t)(old.it_value.tv_sec * 1000000 + old.it_value.tv_usec);
}

/* --- POSIX timers --------------------------------------------------------------------------- */

/* The C library's name for a timer without a thread is the kernel's number. */
static struct timer_slot *of_timer(timer_t timer) {
    intptr_t number = (intptr_t)timer;
    if (!stage_page || number < 0 || number > INT32_MAX) return NULL;
    return find_timer(POSIX_TIMER, (int)number);
}

EXPORT int timer_create(clockid_t clock, struct sigevent *restrict event, timer_t *restrict timer) {
    int r = REAL(timer_create)(clock, event, timer);
    int64_t shift;
    if (r || !stage_page || !shift_of(clock, &shift)) return r;
    if (event && event->sigev_notify == SIGEV_THREAD) {
        __atomic_fetch_add(&role_page->unheld, 1, __ATOMIC_RELAXED);
        return r;
    }
    struct timer_slot *s = claim_timer(POSIX_TIMER, (int)(intptr_t)*timer);
    if (!s) return r;
    s->clock = clock;
    s->value = event ? (int64_t)(intptr_t)event->sigev_value.sival_ptr : (int64_t)(intptr_t)*timer;
    s->signal = !event ? SIGALRM : event->sigev_notify == SIGEV_NONE ? 0 : event->sigev_signo;
    if (event && event->sigev_notify == SIGEV_THREAD_ID) s->thread = (uint32_t)event->_sigev_un._tid;
    return r;
}

EXPORT int timer_settime(timer_t timer, int flags, const struct itimerspec *restrict new,
                         struct itimerspec *restrict old) {
    struct timer_slot *s = of_timer(timer);
    if (!s || !valid_times(new)) return REAL(timer_settime)(timer, flags, new, old);
    if (old) *old = times_of(s);
    set_times(s, flags & TIMER_ABSTIME, new);
    return 0;
}

EXPORT int timer_gettime(timer_t timer, struct itimerspec *now_set) {
    struct timer_slot *s = of_timer(timer);
    if (!s) return REAL(timer_gettime)(timer, now_set);
    *now_set = times_of(s);
    return 0;
}

EXPORT int timer_delete(timer_t timer) {
    struct timer_slot *s = of_timer(timer);
    if (s) give_up_timer(s);
    return REAL(timer_delete)(timer);
}
