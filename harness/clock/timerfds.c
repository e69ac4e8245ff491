/* timerfd: the kernel's is left unset until its time has come.  Which descriptors are timers, and of
 * which slot, is remembered, also over fork, dup and (by the slots) exec. */
#include <sys/timerfd.h>
#include "table.h"
#include "timers.h"

EXPORT int timerfd_create(int clock, int flags) {
    int fd = REAL(timerfd_create)(clock, flags);
    int64_t shift;
    if (fd < 0 || !stage_page || !shift_of(clock, &shift)) return fd;
    struct timer_slot *s = fd < TABLE ? claim_timer(TIMERFD, fd) : NULL;
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
    give_up_timer(s);
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
        else give_up_timer(s);
    }
    if (alarms) look_at_timers(me);
}
