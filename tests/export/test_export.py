"""What leaves for gradebooks: the right numbers, the right students, nothing that runs."""

import csv
import tempfile
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from harness.export import COUNT, FORMATS, Graded, Row, read, rows, write
from harness.export.canvas import canvas
from harness.export.junit import junit
from harness.export.moodle import moodle
from harness.export.plain import excel, plain
from harness.intake import roster
from harness.model.errors import UsageError
from harness.model.handin import Handed, Student
from harness.model.policy import Standing
from harness.model.result import FAULT, PENDING, Result
from harness.reports.folder import write_class, write_submission
from tests.reports import build

FORMULAS = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "＝1", "'=1")  # noqa: RUF001
JO = Student("Doe, Jo", "77", "s01", "jdoe", "jo@x.org", "S1")


def _result(student: Student = JO, grade: float = 80.5, **more: object) -> Result:
    """A graded hand-in all of whose items are decided."""
    items = tuple(item for item in build.items() if item.verdict not in (FAULT, PENDING))
    items = tuple(item for item in items if item.verdict != "unobservable")
    name = str(more.pop("name", student.name or student.id))
    handed = Handed((student,), **more)  # type: ignore[arg-type]
    return replace(
        build.sample(name), items=items, handed=handed, standing=Standing(grade), fault=None
    )


def _table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_a_canvas_gradebook() -> None:
    """The headings and the second row are Canvas's own; EX excuses, blank is no grade."""
    eve = _result(Student("Poe, Eve", "79"), excused=True, absent=True)
    sam = _result(Student("Low, Sam", "80"), 0, absent=True)
    assert canvas(rows([_result(), eve, sam]), "PA1 (12345)").splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,PA1 (12345)",
        "    Points Possible,,,,,80",
        '"Doe, Jo",77,s01,jdoe,S1,80.5',
        '"Poe, Eve",79,,,,EX',
        '"Low, Sam",80,,,,0',
    ]


def test_what_is_not_decided_has_no_grade() -> None:
    """A pending item, a fault of ours, and two hand-ins of one student leave the cell blank."""
    pending = replace(build.items()[0], verdict=PENDING, points=0)
    waits = replace(_result(Student("A", "1")), items=(pending,))
    broken = replace(_result(Student("B", "2")), fault="it broke")
    twice = [_result(Student("C", "3"), name=name) for name in ("c", "c2")]
    found = rows([waits, broken, *twice, _result()])
    assert [row.text for row in found] == ["", "", "", "", "80.5"]
    assert found[0].why == f"not decided: {pending.id}"
    assert [row.text for row in rows([waits, broken], COUNT)] == ["80.5", ""]


def test_a_group_has_a_row_for_each() -> None:
    """All of a group get the grade."""
    result = _result()
    both = replace(result, handed=Handed((JO, Student("Roe, Al", "78"))))
    assert [(row.student.id, row.text) for row in rows([both])] == [("77", "80.5"), ("78", "80.5")]


def test_a_moodle_gradebook_has_feedback() -> None:
    """A key, the grade, and a feedback that keeps what is hidden."""
    secret = replace(build.items()[0], hidden=True, verdict="fail", points=0, title="Secret")
    result = _result()
    result = replace(result, items=(*result.items, secret))
    (row,) = _table(moodle(rows([result]), "PA1"))
    assert list(row)[:6] == ["email", "idnumber", "username", "id", "fullname", "PA1"]
    assert (row["email"], row["PA1"]) == ("jo@x.org", "80.5")
    assert "80.5 of" in row["PA1 feedback"].splitlines()[0]
    assert "Hint:" in row["PA1 feedback"]
    assert "Secret" not in row["PA1 feedback"]


def test_lateness_is_told_in_the_feedback() -> None:
    """Who lost points by the clock reads so."""
    late = replace(_result(), standing=Standing(70, 10, "1 day late: 10 of 80 points."))
    (row,) = _table(moodle(rows([late]), "PA1"))
    assert row["PA1 feedback"].splitlines()[1] == "1 day late: 10 of 80 points."


@pytest.mark.parametrize("name", FORMULAS)
def test_no_cell_of_a_students_runs(name: str) -> None:
    """Names, ids and the assignment's heading are text in every table."""
    result = _result(Student(name, name, name, name, name, name))
    found = rows([replace(result, title=name)])
    for text in (canvas(found, name), moodle(found, name), plain(found, name)):
        for line in csv.reader(StringIO(text, newline="")):
            for cell in line:
                assert not cell.lstrip(' "').startswith(("=", "+", "-", "@", "＝"))  # noqa: RUF001


LETTERS = some.text(some.characters(categories=["Lu", "Ll", "Nd", "Po", "Sm", "Pd"]), max_size=9)
PEOPLE = some.builds(
    Student,
    name=LETTERS,
    id=some.integers(1, 10**6).map(str),
    sis=LETTERS,
    login=LETTERS,
    section=LETTERS,
)
GRADES = some.integers(0, 20000).map(lambda cents: cents / 100)


@settings(deadline=None)
@given(some.dictionaries(PEOPLE, GRADES, max_size=8).map(dict.items))
def test_grades_come_back_as_they_went(given_: list[tuple[Student, float]]) -> None:
    """Out as a Canvas CSV and in again: the same students, each with the same grade."""
    people = {student.id: (student, grade) for student, grade in given_}
    text = canvas(rows([_result(*each, name=each[0].id) for each in people.values()]), "PA1")
    table = [row for row in _table(text) if row["Student"].strip() != "Points Possible"]
    back = {row["ID"]: float(row["PA1"]) for row in table}
    assert back == {key: grade for key, (_, grade) in people.items()}
    assert _read_again(text) == [student for student, _ in people.values()]


def _read_again(text: str) -> list[Student]:
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "grades.csv"
        file.write_bytes(text.encode())
        return [entry.student for entry in roster.read(file)]


@settings(deadline=None, max_examples=40)  # a book of Excel's takes its time on a busy machine
@given(some.lists(GRADES, min_size=1, max_size=8), some.sampled_from(FORMULAS))
def test_every_table_has_the_same_numbers(grades: list[float], name: str) -> None:
    """Moodle's, the plain one and the Excel book give back what went in."""
    openpyxl = pytest.importorskip("openpyxl")
    found = rows([
        _result(Student(name, str(n)), grade, name=str(n)) for n, grade in enumerate(grades)
    ])  # fmt: skip
    assert [float(row["PA1"]) for row in _table(moodle(found, "PA1"))] == grades
    assert [float(row["PA1"]) for row in _table(plain(found, "PA1"))] == grades
    sheet = openpyxl.load_workbook(BytesIO(excel(found, "PA1"))).active
    heading, *lines = sheet.iter_rows()
    column = [cell.value for cell in heading].index("PA1")
    assert [line[column].value for line in lines] == grades
    assert all(cell.data_type != "f" for line in lines for cell in line)


def test_the_plain_table_has_the_items() -> None:
    """Score, extra credit, what lateness took, and each item's points."""
    (row,) = _table(plain(rows([_result()]), "Grade"))
    assert (row["student"], row["score"], row["max"], row["prints"]) == (
        "Doe, Jo", "34.17", "80", "7.5",
    )  # fmt: skip


def test_junit_tells_wrong_from_broken() -> None:
    """A wrong answer is a failure, our fault an error, what waits is skipped."""
    kinds = ("pass", "fail", "fault", "pending", "unobservable")
    items = tuple(replace(build.items()[0], id=kind, verdict=kind) for kind in kinds)
    found = rows([replace(_result(), items=items, fault="it\x00 broke")])
    root = ET.fromstring(junit(found, "PA1\x1b"))
    (suite,) = root
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "6", "failures": "1", "errors": "2", "skipped": "2",
    }  # fmt: skip
    assert root.get("failures") == "1"
    assert [case.get("name", "").split(":")[0] for case in suite if len(case)] == [
        "fail", "fault", "pending", "unobservable", "the grader itself",
    ]  # fmt: skip


def test_feedback_pages_are_named_for_the_upload(tmp_path: Path) -> None:
    """The name begins as the hand-in's did; nobody's name leads outside; the absent get none."""
    canvas_ = _result(handle="doejo_77_501")
    moodle_ = _result(Student("Al"), handle="Al Roe_124_assignsubmission_file")
    plain_ = _result(Student("Eve"))
    evil = _result(Student("Max"), handle="../../max")
    gone = _result(Student("Sam"), absent=True)
    graded = Graded((canvas_, moodle_, plain_, evil, gone))
    out = tmp_path / "pages"
    assert write("feedback", graded, rows(graded.results), "PA1", out) == 4
    assert sorted(path.name for path in tmp_path.rglob("*.html")) == [
        "Al Roe_124_assignsubmission_file_feedback.html", "Eve.html", "Max.html",
        "doejo_77_501_feedback.html",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="not an empty folder"):
        write("feedback", graded, rows(graded.results), "PA1", out)


def test_a_report_folder_is_read(tmp_path: Path) -> None:
    """What batch wrote comes back with its students, and its pages are the ones handed on."""
    result = _result(handle="doejo_77_501", name="doejo")
    written = write_submission(result, tmp_path / "doejo")
    write_class([written], tmp_path)
    pages = tmp_path / "pages"
    write("feedback", read(tmp_path), rows(read(tmp_path).results), "PA1", pages)
    page = (pages / "doejo_77_501_feedback.html").read_text()
    assert "<svg" in page  # the diagram, which results.json alone could not give
    assert 'href="runs/' not in page
    (tmp_path / "doejo" / "index.html").write_bytes(b"<p>as it was")
    for where in (tmp_path, tmp_path / "results.json"):
        graded = read(where)
        assert graded.results[0].handed == result.handed
        assert graded.page(graded.results[0]) == b"<p>as it was"


@pytest.mark.parametrize("content", ["", "[]", "7", '{"schema": "x"}', '{"results": [{}]}'])
def test_what_holds_no_results_is_refused(tmp_path: Path, content: str) -> None:
    """Another file is a mistake of the caller's, said as such."""
    (tmp_path / "results.json").write_text(content)
    with pytest.raises(UsageError):
        read(tmp_path)
    with pytest.raises(UsageError, match="No such file"):
        read(tmp_path / "nowhere.json")


def test_every_format_can_be_written(tmp_path: Path) -> None:
    """Each format that the command line knows makes its file, for an empty class as well."""
    from harness.cli.export import _FORMATS

    pytest.importorskip("openpyxl")
    assert _FORMATS == FORMATS
    for results in ((), (_result(),)):
        graded = Graded(results)
        for form in FORMATS:
            found: list[Row] = rows(results)
            out = tmp_path / f"{len(results)}-{form}"
            assert write(form, graded, found, "PA1", out) == len(results)
            assert out.exists()


def test_grades_without_a_policy_are_the_items() -> None:
    """Results that nobody applied a policy to count score and extra credit."""
    result = replace(_result(), standing=None, handed=None)
    (row,) = rows([result])
    assert row.grade == round(result.score + result.extra, 2)
    assert row.text == "44.17"
