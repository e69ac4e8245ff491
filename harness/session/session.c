/* Starts a program as the leader of a session of its own, with its standard input as the terminal
 * that controls it, as `setsid -c` does:
 *
 *     session PROGRAM [ARGUMENT ...]
 *
 * Every program on a stage is started through this, so it is as little as can be: no C library, whose
 * loading, locale and preloaded libraries take longer than all that is done here. */

#if defined __x86_64__
enum { IOCTL = 16, EXECVE = 59, EXIT = 60, SETSID = 112 };
__asm__(".globl _start\n_start:\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
static long call(long number, long first, long second, long third) {
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second), "d"(third)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined __aarch64__
enum { IOCTL = 29, EXECVE = 221, EXIT = 93, SETSID = 157 };
__asm__(".globl _start\n_start:\n mov x0, sp\n bl begin\n");
static long call(long number, long first, long second, long third) {
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = first;
    register long x1 __asm__("x1") = second, x2 __asm__("x2") = third;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
}
#else
#error "no table of calls for this processor"
#endif

enum { TIOCSCTTY = 0x540E, STEAL = 0, FAILED = 126, MISSING = 127, ENOENT = 2 };

/* `stack`: the number of words, the words, a null, the environment, as the kernel laid them out. */
__attribute__((noreturn, used)) void begin(char **stack) {
    long count = (long)stack[0];
    char **words = stack + 1, **environment = words + count + 1;
    long result = -1;
    if (count > 1 && call(SETSID, 0, 0, 0) >= 0 && call(IOCTL, 0, TIOCSCTTY, STEAL) == 0)
        result = call(EXECVE, (long)words[1], (long)(words + 1), (long)environment);
    call(EXIT, result == -ENOENT ? MISSING : FAILED, 0, 0);
    __builtin_unreachable();
}
