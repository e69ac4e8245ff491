/* semtimedop, message queues, and recvmmsg with a limit. */
#include "clock.h"
#include <mqueue.h>
#include <sys/sem.h>
#include <sys/socket.h>

EXPORT int semtimedop(int set, struct sembuf *steps, size_t count, const struct timespec *limit) {
    if (!stage_page || !limit || !valid(limit) || !nanoseconds(limit))
        return REAL(semtimedop)(set, steps, count, limit);
    int64_t asked = nanoseconds(limit);
    struct call c = {.number = SYS_semtimedop, .argument = {set, (long)steps, (long)count, 0}, .limit = 3};
    return (int)result(timed_call(&c, QUEUE, now() + asked, asked));
}

/* The limits of message queues are points in real time; zero is one in the past for the kernel. */
static long queue_call(long number, mqd_t q, const char *message, size_t size, long priority,
                       const struct timespec *limit) {
    struct call c = {.number = number, .argument = {q, (long)message, (long)size, priority, 0}, .limit = 4};
    int64_t deadline = nanoseconds(limit) - stage_page->to_real, left = deadline - now();
    struct wait w;
    if (left <= 0 || !begin_wait(&w, QUEUE, deadline, left, true)) {
        struct timespec real = timespec_of(left > 0 ? kernel_now(CLOCK_REALTIME) + left : 0);
        c.argument[4] = (long)&real;
        return cancellable(&c);
    }
    c.argument[4] = (long)w.limit;
    long r = cancellable(&c);
    while (r == -EINTR && wait_again(&w)) r = cancellable(&c);
    end_wait(&w);
    return r;
}

EXPORT ssize_t mq_timedreceive(mqd_t q, char *restrict message, size_t size, unsigned *restrict priority,
                               const struct timespec *restrict limit) {
    if (!stage_page || !valid(limit)) return REAL(mq_timedreceive)(q, message, size, priority, limit);
    return result(queue_call(SYS_mq_timedreceive, q, message, size, (long)priority, limit));
}

EXPORT int mq_timedsend(mqd_t q, const char *message, size_t size, unsigned priority,
                        const struct timespec *limit) {
    if (!stage_page || !valid(limit)) return REAL(mq_timedsend)(q, message, size, priority, limit);
    return (int)result(queue_call(SYS_mq_timedsend, q, message, size, (long)priority, limit));
}

/* The kernel looks at this limit only when a datagram has come, and else waits for ever: so one
 * datagram at a time, without a limit, and a look at the clock after each. */
EXPORT int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *limit) {
    if (!stage_page || !limit || !valid(limit)) return REAL(recvmmsg)(fd, messages, count, flags, limit);
    int64_t deadline = now() + nanoseconds(limit);
    int before = errno;
    unsigned got = 0;
    while (got < count) {
        int later = got && (flags & MSG_WAITFORONE) ? MSG_DONTWAIT : 0;
        if (REAL(recvmmsg)(fd, messages + got, 1, (flags & ~MSG_WAITFORONE) | later, NULL) != 1) break;
        got++;
        if (now() >= deadline) break;
    }
    *limit = timespec_of(deadline - now());
    if (!got && count) return -1;
    errno = before;
    return (int)got;
}
