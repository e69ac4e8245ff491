"""Which file plays which role.

Roles that the spec declares together (``a, b: {files: …}``) are cast together.  Patterns come
first, in the spec's order of preference: the first that means as many files as there are roles,
then the first that means one (run once for each role).  A file that another group's patterns mean
more surely is left to that group, if there are others; and so are those that a group with something
to fall back on likes best, since its patterns say what is special.  Of several that remain, those
count that belong together (see :mod:`.sets`), do what the role does, and name the other side's
port.  Where no pattern fits, a role that has another to fall back on is left to it, unless beside
that one's program lies another that alone says what it says; else what files do decides.

Nothing is guessed: where several files remain, the role is unfilled, for a person to settle, and
the reason names them.  So is one whose program is written in another language: it may be right, and
cannot be run.
"""

from collections.abc import Callable, Collection, Iterable
from pathlib import PurePosixPath

from harness.casting.both import special_by_name
from harness.casting.copies import is_outdated
from harness.casting.deeds import deeds
from harness.casting.facts import facts_of
from harness.casting.fewer import fewer, without_tests
from harness.casting.pairs import one_each
from harness.casting.patterns import BY_NAME, Match, match, means, natural
from harness.casting.running import repeats_another, run_by_others, starts_others
from harness.casting.saying import says
from harness.casting.sets import Claim, Sets, preferred, telling
from harness.casting.sources import COMPILED, Source, Sources
from harness.model.casting import Unfilled
from harness.model.quick import dataclass
from harness.model.spec import Role

_NONE, _LESS, _EQUAL, _MORE, _ALONE = range(5)  # how surely a file is one group's


@dataclass(frozen=True)
class Group:
    """Roles that are cast together: all that differs between them is their name."""

    roles: tuple[Role, ...]

    @property
    def names(self) -> str:
        """The roles' names for a sentence."""
        names = [role.id for role in self.roles]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def group(roles: Iterable[Role]) -> list[Group]:
    """Gather the roles that are cast together, in the spec's order."""
    groups: dict[tuple[object, ...], list[Role]] = {}
    for role in roles:
        alike = (role.files, role.does, role.run, role.proto, role.by, bool(role.fallback))
        groups.setdefault(alike, []).append(role)
    return [Group(tuple(each)) for each in groups.values()]


class Chooser:
    """Chooses files for groups of roles; ``copies`` are paths that are never chosen.

    ``notes``: sentences on what was left out.
    """

    def __init__(self, groups: list[Group], sources: Sources, copies: Iterable[str]) -> None:
        self._sources = sources
        left = [source for source in sources if source.path not in set(copies)]
        firsts = [each.roles[0] for each in groups]
        left = without_tests(left, firsts, lambda source: deeds(source, sources).does)
        left = _unless_none(left, lambda source: not starts_others(source, sources))
        left = _unless_none(left, lambda source: not repeats_another(source, sources))
        within = sources.modules | run_by_others(left, sources)
        self._files = _unless_none(left, lambda source: source.path not in within)
        self._groups = groups
        roles = [role for each in groups for role in each.roles]
        self._asked = " ".join(word for r in roles for word in (r.id, *r.files)).casefold()
        self._patterns = {id(each): self._telling(each) for each in groups}
        self._surest = {id(each): self._matches(each) for each in groups}
        self._sets: dict[bool, Sets] = {}
        self.notes: list[str] = []

    def choose(self, wanted: Group) -> dict[str, Source] | Unfilled | None:
        """The file for each role of a group.

        None: it has no files of its own, and other roles to fall back on.  Unfilled: why not (for
        the first of its roles).
        """
        found = self._by_pattern(wanted)
        if found:
            return self._cast(wanted, found)
        if wanted.roles[0].fallback:
            special = self._by_special_name(wanted)
            return self._cast(wanted, [special]) if special else self._by_what_is_said(wanted)
        return self._cast(wanted, self._by_deed(wanted))

    def outdated(self, chosen: Collection[str]) -> list[str]:
        """Files that are named like a role's, were not ``chosen``, and are called old."""
        named = {path for found in self._surest.values() for path in found} - set(chosen)
        return [s.path for s in self._files if s.path in named and self._outdated(s)]

    def _outdated(self, source: Source) -> bool:
        return is_outdated(source, self._asked)

    def _telling(self, wanted: Group) -> tuple[str, ...]:
        """Its patterns; if it is special, without what all that the rest's mean is called, too."""
        rest = self._rest_of(wanted)
        known = rest.roles[0].files if rest else ()
        named = [s for s in self._files if any(match(pattern, s) for pattern in known)]
        return telling(wanted.roles[0].files, named)

    def _matches(self, wanted: Group) -> dict[str, Match]:
        found = {}
        for source in self._files:
            matches = [match(pattern, source) for pattern in self._patterns[id(wanted)]]
            if any(matches):
                found[source.path] = max(each for each in matches if each)
        return found

    def _by_pattern(self, wanted: Group) -> list[Source]:
        """What the patterns leave: as many as there are roles, or one, or too many, or none."""
        count = len(wanted.roles)
        files = self._claimed(wanted)
        if any(each.roles[0].says for each in self._groups):
            files = self._family(wanted).meant(files)
        found = [
            [source for source in files if match(pattern, source)]
            for pattern in self._patterns[id(wanted)]
        ]
        found = [self._together(wanted, each) for each in found if each]
        exact = next((each for each in found if len(each) == count), None)
        if exact and self._split(wanted, exact):
            return self._family(wanted).liked(exact)
        if exact and not one_each(exact):
            able = [source for source in exact if source in self._able(wanted)]
            able = _unless_none(able, lambda source: not source.only_defines)
            return able if len(able) == 1 else exact
        single = next((each for each in found if len(each) == 1), None)
        return exact or single or next((self._narrow(wanted, each) for each in found), [])

    def _together(self, wanted: Group, files: list[Source]) -> list[Source]:
        """Those of the files that belong to the only whole set of programs, if it matters."""
        if len(files) < 2:
            return files
        return self._family(wanted).within(files, len(wanted.roles))

    def _split(self, wanted: Group, files: list[Source]) -> bool:
        return len(files) > 1 and self._family(wanted).split(files)

    def _family(self, wanted: Group) -> Sets:
        """The sets of programs of groups that have, like this one, a fallback or none."""
        spare = bool(wanted.roles[0].fallback)
        if spare not in self._sets:
            alike = [each for each in self._groups if bool(each.roles[0].fallback) == spare]
            claims = [
                Claim(patterns, able, len(each.roles), self._saying(each, able), named)
                for each in alike
                for patterns in [self._patterns[id(each)]]
                if patterns
                for named in [bool(spare or self._claimed(each))]
                for able in [self._able(each) if named else self._doing(each)]
            ]
            self._sets[spare] = Sets(claims)
        return self._sets[spare]

    def _able(self, wanted: Group) -> list[Source]:
        """The files that a group's patterns mean, and that do what its roles do."""
        role = wanted.roles[0]

        def able(source: Source) -> bool:
            found = deeds(source, self._sources)
            return role.proto in found.protos and (role.does is None or role.does in found.does)

        return [source for source in self._claimed(wanted) if able(source)]

    def _saying(self, wanted: Group, files: list[Source]) -> list[Source]:
        """Those of the files in whose texts a word stands that the role's program says; or all."""
        return _unless_none(files, lambda s: says(s, wanted.roles[0].says, self._sources))

    def _claimed(self, wanted: Group) -> list[Source]:
        """The files that the patterns mean, of which other groups' patterns leave it the most."""
        standing = {s.path: self._standing(wanted, s) for s in self._files}
        best = max(standing.values(), default=_NONE)
        if best == _NONE:
            return []
        files = [source for source in self._files if standing[source.path] == best]
        files = _unless_none(files, lambda source: not self._outdated(source))
        does = wanted.roles[0].does
        if best in (_LESS, _EQUAL) and does is not None:
            # Its name says this and something else: what it does decides.
            files = _unless_none(files, lambda s: does in deeds(s, self._sources).does)
        enough = len(wanted.roles) if best == _MORE else 1
        if best != _ALONE and len(files) > enough:
            special = self._special(wanted, files)
            files = _unless_none(files, lambda s: s.path not in special)
        return files

    def _special(self, wanted: Group, files: list[Source]) -> set[str]:
        """Of files that could be either's, those that roles with something to fall back on prefer.

        In a hand-in whose names all say 'chat', 'EC_chat_server.py' is the extra credit's, and
        'chat_server.py' is not.
        """
        if wanted.roles[0].fallback:
            return set()
        spare = (self._patterns[id(each)] for each in self._groups if each.roles[0].fallback)
        return {source.path for patterns in spare for source in preferred(patterns, files)}

    def _standing(self, wanted: Group, source: Source) -> int:
        """How a group's claim to a file stands against the claims of the others."""
        own = self._surest[id(wanted)].get(source.path)
        if own is None:
            return _NONE
        others = [
            each[source.path]
            for key, each in self._surest.items()
            if key != id(wanted) and source.path in each
        ]
        if not others:
            return _ALONE
        most = max(others)
        return _MORE if own > most else _EQUAL if own == most else _LESS

    def _by_deed(self, wanted: Group) -> list[Source]:
        files = self._doing(wanted)
        if any(each.roles[0].says for each in self._groups):
            files = self._family(wanted).meant(files)
        return self._narrow(wanted, self._together(wanted, files))

    def _doing(self, wanted: Group) -> list[Source]:
        """What does as a group's roles do, whatever it is called."""
        does = wanted.roles[0].does
        taken = {
            path
            for key, each in self._surest.items()
            if key != id(wanted)
            for path, surest in each.items()
            if surest.by == BY_NAME
        }
        files = [s for s in self._files if does in deeds(s, self._sources).does]
        files = _unless_none(files, lambda source: not self._outdated(source))
        special = [self._by_special_name(each) for each in self._groups if each.roles[0].fallback]
        files = _unless_none(files, lambda source: source not in special)
        return _unless_none(files, lambda s: s.path not in taken)

    def _by_what_is_said(self, wanted: Group) -> dict[str, Source] | Unfilled | None:
        """The special part's programs where no name tells, by what one of them alone says.

        'relay_server.py' says ``Bye`` and 'server.py' does not: so it is the hub, and what belongs
        together with it are the talkers.
        """
        main, own = self._main(), self._rest_of(wanted)
        told = (g for g in self._groups if g.roles[0].says and self._rest_of(g))
        each = next(
            (g for g in told if not (self._by_pattern(g) or self._by_special_name(g))), None
        )
        if each is None or own is None or not main:
            return None
        saying = [s for s in self._playing(each) if says(s, each.roles[0].says, self._sources)]
        if not saying or main & {source.path for source in saying}:
            return None
        if each is wanted or len(saying) > 1:
            return self._cast(each, saying)
        able = [source for source in self._playing(wanted) if source.path not in main]
        found = self._family(own).beside(saying[0], able)
        return self._cast(wanted, found) if found else None

    def _rest_of(self, wanted: Group) -> Group | None:
        """The group of the main part that a special one falls back on."""
        others = wanted.roles[0].fallback
        return next((g for g in self._groups if any(role.id in others for role in g.roles)), None)

    def _playing(self, wanted: Group) -> list[Source]:
        """What could play the group that a special one falls back on."""
        rest = self._rest_of(wanted)
        return (self._able(rest) or self._doing(rest)) if rest else []

    def _main(self) -> set[str]:
        """The programs of the main part, if all its roles have one."""
        found = [self.choose(each) for each in self._groups if not each.roles[0].fallback]
        cast = [each for each in found if isinstance(each, dict)]
        if len(cast) < len(found):
            return set()
        return {source.path for each in cast for source in each.values()}

    def _by_special_name(self, wanted: Group) -> Source | None:
        """The file whose name tells no side, of several, and that a group with a fallback means."""
        role = wanted.roles[0]
        others = {each.id: each.does for one in self._groups for each in one.roles}
        does = role.does or next((others[each] for each in role.fallback if others.get(each)), "")
        return special_by_name(self._files, role.files, does or "", self._sources)

    def _narrow(self, wanted: Group, files: list[Source]) -> list[Source]:
        """Take away, step by step, what can hardly be meant, until the number is right."""
        role, count = wanted.roles[0], len(wanted.roles)
        steps: tuple[Callable[[Source], bool], ...] = (
            lambda s: role.does is None or role.does in deeds(s, self._sources).does,
            lambda s: role.proto in deeds(s, self._sources).protos,
            lambda s: role.does is None or deeds(s, self._sources).does == {role.does},
            lambda s: not s.only_defines,
        )
        for step in steps:
            if len(files) in (1, count):
                return files
            files = _unless_none(files, step)
        if len(files) not in (1, count):
            files = self._on_port(wanted, _distinct(files))
        return files

    def _on_port(self, wanted: Group, files: list[Source]) -> list[Source]:
        """Of several files, those that name a port which the other groups' programs name."""
        spare = bool(wanted.roles[0].fallback)
        others = {
            port
            for each in self._groups
            if each is not wanted and bool(each.roles[0].fallback) == spare
            for source in self._able(each)
            for port in facts_of(source, self._sources).ports
        }
        return _unless_none(
            files, lambda source: bool(others & set(facts_of(source, self._sources).ports))
        )

    def _cast(self, wanted: Group, files: list[Source]) -> dict[str, Source] | Unfilled:
        ordered = sorted(files, key=lambda source: natural(source.path))
        if not ordered:
            return self._nobody(wanted)
        if len(ordered) == 1:
            ordered *= len(wanted.roles)
        fits = len(ordered) == len(wanted.roles) and one_each(ordered)
        beside = len({PurePosixPath(source.path).parent for source in ordered}) == 1
        if not fits and beside and len(same := _distinct(ordered)) == 1:
            ordered, fits = same * len(wanted.roles), True
        if not fits:
            meant, why = fewer(wanted.roles[0], ordered, self._sources)
            if why:
                rest = ", ".join(each.path for each in ordered if each not in meant)
                self.notes.append(f"{rest} was left out, since it {why}")
                return self._cast(wanted, meant)
        if not fits or self._split(wanted, ordered):
            named = ", ".join(source.path for source in ordered)
            return Unfilled(
                wanted.roles[0].id,
                f"several files could be {_the(wanted)}: {named}; name them as the assignment says,"
                " or leave only the right one",
                "person",
            )
        return {role.id: file for role, file in zip(wanted.roles, ordered, strict=True)}

    def _nobody(self, wanted: Group) -> Unfilled:
        role = wanted.roles[0]
        foreign = self._foreign(role)
        if foreign:
            one = len(foreign) == 1
            why = f"{_few(foreign)} {'is no Python program' if one else 'are no Python programs'}"
            if any(map(COMPILED.search, foreign)):
                why = f"of {_few(foreign)} there is only what Python has compiled, and no .py"
                return Unfilled(role.id, why, "machine")
            return Unfilled(role.id, f"{why}, and no others can be run here", "machine")
        reasons = []
        if role.files:
            reasons.append(f"none is named like {' or '.join(role.files)}")
        if role.does:
            reasons.append(f"none {role.does}s")
        names = sorted((source.path for source in self._sources), key=natural)
        held = f"the Python files are {_few(names)}" if names else "there is no Python file"
        return Unfilled(role.id, f"no file could be {_the(wanted)}: {', '.join((*reasons, held))}")

    def _foreign(self, role: Role) -> list[str]:
        """Programs in another language that may be what the role asks for.

        Those that are named like it; where there is no Python at all, any.
        """
        found = sorted(self._sources.foreign, key=natural)
        if self._sources.by_path:
            stems = {path: PurePosixPath(path).stem for path in found}
            found = [path for path in found if any(means(one, stems[path]) for one in role.files)]
        return found


def _few(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _the(wanted: Group) -> str:
    return f"'{wanted.names}'" if len(wanted.roles) == 1 else f"the roles {wanted.names}"


def _unless_none(files: list[Source], wanted: Callable[[Source], bool]) -> list[Source]:
    """Those that are ``wanted``; all of them if none is."""
    return [source for source in files if wanted(source)] or files


def _distinct(files: list[Source]) -> list[Source]:
    """Of files with the same text, only that which lies highest."""
    ordered = sorted(files, key=lambda s: (s.path.count("/"), natural(s.path)))
    return list({source.text: source for source in reversed(ordered)}.values())
