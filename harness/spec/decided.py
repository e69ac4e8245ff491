"""Which items a scene can decide: not every line with a label judges what a student wrote.

What the harness does (``types``, and what a scripted role sends) is never scored, nor what a
program of the instructor's does; and what ``maybe`` comes need not.  An item all of whose lines
are such would wait for a verdict that nothing gives, so its spec is refused, and a handout that has
lost the cast in which a student plays says that the item is judged elsewhere.
"""

from collections.abc import Iterable, Mapping

from harness.model.spec import BY_STUDENT, Line, Role, Scene, Word
from harness.spec.draft import Draft
from harness.spec.line import HARNESS_ONLY
from harness.spec.walk import Stop, Walk, roles_of


def decided(
    scene: Scene,
    casts: Iterable[str],
    roles: Mapping[str, Role],
    words: Mapping[str, Word],
    players: Mapping[str, Mapping[str, str]],
) -> set[str]:
    """The items that a scene decides in these of its casts; ``players``: who plays in each.

    A line whose roles cannot be known from the spec alone is taken to judge a student.
    """
    students = {
        name
        for cast in casts
        for name, role in roles.items()
        if players[cast].get(name, role.by) == BY_STUDENT
    }
    walk = Walk(Draft("", ""), words)
    found: set[str] = set()
    for row in (scene.rows or {"": {}}).values():
        for stop in walk.story(scene.story, row):
            if _of(stop, students, words):
                found |= stop.labels
    return found | (walk.silences if students else set())


def _of(stop: Stop, students: set[str], words: Mapping[str, Word]) -> bool:
    """Whether it is expected of one of them."""
    if not isinstance(stop.step, Line) or stop.step.verb in HARNESS_ONLY:
        return False
    actors = [roles_of(part, stop.env, words) for part in stop.step.actors]
    return any(found is None or found & students for found in actors)
