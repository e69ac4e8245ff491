"""What was recorded of real hand-ins, followed by the spec as it is and by others."""

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from harness import followed, marking, pipeline, rooms
from harness.checks import asked
from harness.model.errors import SpecError
from harness.model.record import Record, Take
from harness.plan import Playbook
from harness.reports import jsonresult
from harness.spec import load
from harness.store import packing

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
FIRST_MESSAGE = Path(__file__).parents[1] / "assignments" / "first-message"
MISTAKES = ("order-of-connection", "goodbye-ends-the-chat", "answers-before-both-connected")


@pytest.fixture(scope="module", params=MISTAKES)
def played(request: pytest.FixtureRequest) -> tuple[str, str, Record]:
    """A mistake of first-message's: its name, the hash of the material, and what was played."""
    course = pipeline.prepare(FIRST_MESSAGE)
    with rooms.room() as place:
        hand_in = pipeline.opened(FIRST_MESSAGE / "mistakes" / request.param / "submission", place)
        return request.param, course.material, pipeline.record(course, hand_in, 2)


def test_marking_again_is_grading(played: tuple[str, str, Record]) -> None:
    """A record that was packed, unpacked and followed anew comes to what it came to when played."""
    name, material, record = played
    book = Playbook(load(FIRST_MESSAGE))
    kept = again(record)
    assert kept == record
    forgotten = replace(
        kept,
        takes=tuple(
            replace(take, findings=(), play="", shown=replace(take.shown, broken=(), missing=()))
            for take in kept.takes
        ),
    )
    found = followed.brought(book, forgotten, material)
    assert found.open == ()
    assert marking.mark(book.spec, found.record, name) == marking.mark(book.spec, record, name)


CHANGES = {
    "lines": (("scenes:\n", "# one line more\nscenes:\n"), set[str]()),
    "one-scene": (("never server prints: Alice", "never server prints: /Alice/"), {"early"}),
    "word": (("/{m1}.*before.*{m2}(", "/{m1}.*before .*{m2}("), {"order"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_has_changed_is_followed(
    played: tuple[str, str, Record], change: str, tmp_path: Path
) -> None:
    """A change costs the scenes that say something else now; all comes out as if all were
    followed, to the byte, and no change of places costs anything.
    """
    name, material, record = played
    (before, after), scenes = CHANGES[change]
    text = (FIRST_MESSAGE / "spec.yaml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "spec.yaml").write_text(text.replace(before, after, 1), encoding="utf-8")
    book = Playbook(load(tmp_path))
    few = followed.stale(book, record, known=True)
    assert {record.takes[n].shown.id for n in few} == scenes
    told = []
    for numbers in (few, range(len(record.takes))):
        timelines = {n: line for n in numbers if (line := record.takes[n].shown.recorded)}
        found = followed.follow(book, record, material, timelines)
        result = marking.mark(book.spec, found.record, name)
        as_json = jsonresult.text(jsonresult.plain(result))
        told.append((found.open, packing.pack(found.record), as_json))
    assert told[0] == told[1]


def test_verdicts_without_a_look(played: tuple[str, str, Record], tmp_path: Path) -> None:
    """Where some letters of a spec are gone, who is said to come out alike without being followed
    comes out alike when followed.
    """
    changes = 0
    for seed in range(MOST):
        changes += bool(spared(played[2], misspelt(seed, tmp_path)))
        if changes == ENOUGH:
            return
    raise AssertionError("hardly any change spares a run, so nothing was shown")


MOST, ENOUGH = 60, 5
"""Changes that are tried, since many change what is done; and of those that spare somebody."""


def spared(record: Record, book: Playbook) -> int:
    """How many runs need not be followed; each of them is."""
    count = 0
    for take in record.takes:
        key = (take.shown.id, take.shown.cast, take.shown.row)
        digests = book.digests.get(key)
        if digests is None or digests.play == take.play or digests.shape != take.shape:
            continue
        if not asked.alike(book.play(key), take.asked):
            continue
        count += 1
        timeline = take.shown.recorded
        assert timeline is not None
        alone = replace(record, takes=(take,))
        (one,) = followed.follow(book, alone, record.material, {0: timeline}).record.takes
        assert verdicts(one) == verdicts(take)
    return count


def misspelt(seed: int, folder: Path) -> Playbook:
    """The assignment, with a letter left out of four texts that its stories look for."""
    dice = random.Random(seed)
    text = (FIRST_MESSAGE / "spec.yaml").read_text(encoding="utf-8")
    letters = [found.start() for found in re.finditer(r"(?<=[a-z])[a-z](?=[a-z])", text)]
    begin, end = text.index("words:"), text.index("rubric:")
    letters = [at for at in letters if begin < at < end]
    while True:
        gone = {dice.choice(letters) for _ in range(4)}
        changed = "".join(letter for at, letter in enumerate(text) if at not in gone)
        (folder / "spec.yaml").write_text(changed, encoding="utf-8")
        try:
            return Playbook(load(folder))
        except SpecError:
            continue


def verdicts(take: Take) -> list[tuple[object, ...]]:
    """What became of the lines of a run, without what is said of it."""
    return [
        (one.step, one.items, one.actors, one.verdict, one.events, one.at, one.bounded)
        for one in take.findings or ()
    ]


def again(record: Record) -> Record:
    """A record packed and unpacked."""
    packed = packing.pack(record)
    return packing.with_takes(packing.unpack(packed.head), packed.takes)
