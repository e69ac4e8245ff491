/* System calls without a C library, for programs so small that its loading, its locale and preloaded
 * libraries would take longer than all that they do.  Such a program begins in begin(). */

#if defined __x86_64__
enum { READ = 0, SENDFILE = 40, EXECVE = 59, EXIT = 60, SETSID = 112, IOCTL = 16, OPENAT = 257 };
enum { WRITE = 1, CLOSE = 3, SIGPROCMASK = 14, GETPID = 39, CLONE = 56, WAIT4 = 61, KILL = 62 };
enum { SETPGID = 109, PRCTL = 157 };
__asm__(".globl _start\n_start:\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
static long call(long number, long first, long second, long third, long fourth) {
    long result;
    register long r10 __asm__("r10") = fourth;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined __aarch64__
enum { READ = 63, SENDFILE = 71, EXECVE = 221, EXIT = 93, SETSID = 157, IOCTL = 29, OPENAT = 56 };
enum { WRITE = 64, CLOSE = 57, SIGPROCMASK = 135, GETPID = 172, CLONE = 220, WAIT4 = 260 };
enum { KILL = 129, SETPGID = 154, PRCTL = 167 };
__asm__(".globl _start\n_start:\n mov x0, sp\n bl begin\n");
static long call(long number, long first, long second, long third, long fourth) {
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = first;
    register long x1 __asm__("x1") = second, x2 __asm__("x2") = third, x3 __asm__("x3") = fourth;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}
#else
#error "no table of calls for this processor"
#endif

/* `stack`: the number of words, the words, a null, the environment, as the kernel laid them out. */
__attribute__((noreturn, used)) void begin(char **stack);
