"""What a hand-in can be made of: aspects, their choices, and what makes no sense together.

A hand-in is one choice for each aspect.  The first choice of an aspect is the plain one.  A clash
names choices that no working program has together; or that say nothing new about the grader.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

Picks = dict[str, str]
Pair = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Clash:
    """Choices that exclude each other: a hand-in has not one of each of these sets."""

    why: str
    sets: Mapping[str, frozenset[str]]

    def holds(self, picks: Mapping[str, str]) -> bool:
        """Whether what is picked so far has one of each."""
        return all(picks.get(aspect) in choices for aspect, choices in self.sets.items())


def clash(why: str, **sets: str) -> Clash:
    """A clash; choices of an aspect are words of one text."""
    return Clash(why, {aspect: frozenset(words.split()) for aspect, words in sets.items()})


@dataclass(frozen=True, slots=True)
class Table:
    """The choices of each aspect, and the clashes among them."""

    aspects: Mapping[str, tuple[str, ...]]
    clashes: tuple[Clash, ...]

    def unknown(self) -> list[str]:
        """Choices that clashes name and no aspect has."""
        return [
            f"{aspect}={choice}"
            for each in self.clashes
            for aspect, choices in each.sets.items()
            for choice in choices - {*self.aspects.get(aspect, ())}
        ]

    def with_only(self, aspect: str, choices: str) -> "Table":
        """The table with no other choices of an aspect than these (words of one text)."""
        left = tuple(each for each in self.aspects[aspect] if each in choices.split(","))
        return replace(self, aspects={**self.aspects, aspect: left})

    def complete(self, picks: Picks, dice: random.Random, gain: "Gain | None" = None) -> Picks:
        """The picks with a choice for each other aspect.  Raises LookupError if there is none.

        ``gain`` says how much a choice is worth beside what is picked; chance decides what is left.
        """
        if any(each.holds(picks) for each in self.clashes):
            raise LookupError(picks)
        open_ones = [aspect for aspect in self.aspects if aspect not in picks]
        dice.shuffle(open_ones)
        found = self._search(picks, open_ones, dice, gain)
        if found is None:
            raise LookupError(picks)
        return {aspect: found[aspect] for aspect in self.aspects}

    def _search(
        self, picks: Picks, open_ones: list[str], dice: random.Random, gain: "Gain | None"
    ) -> Picks | None:
        if not open_ones:
            return picks
        # whoever has the fewest choices left goes first, so that the search hardly ever turns back
        fitting = {aspect: self._fitting(picks, aspect) for aspect in open_ones}
        aspect = min(open_ones, key=lambda one: min(len(fitting[one]), 2))
        choices = fitting[aspect]
        dice.shuffle(choices)
        if gain is not None:
            choices.sort(key=lambda choice: -gain(picks, aspect, choice))
        rest = [one for one in open_ones if one != aspect]
        for choice in choices:
            found = self._search(picks | {aspect: choice}, rest, dice, gain)
            if found is not None:
                return found
        return None

    def _fitting(self, picks: Picks, aspect: str) -> list[str]:
        near = [each for each in self.clashes if aspect in each.sets]
        return [
            choice
            for choice in self.aspects[aspect]
            if not any(each.holds(picks | {aspect: choice}) for each in near)
        ]

    def pairs(self) -> Iterator[Pair]:
        """Every two choices of different aspects, whether or not they clash."""
        for one, other in combinations(self.aspects, 2):
            for left in self.aspects[one]:
                for right in self.aspects[other]:
                    yield frozenset({(one, left), (other, right)})


class Gain:
    """How many of the pairs that are still wanted a choice brings to what is picked."""

    def __init__(self, wanted: set[Pair]) -> None:
        self.wanted = wanted

    def __call__(self, picks: Picks, aspect: str, choice: str) -> int:
        """The number of these pairs."""
        mine = (aspect, choice)
        return sum(frozenset({mine, other}) in self.wanted for other in picks.items())
