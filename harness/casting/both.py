"""Programs whose names tell no side, beside others: which of them is the special part's.

The name of one that is both sides lacks the side's word: 'pa3_extra.py' is what
'pa3_extra_server.py' and 'pa3_extra_client.py' would be; 'pa3_extra_s.py' has a word of its own for
it.  It is the special part's if that part's patterns would mean it with the word behind it, and
another file that does what the side does is left for the rest: one that is both sides, too, or this
side alone.
"""

from collections.abc import Iterable

from harness.casting.deeds import deeds
from harness.casting.patterns import means
from harness.casting.sides import SIDES
from harness.casting.sources import Source, Sources


def special_by_name(
    files: Iterable[Source], patterns: Iterable[str], side: str, sources: Sources
) -> Source | None:
    """The only file that does what a ``side`` does and is what the patterns mean, with its word."""
    able = [source for source in files if side in deeds(source, sources).does]
    names = [f"_{word}" for word in SIDES.get(side, ())]
    meant = [
        source
        for source in able
        if any(means(pattern, source.stem + name) for pattern in patterns for name in names)
    ]
    return meant[0] if len(meant) == 1 < len(able) else None
