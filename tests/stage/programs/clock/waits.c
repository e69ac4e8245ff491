/* waits CALL timeout|wake|signal: waits 2 s in a call, and prints what came of it:
 *
 *     result errno milliseconds
 *
 * After 0.5 s, `wake` gives what is waited for and `signal` sends the waiting thread a signal. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static int pipe_ends[2], plugs[2], semaphores;
static sem_t sem;
static mqd_t queue;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, held = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER, steady;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static cnd_t cnd;
static mtx_t mtx, mtx_held;
static pthread_t main_thread, worker;
static const char *mode;
static struct timespec two = {2, 0};
static long note;

static void ignore(int s) { (void)s; }

static struct timespec until(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    t.tv_sec += 2;
    return t;
}

static void *help(void *_) {
    struct timespec half = {0, 500000000};
    pthread_mutex_lock(&held);
    pthread_rwlock_wrlock(&rwlock);
    mtx_lock(&mtx_held);
    sem_post((sem_t *)_);
    nanosleep(&half, NULL);
    if (!strcmp(mode, "signal")) pthread_kill(main_thread, SIGUSR1);
    if (!strcmp(mode, "wake")) {
        struct sembuf give = {0, 1, 0};
        (void)!write(pipe_ends[1], "x", 1);
        (void)!write(plugs[1], "y", 1);
        sem_post(&sem);
        semop(semaphores, &give, 1);
        mq_send(queue, "z", 1, 0);
        pthread_mutex_lock(&mutex);
        pthread_cond_broadcast(&cond);
        pthread_cond_broadcast(&steady);
        pthread_mutex_unlock(&mutex);
        mtx_lock(&mtx);
        cnd_broadcast(&cnd);
        mtx_unlock(&mtx);
        pthread_kill(main_thread, SIGUSR2);
    } else {
        struct timespec rest = {5, 0};
        nanosleep(&rest, NULL);
    }
    pthread_mutex_unlock(&held);
    pthread_rwlock_unlock(&rwlock);
    mtx_unlock(&mtx_held);
    return NULL;
}

#define CALL(word, expression) \
    if (!strcmp(name, #word)) return expression;

static long call(const char *name) {
    struct pollfd p = {pipe_ends[0], POLLIN, 0};
    struct epoll_event event = {.events = EPOLLIN}, got;
    struct timespec real = until(CLOCK_REALTIME), mono = until(CLOCK_MONOTONIC), rest;
    struct timeval limit = {2, 0};
    struct sembuf take = {0, -1, 0};
    struct mmsghdr messages[2];
    char byte[64];
    struct iovec part = {byte, 1};
    fd_set set;
    sigset_t wanted;
    int epoll = epoll_create1(0);
    epoll_ctl(epoll, EPOLL_CTL_ADD, pipe_ends[0], &event);
    FD_ZERO(&set);
    FD_SET(pipe_ends[0], &set);
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGUSR2);
    memset(messages, 0, sizeof messages);
    messages[0].msg_hdr.msg_iov = messages[1].msg_hdr.msg_iov = &part;
    messages[0].msg_hdr.msg_iovlen = messages[1].msg_hdr.msg_iovlen = 1;
    if (!strcmp(name, "nanosleep")) {
        long r = nanosleep(&two, &rest);
        int e = errno;
        note = r ? rest.tv_sec * 1000 + rest.tv_nsec / 1000000 : 0;
        errno = e;
        return r;
    }
    if (!strcmp(name, "select")) {
        long r = select(pipe_ends[0] + 1, &set, NULL, NULL, &limit);
        int e = errno;
        note = limit.tv_sec * 1000 + limit.tv_usec / 1000;
        errno = e;
        return r;
    }
    CALL(clock_nanosleep, (errno = clock_nanosleep(CLOCK_MONOTONIC, 0, &two, NULL)))
    CALL(clock_nanosleep_until, (errno = clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &real, NULL)))
    CALL(usleep, usleep(2000000))
    CALL(sleep, sleep(2))
    CALL(thrd_sleep, thrd_sleep(&two, NULL))
    CALL(poll, poll(&p, 1, 2000))
    CALL(ppoll, ppoll(&p, 1, &two, NULL))
    CALL(poll_none, poll(NULL, 0, 2000))
    CALL(pselect, pselect(pipe_ends[0] + 1, &set, NULL, NULL, &two, NULL))
    CALL(epoll_wait, epoll_wait(epoll, &got, 1, 2000))
    CALL(epoll_pwait, epoll_pwait(epoll, &got, 1, 2000, NULL))
    CALL(epoll_pwait2, epoll_pwait2(epoll, &got, 1, &two, NULL))
    CALL(sem_timedwait, sem_timedwait(&sem, &real))
    CALL(sem_clockwait, sem_clockwait(&sem, CLOCK_MONOTONIC, &mono))
    CALL(cond_timedwait, (errno = pthread_cond_timedwait(&cond, &mutex, &real)))
    CALL(cond_timedwait_steady, (errno = pthread_cond_timedwait(&steady, &mutex, &mono)))
    CALL(cond_clockwait, (errno = pthread_cond_clockwait(&cond, &mutex, CLOCK_MONOTONIC, &mono)))
    CALL(mutex_timedlock, (errno = pthread_mutex_timedlock(&held, &real)))
    CALL(mutex_clocklock, (errno = pthread_mutex_clocklock(&held, CLOCK_MONOTONIC, &mono)))
    CALL(rwlock_timedrdlock, (errno = pthread_rwlock_timedrdlock(&rwlock, &real)))
    CALL(rwlock_timedwrlock, (errno = pthread_rwlock_timedwrlock(&rwlock, &real)))
    CALL(rwlock_clockrdlock, (errno = pthread_rwlock_clockrdlock(&rwlock, CLOCK_MONOTONIC, &mono)))
    CALL(rwlock_clockwrlock, (errno = pthread_rwlock_clockwrlock(&rwlock, CLOCK_MONOTONIC, &mono)))
    CALL(timedjoin, (errno = pthread_timedjoin_np(worker, NULL, &real)))
    CALL(clockjoin, (errno = pthread_clockjoin_np(worker, NULL, CLOCK_MONOTONIC, &mono)))
    CALL(cnd_timedwait, cnd_timedwait(&cnd, &mtx, &real))
    CALL(mtx_timedlock, mtx_timedlock(&mtx_held, &real))
    CALL(sigtimedwait, sigtimedwait(&wanted, NULL, &two))
    CALL(semtimedop, semtimedop(semaphores, &take, 1, &two))
    CALL(mq_timedreceive, mq_timedreceive(queue, byte, sizeof byte, NULL, &real))
    CALL(recvmmsg, recvmmsg(plugs[0], messages, 2, MSG_WAITFORONE, &two))
    if (!strcmp(name, "recv")) {
        setsockopt(plugs[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        return recv(plugs[0], byte, 1, 0);
    }
    if (!strcmp(name, "read")) {
        setsockopt(plugs[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        return read(plugs[0], byte, 1);
    }
    if (!strcmp(name, "stream")) {
        limit = (struct timeval){0, 100000};
        setsockopt(plugs[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        return fgetc(fdopen(plugs[0], "r"));
    }
    return -100;
}

int main(int argc, char **argv) {
    struct sigaction action = {.sa_handler = ignore};
    struct mq_attr few = {.mq_maxmsg = 1, .mq_msgsize = 1};
    pthread_condattr_t by_clock;
    struct timespec before, after;
    sem_t ready;
    char name[64];
    if (argc < 3) return 2;
    mode = argv[2];
    main_thread = pthread_self();
    sigaction(SIGUSR1, &action, NULL);
    sigset_t second;
    sigemptyset(&second);
    sigaddset(&second, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &second, NULL);
    (void)!pipe(pipe_ends);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, plugs);
    sem_init(&sem, 0, 0);
    sem_init(&ready, 0, 0);
    semaphores = semget(IPC_PRIVATE, 1, 0600);
    snprintf(name, sizeof name, "/clock-%d", (int)getpid());
    queue = mq_open(name, O_RDWR | O_CREAT, 0600, &few);
    mq_unlink(name);
    pthread_condattr_init(&by_clock);
    pthread_condattr_setclock(&by_clock, CLOCK_MONOTONIC);
    pthread_cond_init(&steady, &by_clock);
    cnd_init(&cnd);
    mtx_init(&mtx, mtx_timed);
    mtx_init(&mtx_held, mtx_timed);
    if (strstr(argv[1], "cond")) pthread_mutex_lock(&mutex);
    if (strstr(argv[1], "cnd")) mtx_lock(&mtx);
    pthread_create(&worker, NULL, help, &ready);
    sem_wait(&ready);
    clock_gettime(CLOCK_MONOTONIC, &before);
    errno = 0;
    long got = call(argv[1]);
    int error = got ? errno : 0;
    clock_gettime(CLOCK_MONOTONIC, &after);
    semctl(semaphores, 0, IPC_RMID);
    printf("%ld %s %ld %ld\n", got, error ? strerrorname_np(error) : "0",
           (long)((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000), note);
    fflush(stdout);
    _exit(0);
}
