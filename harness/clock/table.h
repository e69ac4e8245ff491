/* Which descriptors are timers, and what is told of descriptors that go. */
#ifndef CALLSHEET_TABLE_H
#define CALLSHEET_TABLE_H
#include <stdint.h>

#define TABLE 4096 /* descriptors from here on are the kernel's alone */

extern unsigned short timer_of_fd[TABLE]; /* the place of its slot, and one; 0: no timer */

void timerfd_read(int fd, uint64_t *count);
void timerfd_closed(int fd);
#endif
