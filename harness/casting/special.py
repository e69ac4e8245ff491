"""The word that has a program do what another role asks for, where one file plays both.

Whoever puts the extra credit into the same file lets it be asked for there: ``server.py --extra``,
``pa3.py ecserver``.  The word is known as a file's name would be, by the patterns of the role: what
'extra_server.py' or 'ecserver.py' would be.  An option of a command stands behind that.
"""

import re
from collections.abc import Collection

from harness.casting.offers import offered
from harness.casting.options import stands_behind
from harness.casting.patterns import means
from harness.casting.sides import SIDES, bare
from harness.casting.sources import Source


def is_special(word: str, source: Source, patterns: Collection[str]) -> bool:
    """Whether a word has a program do what a role asks for that the patterns mean."""
    names = [bare(word)]
    if not any(bare(word) in words for words in SIDES.values()):
        names.append(f"{bare(word)}_{source.stem}")
    if not re.search("server|client", bare(word)):
        names += [f"{bare(word)}_{side}" for side in ("server", "client")]
    return bool(names[0]) and any(means(pattern, name) for pattern in patterns for name in names)


def special_word(source: Source, patterns: Collection[str]) -> tuple[str, ...]:
    """What makes a program the role that the patterns mean, if anything does."""
    said = (given for given in offered(source) if is_special(given[-1], source, patterns))
    return next(said, ())


def main_words(source: Source, patterns: Collection[str]) -> list[str]:
    """The words without an option that stand beside such a one, and mean something else."""
    said = [given[0] for given in offered(source) if len(given) == 1 and given[0][:1] != "-"]
    rest = [word for word in said if not is_special(word, source, patterns)]
    sides = {word for words in SIDES.values() for word in words}
    known = len(rest) < len(said)
    return [word for word in rest if len(word) > 1 and bare(word) not in sides] if known else []


def with_word(source: Source, given: tuple[str, ...], word: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments with a word in them, in place of what else the program could be told there."""
    if word[-1] in given:
        return given
    if word[0].endswith("="):
        rest = [each for each in given if not each.startswith(word[0])]
        return (*rest, "".join(word))
    if word[0].startswith("-") and stands_behind(word[0], source):
        return (*given, *word)
    if len(word) > 1 and word[0] in given[:-1]:
        place = given.index(word[0])
        return (*given[:place], *word, *given[place + 2 :])
    known = {each[-1] for each in offered(source) if len(each) == 1}
    if not word[0].startswith("-"):
        for place, each in enumerate(given):
            if each in known:
                return (*given[:place], *word, *given[place + 1 :])
    return (*word, *given)
