/* clocks: sleeps, and prints for each clock how many milliseconds that took; then how many clocks
 * of real time, and how many of those since the machine was started, are not within a tenth of a
 * second of each other; and what came of setting the clock. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#define COUNT 12
static const char *names[COUNT] = {"realtime", "monotonic", "raw", "real_coarse", "coarse", "boottime",
                                   "tai", "gettimeofday", "timespec_get", "ftime", "time", "times"};
static const clockid_t clocks[7] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW,
                                    CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_TAI};

int ftime(struct timeb *);

static void look(long *all) {
    struct timespec t;
    struct timeval v;
    struct timeb b;
    struct tms unused;
    for (int i = 0; i < 7; i++) {
        clock_gettime(clocks[i], &t);
        all[i] = t.tv_sec * 1000 + t.tv_nsec / 1000000;
    }
    gettimeofday(&v, NULL);
    all[7] = v.tv_sec * 1000 + v.tv_usec / 1000;
    timespec_get(&t, TIME_UTC);
    all[8] = t.tv_sec * 1000 + t.tv_nsec / 1000000;
    ftime(&b);
    all[9] = b.time * 1000 + b.millitm;
    all[10] = time(NULL) * 1000;
    all[11] = (long)times(&unused) * (1000 / sysconf(_SC_CLK_TCK));
}

static int apart(long one, long other, long most) { return one - other > most || other - one > most; }

int main(void) {
    long before[COUNT], after[COUNT];
    struct timespec cpu, none = {0, 0};
    int odd = 0;
    look(before);
    sleep(3);
    look(after);
    for (int i = 0; i < COUNT; i++) printf("%s %ld\n", names[i], after[i] - before[i]);
    odd += apart(after[0], after[3], 100) + apart(after[0], after[6], 100) + apart(after[0], after[7], 100);
    odd += apart(after[0], after[8], 100) + apart(after[0], after[9], 100) + apart(after[0], after[10], 1100);
    odd += apart(after[1], after[2], 100) + apart(after[1], after[4], 100) + apart(after[1], after[11], 100);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    printf("apart %d\nprocessor %d\n", odd, (int)cpu.tv_sec);
    int set = clock_settime(CLOCK_REALTIME, &none);
    printf("set %d %s\n", set, set && errno == EPERM ? "EPERM" : "?");
    return 0;
}
