"""Hand-ins composed of choices: the choices, the programs that come of them, and a few verdicts."""

import random
from itertools import islice
from pathlib import Path

import pytest

from bench.composed import chat_room, first_message
from bench.composed.covering import chance, covering, pairs_of
from bench.composed.grading import Kind, write, wrong
from bench.composed.table import Table, clash
from harness import interpreters
from tests.grader import TOP, Order, grading

KINDS = {
    "first-message": (first_message.TABLE, Kind(first_message.files, first_message.expected)),
    "chat-room": (chat_room.TABLE, Kind(chat_room.files, chat_room.expected)),
}
SMALL = Table(
    {"a": ("1", "2", "3"), "b": ("1", "2"), "c": ("1", "2"), "d": ("1", "2", "3")},
    (clash("they do not go together", a="1 2", b="2"), clash("nor these", c="2", d="3")),
)


def test_every_pair_that_can_stand_together_is_covered() -> None:
    """Each such pair stands in some hand-in, and none has choices that clash."""
    found = list(covering(SMALL, random.Random(1)))
    assert not any(each.holds(picks) for each in SMALL.clashes for picks in found)
    covered = set().union(*(pairs_of(picks) for picks in found))
    left = {pair for pair in SMALL.pairs() if pair not in covered}
    assert left == {
        frozenset({("a", "1"), ("b", "2")}),
        frozenset({("a", "2"), ("b", "2")}),
        frozenset({("c", "2"), ("d", "3")}),
    }
    assert len(found) < 12


@pytest.mark.parametrize("name", KINDS)
def test_what_clashes_is_a_choice(name: str) -> None:
    """A clash that names what is no choice would hold nothing back."""
    assert KINDS[name][0].unknown() == []


@pytest.mark.parametrize("name", KINDS)
def test_all_programs_can_be_compiled(name: str) -> None:
    """Those of this Python, unless the mistake is just that they cannot."""
    table, kind = KINDS[name]
    for picks in islice(chance(table.with_only("python", "3"), random.Random(1)), 25):
        for path, data in kind.files(picks).items():
            if path.endswith(".py") and picks["mistake"] != "server-syntax":
                compile(data, path, "exec")


def _quick(table: Table) -> Table:
    """Without what takes long: who spins, and the messages that no script understands."""
    for aspect in ("sync", "framing"):
        slow = ("busy", "line", "length", "json")
        few = [each for each in table.aspects[aspect] if each not in slow]
        table = table.with_only(aspect, ",".join(few))
    return table


@pytest.mark.parametrize(("name", "count"), [("first-message", 8), ("chat-room", 4)])
def test_they_get_what_their_choices_say(name: str, count: int, tmp_path: Path) -> None:
    """Innocent choices cost nothing, together too, and a mistake costs just its items."""
    table, kind = KINDS[name]
    chosen = dict(enumerate(islice(covering(_quick(table), random.Random(7)), count)))
    for number, picks in chosen.items():
        write(kind, picks, tmp_path / str(number))
    paths = {str(number): tmp_path / str(number) for number in chosen}
    versions = [each.version for each in interpreters.find()]
    with grading(Order(TOP / "assignments" / name, paths, 4)) as results:
        for number, picks in chosen.items():
            assert not wrong(kind, picks, results[str(number)], versions), picks
