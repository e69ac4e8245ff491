/* Timers in the slots of the role's page: alarms, POSIX timers and timerfds share them. */
#ifndef CALLSHEET_TIMERS_H
#define CALLSHEET_TIMERS_H
#include "clock.h"

bool of_process(const struct timer_slot *s, uint32_t process);
struct timer_slot *find_timer(enum timer_kind kind, int number); /* of this process */
struct timer_slot *claim_timer(enum timer_kind kind, int number); /* NULL: no room */
void give_up_timer(struct timer_slot *s);
void set_timer(struct timer_slot *s, int64_t deadline, int64_t interval); /* 0: unset */
int64_t timer_left(const struct timer_slot *s); /* 0: not set */
bool valid_times(const struct itimerspec *t);
struct itimerspec times_of(const struct timer_slot *s);
void set_times(struct timer_slot *s, bool absolute, const struct itimerspec *t);
void look_at_timers(uint32_t me); /* fires what is overdue */
#endif
