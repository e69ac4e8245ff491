"""What the kernel says of every socket on the scene's network (``sock_diag(7)``)."""

import os
import socket
import struct
import sys
from dataclasses import field

from harness.model.quick import dataclass
from harness.stage import netlink
from harness.stage.tap import Address

ESTABLISHED, SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, FIN_WAIT_2 = 1, 2, 3, 4, 5
TIME_WAIT, CLOSED, CLOSE_WAIT, LAST_ACK, LISTEN, CLOSING, NEW_SYN_RECEIVED = 6, 7, 8, 9, 10, 11, 12
_UNSETTLED = {SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, LAST_ACK, CLOSING, NEW_SYN_RECEIVED}
_KEPT_ALIVE = {ESTABLISHED, CLOSE_WAIT}
_RETRANSMIT, _KEEPALIVE, _PROBE = 1, 2, 4
# INET_DIAG_INFO; three fields of struct tcp_info
_INFO, _BACKOFF, _RECEIVED, _WINDOW = 2, 4, 128, 228
_SOON = 120_000  # ms: a keepalive later than this is no event of the scene
_MAPPED = bytes(10) + b"\xff\xff"


@dataclass(frozen=True, slots=True)
class Socket:
    """One socket.

    ``unread``: bytes nobody has taken (a listener: connections).  ``unsent``: bytes not yet
    acknowledged by the other side.  ``inode`` 0: not accepted yet, or orphaned.  ``denied``: the
    other side was asked whether there is room now, and has said that there is none.  ``about``:
    what else the kernel says.
    """

    proto: str
    state: int
    timer: int
    expires: int
    here: Address
    there: Address
    unread: int
    unsent: int
    inode: int
    denied: bool = False
    about: bytes = field(default=b"", repr=False, compare=False)

    @property
    def taken(self) -> int | None:
        """How many bytes somebody has read from it, an end counted as one; None if not told."""
        info = _info(self.about)
        if len(info) < _RECEIVED + 8:
            return None
        return int.from_bytes(info[_RECEIVED : _RECEIVED + 8], sys.byteorder) - self.unread

    @property
    def unsettled(self) -> bool:
        """True while the kernel will go on with it by itself."""
        if self.proto == "udp":
            return False
        if self.state in _UNSETTLED or self.timer in (_RETRANSMIT, _PROBE):
            return True
        return self.unsent > 0 and self.state != LISTEN

    @property
    def probes(self) -> bool:
        """True if the kernel will ask by itself, some time, whether the other side is there."""
        return self.timer == _KEEPALIVE and self.expires < _SOON and self.state in _KEPT_ALIVE


def unsettled(table: list[Socket]) -> bool:
    """Whether the kernel will go on with some socket by itself, so that a program may notice."""
    return any(plug.unsettled and not _blocked(plug, table) for plug in table)


def _blocked(plug: Socket, table: list[Socket]) -> bool:
    """Whether a socket can send nothing until the program at its other end reads.

    The kernel asks again and again whether there is room (RFC 9293, 3.8.6.1).  Once it was told
    that there is none, it will be told so until something is read: nothing else makes room.
    """
    if not plug.denied or plug.state not in _KEPT_ALIVE or not plug.inode:
        return False
    ends = plug.there, plug.here
    return any((other.here, other.there) == ends and other.unread for other in table)


def counters() -> tuple[int, int]:
    """Descriptors of the current network namespace's ``sockstat`` and ``sockstat6``."""
    flags = os.O_RDONLY | os.O_CLOEXEC
    return os.open("/proc/self/net/sockstat", flags), _open_if_there("/proc/self/net/sockstat6")


def _open_if_there(path: str) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return -1


def present(counts: tuple[int, int]) -> list[tuple[int, int]]:
    """(protocol, family) of which there is any socket; a dump of none walks the whole table too."""
    four = os.pread(counts[0], 4096, 0)
    six = os.pread(counts[1], 4096, 0) if counts[1] >= 0 else b""
    found: list[tuple[int, int]] = []
    if b"TCP: inuse 0 " not in four or b" tw 0 " not in four:
        found.append((socket.IPPROTO_TCP, socket.AF_INET))
    if b"UDP: inuse 0 " not in four:
        found.append((socket.IPPROTO_UDP, socket.AF_INET))
    if six and b"TCP6: inuse 0\n" not in six:
        found.append((socket.IPPROTO_TCP, socket.AF_INET6))
    if six and b"UDP6: inuse 0\n" not in six:
        found.append((socket.IPPROTO_UDP, socket.AF_INET6))
    return found


def table(link: netlink.Netlink, protocol: int, family: int) -> list[Socket]:
    """Every socket of a protocol and family in the namespace that ``link`` was opened in."""
    name = "tcp" if protocol == socket.IPPROTO_TCP else "udp"
    return [_socket(name, row) for row in netlink.inet_sockets(link, protocol, family)]


def _socket(proto: str, row: bytes) -> Socket:
    family, state, timer, _ = row[:4]
    ports = struct.unpack_from("!HH", row, 4)
    expires, unread, unsent, _, inode = struct.unpack_from("=5I", row, 52)
    here = (_address(family, row[8:24]), ports[0])
    there = (_address(family, row[24:40]), ports[1])
    about = row[72:]
    denied = timer == _PROBE and _denied(about)
    return Socket(proto, state, timer, expires, here, there, unread, unsent, inode, denied, about)


def _denied(attributes: bytes) -> bool:
    """From ``struct tcp_info``: at least one probe was sent, and the window is still zero."""
    info = _info(attributes)
    if len(info) < _WINDOW + 4:
        return False
    return info[_BACKOFF] > 0 and not any(info[_WINDOW : _WINDOW + 4])


def _info(attributes: bytes) -> bytes:
    """The ``struct tcp_info`` among a socket's attributes; empty if there is none."""
    place = 0
    while place + 4 <= len(attributes):
        size, kind = struct.unpack_from("=HH", attributes, place)
        if kind == _INFO:
            return attributes[place + 4 : place + size]
        place += max(4, (size + 3) & ~3)
    return b""


def _address(family: int, data: bytes) -> str:
    if family == socket.AF_INET:
        return socket.inet_ntoa(data[:4])
    if data[:12] == _MAPPED:
        return socket.inet_ntoa(data[12:])
    return "0.0.0.0" if not any(data) else socket.inet_ntop(socket.AF_INET6, data)


def inodes(pid: int) -> dict[int, int]:
    """The sockets that a process holds: inode -> one of its descriptors.  Empty if it is gone."""
    found = {}
    base = f"/proc/{pid}/fd"
    try:
        names = os.listdir(base)
    except OSError:
        return {}
    for name in names:
        try:
            link = os.readlink(f"{base}/{name}")
        except OSError:
            continue
        if link.startswith("socket:["):
            found[int(link[8:-1])] = int(name)
    return found
