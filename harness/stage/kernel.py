"""Calls to the kernel that Python's standard library does not have.

Numbers come from the kernel's own tables (``include/uapi``); they differ between processors, so a
processor without a table here has no quiet (see :func:`numbers`).
"""

import contextlib
import ctypes
import ctypes.util
import errno
import os
import platform
import signal
import struct
import sys
from functools import cache
from typing import Any

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18

PR_SET_PDEATHSIG, PR_SET_NAME, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 15, 36, 38

SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER = 1, 8
_WAIT_KILLABLE = 32  # SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV

_X86_64 = {
    "read": 0, "write": 1, "open": 2, "poll": 7, "ioctl": 16, "readv": 19, "writev": 20,
    "select": 23,
    "pause": 34, "nanosleep": 35, "alarm": 37, "setitimer": 38, "socket": 41, "connect": 42,
    "accept": 43, "sendto": 44, "bind": 49, "recvfrom": 45, "sendmsg": 46, "sendmmsg": 307,
    "recvmsg": 47, "socketpair": 53, "sendfile": 40,
    "setsockopt": 54, "clone": 56, "wait4": 61, "semop": 65, "msgrcv": 70, "fcntl": 72,
    "flock": 73, "ptrace": 101, "rt_sigtimedwait": 128, "rt_sigsuspend": 130, "pivot_root": 155,
    "acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167, "swapoff": 168,
    "reboot": 169, "sethostname": 170, "setdomainname": 171, "iopl": 172, "ioperm": 173,
    "init_module": 175, "delete_module": 176, "quotactl": 179, "futex": 202, "timer_settime": 223,
    "clock_settime": 227, "clock_nanosleep": 230, "epoll_wait": 232, "waitid": 247,
    "add_key": 248, "request_key": 249, "keyctl": 250, "pselect6": 270, "ppoll": 271,
    "unshare": 272, "epoll_pwait": 281, "timerfd_settime": 286, "accept4": 288,
    "perf_event_open": 298, "recvmmsg": 299, "prlimit64": 302, "name_to_handle_at": 303,
    "open_by_handle_at": 304, "setns": 308,
    "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
    "finit_module": 313, "seccomp": 317, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323,
    "preadv2": 327, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "clone3": 435, "pidfd_getfd": 438, "epoll_pwait2": 441, "mount_setattr": 442,
    "futex_waitv": 449, "kexec_load": 246, "restart_syscall": 219, "openat": 257,
    "inotify_add_watch": 254,
    "semtimedop": 220, "io_setup": 206, "memfd_create": 319, "shmget": 29, "msgget": 68,
    "semget": 64, "mq_open": 240,
    "kill": 62, "tkill": 200, "tgkill": 234, "pidfd_send_signal": 424, "setpgid": 109,
    "mq_timedsend": 242, "mq_timedreceive": 243, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
    "setgroups": 116, "setresuid": 117, "setresgid": 119, "capset": 126,
    "syslog": 103,
}  # fmt: skip
_AARCH64 = {
    "read": 63, "write": 64, "ioctl": 29, "bind": 200, "readv": 65, "writev": 66, "nanosleep": 101,
    "setitimer": 103, "socket": 198, "connect": 203, "accept": 202, "sendto": 206,
    "recvfrom": 207, "sendmsg": 211, "sendmmsg": 269, "recvmsg": 212,
    "socketpair": 199, "setsockopt": 208, "sendfile": 71, "inotify_add_watch": 27,
    "clone": 220, "wait4": 260, "semop": 193, "msgrcv": 188, "fcntl": 25, "flock": 32,
    "ptrace": 117, "rt_sigtimedwait": 137, "rt_sigsuspend": 133, "pivot_root": 41, "acct": 89,
    "settimeofday": 170, "mount": 40, "umount2": 39, "swapon": 224, "swapoff": 225,
    "reboot": 142, "sethostname": 161, "setdomainname": 162, "init_module": 105,
    "delete_module": 106, "quotactl": 60, "futex": 98, "timer_settime": 110,
    "clock_settime": 112, "clock_nanosleep": 115, "waitid": 95, "add_key": 217,
    "request_key": 218, "keyctl": 219, "pselect6": 72, "ppoll": 73, "unshare": 97,
    "epoll_pwait": 22, "timerfd_settime": 86, "accept4": 242, "perf_event_open": 241,
    "recvmmsg": 243, "prlimit64": 261, "name_to_handle_at": 264, "open_by_handle_at": 265,
    "setns": 268,
    "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "finit_module": 273,
    "seccomp": 277, "kexec_file_load": 294, "bpf": 280, "userfaultfd": 282, "preadv2": 286,
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "clone3": 435, "pidfd_getfd": 438, "epoll_pwait2": 441, "mount_setattr": 442,
    "futex_waitv": 449, "kexec_load": 104, "restart_syscall": 128, "openat": 56,
    "semtimedop": 192, "io_setup": 0, "memfd_create": 279, "shmget": 194, "msgget": 186,
    "semget": 190, "mq_open": 180,
    "kill": 129, "tkill": 130, "tgkill": 131, "pidfd_send_signal": 424, "setpgid": 154,
    "mq_timedsend": 182, "mq_timedreceive": 183, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
    "setgroups": 159, "setresuid": 147, "setresgid": 149, "capset": 91,
    "syslog": 116,
}  # fmt: skip
TABLES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}
SIGNALS = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}
"""Those that a process can ignore or handle."""


@cache
def numbers() -> dict[str, int]:
    """System call name -> number on this processor; empty without a table, or without Linux."""
    if sys.platform != "linux":
        return {}
    return TABLES.get(platform.machine(), (0, {}))[1]


def audit_architecture() -> int:
    """``AUDIT_ARCH_*`` of this processor, as seccomp filters see it; 0 if unknown."""
    return TABLES.get(platform.machine(), (0, {}))[0]


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """``unshare(2)``.  Raises OSError."""
    _check(_libc().unshare(flags), "unshare")


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """``mount(2)``.  Raises OSError that names the target."""
    result = _libc().mount(
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        data.encode() if data else None,
    )
    _check(result, f"mount {target}")


def unmount(target: str) -> None:
    """Take a mount and all below it away, however busy (``umount2(2)``).  Raises OSError."""
    _check(_libc().umount2(target.encode(), 2), f"umount {target}")  # MNT_DETACH


def ppoll(entries: ctypes.Array[ctypes.c_char], count: int, seconds: float) -> int:
    """``ppoll(2)``: how many of so many ``struct pollfd`` are ready; 0 also if interrupted."""
    limit = (ctypes.c_long * 2)(int(seconds), int(seconds % 1 * 1_000_000_000))
    result = int(_libc().ppoll(entries, ctypes.c_ulong(count), limit, None))
    if result == -1 and ctypes.get_errno() == errno.EINTR:
        return 0
    return _check(result, "ppoll")


def keep_descriptors() -> None:
    """Let no descriptor above the first three be inherited by what is started from here on.

    Whoever started the harness may have left some open that are meant to be.
    """
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2:
            with contextlib.suppress(OSError):  # the folder's own, closed by now
                os.set_inheritable(int(name), False)


def die_with_parent(number: int = 9) -> None:
    """Ask for SIGKILL, or another signal, when the thread that forked this process ends."""
    _check(_libc().prctl(PR_SET_PDEATHSIG, number, 0, 0, 0), "prctl(PR_SET_PDEATHSIG)")


def adopt_orphans() -> None:
    """Become the parent of every orphan among one's descendants (``PR_SET_CHILD_SUBREAPER``)."""
    _check(_libc().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl(PR_SET_CHILD_SUBREAPER)")


def read_files_as(user: int) -> int:
    """Read and write files as another user and group from here on, in the calling thread.

    The kernel shows a process to whoever reads files as its user, without any capability; who is
    root keeps what else that gives.  Returns whom it did so as before.
    """
    _libc().setfsgid(user)
    return int(_libc().setfsuid(user))


def name_process(name: str) -> None:
    """What ``ps`` and ``top`` call this process (at most 15 bytes)."""
    _libc().prctl(PR_SET_NAME, name.encode(), 0, 0, 0)


def no_new_privileges() -> None:
    """``PR_SET_NO_NEW_PRIVS``: no set-user-id program gives anything from here on."""
    _check(_libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)")


def become(user: int, known_as: int | None = None) -> None:
    """Take on a user and group id, and no other group, for the calling thread alone.

    The C library would change every thread of the process; the kernel's calls do not.
    ``known_as``: as whom others see it, and whom they may signal; else the same.
    """
    calls = numbers()
    others = user if known_as is None else known_as
    _check(_libc().syscall(calls["setgroups"], 0, None), "setgroups")
    _check(_libc().syscall(calls["setresgid"], user, user, user), "setresgid")
    _check(_libc().syscall(calls["setresuid"], others, user, others), "setresuid")


class _SockFprog(ctypes.Structure):
    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def install_listener(program: bytes) -> int:
    """Install a seccomp filter (``struct sock_filter[]`` as bytes); return its listener.

    Raises OSError where the kernel has no ``SECCOMP_FILTER_FLAG_NEW_LISTENER`` or denies it.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    fprog = _SockFprog(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    flags = SECCOMP_FILTER_FLAG_NEW_LISTENER
    for more in (_WAIT_KILLABLE, 0):  # before Linux 5.19 a signal could break off a call that waits
        result: int = _libc().syscall(
            numbers()["seccomp"], SECCOMP_SET_MODE_FILTER, flags | more, ctypes.byref(fprog)
        )
        if result != -1 or ctypes.get_errno() != errno.EINVAL:
            break
    return _check(result, "seccomp")


def install_filter(program: bytes) -> None:
    """Install a seccomp filter for the calling thread and what it starts.  Raises OSError."""
    buffer = ctypes.create_string_buffer(program, len(program))
    fprog = _SockFprog(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    result: int = _libc().syscall(
        numbers()["seccomp"], SECCOMP_SET_MODE_FILTER, 0, ctypes.byref(fprog)
    )
    _check(result, "seccomp")


def call(what: str, number: int, *arguments: bytes | int | None) -> int:
    """A call by a number that is the same on every processor.  Raises OSError."""
    return _check(int(_libc().syscall(number, *arguments)), what)


def pidfd_getfd(pidfd: int, descriptor: int) -> int:
    """A copy of another process's descriptor (``pidfd_getfd(2)``).  Raises OSError."""
    result: int = _libc().syscall(numbers()["pidfd_getfd"], pidfd, descriptor, 0)
    return _check(result, "pidfd_getfd")


def setns(descriptor: int, kind: int) -> None:
    """Enter the namespace behind ``descriptor``, of ``kind`` ``CLONE_NEW*``.  Raises OSError."""
    _check(_libc().setns(descriptor, kind), "setns")


def signal_thread(process: int, thread: int, number: int) -> None:
    """Send a signal to one thread (``tgkill(2)``).  Raises OSError."""
    _check(_libc().syscall(numbers()["tgkill"], process, thread, number), "tgkill")


def queue_signal(process: int, thread: int, number: int, timer: int, value: int) -> None:
    """Send the signal of a timer that has expired, to a process or (not 0) to one of its threads.

    Raises OSError.
    """
    # siginfo_t of a timer: signo, errno, SI_TIMER, padding, timer, overrun, value
    info = struct.pack("=iiiiiiq", number, 0, -2, 0, timer, 0, value).ljust(128, b"\0")
    if thread:
        call = numbers()["rt_tgsigqueueinfo"]
        result = _libc().syscall(call, process, thread, number, info)
    else:
        result = _libc().syscall(numbers()["rt_sigqueueinfo"], process, number, info)
    _check(result, "rt_sigqueueinfo")


def expire_timer(process: int, descriptor: int) -> None:
    """Let another process's timerfd expire now.  Raises OSError."""
    handle = os.pidfd_open(process)
    try:
        copy = pidfd_getfd(handle, descriptor)
    finally:
        os.close(handle)
    try:
        once = struct.pack("=4q", 0, 0, 0, 1)
        _check(_libc().timerfd_settime(copy, 0, once, None), "timerfd_settime")
    finally:
        os.close(copy)


def drop_capabilities() -> None:
    """Let the calling thread have none, nor what it starts (with ``no_new_privileges``)."""
    header = struct.pack("=Ii", 0x20080522, 0)  # version 3, the calling thread
    _check(_libc().syscall(numbers()["capset"], header, bytes(24)), "capset")
