"""Which files of a hand-in belong together: one program for each role, alike in folder and name.

'a/server.py' and 'a/client.py' are a *set*, and so are 'EC_server.py' and 'EC_client.py': what is
left of their paths without the roles' own words is the same.  A set is whole if it has a file for
every group of roles, each of which does what its role does.  Where no name has a role's word, its
programs are of the set that has no other words in its folder ('a/s.py' and 'a/c.py').

Beside the only whole set, or the one that lies above all others, what lies in other folders is
nobody's ('practice/tcpserver.py', the client of another assignment).  In its own folder a set that
has something of its own in its names ('EC_') stands for itself, also where there are just as many
files as roles ('TCP_client.py' and 'UDP_client.py' beside 'TCP_server.py'); one that has not leaves
open what 'server_v2.py' is beside 'server.py'.  Where a group has several roles, 'PA3_client_x.py'
is of the set of 'PA3_server.py': one letter or figure more is what tells their programs apart.

A set whose programs do not say what the roles' programs say, where others do, is not meant: not the
textbook's 'CapitalServer.py', nor a whole set in a folder below programs with names of all kinds.

Of two whole sets beside one another nothing tells which is meant, nor is one program of each a
pair; unless all roles have a pattern that means the one set and not the others
('EC_chat_server.py' beside 'chat_server.py', where the extra credit is asked for).
"""

import re
from collections.abc import Iterable

from harness.casting.patterns import expand, match
from harness.casting.sources import Source
from harness.model.quick import dataclass

_LITERAL = re.compile(r"[A-Za-z]{2,}")
_BETWEEN = re.compile(r"[\s_-]+")
_ROLE = "*"  # in the place of a role's own word


@dataclass(frozen=True)
class Claim:
    """What a group of so many roles takes for its files, and by which patterns.

    ``saying``: which of the files say what is wanted.  ``named``: the patterns mean them; else it
    is what they do, and all that their paths tell is the folder.
    """

    patterns: tuple[str, ...]
    files: list[Source]
    count: int
    saying: list[Source]
    named: bool = True


class Sets:
    """The whole sets among ``claims``: what the patterns of each group of roles mean."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._keys: dict[str, str] = {}
        groups = [(each, _keys(each)) for each in claims]
        found, liked, saying = [], [], []
        for each, own in groups:
            others = [frozenset(other.values()) for _, other in groups if other is not own]
            apart = each.count > 1 and others
            keys = _told_apart(own, frozenset.intersection(*others)) if apart else own
            self._keys |= keys
            found.append(frozenset(keys.values()))
            saying.append(frozenset(keys[source.path] for source in each.saying))
            first = preferred(each.patterns, each.files)
            liked.append(frozenset(keys[source.path] for source in first))
        every = frozenset.intersection(*found) if found else frozenset()
        self.whole = _highest(every.intersection(*saying))
        self._others = every - self.whole
        self._liked = frozenset.intersection(*liked) if liked else frozenset()

    def beside(self, one: Source, files: list[Source]) -> list[Source]:
        """Those of the files that belong together with ``one``."""
        key = self._keys.get(one.path)
        return [source for source in files if key and self._keys.get(source.path) == key]

    def meant(self, files: list[Source]) -> list[Source]:
        """The files without those of whole sets that do not say what is wanted."""
        return [s for s in files if self._keys.get(s.path) not in self._others] or files

    def within(self, files: list[Source], count: int) -> list[Source]:
        """Of too many files, or of files from several folders, those of the only whole set."""
        keys = {self._keys.get(source.path, "") for source in files} & self.whole
        if len(keys) != 1:
            return files
        (key,) = keys
        if key.rpartition("/")[2].partition(".")[0] != _ROLE:
            return [source for source in files if self._keys.get(source.path) == key]
        folders = {_folder(source.path) for source in files}
        if len(files) <= count and len(folders) == 1:
            return files
        return [source for source in files if _folder(source.path) == _folder(key)]

    def split(self, files: list[Source]) -> bool:
        """Whether these are programs of several whole sets, taken for a pair."""
        keys = {self._keys.get(source.path, "") for source in files}
        return len(keys) > 1 and keys <= self.whole

    def liked(self, files: list[Source]) -> list[Source]:
        """Of programs of several whole sets, those of the one that all roles' patterns prefer."""
        kept = [source for source in files if self._keys.get(source.path) in self._liked]
        return kept if len({self._keys[source.path] for source in kept}) == 1 else files


def preferred(patterns: Iterable[str], files: list[Source]) -> list[Source]:
    """Those of the files that the first pattern means which does not mean them all; or none."""
    meant = ([source for source in files if match(pattern, source)] for pattern in patterns)
    return next((some for some in meant if 0 < len(some) < len(files)), [])


def telling(patterns: Iterable[str], files: list[Source]) -> tuple[str, ...]:
    """The patterns without those that mean every one of several files, which tells nothing."""
    if len(files) < 2:
        return tuple(patterns)
    return tuple(each for each in patterns if not all(match(each, source) for source in files))


def _highest(keys: frozenset[str]) -> frozenset[str]:
    """The set whose folder all others are in, if there is one; else all of them."""
    for key in keys:
        here = _folder(key)
        others = [_folder(other) for other in keys if other != key]
        inside = all(not here or other.startswith(f"{here}/") for other in others)
        if others and inside and here not in others:
            return frozenset({key})
    return keys


def _keys(claim: Claim) -> dict[str, str]:
    if not claim.named:
        return {source.path: _beneath(_folder(source.path)) for source in claim.files}
    return {source.path: _rest(source.path, claim.patterns) for source in claim.files}


def _beneath(folder: str) -> str:
    """The key of programs that are called by nothing but their roles' words."""
    return f"{folder}/{_ROLE}.py" if folder else f"{_ROLE}.py"


def _told_apart(keys: dict[str, str], others: frozenset[str]) -> dict[str, str]:
    """The same keys, but that of another group where all that a file has more is one letter."""
    more = {
        path: next((other for other in sorted(others) if _is_one_more(key, other)), key)
        for path, key in keys.items()
        if key not in others
    }
    return keys | more


def _is_one_more(key: str, other: str) -> bool:
    """Whether ``key`` is ``other`` with one letter or figure put in, however it is set off."""
    longer, shorter = _BETWEEN.sub("", key), _BETWEEN.sub("", other)
    return len(longer) == len(shorter) + 1 and any(
        longer[at].isalnum() and longer[:at] + longer[at + 1 :] == shorter
        for at in range(len(longer))
    )


def _folder(path: str) -> str:
    return path.casefold().rpartition("/")[0]


def _rest(path: str, patterns: tuple[str, ...]) -> str:
    """A path without the word that its role's patterns have in common."""
    words = [_LITERAL.findall(one.removesuffix(".py")) for each in patterns for one in expand(each)]
    shared = [word for word in (words[0] if words else []) if all(word in each for each in words)]
    own = shared or [word for each in words for word in each]
    folder, slash, name = path.casefold().rpartition("/")
    for word in own:
        if word.casefold() in name:
            return folder + slash + name.replace(word.casefold(), _ROLE, 1)
    return folder + slash + name
