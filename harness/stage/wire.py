"""What crosses the wire, turned into events: connections, bytes, ends, what was read of them."""

from collections.abc import Callable

from harness.model.events import Closed, Connected, Read, Refused, Sent
from harness.stage import sockets
from harness.stage.connections import NOBODY, UNKNOWN_ROLE, Connection, Connections, matches
from harness.stage.nets import Nets
from harness.stage.owners import Owners
from harness.stage.peer import Endpoint, Peer
from harness.stage.recorder import Recorder
from harness.stage.tap import Address, Crossing

_PAST = {
    "tcp": "a connection was made past its link, since it was not known yet who would accept it",
    "udp": "a link treats what goes over TCP, and datagrams were sent",
}
_DATAGRAM = 28  # bytes of a datagram's headers
_SENT = 4  # times what may be printed; more is a flood, and all of it would have to be kept


class Wire:
    """Every packet of a scene.

    ``stop``: ends a role's program for a bound, said in words.  ``output``: bytes that it may
    print.
    """

    def __init__(
        self,
        nets: Nets,
        owners: Owners,
        recorder: Recorder,
        stop: Callable[[str, str, str], None],
        output: int,
    ) -> None:
        self._nets, self._owners, self._recorder, self._stop = nets, owners, recorder, stop
        self._most = _SENT * output
        self.connections = Connections(owners.owner)
        self._sent: dict[str, int] = {}
        self.blind = False  # packets were missed
        self.linked: Callable[[str, str], bool] = lambda _one, _other: False  # see ``links``

    def watch(self) -> bool:
        """Write down what has crossed; whether there was anything."""
        moved = False
        for tap in self._nets.taps():
            for crossing in tap.read():
                if not self._is_relayed(crossing):
                    self._cross(crossing)
                moved = True
            if tap.lost():
                self.blind = True
                self._recorder.unseen("wire", "more packets crossed than could be recorded")
        for peer in self._owners.peers.values():  # they know it themselves, where there is no tap
            for crossing in peer.notes():
                self._cross(crossing)
                moved = True
        return moved

    def _cross(self, crossing: Crossing) -> None:
        source, target = crossing.source, crossing.target
        if crossing.what == "syn":
            self.connections.begin("tcp", source, target)
            return
        connection = self._connection(crossing)
        sender, receiver = connection.sides(source)
        if connection.proto == "udp" and not (connection.open or self._is_there_now(connection)):
            sender.sent += len(crossing.data) + _DATAGRAM
            self._floods(sender.role, len(crossing.data) + _DATAGRAM)
            return
        match crossing.what:
            case "open":
                self._connected(connection)
            case "data" | "datagram":
                connection.send(sender, len(crossing.data))
                if self._floods(sender.role, len(crossing.data)):
                    return
                self._recorder.add(
                    Sent,
                    sender.role,
                    to=receiver.role,
                    conn=connection.name,
                    proto=connection.proto,
                    data=crossing.data,
                )
            case "rst" if not connection.open:
                self._refused(receiver.role, "tcp", sender.address)
            case how:
                if not sender.ended:
                    sender.ended = how
                    sender.had = connection.arrived(receiver)
                    self._recorder.add(
                        Closed, sender.role, to=receiver.role, conn=connection.name, how=how
                    )
                elif how == "rst":
                    sender.refuses = True

    def _connection(self, crossing: Crossing) -> Connection:
        """What a packet belongs to; a first datagram begins it."""
        source, target = crossing.source, crossing.target
        datagram = crossing.what == "datagram"
        connection = self.connections.get(source, target)
        if connection and not (datagram and self.connections.changed_hands(source, target)):
            if datagram:
                self.connections.arrived(source, target)
            return connection
        proto = "udp" if datagram else "tcp"
        connection = self.connections.begin(proto, source, target)
        if datagram and connection.target.role == NOBODY:
            self._refused(connection.source.role, "udp", target)
        elif datagram:
            self._connected(connection)
        return connection

    def _refused(self, who: str, proto: str, target: Address) -> None:
        """A scripted server listens wherever it is looked for, but in its own protocol."""
        there = [
            peer.role
            for peer in self._owners.peers.values()
            if peer.listens and peer.started and peer.proto != proto
        ]
        other = there[0] if len(there) == 1 else ""
        self._recorder.add(Refused, who, proto=proto, target=_text(target), other=other)

    def _is_there_now(self, connection: Connection) -> bool:
        """Whether somebody has come to a place that datagrams found empty before."""
        if not connection.source.sent:
            return False  # this is the one that found nobody
        target = connection.target.address
        net = self._nets.at(target[0], self._nets.of(connection.source.role))
        if not any(plug.proto == "udp" and matches(plug.here, target) for plug in net.sockets()):
            return False
        self._connected(connection)
        return True

    def _is_relayed(self, crossing: Crossing) -> bool:
        """Whether something is only passed on, at a link: it was told when it was sent."""
        source, target = crossing.source, crossing.target
        connection = self.connections.get(source, target)
        if connection is None or not connection.is_relayed(source, target):
            return False
        relay = connection.relay
        if crossing.what == "syn" and not (relay and relay.live):
            return False  # somebody else has got the relay's port since
        connection.sides(source)[0].passed += len(crossing.data)
        return True

    def _floods(self, role: str, size: int) -> bool:
        """Count what a role sends; whether that is more than can be kept, which ends it."""
        self._sent[role] = self._sent.get(role, 0) + size
        if self._sent[role] <= self._most:
            return False
        self._stop(role, "output", f"{self._most >> 20} MiB sent")
        return True

    def _connected(self, connection: Connection) -> None:
        if connection.open:
            return
        connection.open = True
        for side in (connection.source, connection.target):
            if side.role == NOBODY:  # it began to accept just after we had looked
                side.role = self._owners.owner(connection.proto, side.address, None)
        if UNKNOWN_ROLE in (connection.source.role, connection.target.role):
            self._recorder.unseen("owner", "a connection could not be given to a program")
        elif connection.relay is None and self.linked(
            connection.source.role, connection.target.role
        ):
            self._recorder.unseen("wire", _PAST[connection.proto])
        self._recorder.add(
            Connected,
            connection.source.role,
            to=connection.target.role,
            conn=connection.name,
            proto=connection.proto,
            source=_text(connection.source.address),
            target=_text(connection.target.address),
        )

    def unseen_stage(self, why: str) -> None:
        """Write down that nothing of this scene says anything about anybody."""
        self._recorder.unseen("stage", why)

    def note_read(self, table: list[sockets.Socket]) -> None:
        """Write down how much each receiver has taken out of its sockets."""
        for receiver, sender, connection, count in self.connections.newly_read(table):
            self._recorder.add(
                Read, receiver.role, of=sender.role, conn=connection.name, count=count
            )

    def let_go(self, role: str) -> None:
        """A role's program has ended, and with it what the other side had reset before.

        Nothing crosses when such a connection is closed.
        """
        for connection in self.connections.every():
            for side, other in (
                (connection.source, connection.target),
                (connection.target, connection.source),
            ):
                reset = other.refuses or other.ended == "rst"
                if side.role == role and connection.open and reset and not side.ended:
                    side.ended = "gone"
                    self._recorder.add(Closed, role, to=other.role, conn=connection.name, how="fin")

    def endpoint_to(self, peer: Peer, role: str | None) -> Endpoint | None:
        """A peer's newest open connection to a role (to anybody if None)."""
        for endpoint in reversed(peer.endpoints):
            connection = self.connections.get(endpoint.here, endpoint.there)
            if connection is None or endpoint.ended:
                continue
            other = connection.sides(endpoint.here)[1]
            if role is None or other.role == role:
                return endpoint
        return None


def _text(address: Address) -> str:
    return f"{address[0]}:{address[1]}"
