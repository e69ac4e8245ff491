"""``grades.csv`` is what a gradebook reads, and starts nothing in a spreadsheet."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given

from harness.model.policy import Standing
from harness.reports.csvgrades import grades, harmless
from tests.reports import build
from tests.reports.texts import ANY


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_a_row_has_the_points_and_the_verdicts() -> None:
    """Score, maximum, extra credit, then each item's points and verdict."""
    (row,) = _rows(grades([build.sample()]))
    assert (row["submission"], row["score"], row["max"], row["extra"]) == (
        "alice-and-bob", "34.17", "80", "10",
    )  # fmt: skip
    assert (row["prints"], row["prints verdict"]) == ("7.5", "partial")
    assert list(row)[:6] == ["submission", "score", "max", "extra", "tcp", "clients-initiate"]
    assert row["note"].startswith("Old/server.py")


def test_lateness_is_noted() -> None:
    """What lateness took stands in the note, since the score is without it."""
    (row,) = _rows(grades([replace(build.sample(), standing=Standing(24.17, 10, "1 day late."))]))
    assert (row["score"], row["note"].split("; ")[0]) == ("34.17", "1 day late.")


def test_an_item_that_a_result_lacks_is_empty() -> None:
    """Results of two versions of a rubric share a table."""
    rows = _rows(grades([build.sample(), replace(build.sample(), items=build.items()[:1])]))
    assert (rows[1]["tcp"], rows[1]["prints"], rows[1]["prints verdict"]) == ("10", "", "")


@pytest.mark.parametrize(
    "name",
    ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1", '"=1', "|calc"],  # noqa: RUF001
)
def test_a_formula_becomes_text(name: str) -> None:
    """Every beginning that some spreadsheet runs is made text."""
    assert harmless(name)[0] in "'\\"
    (row,) = _rows(grades([build.sample(name)]))
    assert not row["submission"].lstrip(' "').startswith(("=", "+", "-", "@", "＝", "|"))  # noqa: RUF001


@given(ANY)
def test_any_name_is_one_cell(name: str) -> None:
    """Quotes, commas and line ends in a name break no row."""
    (row,) = _rows(grades([build.sample(name)]))
    assert row["submission"] == harmless(name)
    assert row["score"] == "34.17"


def test_an_empty_class_has_a_heading() -> None:
    """No submissions make a table without rows."""
    assert grades([]) == "submission,score,max,extra,note\r\n"
