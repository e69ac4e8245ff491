"""What the stories ask of whom, whoever is there to play: the lines behind each rubric item.

Nothing is unrolled: a name stands for all the values that it takes in any row or round.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from harness.model.quick import dataclass
from harness.model.spec import Blank, Group, Line, Part, Scene, Spec, Step


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled line: its scene, the roles that may be its actors, and all roles of the scene."""

    scene: str
    actors: frozenset[str]
    cast: frozenset[str]


def parts(spec: Spec) -> dict[str, list[Labelled]]:
    """The labelled lines of all stories, by rubric item."""
    found: dict[str, list[Labelled]] = defaultdict(list)
    for scene in spec.scenes.values():
        walk = _Walk(spec, scene)
        cast = frozenset(role for _, actors in walk.lines for role in actors)
        for items, actors in walk.lines:
            for item in items:
                found[item].append(Labelled(scene.id, actors, cast))
    return found


class _Walk:
    """All lines of a scene's story, with their items and the roles that may be their actors."""

    def __init__(self, spec: Spec, scene: Scene) -> None:
        self._spec = spec
        self.lines: list[tuple[frozenset[str], frozenset[str]]] = []
        given: dict[str, set[str]] = defaultdict(set)
        for row in scene.rows.values():
            for name, value in row.items():
                given[name].add(value)
        self._steps(scene.story, given, frozenset(), 0)

    def _steps(
        self,
        steps: tuple[Step, ...],
        given: Mapping[str, set[str]],
        items: frozenset[str],
        depth: int,
    ) -> None:
        for step in steps:
            labels = items | set(step.items)
            if isinstance(step, Line):
                actors = {role for part in step.actors for role in self._roles(part, given, 0)}
                self.lines.append((labels, frozenset(actors)))
            elif isinstance(step, Group) and depth < 30:
                for body, inner in self._bodies(step, given):
                    self._steps(body, inner, labels, depth + 1)

    def _bodies(
        self, group: Group, given: Mapping[str, set[str]]
    ) -> Iterable[tuple[tuple[Step, ...], Mapping[str, set[str]]]]:
        if group.how == "each":
            columns = [
                set().union(*(self._texts(v, given) for v in c))
                for c in zip(*group.values, strict=False)
            ]
            yield group.body, {**given, **dict(zip(group.names, columns, strict=False))}
        elif group.how == "do":
            names = given.get(group.word.strip("{}"), {group.word})
            for name in names & set(self._spec.words):
                word = self._spec.words[name]
                args = group.values[0] if group.values else ()
                put_in = {
                    arg: self._texts(v, given) for arg, v in zip(word.args, args, strict=False)
                }
                yield word.lines, {**given, **put_in}
        else:
            yield group.body, given

    @staticmethod
    def _texts(part: Part, given: Mapping[str, set[str]]) -> set[str]:
        if isinstance(part, str):
            return {part}
        return given.get(part.name, {f"{{{part.name}}}"})

    def _roles(self, part: Part, given: Mapping[str, set[str]], depth: int) -> set[str]:
        if isinstance(part, str):
            if part.startswith("{") and depth < 5:
                return self._roles(Blank(part.strip("{}")), given, depth + 1)
            return {part} & set(self._spec.roles)
        if part.name in given and depth < 5:
            values = given[part.name] - {f"{{{part.name}}}"}
            return {role for value in values for role in self._roles(value, given, depth + 1)}
        word = self._spec.words.get(part.name)
        return set(word.roles) if word else set()
