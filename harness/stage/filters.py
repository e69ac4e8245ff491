"""Seccomp filters: what a program may not call, and which calls the stage is told of.

Two filters, both classic BPF over ``struct seccomp_data`` (``seccomp(2)``):

* :func:`deny` is given to bubblewrap and holds for the program and all that it starts;
* :func:`tell` sends a few calls to the stage first (``SECCOMP_RET_USER_NOTIF``), which lets them
  go on: who connects where, which clocks are set (see ``clocks``), and what stops a program.
"""

import errno
import signal
import socket
import struct
from functools import cache

from harness.stage import kernel

_LOAD, _JEQ, _JGE, _JSET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
ALLOW, NOTIFY, _ERRNO = 0x7FFF0000, 0x7FC00000, 0x00050000

_FAMILIES = (1, 2, 10, 16)  # AF_UNIX, AF_INET, AF_INET6, AF_NETLINK
_PROTOCOLS = (0, 6, 17)
_NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* flag
# TIOCSTI and TIOCLINUX type characters in; TIOCSETD makes the terminal something else
_TERMINAL_TRICKS = (0x5412, 0x541C, 0x5423)
_RECEIVE_AND_SEND_TIMEOUTS = (20, 21, 66, 67)  # SO_RCVTIMEO, SO_SNDTIMEO, old and new
_USER_TIMEOUT = 18  # of TCP
# TCSETS, TCSETSW, TCSETSF, the three of System V, and those with speeds
_SET_MODES = (0x5402, 0x5403, 0x5404, 0x5406, 0x5407, 0x5408, 0x402C542B, 0x402C542C, 0x402C542D)
# a signal when somebody uses a folder, and that may be anybody on the machine; inotify, by which
# programs are told so nowadays, shows what it watches
_NOTIFY_OF_FOLDER = 1026  # F_NOTIFY

_FORBIDDEN = (
    "ptrace", "pivot_root", "acct", "settimeofday", "mount", "umount2", "swapon", "swapoff",
    "reboot", "sethostname", "setdomainname", "iopl", "ioperm", "init_module", "delete_module",
    "quotactl", "clock_settime", "add_key", "request_key", "keyctl", "unshare",
    "perf_event_open", "name_to_handle_at", "open_by_handle_at", "setns", "process_vm_readv",
    "process_vm_writev", "kcmp", "finit_module", "kexec_file_load", "kexec_load", "bpf",
    "userfaultfd", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick",
    "pidfd_getfd", "mount_setattr", "syslog",
)  # fmt: skip
# 'Not implemented' makes C libraries fall back (clone3 to clone, whose flags a filter can read).
# What the kernel does for a program while it sleeps would be under way unseen: no such calls.
# Nor memory that belongs to no process and to no file system: nothing would bound it.
_ABSENT = (
    "clone3", "io_uring_setup", "io_uring_enter", "io_uring_register", "io_setup", "memfd_create",
    "shmget", "msgget",
)  # fmt: skip
_LASTING = ("semget", "mq_open")
_ALARMS = ("alarm", "setitimer", "timer_settime", "timerfd_settime")
_TOLD = ("connect", "sendmsg", "sendmmsg", "setpgid", "inotify_add_watch", *_ALARMS)
# The calls that send signals, with the argument that says which.
_SIGNALLING = {
    "kill": 1, "tkill": 1, "tgkill": 2, "rt_sigqueueinfo": 1, "rt_tgsigqueueinfo": 2,
    "pidfd_send_signal": 1,
}  # fmt: skip
_STOPPING = (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
# A terminal stops process groups in the background, which a program is in none of as it is started.
STOPPING = (*_SIGNALLING, "setpgid")
"""The calls of which the stage is told since a program may be stopped by them."""


def _op(code: int, value: int, true: int = 0, false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, true, false, value & 0xFFFFFFFF)


def _load(offset: int) -> bytes:
    return _op(_LOAD, offset)


def _argument(index: int) -> bytes:
    return _load(_ARGUMENTS + 8 * index)  # the low half; both processors are little-endian


def _fail(number: int) -> bytes:
    return _op(_RETURN, _ERRNO | number)


def _only(number: int, body: bytes) -> bytes:
    """``body`` (returns, or falls out at its end) for one call number in the accumulator."""
    return _op(_JEQ, number, 0, len(body) // 8) + body


def _head() -> bytes:
    head = _load(_ARCHITECTURE)
    head += _op(_JEQ, kernel.audit_architecture(), 1, 0) + _fail(errno.ENOSYS)
    head += _load(_NUMBER)
    # x32 calls share the 64-bit architecture word and set this bit
    return head + _op(_JGE, 0x40000000, 0, 1) + _fail(errno.ENOSYS)


@cache
def deny(shared: bool = False) -> bytes:
    """The filter for programs: no namespaces, keys, tracing, odd sockets, typed-in characters.

    ``shared``: nor what would stay on the machine, where its IPC is no other than the machine's.
    """
    calls = kernel.numbers()
    code = _head()
    for name in _FORBIDDEN:
        if name in calls:
            code += _only(calls[name], _fail(errno.EPERM))
    for name in (*_ABSENT, *(_LASTING if shared else ())):
        code += _only(calls[name], _fail(errno.ENOSYS))
    clone = _argument(0) + _op(_JSET, _NEW_NAMESPACES, 0, 1) + _fail(errno.EPERM)
    code += _only(calls["clone"], clone + _op(_RETURN, ALLOW))
    families = _argument(0)
    for family in _FAMILIES:
        families += _op(_JEQ, family, 0, 1) + _op(_RETURN, ALLOW)
    for name in ("socket", "socketpair"):
        code += _only(calls[name], _internet() + families + _fail(errno.EAFNOSUPPORT))
    requests = _argument(1)
    for request in _TERMINAL_TRICKS:
        requests += _op(_JEQ, request, 0, 1) + _fail(errno.EPERM)
    code += _only(calls["ioctl"], requests + _op(_RETURN, ALLOW))
    code += _only(calls["prlimit64"], _limits_others() + _op(_RETURN, ALLOW))
    asked = _argument(1) + _op(_JEQ, _NOTIFY_OF_FOLDER, 0, 1) + _fail(errno.EINVAL)
    code += _only(calls["fcntl"], asked + _op(_RETURN, ALLOW))
    return code + _op(_RETURN, ALLOW)


def _limits_others() -> bytes:
    """``prlimit`` of a process by its number: the first of a sandbox could be ended by a limit.

    That it cannot be is how the stage knows its own end from that of a program.
    """
    low = _ARGUMENTS + 8 * 2
    sets = _load(low) + _op(_JEQ, 0, 0, 2) + _load(low + 4) + _op(_JEQ, 0, 1, 0)
    sets += _fail(errno.EPERM)
    return _argument(0) + _op(_JEQ, 0, len(sets) // 8, 0) + sets


def _internet() -> bytes:
    """Of IP only TCP and UDP: neither the tap nor the kernel's diagnosis tells of the others."""
    protocols = _argument(2)
    for protocol in _PROTOCOLS:
        protocols += _op(_JEQ, protocol, 0, 1) + _op(_RETURN, ALLOW)
    protocols += _fail(errno.EPROTONOSUPPORT)
    body = protocols
    skip = len(body) // 8
    head = _argument(0) + _op(_JEQ, 2, 1, 0) + _op(_JEQ, 10, 0, skip)
    return head + body


@cache
def tell(more: tuple[str, ...] = ()) -> bytes:
    """The filter that tells the stage of connects, first datagrams, clocks and stops beforehand.

    ``more``: calls that it is told of besides.
    """
    calls = kernel.numbers()
    code = _load(_ARCHITECTURE)
    code += _op(_JEQ, kernel.audit_architecture(), 1, 0) + _op(_RETURN, ALLOW)
    code += _load(_NUMBER)
    for name in _TOLD + more:
        if name in calls:
            code += _only(calls[name], _op(_RETURN, NOTIFY))
    of_sockets = _argument(2)
    for value in _RECEIVE_AND_SEND_TIMEOUTS:
        of_sockets += _op(_JEQ, value, 0, 1) + _op(_RETURN, NOTIFY)
    of_sockets += _op(_RETURN, ALLOW)
    of_tcp = _argument(2) + _op(_JEQ, _USER_TIMEOUT, 0, 1) + _op(_RETURN, NOTIFY)
    of_tcp += _op(_RETURN, ALLOW)
    option = _argument(1) + _only(socket.SOL_SOCKET, of_sockets)
    option += _only(socket.IPPROTO_TCP, of_tcp)
    code += _only(calls["setsockopt"], option + _op(_RETURN, ALLOW))
    modes = _argument(1)
    for request in _SET_MODES:
        modes += _op(_JEQ, request, 0, 1) + _op(_RETURN, NOTIFY)
    code += _only(calls["ioctl"], modes + _op(_RETURN, ALLOW))
    for name, place in _SIGNALLING.items():
        which = _argument(place)
        for number in _STOPPING:
            which += _op(_JEQ, number, 0, 1) + _op(_RETURN, NOTIFY)
        code += _only(calls[name], which + _op(_RETURN, ALLOW))
    # sendto with an address: a datagram, and maybe the first of its socket
    low, high = _ARGUMENTS + 8 * 4, _ARGUMENTS + 8 * 4 + 4
    addressed = _load(low) + _op(_JEQ, 0, 0, 3) + _load(high)
    addressed += _op(_JEQ, 0, 0, 1) + _op(_RETURN, ALLOW) + _op(_RETURN, NOTIFY)
    code += _only(calls["sendto"], addressed)
    return code + _op(_RETURN, ALLOW)
