/* alarm, ualarm, setitimer, POSIX timers and timerfd, by the stage's clock.
 *
 * The kernel's own timers stay unset.  What a program sets is in a slot of the role's page, and when
 * the time has come the harness sends the signal, or lets the timerfd expire.  Alarms are found by
 * their process, so they live on over exec and not over fork, as they should.
 *
 * While a process computes the stage's clock stands still, so one that computes until its alarm
 * rings would do so for ever.  Therefore a timer of the kernel's that counts the processor time of
 * the process wakes it after as much computing, and it fires what is overdue by itself.
 *
 * Timers that find no slot, those by other clocks, and those that start a thread stay real. */
#include "clock.h"
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include "table.h"

static int64_t of_timeval(const struct timeval *t) { return t->tv_sec * SECOND + t->tv_usec * 1000LL; }

static struct timeval to_timeval(int64_t n) {
    struct timespec t = timespec_of(n + 999);
    return (struct timeval){t.tv_sec, t.tv_nsec / 1000};
}

static bool of_process(const struct timer_slot *s, uint32_t process) {
    return __atomic_load_n(&s->process, __ATOMIC_RELAXED) == process;
}

static struct timer_slot *find(enum timer_kind kind, int number) {
    uint32_t me = (uint32_t)getpid();
    for (int i = 0; i < TIMER_SLOTS; i++) {
        struct timer_slot *s = &role_page->timers[i];
        if (of_process(s, me) && s->kind == kind && s->number == number) return s;
    }
    return NULL;
}

static struct timer_slot *claim(enum timer_kind kind, int number) {
    uint32_t me = (uint32_t)getpid();
    for (int pass = 0; pass < 2; pass++) /* free ones first, then those of processes that are gone */
        for (int i = 0; i < TIMER_SLOTS; i++) {
            struct timer_slot *s = &role_page->timers[i];
            uint32_t owner = __atomic_load_n(&s->process, __ATOMIC_RELAXED);
            if (owner && (!pass || owner == me || syscall(SYS_kill, owner, 0) == 0 || errno != ESRCH)) continue;
            if (!__atomic_compare_exchange_n(&s->process, &owner, me, false,
                                             __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
                continue;
            __atomic_store_n(&s->deadline, 0, __ATOMIC_RELEASE);
            s->kind = kind;
            s->number = number;
            s->interval = s->value = 0;
            s->signal = 0;
            s->thread = s->fired = 0;
            return s;
        }
    __atomic_fetch_add(&role_page->unheld, 1, __ATOMIC_RELAXED);
    return NULL;
}

static void give_up(struct timer_slot *s) {
    __atomic_store_n(&s->deadline, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&s->process, 0, __ATOMIC_RELEASE);
}

/* --- while the process computes ------------------------------------------------------------- */

static timer_t by_computing;
static volatile uint32_t computing_of; /* the process that by_computing belongs to */

static void count_computing(uint32_t me, int64_t left) {
    if (computing_of != me) {
        struct sigevent e;
        memset(&e, 0, sizeof e);
        e.sigev_notify = SIGEV_SIGNAL;
        e.sigev_signo = WAKE;
        if (REAL(timer_create)(CLOCK_PROCESS_CPUTIME_ID, &e, &by_computing) != 0) return;
        computing_of = me;
    }
    struct itimerspec t = {.it_value = timespec_of(left > 0 ? left : 1)};
    REAL(timer_settime)(by_computing, 0, &t, NULL);
}

static void fire(struct timer_slot *s) {
    if (s->kind == TIMERFD) {
        struct itimerspec at_once = {.it_value = {0, 1}};
        __atomic_fetch_add(&s->fired, 1, __ATOMIC_RELAXED);
        syscall(SYS_timerfd_settime, s->number, 0, &at_once, NULL);
    } else if (s->signal) {
        siginfo_t info;
        memset(&info, 0, sizeof info);
        info.si_signo = s->signal;
        info.si_code = SI_TIMER;
        info.si_timerid = s->number;
        info.si_value.sival_ptr = (void *)(intptr_t)s->value;
        if (s->thread) syscall(SYS_rt_tgsigqueueinfo, getpid(), s->thread, s->signal, &info);
        else syscall(SYS_rt_sigqueueinfo, getpid(), s->signal, &info);
    }
}

/* Fires one slot if its time has come, unless somebody else did; its next deadline, or 0. */
static int64_t fire_if_overdue(struct timer_slot *s, int64_t time) {
    int64_t deadline = __atomic_load_n(&s->deadline, __ATOMIC_ACQUIRE);
    while (deadline && deadline <= time) {
        int64_t after = s->interval > 0 ? deadline + s->interval : 0;
        if (after && after <= time) after = time + 1;
        if (__atomic_compare_exchange_n(&s->deadline, &deadline, after, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE)) {
            fire(s);
            return after;
        }
    }
    return deadline;
}

static void look_at_timers(uint32_t me) {
    int64_t time = now(), next = INT64_MAX;
    for (int i = 0; i < TIMER_SLOTS; i++) {
        if (!of_process(&role_page->timers[i], me)) continue;
        int64_t deadline = fire_if_overdue(&role_page->timers[i], time);
        if (deadline && deadline < next) next = deadline;
    }
    if (next != INT64_MAX) count_computing(me, next - time);
}

void fire_overdue(void) {
    if (computing_of && computing_of == (uint32_t)getpid()) look_at_timers(computing_of);
}

/* --- setting and asking --------------------------------------------------------------------- */

static int64_t left_of(const struct timer_slot *s) {
    int64_t deadline = s ? __atomic_load_n(&s->deadline, __ATOMIC_ACQUIRE) : 0;
    if (!deadline) return 0;
    int64_t left = deadline - now();
    if (left > 0) return left;
    return s->signal || s->kind == TIMERFD ? 1 : s->interval ? s->interval + left % s->interval : 0;
}

static void set(struct timer_slot *s, int64_t deadline, int64_t interval) {
    __atomic_store_n(&s->deadline, 0, __ATOMIC_RELEASE);
    s->interval = interval;
    s->fired = 0;
    if (s->kind == TIMERFD) { /* what had expired and was not read is forgotten */
        struct itimerspec none = {.it_value = {0, 0}};
        syscall(SYS_timerfd_settime, s->number, 0, &none, NULL);
    }
    __atomic_store_n(&s->deadline, deadline, __ATOMIC_RELEASE);
    if (deadline) {
        int before = errno;
        look_at_timers((uint32_t)getpid());
        errno = before;
    }
}

static bool valid_times(const struct itimerspec *t) { return valid(&t->it_value) && valid(&t->it_interval); }

static struct itimerspec times_of(const struct timer_slot *s) {
    return (struct itimerspec){timespec_of(s->interval), timespec_of(left_of(s))};
}

static void set_times(struct timer_slot *s, bool absolute, const struct itimerspec *t) {
    int64_t value = nanoseconds(&t->it_value), shift = 0;
    if (!value) {
        set(s, 0, 0);
        return;
    }
    shift_of((clockid_t)s->clock, &shift);
    int64_t deadline = absolute ? value - shift : now() + value;
    set(s, deadline > 0 ? deadline : 1, nanoseconds(&t->it_interval));
}

/* --- alarms --------------------------------------------------------------------------------- */

EXPORT int setitimer(__itimer_which_t which, const struct itimerval *restrict new,
                     struct itimerval *restrict old) {
    if (!stage_page || which != ITIMER_REAL) return REAL(setitimer)(which, new, old);
    struct timer_slot *s = find(ITIMER, 0);
    struct itimerval before = {{0, 0}, {0, 0}};
    if (s) before = (struct itimerval){to_timeval(s->interval), to_timeval(left_of(s))};
    int64_t value = new ? of_timeval(&new->it_value) : 0;
    if (new && (new->it_value.tv_usec < 0 || new->it_value.tv_usec > 999999 || value < 0 ||
                new->it_interval.tv_usec < 0 || new->it_interval.tv_usec > 999999)) {
        errno = EINVAL;
        return -1;
    }
    if (value && !s && !(s = claim(ITIMER, 0))) return REAL(setitimer)(which, new, old);
    if (!value && s) give_up(s);
    if (value) {
        s->signal = SIGALRM;
        set(s, now() + value, of_timeval(&new->it_interval));
    }
    if (old) *old = before;
    return 0;
}

EXPORT int getitimer(__itimer_which_t which, struct itimerval *now_set) {
    if (!stage_page || which != ITIMER_REAL) return REAL(getitimer)(which, now_set);
    struct timer_slot *s = find(ITIMER, 0);
    *now_set = (struct itimerval){to_timeval(s ? s->interval : 0), to_timeval(left_of(s))};
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
    return find(POSIX_TIMER, (int)number);
}

EXPORT int timer_create(clockid_t clock, struct sigevent *restrict event, timer_t *restrict timer) {
    int r = REAL(timer_create)(clock, event, timer);
    int64_t shift;
    if (r || !stage_page || !shift_of(clock, &shift)) return r;
    if (event && event->sigev_notify == SIGEV_THREAD) {
        __atomic_fetch_add(&role_page->unheld, 1, __ATOMIC_RELAXED);
        return r;
    }
    struct timer_slot *s = claim(POSIX_TIMER, (int)(intptr_t)*timer);
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
    if (s) give_up(s);
    return REAL(timer_delete)(timer);
}

/* --- timerfd -------------------------------------------------------------------------------- */

EXPORT int timerfd_create(int clock, int flags) {
    int fd = REAL(timerfd_create)(clock, flags);
    int64_t shift;
    if (fd < 0 || !stage_page || !shift_of(clock, &shift)) return fd;
    struct timer_slot *s = fd < TABLE ? claim(TIMERFD, fd) : NULL;
    if (s) {
        s->clock = clock;
        timer_of_fd[fd] = (unsigned short)(s - role_page->timers + 1);
    }
    return fd;
}

/* A child that sets an inherited timer becomes its owner: the harness goes by process and number. */
static struct timer_slot *of_fd(int fd) {
    if (!stage_page || fd < 0 || fd >= TABLE || !timer_of_fd[fd]) return NULL;
    return &role_page->timers[timer_of_fd[fd] - 1];
}

EXPORT int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old) {
    struct timer_slot *s = of_fd(fd);
    if (!s || !valid_times(new)) return REAL(timerfd_settime)(fd, flags, new, old);
    if (old) *old = times_of(s);
    if (!of_process(s, (uint32_t)getpid())) {
        __atomic_store_n(&s->process, (uint32_t)getpid(), __ATOMIC_RELEASE);
        s->number = fd;
    }
    set_times(s, flags & TFD_TIMER_ABSTIME, new);
    return 0;
}

EXPORT int timerfd_gettime(int fd, struct itimerspec *now_set) {
    struct timer_slot *s = of_fd(fd);
    if (!s) return REAL(timerfd_gettime)(fd, now_set);
    *now_set = times_of(s);
    return 0;
}

void timerfd_read(int fd, uint64_t *count) {
    struct timer_slot *s = of_fd(fd);
    uint32_t fired = s ? __atomic_exchange_n(&s->fired, 0, __ATOMIC_ACQ_REL) : 0;
    if (fired > 1) *count = fired;
}

void timerfd_closed(int fd) {
    struct timer_slot *s = of_fd(fd);
    if (!s) return;
    unsigned short place = timer_of_fd[fd];
    timer_of_fd[fd] = 0;
    if (!of_process(s, (uint32_t)getpid()) || s->number != fd) return;
    for (int other = 0; other < TABLE; other++)
        if (timer_of_fd[other] == place) {
            s->number = other;
            return;
        }
    give_up(s);
}

/* After exec: the kernel has deleted this process's timers and closed some descriptors.  An alarm
 * goes on. */
void forget_timers(void) {
    uint32_t me = (uint32_t)getpid();
    bool alarms = false;
    for (int i = 0; i < TIMER_SLOTS; i++) {
        struct timer_slot *s = &role_page->timers[i];
        struct itimerspec t;
        if (!of_process(s, me)) continue;
        if (s->kind == ITIMER) alarms = true;
        else if (s->kind == TIMERFD && s->number >= 0 && s->number < TABLE &&
                 syscall(SYS_timerfd_gettime, s->number, &t) == 0)
            timer_of_fd[s->number] = (unsigned short)(i + 1);
        else give_up(s);
    }
    if (alarms) look_at_timers(me);
}
