"""What was made of patterns before, under the same words: it serves every run of a story.

A class of hundreds plays, and marks again, the same stories thousands of times, and its programs
say the same: what three runs print, and most of what two students' programs ask, is equal.  Words
are known by being the same object, which an unfolded play and all its runs share; they never
change.  Nothing kept here decides anything: it is what would be found again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from functools import lru_cache
from typing import Generic, TypeVar

from harness.checks.digests import digest
from harness.checks.effort import SHORT, Effort
from harness.checks.pattern import Found, Making, Matcher, choices, matcher
from harness.checks.play import Pattern, Reply
from harness.checks.wording import Bound, Words, names, shown
from harness.model.quick import dataclass
from harness.model.spec import Blank

_MOST = 4096  # what programs said is in the keys, so there is no end of them
_PLAYS = 256
Key = TypeVar("Key")
Made = TypeVar("Made")


@dataclass(slots=True)
class Known:
    """What the patterns came to, under some ``words``."""

    words: Words
    matchers: dict[object, Matcher] = field(default_factory=dict)
    ranks: dict[object, list[dict[str, int]]] = field(default_factory=dict)
    found: dict[tuple[Matcher, str, int], tuple[Found, ...]] = field(default_factory=dict)
    fitting: dict[object, tuple[Reply | None, Bound]] = field(default_factory=dict)
    _concern: dict[Pattern, tuple[str, ...]] = field(default_factory=dict)
    _free: dict[Pattern, tuple[str, ...]] = field(default_factory=dict)
    _shown: dict[object, str] = field(default_factory=dict)
    _marks: dict[Pattern, str] = field(default_factory=dict)
    _questions: dict[Pattern, tuple[Matcher, ...]] = field(default_factory=dict)

    def question(self, pattern: Pattern) -> tuple[Matcher, ...]:
        """``pattern`` with nothing bound, at each of its ranks."""
        if pattern not in self._questions:
            self._questions[pattern] = tuple(
                matcher(pattern, self.words, {}, ranks)
                for ranks in choices(pattern, self.words, {})
            )
        return self._questions[pattern]

    def concern(self, pattern: Pattern) -> tuple[str, ...]:
        """The blanks whose values ``pattern`` depends on."""
        if pattern not in self._concern:
            inner = names(pattern, self.words)
            others = (
                other.name
                for name in inner
                if name in self.words
                for other in self.words[name].distinct
                if isinstance(other, Blank)
            )
            self._concern[pattern] = tuple(dict.fromkeys((*inner, *others)))
        return self._concern[pattern]

    def free(self, pattern: Pattern) -> tuple[str, ...]:
        """The blanks of ``pattern`` that stand for anything at all."""
        if pattern not in self._free:
            words = self.words
            self._free[pattern] = tuple(
                name
                for name in names(pattern, words)
                if name in words and words[name].any and not words[name].ranks
            )
        return self._free[pattern]

    def matcher(
        self, pattern: Pattern, bound: Bound, ranks: Mapping[str, int], *, loose: bool
    ) -> Matcher:
        """``pattern`` under these bindings and ranks; the same object for the same ones."""
        values = tuple(map(bound.get, self.concern(pattern)))
        key = (pattern, values, tuple(ranks.items()), loose)
        made = self.matchers.get(key)
        if made is None:
            ready = matcher(pattern, self.words, bound, ranks, loose=loose)
            made = keep(self.matchers, key, lambda: replace(ready, of=Making(*key)))
        return made

    def places(self, ready: Matcher, text: str, begin: int, effort: Effort) -> Iterable[Found]:
        """Every place of ``ready`` in ``text``, as ``Matcher.all``; a short search is kept."""
        if len(text) > SHORT:
            return ready.all(text, begin, effort)
        return keep(self.found, (ready, text, begin), lambda: tuple(ready.all(text, begin)))

    def mark(self, pattern: Pattern) -> str:
        """A hash of all that decides where ``pattern`` is found."""
        if pattern not in self._marks:
            within = {name: self.words.get(name) for name in names(pattern, self.words)}
            self._marks[pattern] = digest([pattern, within])
        return self._marks[pattern]

    def shown(self, pattern: Pattern, bound: Bound) -> str:
        """``pattern`` for a person."""
        key = (pattern, tuple(bound.items()))
        return keep(self._shown, key, lambda: shown(pattern, self.words, bound))


def keep(kept: dict[Key, Made], key: Key, make: Callable[[], Made]) -> Made:
    """What is kept under ``key``, or is made now, and kept while there is not too much."""
    made = kept.get(key)
    if made is None:
        made = make()
        if len(kept) >= _MOST:
            kept.clear()
        kept[key] = made
    return made


class Same(Generic[Made]):
    """An object, equal to itself alone; it cannot go away while this is kept."""

    __slots__ = ("it",)

    def __init__(self, it: Made) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it


def known(words: Words) -> Known:
    """What is known of patterns under ``words``."""
    return _known(Same(words))


@lru_cache(maxsize=_PLAYS)
def _known(words: "Same[Words]") -> Known:
    return Known(words.it)
