"""The words that have a program do one part of an assignment, by what it says then.

Where one file does the main part and the special one, a word tells which ('server' or 'hub', 1 or
3, '-e').  The part is known by what its server says (``says`` of a spec: 'before', 'bye'): at a
word of the one part there is that among the texts of what is done then, and not the other's.  What
a client says tells nothing; so its words go with those of the servers in the order in which the
program has them: 'server', 'hub' and 'client', 'talker'.
"""

from collections.abc import Collection

from harness.casting.acting import acting, texts_at
from harness.casting.offers import Given, offered
from harness.casting.sides import SIDES, bare
from harness.casting.sources import Source
from harness.model.spec import Role

_FEW = 30  # words that are looked at
Said = Collection[str]


def said_by(role: Role, roles: Collection[Role]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the server of a role's part says, and what that of the other part does."""
    told = [each for each in roles if each.says]
    own = [each.says for each in told if bool(each.fallback) == bool(role.fallback)]
    other = [each.says for each in told if bool(each.fallback) != bool(role.fallback)]
    return (own[0], other[0]) if len(own) == len(other) == 1 else ((), ())


def of_side(
    source: Source, used: tuple[Source, ...], side: str, own: Said, other: Said
) -> list[Given]:
    """The words of a part for a side of a program that is both; none, if nothing tells."""
    servers = acting(source, used, "listen")
    meant = [place for place, word in enumerate(servers)
             if _is_said(source, used, word[-1], own, other)]  # fmt: skip
    apart = [word for word in servers if _is_said(source, used, word[-1], other, own)]
    if not meant or not apart or len(meant) + len(apart) < len(servers):
        return []
    if side == "listen":
        return [servers[place] for place in meant]
    clients = acting(source, used, side)
    each, rest = divmod(len(clients), len(servers))
    if rest or not each:
        return []
    return [word for place, word in enumerate(clients) if place // each in meant]


def is_flag_apart(given: Given) -> bool:
    """Whether it is an option that stands alone and is not usual for a side."""
    known = any(bare(given[0]) in words for words in SIDES.values())
    return len(given) == 1 and given[0][:1] == "-" and not known


def word_of_part(source: Source, used: tuple[Source, ...], own: Said, other: Said) -> Given:
    """What makes a program do the part that says its ``own``, where another part says the rest."""
    for given in offered(source)[:_FEW]:
        if _is_said(source, used, given[-1], own, other):
            return given
    return ()


def _is_said(source: Source, used: tuple[Source, ...], word: str, own: Said, other: Said) -> bool:
    said = texts_at(source, used, word)
    return _any(own, said) and not _any(other, said)


def _any(words: Said, texts: str) -> bool:
    return any(word.casefold() in texts for word in words)
