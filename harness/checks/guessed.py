"""Blanks whose value nobody saw: what a line was to bind that a stage without a tap could not see.

Or what crossed in a code that nobody can read.

A later line that has such a blank takes whatever fits, and what it takes is a guess: a text that
one program printed need not be what crossed.  So whoever does not come up to the guess has not
failed.
"""

from collections.abc import Iterable
from dataclasses import replace

from harness.checks.play import Expect, OneOf, Play
from harness.checks.records import Records
from harness.checks.solve import Judged
from harness.checks.wording import names
from harness.model.play import UNMET, UNOBSERVABLE, Finding
from harness.model.spec import Blank


class Guessed:
    """The blanks of a story whose values are guesses, as far as its lines have been told."""

    def __init__(self, play: Play, records: Records) -> None:
        self._play = play
        self._blindfolded = records.blindfolded or bool(records.codes.opaque)
        self._why: dict[str, str] = {}

    def tell(self, judged: Judged, found: list[Finding]) -> list[Finding]:
        """The findings of one line, told in the order of the story, without blame for guesses."""
        part = judged.part
        if not self._blindfolded or not isinstance(part, Expect | OneOf):
            return found
        blanks = self._blanks(part.options)
        why = next((self._why[name] for name in blanks if name in self._why), "")
        if why:
            return [
                replace(one, verdict=UNOBSERVABLE, happened=why) if one.verdict == UNMET else one
                for one in found
            ]
        hidden = [one.happened for one in found if one.verdict == UNOBSERVABLE]
        if hidden and judged.match is None:
            unknown = (name for name in blanks if name not in judged.view.bound)
            self._why |= dict.fromkeys(unknown, hidden[0])
        return found

    def _blanks(self, options: Iterable[Expect]) -> list[str]:
        found: dict[str, None] = {}
        for option in options:
            actors = (actor for actor in (option.actor, option.object) if isinstance(actor, Blank))
            found |= dict.fromkeys(actor.name for actor in actors)
            found |= dict.fromkeys(names(option.pattern, self._play.words))
        return list(found)
