/* race SEED: many threads wait at once in all sorts of calls, get signals of the program's own, and
 * fork.  Prints every wait that took another time than it should, and how many there were. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define THREADS 8
#define ROUNDS 12
static pthread_t threads[THREADS];
static int wrong, ended;
static void ignore(int s) { (void)s; }

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void wait_once(int kind, long nanoseconds) {
    static __thread sem_t sem;
    static __thread pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static __thread pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
    struct timespec length = {nanoseconds / 1000000000, nanoseconds % 1000000000}, until;
    struct timeval micro = {0, nanoseconds / 1000};
    struct epoll_event event;
    sigset_t set;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += nanoseconds;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    if (kind == 0) while (nanosleep(&length, &length) && errno == EINTR) ;
    if (kind == 1) while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL) == EINTR) ;
    if (kind == 2) while (select(0, NULL, NULL, NULL, &micro) < 0) ; /* Linux: with what is left */
    if (kind == 3) { sem_init(&sem, 0, 0); while (sem_timedwait(&sem, &until) && errno == EINTR) ; }
    if (kind == 4) { pthread_mutex_lock(&mutex); while (pthread_cond_timedwait(&cond, &mutex, &until) != ETIMEDOUT) ; pthread_mutex_unlock(&mutex); }
    if (kind == 5) { sigemptyset(&set); sigaddset(&set, SIGUSR2); long long end = now() + nanoseconds, left; while ((left = end - now()) > 0) { length.tv_sec = left / 1000000000; length.tv_nsec = left % 1000000000; sigtimedwait(&set, NULL, &length); } }
    if (kind == 6) { int e = epoll_create1(0); long long end = now() + nanoseconds, left; while ((left = end - now()) > 0) epoll_wait(e, &event, 1, (int)((left + 999999) / 1000000)); close(e); }
    if (kind == 7) { pid_t child = fork(); if (!child) { nanosleep(&length, NULL); _exit(0); } while (waitpid(child, NULL, 0) < 0) ; }
}

static void *play(void *at) {
    unsigned seed = (unsigned)(long)at;
    for (int i = 0; i < ROUNDS; i++) {
        int kind = rand_r(&seed) % 8;
        long length = 21000000 + rand_r(&seed) % 300000000;
        long long began = now();
        wait_once(kind, length);
        long took = now() - began;
        if (took < length - 1000 || took > length + 60000000) {
            __atomic_fetch_add(&wrong, 1, 5);
            printf("kind %d: %ld instead of %ld us\n", kind, took / 1000, length / 1000);
        }
    }
    __atomic_fetch_add(&ended, 1, 5);
    return NULL;
}

int main(int argc, char **argv) {
    long seed = argc > 1 ? atol(argv[1]) : 1;
    struct sigaction action = {.sa_handler = ignore};
    sigaction(SIGUSR1, &action, NULL);
    signal(SIGUSR2, SIG_IGN);
    for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, play, (void *)(seed * 100 + i));
    unsigned random = (unsigned)seed;
    while (__atomic_load_n(&ended, 5) < THREADS) {
        usleep(10000 + rand_r(&random) % 50000);
        pthread_kill(threads[rand_r(&random) % THREADS], SIGUSR1);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    printf("wrong: %d\n", wrong);
    return 0;
}
