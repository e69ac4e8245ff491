"""Sequence diagrams: a run of a scene as one would draw it on a blackboard.

The same steps are drawn twice, as SVG for pages and with box characters for terminals.
"""

import math
from collections.abc import Callable, Iterable

from harness.model.timeline import Timeline
from harness.reports import chart, drawing, layout
from harness.reports.excerpt import around
from harness.reports.step import Step
from harness.reports.steps import Missing, lanes, steps

_PLAYERS = {
    "student": "student's program",
    "script": "played by the grader",
    "reference": "reference program",
    "program": "instructor's program",
}


def svg(
    timeline: Timeline,
    broken: Iterable[int] = (),
    missing: Iterable[Missing] = (),
    *,
    name: str = "diagram",
    alone: bool = True,
    tallest: float = math.inf,
    focus: Callable[[tuple[Step, ...]], int | None] = lambda _: None,
) -> str:
    """``timeline`` as an SVG element.

    ``broken``: numbers of the events where reality left the story, drawn in red.  ``missing``: what
    never came, as (event number after which it was expected, who, to whom or '', what), drawn
    dashed and red.  ``name`` begins the ids of the title and the description (unique in a page).
    ``alone``: with its own style sheet; a page that has :func:`style` needs none.  ``tallest``: how
    high it may be; of one that is higher it is the part around the step that ``focus`` names.
    """
    late = tuple(missing)
    heads = {role: player(timeline, role) for role in lanes(timeline, late)}
    found = steps(timeline, broken, late)

    def fits(part: tuple[Step, ...]) -> bool:
        return layout.bottom(part, tuple(heads)) <= tallest

    part = found if not found or fits(found) else around(found, focus(found), fits)
    return drawing.draw(heads, part, caption(timeline), name, alone)


def style() -> str:
    """The style sheet that diagrams drawn with ``alone=False`` need."""
    return drawing.style()


def text(
    timeline: Timeline,
    broken: Iterable[int] = (),
    missing: Iterable[Missing] = (),
    *,
    width: int = 80,
) -> str:
    """``timeline`` as lines of at most ``width`` columns, for a terminal; see :func:`svg`."""
    late = tuple(missing)
    return chart.draw(lanes(timeline, late), steps(timeline, broken, late), width)


def player(timeline: Timeline, role: str) -> str:
    """Who plays ``role``, in words."""
    by = timeline.by.get(role, "")
    return _PLAYERS.get(by, by)


def caption(timeline: Timeline) -> str:
    """What was played: scene, cast, row and run."""
    parts = [timeline.scene, timeline.cast, timeline.row, f"run {timeline.run}"]
    return "Sequence diagram: " + ", ".join(part for part in parts if part)
