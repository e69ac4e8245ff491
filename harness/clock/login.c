/* getlogin, getlogin_r: who has logged in.
 *
 * On the machine that a program was written on somebody has, and the name is known to the system.
 * On a stage nobody logs in, and the calls would fail; so they tell the name in its environment. */
#include "clock.h"
#include <stdlib.h>
#include <string.h>

EXPORT int getlogin_r(char *name, size_t size) {
    const char *known = stage_page ? getenv("LOGNAME") : NULL;
    if (!known || !*known) return REAL(getlogin_r)(name, size);
    if (strlen(known) >= size) return ERANGE;
    strcpy(name, known);
    return 0;
}

EXPORT char *getlogin(void) {
    static char name[256];
    const char *known = stage_page ? getenv("LOGNAME") : NULL;
    if (!known || !*known) return REAL(getlogin)();
    int error = getlogin_r(name, sizeof name);
    if (!error) return name;
    errno = error;
    return NULL;
}
