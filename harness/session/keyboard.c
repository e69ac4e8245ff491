/* Stands in for the shell of an X server, which has its keyboard compiled when it starts:
 *
 *     sh -c '"COMPILER" ... "FILE"'
 *
 * with a description of the keyboard on standard input.  What was compiled before lies in the
 * compiler's place: it is copied to FILE, and neither a shell nor a compiler has to be loaded. */

#include "calls.h"

enum { HERE = -100, READING = 0, WRITING = 01 | 0100 | 01000, MODE = 0644, MOST = 1 << 20 };

void begin(char **stack) {
    long count = (long)stack[0], copied = -1;
    char *source = 0, *target = 0, taken[512];
    int inside = 0;
    for (char *at = count > 2 ? stack[3] : ""; *at; at++)
        if (*at == '"') {
            *at = 0;
            inside = !inside;
            if (inside) target = at + 1;
            if (!source) source = target;
        }
    while (call(READ, 0, (long)taken, sizeof taken, 0) > 0) /* who writes must not do so in vain */
        ;
    if (source != target && !inside) {
        long from = call(OPENAT, HERE, (long)source, READING, 0);
        long to = call(OPENAT, HERE, (long)target, WRITING, MODE);
        while ((copied = call(SENDFILE, to, from, 0, MOST)) > 0)
            ;
    }
    call(EXIT, copied != 0, 0, 0, 0);
    __builtin_unreachable();
}
