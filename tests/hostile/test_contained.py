"""Every attack of the corpus is contained, gets its fair grade, and leaves the machine as it was.

As the user who runs the tests (root, in a container), and some as an ordinary one; ``make hostile``
plays all as both, those that take long besides.
"""

import csv
import re
from collections.abc import Iterator

import pytest

from tests.hostile.attack import PASS
from tests.hostile.classroom import Classroom, graded
from tests.hostile.corpus import ATTACKS
from tests.hostile.defences import promised
from tests.house import ORDINARY, OWN

MODE = "isolated"
_ALL = [attack for attack in ATTACKS if promised(attack.stops, MODE)]
_MOST = [attack for attack in _ALL if not attack.heavy]
_SOME = [attack for attack in _MOST if attack.shared]
_MOST_OF_A_REPORT = 12 * 2**20  # bytes, pages and packets and all

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((OWN, _MOST), marks=pytest.mark.xdist_group("hostile"), id="most"),
        pytest.param((ORDINARY, _SOME), marks=pytest.mark.xdist_group("hostile-some"), id="some"),
        pytest.param((OWN, _ALL), marks=pytest.mark.hostile, id="all"),
        pytest.param((ORDINARY, _ALL), marks=pytest.mark.hostile, id="all-ordinary"),
    ],
)
def room(request: pytest.FixtureRequest) -> Iterator[Classroom]:
    """The class of attacks, graded in one go."""
    user, attacks = request.param
    with graded(user, attacks) as found:
        yield found


def test_each_gets_its_fair_grade(room: Classroom) -> None:
    """As if there were no attack; where that ends its own program, what is then deserved."""
    unfair = {}
    for name, attack in room.attacks.items():
        result = room.result(name)
        found = {item["id"]: item["verdict"] for item in result["items"]}
        due = {item: attack.but.get(item, PASS).split("|") for item in found}
        wrong = {item: found[item] for item in due if found[item] not in due[item]}
        if wrong or result["fault"]:
            unfair[name] = (wrong, result["fault"], [item["note"] for item in result["items"]])
    assert unfair == {}


def test_nobody_gets_loot(room: Classroom) -> None:
    """No attack got what it was after, and each has tried all that it wanted."""
    said = {name: room.printed(name) for name in room.attacks}
    got = {name: re.findall(r"LOOT.*", text) for name, text in said.items() if "LOOT" in text}
    assert got == {}
    assert [n for n, attack in room.attacks.items() if attack.over and "OVER" not in said[n]] == []


def test_no_secret_is_in_any_report(room: Classroom) -> None:
    """Neither what programs said nor what was written of them holds a canary."""
    found = [
        (path.relative_to(room.house.out), kind)
        for path, data in room.reports()
        for kind, secret in room.canaries.secrets.items()
        # what is kept of a class is the instructor's, and has the spec by which it was marked
        if secret.encode() in data and (path.suffix, kind) != (".sqlite", "spec")
    ]
    assert found == []
    assert not any(secret in room.said for secret in room.canaries.secrets.values())


def test_the_canaries_are_as_they_were(room: Classroom) -> None:
    """No listener of the machine was reached, no process of the user's got a signal."""
    assert room.touched == []


def test_nothing_is_left(room: Classroom) -> None:
    """No process, mount, file, queue, key or socket; and no file of the class has changed."""
    assert room.left == []
    assert room.changed == []


def test_the_class_is_whole(room: Classroom) -> None:
    """Every hand-in has a result, and grading ended as it does when points were lost."""
    assert set(room.codes.values()) <= {0, 1, 2}, room.said
    for name in room.attacks:
        assert room.result(name)["items"]


def test_results_say_what_was_amiss(room: Classroom) -> None:
    """Where something was left out, or ended at a bound, the result says so."""
    silent = {}
    for name, attack in room.attacks.items():
        result = room.result(name)
        told = " ".join([*result["problems"], *(item["note"] for item in result["items"])])
        if not re.search(attack.says, told):
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


def test_without_a_stage_they_do_get_loot(room: Classroom) -> None:
    """What is contained is an attack: with nothing to stop it, it gets what it is after."""
    tame = {}
    for name, attack in room.attacks.items():
        if attack.bare and "LOOT" not in (said := room.bare(attack)):
            tame[name] = said
    assert tame == {}
