"""What the story itself puts on a program's command line: ``start a with 5``.

A role may be started several times, once with arguments and once without; only what is said every
time may be left to the story.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from harness.model.spec import Blank, Group, Line, Spec, Step


def told(spec: Spec, role: str) -> tuple[str, ...]:
    """The arguments of the line that starts the role with the fewest (a blank is an empty text)."""
    stories = [scene.story for scene in spec.scenes.values()]
    stories += [word.lines for word in spec.words.values()]
    given = [
        tuple("" if isinstance(part, Blank) else part for part in line.args)
        for story in stories
        for line in _lines(story)
        if line.verb == "start" and _may_be(line, role)
    ]
    return min(given, key=len, default=())


def by_place(given: tuple[str, ...]) -> int:
    """How many of some arguments are known by their place: no options, nor what follows one."""
    option = [one.startswith("-") for one in ("", *given)]
    return sum(not (one or last) for last, one in pairwise(option))


def options(given: tuple[str, ...]) -> set[str]:
    """The options among some arguments, without what is joined to them."""
    return {one.partition("=")[0] for one in given if one.startswith("-")}


def _lines(steps: Iterable[Step]) -> Iterator[Line]:
    for step in steps:
        if isinstance(step, Line):
            yield step
        elif isinstance(step, Group):
            yield from _lines(step.body)


def _may_be(line: Line, role: str) -> bool:
    """Whether a line is about a role; a blank may be any."""
    return any(isinstance(actor, Blank) or actor == role for actor in line.actors)
