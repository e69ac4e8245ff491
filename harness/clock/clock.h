/* What the files of the clock library share: the two pages, the clock, and waits.
 *
 * The stage page is the harness's and mapped read-only, so no program can change what time it is.
 * The role page is shared by the processes of one sandbox.  They can write what they like into it:
 * it says what they wait for, and so decides only when they themselves are woken.
 * harness/stage/rolepage.py reads the same layout; the two must change together.
 */
#ifndef CALLSHEET_CLOCK_H
#define CALLSHEET_CLOCK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>

#define EXPORT __attribute__((visibility("default")))
#define PER_THREAD static __thread __attribute__((tls_model("initial-exec")))

#define STAGE_MAGIC 0x31474154534b4c43LL /* "CLKSTAG1" */
#define ROLE_MAGIC 0x31454c4f524b4c43LL  /* "CLKROLE1" */
#define SECOND 1000000000LL
#define THREAD_SLOTS 1024
#define TIMER_SLOTS 256

/* The two limits that stand for 'when the stage's clock says so'. */
#define FAR_FROM_NOW 2000000000LL /* seconds: relative limits */
#define FAR_IN_TIME 4102444800LL  /* seconds: points in time */

/* Wakes a thread whose deadline has come.  The default action of every signal from here on is to
 * end the process, so the harness sends it only to a thread that is seen asleep in such a wait.
 * An emulator may give the program's signals other numbers than the harness sees. */
#ifndef WAKE
#define WAKE (SIGRTMAX - 1)
#endif

struct stage_page {
    int64_t magic;
    int64_t now;     /* S: nanoseconds on the stage's axis, which CLOCK_MONOTONIC shows */
    int64_t to_real; /* CLOCK_REALTIME is the axis plus this */
    int64_t to_boot; /* CLOCK_BOOTTIME likewise */
};

struct thread_slot {
    uint32_t thread; /* as the program's process namespace numbers it; 0: free */
    uint32_t process;
    int64_t deadline; /* on the axis; 0: it waits for nothing */
    int64_t asked;    /* nanoseconds that the program asked for */
    int64_t kind;
};

enum timer_kind { ITIMER = 1, POSIX_TIMER, TIMERFD };

struct timer_slot {
    uint32_t process; /* 0: free */
    uint32_t kind;
    int64_t deadline; /* on the axis; 0: not set */
    int64_t interval;
    int32_t signal; /* to send; 0: none */
    int32_t number; /* a timer's id, or a timerfd's descriptor */
    uint32_t thread; /* that alone gets the signal; 0: the process */
    uint32_t fired;  /* times that it has fired and nobody has read */
    int64_t value;   /* goes with the signal */
    int64_t clock;
    int64_t spare;
};

struct role_page {
    int64_t magic;
    int64_t ahead;      /* L: how far the programs of this role have computed */
    int64_t uncovered;  /* waits for which there was no slot, and which were real */
    int64_t unheld;     /* timers, likewise */
    int64_t spare[4];
    struct thread_slot threads[THREAD_SLOTS];
    struct timer_slot timers[TIMER_SLOTS];
};

extern const struct stage_page *stage_page; /* NULL: everything is real */
extern struct role_page *role_page;

/* page.c */
void attach(void);
void *real_function(const char *name);
#define REAL(name) \
    ({ \
        static __typeof__(&name) found_; \
        if (!found_) found_ = (__typeof__(&name))real_function(#name); \
        found_; \
    })

/* now.c */
int64_t now(void);
void ahead_to(int64_t time); /* this role has computed at least until then */
int64_t kernel_now(clockid_t clock); /* what the kernel says */
bool shift_of(clockid_t clock, int64_t *shift); /* false: a clock that stays real */
void forget_thread(void);
static inline int64_t stage_now(void) { return __atomic_load_n(&stage_page->now, __ATOMIC_ACQUIRE); }

static inline bool valid(const struct timespec *t) {
    return t->tv_sec >= 0 && t->tv_nsec >= 0 && t->tv_nsec < SECOND;
}
static inline int64_t nanoseconds(const struct timespec *t) {
    const int64_t most = INT64_MAX / 4 / SECOND; /* sums of two do not overflow */
    return t->tv_sec >= most ? most * SECOND : t->tv_sec * SECOND + t->tv_nsec;
}
static inline struct timespec timespec_of(int64_t n) {
    if (n < 0) n = 0;
    return (struct timespec){n / SECOND, n % SECOND};
}

/* wait.c: a wait that the stage's clock ends.
 *
 * begin_wait() publishes a deadline and gives a far limit, kept in this thread's own storage, for
 * the kernel's call.  When the deadline has come the harness signals the thread, and the handler
 * sets that limit to zero.  So it does not matter whether the signal comes before the call reads
 * the limit (it ends at once) or within it (EINTR, and the next try ends at once). */
enum wait_kind { SLEEP = 1, DESCRIPTORS, LOCK, SIGNALS, QUEUE };
struct wait {
    int64_t deadline;
    int64_t asked;
    int64_t kind;
    bool absolute;
    int depth;
    struct thread_slot *slot;
    struct timespec *limit;
};
bool begin_wait(struct wait *w, enum wait_kind kind, int64_t deadline, int64_t asked, bool absolute);
bool wait_over(const struct wait *w); /* the deadline has come */
bool wait_again(struct wait *w);      /* EINTR was no signal of the program's own: try again */
void end_wait(struct wait *w);

/* A system call with a relative limit in argument `limit`, ended by the stage's clock.  The result
 * is the kernel's: negative for an error. */
struct call {
    long number;
    long argument[6];
    int limit;
};
long cancellable(const struct call *c);
long timed_call(struct call *c, enum wait_kind kind, int64_t deadline, int64_t asked);
static inline long result(long r) {
    if (r >= 0) return r;
    errno = (int)-r;
    return -1;
}

/* timers.c */
void fire_overdue(bool computed); /* computed: the process has, for as long as it was to ring */
void forget_timers(void);

/* signals.c */
void install_handler(void);
void on_wake(int signal, siginfo_t *about, void *context);
const sigset_t *without_wake(const sigset_t *set, sigset_t *copy);

#endif
