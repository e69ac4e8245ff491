"""Every attack of the corpus is contained, gets its fair grade, and leaves the machine as it was.

In ``isolated`` as the user who runs the tests (root, in a container), and some as an ordinary one;
in ``container`` some, on a machine of their own (``machine.py``).  ``make hostile`` plays all as
both and in both modes, those that take long besides, and in ``plain`` what that promises.  What
``container`` does not promise is played, too: it costs nobody else a point, and what it really
comes to is in the table (``happened.py``).
"""

import csv
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.attack import PASS, Attack
from tests.hostile.classroom import Classroom, graded
from tests.hostile.corpus import ATTACKS
from tests.hostile.defences import DEFENCES, ISOLATED, PLAIN, ROOT, USER, promised
from tests.hostile.happened import APART, GETS_THROUGH
from tests.hostile.machine import played
from tests.house import ORDINARY, OWN

_MOST = [attack for attack in ATTACKS if not attack.heavy]
_SOME = [attack for attack in _MOST if attack.shared]
_FEW = (
    "prints-results", "reads-known-places", "signals-everybody", "daemons", "posix-ipc", "depth",
    "forks", "kills-its-partner", "zip-leads-out", "a-good-one",
)  # fmt: skip
# in that mode a scene takes seconds, and what it promises of hand-ins is not the stage's doing
_PLAINLY = [one for one in _MOST if promised(one.stops, PLAIN) and one.kind != "tools"]
_MOST_OF_A_REPORT = 12 * 2**20  # bytes, pages and packets and all
_UNSEEN = "unobservable"

pytestmark = pytest.mark.timeout(3600)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Who plays what, in which mode: ``column`` is that of the table."""

    column: str
    user: str
    attacks: Iterable[Attack]

    @property
    def mode(self) -> str:
        """What the stage calls it."""
        return self.column.partition(",")[0]


def _lesson(name: str, column: str, user: str, attacks: Iterable[Attack], *marks: str) -> object:
    group = pytest.mark.xdist_group(f"hostile-{name}")
    found = [getattr(pytest.mark, mark) for mark in marks]
    return pytest.param(Lesson(column, user, attacks), marks=[group, *found], id=name)


@pytest.fixture(
    scope="module",
    params=[
        _lesson("most", ISOLATED, OWN, _MOST),
        _lesson("some", ISOLATED, ORDINARY, _SOME),
        _lesson("few-container", ROOT, OWN, [one for one in ATTACKS if one.name in _FEW]),
        _lesson("all", ISOLATED, OWN, ATTACKS, "hostile"),
        _lesson("all-ordinary", ISOLATED, ORDINARY, ATTACKS, "hostile"),
        _lesson("all-container", ROOT, OWN, ATTACKS, "hostile"),
        _lesson("all-container-ordinary", USER, ORDINARY, ATTACKS, "hostile"),
        _lesson("plain", PLAIN, OWN, _PLAINLY, "hostile"),
    ],
)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    """What is played."""
    found: Lesson = request.param
    return found


@pytest.fixture(scope="module")
def room(lesson: Lesson) -> Iterator[Classroom]:
    """The class of attacks, graded in one go."""
    if lesson.column == ISOLATED:
        with graded(lesson.user, lesson.attacks) as found:
            yield found
        return
    if os.geteuid() != 0:
        pytest.skip("only root can make the machine that this is played on")
    with tempfile.TemporaryDirectory(prefix="callsheet-hostile-") as place:
        Path(place).chmod(0o755)
        yield played(Path(place), lesson.mode, lesson.user, lesson.attacks)


@pytest.fixture
def kept_in(lesson: Lesson, room: Classroom) -> dict[str, Attack]:
    """The attacks that are stopped in this mode: as promised, or as it happens."""
    loose = GETS_THROUGH.get(lesson.column, frozenset())
    return {name: attack for name, attack in room.attacks.items() if name not in loose}


def test_each_gets_its_fair_grade(lesson: Lesson, room: Classroom) -> None:
    """As if there were no attack; where that ends its own program, what is then deserved.

    Without a sandbox something may be unobservable, with the reason, and never more than that.
    """
    unfair = {}
    for name, attack in room.attacks.items():
        result = room.result(name)
        found = {item["id"]: item["verdict"] for item in result["items"]}
        apart = APART.get(name, {}) if lesson.column in GETS_THROUGH else {}
        but = {**attack.but, **apart}
        due = {item: but.get(item, PASS).split("|") for item in found}
        wrong = {item: found[item] for item in due if found[item] not in due[item]}
        if lesson.column != ISOLATED:
            reasons = {item["id"]: item["note"] for item in result["items"]}
            wrong = {
                item: how for item, how in wrong.items() if how != _UNSEEN or not reasons[item]
            }
        if wrong or result["fault"]:
            unfair[name] = (wrong, result["fault"], [item["note"] for item in result["items"]])
    assert unfair == {}


def test_nobody_gets_loot(kept_in: dict[str, Attack], lesson: Lesson, room: Classroom) -> None:
    """No attack got what it was after, and each has tried all that it wanted."""
    said = {name: room.printed(name) for name in kept_in}
    got = {name: re.findall(r"LOOT.*", text) for name, text in said.items() if "LOOT" in text}
    assert got == {}
    to_end = [name for name, attack in kept_in.items() if attack.over and room.plays(name)]
    if lesson.column in GETS_THROUGH:
        to_end = [name for name in to_end if name not in APART]
    assert [name for name in to_end if "OVER" not in said[name]] == []


def test_no_secret_is_in_any_report(lesson: Lesson, room: Classroom) -> None:
    """Neither what programs said nor what was written of them holds a canary."""
    if not DEFENCES["files"].promised(lesson.column):
        pytest.skip("in this mode a program can read what its user can")
    found = [
        (path.relative_to(room.house.out), kind)
        for path, data in room.reports()
        for kind, secret in room.canaries.secrets.items()
        # what is kept of a class is the instructor's, and has the spec by which it was marked
        if secret.encode() in data and (path.suffix, kind) != (".sqlite", "spec")
    ]
    assert found == []
    assert not any(secret in room.said for secret in room.canaries.secrets.values())


def _unpromised(found: list[str], column: str) -> list[str]:
    """What came to pass in spite of a promise: each begins with what should have stopped it."""
    return [one for one in found if DEFENCES[one.partition(":")[0]].promised(column)]


def test_the_canaries_are_as_they_were(lesson: Lesson, room: Classroom) -> None:
    """No listener of the machine was reached, no process of the user's got a signal."""
    assert _unpromised(room.touched, lesson.column) == []


def test_nothing_is_left(lesson: Lesson, room: Classroom) -> None:
    """No process, mount, file, queue, key or socket; and no file of the class has changed."""
    assert _unpromised(room.left, lesson.column) == []
    assert room.changed == []


def test_the_class_is_whole(room: Classroom) -> None:
    """Every hand-in has a result, and grading ended as it does when points were lost."""
    assert set(room.codes.values()) <= {0, 1, 2}, room.said
    for name in room.attacks:
        assert room.result(name)["items"]


def test_results_say_what_was_amiss(
    kept_in: dict[str, Attack], lesson: Lesson, room: Classroom
) -> None:
    """Where something was left out, or ended at a bound, the result says so.

    What could not be observed says that instead.
    """
    silent = {}
    for name, attack in kept_in.items():
        result = room.result(name)
        told = " ".join([*result["problems"], *(item["note"] for item in result["items"])])
        seen = all(item["verdict"] != _UNSEEN for item in result["items"])
        if (seen or lesson.column == ISOLATED) and not re.search(attack.says, told):
            silent[name] = told
    assert silent == {}


def test_reports_are_plain_and_small(room: Classroom) -> None:
    """No tag, no control character and no formula of theirs; and no report without end."""
    sizes: dict[str, int] = {}
    for path, data in room.reports():
        owner = "/".join(path.relative_to(room.house.out).parts[:2])
        sizes[owner] = sizes.get(owner, 0) + len(data)
        text = data.decode("utf-8", "replace")
        if path.suffix == ".html":
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text), path
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
            assert not re.search(r'href="\s*javascript:', text), path
        if path.suffix == ".csv":
            cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
            assert [cell for cell in cells if re.match(r"[=+@\t\r-]", cell)] == []
    assert "\x1b" not in room.said
    assert {name: size for name, size in sizes.items() if size > _MOST_OF_A_REPORT} == {}


def test_without_a_stage_they_do_get_loot(lesson: Lesson, room: Classroom) -> None:
    """What is contained is an attack: with nothing to stop it, it gets what it is after."""
    if lesson.column != ISOLATED:
        pytest.skip("it is tried where the canaries still are")
    tame = {}
    for name, attack in room.attacks.items():
        if attack.bare and "LOOT" not in (said := room.bare(attack)):
            tame[name] = said
    assert tame == {}
