"""What came that a line asks for, and came too early to meet it."""

from harness.checks.match import Finder
from harness.checks.play import Expect
from harness.checks.solve import Solution
from harness.checks.view import Match, View


def early(finder: Finder, expect: Expect, view: View) -> Match | None:
    """What came before what a ``then`` asks for first."""
    if view.floor < 0 or expect.by_now or finder.unbound(expect, view.bound):
        return None
    return finder.find(
        expect, View(view.since, view.bound, -1, view.cursors, view.typed, view.taken)
    )


def out_of_order(
    finder: Finder, expect: Expect, view: View, solution: Solution
) -> tuple[Match, Match] | None:
    """What came before what an earlier line of the same item was met by, and that.

    Not if another line was met by it: two equal lines need a text twice.
    """
    if not expect.of_text or finder.unbound(expect, view.bound):
        return None
    found = finder.find(expect, View(view.since, view.bound, view.floor, {}, view.typed))
    if found is None:
        return None
    met = [
        each.match
        for each in solution.judged
        if each.match is not None
        and each.option is not None
        and each.option.items == expect.items
        and each.match.channel == found.channel
    ]
    if any(one.begin < found.end and found.begin < one.end for one in met):
        return None
    later = [one for one in met if found.end <= one.begin]
    return (found, min(later, key=lambda one: one.begin)) if later else None
