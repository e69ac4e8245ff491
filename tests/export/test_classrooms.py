"""What goes to classrooms: valid in each one's format, and never a zero that nobody earned."""

import base64
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from harness.export import reporter
from harness.export.annotations import places
from harness.export.classroom50 import Stamp, classroom50, stamp_time
from harness.export.tally import tally
from harness.model.result import FAULT, PENDING, VERDICTS, Evidence, ItemResult, Result
from tests.export.platforms import CLASSROOM50, REPORTER
from tests.reports import build
from tests.reports.texts import ANY, NASTY

STAMP = Stamp(
    "cst311",
    "first-message",
    "alice",
    "submit/2026-11-28T09-30-00Z",
    "0a1b2c",
    "https://example.org/alice/pa/releases/tag/submit/1",
    "https://example.org/alice/pa/commit/0a1b2c",
    "2026-11-28T09:30:00Z",
)
_LONGEST_VARIABLE = 128 * 1024  # Linux: MAX_ARG_STRLEN, name and all


def _valid(schema: dict[str, Any], document: Any) -> Any:
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)
    return document


def _reported(result: Result) -> dict[str, Any]:
    """What the reporter gets, by the way that it gets it."""
    travelled = reporter.encoded(reporter.document(result, places(result)))
    found: dict[str, Any] = _valid(REPORTER, json.loads(base64.b64decode(travelled)))
    return found


def _stamped(result: Result) -> dict[str, Any]:
    document: dict[str, Any] = _valid(CLASSROOM50, classroom50(result, STAMP))
    return document


def test_the_reporter_gets_a_test_for_each_item() -> None:
    """Points as they were earned; what could not be observed is an error, and costs nothing."""
    found = _reported(build.sample())
    tests = {test["name"]: test for test in found["tests"]}
    assert (found["status"], found["max_score"]) == ("fail", 60)
    assert tests["TCP sockets are used"]["status"] == "pass"
    assert tests["Both clients are told"]["score"] == 6.67
    assert tests["Runs in a Mininet-like lab"]["status"] == "error"
    assert "The server's top comment says why threads" not in tests  # that waits for a person
    lost = tests["The reply follows the order of the messages and NOT of the connections"]
    assert (lost["filename"], lost["line_no"], lost["score"]) == ("server.py", 31, 0)
    assert "Instead: server sent" in lost["message"]
    assert "Hint: accept() order is not arrival order." in lost["message"]


def test_the_notices_say_the_points_of_what_was_decided() -> None:
    """The two notices that a classroom reads; extra credit comes on top."""
    assert list(reporter.notices(build.sample())) == [
        "::notice title=Autograding complete::Points 44.17/60",
        '::notice title=Autograding report::{"totalPoints":44.17,"maxPoints":60}',
    ]


def test_classroom50_gets_whole_numbers() -> None:
    """A hundred times the points, extra credit folded in, no key too many."""
    found = _stamped(build.sample())
    assert (found["score"], found["max-score"]) == (4417, 6000)
    full = replace(build.sample(), items=(build.items()[0], build.items()[8]))
    assert (_stamped(full)["score"], _stamped(full)["max-score"]) == (1000, 1000)
    assert [test["score"] for test in found["tests"]][:3] == [1000, 1000, 667]


def test_a_time_is_told_in_utc() -> None:
    """As the format has it, whatever the commit's zone."""
    assert stamp_time(datetime.fromisoformat("2026-11-28T10:30:00+01:00")) == STAMP.datetime


@pytest.mark.parametrize(
    "result",
    [
        replace(build.sample(), fault="Traceback\n  File\nOSError: no room"),
        replace(build.sample(), items=(replace(build.items()[0], verdict=FAULT, points=0),)),
        Result("echo", "alice", 0, 0, 0, "", (), (), fault="the spec has mistakes"),
    ],
)
def test_a_fault_of_ours_is_never_a_zero(result: Result) -> None:
    """The reporter gets an error of no points, the classroom no notice, Classroom 50 no result."""
    found = _reported(result)
    assert (found["status"], found["max_score"], len(found["tests"])) == ("error", 0, 1)
    assert "not your fault" in found["tests"][0]["message"]
    assert list(reporter.notices(result)) == []
    assert classroom50(result, STAMP) is None


def test_a_long_result_fits_into_a_variable() -> None:
    """However many items there are and however much they say."""
    words = "✗ what a program said " * 40
    proof = Evidence(words, words, False, scene="s", run=1)
    for many in (60, 400):
        items = tuple(
            ItemResult(f"i{n}", words, 0, 1, "fail", evidence=(proof,), hint=words)
            for n in range(many)
        )
        result = replace(build.sample(), items=items, scenes=())
        assert len(reporter.encoded(reporter.document(result))) < _LONGEST_VARIABLE - 1024
        assert _reported(result)["max_score"] == many


def test_there_is_a_test_even_if_nothing_is_decided() -> None:
    """The reporter crashes on a result without one."""
    waiting = replace(build.items()[0], verdict=PENDING, points=0)
    found = _reported(replace(build.sample(), items=(waiting,)))
    assert (len(found["tests"]), found["max_score"]) == (1, 0)


_CENTS = some.integers(0, 2000).map(lambda cents: cents / 100)
_ITEMS = some.builds(
    lambda title, verdict, most, share, extra, words: ItemResult(
        "i", title, round(most * share, 2), most, verdict, extra,
        (Evidence(words, words, False, file="server.py", at=3),), words, words,
    ),
    ANY | NASTY, some.sampled_from(VERDICTS), _CENTS, some.floats(0, 1), some.booleans(),
    ANY | NASTY,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(some.lists(_ITEMS, min_size=1, max_size=6))
def test_whatever_the_result_the_documents_are_valid(items: list[ItemResult]) -> None:
    """Any verdict, fraction and word; no more points than the most where that is a rule."""
    titled = tuple(replace(item, title=item.title or "x") for item in items)
    result = replace(build.sample(), items=titled, scenes=())
    _reported(result)
    stamped = classroom50(result, STAMP)
    if stamped is None:
        assert any(item.verdict == FAULT for item in titled)
    else:
        _valid(CLASSROOM50, stamped)
        assert stamped["score"] <= stamped["max-score"] == round(tally(result).max * 100)
