"""A role that the harness plays itself, on plain sockets: it says exactly what the story says."""

import errno
import socket
import struct
from dataclasses import field

from harness.model.casting import Scripted
from harness.model.quick import dataclass
from harness.stage.tap import Address, Crossing

_CHUNK = 65_536
# Of what a program can make us take: whatever it does, the stage comes back to its other work.
_CHUNKS_AT_ONCE, _DATAGRAMS_AT_ONCE = 64, 1000
_MOST_LISTENERS, _MOST_ENDPOINTS = 16, 200


@dataclass(slots=True)
class Endpoint:
    """A peer's end of a connection.

    ``there``: the other side's address; ``unsent``: what is to leave.
    """

    plug: socket.socket
    here: Address
    there: Address
    unsent: list[bytes] = field(default_factory=list)
    ended: bool = False
    drained: bool = False  # the other side will send nothing more
    open: bool = False  # a connection that it began itself is known to be there


class Peer:
    """A scripted role: listens or connects, reads everything, sends what it is told to."""

    def __init__(self, part: Scripted) -> None:
        self.role = part.role
        self._part = part
        self.endpoints: list[Endpoint] = []
        self.listeners: dict[int, socket.socket] = {}
        self.datagrams: socket.socket | None = None
        self.started = False
        self.noting = False  # whether it notes what crosses: where there is no tap
        self._notes: list[Crossing] = []

    def notes(self) -> list[Crossing]:
        """What it knows to have crossed since the last call."""
        notes, self._notes = self._notes, []
        return notes

    def _note(self, endpoint: "Endpoint", what: str, data: bytes = b"", *, out: bool) -> None:
        if self.noting:
            ends = (endpoint.here, endpoint.there) if out else (endpoint.there, endpoint.here)
            self._notes.append(Crossing(what, *ends, data))

    @property
    def listens(self) -> bool:
        """Whether it waits to be connected to."""
        return self._part.does == "listen"

    @property
    def proto(self) -> str:
        """``tcp`` or ``udp``."""
        return self._part.proto

    @property
    def stream(self) -> bool:
        """Whether it speaks TCP."""
        return self.proto == "tcp"

    def plugs(self) -> list[socket.socket]:
        """Every socket of the peer that can become readable."""
        found = [
            endpoint.plug for endpoint in self.endpoints if not (endpoint.ended or endpoint.drained)
        ]
        if len(self.endpoints) < _MOST_ENDPOINTS:
            found += self.listeners.values()
        return [*found, self.datagrams] if self.datagrams else found

    @property
    def port(self) -> int:
        """Where it listens, if the other side does not decide it."""
        return self._part.port

    @property
    def doors(self) -> tuple[tuple[int, ...], ...]:
        """The ports that it prefers, of several at which the other side listens, best first."""
        return self._part.own, self._part.doors, self._part.theirs

    def listen(self, port: int) -> bool:
        """Begin to listen on a port (already is fine); False if somebody else has it."""
        if port in self.listeners or len(self.listeners) >= _MOST_LISTENERS:
            return True
        kind = socket.SOCK_STREAM if self.stream else socket.SOCK_DGRAM
        plug = socket.socket(socket.AF_INET, kind)
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            plug.bind(("0.0.0.0", port))
        except OSError:
            plug.close()
            return False
        plug.setblocking(False)
        if self.stream:
            plug.listen(64)
            self.listeners[port] = plug
        else:
            self.datagrams = plug
        return True

    def connect(self, target: Address) -> bool:
        """Begin a connection; False if the other side refuses it at once."""
        plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        plug.setblocking(False)
        plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            result = plug.connect_ex(target)
        except OSError:  # a program may listen at an address of another family
            result = errno.EAFNOSUPPORT
        if result not in (0, errno.EINPROGRESS):
            plug.close()
            return False
        endpoint = Endpoint(plug, plug.getsockname(), target)
        self.endpoints.append(endpoint)
        self._note(endpoint, "syn", out=True)
        return True

    def knock(self, target: Address, seconds: float) -> bool:
        """Connect where it cannot be seen whether anybody listens; whether somebody does."""
        plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        plug.settimeout(seconds)
        try:
            plug.connect(target)
        except OSError:
            plug.close()
            return False
        plug.setblocking(False)
        endpoint = Endpoint(plug, plug.getsockname(), target)
        self.endpoints.append(endpoint)
        self._note(endpoint, "syn", out=True)
        self._open(endpoint)
        return True

    def read(self) -> bool:
        """Accept and read all that is there (the tap has it); True if there was anything."""
        moved = False
        for plug in self.listeners.values():
            while len(self.endpoints) < _MOST_ENDPOINTS:
                try:
                    accepted, address = plug.accept()
                except OSError:
                    break
                accepted.setblocking(False)
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                endpoint = Endpoint(accepted, accepted.getsockname(), address)
                self.endpoints.append(endpoint)
                self._note(endpoint, "syn", out=False)
                self._note(endpoint, "open", out=False)
                moved = True
        for endpoint in self.endpoints:
            if not endpoint.open and _is_connected(endpoint.plug):
                self._open(endpoint)
            moved |= self._drain(endpoint)
        return moved | (self.datagrams is not None and _take_datagrams(self.datagrams))

    def send(self, endpoint: Endpoint, segments: tuple[bytes, ...]) -> None:
        """Send each segment by itself."""
        endpoint.unsent += [segment for segment in segments if segment]
        self.flush()

    def flush(self) -> bool:
        """Send of what waits as much as there is room for; True if there was any."""
        moved = False
        for endpoint in self.endpoints:
            while endpoint.unsent and not endpoint.ended:
                try:
                    count = endpoint.plug.send(endpoint.unsent[0], socket.MSG_NOSIGNAL)
                except BlockingIOError:
                    break
                except OSError:
                    endpoint.unsent.clear()
                    break
                moved = True
                self._open(endpoint)
                self._note(endpoint, "data", endpoint.unsent[0][:count], out=True)
                rest = endpoint.unsent[0][count:]
                endpoint.unsent[:1] = [rest] if rest else []
        return moved

    def _open(self, endpoint: Endpoint) -> None:
        """A connection that it began is there."""
        if not endpoint.open and not self.listens:
            endpoint.open = True
            self._note(endpoint, "open", out=True)

    def _drain(self, endpoint: Endpoint) -> bool:
        moved = False
        for _ in range(0 if endpoint.ended else _CHUNKS_AT_ONCE):
            how = "fin"
            try:
                data = endpoint.plug.recv(_CHUNK)
            except BlockingIOError:
                return moved
            except OSError as error:
                data, how = b"", "rst"
                if error.errno != errno.ECONNREFUSED:
                    self._open(endpoint)  # it was, or nobody could have reset it
            if data:
                self._open(endpoint)
                self._note(endpoint, "data", data, out=False)
                moved = True
                continue
            # The other side is done; ours stays open for what the story says.
            if not endpoint.drained:
                moved = True
                self._note(endpoint, how, out=False)
            endpoint.drained = True
            return moved
        return moved

    def send_datagrams(self, target: Address, segments: tuple[bytes, ...]) -> bool:
        """Send each segment as one datagram; False if one could not be sent."""
        if self.datagrams is None:
            self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.datagrams.setblocking(False)
        try:
            for segment in segments:
                self.datagrams.sendto(segment, target)
        except OSError:
            return False
        return True

    def close(self, endpoint: Endpoint, reset: bool = False) -> None:
        """Close a connection, or reset it (RST)."""
        if not endpoint.ended:
            if reset:
                endpoint.plug.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            self._note(endpoint, "rst" if reset else "fin", out=True)
            endpoint.plug.close()
            endpoint.ended = True

    def end(self, reset: bool = False) -> None:
        """Close everything; nobody finds it listening before it is started again.

        ``reset``: so that nothing lingers at either side's port.
        """
        self.started = False
        for endpoint in self.endpoints:
            self.close(endpoint, reset)
        for plug in self.listeners.values():
            plug.close()
        self.listeners.clear()
        if self.datagrams:
            self.datagrams.close()
            self.datagrams = None


def _is_connected(plug: socket.socket) -> bool:
    try:
        plug.getpeername()
    except OSError:
        return False
    return True


def _take_datagrams(plug: socket.socket) -> bool:
    moved = False
    for _ in range(_DATAGRAMS_AT_ONCE):
        try:
            plug.recv(_CHUNK)
        except OSError:
            break
        moved = True
    return moved
