"""Texts without a line end: they are shown with what comes next, whenever they were printed."""

from pathlib import Path

import pytest

from harness.model.play import MET, UNMET, UNOBSERVABLE
from tests.checks.told import Told, told

_STORY = """
    start server
    one: server prints: waiting for two
    start a
    two: server prints: a has come
    start b
    three: server ends
"""


def played(folder: Path, early: str, late: str, at_end: str = "") -> Told:
    """What the server shows after its start, after that of a, and as it ends."""
    t = told(folder, _STORY)
    for text in (early, late):
        t.do()
        if text:
            t.prints("server", text)
        t.quiet()
    t.do()
    if at_end:
        t.prints("server", at_end)
    t.exits("server")
    t.quiet()
    return t


@pytest.mark.parametrize(
    ("early", "late", "at_end", "verdicts"),
    [
        ("Waiting for two\n", "A has come\n", "", [MET, MET]),
        ("", "Waiting for two...A has come\n", "", [UNOBSERVABLE, MET]),
        ("Waiting for two\n", "", "A has come", [MET, UNOBSERVABLE]),
        ("", "", "Waiting for twoA has come", [UNOBSERVABLE, UNOBSERVABLE]),
        # with line ends it was printed late, and so it was in pieces of their own
        ("", "Waiting for two\nA has come\n", "", [UNMET, MET]),
        ("Waiting for two\n", "", "A has come\n", [MET, UNMET]),
        ("", "A has come. Waiting for two\n", "", [UNMET, MET]),
        ("", "", "", [UNMET, UNMET]),
    ],
)
def test_when_it_was_printed_cannot_be_told(
    tmp_path: Path, early: str, late: str, at_end: str, verdicts: list[str]
) -> None:
    """In one line with the next text, or at the very end, it may have been printed in time."""
    t = played(tmp_path, early, late, at_end)
    assert [t.one(item).verdict for item in ("one", "two")] == verdicts


def test_what_ends_no_line_and_is_shown_by_itself_was_printed_then(tmp_path: Path) -> None:
    """Two pieces are two prints that were not kept back: the first came too late."""
    t = told(tmp_path, _STORY)
    t.do()
    t.quiet()
    t.do()
    t.prints("server", "Waiting for two... ")
    t.prints("server", "A has come\n")
    t.quiet()
    assert [t.one(item).verdict for item in ("one", "two")] == [UNMET, MET]


def test_who_goes_on_after_its_last_words_had_not_kept_them_back(tmp_path: Path) -> None:
    """What is shown as a program ends is shown after all else that it does."""
    t = told(tmp_path, _STORY)
    t.do()
    t.prints("server", "Waiting for two\n")
    t.quiet()
    t.do()
    t.connects("a", "server")
    t.quiet()
    t.do()
    t.prints("server", "A has come")
    t.sends("server", "a", "hello")
    t.exits("server")
    t.quiet()
    assert [t.one(item).verdict for item in ("one", "two")] == [MET, UNMET]
