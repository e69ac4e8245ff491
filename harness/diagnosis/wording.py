"""How a text that came differs from the one that was expected, word by word."""

import re
from collections import Counter
from itertools import takewhile

from harness.model.play import Finding

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
LEAST = 3
"""Words that two lines have in common which differ in one place only."""

_ALIKE = 3  # a line that has one in so many of the words of another is like it
_BEGUN = 2  # words with which a line begins that only lacks its end


def shown(finding: Finding) -> str:
    """The expected text, as a report quotes it; empty for a pattern."""
    found = re.search(r': "(.*)"$', finding.expected, re.DOTALL)
    return found[1] if found else ""


def wanted_words(finding: Finding) -> str:
    """The expected text, its words only."""
    return squeezed(shown(finding))


def squeezed(said: str) -> str:
    """The words of a text, in small letters, with a space between them."""
    return " ".join(re.findall(r"\w+", said.lower()))


def apart(finding: Finding) -> tuple[str, str, str]:
    """The line that came and is likest to the expected one; what it lacks, and has instead.

    No line is like it that has few of its words.  What it lacks is told where the two differ in one
    place and have the rest in common.
    """
    got = QUOTED.search(finding.happened)
    wanted = words_of(shown(finding))
    lines = re.split(r"\\r|\\n", got[1]) if got else []
    best = max(lines, key=lambda one: _common(wanted, words_of(one)), default="")
    if _common(wanted, words_of(best)) * _ALIKE < len(wanted):
        return "", "", ""
    have = words_of(best)
    small, asked = [word.lower() for word in have], [word.lower() for word in wanted]
    gaps = _gaps(small, asked) or _within(small, asked)
    long = len(have) >= LEAST or (len(have) >= _BEGUN and gaps == [(len(have), len(wanted))])
    if gaps and long and len(have) * _ALIKE >= len(wanted):
        return best, '", "'.join(" ".join(wanted[begin:end]) for begin, end in gaps), ""
    begin = _alike_for(small, asked)
    end = _alike_for(small[begin:][::-1], asked[begin:][::-1])
    if begin + end < LEAST or (begin + end) * 2 < len(wanted):
        return best, "", ""
    lacks, instead = wanted[begin : len(wanted) - end], have[begin : len(have) - end]
    return best, " ".join(lacks), " ".join(instead)


def _gaps(have: list[str], wanted: list[str]) -> list[tuple[int, int]]:
    """What a text lacks of another, if all that it has stands there in the same order."""
    gaps, at = [], 0
    for word in have:
        if word not in wanted[at:]:
            return []
        found = wanted.index(word, at)
        gaps += [(at, found)] if found > at else []
        at = found + 1
    return gaps + ([(at, len(wanted))] if at < len(wanted) else [])


def _within(have: list[str], wanted: list[str]) -> list[tuple[int, int]]:
    """What a longer text lacks of another, but for what it has before and behind that."""
    most = len(wanted) - 1 if len(have) > len(wanted) else 0
    pieces = (have[at : at + most] for at in range(len(have) - most + 1) if most >= LEAST)
    found = next((gaps for piece in pieces if (gaps := _gaps(piece, wanted))), [])
    # what stands elsewhere in the text is not missing
    return [] if {word for begin, end in found for word in wanted[begin:end]} & {*have} else found


def words_of(said: str) -> list[str]:
    """The words of a text, as a report quotes it."""
    return re.findall(r"\w+", re.sub(r"\\(?:[rnt0]|x[0-9a-f]{2})", " ", said))


def _alike_for(some: list[str], others: list[str]) -> int:
    """How many words two texts begin with alike."""
    return len([*takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False))])


def _common(wanted: list[str], have: list[str]) -> int:
    """How many words of a text another one has, too."""
    return len({word.lower() for word in wanted} & {word.lower() for word in have})


def reordered(wanted: list[str], have: list[str]) -> bool:
    """Whether a text has all words of another one, and not in the order of that."""
    rest = iter(have)
    return Counter(wanted) <= Counter(have) and not all(word in rest for word in wanted)


def ends_otherwise(wanted: str, got: str) -> bool:
    """Whether a text, quoted, has all of another one but the carriage returns of its lines."""
    plain = wanted.replace("\\r\\n", "\\n")
    return plain != wanted and wanted not in got and plain in got.replace("\\r\\n", "\\n")


def counts_otherwise(wanted: list[str], have: list[str]) -> bool:
    """Whether a line has the words of another one, and other numbers in their places."""
    apart = [pair for pair in zip(wanted, have, strict=False) if pair[0].lower() != pair[1].lower()]
    same_length = len(wanted) == len(have) > len(apart) > 0
    return same_length and all(one.isdigit() and other.isdigit() for one, other in apart)
