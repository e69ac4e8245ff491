"""A diagram as tall as there is room: what led to the first place where a run left its story."""

from collections.abc import Callable

from harness.reports.chart import draw
from harness.reports.step import Step

_LEAST = 6  # lines


def excerpt(
    lanes: tuple[str, ...], steps: tuple[Step, ...], width: int, room: int, focus: int | None = None
) -> str:
    """The whole diagram if it has at most ``room`` lines; else the part around ``focus``.

    Which step that is: that where the run first left its story, if none is said.
    """
    whole = draw(lanes, steps, width)
    if whole.count("\n") < room:
        return whole
    least = max(room, _LEAST)
    part = around(steps, focus, lambda tried: draw(lanes, tried, width).count("\n") < least)
    return draw(lanes, part, width)


def around(
    steps: tuple[Step, ...], focus: int | None, fits: Callable[[tuple[Step, ...]], bool]
) -> tuple[Step, ...]:
    """The steps around ``focus``, as many as fit, with how many are left out before and behind."""
    bad = next((n for n, step in enumerate(steps) if step.bad), len(steps) - 1)
    start = bad if focus is None else focus
    end = start + 1
    part = _part(steps, start, end)
    # what led there says more than what came of it: two steps of that for one of this
    for turn in range(2 * len(steps)):
        wider = (start, min(end + 1, len(steps))) if turn % 3 == 1 else (max(start - 1, 0), end)
        tried = _part(steps, *wider)
        if not fits(tried):
            break
        (start, end), part = wider, tried
    return part


def _part(steps: tuple[Step, ...], start: int, end: int) -> tuple[Step, ...]:
    gone = tuple(step for step in steps[:start] if step.kind in ("exited", "stopped"))
    before = _left_out(steps[:start], len(gone))
    return (*before, *gone, *steps[start:end], *_left_out(steps[end:]))


def _left_out(steps: tuple[Step, ...], kept: int = 0) -> tuple[Step, ...]:
    count = sum(step.count or 1 for step in steps) - kept
    return (Step("more", "", "", "", count=count),) if count > 0 else ()
