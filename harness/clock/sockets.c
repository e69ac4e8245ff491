/* SO_RCVTIMEO and SO_SNDTIMEO: limits on how long a blocking call on a socket waits.
 *
 * They are remembered here, by the socket's inode, and not given to the kernel: so all copies of a
 * descriptor share them, and no closing or reuse of numbers can mix them up.  A call on such a socket
 * does not block; it waits for the socket to be ready, by the stage's clock, and tries again.
 *
 * Not kept over exec, and not seen by sendmmsg; a stream (fdopen) makes them the kernel's.
 *
 * And no Multipath TCP: of that neither the tap nor the kernel's diagnosis tells, so that the sandbox's
 * filter refuses it.  On a stage there is one path, where it would fall back to TCP; so it is that. */
#include "clock.h"
#include "table.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>

#define PLACES 4096
#define PROBES 64
#define MULTIPATH 262 /* IPPROTO_MPTCP, which older headers do not have */
enum way { RECEIVE, SEND };

static struct { uint64_t inode; int64_t limit[2]; } limited[PLACES];
static int any_limited;

static uint64_t inode_of(int fd) {
    struct stat about;
    return fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode) ? about.st_ino : 0;
}

static int place_of(uint64_t inode, bool make) {
    for (unsigned i = 0; i < PROBES; i++) {
        int place = (int)((inode + i) % PLACES);
        uint64_t there = __atomic_load_n(&limited[place].inode, __ATOMIC_ACQUIRE);
        if (there == inode) return place;
        if (there) continue;
        if (!make) return -1;
        if (__atomic_compare_exchange_n(&limited[place].inode, &there, inode, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE) || there == inode)
            return place;
    }
    return -1;
}

static int64_t limit_of(int fd, enum way way) {
    int before = errno;
    uint64_t inode = inode_of(fd);
    int place = inode ? place_of(inode, false) : -1;
    errno = before;
    return place < 0 ? 0 : limited[place].limit[way];
}

/* The limit of a blocking call, or 0 for one that is to be left to the kernel. */
static inline int64_t limit_on(int fd, enum way way, int flags) {
    if (__builtin_expect(!any_limited || (flags & MSG_DONTWAIT), 1)) return 0;
    int64_t limit = limit_of(fd, way);
    return limit && !(REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK) ? limit : 0;
}

/* 0, or an error number. */
static int until_ready(int fd, enum way way, int64_t deadline, int64_t limit) {
    struct pollfd p = {fd, way == RECEIVE ? POLLIN : POLLOUT, 0};
    struct call c = {.number = SYS_ppoll, .argument = {(long)&p, 1, 0, 0, 8}, .limit = 2};
    long r = timed_call(&c, DESCRIPTORS, deadline, limit);
    return r > 0 ? 0 : r == 0 ? EAGAIN : (int)-r;
}

/* Tries a call that does not block until it succeeds, fails, or the limit is over. */
#define PATIENTLY(fd, way, limit, call) \
    int64_t deadline_ = now() + (limit); \
    int before_ = errno; \
    for (;;) { \
        ssize_t got_ = call; \
        if (got_ >= 0) errno = before_; \
        if (got_ >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) return got_; \
        int error_ = until_ready(fd, way, deadline_, limit); \
        if (error_) { errno = error_; return -1; } \
    }

/* --- the options ---------------------------------------------------------------------------- */

static int way_of(int level, int option) {
    if (level != SOL_SOCKET) return -1;
    if (option == 20 || option == 66) return RECEIVE; /* SO_RCVTIMEO, old and new */
    return option == 21 || option == 67 ? SEND : -1;
}

EXPORT int socket(int family, int type, int protocol) {
    return REAL(socket)(family, type, protocol == MULTIPATH ? IPPROTO_TCP : protocol);
}

EXPORT int setsockopt(int fd, int level, int option, const void *value, socklen_t size) {
    int way = way_of(level, option);
    uint64_t inode = stage_page && way >= 0 && size >= sizeof(struct timeval) ? inode_of(fd) : 0;
    int place = inode ? place_of(inode, true) : -1;
    if (place < 0) {
        if (inode) __atomic_fetch_add(&role_page->unheld, 1, __ATOMIC_RELAXED);
        return REAL(setsockopt)(fd, level, option, value, size);
    }
    const struct timeval *t = value;
    if (t->tv_usec < 0 || t->tv_usec >= 1000000) {
        errno = EDOM;
        return -1;
    }
    struct timespec limit = {t->tv_sec, t->tv_usec * 1000};
    /* a negative one is 'do not wait at all', for the kernel */
    limited[place].limit[way] = t->tv_sec < 0 ? 1 : nanoseconds(&limit);
    any_limited = 1;
    return 0;
}

EXPORT int getsockopt(int fd, int level, int option, void *restrict value, socklen_t *restrict size) {
    int way = way_of(level, option);
    if (!any_limited || way < 0 || *size < sizeof(struct timeval) || !limit_of(fd, way))
        return REAL(getsockopt)(fd, level, option, value, size);
    int64_t limit = limit_of(fd, way);
    *(struct timeval *)value = (struct timeval){limit / SECOND, limit % SECOND / 1000};
    *size = sizeof(struct timeval);
    return 0;
}

/* The C library's streams read and write by calls of their own: the kernel has to limit those. */
EXPORT FILE *fdopen(int fd, const char *mode) {
    for (int way = RECEIVE; any_limited && way <= SEND; way++) {
        int64_t limit = limit_of(fd, way);
        if (!limit) continue;
        struct timeval t = {limit / SECOND, limit % SECOND / 1000};
        limited[place_of(inode_of(fd), false)].limit[way] = 0;
        REAL(setsockopt)(fd, SOL_SOCKET, way == RECEIVE ? SO_RCVTIMEO : SO_SNDTIMEO, &t, sizeof t);
        __atomic_fetch_add(&role_page->unheld, 1, __ATOMIC_RELAXED);
    }
    return REAL(fdopen)(fd, mode);
}

/* --- receiving ------------------------------------------------------------------------------ */

static ssize_t receive(int fd, void *data, size_t size, int flags, struct sockaddr *from, socklen_t *length,
                       int64_t limit) {
    int64_t deadline = now() + limit;
    int before = errno;
    size_t got = 0;
    for (;;) {
        ssize_t more = REAL(recvfrom)(fd, (char *)data + got, size - got, flags | MSG_DONTWAIT, from, length);
        if (more > 0 && (flags & MSG_WAITALL) && !(flags & MSG_PEEK)) {
            got += (size_t)more;
            if (got < size) continue;
            more = 0;
        }
        if (more >= 0) {
            errno = before;
            return more + (ssize_t)got;
        }
        if (errno != EAGAIN && errno != EWOULDBLOCK) return got ? (ssize_t)got : -1;
        int error = until_ready(fd, RECEIVE, deadline, limit);
        if (!error) continue;
        errno = error;
        return got ? (ssize_t)got : -1;
    }
}

EXPORT ssize_t recvfrom(int fd, void *restrict data, size_t size, int flags, struct sockaddr *restrict from,
                        socklen_t *restrict length) {
    int64_t limit = limit_on(fd, RECEIVE, flags);
    if (!limit) return REAL(recvfrom)(fd, data, size, flags, from, length);
    return receive(fd, data, size, flags, from, length, limit);
}

EXPORT ssize_t recv(int fd, void *data, size_t size, int flags) {
    int64_t limit = limit_on(fd, RECEIVE, flags);
    if (!limit) return REAL(recv)(fd, data, size, flags);
    return receive(fd, data, size, flags, NULL, NULL, limit);
}

EXPORT ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
    int64_t limit = limit_on(fd, RECEIVE, flags);
    if (!limit) return REAL(recvmsg)(fd, message, flags);
    PATIENTLY(fd, RECEIVE, limit, REAL(recvmsg)(fd, message, flags | MSG_DONTWAIT))
}

EXPORT ssize_t read(int fd, void *data, size_t size) {
    int64_t limit = limit_on(fd, RECEIVE, 0);
    if (limit && size) return receive(fd, data, size, 0, NULL, NULL, limit);
    ssize_t got = REAL(read)(fd, data, size);
    if (got == 8 && fd >= 0 && fd < TABLE && timer_of_fd[fd]) timerfd_read(fd, data);
    return got;
}

EXPORT ssize_t readv(int fd, const struct iovec *parts, int count) {
    int64_t limit = limit_on(fd, RECEIVE, 0);
    if (!limit) return REAL(readv)(fd, parts, count);
    struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)count};
    PATIENTLY(fd, RECEIVE, limit, REAL(recvmsg)(fd, &message, MSG_DONTWAIT))
}

EXPORT int accept4(int fd, struct sockaddr *restrict from, socklen_t *restrict length, int flags) {
    int64_t limit = limit_on(fd, RECEIVE, 0);
    int error = limit ? until_ready(fd, RECEIVE, now() + limit, limit) : 0;
    if (error) {
        errno = error;
        return -1;
    }
    int got = REAL(accept4)(fd, from, length, flags);
    if (got < 0 || !any_limited) return got;
    uint64_t listener = inode_of(fd), inode = inode_of(got); /* an accepted socket inherits limits */
    int from_place = listener ? place_of(listener, false) : -1;
    int place = from_place >= 0 && inode ? place_of(inode, true) : -1;
    if (place >= 0) memcpy(limited[place].limit, limited[from_place].limit, sizeof limited[place].limit);
    return got;
}

EXPORT int accept(int fd, struct sockaddr *restrict from, socklen_t *restrict length) {
    return any_limited ? accept4(fd, from, length, 0) : REAL(accept)(fd, from, length);
}

/* --- sending -------------------------------------------------------------------------------- */

/* Like a call that blocks: all of a stream's bytes, unless the limit ends it. */
static ssize_t deliver(int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
                       socklen_t length, int64_t limit) {
    int64_t deadline = now() + limit;
    int before = errno;
    size_t sent = 0;
    for (;;) {
        ssize_t more = REAL(sendto)(fd, (const char *)data + sent, size - sent, flags | MSG_DONTWAIT, to, length);
        if (more >= 0) {
            sent += (size_t)more;
            if (sent < size) continue;
            errno = before;
            return (ssize_t)sent;
        }
        if (errno != EAGAIN && errno != EWOULDBLOCK) return sent ? (ssize_t)sent : -1;
        int error = until_ready(fd, SEND, deadline, limit);
        if (!error) continue;
        errno = error;
        return sent ? (ssize_t)sent : -1;
    }
}

EXPORT ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
                      socklen_t length) {
    int64_t limit = limit_on(fd, SEND, flags);
    if (!limit) return REAL(sendto)(fd, data, size, flags, to, length);
    return deliver(fd, data, size, flags, to, length, limit);
}

EXPORT ssize_t send(int fd, const void *data, size_t size, int flags) {
    int64_t limit = limit_on(fd, SEND, flags);
    if (!limit) return REAL(send)(fd, data, size, flags);
    return deliver(fd, data, size, flags, NULL, 0, limit);
}

EXPORT ssize_t write(int fd, const void *data, size_t size) {
    int64_t limit = limit_on(fd, SEND, 0);
    if (!limit) return REAL(write)(fd, data, size);
    return deliver(fd, data, size, 0, NULL, 0, limit);
}

EXPORT ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    int64_t limit = limit_on(fd, SEND, flags);
    if (!limit) return REAL(sendmsg)(fd, message, flags);
    PATIENTLY(fd, SEND, limit, REAL(sendmsg)(fd, message, flags | MSG_DONTWAIT))
}

EXPORT ssize_t writev(int fd, const struct iovec *parts, int count) {
    int64_t limit = limit_on(fd, SEND, 0);
    if (!limit) return REAL(writev)(fd, parts, count);
    struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)count};
    PATIENTLY(fd, SEND, limit, REAL(sendmsg)(fd, &message, MSG_DONTWAIT))
}

EXPORT int connect(int fd, const struct sockaddr *to, socklen_t length) {
    int64_t limit = limit_on(fd, SEND, 0);
    if (!limit) return REAL(connect)(fd, to, length);
    int flags = REAL(fcntl)(fd, F_GETFL);
    REAL(fcntl)(fd, F_SETFL, flags | O_NONBLOCK);
    int error = REAL(connect)(fd, to, length) < 0 ? errno : 0;
    REAL(fcntl)(fd, F_SETFL, flags);
    if (error == EINPROGRESS) {
        socklen_t size = sizeof error;
        error = until_ready(fd, SEND, now() + limit, limit);
        if (error == EAGAIN) error = EINPROGRESS; /* as Linux says it */
        else if (!error) REAL(getsockopt)(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (!error) return 0;
    errno = error;
    return -1;
}

/* what programs call that were compiled with bounds checks */
extern void __chk_fail(void) __attribute__((noreturn));
ssize_t __recv_chk(int, void *, size_t, size_t, int);
ssize_t __recvfrom_chk(int, void *, size_t, size_t, int, struct sockaddr *, socklen_t *);
ssize_t __read_chk(int, void *, size_t, size_t);

EXPORT ssize_t __recv_chk(int fd, void *data, size_t size, size_t room, int flags) {
    if (size > room) __chk_fail();
    return recv(fd, data, size, flags);
}

EXPORT ssize_t __recvfrom_chk(int fd, void *data, size_t size, size_t room, int flags, struct sockaddr *from,
                              socklen_t *length) {
    if (size > room) __chk_fail();
    return recvfrom(fd, data, size, flags, from, length);
}

EXPORT ssize_t __read_chk(int fd, void *data, size_t size, size_t room) {
    if (size > room) __chk_fail();
    return read(fd, data, size);
}
