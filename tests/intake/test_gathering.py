"""A class in the form that each platform gives it: whose each hand-in is, and what is in it."""

import os
import shutil
import zipfile
from collections.abc import Callable, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from harness.intake import Bounds, gathering, open_submission
from harness.intake.gathering import Terms, gather
from harness.intake.times import required as read_time
from harness.intake.tree import MIB
from harness.model.errors import SubmissionError, UsageError
from harness.model.handin import Gathered, HandIn, Student

Zipped = Callable[[Mapping[str, str | bytes]], Path]
ONE, TWO = "print(1)\n", "print(2)\n"


@pytest.fixture
def zipped(tmp_path: Path) -> Zipped:
    """Makes a platform's zip of names and contents."""

    def making(files: Mapping[str, str | bytes]) -> Path:
        path = tmp_path / "submissions.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path

    return making


def _packed(tmp_path: Path, files: Mapping[str, str]) -> bytes:
    path = tmp_path / "inner.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path.read_bytes()


def _gather(tmp_path: Path, what: Path, due: str = "") -> Gathered:
    terms = Terms(due=read_time(due, "due") if due else None)
    return gather(what, tmp_path / "place", terms)


def _opened(tmp_path: Path, one: HandIn) -> dict[str, str]:
    """What a hand-in holds once it is opened, by name."""
    assert one.path is not None
    into = tmp_path / "opened" / one.name
    intake = open_submission(one.path, into)
    return {name: (into / name).read_text() for name in intake.files}


def _by_id(gathered: Gathered) -> dict[str, HandIn]:
    return {one.students[0].id: one for one in gathered.hand_ins}


def test_a_canvas_download(tmp_path: Path, zipped: Zipped) -> None:
    """Files go to their user under the students' own names; LATE is kept, how late is unknown."""
    what = zipped({
        "doejo_77_501_server.py": ONE,
        "doejo_77_502_my_client.py": TWO,
        "roeal_LATE_78_503_pa1.zip": _packed(tmp_path, {"pa1/server.py": TWO}),
    })  # fmt: skip
    gathered = _gather(tmp_path, what)
    jo, al = _by_id(gathered)["77"], _by_id(gathered)["78"]
    assert gathered.notices == ()
    assert _opened(tmp_path, jo) == {"server.py": ONE, "my_client.py": TWO}
    assert _opened(tmp_path, al) == {"pa1/server.py": TWO}
    assert (jo.name, jo.handle, jo.late, jo.seconds_late) == ("doejo", "doejo_77_502", False, 0)
    assert (al.handle, al.late, al.seconds_late) == ("roeal_LATE_78_503", True, None)


def test_the_latest_attempt_counts(tmp_path: Path, zipped: Zipped) -> None:
    """``-2`` replaces ``-1`` and the first, under the first one's name, and that is told."""
    what = zipped({
        "doejo_77_501_server.py": ONE,
        "doejo_77_501_server-1.py": ONE,
        "doejo_77_501_server-2.py": TWO,
        "roeal_78_503_pa1-1.tar.gz": b"",
    })  # fmt: skip
    found = _by_id(_gather(tmp_path, what))
    assert _opened(tmp_path, found["77"]) == {"server.py": TWO}
    assert found["77"].problems == (
        "server-2.py counts; earlier attempts do not: server.py, server-1.py.",
    )
    assert found["78"].path is not None
    assert found["78"].path.name == "pa1.tar.gz"


def test_a_number_of_the_students_own_is_no_attempt(tmp_path: Path, zipped: Zipped) -> None:
    """Two clients called client-1 and client-2 are both kept, as they are called."""
    what = zipped({
        "doejo_77_501_client-1.py": ONE,
        "doejo_77_502_client-2.py": TWO,
        "doejo_77_503_server-1.py": ONE,
    })  # fmt: skip
    (jo,) = _gather(tmp_path, what).hand_ins
    assert _opened(tmp_path, jo) == {"client-1.py": ONE, "client-2.py": TWO, "server.py": ONE}


def test_canvas_files_in_a_folder_and_a_stray_one(tmp_path: Path) -> None:
    """The download unpacked by hand is the same, and what is not Canvas's is told."""
    (tmp_path / "class").mkdir()
    for name in ("doejo_77_501_server.py", "roeal_78_502_server.py", "notes.py"):
        (tmp_path / "class" / name).write_text(name)
    gathered = _gather(tmp_path, tmp_path / "class")
    assert set(_by_id(gathered)) == {"77", "78"}
    assert gathered.notices == ("notes.py is no hand-in, by its name.",)
    assert (tmp_path / "class" / "doejo_77_501_server.py").exists()


@pytest.mark.parametrize("form", ["folders", "flat", "within a folder"])
def test_a_moodle_download(tmp_path: Path, zipped: Zipped, form: str) -> None:
    """A folder a student, or their names before those of the files, with the participant's id."""
    between = "_" if form == "flat" else "/"
    above = "PA1-download/" if form == "within a folder" else ""
    what = zipped({
        f"{above}Jo Doe_123_assignsubmission_file{between}server.py": ONE,
        f"{above}Jo Doe_123_assignsubmission_file{between}client.py": TWO,
        f"{above}Jo Doe_123_assignsubmission_onlinetext{between}onlinetext.html": "hello",
        f"{above}Al Roe_124_assignsubmission_file{between}main.py": TWO,
    })  # fmt: skip
    found = _by_id(_gather(tmp_path, what))
    jo = found["Participant 123"]
    assert set(found) == {"Participant 123", "Participant 124"}
    assert _opened(tmp_path, jo) == {"server.py": ONE, "client.py": TWO}
    assert (jo.name, jo.handle) == ("Jo Doe", "Jo Doe_123_assignsubmission_file")


METADATA = """\
---
submission_9:
  :submitters:
  - :name: Jo Doe
    :sid: '007'
    :email: jo@x.org
  - :name: Al Roe
    :sid: '008'
    :email: al@x.org
  :created_at: 2026-11-02 19:00:00.829823000 Z
  :score:
submission_10:
  :submitters:
  - :name: Eve Poe
    :sid: '009'
    :email: eve@x.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-11-02 17:00:00.000000000 Z
    zone: UTC
"""


def test_a_gradescope_export(tmp_path: Path, zipped: Zipped) -> None:
    """Groups, times and students come from the metadata; who has no files is not lost."""
    what = zipped({
        "assignment_1_export/submission_metadata.yml": METADATA,
        "assignment_1_export/submission_9/server.py": ONE,
        "assignment_1_export/submission_9/lib/util.py": TWO,
    })  # fmt: skip
    found = _gather(tmp_path, what, due="2026-11-02T18:00:00Z").hand_ins
    group, alone = sorted(found, key=lambda one: -len(one.students))
    assert group.students == (
        Student("Jo Doe", sis="007", email="jo@x.org"),
        Student("Al Roe", sis="008", email="al@x.org"),
    )
    assert _opened(tmp_path, group) == {"server.py": ONE, "lib/util.py": TWO}
    assert (group.late, group.seconds_late) == (True, 3600.829823)
    assert (alone.name, alone.late, alone.seconds_late) == ("Eve Poe", False, 0)
    assert alone.path is not None


@pytest.mark.parametrize(
    ("theirs", "hers", "refused"),
    [
        ("b_2_503_server.py", ["a_1_501_server.py", "a_1_502_client.py"], "a_1_502_client.py"),
        ("B_2_assignsubmission_file/server.py", ["A_1_assignsubmission_file/server.py"], "A_1_*"),
        ("B_2_assignsubmission_file/server.py", ["A_1_assignsubmission_file/src/a.py"], "src"),
        ("submission_10/a.py", ["submission_9/a.py", "submission_metadata.yml"], "submission_9"),
    ],
)
def test_what_cannot_be_read_of_one_stops_nobody_else(
    theirs: str, hers: list[str], refused: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file or folder that this machine refuses is a fault of its hand-in alone, and no zero."""
    for name in (theirs, *hers):
        (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name).write_text(METADATA if name.endswith("yml") else TWO)
    for call in ("open", "scandir"):
        monkeypatch.setattr(os, call, _refusing(getattr(os, call), refused))
    gathered = _gather(tmp_path, tmp_path / "class")
    ill, well = sorted(gathered.hand_ins, key=lambda one: not one.fault)
    assert (ill.path, ill.handed.absent) == (None, False)
    assert " cannot be read: Permission denied; let it be read by whoever grades" in ill.fault
    assert (well.fault, *_opened(tmp_path, well).values()) == ("", TWO)


def _refusing(call: Callable[..., Any], refused: str) -> Callable[..., Any]:
    def refuse(path: Path, *rest: int) -> object:
        if fnmatch(Path(path).name, refused):
            raise PermissionError(13, "Permission denied")
        return call(path, *rest)

    return refuse


def test_an_export_without_its_metadata_is_the_operators(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose each folder is cannot be known then."""
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "submission_metadata.yml").write_text(METADATA)
    monkeypatch.setattr(os, "open", _refusing(os.open, "submission_metadata.yml"))
    with pytest.raises(UsageError, match=r"could not be read: submission_metadata\.yml"):
        _gather(tmp_path, tmp_path / "class")


def test_a_zip_of_anything_is_a_class(tmp_path: Path, zipped: Zipped) -> None:
    """Without a platform's names each folder, archive or program is a hand-in; else it is told."""
    what = zipped({
        "class/jo/server.py": ONE,
        "class/al.zip": _packed(tmp_path, {"server.py": TWO}),
        "class/eve.py": TWO,
        "class/list.txt": "names",
    })  # fmt: skip
    gathered = _gather(tmp_path, what)
    assert [one.name for one in gathered.hand_ins] == ["al", "eve", "jo"]
    assert gathered.notices[0] == "list.txt is no hand-in, by its name."


def test_equal_hand_ins_are_told(tmp_path: Path) -> None:
    """Two students with the same files are both graded, and the teacher is told."""
    for name, content in (("jo", ONE), ("al", ONE), ("eve", TWO), ("nil", "")):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "server.py").write_text(content)
    gathered = _gather(tmp_path, tmp_path / "class")
    assert len(gathered.hand_ins) == 4
    assert gathered.notices == ("The same files: al, jo.", "nil: it is empty.")


def test_what_is_too_large_to_be_read_equals_nothing(tmp_path: Path) -> None:
    """Of two files that nobody reads, only the lengths are known: that makes no copy."""
    for name in ("jo.py", "al.zip"):
        (tmp_path / "class").mkdir(exist_ok=True)
        with (tmp_path / "class" / name).open("wb") as file:
            file.truncate(2 * 2**30)
    assert _gather(tmp_path, tmp_path / "class").notices == ()


def test_a_file_that_is_too_large_does_not_lose_its_student(tmp_path: Path, zipped: Zipped) -> None:
    """What the class cannot take in is said at the student whose it is."""
    what = zipped({"doejo_77_501_core": b"\0" * (65 * 2**20), "roeal_78_502_server.py": ONE})
    jo = _by_id(_gather(tmp_path, what))["77"]
    assert jo.problems == ("1 file skipped, larger than 64 MiB: doejo_77_501_core.",)


@pytest.mark.parametrize("form", ["folder", "zip", "zip within a folder"])
def test_one_with_too_many_files_does_not_stop_the_class(
    tmp_path: Path, zipped: Zipped, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """As many of its files are taken as make it too much for itself, and all of the others'."""
    assert gathering._CLASS.each > 2 * Bounds().files
    few = Bounds(files=60, each=40, size=MIB, file=MIB, work=MIB, packed=MIB)
    monkeypatch.setattr(gathering, "_CLASS", few)
    above = "PA1/" if "within" in form else ""
    jo, al = (f"{above}{who}_assignsubmission_file/" for who in ("Jo Doe_123", "Al Roe_124"))
    files = {f"{jo}{number % 8}/{number}.py": ONE for number in range(300)}
    what = zipped({**files, f"{al}server.py": ONE, f"{al}lib/util.py": TWO})
    if form == "folder":
        shutil.unpack_archive(what, tmp_path / "class")
        what = tmp_path / "class"
    found = _by_id(_gather(tmp_path, what))
    assert _opened(tmp_path, found["Participant 124"]) == {"server.py": ONE, "lib/util.py": TWO}
    jos = found["Participant 123"].path
    assert jos is not None
    with pytest.raises(SubmissionError, match="more than 15 files"):
        open_submission(jos, tmp_path / "in", Bounds(files=15))


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_class_with_too_many_files_is_the_operators(
    tmp_path: Path, zipped: Zipped, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """What is said of it is said to whoever grades, and what they can do."""
    few = Bounds(files=10, each=5, size=MIB, file=MIB, work=MIB, packed=MIB)
    monkeypatch.setattr(gathering, "_CLASS", few)
    what = zipped({f"doejo_{number}_501_server.py": ONE for number in range(70, 95)})
    if form == "folder":
        shutil.unpack_archive(what, tmp_path / "class")
        what = tmp_path / "class"
    with pytest.raises(UsageError, match=r"more than 10 files in this class\. Grade it in parts"):
        _gather(tmp_path, what)


def test_names_cannot_lead_outside(tmp_path: Path, zipped: Zipped) -> None:
    """A name with ``..`` in the platform's zip, or in what it calls a file, goes nowhere."""
    what = zipped({
        "../doejo_77_501_a.py": ONE,
        "roeal_78_502_..": ONE,
        "roeal_78_503_server.py": ONE,
        "poeeve_79_504_-rf.py": TWO,
    })  # fmt: skip
    gathered = _gather(tmp_path, what)
    place = tmp_path / "place"
    outside = {path for path in tmp_path.rglob("*.py") if not path.is_relative_to(place)}
    assert outside == set()
    assert "server.py" in _opened(tmp_path, _by_id(gathered)["78"])


def test_two_students_of_one_name_stay_two(tmp_path: Path, zipped: Zipped) -> None:
    """Their ids tell their reports apart."""
    what = zipped({"doejo_77_501_a.py": ONE, "doejo_78_502_a.py": TWO})
    assert [one.name for one in _gather(tmp_path, what).hand_ins] == ["doejo 77", "doejo 78"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("broken.zip", b"PK\x03\x04 nonsense", "cannot be unpacked"),
        ("photo.png", b"\x89PNG", "is no folder, no archive and no list"),
        ("list.txt", b"# nobody\n", "lists no repositories"),
    ],
)
def test_what_is_no_class_is_refused(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    """The reason is said, and nothing is graded."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=why):
        _gather(tmp_path, tmp_path / name)


def test_nothing_is_refused(tmp_path: Path) -> None:
    """A class that is not there, and one that is empty."""
    with pytest.raises(UsageError, match="no such folder"):
        _gather(tmp_path, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no submissions"):
        _gather(tmp_path, tmp_path / "empty")
    shutil.rmtree(tmp_path / "empty")
