/* timers WHAT: sets clocks of its own, and prints what comes of them and when, in milliseconds. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t rang;
static volatile int told;
static struct timespec began;

static void ring(int s) { (void)s; rang++; }
static void tell(int s, siginfo_t *info, void *_) { (void)s; (void)_; rang++; told = info->si_value.sival_int; }

static long passed(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (t.tv_sec - began.tv_sec) * 1000 + (t.tv_nsec - began.tv_nsec) / 1000000;
}

static void say(const char *what, long value) {
    printf("%s %ld %ld\n", what, value, passed());
    fflush(stdout);
}

static volatile int done;
static void *compute(void *_) { (void)_; while (!done) ; return NULL; }

static void wait_for(int times) { while (rang < times) pause(); }

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    struct sigaction action = {.sa_handler = ring}, with = {.sa_sigaction = tell, .sa_flags = SA_SIGINFO};
    struct itimerval often = {{0, 500000}, {1, 0}}, none = {{0, 0}, {0, 0}}, left;
    struct itimerspec fd_often = {{0, 500000000}, {1, 0}}, fd_left;
    uint64_t count;
    clock_gettime(CLOCK_MONOTONIC, &began);
    if (!strcmp(what, "default")) { alarm(3); pause(); }
    if (!strcmp(what, "sleep")) { alarm(3); poll(NULL, 0, 60000); say("slept", 0); return 0; }
    if (!strcmp(what, "exec")) { alarm(3); execl(argv[0], argv[0], "wait", NULL); }
    if (!strcmp(what, "wait")) { say("waiting", 0); poll(NULL, 0, 60000); return 0; }
    if (!strcmp(what, "fork")) {
        int status;
        alarm(3);
        if (fork() == 0) { say("child", alarm(0)); poll(NULL, 0, 2000); return 0; }
        wait(&status);
        say("left", alarm(0));
        return 0;
    }
    sigaction(SIGALRM, &action, NULL);
    sigaction(SIGRTMIN, &with, NULL);
    if (!strcmp(what, "alarm")) { alarm(9); say("before", alarm(3)); wait_for(1); say("rang", rang); say("after", alarm(0)); }
    if (!strcmp(what, "read")) { int p[2]; char c; (void)!pipe(p); alarm(2); long r = read(p[0], &c, 1); say(errno == EINTR ? "EINTR" : "?", r); }
    if (!strcmp(what, "interval")) {
        setitimer(ITIMER_REAL, &often, NULL);
        wait_for(3);
        say("rang", rang);
        getitimer(ITIMER_REAL, &left);
        say("left", left.it_value.tv_sec * 1000 + (left.it_value.tv_usec + 999) / 1000);
        setitimer(ITIMER_REAL, &none, NULL);
        poll(NULL, 0, 3000);
        say("rang", rang);
    }
    if (!strcmp(what, "timer")) {
        timer_t timer;
        struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 42};
        timer_create(CLOCK_MONOTONIC, &event, &timer);
        timer_settime(timer, 0, &fd_often, NULL);
        wait_for(2);
        say("told", told);
        timer_gettime(timer, &fd_left);
        say("interval", fd_left.it_interval.tv_nsec / 1000000);
        timer_delete(timer);
        poll(NULL, 0, 3000);
        say("rang", rang);
    }
    if (!strcmp(what, "timerfd")) {
        int fd = timerfd_create(CLOCK_MONOTONIC, 0);
        struct pollfd p = {fd, POLLIN, 0};
        timerfd_settime(fd, 0, &fd_often, NULL);
        say("poll", poll(&p, 1, 9000));
        (void)!read(fd, &count, 8);
        say("count", (long)count);
        (void)!read(fd, &count, 8);
        say("count", (long)count);
        poll(NULL, 0, 1800);
        (void)!read(fd, &count, 8);
        say("count", (long)count);
        int other = dup(fd);
        close(fd);
        (void)!read(other, &count, 8);
        say("count", (long)count);
        fd_often.it_interval.tv_nsec = 0;
        struct timespec at;
        clock_gettime(CLOCK_REALTIME, &at);
        at.tv_sec += 2;
        close(other);
        fd = timerfd_create(CLOCK_REALTIME, 0);
        fd_often.it_value = at;
        timerfd_settime(fd, TFD_TIMER_ABSTIME, &fd_often, NULL);
        (void)!read(fd, &count, 8);
        say("count", (long)count);
    }
    if (!strcmp(what, "computing")) {
        often.it_value = (struct timeval){0, 100000};
        often.it_interval.tv_usec = 100000;
        setitimer(ITIMER_REAL, &often, NULL);
        while (rang < 2) ;
        say("rang", rang);
    }
    if (!strcmp(what, "worker")) {
        pthread_t worker;
        pthread_create(&worker, NULL, compute, NULL);
        alarm(0);
        often.it_value = (struct timeval){0, 200000};
        often.it_interval.tv_usec = 0;
        setitimer(ITIMER_REAL, &often, NULL);
        while (!rang) pause();
        done = 1;
        pthread_join(worker, NULL);
        say("rang", rang);
    }
    if (!strcmp(what, "many")) {
        timer_t timer;
        int made = 0;
        for (int i = 0; i < 10000; i++) if (timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0) made++;
        fd_often.it_value.tv_sec = 3600;
        timer_settime(timer, 0, &fd_often, NULL);
        say("made", made);
        poll(NULL, 0, 3000);
        say("slept", 0);
    }
    return 0;
}
