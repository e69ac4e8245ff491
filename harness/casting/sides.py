"""The word that makes a program one side, where it is both and can do without being told.

``if len(sys.argv) > 1 and sys.argv[1] == 'server': ... else: ...`` starts without an argument, but
as the other side, or with a word about how to call it.  So it is looked up what it has words for
(``offers``).
"""

import re

from harness.casting.kinds import is_place_for
from harness.casting.offers import offered
from harness.casting.options import valued
from harness.casting.sources import Source

SIDES = {
    "listen": ("server", "serve", "srv", "svr", "s", "listen", "l", "host", "hub"),
    "connect": ("client", "cli", "c", "connect", "join"),
}
_CLIENT = re.compile(r"(?:client|user|c)?[ _-]?([a-z]|\d)")


def bare(word: str) -> str:
    """A word without the dashes of an option, in small letters."""
    return word.lstrip("-").casefold()


def optional_word(source: Source, side: str) -> tuple[str, ...]:
    """What makes the program its side, if anything does: a word, or an option and a word."""
    for given in offered(source):
        if side in SIDES and bare(given[-1]) in SIDES[side]:
            behind = valued(source).get(given[-1])
            # '--server HOST' is where a client goes
            if behind is None or is_place_for(behind, side):
                return given
    return ()


def word_of_its_own(source: Source, letter: str, number: int) -> tuple[str, ...]:
    """What makes the program this one of its clients: 'x', 'clientX', '--client1', 'c1'."""
    for given in offered(source):
        is_client = _CLIENT.fullmatch(bare(given[-1]))
        if is_client and is_client[1] in (letter.casefold(), str(number)):
            return given
    return ()


def words_for(source: Source, side: str) -> frozenset[str]:
    """The words of the command line that are for a side."""
    said = (given[-1] for given in offered(source))
    return frozenset(word for word in said if bare(word) in SIDES.get(side, ()))
