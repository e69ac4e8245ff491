"""Who talks to whom: each connection is given to the roles that own its two sockets.

A program's ``connect`` is held by the kernel until the stage has noted who makes it and who
listens there; of two that go to the same place at once, the second is held until the first one's
SYN was seen.  So ownership is known even of a connection that is gone a moment later.
"""

from collections.abc import Callable
from dataclasses import field

from harness.model.quick import dataclass
from harness.stage import sockets
from harness.stage.relay import Relay
from harness.stage.tap import Address, Direction

UNKNOWN_ROLE, NOBODY = "?", ""
_ANY = "0.0.0.0"


@dataclass(slots=True)
class Side:
    """One end of a connection: what its role sent, and how much of it the other side has read.

    ``passed``: how much of it has reached the other side, where a link lies in between.  ``had``:
    how much of the other's had reached this one when it ended; ``refuses``: it sent RST later.
    """

    role: str
    address: Address
    sent: int = 0
    passed: int = 0
    read: int = 0
    ended: str = ""
    had: int = 0
    refuses: bool = False


@dataclass(slots=True)
class Connection:
    """A TCP connection, or a pair of addresses that exchange datagrams.  ``source`` began it.

    ``relay``: what lies in it.  Then it crosses the wire in two legs: on the one the relay stands
    at the target's address, on the other at one of its own in the place of the source.
    """

    name: str
    proto: str
    source: Side
    target: Side
    open: bool = False
    relay: Relay | None = None

    def sides(self, sender: Address) -> tuple[Side, Side]:
        """The sending and the receiving side."""
        ours = self.relay and self.relay.here
        if sender in (self.source.address, ours):
            return self.source, self.target
        return self.target, self.source

    def is_relayed(self, sender: Address, receiver: Address) -> bool:
        """Whether what crosses so is sent by the relay, in the place of a role."""
        if self.relay is None:
            return False
        return receiver == self.source.address or sender == self.relay.here

    def send(self, sender: Side, size: int) -> None:
        """So many bytes of a side have left it."""
        sender.sent += size
        if self.relay is not None:
            self.relay.crossed(sender is self.source, size)

    def arrived(self, sender: Side) -> int:
        """How much of what a side has sent has reached the other."""
        return sender.sent if self.relay is None else sender.passed

    def meets(self, receiver: Side, sender: Side) -> tuple[Address, Address | None]:
        """The addresses of the receiver's own socket."""
        if self.relay is not None and receiver is self.target:
            return receiver.address, self.relay.here
        return receiver.address, sender.address


@dataclass(slots=True)
class Attempt:
    """A ``connect`` or ``sendto`` that was let go on; its first packet has not been seen yet.

    ``port``: of the socket that datagrams are sent from; 0 where that is not known.
    """

    proto: str
    role: str
    thread: int
    target: Address
    listener: str
    port: int = 0


@dataclass(slots=True)
class Connections:
    """Every connection of a scene.  ``owner``: role of the socket at an address, if known."""

    owner: Callable[[str, Address, Address | None], str]
    found: dict[Direction, Connection] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    count: int = 0
    awaited: dict[Address, Relay] = field(default_factory=dict)  # by the place of its gate
    # by place: who said that it sends datagrams there, and whose the place was then
    meant: dict[Address, dict[str, str]] = field(default_factory=dict)
    # whose a port of datagrams is that none came from yet: a port that one role has left may be
    # given to another one, and the pair of addresses is no longer the first one's then
    ports: dict[tuple[int, Address], str] = field(default_factory=dict)
    _announced: dict[Direction, tuple[str, str]] = field(default_factory=dict)

    def announce(self, source: Address, target: Address, role: str, listener: str) -> None:
        """A peer of ours has connected: whose the two ends are is known before it is seen."""
        self._announced[source, target] = role, listener

    def pending(self, proto: str, target: Address) -> Attempt | None:
        """The attempt under way to a place, if there is one."""
        wanted = (proto, target)
        return next((one for one in self.attempts if (one.proto, one.target) == wanted), None)

    def changed_hands(self, source: Address, target: Address) -> bool:
        """Whether a datagram is the first of a role that has got an earlier one's port."""
        connection = self.found.get((source, target))
        role = self.ports.get((source[1], target))
        attempt = self._attempt("udp", source, target)
        if attempt is not None and attempt.port:
            role = attempt.role
        return bool(connection and role and connection.sides(source)[0].role != role)

    def arrived(self, source: Address, target: Address) -> None:
        """A datagram of a known pair crossed: an attempt from there to there is through."""
        self.ports.pop((source[1], target), None)
        attempt = self._attempt("udp", source, target)
        if attempt is not None:
            self.attempts.remove(attempt)

    def _attempt(self, proto: str, source: Address, target: Address) -> Attempt | None:
        """The attempt that a packet may be of."""
        attempt = self.pending(proto, target)
        return attempt if attempt and attempt.port in (0, source[1]) else None

    def begin(self, proto: str, source: Address, target: Address) -> Connection:
        """A first packet from ``source`` to ``target``: whose is it?"""
        sender, receiver = self._ends(proto, source, target)
        self.count += 1
        connection = Connection(
            f"c{self.count}",
            proto,
            Side(sender, source),
            Side(receiver, target),
        )
        relay = self.awaited.get(target) if proto == "tcp" else None
        if relay is not None and relay.caller is None:
            relay.caller, connection.relay = source, relay
        for pair in ((source, target), (target, source)):
            self.found.pop(pair, None)  # the newest comes last
            self.found[pair] = connection
        return connection

    def lead(self, relay: Relay) -> None:
        """A relay has connected to the role that accepts: that leg is of the same connection."""
        caller, here, place = relay.caller, relay.here, relay.place
        assert caller is not None
        assert here is not None
        connection = self.found[caller, place]
        self.found[here, place] = self.found[place, here] = connection

    def _ends(self, proto: str, source: Address, target: Address) -> tuple[str, str]:
        announced = self._announced.pop((source, target), None)
        if announced is not None:
            return announced
        attempt = self._attempt(proto, source, target)
        if attempt is None:
            bound = self.ports.pop((source[1], target), "") if proto == "udp" else ""
            sender = bound or self.owner(proto, source, target)
            receiver = self.owner(proto, target, None)
            meant = self.meant.get(target, {})
            # their sockets may be gone already
            if sender == UNKNOWN_ROLE and len(meant) == 1:
                (sender,) = meant
            if receiver == UNKNOWN_ROLE and sender in meant:
                receiver = meant[sender]
            return sender, receiver
        self.attempts.remove(attempt)
        # nobody there when it was tried is an answer too: it will be refused
        return attempt.role, attempt.listener

    def get(self, source: Address, target: Address) -> Connection | None:
        """The connection between two addresses, whichever began it."""
        return self.found.get((source, target))

    def every(self) -> list[Connection]:
        """Each connection once, in order of appearance."""
        return list({id(found): found for found in self.found.values()}.values())

    def newly_read(self, table: list[sockets.Socket]) -> list[tuple[Side, Side, Connection, int]]:
        """What receivers have taken since the last call: (receiver, sender, connection, bytes).

        Of a socket that is gone, everything was read if it was closed by FIN: Linux answers
        unread bytes at a close with RST (RFC 2525, 2.17).  What comes after that is answered with
        RST as well, and was read by nobody.
        """
        live = {(plug.here, plug.there): plug for plug in table if plug.proto == "tcp"}
        news = []
        for connection in self.every():
            if connection.proto != "tcp":
                continue
            for sender, receiver in (
                (connection.source, connection.target),
                (connection.target, connection.source),
            ):
                here, there = connection.meets(receiver, sender)
                plug = live.get((here, there)) if there else None
                taken = _taken(plug, sender, receiver, connection.arrived(sender))
                if taken > sender.read:
                    news.append((receiver, sender, connection, taken - sender.read))
                    sender.read = taken
        return news


def _taken(plug: sockets.Socket | None, sender: Side, receiver: Side, arrived: int) -> int:
    if plug is not None and plug.state not in (sockets.TIME_WAIT, sockets.CLOSED):
        if plug.inode == 0 and plug.state in (sockets.ESTABLISHED, sockets.CLOSE_WAIT):
            return sender.read  # not accepted by anybody yet
        unread = plug.unread
        if plug.taken is not None:
            # what has left its sender may still be on its way, and was read by nobody then
            return max(sender.read, min(arrived, plug.taken))
        if plug.state in (sockets.CLOSE_WAIT, sockets.LAST_ACK, sockets.CLOSING) and unread:
            unread -= 1  # the FIN counts as one
        return max(sender.read, arrived - unread)
    if receiver.ended != "fin" or sender.ended == "rst":
        return sender.read
    return max(sender.read, receiver.had) if receiver.refuses else arrived


def matches(listener: Address, target: Address) -> bool:
    """Whether a listening socket takes what goes to ``target``."""
    return listener[1] == target[1] and listener[0] in (_ANY, target[0])
