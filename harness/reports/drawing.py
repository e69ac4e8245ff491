"""A sequence diagram as SVG, drawn from a run's steps.

What went wrong is told three times - in red, by a mark in the margin and by dashes or weight - so
that it survives grey printing and colour-blind eyes.  No ids, no styles of its own when it stands
in a page: the page's style sheet colours it, light or dark.
"""

from functools import lru_cache
from pathlib import Path

from harness.reports.layout import (
    BANDS,
    GUTTER,
    HEAD,
    LABEL,
    LETTER,
    LINE,
    Frame,
    Row,
    bottom,
    frame,
    rows,
)
from harness.reports.markup import Html, el, join
from harness.reports.readable import columns, cut, visible
from harness.reports.step import Step
from harness.reports.words import label, sentence, spoken


def draw(
    heads: dict[str, str], found: tuple[Step, ...], title: str, name: str, alone: bool = False
) -> Html:
    """The diagram of ``found``.

    ``heads`` maps each lane, from left to right, to what stands under its name.  ``name`` makes the
    ids of its title and description, and must be unique in a page.  ``alone``: with a style sheet
    of its own, for a file.
    """
    within = frame(tuple(heads), found)
    placed = rows(found, within)
    end = bottom(found, tuple(heads))
    height = end + 14
    wide = str(len(heads)) if len(heads) < 5 else "many"
    return el(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg" if alone else None,
            "class": f"seq seq-{wide}",
            "viewBox": f"0 0 {_n(within.width)} {_n(height)}",
            "width": _n(within.width),
            "height": _n(height),
            "role": "img",
            "aria-labelledby": f"{name}-t {name}-d",
        },
        el("title", {"id": f"{name}-t"}, title),
        el("desc", {"id": f"{name}-d"}, _described(found)),
        el("style", None, style()) if alone else "",
        join(_wrong(row, within) for row in placed if row.step.bad),
        join(_lane(role, under, within, placed, end) for role, under in heads.items()),
        join(_row(row, within) for row in placed),
    )


def style() -> Html:
    """The style sheet of diagrams: colours for light and dark, and how far they shrink."""
    return Html(Path(__file__).with_name("diagram.css").read_text(encoding="utf-8"))


def _described(found: tuple[Step, ...]) -> str:
    lines = [f"{sentence(step)}." for step in found[:80]]
    if len(found) > 80:
        lines.append(f"And {len(found) - 80} more steps.")
    return " ".join(lines)


def _lane(role: str, under: str, within: Frame, placed: tuple[Row, ...], bottom: float) -> Html:
    x, half = within.x[role], within.pitch / 2 - 10
    end = next(
        (row.top + row.height / 2 for row in placed if _ends(row.step, role)),
        bottom + 8,
    )
    most = int((half * 2 - 12) / LETTER)
    return join(
        [
            _line("lane", x, HEAD - 4, x, end),
            _box("head", x - half, 4, half * 2, HEAD - 8),
            _text("name", x, 25, cut(visible(role), most), "middle"),
            _text("under", x, 43, cut(visible(under), most + 4), "middle"),
        ]
    )


def _ends(step: Step, role: str) -> bool:
    return step.who == role and step.kind in ("exited", "stopped")


def _row(row: Row, within: Frame) -> Html:
    step = row.step
    ends = within.between(step)
    if step.kind in BANDS:
        drawn = _band(row, within)
    elif ends is not None:
        drawn = _arrow(row, *ends)
    elif row.label or step.kind in ("typed", "printed", "missing", "undone"):
        drawn = _note(row, within)
    else:
        drawn = _pill(row, within)
    if not step.bad:
        return el("g", {"class": f"s-{step.kind}"}, _full(row), drawn)
    cross = _text("cross", GUTTER / 2 + 2, row.top + row.height / 2 + 6, "✗", "middle")
    return el("g", {"class": f"s-{step.kind} bad"}, _full(row), drawn, cross)


def _wrong(row: Row, within: Frame) -> Html:
    """The red ground of a step that went wrong; it lies under the lanes."""
    return _box("wrong", 2, row.top, within.width - 4, row.height)


def _full(row: Row) -> Html:
    """The whole text, for whoever points at a step that was cut."""
    said = visible(spoken(row.step)[:4000], "\n\t")
    whole = f"{label(row.step)} {said}".strip()
    numbers = row.step.numbers
    if numbers:
        events = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
        whole += f"\n(event {events})" if len(numbers) == 1 else f"\n(events {events})"
    return el("title", None, whole)


def _arrow(row: Row, begin: float, end: float) -> Html:
    y = row.top + row.height - 8
    way = 1 if end > begin else -1
    left = min(begin, end)
    middle = left + abs(end - begin) / 2
    texts = [
        _text("say", middle, row.top + 14 + LINE * at, line, "middle")
        for at, line in enumerate(row.lines)
    ]
    filled = row.step.kind == "sent"
    tip = f"M{_n(end - way * 10)} {_n(y - 5)} L{_n(end - way)} {_n(y)} L{_n(end - way * 10)} "
    tip += f"{_n(y + 5)}" + (" Z" if filled else "")
    return join(
        [
            *texts,
            _line("wire", begin, y, end - way * 2, y),
            el("path", {"class": "tip" if filled else "tip open", "d": tip}),
        ]
    )


def _note(row: Row, within: Frame) -> Html:
    x = _x(row.step, within)
    label_width = (columns(row.label) + 1) * LABEL if row.label else 0.0
    longest = max((columns(line) for line in row.lines), default=0) * LETTER
    width = min(label_width + longest + 18, within.pitch - 8)
    left = x - width / 2
    parts = [_box("note", left, row.top + 4, width, row.height - 8)]
    if row.label:
        parts.append(_text("verb", left + 9, row.top + 21, row.label, None))
    parts += [
        _text("say", left + 9 + label_width, row.top + 21 + LINE * at, line, None)
        for at, line in enumerate(row.lines)
    ]
    return join(parts)


def _pill(row: Row, within: Frame) -> Html:
    x = _x(row.step, within)
    longest = max((columns(line) for line in row.lines), default=0)
    width = longest * LABEL + 18
    parts = [_box("pill", x - width / 2, row.top + 2, width, row.height - 4)]
    parts += [
        _text("verb", x, row.top + 19 + LINE * at, line, "middle")
        for at, line in enumerate(row.lines)
    ]
    return join(parts)


def _band(row: Row, within: Frame) -> Html:
    middle = (within.width + GUTTER) / 2
    width = max((columns(line) for line in row.lines), default=0) * LETTER + 24
    y = row.top + row.height / 2
    parts = [
        _box("ground", middle - width / 2, row.top + 2, width, row.height - 4),
        _line("rule", GUTTER, y, middle - width / 2, y),
        _line("rule", middle + width / 2, y, within.width - 8, y),
    ]
    parts += [
        _text("verb", middle, row.top + 21 + LINE * at, line, "middle")
        for at, line in enumerate(row.lines)
    ]
    return join(parts)


def _x(step: Step, within: Frame) -> float:
    return within.x.get(step.who, within.width / 2)


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Html:
    return Html(
        f'<line class="{kind}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"></line>'
    )


def _box(kind: str, x: float, y: float, width: float, height: float) -> Html:
    return Html(
        f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" '
        f'height="{_n(height)}" rx="6"></rect>'
    )


def _text(kind: str, x: float, y: float, content: str, anchor: str | None) -> Html:
    place = {"class": kind, "x": _n(x), "y": _n(y), "text-anchor": anchor}
    return el("text", place, content)


@lru_cache(maxsize=4096)  # most numbers are the lanes', over and over
def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
