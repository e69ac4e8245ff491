"""What was looked for while a story was followed, and what was found.

A spec that asks for another text need not be followed anew, if that text would have been found just
where the old one was, and nowhere else: then every decision would have been the same, so all that
was done too, and every verdict.  That takes as long as the searches, a tenth of following a story.

The rules:

* Two plays of one shape (a hash of all but the letters of their texts, see :mod:`.digests`) ask the
  same questions in the same order, as long as each gets the same answer.
* A question is a text to look for, under certain values, in something that somebody said.  Of a
  search that was not followed to its end only what was taken of it is compared.
* What is too long to be kept, or was given up (see :mod:`.effort`), tells nothing: then the story
  is followed anew.  So do words for people: a finding's text is that of the old spec.
"""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.checks.effort import Effort, Endless
from harness.checks.known import Same, known
from harness.checks.pattern import Found, Making, Matcher
from harness.checks.play import Pattern, Play

if TYPE_CHECKING:
    from harness.checks.wording import Bound

MOST_TEXT = 32 * 1024
"""Characters that are kept of a run; what honest programs say in a scene has a thousandth."""
MOST = 1000  # questions

_Question = tuple[Making, str, int]
_Place = tuple[int, int, dict[str, str]]


class Asked:
    """Keeps the questions of one run."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._answers: dict[_Question, tuple[list[_Place], bool]] = {}
        self._length = 0
        self._whole = True

    def about(
        self, ready: Matcher, text: str, begin: int, places: Iterable[Found]
    ) -> Iterator[Found]:
        """``places`` of ``ready`` in ``text``; what is taken of them is kept as the answer.

        A search that turns out to be endless leaves no answer, and goes on its way (Endless).
        """
        if not self._whole or ready.of is None:
            yield from places
            return
        taken: list[_Place] = []
        ended = False
        try:
            for each in places:
                taken.append((each.start, each.end, each.bound))
                yield each
            ended = True
        except Endless:
            self._whole = False
            raise
        finally:
            self._keep((ready.of, text, begin), taken, ended=ended)

    def _keep(self, question: _Question, taken: list[_Place], *, ended: bool) -> None:
        before = self._answers.get(question)
        if before is None:
            self._length += len(question[1])
        elif (len(before[0]), before[1]) >= (len(taken), ended):
            return
        self._answers[question] = taken, ended
        self._whole = self._whole and self._length <= MOST_TEXT and len(self._answers) <= MOST

    def text(self) -> str:
        """All of it as JSON, for :func:`alike`; empty if it is not known."""
        if not self._whole:
            return ""
        texts = self._play.texts
        at = {pattern: n for n, pattern in enumerate(texts)}
        said: dict[str, int] = {}
        rows = []
        for (of, text, begin), (taken, ended) in self._answers.items():
            if of.pattern not in at:
                return ""
            where = said.setdefault(text, len(said))
            what = (at[of.pattern], of.values, of.ranks, of.loose)
            rows.append([*what, where, begin, taken, ended])
        things = known(self._play.words)
        marks = [things.mark(pattern) for pattern in texts]
        return json.dumps([marks, list(said), rows], separators=(",", ":"))


def alike(play: Play, asked: str) -> bool:
    """Whether all that was asked gets the same answers from ``play``, a play of the same shape."""
    if not asked:
        return False
    marks, said, rows = json.loads(asked)
    mine = _marked(Same(play))
    if len(mine) != len(marks):
        return False
    other = {n for n, (mark, (_, own)) in enumerate(zip(marks, mine, strict=True)) if mark != own}
    try:
        return all(_same(play, mine[row[0]][0], said, row) for row in rows if row[0] in other)
    except Endless:
        return False


def _same(play: Play, pattern: Pattern, said: list[str], row: list[Any]) -> bool:
    _, values, rank, loose, where, begin, taken, ended = row
    things = known(play.words)
    bound: Bound = {
        name: value
        for name, value in zip(things.concern(pattern), values, strict=True)
        if value is not None
    }
    ready = things.matcher(pattern, bound, dict(rank), loose=loose)
    found = iter(things.places(ready, said[where], begin, Effort()))
    for start, end, blanks in taken:
        each = next(found, None)
        if each is None or (each.start, each.end, each.bound) != (start, end, blanks):
            return False
    return not ended or next(found, None) is None


@lru_cache(maxsize=256)
def _marked(play: Same[Play]) -> list[tuple[Pattern, str]]:
    things = known(play.it.words)
    return [(pattern, things.mark(pattern)) for pattern in play.it.texts]
