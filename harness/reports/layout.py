"""Where the parts of a sequence diagram stand, in pixels, before anything is drawn.

Text is measured as monospaced, so that a diagram is laid out without a browser; the lanes are as
far apart as their texts need, between bounds that keep three of them on a page.
"""

from harness.model.quick import dataclass
from harness.reports.readable import columns, visible, wrap
from harness.reports.step import Step
from harness.reports.words import label, spoken, told

LETTER = 7.9  # width of a monospaced letter of 13 px
LABEL = 7.0  # of a letter of our own words, at the most
LINE = 18
GUTTER = 26  # left of everything: the mark of what went wrong
HEAD = 56
_NEAREST, _FARTHEST, _CROWDED = 150, 300, 230

ARROWS = frozenset({"sent", "connected", "closed", "severed", "missing"})
NOTES = frozenset(
    {
        *("typed", "printed", "input", "undone", "missing"),
        *("pressed", "filled", "picked", "shut", "shown"),
    }
)
BANDS = frozenset({"quiet", "lull", "limit", "unseen", "fault", "more", "later"})


@dataclass(frozen=True, slots=True)
class Frame:
    """The lanes of a diagram: where each stands (its middle), and how far apart they are."""

    x: dict[str, float]
    pitch: float
    width: float

    def between(self, step: Step) -> tuple[float, float] | None:
        """Where the step's arrow begins and ends, or None if it is none."""
        if step.kind in ARROWS and step.who in self.x and step.to in self.x:
            begin, end = self.x[step.who], self.x[step.to]
            return (begin, end) if begin != end else None
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """A step with its place: ``top`` and ``height``, and its label and text in lines."""

    step: Step
    top: float
    height: float
    label: str
    lines: tuple[str, ...]


def frame(lanes: tuple[str, ...], steps: tuple[Step, ...]) -> Frame:
    """Lanes as far apart as the texts between them want."""
    place = {role: at for at, role in enumerate(lanes)}
    wanted = max((_wanted(step, place) for step in steps), default=0.0)
    names = max((columns(visible(role)) for role in lanes), default=0) * LETTER + 40
    most = _FARTHEST if len(lanes) < 4 else _CROWDED
    pitch = float(round(min(max(wanted, names, _NEAREST), most)))
    x = {role: GUTTER + pitch * (at + 0.5) for role, at in place.items()}
    return Frame(x, pitch, GUTTER + pitch * max(len(lanes), 1) + 8)


def rows(steps: tuple[Step, ...], within: Frame) -> tuple[Row, ...]:
    """The steps below one another, under the heads of the lanes."""
    found = []
    top = float(HEAD + 10)
    for step in steps:
        row = _row(step, top, within)
        found.append(row)
        top += row.height
    return tuple(found)


def bottom(steps: tuple[Step, ...], lanes: tuple[str, ...]) -> float:
    """Where the last of the steps ends."""
    placed = rows(steps, frame(lanes, steps))
    return placed[-1].top + placed[-1].height if placed else HEAD + 10.0


def _wanted(step: Step, place: dict[str, int]) -> float:
    words = columns(label(step)) + 1 if label(step) else 0
    if step.kind in BANDS:
        return 0.0
    lines = spoken(step)[:2000].split("\n")[:6]
    longest = max((columns(visible(line[:200])) for line in lines), default=0)
    width = (words + longest) * LETTER + 44
    if step.kind in ARROWS and step.to in place and step.who in place:
        return width / max(abs(place[step.to] - place[step.who]), 1)
    return width


def _row(step: Step, top: float, within: Frame) -> Row:
    ends = within.between(step)
    words = label(step)
    if step.kind in BANDS:
        room = within.width - 2 * GUTTER - 60
        lines = _lines(told(step), room, 2)
        return Row(step, top, LINE * len(lines) + 16, "", lines)
    if ends is not None:
        room = abs(ends[1] - ends[0]) - 28
        lines = _lines(told(step), room, 4 if step.bad else 2)
        return Row(step, top, LINE * len(lines) + 18, "", lines)
    room = within.pitch - 26
    if step.kind in NOTES:
        room -= (columns(words) + 1) * LABEL
        if room < 10 * LETTER:  # the label on a line of its own
            lines = _lines(told(step), within.pitch - 26, 6)
            return Row(step, top, LINE * len(lines) + 16, "", lines)
        return _note(step, top, words, room)
    lines = _lines(told(step), room, 3)
    return Row(step, top, LINE * len(lines) + 12, "", lines)


def _note(step: Step, top: float, words: str, room: float) -> Row:
    """A box on a lane: what was typed or printed, each of its lines on one or two."""
    lines: list[str] = []
    said = spoken(step).strip("\n").split("\n")
    for line in said[:6]:
        lines += _lines(line.rstrip(), room, 4 if step.bad else 2)
    if len(said) > 6:
        lines.append(f"… {len(said) - 6} more lines")
    return Row(step, top, LINE * len(lines) + 16, words, tuple(lines))


def _lines(content: str, room: float, most: int) -> tuple[str, ...]:
    shown = visible(content[:2000])
    return tuple(wrap(shown, max(int(room / LETTER), 6), most))
