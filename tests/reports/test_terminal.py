"""Results on a terminal: short, in width, and deaf to what a submission printed."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from harness.model.result import Result
from harness.reports.readable import columns
from harness.reports.terminal import class_table, summary
from tests.reports import build
from tests.reports.texts import ANY, filled

_OURS = re.compile(r"\x1b\[\d*m")


def test_the_score_is_the_first_thing() -> None:
    """Name and score stand on the first two lines."""
    lines = summary(build.sample()).split("\n")
    assert lines[0] == "Who spoke first: alice-and-bob"
    assert lines[1] == "34.17 / 80   + 10 of 15 extra"


def test_lost_items_come_first_and_in_full() -> None:
    """What lost points is explained, what passed is one line at the end."""
    told = summary(build.sample(), 100)
    assert told.index("✗     0/10  The reply follows") < told.index("✓    10/10  TCP sockets")
    assert 'expected server -> b: "Y: Alice received before X: Bob"' in told
    assert "where    server.py, line 31" in told
    assert "hint     accept() order is not arrival order." in told


def test_what_the_machine_only_proposes_says_so() -> None:
    """A lost item that a person will look at is told as such, until one has."""
    told = build.sample()
    lost = next(item for item in told.items if item.id == "arrival-order")
    by = "by       the machine, for now; a person will look at it"
    assert by not in summary(replace(told, items=(lost,)))
    assert by in summary(replace(told, items=(replace(lost, review=True),)))


def test_one_diagram_shows_what_to_fix_first() -> None:
    """The run that the advice speaks of is drawn, and no other unless asked for."""
    told = summary(build.sample(), 100)
    assert "order · whole · b-first, run 1" in told
    assert "early · server" not in told
    assert "early · server · 1, run 1" in summary(build.sample(), 100, pictures=9)
    assert "│" not in summary(build.sample(), 100, pictures=0)


@pytest.mark.parametrize("width", [40, 60, 80, 132])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """A summary fits from forty columns on."""
    assert max(columns(line) for line in summary(build.sample(), width).split("\n")) <= width


def test_a_long_title_is_told_whole() -> None:
    """What an item asks must be readable where it was lost, in two lines if need be."""
    title = "Nothing is forwarded to users who are not logged in, and nothing else breaks of it"
    sample = build.sample()
    long = replace(sample, items=(replace(sample.items[0], title=title),))
    told = summary(long, width=60)
    assert title in " ".join(told.split())
    assert all(columns(line) <= 60 for line in told.split("\n"))


def test_colour_only_when_asked_for() -> None:
    """Without colour there is no escape code; with it, the same text in colours."""
    plain, coloured = summary(build.sample()), summary(build.sample(), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[31m" in coloured
    assert _OURS.sub("", coloured) == plain
    table, bright = class_table([build.sample()]), class_table([build.sample()], colour=True)
    assert "\x1b" not in table
    assert _OURS.sub("", bright) == table != bright


@settings(max_examples=40, deadline=None)
@given(filled(ANY))
def test_nothing_that_a_submission_says_reaches_the_terminal(result: Result) -> None:
    """No control code, no direction mark, no broken byte gets through."""
    for told in (summary(result), class_table([result])):
        assert all(letter.isprintable() or letter == "\n" for letter in told)


def test_a_class_is_a_table() -> None:
    """One line a submission in columns, then what the signs mean and where the grader failed."""
    wide = replace(build.sample("名前"), fault="bwrap failed", score=5)
    lines = class_table([build.sample(), wide], 80).split("\n")
    assert lines[1] == "alice-and-bob  34.17 / 80  +10  ✓  ✓  ≈  ✗  ✗  ◐  ?  ✎  ✓  ✗"
    assert lines[2] == "名前               5 / 80  +10  ✓  ✓  ≈  ✗  ✗  ◐  ?  ✎  ✓  ✗  !"
    assert lines[0].endswith("1  2  3  4  5  6  7  8  9 10")
    told = "\n".join(lines)
    assert "4 arrival-order" in told
    assert "≈ sometimes" in told
    assert "名前: bwrap failed" in told


def test_what_failed_for_a_whole_class_is_told_once() -> None:
    """A limit of the machine's ends every scene: the table says why, not only each page."""
    one = build.sample()
    failed = replace(one.items[0], verdict="fault", note="the harness failed: too few open files")
    class_ = [replace(one, submission=f"s{n}", items=(failed, *one.items[1:])) for n in range(7)]
    told = class_table(class_, 200)
    assert "s0, s1, s2, s3, s4 and 2 more: the harness failed: too few open files\n" in told
    assert told.count("too few open files") == 1
    assert "grader failed for" not in class_table([one], 200)


def test_a_class_without_extra_credit_has_no_column_for_it() -> None:
    """A row of +0 would ask what it could have been."""
    sample = replace(build.sample(), extra=0, extra_max=0)
    head, row, *_ = class_table([sample], 80).split("\n")
    assert row.startswith("alice-and-bob  34.17 / 80  ✓  ✓")
    assert head.index("1") == row.index("✓")


def test_many_items_stand_in_groups_where_there_is_little_room() -> None:
    """A table that is wider than the terminal has lost its columns; five signs can be counted."""
    sample = build.sample()
    many = tuple(replace(item, id=f"{item.id}-{at}") for at in range(3) for item in sample.items)
    table = class_table([replace(sample, items=many[:26])], 80)
    head, row, *_ = table.split("\n")
    assert row == "alice-and-bob  34.17 / 80  +10  ✓✓≈✗✗  ◐?✎✓✗  ✓✓≈✗✗  ◐?✎✓✗  ✓✓≈✗✗  ◐"
    assert [head.index(f" {at}") + 1 for at in (1, 6, 11, 16, 21, 26)] == [
        row.index("✓") + 7 * group for group in range(6)
    ]
    assert all(columns(line) <= 80 for line in table.split("\n"))


def test_an_empty_class_has_a_table() -> None:
    """No submissions are no error."""
    assert "✓ passed" in class_table([])
