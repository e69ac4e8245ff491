"""What two programs do alone and never together is lost where it is asked of both."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.grading import RunFindings, grade
from harness.grading.lines import ALONE
from harness.model.play import MET, UNMET, UNOBSERVABLE, UNREACHED, Finding
from harness.model.result import FAIL, PASS
from harness.model.spec import Spec
from tests import small
from tests.checks.told import spec_of
from tests.grader import Order, grading

_STORY = """
start server, a
both, told: server -> a: hello
both, shown: a prints: hello
told: server -> a: so long
told: server -> a: bye
a prints: bye
"""
_RUBRIC = "both: 10 Hello is said and shown\ntold: 10 It is said\nshown: 10 It is shown"
_LINES = {
    "said": ("server", ("both", "told")),
    "seen": ("a", ("both", "shown")),
    "more": ("server", ("told",)),
    "left": ("server", ("told",)),
    "gone": ("a", ()),
}
_OWN = {"whole": {"server", "a"}, "server": {"server"}, "clients": {"a"}}


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    """One item is asked of both sides, and one of each."""
    return spec_of(tmp_path, _STORY, items=_RUBRIC)


def _run(cast: str, /, row: str = "", **verdicts: str) -> RunFindings:
    """A run in which all was met of what the cast leaves to students, but for ``verdicts``."""
    findings = tuple(
        Finding(step, 20 + step, "", items, (who,), verdicts.get(name, MET))
        for step, (name, (who, items)) in enumerate(_LINES.items())
        if who in _OWN[cast]
    )
    among = cast == "whole"
    return RunFindings("s", cast, row, 1, findings, "quiet", among=among, spoke=among)


def _thrice(*runs: RunFindings) -> list[RunFindings]:
    return [replace(run, run=number) for run in runs for number in (1, 2, 3)]


def _verdicts(spec: Spec, *runs: RunFindings) -> dict[str, str]:
    return {item.id: item.verdict for item in grade(spec, runs).items}


_SERVER, _CLIENT = _run("server"), _run("clients")


@pytest.mark.parametrize(
    "never",
    [_run("whole", seen=UNMET), _run("whole", said=UNMET, seen=UNREACHED, left=UNREACHED)],
    ids=["one does not understand", "nothing goes on"],
)
def test_what_both_do_alone_and_never_together_is_not_done(never: RunFindings, spec: Spec) -> None:
    """The item that is asked of both sides is lost, and what is asked of one of them is not."""
    found = _verdicts(spec, *_thrice(never, _SERVER, _CLIENT))
    assert found == {"both": FAIL, "told": PASS, "shown": PASS}


_NEVER = _run("whole", seen=UNMET)


def _bounded(finding: Finding) -> Finding:
    return replace(finding, bounded=True)


@pytest.mark.parametrize(
    "runs",
    [
        _thrice(replace(_NEVER, ended="limit"), _CLIENT),
        _thrice(replace(_NEVER, findings=(*map(_bounded, _NEVER.findings),)), _CLIENT),
        _thrice(replace(_NEVER, spoke=False), _CLIENT),
        _thrice(replace(_NEVER, among=False), _CLIENT),
        [replace(_NEVER, fault="it broke"), *_thrice(_NEVER, _CLIENT)[1:]],
        _thrice(_run("whole", seen=UNMET, said=UNOBSERVABLE), _CLIENT),
        [_run("whole"), *_thrice(_NEVER, _CLIENT)[1:]],
        [*_thrice(_NEVER, _CLIENT)[1:]],
        _thrice(_run("whole", seen=UNMET, gone=UNMET), _run("clients", gone=UNMET)),
    ],
    ids=[
        "limit",
        "patience",
        "strangers",
        "others",
        "fault",
        "unseen",
        "sometimes",
        "twice",
        "for nothing",
    ],
)
def test_what_is_not_known_costs_nothing(runs: list[RunFindings], spec: Spec) -> None:
    """The best cast counts where a pair may work, or something else was wrong, be it at no cost."""
    found = _verdicts(spec, *runs, *_thrice(_SERVER))
    assert found == {"both": PASS, "told": PASS, "shown": PASS}


@pytest.mark.parametrize("second", ["left", "more"])
def test_a_mistake_that_costs_points_costs_no_others(second: str, spec: Spec) -> None:
    """Where one side is wrong alone, be it now here and now there, what follows from it is free."""
    never = _run("whole", seen=UNMET, left=UNMET, more=UNMET)
    *servers, last = _thrice(_run("server", left=UNMET))
    last = replace(_run("server", **{second: UNMET}), run=last.run)
    found = _verdicts(spec, *_thrice(never, _CLIENT), *servers, last)
    assert found == {"both": PASS, "told": FAIL, "shown": PASS}


def test_a_pair_that_works_in_one_row_works(spec: Spec) -> None:
    """What comes to something once has not been shown never to."""
    alone = [
        replace(run, row=row) for run in (_SERVER, _CLIENT) for row in ("first", "second", "third")
    ]
    for short, verdict in ((MET, PASS), (UNMET, FAIL)):
        among = [_run("whole", row, seen=UNMET) for row in ("first", "second")]
        third = _run("whole", "third", seen=short)
        assert _verdicts(spec, *among, third, *alone)["both"] == verdict


def test_two_rows_are_two_stories(spec: Spec) -> None:
    """What comes to nothing in either of two rows, played once each, has not done so by chance."""
    alone = [replace(run, row=row) for run in (_SERVER, _CLIENT) for row in ("first", "second")]
    for short, verdict in ((MET, PASS), (UNMET, FAIL)):
        among = [_run("whole", "first", seen=UNMET), _run("whole", "second", seen=short)]
        assert _verdicts(spec, *among, *alone)["both"] == verdict


_PAIR = """\
callsheet: 1
title: Pair
roles:
  server: {files: "*server*.py", does: listen}
  client: {files: "*client*.py", does: connect}
casts:
  whole: {}
  client: {server: script}
scenes:
  pair:
    casts: [whole, client]
    runs: 3
    limit: 5
    story: |
      start server
      start client
      client connects to server
      speaks, prints: client -> server: parrot
      echoes: server -> client: parrot
      prints: by now server prints: parrot
      prints: client prints: parrot
rubric:
  speaks: 10 The client says something
  echoes: 10 The server sends back what it receives
  prints: 10 Both show what they receive
"""
_GREETS = small.GOOD.replace("data =", "plug.sendall(b'welcome')\ndata =")
_TALKS = """\
import socket
plug = socket.create_connection(("localhost", 12000))
plug.sendall(b"parrot")
print(plug.recv(7).decode())
"""


def test_a_greeting_that_is_taken_for_the_answer(tmp_path: Path) -> None:
    """Each is right beside another, but these two never show the answer; nor does anybody lose what
    is asked of one of them.
    """
    course = small.assignment(tmp_path / "pair", _PAIR)
    hand_in = small.submission(tmp_path / "ada", _GREETS)
    (hand_in / "client.py").write_text(_TALKS, encoding="utf-8")
    with grading(Order(course, {"ada": hand_in}, scenes=2)) as graded:
        found = graded["ada"].items
    assert {item.id: item.verdict for item in found} == {
        "speaks": PASS,
        "echoes": PASS,
        "prints": FAIL,
    }
    assert found[2].note == f'client printed "welcome"{ALONE}'
