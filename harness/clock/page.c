/* Finds the two pages and maps them.  Where either is missing or is not what it should be, both
 * stay unmapped and every call of this library is the C library's own. */
#include "clock.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
#include <sys/mman.h>

#ifndef CLOCK_FOLDER
#define CLOCK_FOLDER "/etc/clock"
#endif

const struct stage_page *stage_page;
struct role_page *role_page;

void *real_function(const char *name) {
#ifdef __x86_64__
    /* those with an older form, which a plain dlsym may find first */
    void *found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
    if (!found) found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.3");
    if (found) return found;
#endif
    return dlsym(RTLD_NEXT, name);
}

static void *map(const char *folder, const char *name, size_t size, int flags, int protection) {
    char path[512];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return NULL;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0);
    if (fd < 0) return NULL;
    off_t length = lseek(fd, 0, SEEK_END); /* beyond its end a mapping would be fatal */
    void *page = MAP_FAILED;
    if (length >= (off_t)size) page = mmap(NULL, size, protection, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (page == MAP_FAILED) return NULL;
    return page;
}

__attribute__((constructor)) void attach(void) {
    if (stage_page) return;
    int before = errno;
    const char *folder = getenv("CALLSHEET_CLOCK");
    if (!folder) folder = CLOCK_FOLDER;
    struct stage_page *stage = map(folder, "stage", sizeof *stage, O_RDONLY, PROT_READ);
    struct role_page *role =
        map(folder, "role", sizeof *role, O_RDWR, PROT_READ | PROT_WRITE);
    if (stage && role && stage->magic == STAGE_MAGIC && role->magic == ROLE_MAGIC) {
        role_page = role;
        install_handler();
        pthread_atfork(NULL, NULL, forget_thread);
        __atomic_store_n(&stage_page, stage, __ATOMIC_RELEASE);
        forget_timers();
    } else {
        if (stage) munmap(stage, sizeof *stage);
        if (role) munmap(role, sizeof *role);
    }
    errno = before;
}
