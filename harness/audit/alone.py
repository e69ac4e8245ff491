"""An assignment with one of its casts alone.

Of the casts the best counts for each item, so one that not even the reference passes is never seen:
the whole company passes.  It is there to save the points of whoever has a broken partner, and saves
nobody's.
"""

from collections.abc import Mapping
from dataclasses import replace

from harness import pipeline, plan
from harness.checks.parts import parts
from harness.model.spec import BY_STUDENT, Spec


def casts(course: pipeline.Course) -> Mapping[str, pipeline.Course]:
    """The assignment once for each of its casts: the scenes it plays, what they judge there."""
    spec = course.spec
    names = dict.fromkeys(cast for scene in spec.scenes.values() for cast in scene.casts)
    found = {}
    for name in names:
        alone = _with(spec, name)
        if alone.rubric:
            found[name] = replace(course, book=plan.Playbook(alone))
    return found


def _with(spec: Spec, cast: str) -> Spec:
    scenes = {
        name: replace(scene, casts=(cast,), runs=1)
        for name, scene in spec.scenes.items()
        if cast in scene.casts
    }
    players = spec.casts.get(cast, {})
    students = {n for n, role in spec.roles.items() if players.get(n, role.by) == BY_STUDENT}
    judged = {
        item
        for item, lines in parts(spec).items()
        if any(line.scene in scenes and line.actors & students for line in lines)
    }
    rubric = {
        name: replace(item, gate=(), look=None)
        for name, item in spec.rubric.items()
        if name in judged
    }
    return replace(spec, scenes=scenes, rubric=rubric)
