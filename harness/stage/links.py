"""The links of a scene: what lies between two roles, and what the story does to it.

A connection between two roles that have a link is led through the harness: its first packet meets a
*gate* of ours (see ``gate``), and we connect to the role that accepts.  So there are two legs, each
with the addresses of a direct connection (but for the caller's port, which is ours on the second).
Both cross the tap; what we send ourselves is nobody's (see ``connections``).

* Only one connection to a place is under way while its gate is open; the others are held.
* A program whose queue of connections is full gets none from us either: the caller is held.
* A link that was cut lets no new connection through: whoever tries finds that there is no way.
* What waits at a link is under way, unless its receiver has something to read already, and does
  not (a byte at a time): nothing happens there before it does.  When nothing else can happen,
  what waits for company is let go.
"""

import errno
import select
import socket
from collections.abc import Callable, Iterable
from dataclasses import replace

from harness.model.link import DELAY, JOIN, SPLIT, Link
from harness.model.quick import dataclass
from harness.stage import sockets
from harness.stage.connections import Connections, matches
from harness.stage.flow import RST
from harness.stage.gate import Gate, bound
from harness.stage.nets import Net, Nets
from harness.stage.relay import Pair, Relay
from harness.stage.tap import Address

KINDS = ("cut", "half-close", "break")
NO_WAY = errno.EHOSTUNREACH


@dataclass(slots=True)
class _Awaited:
    """An open gate, and what will lie in the connection that comes through it.

    ``expects``: whether somebody may still be on the way to it.
    """

    gate: Gate
    relay: Relay
    expects: Callable[[], bool]


class Links:
    """Every link of a scene, and the connections that are led through them.

    ``now``: the clock that delays go by.
    """

    def __init__(
        self, plan: Iterable[Link], nets: Nets, connections: Connections, now: Callable[[], int]
    ) -> None:
        self._plan, self._nets, self._connections, self._now = list(plan), nets, connections, now
        self._awaited: list[_Awaited] = []
        self._relays: list[Relay] = []
        self._cut: set[frozenset[str]] = set()

    # -- leading connections through --------------------------------------------------------

    def between(self, one: str, other: str) -> bool:
        """Whether there is a link between two roles."""
        pair = {one, other}
        return one != other and any({link.source, link.target} == pair for link in self._plan)

    def is_cut(self, one: str, other: str) -> bool:
        """Whether the story has cut what is between two roles."""
        return frozenset((one, other)) in self._cut

    def expects(self, place: Address) -> bool:
        """Whether a gate is open at a place."""
        return any(one.gate.place == place for one in self._awaited)

    def open(self, source: str, target: str, place: Address, expects: Callable[[], bool]) -> bool:
        """Open a gate for ``source``, which is about to connect to ``target`` at ``place``.

        False if ``target`` can take no connection now.  ``expects`` says whether its first packet
        may still come.  Raises OSError where no gate can be made.
        """
        net, asker = self._nets.at(place[0], self._nets.of(source)), self._nets.of(source)
        if not _has_room(net, place):
            return False
        with self._nets.within(net):
            gate = Gate(place, "lo" if net is asker else "eth0")
        manners = self._manner(source, target), self._manner(target, source)
        relay = Relay(source, target, manners, self._now, self._unread)
        self._connections.awaited[place] = relay
        self._awaited.append(_Awaited(gate, relay, expects))
        return True

    def move(self) -> bool:
        """Do what there is to do now; whether there was anything."""
        moved = False
        for one in list(self._awaited):
            moved |= self._welcome(one)
        for relay in self._relays:
            moved |= relay.move()
        self._relays = [relay for relay in self._relays if relay.live]
        return moved

    def let_go(self, waited: set[Pair] | None, ticks: bool = False) -> bool:
        """Nothing else can happen: pass on what waits for company; whether there was anything.

        ``waited``: the sockets that some thread waits at; None: it is not known.  To any other
        nothing need be passed on that has something to be read already, unless the stage ``ticks``
        and it was not taken for long.
        """
        moved = False
        for relay in self._relays:
            forth, back = (
                flow.lets_go(waited is None or pair in waited, ticks)
                for flow, pair in zip(relay.flows(), relay.receivers(), strict=True)
            )
            moved |= relay.move((forth, back))
        return moved

    def lose_count(self) -> None:
        """The tap missed packets: how long each segment was is not known any more."""
        for relay in self._relays:
            for flow in relay.flows():
                flow.lose_count()

    def _welcome(self, one: _Awaited) -> bool:
        """Accept who has come through a gate; close it if nobody will."""
        expected = one.relay.caller is not None or one.expects()
        # its first packet has crossed before it is accepted; so that is seen first
        front = one.gate.accept() if one.relay.caller else None
        if front is None and expected:
            return False
        one.gate.close()
        self._awaited.remove(one)
        self._connections.awaited.pop(one.gate.place, None)
        if front is None:
            return True
        with self._nets.inside(one.relay.source):
            back = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            back.setblocking(False)
            bound(back)
            result = back.connect_ex(one.gate.place)
        one.relay.join(front, back, one.gate.place)
        self._connections.lead(one.relay)
        if result not in (0, errno.EINPROGRESS):
            one.relay.forth.finish(RST)
            one.relay.close(reset=True)
        if self.is_cut(one.relay.source, one.relay.target):
            one.relay.act("cut", one.relay.source)
        self._relays.append(one.relay)
        return True

    def _manner(self, source: str, target: str) -> Link:
        """How what ``source`` sends is treated; a delay goes together with the rest."""
        found = [link for link in self._plan if (link.source, link.target) == (source, target)]
        shape = next((link for link in found if link.how in (SPLIT, JOIN)), Link(source, target))
        return replace(shape, seconds=sum(link.seconds for link in found if link.how == DELAY))

    def _unread(self, receiver: Address, sender: Address) -> int:
        for net in self._nets.every:
            for plug in net.sockets():
                if plug.proto == "tcp" and (plug.here, plug.there) == (receiver, sender):
                    return plug.unread
        return 0

    # -- what a judgement asks --------------------------------------------------------------

    @property
    def any(self) -> bool:
        """Whether there is anything to look after."""
        return bool(self._awaited or self._relays)

    @property
    def moving(self) -> bool:
        """Whether something is under way that will be passed on at once."""
        return bool(self._awaited) or any(
            flow.moving() for relay in self._relays for flow in relay.flows()
        )

    @property
    def dripping(self) -> bool:
        """Whether a byte waits for its receiver."""
        return any(flow.dripping() for relay in self._relays for flow in relay.flows())

    def deadlines(self) -> list[int]:
        """When each link that delays something passes the next of it on."""
        found = [flow.deadline() for relay in self._relays for flow in relay.flows()]
        return [when for when in found if when is not None]

    @property
    def longest(self) -> float:
        """So long at the most something is delayed, there and back, in seconds."""
        return sum(link.seconds for link in self._plan)

    def plugs(self) -> list[tuple[int, int]]:
        """The descriptors from which something can come, and what to poll each for."""
        found = [(one.gate.fileno(), select.POLLIN) for one in self._awaited]
        for relay in self._relays:
            for flow in relay.flows():
                if flow.inlet and flow.takes():
                    found.append((flow.inlet.fileno(), select.POLLIN))
                elif flow.inlet and flow.drained and not relay.cut:
                    found.append((flow.inlet.fileno(), 0))  # it may be reset yet
        return found

    # -- what the story does ----------------------------------------------------------------

    def act(self, kind: str, who: str, other: str | None) -> str:
        """Do ``cut``, ``half-close`` or ``break``.  Returns why it could not be done."""
        if other is None or not self.between(who, other):
            return "there is no link"
        pair = {who, other}
        found = [relay for relay in self._relays if {relay.source, relay.target} == pair]
        if kind == "cut":
            self._cut.add(frozenset(pair))
        elif not found:
            return f"{who} and {other} are not connected"
        for relay in found:
            relay.act(kind, who)
        return ""

    def close(self) -> None:
        """Let go of every descriptor."""
        for one in self._awaited:
            one.gate.close()
        for relay in self._relays:
            relay.close()


def _has_room(net: Net, place: Address) -> bool:
    """Whether who listens at a place can take one connection more."""
    doors = [
        plug
        for plug in net.sockets()
        if plug.proto == "tcp" and plug.state == sockets.LISTEN and matches(plug.here, place)
    ]
    # of a listening socket: the connections that wait, and how many may
    return not doors or any(plug.unread <= plug.unsent for plug in doors)
