/* left WHAT: waits that are left for good.  Prints `right` if the waits after them are as long as they
 * should be. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static sigjmp_buf back;
static int wrong;

static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void check(long began, long wanted) {
    long took = now() - began;
    if (took < wanted - 1 || took > wanted + 50) { wrong++; printf("%ld instead of %ld\n", took, wanted); }
}

static void jump(int s) { (void)s; siglongjmp(back, 1); }

static void nap(int s) {
    (void)s;
    long began = now();
    poll(NULL, 0, 700);
    check(began, 700);
}

static void *forever(void *how) {
    sem_t sem;
    struct timespec until;
    sem_init(&sem, 0, 0);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1000;
    if (*(int *)how == 0) sleep(1000);
    if (*(int *)how == 1) poll(NULL, 0, 1000000);
    if (*(int *)how == 2) sem_timedwait(&sem, &until);
    if (*(int *)how == 3) select(0, NULL, NULL, NULL, &(struct timeval){1000, 0});
    return NULL;
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "jump"))
        for (volatile int i = 0; i < 20; i++) {
            long began = now();
            signal(SIGALRM, jump);
            if (!sigsetjmp(back, 1)) {
                ualarm(300000, 0);
                if (i % 2) sleep(9); else poll(NULL, 0, 9000);
            }
            check(began, 300);
            began = now();
            usleep(400000);
            check(began, 400);
        }
    if (!strcmp(what, "nested"))
        for (int i = 0; i < 10; i++) {
            struct sigaction action = {.sa_handler = nap};
            struct timespec rest = {2, 0};
            sigfillset(&action.sa_mask);
            sigaction(SIGALRM, &action, NULL);
            ualarm(500000, 0);
            long began = now();
            while (nanosleep(&rest, &rest) && errno == EINTR) ;
            /* the second nap begins with what was left of the first when the handler had ended */
            check(began, 2000);
        }
    if (!strcmp(what, "cancel"))
        for (int i = 0; i < 40; i++) {
            pthread_t thread;
            void *value;
            int how = i % 4;
            pthread_create(&thread, NULL, forever, &how);
            long began = now();
            usleep(250000);
            check(began, 250);
            pthread_cancel(thread);
            pthread_join(thread, &value);
            if (value != PTHREAD_CANCELED) { wrong++; puts("not cancelled"); }
            check(began, 250);
        }
    if (!strcmp(what, "deaf")) {
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_SETMASK, &all, NULL);
        long began = now();
        sleep(2);
        struct timespec one = {1, 0};
        ppoll(NULL, 0, &one, &all);
        pselect(0, NULL, NULL, NULL, &one, &all);
        check(began, 4000);
    }
    if (!wrong) puts("right");
    return 0;
}
