"""Casting: from a hand-in's files to a program for each role.

In steps, each in a module of its own: read the sources; leave out copies; choose files by name or
deed; find the Python that each program was written for, and one on this machine; give arguments
to those that read them.  Roles with regions go another way (see :mod:`.kits`).  Nothing is run.
The same hand-in, spec and machine give the same cast.
"""

import posixpath
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import PurePosixPath

from harness.casting.arguments import arguments, can_be_typed, environment
from harness.casting.choosing import Chooser, Group, group
from harness.casting.copies import find_copies
from harness.casting.deeds import (
    asks_own_address,
    asks_own_name,
    deeds,
    peeks,
    polls,
    reads_ahead,
    reads_lines,
    writes_lines,
)
from harness.casting.endings import ends_lines
from harness.casting.entries import called
from harness.casting.facts import Facts, facts_of
from harness.casting.forms import form
from harness.casting.handing import handed_over
from harness.casting.hosts import is_address
from harness.casting.kits import cast_kits
from harness.casting.libraries import lacking, libraries
from harness.casting.modern import modern
from harness.casting.offers import offered
from harness.casting.packages import above, module
from harness.casting.parts import is_flag_apart, said_by, word_of_part
from harness.casting.pythons import TKINTER, choose
from harness.casting.quotes import evaluates_input
from harness.casting.setting import Setting
from harness.casting.sources import Source, Sources, read_sources
from harness.casting.special import special_word, with_word
from harness.casting.starts import told
from harness.casting.versions import PYTHON_2, Needs, needs
from harness.casting.whereabouts import way
from harness.model.casting import HOME, LINE, LOOPBACK, Interpreter, Program, Unfilled
from harness.model.quick import dataclass
from harness.model.spec import BY_STUDENT, Role, Spec

_LETTERS = "XYZUVW"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Casting:
    """Who plays: a program for each role that has one, and why each other role has none.

    ``notes``: sentences on what was settled that a person may want to know.  ``mains``: the main
    file of each role that has one, also where this machine lacks the Python to run it.
    ``modules``: what the main files import from the same hand-in, directly or not, by main file.
    """

    programs: dict[str, Program] = field(default_factory=dict)
    unfilled: dict[str, Unfilled] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    mains: dict[str, str] = field(default_factory=dict)
    modules: dict[str, tuple[str, ...]] = field(default_factory=dict)


def cast_roles(
    spec: Spec,
    folder: str,
    files: Sequence[str],
    interpreters: Sequence[Interpreter],
    by: str = BY_STUDENT,
) -> Casting:
    """Cast the roles that a student may play from the files of a hand-in.

    ``folder`` is an absolute path, ``files`` are relative to it (see ``intake.Intake``).  ``by``
    is what the programs' own ``by`` says: the same serves for a reference solution.
    """
    sources = read_sources(folder, files)
    roles = [role for role in spec.roles.values() if _castable(spec, role, by)]
    work = _Work(spec, folder, sources, by, [role for role in roles if not role.regions])
    work.choose()
    work.find_pythons(interpreters)
    found = work.result()
    kitted = cast_kits(spec, [role for role in roles if role.regions], sources, interpreters, by)
    return Casting(
        found.programs | kitted.programs,
        found.unfilled | kitted.unfilled,
        tuple(dict.fromkeys((*found.notes, *kitted.notes))),
        found.mains | kitted.mains,
        found.modules,
    )


class _Work:
    """One casting in the making."""

    def __init__(
        self, spec: Spec, folder: str, sources: Sources, by: str, roles: Sequence[Role]
    ) -> None:
        self._spec, self._folder, self._sources, self._by = spec, folder, sources, by
        self._roles = {role.id: role for role in roles}
        self._groups = group(self._roles.values())
        self._files: dict[str, Source] = {}
        self._spare: set[str] = set()  # roles that play another's file
        self._pythons: dict[str, Interpreter] = {}
        self._unfilled: dict[str, Unfilled] = {}
        self._notes: dict[str, None] = {}

    def choose(self) -> None:
        """Find a file for each role; those without one fall back on another role's."""
        copies = find_copies(self._sources)
        for copy, plain in copies.items():
            self._note(f"{copy} was taken for a copy of {plain} and left out")
        chooser = Chooser(self._groups, self._sources, copies)
        left: list[Group] = []
        for wanted in self._groups:
            found = chooser.choose(wanted)
            if found is None:
                left.append(wanted)
            elif isinstance(found, Unfilled):
                for role in wanted.roles:
                    self._unfilled[role.id] = Unfilled(role.id, found.why, found.whose)
            else:
                self._files.update(found)
        for path in chooser.outdated({file.path for file in self._files.values()}):
            self._note(f"{path} was left out, since its name says that it is not meant")
        for sentence in chooser.notes:
            self._note(sentence)
        # Falling back may lead over several roles; each round settles at least one.
        for _ in left:
            for wanted in left:
                for role in wanted.roles:
                    self._fall_back(role)
        self._part()

    def find_pythons(self, interpreters: Sequence[Interpreter]) -> None:
        """Find what each program was written for, and an interpreter that fits."""
        files = {file.path: file for file in self._files.values()}
        written = {path: needs(self._sources.uses(file)) for path, file in files.items()}
        asked = {role: written[file.path] for role, file in self._files.items()}
        if any(each.two for each in asked.values()):
            for role, each in asked.items():
                if not each.two and each.neutral:
                    # Half of a Python 2 hand-in often parses as Python 3, and then fails there.
                    asked[role] = PYTHON_2
                    self._note(
                        f"{self._files[role].path} runs on Python 2, as the rest of the hand-in"
                        " was written for it"
                    )
        for role, each in asked.items():
            self._settle(role, each, interpreters)

    def result(self) -> Casting:
        """The finished casting."""
        cast = [role for role in self._roles.values() if role.id in self._pythons]
        files = {file.path: file for file in self._files.values()}
        named = {path: facts_of(file, self._sources) for path, file in files.items()}
        known = {role.id: named[self._files[role.id].path] for role in cast}
        for path, found in named.items():
            for slip in found.slips:
                self._note(f"{path} names a host '{slip}', which is nearly 'localhost': there is no"
                           " host of that name")  # fmt: skip
        host, port = way(self._spec, cast, known)
        at_home = any(known[role.id].listens == HOME for role in cast if role.does == "listen")
        away = not (at_home or host.startswith(LOOPBACK))
        programs = {}
        for role in cast:
            number = self._number(role)
            letter = _LETTERS[(number - 1) % len(_LETTERS)]
            given = told(self._spec, role.id)
            does = self._does(role)
            others = (
                each for each in cast if role.id in (each.id, *each.fallback) and each.fallback
            )
            beside = tuple(pattern for each in others for pattern in each.files)
            says, unlike = said_by(role, self._roles.values())
            setting = Setting(letter, number, host, port, does, given, role.called, away, beside,
                              says=says, unlike=unlike)  # fmt: skip
            programs[role.id] = self._program(role, known[role.id], setting)
        programs = {role: self._framed(each, programs) for role, each in programs.items()}
        mains = {role: file.path for role, file in self._files.items()}
        modules = {
            path: tuple(each.path for each in self._sources.uses(file)[1:])
            for path, file in files.items()
        }
        return Casting(programs, self._unfilled, tuple(self._notes), mains, modules)

    def _fall_back(self, role: Role) -> None:
        for other in role.fallback:
            if role.id in self._files or role.id in self._unfilled:
                return
            if other in self._files:
                self._files[role.id] = self._files[other]
                self._spare.add(role.id)
            elif other in self._unfilled:
                found = self._unfilled[other]
                self._unfilled[role.id] = Unfilled(role.id, found.why, found.whose)

    def _part(self) -> None:
        """Leave out who can find another one's program only by a file that this writes."""
        listening = {r: file for r, file in self._files.items() if self._roles[r].does == "listen"}
        for role, file in list(self._files.items()):
            for other in {each.path: each for each in listening.values()}.values():
                if other is not file:
                    pair = (map(modern, self._sources.uses(each)) for each in (other, file))
                    if name := handed_over(*pair):
                        why = f"{file.path} reads {name}, which {other.path} writes while it runs:"
                        why += " here each program has files of its own, so that it cannot be found"
                        why += "; let both of them name the same port"
                        self._unfilled[role] = Unfilled(role, why, "machine")
                        self._files.pop(role, None)

    def _settle(self, role: str, asked: Needs, interpreters: Sequence[Interpreter]) -> None:
        windows = self._roles[role].window is not None
        path = self._files[role].path
        wanted = libraries(self._files[role], self._sources)
        having = [each for each in interpreters if wanted <= each.libraries]
        python = choose(asked, having, windows=windows)
        if python is None and choose(asked, interpreters, windows=windows) is not None:
            self._unfilled[role] = Unfilled(role, lacking(path, wanted), "machine")
            return
        if python is None:
            because = f" ({asked.why})" if asked.why else ""
            because += TKINTER if windows else ""
            why = f"{path} needs {asked}{because}, which this machine does not have"
            self._unfilled[role] = Unfilled(role, why, "machine")
            return
        self._pythons[role] = python
        if asked.why and (asked.two or asked.most is not None):
            version = ".".join(map(str, python.version))
            self._note(f"{path} runs on Python {version}: it needs {asked} ({asked.why})")

    def _does(self, role: Role) -> str:
        """What a role is meant to do, by itself or as one that it falls back on."""
        others = [self._roles[other] for other in role.fallback if other in self._roles]
        return next((each.does for each in (role, *others) if each.does), "")

    def _word(self, role: Role, used: Sequence[Source], setting: Setting) -> tuple[str, ...]:
        """What has a program do its part: what the server of that is told, if both know it."""
        alike = (
            each for each in self._roles.values() if bool(each.fallback) == bool(role.fallback)
        )
        server = next((self._files.get(each.id) for each in alike if each.says), None)
        if server is None or not setting.says:
            return ()
        made_of = tuple(modern(each) for each in self._sources.uses(server))
        found = word_of_part(made_of[0], made_of, setting.says, setting.unlike)
        return found if found in offered(used[0]) else ()

    def _number(self, role: Role) -> int:
        alike = next(each for each in self._groups if role in each.roles)
        return alike.roles.index(role) + 1

    def _program(self, role: Role, known: Facts, setting: Setting) -> Program:
        source, python = self._files[role.id], self._pythons[role.id]
        ports, addresses = known.ports, known.addresses
        variables: Pairs = ()
        if role.does == "listen" and role.port is not None:
            ports = tuple(dict.fromkeys((*ports, role.port)))  # which `run` may tell it
        if role.run is not None and "{file}" in (words := shlex.split(role.run)):
            given = tuple(words[words.index("{file}") + 1 :])
        else:
            both = len(deeds(source, self._sources).does) > 1
            # the command line may be read in a module that is no program by itself
            used = [modern(each) for each in self._sources.uses(source)]
            readers = [used[0], *(each for each in used[1:] if not each.asks_its_name)]
            special = (special_word(each, role.files) for each in readers)
            word = next(filter(None, special), ()) if role.id in self._spare else ()
            told = word or self._word(role, used, setting)
            if both and told and not is_flag_apart(told):
                told = word  # it may be the side's
            setting = replace(setting, word=told, config=self._config(source, setting))
            word = told if role.id in self._spare else ()
            read = (arguments(each, setting, both, tuple(used)) for each in readers)
            given, kinds = next((found for found in read if found[0]), ((), ()))
            if word:
                given, kinds = with_word(used[0], given, word), (*kinds, "what it is to do")
            if not can_be_typed(given):
                given, kinds = (), ()
                none = f"no command line can hold, so {role.id} is started without any"
                self._note(f"{source.path} asks for arguments that {none}")
            if given:
                taken = ", ".join(kinds)
                gets = shlex.join(given).replace(f"'{LINE}'", "what the story first types there")
                self._note(f"{source.path} reads its arguments ({taken}): {role.id} gets {gets}")
            variables, sorts = self._variables(role, tuple(used), setting, both)
            kinds = (*kinds, *sorts)
            if any("port" in kind for kind in kinds):
                ports = tuple(dict.fromkeys((setting.port, *ports)))
            # one that it is told has to be there as well, whoever plays the server
            hosts = [
                each.rpartition("/")[2].partition(":")[0]
                for each in (*given, *dict(variables).values())
            ]
            addresses = tuple(dict.fromkeys((*addresses, *filter(is_address, hosts))))
        return Program(
            role=role.id,
            by=self._by,
            folder=self._folder,
            main=source.path,
            python=python,
            args=given,
            quoted=python.version[0] == 2 and evaluates_input(source, self._sources),
            addresses=addresses,
            names=known.names,
            ports=ports,
            reads_ahead=reads_ahead(source, self._sources),
            polls=polls(source, self._sources),
            reads_lines=reads_lines(source, self._sources),
            form=form(source, self._sources),
            module=module(source, self._sources),
            above=above(source, self._sources),
            screen=role.window is not None,
            six=known.six,
            probes=known.probes,
            own_name=asks_own_name(source, self._sources),
            peeks=peeks(source, self._sources),
            own_address=asks_own_address(source, self._sources),
            call=called(
                source,
                self._sources,
                setting.side,
                setting.number,
                role.files if role.id in self._spare else (),
                setting.beside,
            ),
            variables=variables,
            listens=self._does(role) == "listen",
            guessed=role.run is None,
        )

    def _config(self, source: Source, setting: Setting) -> str:
        """The file of settings that a program may be told to read, seen from where it runs."""
        found = self._sources.configs(source)
        if len(found) > 1:
            own = "server" if setting.side == "listen" else "client"
            found = [path for path in found if own in PurePosixPath(path).stem.casefold()]
        if len(found) != 1:
            return ""
        program = Program(
            "",
            self._by,
            self._folder,
            source.path,
            next(iter(self._pythons.values())),
            module=module(source, self._sources),
            above=above(source, self._sources),
        )
        return posixpath.relpath(found[0], program.place or ".")

    def _variables(
        self, role: Role, used: tuple[Source, ...], setting: Setting, both: bool
    ) -> tuple[Pairs, tuple[str, ...]]:
        """What a program finds in its environment, and what each is."""
        values, kinds = environment(used, setting, both)
        if values:
            said = " ".join(f"{name}={shlex.quote(value)}" for name, value in values)
            sorts, path = ", ".join(kinds), used[0].path
            self._note(f"{path} reads its environment ({sorts}): {role.id} gets {said}")
        return values, kinds

    def _framed(self, program: Program, programs: Mapping[str, Program]) -> Program:
        """The same, and what it gets from a script ends as what its own partners send.

        That it reads lines excuses nobody whose own partners never send one; and whom they send
        nothing but lines has to bear the line ends, and may count on them.
        """
        own = self._roles[program.role]
        # of a part that may have programs of its own, those
        others = (self._roles[role] for role in programs)
        partners = {
            self._files[other.id].path: self._files[other.id]
            for other in others
            if self._does(other) != self._does(own) and bool(other.fallback) == bool(own.fallback)
        }
        if not partners:
            return program
        if program.reads_lines:
            lines = any(writes_lines(each, self._sources) for each in partners.values())
        else:
            lines = all(ends_lines(each, self._sources) for each in partners.values())
        return replace(program, reads_lines=lines)

    def _note(self, sentence: str) -> None:
        self._notes[f"{sentence}."] = None


def _castable(spec: Spec, role: Role, by: str) -> bool:
    """True if a student plays the role, by itself or in some cast; or ``by``, whoever that is."""
    played = {role.by, *(cast.get(role.id, "") for cast in spec.casts.values())}
    return bool(played & {BY_STUDENT, by}) and bool(role.files or role.does or role.fallback)
