"""What the kernel says of every socket on the scene's network (``sock_diag(7)``), and whose it is."""

import os
import socket
import struct
from dataclasses import dataclass

from harness.stage import netlink
from harness.stage.tap import Address

ESTABLISHED, SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, FIN_WAIT_2 = 1, 2, 3, 4, 5
TIME_WAIT, CLOSED, CLOSE_WAIT, LAST_ACK, LISTEN, CLOSING, NEW_SYN_RECEIVED = 6, 7, 8, 9, 10, 11, 12
_UNSETTLED = {SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, LAST_ACK, CLOSING, NEW_SYN_RECEIVED}
_RETRANSMIT, _KEEPALIVE, _PROBE = 1, 2, 4
_SOON = 120_000  # ms: a keepalive later than this is no event of the scene
_MAPPED = bytes(10) + b"\xff\xff"


@dataclass(frozen=True, slots=True)
class Socket:
    """One socket.  ``unread``: bytes nobody has taken (a listener: connections); ``unsent``: bytes
    not yet acknowledged by the other side; ``inode`` 0: not accepted yet, or orphaned."""

    proto: str
    state: int
    timer: int
    expires: int
    here: Address
    there: Address
    unread: int
    unsent: int
    inode: int

    @property
    def unsettled(self) -> bool:
        """True while the kernel will go on with it by itself."""
        if self.proto == "udp":
            return False
        if self.state in _UNSETTLED or self.timer in (_RETRANSMIT, _PROBE):
            return True
        if self.timer == _KEEPALIVE and self.expires < _SOON and self.state == ESTABLISHED:
            return True
        return self.unsent > 0 and self.state != LISTEN


def table(link: netlink.Netlink) -> list[Socket]:
    """Every TCP and UDP socket of the network namespace that ``link`` was opened in."""
    found = []
    for protocol, name in ((socket.IPPROTO_TCP, "tcp"), (socket.IPPROTO_UDP, "udp")):
        for family in (socket.AF_INET, socket.AF_INET6):
            for row in netlink.inet_sockets(link, protocol, family):
                found.append(_socket(name, row))
    return found


def _socket(proto: str, row: bytes) -> Socket:
    family, state, timer, _ = row[:4]
    ports = struct.unpack_from("!HH", row, 4)
    expires, unread, unsent, _, inode = struct.unpack_from("=5I", row, 52)
    here = (_address(family, row[8:24]), ports[0])
    there = (_address(family, row[24:40]), ports[1])
    return Socket(proto, state, timer, expires, here, there, unread, unsent, inode)


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
