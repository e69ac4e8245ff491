"""Only what some items of a rubric need, so that ``-k`` and ``--lf`` do not play everything."""

from collections.abc import Collection
from dataclasses import replace

from harness.checks.parts import parts
from harness.model.spec import Spec


def narrowed(spec: Spec, items: Collection[str]) -> Spec:
    """``spec`` with these items, those that they are gated by, and the scenes with lines of them.

    An item is judged by its own lines, in all scenes that have any, and by its gates; so it gets
    here what it gets in the whole assignment.
    """
    if set(items) >= set(spec.rubric):
        return spec
    gates = {gate for item in items for gate in spec.rubric[item].gate}
    rubric = {name: item for name, item in spec.rubric.items() if name in items or name in gates}
    labelled = parts(spec)
    needed = {part.scene for name in rubric for part in labelled.get(name, ())}
    scenes = {name: scene for name, scene in spec.scenes.items() if name in needed}
    return replace(spec, rubric=rubric, scenes=scenes)
