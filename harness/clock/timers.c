/* Timers by the stage's clock: the slots that they are in, and how they fire.
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
#include <string.h>
#include "timers.h"

bool of_process(const struct timer_slot *s, uint32_t process) {
    return __atomic_load_n(&s->process, __ATOMIC_RELAXED) == process;
}

struct timer_slot *find_timer(enum timer_kind kind, int number) {
    uint32_t me = (uint32_t)getpid();
    for (int i = 0; i < TIMER_SLOTS; i++) {
        struct timer_slot *s = &role_page->timers[i];
        if (of_process(s, me) && s->kind == kind && s->number == number) return s;
    }
    return NULL;
}

struct timer_slot *claim_timer(enum timer_kind kind, int number) {
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

void give_up_timer(struct timer_slot *s) {
    __atomic_store_n(&s->deadline, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&s->process, 0, __ATOMIC_RELEASE);
}

/* --- while the process computes ------------------------------------------------------------- */

static timer_t by_computing;
static volatile uint32_t computing_of; /* the process that by_computing belongs to */
static volatile int64_t computing_until; /* when it will have rung, at the earliest */

static void count_computing(uint32_t me, int64_t time, int64_t left) {
    if (computing_of != me) {
        struct sigevent e;
        memset(&e, 0, sizeof e);
        e.sigev_notify = SIGEV_SIGNAL;
        e.sigev_signo = WAKE;
        if (REAL(timer_create)(CLOCK_PROCESS_CPUTIME_ID, &e, &by_computing) != 0) return;
        computing_of = me;
    }
    if (left < 1) left = 1;
    computing_until = time + left;
    struct itimerspec t = {.it_value = timespec_of(left)};
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

void look_at_timers(uint32_t me) {
    int64_t time = now(), next = INT64_MAX;
    for (int i = 0; i < TIMER_SLOTS; i++) {
        if (!of_process(&role_page->timers[i], me)) continue;
        int64_t deadline = fire_if_overdue(&role_page->timers[i], time);
        if (deadline && deadline < next) next = deadline;
    }
    if (next != INT64_MAX) count_computing(me, time, next - time);
}

void fire_overdue(bool computed) {
    uint32_t me = (uint32_t)getpid();
    if (computing_of != me) return;
    if (computed) {
        now(); /* what this thread has computed is not to count twice */
        ahead_to(computing_until); /* the threads that did may not have looked at the clock */
        /* The kernel gives a process's signals to its main thread, if that wants them.  Sent from
         * another thread, that one might take its own signal, and the main one sleep on. */
        if ((uint32_t)syscall(SYS_gettid) != me) {
            syscall(SYS_tgkill, me, me, WAKE);
            return;
        }
    }
    look_at_timers(me);
}

/* --- setting and asking --------------------------------------------------------------------- */

int64_t timer_left(const struct timer_slot *s) {
    int64_t deadline = s ? __atomic_load_n(&s->deadline, __ATOMIC_ACQUIRE) : 0;
    if (!deadline) return 0;
    int64_t left = deadline - now();
    if (left > 0) return left;
    return s->signal || s->kind == TIMERFD ? 1 : s->interval ? s->interval + left % s->interval : 0;
}

void set_timer(struct timer_slot *s, int64_t deadline, int64_t interval) {
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

bool valid_times(const struct itimerspec *t) { return valid(&t->it_value) && valid(&t->it_interval); }

struct itimerspec times_of(const struct timer_slot *s) {
    return (struct itimerspec){timespec_of(s->interval), timespec_of(timer_left(s))};
}

void set_times(struct timer_slot *s, bool absolute, const struct itimerspec *t) {
    int64_t value = nanoseconds(&t->it_value), shift = 0;
    if (!value) {
        set_timer(s, 0, 0);
        return;
    }
    shift_of((clockid_t)s->clock, &shift);
    int64_t deadline = absolute ? value - shift : now() + value;
    set_timer(s, deadline > 0 ? deadline : 1, nanoseconds(&t->it_interval));
}
