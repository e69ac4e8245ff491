"""The findings of what a story never came to."""

from harness.checks.phrases import expected
from harness.checks.play import MAYBE, Expect, OneOf, Part, Play
from harness.model.play import Finding


def unreached(
    play: Play, part: Part, bound: dict[str, str], verdict: str, why: str
) -> list[Finding]:
    """What became of a line whose turn never came: ``verdict``, because of ``why``."""
    if not isinstance(part, Expect | OneOf) or part.mood == MAYBE:
        # ``then`` judges nothing, and ``nothing else`` no line that is not judged by itself.
        return []
    actors = _judged_roles(play, part.options, bound)
    if not actors:
        return []
    words = " or ".join(expected(play, option, bound) for option in part.options)
    objects = play.candidates(part.object) if isinstance(part, Expect) else ()
    return [
        Finding(
            part.step,
            part.line,
            part.source,
            part.items,
            actors,
            verdict,
            mood=part.mood,
            verb=part.options[0].verb if len(part.options) == 1 else "one of",
            objects=objects,
            expected=words,
            happened=why,
        )
    ]


def _judged_roles(
    play: Play, options: tuple[Expect, ...], bound: dict[str, str]
) -> tuple[str, ...]:
    roles: dict[str, None] = {}
    for option in options:
        known = None if isinstance(option.actor, str) else bound.get(option.actor.name)
        for role in (known,) if known else play.candidates(option.actor):
            roles[role] = None
    return tuple(role for role in roles if play.judged(role))
