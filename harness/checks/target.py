"""The words of a button, field or row, or a window's title, for the stage to look for.

The rules:

* Bare words are found among those that it has; exact ones are all of them; a regex is searched for.
  So ``presses: Ping`` finds *Ping all*, too, and ``presses: "Ping"`` does not.
* A blank without a value stands for anything that its word allows, of whatever rank: which of the
  ways to write a label a program has chosen is its own affair.  What was found gives it its value.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from harness.checks.effort import Endless
from harness.checks.pattern import Matcher, choices, matcher
from harness.checks.play import Pattern
from harness.checks.wording import Bound, Words
from harness.model import events as ev

USED = frozenset({ev.Pressed, ev.Picked, ev.Filled, ev.WindowClosed})
"""What the harness does in windows, once it is done."""

_GROUP = re.compile(r"\(\?P([<=])b")


def regex(pattern: Pattern | None, words: Words, bound: Bound) -> str:
    """``pattern`` as a Python regular expression with its flags in it; empty for none."""
    if pattern is None:
        return ""
    # Each rank numbers its groups from 0, so that together they would clash.
    ways = [
        _GROUP.sub(rf"(?P\1r{number}b", ready.regex.pattern)
        for number, ready in enumerate(_matchers(pattern, words, bound))
    ]
    whole = f"(?:{'|'.join(ways)})"
    return rf"(?m:\A\s*{whole}\s*\Z)" if pattern.style == "exact" else f"(?m:{whole})"


def learnt(pattern: Pattern, words: Words, bound: Bound, said: str) -> dict[str, str]:
    """All blanks as they are bound when ``pattern`` was found in ``said``."""
    with suppress(Endless):
        for ready in _matchers(pattern, words, bound):
            for found in ready.all(said):
                return {**bound, **found.bound}
    return dict(bound)


def used(event: ev.Event) -> str | None:
    """The words of what the harness used in a window; None for any other event."""
    match event:
        case ev.Pressed() | ev.Picked():
            return event.text
        case ev.Filled():
            return event.field
        case ev.WindowClosed():
            return event.title
        case _:
            return None


def _matchers(pattern: Pattern, words: Words, bound: Bound) -> Iterator[Matcher]:
    for ranks in choices(pattern, words, bound):
        yield matcher(pattern, words, bound, ranks)
