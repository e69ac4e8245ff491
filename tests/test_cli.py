"""The command line as its users have it: exit codes, what is printed, what is written."""

import csv
import json
import re
import zipfile
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from jsonschema import Draft202012Validator

from harness.cli import main
from tests import small
from tests.commands import TOP, call, classroom, valid

COMMANDS = (
    *("run", "check", "batch", "remark", "review", "override", "export", "ci", "handout"),
    *("audit", "package", "doctor", "schema", "platform"),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an assignment and a class for it."""
    place = tmp_path_factory.mktemp("room")
    (place / "yml").mkdir()
    (place / "yml" / "spec.yml").write_text(small.SPEC, encoding="utf-8")
    return classroom(place)


@pytest.fixture(scope="module")
def batch(room: Path) -> CompletedProcess[str]:
    """The class graded, with its report in ``out`` and its results in ``all.json``."""
    return call("batch", "echo", "class", "--out", "out", "--json", "all.json", cwd=room)


# What each exit code stands for


@pytest.mark.parametrize(("name", "code"), [("good", 0), ("mute", 1), ("broken", 1)])
def test_a_submission_with_all_points_is_0_and_with_less_is_1(
    name: str, code: int, room: Path
) -> None:
    """Full marks need no extra credit; a program that cannot even start is no error of ours."""
    done = call("run", "echo", room / "hand-ins" / name, cwd=room)
    assert (done.returncode, done.stderr) == (code, "")
    assert "Echo: " in done.stdout


def test_what_could_not_be_judged_is_2(room: Path) -> None:
    """A program for a Python that the machine lacks loses nothing, and the exit code says so."""
    if any(Path(place, "python2.7").exists() for place in ("/usr/bin", "/usr/local/bin")):
        pytest.skip("this machine has a Python 2 of its own")
    done = call("run", "echo", room / "hand-ins" / "old", cwd=room)
    assert done.returncode == 2
    assert "needs Python 2" in done.stdout


def test_a_fault_of_ours_is_3(room: Path) -> None:
    """Whatever goes wrong in the harness is never taken for lost points."""
    breaking = room / "sitecustomize.py"
    breaking.write_text(
        "import sys\nfrom harness import pipeline\npipeline.prepare = lambda *words: 1 // 0\n",
        encoding="utf-8",
    )
    done = call("run", "echo", "x", cwd=room, env={"PYTHONPATH": f"{room}:{TOP}"})
    breaking.unlink()
    assert done.returncode == 3
    assert "ZeroDivisionError" in done.stderr


WRONG = [
    ((), "required: COMMAND"),
    (("bach",), "invalid choice: 'bach'"),
    (("run",), "required: ASSIGNMENT, SUBMISSION"),
    (("run", "echo", "hand-ins/good", "--jobs", "0"), "'0' is not a number from 1 to 1000"),
    (("run", "echo", "hand-ins/good", "--jobs", "many"), "'many' is not a number"),
    (("run", "echo", "hand-ins/nobody"), "hand-ins/nobody: there is no such file or folder"),
    (("run", "first-massage", "hand-ins/good"), "no assignment 'first-massage', and no"),
    (("run", "class", "hand-ins/good"), "class: this folder has no spec.yaml"),
    (("run", "yml", "hand-ins/good"), "yml: this folder has no spec.yaml; call its spec.yml so"),
    (("run", "echo", "hand-ins/good", "--json", "no/such/a.json"), "no/such/a.json cannot be"),
    (("run", "echo", "hand-ins/good", "--out", "/dev/null/x"), "/dev/null/x cannot be written"),
    (("run", "echo", "hand-ins/good", "--markdown", "no/a.md"), "no/a.md cannot be written"),
    (("run", "echo", "hand-ins/good", "--markdown", "-", "--json", "-"), "only one of --json and"),
    (("batch", "echo", "class"), "required: --out"),
    (("batch", "echo", "nowhere", "--out", "o"), "nowhere: there is no such folder"),
    (("batch", "echo", "echo", "--out", "o"), "echo: there are no submissions in it"),
    (("batch", "echo", "class", "--out", "/dev/null/x"), "/dev/null/x cannot be written"),
    (("batch", "echo", "class", "--out", "o", "--due", "soon"), "--due: 'soon' is no time"),
    (("batch", "echo", "class", "--out", "o", "--roster", "no.csv"), "no.csv: No such file"),
    (("batch", "echo", "class", "--out", "echo/out"), "echo/out is in the folder of the assign"),
    (("batch", "echo", "class", "--out", "echo"), "echo is in the folder of the assignment"),
    (("batch", "echo", "hand-ins", "--out", "hand-ins/o"), "would be taken for a hand-in"),
    (("batch", "echo", ".", "--out", "."), "would be taken for a hand-in"),
    (("batch", "echo", "echo/class", "--out", "o"), "echo/class is in the folder of the assign"),
    (("batch", "echo", "class", "--out", "o", "--roster", "echo/r.csv"), "echo/r.csv is in the"),
    (("export", "class", "--format", "canvas", "--out", "o"), "name the folder that 'batch' wrote"),
    (("remark", "echo", "class"), "class: no class was graded into this folder"),
    (("export", "class", "--format", "dbase", "--out", "o"), "invalid choice: 'dbase'"),
    (("schema", "grade"), "invalid choice: 'grade'"),
    (("run", "echo", ""), "SUBMISSION is empty; was a variable of the shell not set?"),
    (("run", "", "hand-ins/good"), "ASSIGNMENT is empty"),
    (("batch", "echo", "class", "--out", ""), "--out is empty"),
    (("run", "echo", "hand-ins/good", "--hint"), "[--mode {isolated,container,plain}]"),
    (("run", "echo", "hand-ins/good", "--hint"), "grade.py run: it takes no --hint"),
]


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_wrong_usage_is_64_and_says_what_is_wrong(
    words: tuple[str, ...], said: str, room: Path
) -> None:
    """One line that names what was wrong; no traceback, nothing on standard output."""
    done = call(*words, cwd=room)
    assert done.returncode == 64
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("words", [("check",), ("run", "echo", "good.py")])
def test_a_deleted_current_folder_is_told(
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A shell may stand in a folder that is gone: that is no failure of the harness's."""
    small.assignment(tmp_path / "echo")
    words = tuple(str(tmp_path / word) if word == "echo" else word for word in words)
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main(words) == 64
    said = capsys.readouterr().err
    assert "is gone: go to another" in said or "there is no such file" in said
    assert "Traceback" not in said


def test_a_full_disk_is_3(room: Path) -> None:
    """The command was right, and the grade is not told as that of anybody."""
    done = call("run", "echo", "hand-ins/good", "--json", "/dev/full", cwd=room)
    assert done.returncode == 3
    assert "/dev/full cannot be written: No space left on device" in done.stderr


def test_a_spec_with_mistakes_is_64_and_shows_them_all(tmp_path: Path) -> None:
    """Each mistake with line and column, the line itself, a caret, and what was meant."""
    wrong = small.SPEC.replace("start server", "start sever").replace("runs: 1", "run: 1")
    small.assignment(tmp_path / "wrong", wrong.replace("  shows: 5", "  shown: 5"))
    small.submission(tmp_path / "any")
    done = call("run", "wrong", "any", cwd=tmp_path)
    assert done.returncode == 64
    lines = wrong.splitlines()
    starts = next(n for n, line in enumerate(lines, 1) if "start sever" in line)
    assert f"spec.yaml:{starts}:13: no role 'sever'; did you mean 'server'?" in done.stderr
    assert "did you mean 'runs'?" in done.stderr
    assert "did you mean 'shown'?" in done.stderr
    assert re.search(r"^ +start sever\n +\^$", done.stderr, re.MULTILINE)


# Help


def test_help_is_enough_to_begin_with() -> None:
    """What it is, the commands, the exit codes, and a first step for each user."""
    done = call("--help")
    assert done.returncode == 0
    for needed in (*COMMANDS, "exit codes", "64", "first-message"):
        assert needed in done.stdout
    for command in COMMANDS:
        done = call(command, "--help")
        assert done.returncode == 0
        assert "--json FILE" in done.stdout or command == "review"
        assert re.match(rf"usage: grade.py {command} ", done.stdout)
    assert re.fullmatch(r"callsheet \d+\.\d+\.\d+\n", call("--version").stdout)


def test_help_is_no_wider_than_the_terminal() -> None:
    """Whatever a command says of itself is filled to the width there is; examples stay lines."""
    for command in ("", *COMMANDS):
        said = call(*command.split(), "--help", env={"COLUMNS": "70"}).stdout
        assert [line for line in said.splitlines() if len(line) > 70 and line[0] != " "] == []
    assert "\n  grade.py override first-message out --csv" in call("override", "--help").stdout


def test_help_calls_the_program_as_its_user_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who typed ``callsheet`` reads examples that begin with it."""
    monkeypatch.setattr("sys.argv", ["/usr/local/bin/callsheet"])
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert said.startswith("usage: callsheet ")
    assert "\n  callsheet doctor " in said
    assert "grade.py" not in said


# What is graded, and where it may lie


@pytest.mark.parametrize(
    "place", ["hand-ins/good", "class/zipped.zip", "class/tarred.tar.gz", "class/server_alone.py"]
)
def test_a_submission_may_be_a_folder_an_archive_or_a_file(place: str, room: Path) -> None:
    """All are graded alike, under the name of the file or folder."""
    done = call("run", "echo", place, "--json", "-", cwd=room)
    result = valid(json.loads(done.stdout))
    assert (done.returncode, result["score"], result["extra"]) == (0, 15, 2)
    assert result["submission"] == Path(place).name.partition(".")[0]


@pytest.mark.parametrize("place", ["echo", "./echo/", "echo/spec.yaml", "{room}/echo"])
def test_an_assignment_may_be_anywhere(place: str, room: Path, tmp_path: Path) -> None:
    """A path to its folder, or to its spec, relative or not."""
    where = room if "{" not in place else tmp_path
    done = call("run", place.format(room=room), room / "hand-ins" / "good", cwd=where)
    assert done.returncode == 0


def test_an_assignment_of_this_repository_has_an_id(tmp_path: Path) -> None:
    """Its id is enough, wherever the command is given."""
    small.submission(tmp_path / "nothing-like-it", "print('hello')\n", "notes.py")
    done = call("run", "first-message", "nothing-like-it", "--json", "-", cwd=tmp_path)
    assert done.returncode == 1
    assert valid(json.loads(done.stdout))["assignment"] == "first-message"


# JSON


def test_json_goes_to_a_file_beside_the_text_or_alone_to_standard_output(room: Path) -> None:
    """``--json FILE`` adds a file; ``--json -`` replaces the text; both hold the same."""
    words = ("run", "echo", "hand-ins/mute")
    beside = call(*words, "--json", "one.json", cwd=room)
    alone = call(*words, "--json", "-", cwd=room)
    assert "It shows what it receives" in beside.stdout
    one = valid(json.loads((room / "one.json").read_text(encoding="utf-8")))
    other = valid(json.loads(alone.stdout))
    assert [(i["id"], i["verdict"], i["points"]) for i in one["items"]] == [
        ("echoes", "pass", 10),
        ("shows", "fail", 0),
        ("talks", "pass", 2),
    ]
    assert one["items"] == other["items"]
    assert (one["assignment"], one["submission"], one["mode"]) == ("echo", "mute", "isolated")


def test_markdown_goes_to_a_file_beside_the_text_or_alone_to_standard_output(room: Path) -> None:
    """``--markdown FILE`` adds a file; ``--markdown -`` replaces the text; both have diagrams."""
    words = ("run", "echo", "hand-ins/mute")
    beside = call(*words, "--markdown", "one.md", cwd=room)
    alone = call(*words, "--markdown", "-", cwd=room)
    assert (beside.returncode, alone.returncode) == (1, 1)
    assert "It shows what it receives" in beside.stdout
    assert "```mermaid" not in beside.stdout
    for page in ((room / "one.md").read_text(encoding="utf-8"), alone.stdout):
        assert page.startswith("# Echo: `mute`\n")
        assert "| ✗ not met | It shows what it receives | 0 / " in page
        assert "```mermaid\nsequenceDiagram\n" in page


def test_a_class_may_have_its_pages_as_markdown_too(room: Path) -> None:
    """``batch --markdown`` writes one beside each page; without it there is none."""
    call("batch", "echo", "class", "--out", "marked", "--markdown", cwd=room)
    pages = sorted((room / "marked").glob("*/index.html"))
    assert len(pages) == 5
    assert sorted((room / "marked").glob("*/index.md")) == [one.with_suffix(".md") for one in pages]
    assert "```mermaid" in (room / "marked" / "mute" / "index.md").read_text(encoding="utf-8")
    call("batch", "echo", "class", "--out", "marked", cwd=room)
    assert not list((room / "marked").glob("*/index.md"))


def test_every_command_has_json(room: Path) -> None:
    """Doctor and schemas have it, too."""
    doctor = json.loads(call("doctor", "--json", "-").stdout)
    assert {"mode", "why", "checks"} == set(doctor)
    assert {"name", "works", "needed", "gives", "why", "remedy"} == set(doctor["checks"][0])
    call("schema", "spec", "--json", "spec.schema.json", cwd=room)
    written = json.loads((room / "spec.schema.json").read_text(encoding="utf-8"))
    assert written == json.loads(call("schema").stdout)
    Draft202012Validator.check_schema(written)


# A class


def test_a_class_is_told_in_a_table(batch: CompletedProcess[str]) -> None:
    """One line a submission, and where the report is; no progress bar where nobody watches.

    What is no hand-in is told.
    """
    told = "names.csv is no hand-in, by its name.\n"
    assert (batch.returncode, batch.stderr) == (1, told)
    for name in ("good", "mute", "zipped", "tarred", "server_alone"):
        assert re.search(rf"^{name} +1[05] / 15 ", batch.stdout, re.MULTILINE)
    assert "names" not in batch.stdout
    assert batch.stdout.endswith("The report: out/index.html\n")


def test_the_report_of_a_class_is_whole(room: Path, batch: CompletedProcess[str]) -> None:
    """An index, a table of grades, all results, and for each submission what its page links to."""
    out = room / "out"
    names = ["good", "mute", "server_alone", "tarred", "zipped"]
    assert batch.returncode == 1
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [*names, "grades.csv", "grades.sqlite", "index.html", "results.json"]
    )
    results = valid(json.loads((out / "results.json").read_text(encoding="utf-8")))
    assert results == json.loads((room / "all.json").read_text(encoding="utf-8"))
    assert [one["submission"] for one in results["results"]] == names
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[0] for row in csv.reader(file)][1:] == names
    for one in results["results"]:
        valid(json.loads((out / one["submission"] / "result.json").read_text(encoding="utf-8")))
        assert (out / one["submission"] / "index.html").stat().st_size > 1000
        for scene in one["scenes"]:
            assert (out / scene["timeline"]).read_text(encoding="utf-8").count("\n") > 5
            assert (out / scene["pcap"]).read_bytes()[:4] in {
                b"\xd4\xc3\xb2\xa1",
                b"\x4d\x3c\xb2\xa1",
            }


def test_a_class_may_have_several_submissions_of_one_name(tmp_path: Path) -> None:
    """None takes the place of another, in the table or on disk."""
    small.assignment(tmp_path / "echo")
    small.submission(tmp_path / "class" / "ann", small.GOOD)
    with zipfile.ZipFile(tmp_path / "class" / "ann.zip", "w") as archive:
        archive.writestr("server.py", small.MUTE)
    call("batch", "echo", "class", "--out", "out", cwd=tmp_path)
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    scores = {one["submission"]: one["score"] for one in results["results"]}
    assert scores == {"ann": 15, "ann.zip": 10}
    pages = {path.parent.name for path in (tmp_path / "out").glob("*/index.html")}
    assert pages == {"ann", "ann.zip"}


def test_run_writes_a_page_where_it_is_asked_to(room: Path) -> None:
    """``run --out`` gives what ``batch`` gives one submission."""
    call("run", "echo", "hand-ins/mute", "--out", "page", cwd=room)
    page = (room / "page" / "index.html").read_text(encoding="utf-8")
    assert "What does sendall" not in page  # a hint is for who lost the item
    assert "It shows what it receives" in page
    assert list((room / "page" / "runs").glob("*.pcap"))


# The machine


def test_doctor_says_what_works_and_what_would_help() -> None:
    """Each means with what it gives; the exit code is 0 only if all is there."""
    done = call("doctor")
    rows = json.loads(call("doctor", "--json", "-").stdout)["checks"]
    assert done.returncode == (0 if all(row["works"] for row in rows) else 2)
    for row in rows:
        assert row["name"] in done.stdout
        assert row["gives"] in done.stdout
    assert "\nMode: isolated" in done.stdout


def test_from_a_canvas_zip_to_a_canvas_gradebook(room: Path) -> None:
    """A download and a roster become a CSV in which each student has what they earned."""
    with zipfile.ZipFile(room / "canvas.zip", "w") as archive:
        archive.writestr("doejo_77_501_server.py", small.MUTE)
        archive.writestr("doejo_77_501_server-1.py", small.GOOD)
        archive.writestr("roeal_LATE_78_502_server.py", small.MUTE)
    (room / "roster.csv").write_text(
        'Student,ID,Excused\n"Doe, Jo",77,\n"Roe, Al",78,\n"Low, Sam",80,\n"Poe, Eve",79,x\n'
    )
    graded = call(
        "batch", "echo", "canvas.zip", "--roster", "roster.csv", "--out", "canvas", cwd=room
    )
    assert (graded.returncode, graded.stderr) == (1, "")
    words = ("export", "canvas", "--format", "canvas", "--out", "canvas.csv")
    done = call(*words, cwd=room)
    assert (done.returncode, done.stdout) == (0, "canvas.csv: 4 students\n")
    told = json.loads(call(*words, "--json", "-", cwd=room).stdout)["grades"]
    assert [(one["id"], one["grade"]) for one in told] == [
        ("77", 17), ("80", 0), ("79", None), ("78", 12),
    ]  # fmt: skip
    lines = (room / "canvas.csv").read_text(encoding="utf-8").splitlines()
    assert lines[2:] == [
        '"Doe, Jo",77,,,,17', '"Low, Sam",80,,,,0', '"Poe, Eve",79,,,,EX', '"Roe, Al",78,,,,12',
    ]  # fmt: skip
