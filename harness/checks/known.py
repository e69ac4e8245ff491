"""What was made of patterns before, under the same words: it serves every run of a story.

A class of hundreds plays, and marks again, the same stories thousands of times.  Words are known
by being the same object, which an unfolded play and all its runs share; they never change.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from harness.checks.pattern import Matcher, choices, matcher
from harness.checks.play import Pattern
from harness.checks.wording import Words

_MOST = 4096  # what programs said is in the keys, so there is no end of them
_PLAYS = 256


@dataclass(slots=True)
class Known:
    """What the patterns came to, under some ``words``."""

    words: Words
    matchers: dict[object, Matcher] = field(default_factory=dict)
    ranks: dict[object, list[dict[str, int]]] = field(default_factory=dict)
    concern: dict[Pattern, tuple[str, ...]] = field(default_factory=dict)
    _questions: dict[Pattern, tuple[Matcher, ...]] = field(default_factory=dict)

    def question(self, pattern: Pattern) -> tuple[Matcher, ...]:
        """``pattern`` with nothing bound, at each of its ranks."""
        if pattern not in self._questions:
            self._questions[pattern] = tuple(
                matcher(pattern, self.words, {}, ranks)
                for ranks in choices(pattern, self.words, {})
            )
        return self._questions[pattern]

    def keep(self, key: object, made: Matcher) -> Matcher:
        """Keep a matcher, for as long as there are not too many."""
        if len(self.matchers) >= _MOST:
            self.matchers.clear()
        self.matchers[key] = made
        return made


class _Same:
    """An object, equal to itself alone; it cannot go away while this is kept."""

    __slots__ = ("it",)

    def __init__(self, it: Words) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


def known(words: Words) -> Known:
    """What is known of patterns under ``words``."""
    return _known(_Same(words))


@lru_cache(maxsize=_PLAYS)
def _known(words: _Same) -> Known:
    return Known(words.it)
