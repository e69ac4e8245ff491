"""File patterns: which of a hand-in's files a role's patterns mean, and how surely.

Patterns are shell patterns with ``{x,y}`` alternatives, case ignored, spaces and hyphens taken for
underscores.  One without a slash is held against the file's name; one with slashes against the end
of its path, where a folder's name need only begin as the pattern says (``extra/`` is also 'Extra
Credit').  ``*chat*server*`` also means a ``server.py`` in a folder ``chat``, but less surely than
what a file's own name says.  The more letters of a name a pattern spells out, the surer it is:
``EC_server.py`` is rather ``EC*server*`` than ``*server*.py``.  What a pattern has in capitals is a
word of the name: ``ec-server.py`` and ``ServerEC.py`` have an 'EC', ``echo_server.py`` and
``project_server.py`` have none.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from harness.casting.sources import Source

BY_NAME, BY_FOLDER = 2, 1
_BRACES = re.compile(r"\{([^{}]*)\}")
_WILD = re.compile(r"\[[^\]]*\]|[*?]")


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """How surely a pattern means a file: ``by`` its own name or its folder's; letters spelt out."""

    by: int
    letters: int


def match(pattern: str, source: Source) -> Match | None:
    """The surest match of a pattern with a file, or None."""
    folders, name = _parts(source)
    found = (_match(one, folders, name) for one in expand(pattern))
    return max((each for each in found if each is not None), default=None)


def means(pattern: str, name: str) -> bool:
    """Whether a pattern would mean a file of this name, in whatever folder."""
    return any(_match(one, [], f"{_plain(name)}.py") for one in expand(pattern))


@cache
def expand(pattern: str) -> tuple[str, ...]:
    """The patterns that a pattern with braces stands for."""
    braces = _BRACES.search(pattern)
    if braces is None:
        return (pattern,)
    head, tail = pattern[: braces.start()], pattern[braces.end() :]
    return tuple(one for middle in braces[1].split(",") for one in expand(f"{head}{middle}{tail}"))


def natural(path: str) -> tuple[list[tuple[int, int, str]], str]:
    """A sort key that puts ``client`` before ``client2`` and that before ``client10``."""
    pieces = re.findall(r"\d+|\D", re.sub(r"\.\w+$", "", path).casefold())
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in pieces], path


def _parts(source: Source) -> tuple[list[str], str]:
    *folders, _ = source.path.split("/")
    return [_plain(folder) for folder in folders], f"{_plain(source.stem)}.py"


def _plain(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text)


def _match(pattern: str, folders: list[str], name: str) -> Match | None:
    *above, last = (part if "[" in part else _plain(part) for part in pattern.split("/"))
    if above:
        ends = folders[-len(above) :]
        if len(ends) < len(above) or not _fits(name, last):
            return None
        if not all(_fits(folder, f"{part}*") for part, folder in zip(above, ends, strict=True)):
            return None
        return Match(BY_NAME, _letters("*".join((*above, last)), "/".join((*ends, name))))
    if _fits(name, last):
        return Match(BY_NAME, _letters(last, name))
    for star in re.finditer(r"\*", last):
        folder, rest = last[: star.end()], last[star.start() :]
        # Both halves must say something, or '*server*.py' would be anything in 'server/'.
        if _says(folder) and _says(rest) and _fits(name, rest):
            for each in folders:
                if _fits(each, folder):
                    return Match(BY_FOLDER, _letters(last, f"{each}/{name}"))
    return None


def _fits(name: str, pattern: str) -> bool:
    if not fnmatchcase(name.casefold(), pattern.casefold()):
        return False
    pieces = [piece for piece in _WILD.split(pattern.removesuffix(".py")) if piece]
    return all(
        _stands(name, piece, pieces) for piece in pieces if piece.isupper() and len(piece) > 1
    )


def _stands(name: str, word: str, pieces: list[str]) -> bool:
    """Whether a word in capitals is one in the name: as it is, set off, or beside another piece."""
    if word in name or re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", name, re.IGNORECASE):
        return True
    pairs = [both for each in pieces if each != word for both in (word + each, each + word)]
    return any(pair.casefold() in name.casefold() for pair in pairs)


def _says(pattern: str) -> bool:
    return bool(_WILD.sub("", pattern.removesuffix(".py")))


def _letters(pattern: str, name: str) -> int:
    """How many letters of ``name`` the pattern spells out, capitals only where both have them."""
    pieces = _WILD.split(pattern.removesuffix(".py"))
    return sum(len(piece) for piece in pieces if piece.islower() or piece in name)
