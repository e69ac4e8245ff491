"""Which parts of an assignment are for students to have: pure, from the spec as it was read.

Not for them is a cast in which the reference plays, or a program that lies with it; and every scene
that has a line of a hidden item, since its story tells what is expected there.  A scene without a
cast is left out, and an item that no line decides in what is left is judged elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from harness.model.spec import BY_PROGRAM, BY_REFERENCE, Group, Item, Role, Scene, Spec, Step
from harness.spec import decided

WITHHELD = frozenset({"reference", "mistakes"})  # folders of an assignment
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Open:
    """What is for students.

    ``scenes``: those that stay, and the casts of each.  ``items``: those that are judged then.
    ``elsewhere``: visible ones that are not.  ``fewer``: some that are judged have lost casts.
    ``words``: pieces of story that must go, since they have lines of hidden items.
    """

    scenes: dict[str, tuple[str, ...]]
    items: frozenset[str]
    elsewhere: tuple[Item, ...]
    hidden: tuple[Item, ...]
    fewer: bool
    words: frozenset[str]


def open_to_students(spec: Spec) -> Open:
    """What of ``spec`` is for students."""
    hidden = tuple(item for item in spec.rubric.values() if item.hidden != "no")
    secret = {item.id for item in hidden}
    casts = {name for name in spec.casts if not _closed(spec, name)}
    scenes = {
        scene.id: tuple(cast for cast in scene.casts if cast in casts)
        for scene in spec.scenes.values()
        if not secret & set(_labels(spec, scene.story))
    }
    scenes = {name: left for name, left in scenes.items() if left}
    judged = {
        label
        for name, left in scenes.items()
        for label in decided(spec.scenes[name], left, spec.roles, spec.words, spec.casts)
    }
    items = [item for item in spec.rubric.values() if item not in hidden]
    here = {item.id for item in items if _decided(item, judged)}
    return Open(
        scenes,
        frozenset(here),
        tuple(item for item in items if item.id not in here),
        hidden,
        any(_fewer(scene, scenes) for scene in spec.scenes.values()),
        frozenset(
            word.name for word in spec.words.values() if secret & set(_labels(spec, word.lines))
        ),
    )


def programs(spec: Spec) -> Iterator[Role]:
    """The roles that a program of the assignment's own plays, in some cast."""
    for role in spec.roles.values():
        players = {role.by, *(cast.get(role.id) for cast in spec.casts.values())}
        if BY_PROGRAM in players and role.run:
            yield role


def program(role: Role) -> PurePosixPath:
    """The file of the program that plays a role, beside the spec."""
    return PurePosixPath((role.run or "").split()[0])


def _closed(spec: Spec, cast: str) -> bool:
    """Whether somebody plays in a cast who is not handed out."""
    for role in spec.roles.values():
        by = spec.casts[cast].get(role.id, role.by)
        if by == BY_REFERENCE or (by == BY_PROGRAM and program(role).parts[0] in WITHHELD):
            return True
    return False


def _decided(item: Item, judged: set[str]) -> bool:
    return item.id in judged or item.look is not None or item.by != "machine"


def _fewer(scene: Scene, left: dict[str, tuple[str, ...]]) -> bool:
    return scene.id not in left or len(left[scene.id]) < len(scene.casts)


def _labels(spec: Spec, steps: tuple[Step, ...], depth: int = 0) -> Iterator[str]:
    """The items that steps have lines of, whichever way they go."""
    for step in steps if depth < _DEEPEST else ():
        yield from step.items
        if not isinstance(step, Group):
            continue
        yield from _labels(spec, step.body, depth + 1)
        if step.condition is not None:
            yield from step.condition.items
        if step.how == "do":
            # a blank in its place may stand for any of them
            named = [step.word] if step.word in spec.words else list(spec.words)
            for name in named:
                yield from _labels(spec, spec.words[name].lines, depth + 1)
