"""Whether a text that came may be another attempt at the one that was expected.

What a program said before the last thing was done to it is as a rule something else: a greeting,
a list of names.  Told as what came *instead*, it would lead a student astray.  But it may be the
right text at the wrong time, or a part of it, and then it is the best clue that there is.
"""

from difflib import SequenceMatcher

_ENOUGH = 0.45  # of what was expected, in one piece


def alike(expected: str, came: str) -> bool:
    """Whether a good part of ``expected`` stands in ``came``, whatever the capitals."""
    one, other = expected.casefold(), came.casefold()
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return match.size >= _ENOUGH * len(one)
