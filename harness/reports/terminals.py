"""Each program's terminal as it looked: what was typed and printed, in the timeline's order."""

from collections.abc import Iterator

from harness.model import events as ev
from harness.model.quick import dataclass
from harness.model.timeline import Timeline
from harness.reports.readable import decode, screen

_MOST = 6000  # characters of one stretch of output that a page shows; the rest is in the timeline


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a terminal.  ``kind``: ``typed``, ``printed``, or ``note`` (our own words)."""

    kind: str
    text: str


def terminals(timeline: Timeline) -> dict[str, tuple[Piece, ...]]:
    """The terminals of all programs that have shown anything, by role; scripted roles have none."""
    shown: dict[str, list[ev.Event]] = {}
    for event in timeline.events:
        if isinstance(event, ev.Typed | ev.Printed | ev.InputEnded | ev.Exited):
            shown.setdefault(event.who, []).append(event)
    return {
        role: tuple(_pieces(shown[role]))
        for role, by in timeline.by.items()
        if role in shown and by != "script"
    }


def _pieces(events: list[ev.Event]) -> Iterator[Piece]:
    output: list[bytes] = []
    for event in events:
        if isinstance(event, ev.Printed):
            output.append(event.data)
            continue
        yield from _printed(output)
        output.clear()
        if isinstance(event, ev.Typed):
            yield Piece("typed", decode(event.data))
        elif isinstance(event, ev.InputEnded):
            yield Piece("note", "end of input")
        elif isinstance(event, ev.Exited):
            how = f"code {event.code}" if event.signal is None else f"signal {event.signal}"
            yield Piece("note", f"ended with {how}")
    yield from _printed(output)


def _printed(output: list[bytes]) -> Iterator[Piece]:
    data = b"".join(output)
    if len(data) > 16 * _MOST:  # enough of a flood to know it by
        data = data[: 8 * _MOST] + data[-8 * _MOST :]
    text = screen(data)
    if len(text) <= _MOST:
        if text:
            yield Piece("printed", text)
        return
    yield Piece("printed", text[: _MOST * 2 // 3])
    left = sum(map(len, output)) - _MOST
    yield Piece("note", f"… about {left} more bytes, all of them in the timeline …")
    yield Piece("printed", text[-_MOST // 3 :])
