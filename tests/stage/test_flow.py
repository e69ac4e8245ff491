"""One direction of a link, without a stage: who floods it costs no more than what is sent."""

import contextlib
import socket
from collections import deque
from collections.abc import Iterator

from harness.model.link import SPLIT, Link
from harness.stage.flow import Flow

_LINE = b"Ping\n"


class _Watched(deque[tuple[int, int]]):
    """Counts how many of its segments are looked at."""

    seen = 0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for one in super().__iter__():
            self.seen += 1
            yield one


def test_a_flood_through_a_link_that_splits() -> None:
    """Its beginning comes byte by byte, the rest as it was sent, and no segment is looked at often.

    A flood has tens of thousands of segments waiting here: to walk them for each byte took minutes.
    """
    count = 5_000
    near, inlet = socket.socketpair()
    outlet, far = socket.socketpair()
    segments = _Watched()
    with near, inlet, outlet, far:
        for plug in (inlet, outlet, far):
            plug.setblocking(False)
        flow = Flow(Link("a", "b", SPLIT), lambda: 0, lambda: 0, inlet, outlet, _segments=segments)
        near.sendall(_LINE * count)
        flow.read()
        for _ in range(count):
            flow.crossed(len(_LINE))
        pieces = []
        while flow.pass_on() or flow.dripping():
            with contextlib.suppress(BlockingIOError):
                while True:
                    pieces.append(far.recv(len(_LINE)))
    assert b"".join(pieces) == _LINE * count
    assert all(len(piece) == 1 for piece in pieces[:1_000])
    assert len(pieces) < 5 * count
    assert segments.seen < 20 * count


def test_who_is_not_counted_any_more_is_split_no_longer() -> None:
    """Where packets were missed nothing is told of the wire, so that single bytes show nothing."""
    near, inlet = socket.socketpair()
    outlet, far = socket.socketpair()
    with near, inlet, outlet, far:
        inlet.setblocking(False)
        flow = Flow(Link("a", "b", SPLIT), lambda: 0, lambda: 1, inlet, outlet)
        near.sendall(_LINE)
        flow.read()
        flow.crossed(len(_LINE))
        assert not flow.pass_on()  # the byte before is still there
        flow.lose_count()
        assert flow.pass_on()
        assert far.recv(100) == _LINE
