/* The porter of a world (see stage/world.py) once it has nothing to do but wait:
 *
 *     porter
 *
 * It waits for the keeper, its only child, and ends as that did.  The keeper dies with it, and it with
 * whoever has started it: both are asked for before, and a program that takes another's place keeps that. */

#include "calls.h"

enum { EINTR = 4, SET_NAME = 15 };

void begin(char **stack) {
    int status = 0;
    (void)stack;
    call(PRCTL, SET_NAME, (long)"porter", 0, 0);
    while (call(WAIT4, -1, (long)&status, 0, 0) == -EINTR)
        ;
    if (status & 0x7f)  // whoever waits for us is to know
        call(KILL, call(GETPID, 0, 0, 0, 0), status & 0x7f, 0, 0);
    call(EXIT, 0, 0, 0, 0);
    __builtin_unreachable();
}
