"""What programs are about to do, told by the kernel before it happens (``seccomp_unotify(2)``).

The stage looks and lets the call go on; it never decides a call.  So a program that changes the
call's arguments behind our back fools only the look: who owns a connection is taken from the
process that made the call, which it cannot change.
"""

import contextlib
import os
import select
import socket
import struct
from dataclasses import dataclass
from fcntl import ioctl
from math import inf

from harness.stage import kernel

_RECEIVE, _SEND, _VALID = 0xC0502100, 0xC0182101, 0x40082102
_CONTINUE = 1
_ABSOLUTE = 1
_CLOCKS = (0, 1, 4, 7)


@dataclass(slots=True)
class Call:
    """A call that waits for the stage's leave.  ``thread``: its id in the keeper's namespace."""

    listener: int
    id: int
    thread: int
    number: int
    arguments: tuple[int, ...]

    def go(self) -> None:
        """Let it go on (a caller that is gone is fine)."""
        with contextlib.suppress(OSError):
            ioctl(self.listener, _SEND, struct.pack("=QqiI", self.id, 0, 0, _CONTINUE))


def receive(listener: int) -> Call | None:
    """The next call on a listener, or None if there is none (any more)."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    if not any(mask & select.POLLIN for _, mask in poll.poll(0)):
        return None
    buffer = bytearray(80)
    try:
        ioctl(listener, _RECEIVE, buffer)
    except OSError:
        return None
    number, thread, _, call, _, _, *arguments = struct.unpack("=QIIiIQ6Q", buffer)
    return Call(listener, number, thread, call, tuple(arguments))


def memory(thread: int, address: int, size: int) -> bytes:
    """Bytes of a program's memory; empty if they cannot be read."""
    if not address:
        return b""
    try:
        descriptor = os.open(f"/proc/{thread}/mem", os.O_RDONLY)
        try:
            return os.pread(descriptor, size, address)
        finally:
            os.close(descriptor)
    except (OSError, OverflowError):
        return b""


def destination(call: Call) -> tuple[str, int] | None:
    """Address and port that a ``connect`` or ``sendto`` names, if IPv4 (or IPv4 in IPv6)."""
    first = 1 if call.number == kernel.numbers()["connect"] else 4
    data = memory(call.thread, call.arguments[first], min(call.arguments[first + 1], 128))
    if len(data) >= 8 and data[:2] == b"\x02\0":
        return socket.inet_ntoa(data[4:8]), int.from_bytes(data[2:4], "big")
    if len(data) >= 24 and data[:2] == b"\x0a\0" and data[8:20] == bytes(10) + b"\xff\xff":
        return socket.inet_ntoa(data[20:24]), int.from_bytes(data[2:4], "big")
    return None


def is_stream(call: Call) -> bool:
    """Whether the socket of a ``connect`` is a stream (TCP); True where it cannot be told."""
    try:
        with open(f"/proc/{call.thread}/status", "rb") as file:
            group = next(int(line.split()[1]) for line in file if line.startswith(b"Tgid:"))
        pidfd = os.pidfd_open(group)
        try:
            copy = kernel.pidfd_getfd(pidfd, call.arguments[0] & 0xFFFFFFFF)
        finally:
            os.close(pidfd)
    except (OSError, StopIteration):
        return True
    with socket.socket(fileno=copy) as plug:
        return plug.type == socket.SOCK_STREAM


def alarm_until(call: Call, now: float) -> tuple[str, float]:
    """Which alarm a call sets, and until when it is armed (``inf``: again and again; 0: not).

    ``now``: seconds of the monotonic clock.  The key names the alarm within its process.
    """
    numbers = kernel.numbers()
    arguments = call.arguments
    if call.number == numbers.get("alarm"):
        seconds = arguments[0] & 0xFFFFFFFF
        return "alarm", now + seconds if seconds else 0.0
    if call.number == numbers["setitimer"]:
        which = arguments[0] & 0xFFFFFFFF
        data = memory(call.thread, arguments[1], 32).ljust(32, b"\0")
        every, every_part, first, first_part = struct.unpack("=4q", data)
        until = now + first + first_part / 1e6 if first or first_part else 0.0
        key = "alarm" if which == 0 else f"itimer {which}"
        return key, inf if until and (every or every_part) else until
    data = memory(call.thread, arguments[2], 32).ljust(32, b"\0")
    every, every_part, first, first_part = struct.unpack("=4q", data)
    if not (first or first_part):
        until = 0.0
    elif every or every_part or arguments[1] & _ABSOLUTE:
        until = inf
    else:
        until = now + first + first_part / 1e9
    return f"{call.number} {arguments[0] & 0xFFFFFFFF}", until
