"""The stories of an assignment, and the scenes that are to be played of them with a hand-in.

The first cast of a scene that can be played is played always, and of the others those that judge a
line which no cast before them does (the server's lines where a reference plays the server).  The
rest is played only if something was not met in these, since an item counts by the best of its
casts.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property

from harness.checks import again
from harness.checks.digests import digest, script, shape
from harness.checks.play import TO_LINK, Expect, OneOf, Play
from harness.checks.unfold import unfold
from harness.checks.wording import said
from harness.model.casting import LINE, Limits, Program, SceneJob
from harness.model.link import Link
from harness.model.quick import dataclass
from harness.model.spec import BY_SCRIPT, Scene, Spec
from harness.plan.hosts import arrange
from harness.plan.scripted import ports, scripted
from harness.plan.troupe import Troupe

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
                        name: replace(
                            programs[name, who],
                            args=_filled(programs[name, who], play),
                            screen=bool(spec.roles[name].window),
                        )
                        for name, who in by.items()
                        if who != BY_SCRIPT
                    },
                    scripted=scripted(spec, by, programs),
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


def _filled(program: Program, play: Play) -> tuple[str, ...]:
    """A program's arguments, those that a story's own line stands for filled from this one."""
    if not any(LINE in each for each in program.args):
        return program.args
    typed = (
        slot.pattern
        for beat in play.beats
        for slot in beat.slots
        if slot.kind == "type" and program.role in play.candidates(slot.who) and slot.pattern
    )
    try:
        text = "".join(said(next(typed), play.words, {})[0]).rstrip("\r\n")
    except (LookupError, StopIteration):
        text = program.role  # nothing that is typed can be it, so it is any name
    return tuple(each.replace(LINE, text) for each in program.args)


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
