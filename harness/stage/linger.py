"""What a scene leaves at the machine's ports: connections in ``TIME_WAIT``, for a minute.

A server that begins in that time cannot have its port unless both allow it.  The stage makes them
(see ``calls``) where it may have copies of the programs' sockets.  Where it may not:

* with raw sockets it ends what is left: a reset that stands just where the other side has
  stopped is what the kernel takes it from (RFC 1337 calls that an assassination);
* else the next scene waits until the kernel has forgotten.
"""

import contextlib
import errno
import select
import socket
import struct
import time
from collections.abc import Iterable

from harness.stage import netlink, sockets
from harness.stage.tap import Address, Tap

_RESET, _TCP = 4, 6
_LONGEST = 130.0  # s; twice what Linux takes
_BETWEEN = 0.2  # s


def end(tap: Tap) -> None:
    """End what is in ``TIME_WAIT`` of those connections that a tap has seen."""
    tap.read()  # how the last ones ended
    with contextlib.suppress(OSError), _raw() as plug:
        for here, there, number in tap.stopped():
            plug.sendto(_segment(there, here, number), (here[0], 0))


def wait(ports: Iterable[int], shares: bool, tells: bool) -> bool:
    """Wait while something lingers at a port, so that nobody can have it; False if for too long.

    ``shares``: programs are made to share their port with what allows that.  ``tells``: the kernel
    tells of sockets.  Whoever listens there lingers not: that is seen when a program wants it.
    """
    until = time.monotonic() + _LONGEST
    for port in ports:
        while not _is_free(port, shares) and (_lingers(port) if tells else not _listens(port)):
            if time.monotonic() > until:
                return False
            select.select([], [], [], _BETWEEN)
        if not tells and _listens(port):
            return False
    return True


def _is_free(port: int, shares: bool) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as plug:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(shares))
        try:
            plug.bind(("", port))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True


def _listens(port: int) -> bool:
    """Whether somebody accepts connections at a port, before anybody of the scene does."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as plug:
        plug.settimeout(1)
        return plug.connect_ex(("127.0.0.1", port)) == 0


def _lingers(port: int) -> bool:
    link = netlink.diagnosis()
    try:
        table = sockets.table(link, _TCP, socket.AF_INET)
    finally:
        link.close()
    return any(plug.state == sockets.TIME_WAIT and plug.here[1] == port for plug in table)


def _raw() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, _TCP)


def _segment(source: Address, target: Address, number: int) -> bytes:
    """A TCP segment (RFC 9293) that resets, with its checksum."""
    ends = struct.pack("!HH", source[1], target[1])
    begin = ends + struct.pack("!IIBBH", number, 0, 5 << 4, _RESET, 0)
    pseudo = socket.inet_aton(source[0]) + socket.inet_aton(target[0])
    pseudo += struct.pack("!BBH", 0, _TCP, 20)
    total = sum(struct.unpack("!16H", pseudo + begin + bytes(4)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return begin + struct.pack("!HH", ~total & 0xFFFF, 0)
