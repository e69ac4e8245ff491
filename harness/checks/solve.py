"""Which lines of a beat are met by what has happened in its window.

Greedy, in story order, and from nothing each time: a line takes the best match after the previous
one of its channel that counts for the same items, and later lines work with what it bound.  So a
later event may still give an earlier line a better match, until the beat is finished.  Each item
reads a channel for itself: one message may be what several items ask for.

A blank that stands for anything at all gets its value from the first line that has it.  If that
line was not met, nothing may stand for it, or whatever came would do for the lines after it.
"""

from dataclasses import field

from harness.checks.match import Finder
from harness.checks.play import MUST, NEVER, Beat, Expect, OneOf, Order, Part
from harness.checks.records import WINDOW
from harness.checks.view import Match, View
from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one part: its match, and how things stood when its turn came.

    ``option``: which option of a ``one of`` was met.  ``open``: for a ``never``, whether its
    window had opened (all that must come before its ``then`` had).
    """

    part: Part
    match: Match | None
    view: View
    option: Expect | None = None
    open: bool = True


@dataclass(slots=True)
class Solution:
    """All parts of a beat, judged.

    ``unmet``: how many must-lines are not met; ``outstanding``: how many lines something that is
    still to come could break.  ``hidden``: how many that are not met nobody could see (these are
    not among the unmet).
    """

    judged: list[Judged] = field(default_factory=list)
    bound: dict[str, str] = field(default_factory=dict)
    musts: int = 0
    unmet: int = 0
    outstanding: int = 0
    hidden: int = 0


def solve(
    finder: Finder,
    beat: Beat,
    since: int,
    bound: dict[str, str],
    typed: dict[str, int] | None = None,
    wake: int | None = None,
) -> Solution:
    """Judge ``beat``, whose window opened with event ``since``, with the blanks ``bound``.

    ``typed``: in which event it last typed at which role's keyboard, or started it.  ``wake``: the
    first event after the beat before was finished.
    """
    view = View(since, dict(bound), typed=dict(typed or {}), wake=wake)
    solution = Solution()
    wanting: set[str] = set()
    latest = -1
    reached = True
    for part in beat.parts:
        if isinstance(part, Order):
            view.floor = max(view.floor, latest)
            reached = solution.unmet == 0
            continue
        if isinstance(part, Expect) and part.mood == NEVER:
            judged = _judge_never(finder, part, view, reached=reached)
            solution.outstanding += judged.match is None
        elif isinstance(part, Expect | OneOf):
            judged = _judge(finder, part, view, solution, wanting)
            # When a text in a window is seen says little about when it came.
            if judged.match is not None and judged.match.channel[0] != WINDOW:
                latest = max(latest, judged.match.at)
        else:
            judged = Judged(part, None, _copy(view))
            solution.outstanding += 1
        solution.judged.append(judged)
    solution.bound = view.bound
    return solution


def _judge_never(finder: Finder, part: Expect, view: View, *, reached: bool) -> Judged:
    """A ``never``, in the whole beat or after the ``then`` before it; it takes nothing away."""
    # Its text is judged from what came after the floor, not from what merely ended after it.
    alone = View(max(view.since, view.floor + 1), view.bound, view.floor, {}, view.typed)
    match = finder.find(part, alone) if reached else None
    return Judged(part, match, alone, open=reached)


def _judge(
    finder: Finder, part: Expect | OneOf, view: View, solution: Solution, wanting: set[str]
) -> Judged:
    """A line that should or may come: it takes what it is met by, and binds.

    ``wanting``: blanks for anything that an earlier line had and did not get; added to.
    """
    found = [
        (match, option)
        for option in part.options
        if wanting.isdisjoint(finder.unbound(option, view.bound))
        and (match := finder.find(option, view))
    ]
    before = _copy(view)
    solution.musts += part.mood == MUST
    if not found:
        solution.unmet += part.mood == MUST
        wanting.update(*(finder.unbound(option, view.bound) for option in part.options))
        return Judged(part, None, before)
    match, option = _first(found)
    view.bound = match.bound
    if not option.by_now:
        view.take(option, match)
    return Judged(part, match, before, option)


def _first(found: list[tuple[Match, Expect]]) -> tuple[Match, Expect]:
    """The option that was met first.

    One event may meet several, as a program's lines often come together: then the one that stands
    first in it, or what it says of an earlier line would be lost to the lines that follow.
    """
    first, _ = min(found, key=lambda pair: pair[0].at)
    together = [
        pair for pair in found if pair[0].at == first.at and pair[0].channel == first.channel
    ]
    return min(together, key=lambda pair: pair[0].end)


def _copy(view: View) -> View:
    cursors, taken = dict(view.cursors), dict(view.taken)
    return View(view.since, view.bound, view.floor, cursors, view.typed, taken, view.wake)
