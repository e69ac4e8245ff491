"""Programs of the assignment's own that break, by themselves or by what a student's does."""

from pathlib import Path

import pytest

from harness.model import events as ev
from harness.model.play import UNMET, UNOBSERVABLE, Finding
from harness.spec import load
from tests.checks.told import Told

_SPEC = """\
callsheet: 1
title: Test
roles:
  server: {files: ["server.py"], does: listen}
  a: {by: program, run: kit/a.py, does: connect}
scenes:
  s:
    story: |
      start server
      start a
      a -> server: hi
      two: server prints: hi
rubric:
  two: 10 It prints
"""


def begun(folder: Path) -> Told:
    """The story, with both programs up."""
    (folder / "kit").mkdir()
    (folder / "kit" / "a.py").write_text("")
    (folder / "spec.yaml").write_text(_SPEC)
    told = Told(load(folder))
    told.do("start server")
    told.quiet()
    told.do("start a")
    return told


def ended(told: Told, code: int | None, signal: int | None = None) -> Finding:
    """What becomes of the server's line when the other program has ended so."""
    told.exits("a", code, signal)
    told.quiet()
    return told.one("two")


@pytest.mark.parametrize(("code", "signal"), [(1, None), (None, 11)])
def test_it_breaks_by_itself(code: int | None, signal: int | None, tmp_path: Path) -> None:
    """Nobody had to do with it: what did not come of it is nobody's fault."""
    finding = ended(begun(tmp_path), code, signal)
    assert finding.verdict == UNOBSERVABLE
    assert "a, which is a program of the assignment's own" in finding.happened


def test_it_ends_as_it_should(tmp_path: Path) -> None:
    """A program that ends without an error is no excuse."""
    assert ended(begun(tmp_path), 0).verdict == UNMET


def test_a_bound_ends_it(tmp_path: Path) -> None:
    """One that the stage has ended did not break by itself."""
    told = begun(tmp_path)
    told.limit(what="cpu", who="a")
    assert ended(told, None, 9).verdict == UNMET


@pytest.mark.parametrize("what", ["connected", "refused", "typed", "unknown"])
def test_it_breaks_once_it_was_reached(what: str, tmp_path: Path) -> None:
    """Once another program, or the story, had to do with it, nobody knows whose doing it is."""
    told = begun(tmp_path)
    if what == "connected":
        told.connects("a", "server")
    elif what == "refused":
        told.tell(ev.Refused(n=told.n, at=0, who="a", proto="tcp", target="127.0.0.1:12000"))
    elif what == "typed":
        told.tell(ev.Typed(n=told.n, at=0, who="a", data=b"x\n"))
    else:
        told.unseen("owner")
    assert ended(told, 1).verdict == UNMET
