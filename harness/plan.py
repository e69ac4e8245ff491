"""From an assignment and the programs of one hand-in to the scenes that are to be played.

Pure.  The first cast of a scene that can be played is played always, and of the others those that
judge a line which no cast before them does (the server's lines where a reference plays the server).
The rest is played only if something was not met in these, since an item counts by the best of its
casts.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from harness.casting import REFERENCE, TKINTER, cast_roles, files_of
from harness.checks import again
from harness.checks.digests import digest, script, shape
from harness.checks.play import TO_LINK, Expect, OneOf, Play
from harness.checks.unfold import unfold
from harness.model.casting import Interpreter, Limits, Program, SceneJob, Scripted, Unfilled
from harness.model.errors import MachineError, UsageError
from harness.model.link import Link
from harness.model.spec import (
    BY_PROGRAM,
    BY_REFERENCE,
    BY_SCRIPT,
    BY_STUDENT,
    Role,
    Scene,
    Spec,
)

LAB = "10.0.0.1"  # the address of the first host, where programs name none
_LOOPBACK = "127."


Troupe = dict[tuple[str, str], Program]  # by (role, who plays it: student, reference, program)
Players = Collection[tuple[str, str]]
Key = tuple[str, str, str]  # scene, cast, row


@dataclass(frozen=True, slots=True)
class Digests:
    """Hashes of a play: of all of it, of what is done in it, and of all but its letters."""

    play: str
    script: str
    shape: str


class Playbook:
    """Every story of an assignment, unfolded once for all submissions."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._plays: dict[tuple[str, str], list[tuple[str, Play, dict[str, str]]]] = {}
        for scene in spec.scenes.values():
            for cast in scene.casts:
                rows = [(row, unfold(spec, scene.id, cast, row)) for row in scene.rows or {"": {}}]
                self._plays[scene.id, cast] = [(row, play, taking_part(play)) for row, play in rows]

    @cached_property
    def digests(self) -> dict[Key, Digests]:
        """Of every play, by scene, cast and row."""
        found = {}
        for (name, cast), rows in self._plays.items():
            scene = self.spec.scenes[name]
            put = {**self.spec.put, **scene.put}
            for row, play, by in rows:
                around = (by, scene.hosts, put, scene.limit, _links(scene, play, by))
                whole = digest([play, around])
                done, alike = script(play, *around), shape(play, *around)
                found[name, cast, row] = Digests(whole, done, alike)
        return found

    @cached_property
    def lines(self) -> dict[Key, dict[int, int]]:
        """Where in the spec what a play expects stands, by its number in the story."""
        plays = self._plays.items()
        return {(*key, row): again.lines(play) for key, rows in plays for row, play, _ in rows}

    @cached_property
    def roles(self) -> str:
        """A hash of all that decides who plays which role."""
        return digest([replace(role, answers=()) for role in self.spec.roles.values()])

    def play(self, key: Key) -> Play:
        """The play of a scene, cast and row."""
        name, cast, row = key
        return next(play for each, play, _ in self._plays[name, cast] if each == row)

    def playable(self, scene: Scene, programs: Players) -> tuple[str, ...]:
        """The scene's casts in which every role that its story names has a player."""
        return tuple(
            cast
            for cast in scene.casts
            if all(
                by == BY_SCRIPT or (name, by) in programs
                for name, by in self._plays[scene.id, cast][0][2].items()
            )
        )

    def opening(self, scene: Scene, programs: Players) -> tuple[str, ...]:
        """Those of the playable casts that are played in any case."""
        judged: set[int] = set()
        found: list[str] = []
        for cast in self.playable(scene, programs):
            own = self._steps[scene.id, cast]
            if not found or not own <= judged:
                found.append(cast)
                judged |= own
        return tuple(found)

    @cached_property
    def _steps(self) -> dict[tuple[str, str], set[int]]:
        """The expected lines, by their numbers, that are judged in each scene and cast."""
        plays = self._plays.items()
        return {key: {step for _, play, _ in rows for step in _judged(play)} for key, rows in plays}

    def jobs(
        self, scene: Scene, cast: str, programs: Troupe, limits: Limits | None = None
    ) -> Iterator[tuple[SceneJob, Play]]:
        """Every run of one scene in one cast, rows times runs, each with the play to follow."""
        bounds = replace(limits or Limits(), scene=scene.limit)
        spec = self.spec
        for row, play, by in self._plays[scene.id, cast]:
            for run in range(1, scene.runs + 1):
                hosts = arrange(scene, by, programs)
                job = SceneJob(
                    scene=scene.id,
                    cast=cast,
                    row=row,
                    run=run,
                    by=by,
                    programs={
                        name: replace(programs[name, who], screen=bool(spec.roles[name].window))
                        for name, who in by.items()
                        if who != BY_SCRIPT
                    },
                    scripted=_scripted(spec, by, programs),
                    hosts=hosts,
                    hostnames={scene.hosts[name]: place for name, place in hosts.items()},
                    put={**spec.put, **scene.put},
                    limits=bounds,
                    links=_links(scene, play, by),
                )
                yield job, replace(play, hosts=job.hosts, ports=ports(job))


def taking_part(play: Play) -> dict[str, str]:
    """The roles that a play names, and who plays each."""
    found: dict[str, None] = {}
    for beat in play.beats:
        for slot in beat.slots:
            found |= dict.fromkeys(play.candidates(slot.who) + play.candidates(slot.to))
        for part in beat.parts:
            for line in part.options:
                names = play.candidates(line.actor) + play.candidates(line.object)
                found |= dict.fromkeys(names)
    return {name: by for name, by in play.by.items() if name in found}


def _links(scene: Scene, play: Play, by: dict[str, str]) -> tuple[Link, ...]:
    """What lies between the roles that take part: as the scene says, or to be cut by its story."""
    found = [link for link in scene.links if link.source in by and link.target in by]
    linked = {frozenset({link.source, link.target}) for link in found}
    for slot in (slot for beat in play.beats for slot in beat.slots if slot.kind in TO_LINK):
        for one in play.candidates(slot.who):
            for other in play.candidates(slot.to):
                if one != other and frozenset({one, other}) not in linked:
                    linked.add(frozenset({one, other}))
                    found.append(Link(one, other))
    return tuple(found)


def _judged(play: Play) -> set[int]:
    """The expected lines of a play, by their numbers, whose actor a student plays."""
    return {
        part.step
        for beat in play.beats
        for part in beat.parts
        if isinstance(part, Expect | OneOf)
        for line in part.options
        if any(play.judged(role) for role in play.candidates(line.actor))
    }


def _scripted(spec: Spec, by: dict[str, str], programs: Troupe) -> dict[str, Scripted]:
    found = {}
    for name, player in by.items():
        if player == BY_SCRIPT:
            role = spec.roles[name]
            does = role.does or _does_as_fallback(spec, name) or "connect"
            own = programs.get((name, BY_STUDENT))
            doors = own.ports if own else ()
            proto = _protocol(spec, role, does)
            found[name] = Scripted(name, does, proto, role.port or 12000, doors)
    return found


def _protocol(spec: Spec, role: Role, does: str) -> str:
    """What a scripted role speaks: if it says no port, what all on the other side are said to."""
    if role.port is not None:
        return role.proto
    others = {
        other.proto
        for other in spec.roles.values()
        if (other.does or _does_as_fallback(spec, other.id)) not in (None, does)
    }
    return others.pop() if len(others) == 1 else role.proto


def _does_as_fallback(spec: Spec, name: str) -> str | None:
    """What the role does whose program would play this one."""
    for other in spec.roles[name].fallback:
        if other in spec.roles and spec.roles[other].does:
            return spec.roles[other].does
    return None


def arrange(scene: Scene, by: dict[str, str], programs: Troupe) -> dict[str, str]:
    """The host address of each role, for a scene with hosts.

    Where a program of the students names an address that is not loopback, the role that the spec
    puts first is at that address and the others beside it.  Where one names a host or a role of the
    lab, the first is at the lab's first address.  Otherwise all are on one lab host, where
    ``localhost`` leads to each other.
    """
    if not scene.hosts:
        return {}
    there = [programs[key] for name in scene.hosts if (key := (name, by.get(name, ""))) in programs]
    named = [
        address
        for program in there
        for address in program.addresses
        if not address.startswith(_LOOPBACK)
    ]
    known = {*scene.hosts, *scene.hosts.values()}
    if not named and any(known & set(program.names) for program in there):
        named = [LAB]
    if not named:
        return dict.fromkeys(scene.hosts, LAB)
    address = max(named, key=lambda each: (named.count(each), -named.index(each)))
    network, _, last = address.rpartition(".")
    free = (number for number in range(1, 254) if number != int(last))
    places: dict[str, str] = {}
    for host in scene.hosts.values():
        if host not in places:
            places[host] = address if not places else f"{network}.{next(free)}"
    return {name: places[host] for name, host in scene.hosts.items()}


def led(programs: Iterable[Program], jobs: Iterable[SceneJob]) -> list[str]:
    """Where the stage led each host name that a program uses, in a sentence each."""
    users: dict[str, str] = {}
    for program in programs:
        for name in program.names:
            users.setdefault(name, program.main)
    ways: dict[str, dict[str, dict[str, None]]] = {}
    for job in jobs:
        for name, place in job.names.items():
            ways.setdefault(name, {}).setdefault(place, {})[job.scene] = None
    return [
        f"{users[name]} names the host '{name}', which was led to "
        + " and to ".join(f"{place} in {', '.join(scenes)}" for place, scenes in places.items())
        + "."
        for name, places in ways.items()
        if name in users
    ]


def asked_for(spec: Spec, by: str) -> set[str]:
    """The roles that are played ``by`` somebody (reference, program) in some cast."""
    roles = {name for name, role in spec.roles.items() if role.by == by}
    for cast in spec.casts.values():
        roles |= {name for name, who in cast.items() if who == by}
    return roles


def own_programs(spec: Spec, interpreters: list[Interpreter]) -> Troupe:
    """The assignment's own programs: its reference solution, cast like a hand-in, and others.

    Raises UsageError where one that is asked for is not there, or files with regions are wrong;
    MachineError where there is no Python for one.
    """
    found: Troupe = {}
    for by in (BY_REFERENCE, BY_PROGRAM):
        for name in asked_for(spec, by):
            run = spec.roles[name].run
            if run and not run.startswith("{") and not spec.roles[name].regions:
                found[name, by] = _named(spec, name, by, interpreters)
    asked = asked_for(spec, BY_REFERENCE)
    if not asked and not any(role.regions for role in spec.roles.values()):
        return found
    folder = Path(spec.folder, REFERENCE)
    files = files_of(folder) if folder.is_dir() else []
    solved = cast_roles(spec, str(folder.resolve()), files, interpreters, BY_REFERENCE)
    found |= {(name, BY_REFERENCE): each for name, each in solved.programs.items()}
    for name in sorted(asked):
        if (name, BY_REFERENCE) not in found:
            lost = solved.unfilled.get(name, Unfilled(name, "it has no 'files'"))
            error = MachineError if lost.whose == "machine" else UsageError
            raise error(f"{folder} is to play '{name}', but {lost.why}")
    return found


def _named(spec: Spec, name: str, by: str, interpreters: list[Interpreter]) -> Program:
    """The program of the assignment's that a role's ``run`` names."""
    role = spec.roles[name]
    file, *arguments = (role.run or "").split()
    path = Path(spec.folder, file).resolve()
    fitting = [each for each in interpreters if each.windows or role.window is None]
    if not fitting:
        what = f"Python{TKINTER if role.window is not None else ''}"
        raise MachineError(f"{path} needs {what}, which this machine does not have")
    return Program(
        role=name,
        by=by,
        folder=str(path.parent),
        main=path.name,
        python=max(fitting, key=lambda each: (each.root is None, each.version)),
        args=tuple(arguments),
        screen=role.window is not None,
    )


def ports(job: SceneJob) -> dict[str, int]:
    """Where scripted servers listen, unless the other side decides it."""
    return {role: part.port for role, part in job.scripted.items() if part.does == "listen"}
