"""What a scene leaves at the machine's ports: connections in ``TIME_WAIT``, for a minute.

A server that begins in that time cannot have its port unless both allow it.  The stage makes them
(see ``calls``) where it may have copies of the programs' sockets.  Where it may not, the next
scene ends what was left, by knocking: a socket at the place of the other side asks to connect.  The
kernel tells it where the old connection stood; it knows of none, and resets it.  RFC 1337 calls
that an assassination, and Linux lets it happen unless it was told not to.

Else the next scene waits until the kernel has forgotten.
"""

import contextlib
import errno
import select
import socket
import struct
import time
from collections.abc import Iterable

from harness.stage import netlink, sockets
from harness.stage.tap import Address

_TCP = 6
_LONGEST = 130.0  # s; twice what Linux takes
_BETWEEN = 0.2  # s
End = tuple[int, Address, Address]


def wait(ports: Iterable[int], shares: bool, tells: bool) -> bool:
    """Until nothing lingers at some ports, so that nobody can have them; False if for too long.

    ``shares``: programs are made to share their port with what allows that.  ``tells``: the kernel
    tells of sockets.  Whoever listens there lingers not: that is seen when a program wants it.
    """
    until = time.monotonic() + _LONGEST
    for port in ports:
        if not _is_free(port, shares):
            _end(port, tells)
        while not _is_free(port, shares) and (_lingers(port) if tells else not _listens(port)):
            if time.monotonic() > until:
                return False
            select.select([], [], [], _BETWEEN)
        if not tells and _listens(port):
            return False
    return True


def _end(port: int, tells: bool) -> None:
    """End what lingers at a port, on this machine's own addresses and if nobody listens there."""
    ends = [end for end in (_told() if tells else _listed()) if end[1][1] == port]
    if any(state == sockets.LISTEN for state, _, _ in ends):
        return
    for state, here, there in ends:
        local = here[0].startswith("127.") and there[0].startswith("127.")
        if state == sockets.TIME_WAIT and local:
            with contextlib.suppress(OSError), _plug() as plug:
                plug.setblocking(False)
                plug.bind(there)
                plug.connect(here)


def _is_free(port: int, shares: bool) -> bool:
    with _plug() as plug:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(shares))
        try:
            plug.bind(("", port))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True


def _listens(port: int) -> bool:
    """Whether somebody accepts connections at a port, before anybody of the scene does."""
    with _plug() as plug:
        plug.settimeout(1)
        return plug.connect_ex(("127.0.0.1", port)) == 0


def _lingers(port: int) -> bool:
    """Whether nothing but what lingers is at a port."""
    states = {state for state, here, _ in _told() if here[1] == port}
    return sockets.TIME_WAIT in states and sockets.LISTEN not in states


def _told() -> list[End]:
    """Every TCP socket of the machine, as the kernel tells."""
    link = netlink.diagnosis()
    try:
        table = sockets.table(link, _TCP, socket.AF_INET)
    finally:
        link.close()
    return [(plug.state, plug.here, plug.there) for plug in table]


def _listed() -> list[End]:
    """The same from a file, where Linux has it; nothing elsewhere."""
    try:
        with open("/proc/net/tcp", encoding="ascii") as file:
            rows = [line.split() for line in file][1:]
    except OSError:
        return []
    return [(int(row[3], 16), _place(row[1]), _place(row[2])) for row in rows]


def _place(text: str) -> Address:
    address, port = text.split(":")
    return socket.inet_ntoa(struct.pack("=I", int(address, 16))), int(port, 16)


def _plug() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_STREAM)
