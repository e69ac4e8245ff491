"""What programs have taken out of their sockets, as text.

The stage tells of a read how many bytes it took, and the wire tells which: the first ones of the
connection that nobody had read.  A message in a code (see :mod:`.coded`) counts as taken when its
last byte was.
"""

from collections import defaultdict, deque
from typing import NamedTuple

from harness.checks.streams import Stream
from harness.model.events import Read, Sent


class _Piece(NamedTuple):
    """Bytes of one event that nobody has read yet; ``text``: what all of that event's say."""

    n: int
    data: bytes
    text: bytes | None


class Taken:
    """For each of two roles, what the one has read of the other.

    ``opaque``: the events that brought what nobody can read, to which those are added that took it.
    """

    def __init__(self, opaque: set[int]) -> None:
        self._opaque = opaque
        self._streams: dict[tuple[str, str], Stream] = {}
        self._unread: dict[tuple[str, str], deque[_Piece]] = defaultdict(deque)
        self._owed: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        self._reads: dict[tuple[str, str], list[tuple[int, bytes]]] = defaultdict(list)
        self._meant: dict[tuple[str, str], str] = {}  # for whom what was sent on a connection is

    def sent(self, event: Sent, text: bytes | None = None) -> None:
        """Bytes crossed the wire, and can be read from now on; ``text``: what a code says."""
        if event.proto == "tcp":  # of datagrams no read is told
            self._meant[event.who, event.conn] = event.to
        self._unread[event.who, event.conn].append(_Piece(event.n, event.data, text))
        for n, count, reader in self._owed.pop((event.who, event.conn), ()):
            self._take(n, event.who, event.conn, count, reader)

    def read(self, event: Read) -> None:
        """``event.count`` bytes were taken; the stage may say so before the wire tells them."""
        self._take(event.n, event.of, event.conn, event.count, event.who)

    def everything(self, who: str) -> bool:
        """Whether ``who`` has read all that it was sent."""
        return not any(self._unread[sent] for sent, to in self._meant.items() if to == who)

    def unknown(self, who: str, of: str) -> bool:
        """Whether ``who`` has read something of ``of`` that no wire has told."""
        return any(
            sender == of and reader == who
            for (sender, _), owed in self._owed.items()
            for _, _, reader in owed
        )

    def stream(self, who: str, of: str) -> Stream | None:
        """What ``who`` has read of ``of``, or None if that is nothing."""
        new = self._reads.pop((who, of), None)
        stream = self._streams.get((who, of))
        if new and stream is None:
            stream = self._streams[who, of] = Stream()
        for n, data in new or ():
            assert stream is not None
            stream.feed(n, data)
        return stream

    def _take(self, n: int, sender: str, conn: str, count: int, reader: str) -> None:
        unread = self._unread[sender, conn]
        pieces = []
        while count and unread:
            piece = unread.popleft()
            if len(piece.data) > count:
                unread.appendleft(piece._replace(data=piece.data[count:]))
                pieces.append(b"" if piece.text is not None else piece.data[:count])
            else:
                pieces.append(piece.data if piece.text is None else piece.text)
            if piece.n in self._opaque:
                self._opaque.add(n)
            count -= min(count, len(piece.data))
        if pieces:
            self._reads[reader, sender].append((n, b"".join(pieces)))
        if count:
            self._owed.setdefault((sender, conn), []).append((n, count, reader))
