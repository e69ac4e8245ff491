"""Few hand-ins that have every pair of choices among them, as far as they can stand together."""

import random
from collections.abc import Iterator
from itertools import combinations

from bench.composed.table import Gain, Pair, Picks, Table


def chance(table: Table, dice: random.Random) -> Iterator[Picks]:
    """Hand-ins of chance, without end."""
    while True:
        yield table.complete({}, dice)


def covering(table: Table, dice: random.Random) -> Iterator[Picks]:
    """Hand-ins that cover all pairs, each the one that adds most at its time, or nearly."""
    wanted = sorted(table.pairs(), key=sorted)
    dice.shuffle(wanted)
    left = set(wanted)
    gain = Gain(left)
    for pair in wanted:
        if pair not in left:
            continue
        try:
            picks = table.complete(dict(pair), dice, gain)
        except LookupError:
            left.discard(pair)  # these two never stand together
            continue
        left -= pairs_of(picks)
        yield picks


def pairs_of(picks: Picks) -> set[Pair]:
    """The pairs that a hand-in has."""
    return {frozenset(two) for two in combinations(picks.items(), 2)}
