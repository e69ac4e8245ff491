"""Every packet on a scene's network, without touching one: a raw socket, and TCP put together.

Each packet on loopback is seen twice, as it leaves and as it arrives; the two counts agree when
nothing is under way.  Streams are put together by sequence number (RFC 9293): what was sent again
or out of order is given once and in order.
"""

import socket
import struct
import time
from collections.abc import Callable
from dataclasses import field

from harness.model.quick import dataclass

_ALL_PROTOCOLS = 0x0003
_SOL_PACKET, _PACKET_STATISTICS = 263, 6
_OUTGOING = 4
_RECEIVE_BUFFER = 32 * 2**20
_AT_ONCE = 2000
_PCAP_BYTES = 8 * 2**20
_FIN, _SYN, _RST, _ACK = 1, 2, 4, 16
_LATER_FRAGMENT = 0x1FFF  # a fragment's place in its packet, in 8 bytes
Address = tuple[str, int]
Direction = tuple[Address, Address]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What crossed: ``what`` is ``syn``, ``open``, ``data``, ``fin``, ``rst`` or ``datagram``."""

    what: str
    source: Address
    target: Address
    data: bytes = b""


@dataclass(slots=True)
class _Stream:
    next: int | None = None
    ahead: dict[int, bytes] = field(default_factory=dict)
    finished: int | None = None
    given_end: bool = False


class Tap:
    """A packet socket on the calling process's network namespace.

    ``ports``: the interfaces of a bridge, each with the address of the host behind it; without any,
    the tap is on loopback.  ``mine``: of which packets notice is taken, by protocol and ports,
    where others use that loopback, too.  Raises OSError where raw sockets are denied.
    """

    def __init__(
        self,
        ports: dict[str, str] | None = None,
        mine: Callable[[str, int, int], bool] | None = None,
    ) -> None:
        self._mine = mine
        # Protocol 0 until it is bound: binding a socket that already listens costs 24 ms.
        protocol = socket.htons(_ALL_PROTOCOLS) if ports else 0
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, protocol)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        self._ports = {name: socket.inet_aton(to) for name, to in (ports or {}).items()}
        if not ports:
            self._socket.bind(("lo", _ALL_PROTOCOLS))
        self._socket.setblocking(False)
        self.left = self.arrived = self.dropped = 0
        self.behind = False
        self._streams: dict[Direction, _Stream] = {}
        self._open: set[Direction] = set()
        self.packets: list[tuple[float, bytes]] = []
        self._size = 0
        self.seen: set[Direction] = set()

    def fileno(self) -> int:
        """Its descriptor, to wait on."""
        return self._socket.fileno()

    def close(self) -> None:
        """Let go of the socket."""
        self._socket.close()

    def read(self) -> list[Crossing]:
        """What has crossed since the last call, in order, without waiting.

        A flood can be faster than we are: after so many packets there may be more (``behind``).
        """
        crossings: list[Crossing] = []
        self.behind = False
        for _ in range(_AT_ONCE):
            try:
                packet, address = self._socket.recvfrom(70_000)
            except BlockingIOError:
                return crossings
            way = self._way(packet, address[0], address[2] == _OUTGOING)
            if way < 0:
                self.arrived += 1
            elif way > 0:
                self.left += 1
                self._keep(packet)
                crossings += self._take(packet)
        self.behind = True
        return crossings

    def _way(self, packet: bytes, name: str, outgoing: bool) -> int:
        """1 for a packet that leaves its sender, -1 for one that arrives, 0 for neither.

        On loopback each is seen both ways.  On a bridge a packet leaves when it comes in at a port
        and arrives when it goes out at the port of the host that it is for; others are floods.
        """
        if not self._ports:
            if self._mine is not None and not self._is_mine(packet):
                return 0
            return 1 if outgoing else -1
        target = packet[30:34]
        if name not in self._ports or packet[12:14] != b"\x08\x00":
            return 0
        if target not in self._ports.values():
            return 0
        if not outgoing:
            return 1
        return -1 if self._ports[name] == target else 0

    def _is_mine(self, packet: bytes) -> bool:
        if packet[12:14] != b"\x08\x00" or len(packet) < 34:
            return False
        at = 14 + (packet[14] & 15) * 4
        protocol = {6: "tcp", 17: "udp"}.get(packet[23])
        if protocol is None or len(packet) < at + 4 or self._mine is None:
            return False
        return self._mine(protocol, *struct.unpack_from("!HH", packet, at))

    def lost(self) -> int:
        """How many packets the tap could not keep up with, in all."""
        counts = self._socket.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8)
        self.dropped += struct.unpack("=II", counts)[1]
        return self.dropped

    def _keep(self, packet: bytes) -> None:
        if self._size < _PCAP_BYTES:
            self.packets.append((time.time(), packet))
            self._size += len(packet)

    def _take(self, packet: bytes) -> list[Crossing]:
        if len(packet) < 34 or packet[12:14] != b"\x08\x00":
            return []
        words = (packet[14] & 15) * 4
        size = int.from_bytes(packet[16:18], "big")
        if int.from_bytes(packet[20:22], "big") & _LATER_FRAGMENT:
            return []  # it has no ports, only bytes that a program could make look so
        protocol = packet[23]
        body = packet[14 + words : 14 + size] if size else packet[14 + words :]
        if len(body) < 8 or protocol not in (6, 17):
            return []
        ports = struct.unpack_from("!HH", body)
        source = (socket.inet_ntoa(packet[26:30]), ports[0])
        target = (socket.inet_ntoa(packet[30:34]), ports[1])
        if protocol == 17:
            return [Crossing("datagram", source, target, body[8:])]
        if len(body) < 20:
            return []
        return self._segment(source, target, body)

    def _segment(self, source: Address, target: Address, body: bytes) -> list[Crossing]:
        sequence = int.from_bytes(body[4:8], "big")
        flags, data = body[13], body[(body[12] >> 4) * 4 :]
        way = (source, target)
        found: list[Crossing] = []
        if flags & _SYN:
            if way not in self._streams or self._streams[way].next != (sequence + 1) % 2**32:
                self._streams[way] = _Stream(next=(sequence + 1) % 2**32)
                self._open.discard(way)
                if not flags & _ACK:
                    found.append(Crossing("syn", source, target))
            return found
        if flags & _RST:
            return [Crossing("rst", source, target)]
        stream = self._streams.setdefault(way, _Stream(next=sequence))
        back = (target, source)
        if flags & _ACK and way not in self._open and back in self._streams:
            self._open |= {way, back}
            found.append(Crossing("open", source, target))
        # what is sent again may be longer, since the kernel joins segments then
        if len(data) > len(stream.ahead.get(sequence, b"")):
            stream.ahead[sequence] = data
        if flags & _FIN:
            stream.finished = (sequence + len(data)) % 2**32
        ready = _in_order(stream)
        if ready:
            found.append(Crossing("data", source, target, ready))
        if self.dropped:
            stream.ahead.clear()  # what came before it was missed, and will not come again
        if stream.finished is not None and stream.finished == stream.next and not stream.given_end:
            stream.given_end = True
            found.append(Crossing("fin", source, target))
        return found


def pcap(packets: list[tuple[float, bytes]]) -> bytes:
    """Packets, with the time of each, as a pcap file (link type Ethernet, microseconds)."""
    parts = [struct.pack("=IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)]
    for at, packet in sorted(packets, key=lambda pair: pair[0]):
        whole = int(at)
        head = (whole, int((at - whole) * 1e6), len(packet), len(packet))
        parts += [struct.pack("=IIII", *head), packet]
    return b"".join(parts)


def _in_order(stream: _Stream) -> bytes:
    """Take from ``ahead`` what follows on what was given; parts seen before are cut off."""
    parts: list[bytes] = []
    moved = True
    while moved and stream.next is not None:
        moved = False
        for sequence in list(stream.ahead):
            offset = (stream.next - sequence) % 2**32
            if offset >= 2**31:
                continue  # still ahead
            data = stream.ahead.pop(sequence)[offset:]
            if data:
                parts.append(data)
                stream.next = (stream.next + len(data)) % 2**32
                moved = True
    return b"".join(parts)
