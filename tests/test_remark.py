"""A class marked again from what was recorded, and what a person corrects."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from harness import cli, remark, rooms
from harness.checks import source
from harness.grading import RunFindings, grade
from harness.model.errors import CallsheetError
from harness.model.play import MET, UNMET, Finding
from harness.model.record import Correction
from harness.remark import Change, Remarking
from harness.spec import load
from harness.stage import pool
from harness.store import stamps
from harness.store.database import STORE, Store
from tests import small
from tests.commands import history

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
SOURCES = {"ann": small.GOOD, "bob": small.MUTE, "cyd": small.SILENT}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of three that was graded once."""
    room = tmp_path_factory.mktemp("graded")
    small.assignment(room / "echo")
    for name, code in SOURCES.items():
        small.submission(room / "class" / name, code)
    words = [str(room / "echo"), str(room / "class"), "--out", str(room / "out"), "--jobs", "2"]
    assert cli.main(["batch", *words]) == 1
    return room


@pytest.fixture
def room(graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of that class, on a machine where nothing can be played any more."""
    shutil.copytree(graded, tmp_path / "room")

    def refuse(*_: object) -> None:
        raise AssertionError("something was run")

    with monkeypatch.context() as patch:
        patch.setattr(pool, "play", refuse)
        yield tmp_path / "room"


def change(room: Path, *pairs: tuple[str, str]) -> None:
    """Change the spec."""
    spec = room / "echo" / "spec.yaml"
    text = spec.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    spec.write_text(text, encoding="utf-8")


def gains(room: Path) -> dict[str, dict[str, float]]:
    """Who would gain and lose, and by which item."""
    found = Remarking(room / "echo", room / "out", 2).changes()
    return {
        each.submission: {one.item: one.gain for one in each.moved} for each in found if each.moved
    }


def open_(room: Path) -> dict[str, str]:
    """Of whom the recording cannot tell, and why."""
    found = Remarking(room / "echo", room / "out", 2).changes()
    return {each.submission: "; ".join(each.open) for each in found if each.open}


def results(room: Path) -> dict[str, dict[str, Any]]:
    """The items of each hand-in, by the results of the class."""
    data = json.loads((room / "out" / "results.json").read_text(encoding="utf-8"))
    return {
        one["submission"]: {item["id"]: item for item in one["items"]} for one in data["results"]
    }


def test_the_same_spec_changes_nothing(room: Path) -> None:
    """Nobody gains or loses, and what is written is what was written."""
    before = results(room)
    assert gains(room) == {}
    Remarking(room / "echo", room / "out", 2).write()
    assert results(room) == before


def test_a_report_that_cannot_be_written_is_told(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever marks a class of somebody else's reads which file it was, and no traceback."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "out/ann/index.html")

    monkeypatch.setattr(remark, "write_submission", refuse)
    words = ["remark", str(room / "echo"), str(room / "out"), "--write"]
    assert cli.main(words) == 3
    said = capsys.readouterr().err
    assert said.endswith("failed: out/ann/index.html cannot be written: Permission denied\n")
    assert "Traceback" not in said


def test_points_and_patterns(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who gains and who loses is said before it is written; and then it is, nothing being run."""
    change(room, ("is: 10", "is: 20"), ("client: goodbye", "client: /parrot|$/"))
    assert gains(room) == {"ann": {"echoes": 10}, "bob": {"echoes": 10}, "cyd": {"echoes": 0}}
    before = results(room)
    words = ["remark", str(room / "echo"), str(room / "out"), "--jobs", "2"]
    assert cli.main(words) == 0
    shown = capsys.readouterr().out
    assert "2 gain, 0 lose" in shown
    assert "(+0): echoes fail, of 10 → 20" in shown
    assert results(room) == before
    assert cli.main([*words, "--write"]) == 0
    assert results(room)["bob"]["echoes"]["points"] == 20
    assert gains(room) == {}
    kept = history(room / "out" / STORE, "bob")
    assert [how for how, _ in kept] == ["played", "marked again"]


def test_a_source_is_not_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found in it is kept, as long as the same is looked for; what else, is looked for."""
    look = "  said: {is: 5 It is explained, by: person, look: 'server top comment /why/'}\n"
    small.assignment(tmp_path / "echo", small.SPEC + look)
    said = "# This is the reason why a server for one client has no threads.\n"
    small.submission(tmp_path / "class" / "ann", said + small.GOOD)
    words = [str(tmp_path / "echo"), str(tmp_path / "class"), "--out", str(tmp_path / "out")]
    assert cli.main(["batch", *words]) == 0

    def refuse(*_: object) -> None:
        raise AssertionError("looked again")

    monkeypatch.setattr(source, "look_at", refuse)
    change(tmp_path, ("is: 5", "is: 8"))
    assert gains(tmp_path) == {"ann": {"said": 3}}
    change(tmp_path, ("/why/", "/threads?/"))
    with pytest.raises(CallsheetError, match="looked again"):
        gains(tmp_path)


def test_after_marking_again_the_class_is_graded(room: Path) -> None:
    """Grading by the new spec plays nothing, since marking again has told it all."""
    change(room, ("is: 10", "is: 20"))
    Remarking(room / "echo", room / "out", 2).write()
    words = [str(room / "echo"), str(room / "class"), "--out", str(room / "out"), "--jobs", "2"]
    before = results(room)
    assert cli.main(["batch", *words]) == 1  # it would have been 3, had anything been played
    assert results(room) == before


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("client -> server: parrot", "client -> server: cockatoo", "never played as the spec"),
        ("runs: 1", "runs: 2", "never played as the spec"),
        ("*server*.py", "*serv*.py", "who plays which role"),
        ("limit: 5", "limit: 6", "never played as the spec"),
    ],
)
def test_what_was_never_played_is_said(room: Path, old: str, new: str, why: str) -> None:
    """A change of what is done, and not only of what is expected, cannot be marked."""
    change(room, (old, new))
    assert set(open_(room)) == set(SOURCES)
    assert all(why in each for each in open_(room).values())
    assert gains(room) == {}
    before = results(room)
    Remarking(room / "echo", room / "out", 2).write()
    assert results(room) == before


def test_what_was_not_waited_for_is_not_held_against_anybody(room: Path) -> None:
    """Where the story had gone on before a line of the new spec could come, it is not judged."""
    change(room, ("by now server prints: parrot", "by now server prints: parrots"))
    assert set(open_(room)) == {"ann"}  # all had come, and the scene was over
    assert "before it could be known" in open_(room)["ann"]
    assert gains(room) == {"cyd": {"shows": -5}}  # which was waited for until nothing could come


def test_a_correction_survives(room: Path) -> None:
    """What a person decided is shown with its reason, counts, and outlives marking again."""
    words = ["override", str(room / "echo"), str(room / "out")]
    assert cli.main([*words, "cyd", "echoes", "7", "--reason", "the network was down"]) == 0
    item = results(room)["cyd"]["echoes"]
    assert item["points"] == 7
    told = {"reason": "the network was down", "points": 0, "verdict": "fail"}
    assert item["corrected"] == told
    page = (room / "out" / "cyd" / "index.html").read_text(encoding="utf-8")
    assert "corrected by a person: the network was down" in page
    assert "corrected by a person" in (room / "out" / "index.html").read_text(encoding="utf-8")
    change(room, ("is: 10", "is: 20"))
    Remarking(room / "echo", room / "out", 2).write()
    assert results(room)["cyd"]["echoes"]["points"] == 7
    assert cli.main([*words, "cyd", "echoes", "--remove", "--reason", "it was not"]) == 0
    assert results(room)["cyd"]["echoes"]["points"] == 0
    assert results(room)["cyd"]["echoes"]["corrected"] is None


def test_what_was_not_corrected_cannot_be_taken_back(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said, and not called a correction; of a table, the other rows are kept."""
    words = ["override", str(room / "echo"), str(room / "out")]
    assert cli.main([*words, "cyd", "echoes", "--remove", "--reason", "mine"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("0 corrected.\n1 to be taken back had no correction")
    table = room / "rows.csv"
    table.write_text(
        "submission,item,points,reason\nann,echoes,,no\nbob,echoes,3,seen\nbob,echoes,,unseen\n"
    )
    assert cli.main([*words, "--csv", str(table), "--json", str(room / "rows.json")]) == 0
    assert capsys.readouterr().out.startswith("2 corrected.\n1 to be taken back had no")
    kept = json.loads((room / "rows.json").read_text())["corrected"]
    assert [(row["submission"], row["points"]) for row in kept] == [("bob", 3), ("bob", None)]


def test_a_later_harness_looks_at_a_class_once(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it found is kept when grades are written; points then cost no look at a timeline.  What
    was found when the class was played stays with it.
    """
    monkeypatch.setattr(stamps, "of_harness", lambda: "a later one")
    before = results(room)
    Remarking(room / "echo", room / "out", 2).write()
    assert results(room) == before

    def refuse(*_: object) -> None:
        raise AssertionError("looked again")

    monkeypatch.setattr(Store, "timelines", refuse)
    change(room, ("is: 10", "is: 20"))
    assert gains(room) == {"ann": {"echoes": 10}, "bob": {"echoes": 10}, "cyd": {"echoes": 0}}
    monkeypatch.undo()
    assert gains(room) == {"ann": {"echoes": 10}, "bob": {"echoes": 10}, "cyd": {"echoes": 0}}


def test_a_store_of_the_first_version(room: Path) -> None:
    """It had no place for what a later harness finds, and gets one; nothing is lost."""
    before = results(room)
    with closing(sqlite3.connect(room / "out" / STORE)) as database:
        database.execute("DROP TABLE found")
        database.execute("PRAGMA user_version = 1")
    Remarking(room / "echo", room / "out", 2).write()
    assert results(room) == before


def test_a_correction_looks_at_nobody_else(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Following a class anew is slow, so only who is corrected is followed."""
    looked: list[str] = []
    changes = Remarking.changes

    def watched(self: Remarking, *only: list[str]) -> list[Change]:
        found = changes(self, *only)
        looked.extend(each.submission for each in found)
        return found

    monkeypatch.setattr(Remarking, "changes", watched)
    words = [str(room / "echo"), str(room / "out"), "bob", "shows", "5", "--reason", "I saw it"]
    cli.main(["override", *words])
    assert looked == ["bob"]


def test_a_correction_as_data(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was kept can be had as JSON, alone on standard output."""
    words = ["override", str(room / "echo"), str(room / "out"), "bob", "shows", "5"]
    assert cli.main([*words, "--reason", "I saw it", "--json", "-"]) == 0
    row = {"submission": "bob", "item": "shows", "points": 5.0, "reason": "I saw it"}
    assert json.loads(capsys.readouterr().out) == {"corrected": [row], "waiting": []}


def test_a_correction_to_full_points_is_shown(room: Path) -> None:
    """Among what passed, too, it is said that a person decided it, whatever letters they use."""
    words = ["override", str(room / "echo"), str(room / "out"), "bob", "shows", "5"]
    assert cli.main([*words, "--reason", "<b>seen\udcff</b>"]) == 0
    assert results(room)["bob"]["shows"]["verdict"] == "pass"
    page = (room / "out" / "bob" / "index.html").read_text(encoding="utf-8")
    assert "corrected by a person: &lt;b&gt;seen?&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("nobody,echoes,3,why", "nobody of that name"),
        ("cyd,nothing,3,why", "no such item"),
        ("cyd,echoes,11,why", "is not from 0 to 10"),
        ("cyd,echoes,nan,why", "is not from 0 to 10"),
        ("cyd,echoes,3,", "needs a reason"),
        ("cyd,echoes,much,why", "corrections.csv, cyd, echoes: 'much' is no number"),
        ("cyd,echoes", "needs a reason"),
        (",echoes,5,why", "corrections.csv, nobody, echoes: it needs a submission"),
    ],
)
def test_corrections_that_cannot_be(
    room: Path, row: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """If one row is wrong, none is kept."""
    file = room / "corrections.csv"
    file.write_text(f"submission,item,points,reason\nbob,shows,5,seen\n{row}\n", encoding="utf-8")
    words = ["override", str(room / "echo"), str(room / "out"), "--csv", str(file)]
    assert cli.main(words) == 64
    assert why in capsys.readouterr().err
    assert Store(room / "out" / STORE).corrections() == {}


@pytest.mark.parametrize(
    "words", [("override", "bob", "tcp", "5", "--reason", "seen"), ("remark", "--write")]
)
def test_another_assignment_than_the_one_that_was_graded_is_refused(
    room: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that was mistyped would correct, or mark, by items that nobody was graded by."""
    command, *rest = words
    assert cli.main([command, "first-message", str(room / "out"), *rest]) == 64
    assert "out: echo was graded there, and not first-message" in capsys.readouterr().err
    assert Store(room / "out" / STORE).corrections() == {}


def test_corrections_as_spreadsheets_save_them(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Semicolons, decimals with a comma, letters that are not UTF-8; and what lacks a column."""
    file = room / "corrections.csv"
    words = ["override", str(room / "echo"), str(room / "out"), "--csv", str(file)]
    file.write_bytes(
        "Item;Submission;Points;Reason\r\nshows;bob;2,5;geprüft\r\n;;;\r\n".encode("cp1252")
    )
    assert cli.main(words) == 0
    assert results(room)["bob"]["shows"]["points"] == 2.5
    assert results(room)["bob"]["shows"]["corrected"]["reason"] == "geprüft"
    file.write_text("submission,item,points\nbob,shows,5\n", encoding="utf-8")
    assert cli.main(words) == 64
    assert "it needs the columns submission, item, points, reason" in capsys.readouterr().err


def test_a_corrected_gate_opens(tmp_path: Path) -> None:
    """What counts only with an item that a person has passed counts then, and is not corrected."""
    text = small.SPEC.replace("shows: 5 It", "shows: {gate: echoes, is: 5 It") + "\n"
    text = text.replace("It shows what it receives", "It shows what it receives}")
    spec = load(small.assignment(tmp_path / "gated", text))
    met = Finding(1, 1, "", ("shows",), ("server",), MET)
    unmet = Finding(2, 2, "", ("echoes",), ("server",), UNMET)
    runs = [RunFindings("echo", "whole", "", 1, (met, unmet))]
    assert {item.id: item.points for item in grade(spec, runs).items}["shows"] == 0
    found = grade(spec, runs, corrections=[Correction("echoes", 10, "I have seen it")])
    items = {item.id: item for item in found.items}
    assert (items["echoes"].points, items["shows"].points, found.score) == (10, 5, 15)
    assert items["shows"].corrected is None


@pytest.mark.parametrize(
    "words", [("override", "bob", "shows", "5", "--reason", "seen"), ("remark",)]
)
def test_nothing_is_changed_under_a_batch(
    room: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """It marks by what it began with and would write over it: whoever corrects has to wait."""
    command = [words[0], str(room / "echo"), str(room / "out"), *words[1:]]
    command += ["--write"] if words[0] == "remark" else []
    with rooms.alone(room / "out"):
        assert cli.main(command) == 64
    assert "another batch is grading into it" in capsys.readouterr().err
    assert Store(room / "out" / STORE).corrections() == {}
    assert cli.main(command) in (0, 1)
