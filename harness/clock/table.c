/* Descriptors that are closed, copied and read: for the timers among them (timers.c). */
#include "clock.h"
#include "table.h"
#include <fcntl.h>
#include <stdarg.h>

unsigned short timer_of_fd[TABLE];

static inline bool timer(int fd) { return fd >= 0 && fd < TABLE && timer_of_fd[fd]; }

static int copied(int from, int to) {
    if (to >= 0 && to < TABLE && from != to && stage_page) {
        if (timer_of_fd[to]) timerfd_closed(to);
        if (timer(from)) timer_of_fd[to] = timer_of_fd[from];
    }
    return to;
}

EXPORT int close(int fd) {
    if (timer(fd)) timerfd_closed(fd);
    return REAL(close)(fd);
}

EXPORT int dup(int fd) { return copied(fd, REAL(dup)(fd)); }
EXPORT int dup2(int fd, int to) { return copied(fd, REAL(dup2)(fd, to)); }
EXPORT int dup3(int fd, int to, int flags) { return copied(fd, REAL(dup3)(fd, to, flags)); }

static int control(int fd, int command, void *argument) {
    int r = REAL(fcntl)(fd, command, argument);
    return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? copied(fd, r) : r;
}

EXPORT int fcntl(int fd, int command, ...) {
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return control(fd, command, argument);
}

int fcntl64(int fd, int command, ...);
EXPORT int fcntl64(int fd, int command, ...) {
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return control(fd, command, argument);
}
