"""What programs are about to do, told by the kernel before it happens (``seccomp_unotify(2)``).

The stage looks and lets the call go on.  So a program that changes the call's arguments behind our
back fools only the look: who owns a connection is taken from the process that made the call, which
it cannot change.  One call is decided: a connect across a link that was cut fails.
"""

import contextlib
import os
import select
import socket
import struct
import threading
from collections.abc import Iterator
from fcntl import ioctl

from harness.model.quick import dataclass
from harness.stage import kernel
from harness.stage.displays import FOLDER
from harness.stage.filters import STOPPING

_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_CONTINUE = 1
_FASTOPEN = 0x20000000  # MSG_FASTOPEN
_LINGERS = 1.0  # s; so long nothing takes that is closed at once


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

    def fail(self, number: int) -> None:
        """Let it fail with an error number, without being made."""
        with contextlib.suppress(OSError):
            ioctl(self.listener, _SEND, struct.pack("=QqiI", self.id, 0, -number, 0))


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


def names_place(call: Call) -> bool:
    """Whether a call is one of those that may say where something goes."""
    numbers = kernel.numbers()
    return call.number in {numbers[name] for name in ("connect", "sendto", "sendmsg", "sendmmsg")}


def is_local(call: Call) -> bool:
    """Whether a call is a ``connect`` to a socket that is no network's (``AF_UNIX``)."""
    if call.number != kernel.numbers()["connect"]:
        return False
    return memory(call.thread, call.arguments[1], 2) == b"\x01\0"


def opens_fast(call: Call) -> bool:
    """Whether a ``sendto`` opens a connection as well (TCP Fast Open, RFC 7413)."""
    return call.number == kernel.numbers()["sendto"] and bool(call.arguments[3] & _FASTOPEN)


def is_bind(call: Call) -> bool:
    """Whether a call asks for an address of its own."""
    return call.number == kernel.numbers()["bind"]


def stops(call: Call) -> bool:
    """Whether a call may stop a program: it is told of only if so (see ``filters``)."""
    numbers = kernel.numbers()
    return call.number in {numbers[name] for name in STOPPING}


def sets_modes(call: Call) -> bool:
    """Whether a call gives a terminal other modes (it is told of no other ``ioctl``)."""
    return call.number == kernel.numbers()["ioctl"]


def sends_files(call: Call) -> bool:
    """Whether a ``sendmsg`` or ``sendmmsg`` may send files along (``SCM_RIGHTS``, ``unix(7)``)."""
    numbers = kernel.numbers()
    if call.number == numbers["sendmmsg"]:
        heads = memory(call.thread, call.arguments[1], 64 * min(call.arguments[2], 1024))
        each = (heads[at : at + 56] for at in range(0, len(heads), 64))
        return any(_sends_files(call.thread, head) for head in each)
    if call.number != numbers["sendmsg"]:
        return False
    return _sends_files(call.thread, memory(call.thread, call.arguments[1], 56))


def _sends_files(thread: int, head: bytes) -> bool:
    """The same of one ``struct msghdr``."""
    if len(head) < 48:
        return True
    place, size = struct.unpack_from("=QQ", head, 32)
    data = memory(thread, place, min(size, 4096))
    while len(data) >= 16:
        long, *kind = struct.unpack_from("=Qii", data)
        if kind == [socket.SOL_SOCKET, socket.SCM_RIGHTS]:
            return True
        data = data[max(16, (long + 7) & ~7) :]
    return False


def groups(call: Call) -> bool:
    """Whether a call puts a process into another group."""
    return call.number == kernel.numbers()["setpgid"]


def takes_display(call: Call) -> bool:
    """Whether a ``bind`` asks for an abstract address that X clients look at first."""
    place = memory(call.thread, call.arguments[1], min(call.arguments[2], 128))
    return place.startswith(b"\x01\0\0" + FOLDER.encode())


def bound_to(call: Call) -> tuple[str, int] | None:
    """Address and port that a ``bind`` asks for, of IPv4 or IPv6."""
    return _place(memory(call.thread, call.arguments[1], min(call.arguments[2], 128)), True)


def destination(call: Call, besides: bool = False) -> tuple[str, int] | None:
    """Address and port that such a call names, if IPv4 (or IPv4 in IPv6; ``besides``: or IPv6)."""
    numbers = kernel.numbers()
    if call.number in (numbers["connect"], numbers["sendto"]):
        first = 1 if call.number == numbers["connect"] else 4
        place, size = call.arguments[first], call.arguments[first + 1]
    else:  # ``struct msghdr`` begins with the name and its length
        head = memory(call.thread, call.arguments[1], 12)
        if len(head) < 12:
            return None
        place, size = struct.unpack("=QI", head)
    return _place(memory(call.thread, place, min(size, 128)), besides)


def _place(data: bytes, besides: bool) -> tuple[str, int] | None:
    if len(data) >= 8 and data[:2] == b"\x02\0":
        address = socket.inet_ntoa(data[4:8]) if any(data[4:8]) else "127.0.0.1"
        return address, int.from_bytes(data[2:4], "big")
    if len(data) < 24 or data[:2] != b"\x0a\0":
        return None
    port = int.from_bytes(data[2:4], "big")
    if data[8:20] == bytes(10) + b"\xff\xff":
        return socket.inet_ntoa(data[20:24]), port
    return (socket.inet_ntop(socket.AF_INET6, data[8:24]), port) if besides else None


def is_stream(call: Call) -> bool:
    """Whether the socket of a ``connect`` is a stream (TCP); True where it cannot be told.

    Asked by the file's name, not by a copy: whoever closes a socket's last copy waits as long as
    ``SO_LINGER`` says, and the program could see to it that this is us.
    """
    path = f"/proc/{call.thread}/fd/{call.arguments[0] & 0xFFFFFFFF}"
    try:
        name = os.getxattr(path, "system.sockprotoname")
    except OSError:
        return True
    return not name.startswith(b"UDP")


def port_of(call: Call, bind: bool = False) -> int:
    """The port of the datagram socket that a call is about; 0 where it cannot be told.

    ``bind``: give it one if it has none yet, as the kernel would do a moment later.
    """
    with copy_socket(call.thread, call.arguments[0] & 0xFFFFFFFF) as plug:
        if plug is None or plug.family not in (socket.AF_INET, socket.AF_INET6):
            return 0
        try:
            if bind and not plug.getsockname()[1]:
                plug.bind(("", 0))
            return int(plug.getsockname()[1])
        except OSError:
            return 0


@contextlib.contextmanager
def copy_socket(thread: int, descriptor: int) -> Iterator[socket.socket | None]:
    """A copy of a program's socket, for as long as it is looked at; None if there is none."""
    copy = _copy(thread, descriptor)
    if copy is None:
        yield None
        return
    try:
        plug = socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        yield None
        return
    try:
        yield plug
    finally:
        _close(plug)


def _close(plug: socket.socket) -> None:
    """Let go of a copy.

    Who closes the last copy of a connection waits as long as ``SO_LINGER`` says, and a program can
    see to it that this is us: then somebody waits for whom nobody waits.
    """
    if plug.type != socket.SOCK_STREAM or plug.family == socket.AF_UNIX:
        plug.close()
        return
    closing = threading.Thread(target=plug.close, daemon=True)
    closing.start()
    closing.join(_LINGERS)


def _copy(thread: int, descriptor: int) -> int | None:
    try:
        with open(f"/proc/{thread}/status", "rb") as file:
            process = next(int(line.split()[1]) for line in file if line.startswith(b"Tgid:"))
        handle = os.pidfd_open(process)
        try:
            return kernel.pidfd_getfd(handle, descriptor)
        finally:
            os.close(handle)
    except (OSError, StopIteration):
        return None
