"""One direction of a connection that a link lies in: what came in, and how it is passed on.

* What was sent as one segment is passed on as one (the tap says how long each was).  ``split``
  passes on a byte, and the next when its receiver has taken that one out of its socket, so that
  every ``recv`` really returns one; whoever floods gets the rest as it comes, which asks less of a
  program.  ``join`` waits for ``count`` segments and passes them on in one piece.  Either may be
  *let go* when nothing else can happen: a stage is never stuck at a link.
* ``seconds`` of delay are the stage's clock's, for data and for the end alike.
* The end keeps its place behind the data, and stays what it was: FIN, or RST.
* No more is taken in than a kernel would hold, so whoever sends to one that does not read blocks.
"""

import contextlib
import os
import socket
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import field
from fcntl import ioctl
from typing import Protocol

from harness.model.link import JOIN, SPLIT
from harness.model.quick import dataclass

_CHUNK, _ROOM = 65_536, 131_072
_SIOCOUTQ = 0x5411  # bytes that the other side has not acknowledged
_MOST_SPLIT = 16_384  # bytes
_TRIES = 20  # looks at whether a byte was taken, before other work is done
_SECOND = 1_000_000_000
_LONG = _SECOND // 2
FIN, RST = "fin", "rst"


class Manner(Protocol):
    """How a flow treats what goes through it: see ``model.link.Link``."""

    @property
    def how(self) -> str:
        """``split``, ``join``, or as it comes."""

    @property
    def count(self) -> int:
        """How many segments are joined."""

    @property
    def seconds(self) -> float:
        """How long each is delayed."""


@dataclass(slots=True)
class Flow:
    """What one role sends to another, on its way.

    ``now``: the clock that delays go by, in nanoseconds.  ``unread``: how many bytes the receiver
    has in its socket.  ``end``: how the sender ended it; ``over``: that was passed on, or nothing
    can be any more.  ``deaf``: what comes in is thrown away from here on.
    """

    manner: Manner
    now: Callable[[], int]
    unread: Callable[[], int]
    inlet: socket.socket | None = None
    outlet: socket.socket | None = None
    end: str = ""
    over: bool = False
    deaf: bool = False
    drained: bool = False  # nothing more will come in
    failed: bool = False  # the receiver takes nothing more
    _held: bytearray = field(default_factory=bytearray)
    _segments: deque[tuple[int, int]] = field(default_factory=deque)  # when it is due, its bytes
    _seen: int = 0  # bytes of all these
    _passed: int = 0  # bytes that went on
    _begun: int = 0  # bytes of what is being sent that found no room yet
    _end_due: int = 0
    _passed_at: int = 0

    def crossed(self, size: int) -> None:
        """A segment of so many bytes has come in."""
        if not (self.deaf or self.over):
            self._await(size)

    def read(self) -> bool:
        """Take in what has come; whether there was anything."""
        moved = False
        while self.inlet is not None and not self.drained and len(self._held) < _ROOM:
            how = FIN
            try:
                data = self.inlet.recv(_CHUNK)
            except BlockingIOError:
                break
            except OSError:
                data, how = b"", RST
            moved = True
            if not data:
                self.drained = True
                self.finish(how)
            elif not self.deaf:
                self._held += data
        return moved

    def finish(self, how: str) -> None:
        """Nothing more is to be passed on than what has come in by now; then this end."""
        if not self.end or how == RST:
            self.end, self._end_due = how, self._later()

    def settle(self) -> None:
        """Take what has come in and was not seen to cross for one segment more."""
        self._await(len(self._held) - self._seen)

    def lose_count(self) -> None:
        """How long each segment was is not known any more, nor is anything told of what crosses.

        So nobody can learn from single bytes whether the receiver bears them: no more of these.
        """
        self.settle()
        self._passed = max(self._passed, _MOST_SPLIT)

    def drop(self) -> None:
        """Throw away what is held, and all that will come."""
        self.deaf = True
        self._held.clear()
        self._segments.clear()
        self._begun = self._seen = 0

    def pass_on(self, everything: bool = False) -> bool:
        """Pass on what is due; whether there was anything.

        ``everything``: also what waits for company, and the next byte to one who has not taken the
        one before.
        """
        moved = False
        while size := self._portion(everything, moved):
            sent = self._send(size)
            if not sent:
                break
            moved = True
            everything &= self.manner.how == JOIN  # of split bytes one at a time
        ends = self.end and not (self.over or self._held or self._segments)
        if ends and self._end_due <= self.now() and self.outlet is not None:
            self.over = moved = True
            if self.end == FIN:
                with contextlib.suppress(OSError):
                    self.outlet.shutdown(socket.SHUT_WR)
        return moved

    def look(self) -> None:
        """See whether the receiver, which has ended what it sends, has reset the connection since.

        Not asked before: whoever asks is told once, and it is the reader who should be.
        """
        plug = self.outlet
        if (
            plug is not None
            and not self.over
            and plug.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        ):
            self._fail()

    def takes(self) -> bool:
        """Whether it is to be asked for what comes in."""
        return self.inlet is not None and not self.drained and len(self._held) < _ROOM

    def lets_go(self, waited: bool, ticks: bool) -> bool:
        """Whether to pass on ``everything``, nothing else being able to happen.

        ``waited``: whether somebody waits at the receiver's socket; ``ticks``: whether some clock
        will go on.  Who looks every now and then takes a byte each time; who has not for a while,
        though the clock went on, waits for more than there is.
        """
        stale = ticks and self.now() - self._passed_at >= _LONG
        return self.manner.how == JOIN or waited or stale

    def moving(self) -> bool:
        """Whether something is between the wire and here."""
        if self.deaf or len(self._held) >= _ROOM:
            return False
        return len(self._held) != self._seen

    def dripping(self) -> bool:
        """Whether a byte waits for the one before to be taken."""
        return self.manner.how == SPLIT and bool(self._held)

    def deadline(self) -> int | None:
        """When the next delayed segment, or the end, is due; None if none is to come."""
        waiting = [when for when, _ in self._segments] if self.manner.seconds else []
        if self.end and not self.over:
            waiting.append(self._end_due)
        return next((when for when in waiting if when > self.now()), None)

    def _await(self, size: int) -> None:
        """One segment more, of so many bytes."""
        if size > 0:
            self._segments.append((self._later(), size))
            self._seen += size

    def _later(self) -> int:
        return self.now() + int(self.manner.seconds * _SECOND)

    def _portion(self, everything: bool, fresh: bool) -> int:
        """How many bytes are to be sent now, in one piece.  ``fresh``: some were just sent."""
        if self._begun:
            return self._begun
        sizes: list[int] = []
        left, now = len(self._held), self.now()
        most = self.manner.count if self.manner.how == JOIN else 1
        for when, size in self._segments:  # there may be very many: no further than is needed
            left -= size
            if when > now or left < 0 or len(sizes) == most:
                break
            sizes.append(size)
        if not sizes:
            return 0
        if self.manner.how == SPLIT and self._passed < _MOST_SPLIT:
            return int(everything or self._taken(_TRIES if fresh else 1))
        if self.manner.how != JOIN:
            return sizes[0]
        last = self.end and len(sizes) == len(self._segments)
        if len(sizes) < most and not (everything or last):
            return 0
        return sum(sizes)

    def _taken(self, tries: int) -> bool:
        """Whether the receiver has taken all that was passed on out of its socket.

        What is acknowledged is in its socket; so that is asked first.
        """
        for _ in range(tries):
            if self.outlet is None:
                return False
            with contextlib.suppress(OSError):
                waiting = struct.unpack("=i", ioctl(self.outlet, _SIOCOUTQ, bytes(4)))[0]
                if waiting == 0 and self.unread() == 0:
                    return True
            os.sched_yield()
        return False

    def _fail(self) -> None:
        self.failed = self.over = True
        self.drop()

    def _send(self, size: int) -> int:
        """Send so many bytes; how many went.  One that takes none any more gets none."""
        if self.outlet is None:
            return 0
        try:
            sent = self.outlet.send(self._held[:size], socket.MSG_NOSIGNAL)
        except BlockingIOError:
            return 0
        except OSError:
            self._fail()
            return 0
        self._begun, self._passed_at = size - sent, self.now()
        del self._held[:sent]
        self._seen -= sent
        self._passed += sent
        left = sent
        while left:
            when, first = self._segments.popleft()
            if first > left:
                self._segments.appendleft((when, first - left))
            left -= min(first, left)
        return sent
