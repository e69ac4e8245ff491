"""The list of a class: who handed in what, who nothing, and who is excused."""

from pathlib import Path

import pytest

from harness.intake import roster, times
from harness.intake.gathering import Terms, gather
from harness.intake.times import required as read_time
from harness.model.errors import UsageError
from harness.model.handin import Gathered

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,PA1 (5),Excused,Submitted
    Points Possible,,,,,100,,
"Doe, Jo",77,s01,jdoe,S1,,,2026-11-02 20:00
"Roe, Al",78,s02,aroe,S1,,,
"Poe, Eve",79,s03,epoe,S2,,EX,
"Low, Sam",80,s04,slow,S2,,,
"""


def _class(tmp_path: Path, names: tuple[str, ...], roster: str, due: str = "") -> Gathered:
    home = tmp_path / "class"
    home.mkdir()
    for name in names:
        (home / name).write_text(f"print({name!r})\n")
    (tmp_path / "roster.csv").write_text(roster)
    terms = Terms(due=read_time(due, "due") if due else None, roster=tmp_path / "roster.csv")
    return gather(home, tmp_path / "place", terms)


def test_a_gradebook_is_a_roster(tmp_path: Path) -> None:
    """Ids find their students; who handed in nothing is listed, and who is excused said so."""
    names = ("doejo_LATE_77_1_a.py", "roeal_78_2_a.py")
    found = _class(tmp_path, names, CANVAS, due="2026-11-02 18:00").hand_ins
    jo, al, eve, sam = sorted(found, key=lambda one: one.students[0].id)
    assert (jo.students[0].name, jo.students[0].sis, jo.students[0].section) == (
        "Doe, Jo", "s01", "S1",
    )  # fmt: skip
    assert (jo.late, jo.seconds_late) == (True, 7200)
    assert (al.late, al.path is None) == (False, False)
    assert (eve.path, eve.excused, eve.handed.absent) == (None, True, True)
    assert (sam.path, sam.excused, sam.name) == (None, False, "Low, Sam")


def test_who_the_platform_calls_in_time_is_in_time(tmp_path: Path) -> None:
    """Canvas knows who has more time: no mark, no lateness, whatever the clock says."""
    (jo, *_) = _class(tmp_path, ("doejo_77_1_a.py",), CANVAS, due="2026-11-02 18:00").hand_ins
    assert (jo.late, jo.seconds_late) == (False, 0)


@pytest.mark.parametrize("folder", ["77", "JDOE", "s01", "jo doe", "doejo", "Doe, Jo", "Jo-Doe"])
def test_a_folder_may_be_called_after_anything(tmp_path: Path, folder: str) -> None:
    """Id, login or name in any order find the student."""
    gathered = _class(tmp_path, (f"{folder}.py",), CANVAS)
    assert gathered.notices == ()
    assert {one.name for one in gathered.hand_ins if one.path} == {folder}
    assert len(gathered.hand_ins) == 4


def test_moodles_ids_are_no_user_ids(tmp_path: Path) -> None:
    """A participant's number that is another's user id does not give them the hand-in."""
    roster = "Full name,Identifier,Email address\nJo Doe,Participant 77,jo@x\n"
    gathered = _class(tmp_path, ("Jo Doe_77_assignsubmission_file_a.py",), roster)
    assert gathered.hand_ins[0].students[0].email == "jo@x"
    other = tmp_path / "other"
    other.mkdir()
    gathered = _class(other, ("Al Roe_77_assignsubmission_file_a.py",), CANVAS)
    assert [(one.name, one.students[0].sis) for one in gathered.hand_ins if one.path] == [
        ("Al Roe", "s02")
    ]


def test_who_is_not_on_the_list_is_kept_and_told(tmp_path: Path) -> None:
    """A stranger's hand-in is graded under its own name; so is that of one of two namesakes."""
    twins = "Student,ID\nJo Doe,1\nJo Doe,2\n"
    gathered = _class(tmp_path, ("jo doe.py", "max.py"), twins)
    assert gathered.notices[:2] == (
        "jo doe: jo doe is not on the roster.",
        "max: max is not on the roster.",
    )
    assert len(gathered.hand_ins) == 4


def test_two_people_of_one_name_are_not_one(tmp_path: Path) -> None:
    """The same name with another id is another student."""
    gathered = _class(tmp_path, ("doejo_99_1_a.py",), CANVAS)
    assert len(gathered.hand_ins) == 5
    assert gathered.notices == ("doejo: doejo is not on the roster.",)


def test_a_second_hand_in_of_a_student_is_told(tmp_path: Path) -> None:
    """Both are kept; which of them counts is for a person."""
    gathered = _class(tmp_path, ("jdoe.py", "s01.py"), CANVAS)
    assert gathered.notices == ("s01: a second hand-in of whom jdoe is from.",)
    assert sum(one.path is not None for one in gathered.hand_ins) == 2


def test_a_list_without_students_is_refused(tmp_path: Path) -> None:
    """A CSV that says nothing of who they are, and one whose time is none."""
    with pytest.raises(UsageError, match="no column says who the students are"):
        _class(tmp_path, ("a.py",), "points,remark\n1,2\n")
    (tmp_path / "roster.csv").write_text("name,submitted\nJo,soon\n")
    with pytest.raises(UsageError, match="'soon' is no time"):
        gather(tmp_path / "class", tmp_path / "p", Terms(roster=tmp_path / "roster.csv"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02T18:30:00Z", "2026-11-02 18:30:00 UTC", "2026-11-02 19:30:00 +0100",
        "2026-11-02 18:30:00.000000000 Z", "2026-11-02T19:30+01:00",
    ],
)  # fmt: skip
def test_one_time_in_many_forms(text: str) -> None:
    """Zones and digits are read as they are meant."""
    found, expected = times.read(text), times.read("2026-11-02T18:30:00+00:00")
    assert found == expected
    assert found is not None


def test_a_time_of_moodle_is_one_of_this_zone() -> None:
    """Moodle's worksheet writes days and months as words."""
    assert times.read("Monday, 2 November 2026, 6:30 PM") == times.read("2026-11-02 18:30")
    assert times.read("soon") is None


@pytest.mark.parametrize(
    "saved",
    [
        b"Student,ID\rann,1\rbob,2\r",
        b"sep=;\r\nStudent;ID\r\nann;1\r\nbob;2\r\n",
        b"\r\n\r\nStudent,ID\r\nann,1\r\nbob,2\r\n",
        "Student\tID\r\nann\t1\r\nbob\t2\r\n".encode("utf-16"),
    ],
    ids=["an old Mac's line ends", "Excel's separator", "empty lines above", "Unicode text"],
)
def test_a_list_as_spreadsheets_save_it(tmp_path: Path, saved: bytes) -> None:
    """Line ends, separator and letters may be of any kind that a spreadsheet has."""
    (tmp_path / "roster.csv").write_bytes(saved)
    told = [(one.student.name, one.student.id) for one in roster.read(tmp_path / "roster.csv")]
    assert told == [("ann", "1"), ("bob", "2")]


def test_who_is_on_the_list_twice_is_one_student(tmp_path: Path) -> None:
    """Lists of two sections, joined: nobody is absent beside a hand-in; two may have one name."""
    listed = "name,id,section,excused\nann,1,A,\nann,1,B,x\nbob,,A,\nbob,,B,\n"
    gathered = _class(tmp_path, ("ann.py",), listed)
    assert [one.name for one in gathered.hand_ins] == ["ann", "bob", "bob (2)"]
    assert gathered.hand_ins[0].excused
    assert gathered.notices == ()
