"""The word that has a program do what another role asks for, where one file plays both.

Whoever puts the extra credit into the same file lets it be asked for there: ``server.py --extra``,
``pa3.py ecserver``.  The word is known as a file's name would be, by the patterns of the role: what
'extra_server.py' or 'ecserver.py' would be.
"""

from collections.abc import Iterable

from harness.casting.patterns import means
from harness.casting.sides import bare, offered
from harness.casting.sources import Source


def special_word(source: Source, patterns: Iterable[str]) -> tuple[str, ...]:
    """What makes a program the role that the patterns mean, if anything does."""
    for given in offered(source):
        word = bare(given[-1])
        names = (word, f"{word}_{source.stem}")
        if word and any(means(pattern, name) for pattern in patterns for name in names):
            return given
    return ()


def with_word(source: Source, given: tuple[str, ...], word: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments with a word in them, in place of what else the program could be told there."""
    known = {each[-1] for each in offered(source) if len(each) == 1} - {word[-1]}
    if not word[0].startswith("-"):
        for place, each in enumerate(given):
            if each in known:
                return (*given[:place], *word, *given[place + 1 :])
    return (*word, *given)
