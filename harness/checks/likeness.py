"""Whether a text that came may be another attempt at the one that was expected.

What a program said before the last thing was done to it is as a rule something else: a greeting,
a list of names.  Told as what came *instead*, it would lead a student astray.  But it may be the
right text at the wrong time, or a part of it, and then it is the best clue that there is.

Two or three letters of a short text stand in nearly every other one; there a whole word has to be
nearly the same.
"""

import re
from difflib import SequenceMatcher

_ENOUGH = 0.45  # of what was expected, in one piece
_FEW = 4  # letters, at least, that are no chance
_NEARLY = 0.7  # as Pong is to Ping


def alike(expected: str, came: str) -> bool:
    """Whether a good part of ``expected`` stands in ``came``, whatever the capitals."""
    one, other = expected.casefold(), came.casefold()
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    if match.size < _ENOUGH * len(one):
        return False
    return match.size >= min(_FEW, len(one)) or any(
        SequenceMatcher(None, one, word, autojunk=False).ratio() >= _NEARLY
        for word in {*re.findall(r"\w+", other)}
    )
