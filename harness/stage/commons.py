"""The network of a scene that has none of its own: the machine's loopback, which others use too.

Only what is the scene's is looked at.  A socket is if one of its processes has it open, or the
keeper itself (scripted roles), or if it was left by such a one.  A packet is if it goes to or comes
from a port that the scene's sockets listen at, or that one of its programs said it would connect
to: the kernel tells us before (see ``calls``), so that the first packet is known, too.

Without raw sockets there is no tap.  What is under way is then what the kernel says: TCP keeps each
byte until it is acknowledged, and a datagram waits in a processor's backlog or has arrived.
"""

import contextlib
import os
import socket
from collections.abc import Iterator, Sequence

from harness.model.quick import dataclass
from harness.stage import netlink, sockets, threads
from harness.stage.means import Means
from harness.stage.nets import Net, Nets
from harness.stage.sockets import LISTEN, Socket
from harness.stage.tap import Address, Tap

_BACKLOG = 11  # which word of a processor's line in softnet_stat says how many packets wait
Pair = tuple[Address, Address]


class Commons(Nets):
    """The machine's own network.  Raises OSError where the machine denies it."""

    def __init__(self, means: Means) -> None:  # it makes nothing that ``Nets`` makes
        self._means = means
        self.cable = None
        self._ports: set[tuple[str, int]] = set()
        self._ours: set[Pair] = set()
        self._before: set[Pair] | None = None
        self._counts: tuple[int, int] | None = None
        self._diagnosis: netlink.Netlink | None = None
        if means.sockets:
            self._counts, self._diagnosis = sockets.counters(), netlink.diagnosis()
            self._before = {(plug.here, plug.there) for plug in self.everything()}
        self._tap = Tap(mine=self._is_ours) if means.tap else None
        self._shared = CommonNet(None, None, self)

    @property
    def every(self) -> Sequence[Net]:
        """The one there is."""
        return (self._shared,)

    def everything(self) -> list[Socket]:
        """Every socket of the machine, whoever has it."""
        if self._counts is None or self._diagnosis is None:
            return []
        return [
            plug
            for protocol, family in sockets.present(self._counts)
            for plug in sockets.table(self._diagnosis, protocol, family)
        ]

    def sockets(self) -> list[Socket]:
        """The scene's own."""
        return self._own(self.everything())

    def _own(self, table: list[Socket]) -> list[Socket]:
        held: set[int] = set()
        for pid in (os.getpid(), *threads.processes()):
            held.update(sockets.inodes(pid))
        for plug in table:
            if plug.inode in held:
                self._ours.add((plug.here, plug.there))
                if plug.state == LISTEN or plug.proto == "udp":
                    self._ports.add((plug.proto, plug.here[1]))
        return [plug for plug in table if plug.inode in held or self._was_left(plug)]

    def _was_left(self, plug: Socket) -> bool:
        """Whether a socket that no process has is the scene's: not accepted yet, or closed."""
        if plug.inode or (self._before and (plug.here, plug.there) in self._before):
            return False
        known = {(plug.here, plug.there), (plug.there, plug.here)} & self._ours
        return bool(known) or (plug.proto, plug.here[1]) in self._ports

    def strangers_at(self, proto: str, port: int) -> bool:
        """Whether somebody who is none of the scene's is at a port.

        Whoever is there at one look and at the next: a program of the scene's may come and go.
        """
        first = self._strangers_at(proto, port)
        return bool(first and first & self._strangers_at(proto, port))

    def _strangers_at(self, proto: str, port: int) -> set[int]:
        table = self.everything()
        ours = {plug.inode for plug in self._own(table)}
        there = {
            plug.inode
            for plug in table
            if plug.proto == proto and plug.here[1] == port
            if plug.state == LISTEN or proto == "udp"
        }
        return there - ours - {0}

    def lingers_at(self, port: int) -> bool:
        """Whether a connection of this scene, open or just closed, still holds a port."""
        return any(
            plug.proto == "tcp" and plug.here[1] == port and plug.state != LISTEN
            for plug in self.sockets()
        )

    def expect(self, proto: str, target: Address) -> None:
        """Something is about to be sent there by a program of the scene."""
        self._ports.add((proto, target[1]))

    def _is_ours(self, proto: str, source: int, target: int) -> bool:
        return bool({(proto, source), (proto, target)} & self._ports)

    @property
    def settled(self) -> bool:
        """Whether no packet of anybody's waits in the kernel, which a tap shows better."""
        return self._tap is not None or not self._means.threads or not _backlog()

    # -- as a network that a scene has for itself ---------------------------------------------

    def release(self) -> None:
        """Let go of every descriptor."""
        if self._diagnosis is not None:
            self._diagnosis.close()
        for descriptor in self._counts or ():
            if descriptor >= 0:
                os.close(descriptor)
        for tap in self.taps():
            tap.close()

    def of(self, role: str) -> Net:  # noqa: ARG002 - all roles are on the one there is
        """The network that a role is on."""
        return self._shared

    def at(self, address: str, asker: Net) -> Net:  # noqa: ARG002 - as above
        """The network where an address is."""
        return asker

    @contextlib.contextmanager
    def within(self, net: Net) -> Iterator[None]:  # noqa: ARG002 - as above
        """Make sockets on a network."""
        yield

    def taps(self) -> list[Tap]:
        """The tap, if there is one."""
        return [] if self._tap is None else [self._tap]


@dataclass(frozen=True, slots=True)
class CommonNet(Net):
    """The one network of a scene on the commons."""

    commons: Commons

    def sockets(self) -> list[Socket]:
        """The scene's sockets."""
        return self.commons.sockets()


def taken(port: int) -> str:
    """Why a scene says nothing about anybody: a stranger is where one of its roles should be."""
    return f"another program of this machine has the port {port}"


def is_local(address: str) -> bool:
    """Whether an address is one of this machine's own."""
    if address.startswith("127."):
        return True
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
        try:
            plug.bind((address, 0))
        except OSError:
            return False
    return True


def _backlog() -> int:
    """How many packets wait for the kernel, of all processors."""
    lines = threads.read("/proc/net/softnet_stat", 1 << 16).splitlines()
    words = [line.split() for line in lines]
    return sum(int(row[_BACKLOG], 16) for row in words if len(row) > _BACKLOG)
