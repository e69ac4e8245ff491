"""A class from a platform's zip to its gradebook, with all that happens in between.

How a hand-in came is known when the class is gathered, what was played is kept, and a person has
the last word: here they meet.
"""

import csv
import json
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from harness import batch, cli, pipeline
from harness.model.handin import Handed, HandIn, Member, Student
from harness.stage import pool
from harness.store.database import STORE, Store
from harness.store.stamps import Stamp
from harness.store.whose import name_now
from tests import small

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
LATE = "late: {per day: 20 %}\n"
DUE = "2026-11-02T18:00:00+00:00"
HAND_INS = {
    "doejo_77_501_server.py": small.MUTE,
    "doejo_77_501_server-1.py": small.GOOD,
    "roeal_LATE_78_502_server.py": small.GOOD,
    "poeed_LATE_81_503_server.py": small.SILENT,
}
ROSTER = """\
Student,ID,Excused,Submitted
"Doe, Jo",77,,
"Roe, Al",78,,2026-11-03T10:00:00+00:00
"Poe, Ed",81,,
"Low, Sam",80,,
"Poe, Eve",79,x,
"""


def zipped(path: Path, files: Mapping[str, str]) -> Path:
    """A platform's zip of these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A class of five as Canvas gives it: one late by a day, one by nobody knows how much."""
    small.assignment(tmp_path / "echo", small.SPEC + LATE)
    zipped(tmp_path / "canvas.zip", HAND_INS)
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    # one after another, so that two who handed in the same have one play between them
    assert grade(tmp_path, "--due", DUE, "--jobs", "1") == 1
    return tmp_path


def grade(room: Path, *more: str) -> int:
    """Grade the class; returns the exit code."""
    words = [str(room / "echo"), str(room / "canvas.zip"), "--out", str(room / "out")]
    more = more or ("--due", DUE)
    words += ["--roster", str(room / "roster.csv"), "--jobs", "2", *more]
    return cli.main(["batch", *words])


def correct(room: Path, name: str, item: str, points: str) -> None:
    """Give somebody's item these points."""
    words = [str(room / "echo"), str(room / "out"), name, item, points, "--reason", "I saw it"]
    assert cli.main(["override", *words]) == 0


def remark(room: Path) -> list[dict[str, Any]]:
    """Mark the class again and write it; returns what has changed."""
    told = room / "told.json"
    words = [str(room / "echo"), str(room / "out"), "--write", "--json", str(told)]
    assert cli.main(["remark", *words]) == 0
    changes = json.loads(told.read_text(encoding="utf-8"))["changes"]
    return [one for one in changes if one["items"] or one["rule"]]


def gradebook(room: Path) -> dict[str, str]:
    """The grades that go out to Canvas, by the student's id."""
    file = room / "canvas.csv"
    words = [str(room / "out"), "--format", "canvas", "--column", "PA1", "--out", str(file)]
    assert cli.main(["export", *words]) == 0
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["ID"]: row["PA1"] for row in csv.DictReader(lines) if row["ID"]}


def results(room: Path) -> dict[str, Any]:
    """The results of the class."""
    data = json.loads((room / "out" / "results.json").read_text(encoding="utf-8"))
    return {one["submission"]: one for one in data["results"]}


def change(room: Path, old: str, new: str) -> None:
    """Change the spec."""
    spec = room / "echo" / "spec.yaml"
    text = spec.read_text(encoding="utf-8")
    assert old in text
    spec.write_text(text.replace(old, new), encoding="utf-8")


def plays(room: Path) -> int:
    """How many hand-ins are kept that differ."""
    database = sqlite3.connect(room / "out" / STORE)
    try:
        found: int = database.execute("SELECT count(*) FROM jobs").fetchone()[0]
        return found
    finally:
        database.close()


def refuse(*_: object) -> None:
    """In place of what plays a scene."""
    raise AssertionError("something was run")


def test_what_is_kept_knows_how_it_came(room: Path) -> None:
    """Ids, lateness, replaced attempts and the absent are in the results, and in the store."""
    assert gradebook(room) == {"77": "17", "78": "14", "80": "0", "79": "EX", "81": "5"}
    members = {one.submission: one.member for one in Store(room / "out" / STORE).standings()}
    assert set(members) == set(results(room))
    al = members["roeal"]
    assert al.handed is not None
    assert (al.handed.students[0].id, al.handed.late, al.handed.seconds_late) == ("78", True, 57600)
    assert any("server-1.py" in one or "attempt" in one for one in members["doejo"].problems)
    ed = members["poeed"].handed
    assert ed is not None
    assert (ed.late, ed.seconds_late) == (True, None)
    eve = members["Poe, Eve"].handed
    assert eve is not None
    assert (eve.absent, eve.excused) == (True, True)


def test_going_on_says_the_same(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same download again plays nothing and comes to the same, the absent included."""
    before = results(room)
    monkeypatch.setattr(pool, "play", refuse)
    capsys.readouterr()
    assert grade(room) == 1
    assert results(room) == before
    assert "(3 did not have to be run)" in capsys.readouterr().out


def test_another_due_time_is_no_reason_to_play(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lateness is counted anew from what is kept."""
    monkeypatch.setattr(pool, "play", refuse)
    assert grade(room, "--due", "2026-11-01T18:00:00+00:00") == 1
    assert gradebook(room)["78"] == "11"


def test_a_first_hand_in_of_who_was_absent(room: Path) -> None:
    """Who hands in after all is graded; the others are not played again."""
    kept = plays(room)
    zipped(room / "canvas.zip", {**HAND_INS, "lowsam_80_504_server.py": "# Sam\n" + small.GOOD})
    assert grade(room) == 1
    assert gradebook(room)["80"] == "17"
    assert plays(room) == kept + 1


def test_again_keeps_corrections_and_lateness(room: Path) -> None:
    """What is played again is judged by the same rules, and by the same person."""
    correct(room, "roeal", "shows", "2")
    before = gradebook(room)
    assert before["78"] == "11"
    assert grade(room, "--due", DUE, "--again") == 1
    assert gradebook(room) == before


def test_marking_again_applies_lateness(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of points is told and written with what lateness takes of it; nobody is lost."""
    change(room, "is: 10", "is: 20")
    changes = {one["submission"]: one for one in remark(room)}
    assert (changes["roeal"]["before"], changes["roeal"]["after"]) == (14, 22)
    assert changes["roeal"]["rule"] == "1 day late: 5 of 27 points were taken off."
    assert (changes["doejo"]["before"], changes["doejo"]["after"]) == (17, 27)
    assert gradebook(room) == {"77": "27", "78": "22", "80": "0", "79": "EX", "81": "5"}
    page = (room / "out" / "index.html").read_text(encoding="utf-8")
    assert "Low, Sam" in page
    monkeypatch.setattr(pool, "play", refuse)
    assert grade(room) == 1
    assert gradebook(room)["78"] == "22"


def test_a_change_of_the_late_policy(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is marked without a run, and who gains by it is told with the reason."""
    change(room, "20 %", "40 %")
    capsys.readouterr()
    assert cli.main(["remark", str(room / "echo"), str(room / "out"), "--write"]) == 0
    told = capsys.readouterr().out
    assert "0 gain, 1 lose, 4 keep their points" in told
    assert "roeal  14 → 11 (-3): 1 day late: 6 of 17 points were taken off." in told
    change(room, LATE.replace("20", "40"), "")
    assert [one["rule"] for one in remark(room)] == ["nothing is taken off any more"] * 2
    assert gradebook(room)["78"] == "17"
    monkeypatch.setattr(pool, "play", refuse)
    assert grade(room) == 1


def test_a_correction_goes_out(room: Path) -> None:
    """The gradebook, the feedback and the page have what a person decided; lateness is taken."""
    correct(room, "doejo", "echoes", "4")
    correct(room, "roeal", "shows", "0")
    assert gradebook(room) == {"77": "11", "78": "9", "80": "0", "79": "EX", "81": "5"}
    words = [str(room / "out"), "--format", "feedback", "--out", str(room / "pages")]
    assert cli.main(["export", *words]) == 0
    (page,) = [one for one in (room / "pages").iterdir() if "_77_" in one.name]
    assert "corrected by a person: I saw it" in page.read_text(encoding="utf-8")
    words = [str(room / "out"), "--format", "moodle", "--out", str(room / "moodle.csv")]
    assert cli.main(["export", *words]) == 0
    assert "corrected by a person: I saw it" in (room / "moodle.csv").read_text(encoding="utf-8")


def test_points_for_who_handed_in_nothing(room: Path) -> None:
    """A person has seen it elsewhere: their points count, and it is said that nothing came."""
    correct(room, "Low, Sam", "echoes", "8")
    assert gradebook(room)["80"] == "8"
    note = results(room)["Low, Sam"]["standing"]["note"]
    assert note == "Nothing was handed in; a person gave the points."
    assert grade(room) == 1
    assert gradebook(room)["80"] == "8"


def test_a_correction_follows_its_student(room: Path) -> None:
    """Another of the same name comes, both get names with ids: it stays with whose it is."""
    correct(room, "doejo", "echoes", "4")
    zipped(room / "canvas.zip", {"doejo_12_499_server.py": small.GOOD, **HAND_INS})
    assert grade(room) == 1
    assert {"doejo 12", "doejo 77"} <= set(results(room))
    corrections = Store(room / "out" / STORE).corrections()
    assert list(corrections) == ["doejo 77"]
    assert results(room)["doejo 12"]["score"] == 15
    assert gradebook(room)["77"] == "11"


def member(name: str, **ids: str) -> Member:
    """A hand-in of one student."""
    return Member(name, Handed((Student(name, **ids),)))


def test_whose_a_correction_is() -> None:
    """An id decides; a name does where no id speaks against it; never another student."""
    now = {one.name: one for one in (member("jo", id="3"), member("jo 5", id="5"), member("al"))}
    assert name_now(member("jo", id="5"), now) == "jo 5"
    assert name_now(member("jo", id="3"), now) == "jo"
    assert name_now(member("jo", email="jo@x.org"), now) == "jo"
    assert name_now(member("al", id="9"), now) == "al"
    assert name_now(member("jo", id="7"), now) is None
    assert name_now(member("gone"), now) is None


def test_a_correction_of_who_left_waits(tmp_path: Path) -> None:
    """It holds for nobody while its student is not there, and again when they are."""
    store = Store(tmp_path / STORE)
    stamp = Stamp("a", "m", "h", "c")
    store.enrol([member("jo", id="3"), member("al", id="4")], stamp, "")
    store.correct([("jo", "echoes", 3.0, "I saw it")])
    store.enrol([member("jo", id="8")], stamp, "")
    assert store.corrections() == {}
    store.enrol([member("Jo", id="3")], stamp, "")
    assert list(store.corrections()) == ["Jo"]


def test_what_could_not_be_had_costs_nothing(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hand-in that we cannot get has no grade, marked again or not; its play is not forgotten."""
    before = results(room)["doejo"]
    course = pipeline.prepare(room / "echo")
    jo = (Student("Doe, Jo", "77"),)
    lost = HandIn("doejo", None, jo, fault="no such address")
    batch.grade_class(course, [lost], room / "out", 1, lambda _: None)
    assert remark(room) == []
    words = [str(room / "out"), "--format", "canvas", "--out", str(room / "canvas.csv")]
    assert cli.main(["export", *words]) == 2
    assert "no grade, the grader failed" in capsys.readouterr().err
    found: list[bool] = []
    home = small.submission(room / "jo")
    again = HandIn("doejo", home, jo)
    batch.grade_class(
        course, [again], room / "out", 1, lambda step: found.extend(played_just_now(step))
    )
    assert found == [False]
    assert results(room)["doejo"]["score"] == before["score"]


def played_just_now(step: batch.Step) -> list[bool]:
    """Whether what has landed was played."""
    return [step.landed.played] if step.landed else []
