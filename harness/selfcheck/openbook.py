"""An assignment as a student may see it: without the items that are hidden from students.

A scene that only hidden items are judged by is left out, so it is never played, and nothing of it
can be told.  Where a line of another scene is a hidden item's, it is played as always, since what
follows waits for it, and is judged by nobody; it leaves no mark in a diagram (``marking``).
"""

from dataclasses import replace

from harness.checks.parts import parts
from harness.model.spec import Spec
from harness.pipeline import Course
from harness.plan import Playbook


def open_course(course: Course) -> Course:
    """``course`` without what is hidden; the same if nothing is."""
    spec = open_book(course.spec)
    return course if spec is course.spec else replace(course, book=Playbook(spec))


def open_book(spec: Spec) -> Spec:
    """``spec`` without what is hidden; the same if nothing is."""
    left_out = tuple(item for item in spec.rubric.values() if item.hidden != "no")
    if not left_out:
        return spec
    rubric = {name: item for name, item in spec.rubric.items() if item not in left_out}
    labelled = {
        item: {part.scene for part in found} for item, found in parts(spec).items() if found
    }
    seen = {scene for item in rubric for scene in labelled.get(item, ())}
    secret = {scene for item in left_out for scene in labelled.get(item.id, ())} - seen
    return replace(
        spec,
        rubric=rubric,  # a gate that is not there shuts nothing
        scenes={name: scene for name, scene in spec.scenes.items() if name not in secret},
        left_out=left_out,
    )
