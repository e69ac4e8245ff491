/* A wait that the stage's clock ends; clock.h says how.
 *
 * The limits are in this thread's storage and never on its stack: a signal handler of the program
 * may leave a wait for good by siglongjmp, and a late wake-up must then write nowhere.  A handler
 * that waits within a wait has a limit of its own.  Whatever is left behind by a wait that never
 * came back is recognised by its stack frame, and by the kernel's view: a slot counts only while
 * its thread sleeps in a call with one of the far limits. */
#include "clock.h"
#include <pthread.h>

#define DEEPEST 8
#define TRIES 32 /* slots to try, from a thread's own place on */

struct level {
    struct timespec limit;
    int64_t deadline; /* 0: left */
    void *frame;
};

PER_THREAD struct level levels[DEEPEST];
PER_THREAD int deep;
PER_THREAD volatile sig_atomic_t woken;

void on_wake(int signal, siginfo_t *about, void *context) {
    (void)signal;
    (void)context;
    int before = errno;
    woken = 1;
    if (stage_page) {
        int64_t stage = stage_now();
        for (int i = 0; i < DEEPEST; i++)
            if (levels[i].deadline && levels[i].deadline <= stage)
                levels[i].limit = (struct timespec){0, 0};
        fire_overdue(about->si_code == SI_TIMER);
    }
    errno = before;
}

static bool gone(uint32_t process, uint32_t thread) {
    return syscall(SYS_tgkill, process, thread, 0) < 0 && errno == ESRCH;
}

static struct thread_slot *claim(void) {
    uint32_t me = (uint32_t)syscall(SYS_gettid), process = (uint32_t)getpid();
    int before = errno;
    struct thread_slot *found = NULL;
    for (uint32_t i = 0; i < TRIES && !found; i++) {
        struct thread_slot *s = &role_page->threads[(me + i) % THREAD_SLOTS];
        uint32_t owner = __atomic_load_n(&s->thread, __ATOMIC_RELAXED);
        if (owner == 0 || owner == me || (i >= TRIES / 2 && gone(s->process, owner)))
            if (__atomic_compare_exchange_n(&s->thread, &owner, me, false, __ATOMIC_ACQ_REL,
                                            __ATOMIC_RELAXED))
                found = s;
    }
    if (found) found->process = process;
    else __atomic_fetch_add(&role_page->uncovered, 1, __ATOMIC_RELAXED);
    errno = before;
    return found;
}

static void publish(struct wait *w) {
    levels[w->depth].limit = (struct timespec){w->absolute ? FAR_IN_TIME : FAR_FROM_NOW, 0};
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    levels[w->depth].deadline = w->deadline;
    w->slot->asked = w->asked;
    w->slot->kind = w->kind;
    __atomic_store_n(&w->slot->deadline, w->deadline, __ATOMIC_RELEASE);
}

bool begin_wait(struct wait *w, enum wait_kind kind, int64_t deadline, int64_t asked, bool absolute) {
    struct thread_slot *slot = stage_page ? claim() : NULL;
    if (!slot) return false;
    void *frame = __builtin_frame_address(0);
    /* the stack grows down: what began below this frame has been left by a jump */
    while (deep > 0 && (uintptr_t)levels[deep - 1].frame <= (uintptr_t)frame)
        levels[--deep].deadline = 0;
    *w = (struct wait){.deadline = deadline, .asked = asked, .kind = kind, .absolute = absolute};
    w->depth = deep < DEEPEST ? deep++ : DEEPEST - 1;
    w->slot = slot;
    w->limit = &levels[w->depth].limit;
    levels[w->depth].frame = frame;
    woken = 0;
    publish(w);
    return true;
}

bool wait_over(const struct wait *w) { return stage_now() >= w->deadline; }

bool wait_again(struct wait *w) {
    if (wait_over(w)) {
        *w->limit = (struct timespec){0, 0};
        return true;
    }
    if (!woken) return false;
    woken = 0;
    publish(w);
    return true;
}

void end_wait(struct wait *w) {
    levels[w->depth].deadline = 0;
    deep = w->depth;
    /* an outer wait of the same thread, if there is one, goes on in the same slot */
    int64_t outer = deep > 0 ? levels[deep - 1].deadline : 0;
    __atomic_store_n(&w->slot->deadline, outer, __ATOMIC_RELEASE);
    if (!outer) __atomic_store_n(&w->slot->thread, 0, __ATOMIC_RELEASE);
}

/* As the C library's own calls do it: a thread that is cancelled dies in the system call, and errno
 * stays as it was unless the program is told of an error (result()). */
long cancellable(const struct call *c) {
    int type, before = errno;
    const long *a = c->argument;
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &type);
    long r = syscall(c->number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if (r == -1) {
        r = -errno;
        errno = before;
    }
    pthread_setcanceltype(type, NULL);
    return r;
}

long timed_call(struct call *c, enum wait_kind kind, int64_t deadline, int64_t asked) {
    struct wait w;
    int64_t left = deadline - now();
    if (left <= 0 || !begin_wait(&w, kind, deadline, asked, false)) {
        struct timespec real = timespec_of(left);
        c->argument[c->limit] = (long)&real;
        return cancellable(c);
    }
    c->argument[c->limit] = (long)w.limit;
    long r = cancellable(c);
    while (r == -EINTR && wait_again(&w)) r = cancellable(c);
    end_wait(&w);
    return r;
}
