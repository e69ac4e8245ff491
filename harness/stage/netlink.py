"""Netlink, as far as the stage needs it: addresses on loopback, routes, and what sockets hold.

Layouts from ``linux/rtnetlink.h``, ``linux/inet_diag.h``, ``linux/unix_diag.h``,
``linux/neighbour.h``.
"""

import contextlib
import socket
import struct
from collections.abc import Iterator

_ROUTE, _DIAG = 0, 4
_REQUEST, _ACK, _DUMP = 1, 4, 0x300
_CREATE, _REPLACE = 0x400, 0x100
_ERROR, _DONE = 2, 3
_NEWLINK, _NEWADDR, _NEWROUTE, _NEWNEIGH, _GETNEIGH = 16, 20, 24, 28, 30
_SOCK_DIAG_BY_FAMILY = 20
_QUEUE_LENGTH = 4  # UNIX_DIAG_RQLEN


def attribute(kind: int, value: bytes) -> bytes:
    """One ``struct rtattr`` with its padding."""
    size = 4 + len(value)
    return struct.pack("=HH", size, kind) + value + bytes(-size % 4)


class Netlink:
    """A netlink socket of the calling process's network namespace."""

    def __init__(self, protocol: int) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        self._number = 0

    def close(self) -> None:
        """Let go of the socket."""
        self._socket.close()

    def request(self, kind: int, flags: int, body: bytes) -> None:
        """Send one request and wait for the kernel's word.  Raises OSError with its error."""
        self._send(kind, flags | _REQUEST | _ACK, body)
        for _ in self._messages():
            pass

    def dump(self, kind: int, body: bytes) -> Iterator[bytes]:
        """Yield the payload of each message of a dump."""
        self._send(kind, _REQUEST | _DUMP, body)
        return self._messages()

    def _send(self, kind: int, flags: int, body: bytes) -> None:
        self._number += 1
        head = struct.pack("=IHHII", 16 + len(body), kind, flags, self._number, 0)
        self._socket.send(head + body)

    def _messages(self) -> Iterator[bytes]:
        while True:
            data = self._socket.recv(1 << 18)
            place = 0
            while place + 16 <= len(data):
                size, kind, _, number, _ = struct.unpack_from("=IHHII", data, place)
                body = data[place + 16 : place + size]
                place += (size + 3) & ~3
                if number != self._number:
                    continue
                if kind == _DONE:
                    return
                if kind == _ERROR:
                    code = struct.unpack_from("=i", body)[0]
                    if code:
                        raise OSError(-code, "netlink request refused")
                    return
                yield body


def route() -> Netlink:
    """Addresses, routes, neighbours."""
    return Netlink(_ROUTE)


def diagnosis() -> Netlink:
    """Sockets (``sock_diag(7)``)."""
    return Netlink(_DIAG)


def add_address(link: Netlink, address: str, index: int, prefix: int = 32) -> None:
    """Put an IPv4 address on the interface ``index`` (there already: fine)."""
    packed = socket.inet_aton(address)
    scope = 254 if index == 1 else 0
    body = struct.pack("=BBBBi", socket.AF_INET, prefix, 0, scope, index)
    body += attribute(1, packed) + attribute(2, packed)
    link.request(_NEWADDR, _CREATE | _REPLACE, body)


def acknowledge_at_once(link: Netlink, address: str, prefix: int = 32, index: int = 1) -> None:
    """Take the delayed ACK (40 ms) away for a local address: route metric ``quickack``.

    Without it a program that writes twice has its second write held by Nagle's rule (RFC 896)
    until the first is acknowledged, and nothing on the wire shows that something is under way.
    """
    body = struct.pack("=BBBBBBBBI", socket.AF_INET, prefix, 0, 0, 255, 2, 254, 2, 0)
    body += attribute(1, socket.inet_aton(address)) + attribute(4, struct.pack("=i", index))
    body += attribute(8, attribute(15, struct.pack("=I", 1)))
    link.request(_NEWROUTE, _CREATE | _REPLACE, body)


def acknowledge_neighbours_at_once(link: Netlink, address: str, prefix: int, index: int) -> None:
    """The same for the hosts on a local network: their route, with ``quickack``."""
    whole = int.from_bytes(socket.inet_aton(address), "big") >> (32 - prefix) << (32 - prefix)
    body = struct.pack("=BBBBBBBBI", socket.AF_INET, prefix, 0, 0, 254, 2, 253, 1, 0)
    body += attribute(1, whole.to_bytes(4, "big")) + attribute(4, struct.pack("=i", index))
    body += attribute(7, socket.inet_aton(address))
    body += attribute(8, attribute(15, struct.pack("=I", 1)))
    link.request(_NEWROUTE, _CREATE | _REPLACE, body)


def add_way(link: Netlink, address: str, own: str, index: int = 1) -> None:
    """A way to an address that nobody has: who connects a datagram socket there learns ``own``.

    On loopback it leads back to the machine, elsewhere to a neighbour who never answers.
    """
    table, scope, kind = (255, 254, 2) if index == 1 else (254, 253, 1)
    body = struct.pack("=BBBBBBBBI", socket.AF_INET, 32, 0, 0, table, 2, scope, kind, 0)
    body += attribute(1, socket.inet_aton(address)) + attribute(4, struct.pack("=i", index))
    body += attribute(7, socket.inet_aton(own))
    link.request(_NEWROUTE, _CREATE | _REPLACE, body)


def add_bridge(link: Netlink, name: str) -> int:
    """Make a bridge, bring it up; returns its interface index."""
    body = struct.pack("=BBHiII", 0, 0, 0, 0, 1, 1)
    body += attribute(3, name.encode() + b"\0") + attribute(18, attribute(1, b"bridge"))
    link.request(_NEWLINK, _CREATE, body)
    return socket.if_nametoindex(name)


def add_cable(link: Netlink, name: str, bridge: int, handle: int, hardware: bytes) -> None:
    """Make two joined links: ``name`` on the bridge, ``eth0`` in the namespace ``handle``."""
    inner = struct.pack("=BBHiII", 0, 0, 0, 0, 0, 0) + attribute(3, b"eth0\0")
    inner += attribute(1, hardware) + attribute(28, struct.pack("=I", handle))
    kind = attribute(1, b"veth") + attribute(2, attribute(1, inner))
    body = struct.pack("=BBHiII", 0, 0, 0, 0, 1, 1) + attribute(3, name.encode() + b"\0")
    body += attribute(10, struct.pack("=I", bridge)) + attribute(18, kind)
    link.request(_NEWLINK, _CREATE, body)


def add_neighbour(link: Netlink, address: str, hardware: bytes, index: int) -> None:
    """Tell a host another's hardware address for good."""
    body = struct.pack("=BBHiHBB", socket.AF_INET, 0, 0, index, 0x80, 0, 0)
    body += attribute(1, socket.inet_aton(address)) + attribute(2, hardware)
    link.request(_NEWNEIGH, _CREATE | _REPLACE, body)


def neighbours_unresolved(link: Netlink) -> bool:
    """True while some address is being asked for by ARP (state INCOMPLETE or PROBE)."""
    body = struct.pack("=BBHiHBB", socket.AF_INET, 0, 0, 0, 0, 0, 0)
    found = [struct.unpack_from("=H", message, 8)[0] for message in link.dump(_GETNEIGH, body)]
    return any(state & (0x01 | 0x10) for state in found)


def inet_sockets(link: Netlink, protocol: int, family: int = socket.AF_INET) -> Iterator[bytes]:
    """Yield ``struct inet_diag_msg`` (attributes behind it) of every socket of the protocol."""
    extensions = 1 << 1 if protocol == socket.IPPROTO_TCP else 0  # INET_DIAG_INFO
    body = struct.pack("=BBBBI", family, protocol, extensions, 0, 0xFFFFFFFF) + bytes(48)
    return link.dump(_SOCK_DIAG_BY_FAMILY, body)


def unix_unread(link: Netlink) -> set[int]:
    """The inode of every UNIX socket in which there is something unread (a listener: somebody).

    Empty where the kernel does not say: a writer wakes the reader at once, which its thread shows.
    """
    found = set()
    with contextlib.suppress(FileNotFoundError):
        for message in _unix_sockets(link, 0x10):
            place = 16
            while place + 12 <= len(message):
                size, kind, unread = struct.unpack_from("=HHI", message, place)
                if kind == _QUEUE_LENGTH and unread:
                    found.add(struct.unpack_from("=I", message, 4)[0])
                place += max(4, (size + 3) & ~3)
    return found


def unix_inodes(link: Netlink) -> set[int] | None:
    """The inode of every UNIX socket (0: not accepted yet); None if the kernel does not say."""
    try:
        return {struct.unpack_from("=I", row, 4)[0] for row in _unix_sockets(link, 0)}
    except FileNotFoundError:
        return None


def _unix_sockets(link: Netlink, show: int) -> Iterator[bytes]:
    nobody = 0xFFFFFFFF  # no cookie
    body = struct.pack("=BBHIIIII", socket.AF_UNIX, 0, 0, 0xFFFFFFFF, 0, show, nobody, nobody)
    return link.dump(_SOCK_DIAG_BY_FAMILY, body)
