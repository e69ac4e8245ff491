"""Programs that end by saying how they want to be called."""

from pathlib import Path

import pytest

from harness.model import events as ev
from harness.spec import load
from tests.checks.told import Told

SPEC = """
callsheet: 1
roles:
  server: {files: s.py, does: listen}
  a: {files: c.py, does: connect, answers: usual}
scenes:
  s:
    story: |
      start server
      start a
      one: a -> server: hello
rubric: {one: 10 One}
"""
TOLD = SPEC.replace("start a", "start a with Y")
UNASKED = SPEC.replace(", answers: usual", "")
KEY = "Traceback (most recent call last):\n  File \"c.py\", line 3, in <module>\nKeyError: 'X'\n"


def started(folder: Path, spec: str = SPEC) -> Told:
    """The server listens, and ``a`` was started with a word that was not understood."""
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    t = Told(load(folder))
    t.do("start server")
    t.listens("server")
    t.quiet()
    t.do("start a")
    argv = ("python3", "/home/student/c.py", "X")
    t.tell(ev.Started(n=t.n, at=0, who="a", argv=argv))
    return t


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("Usage: c.py HOST PORT\n", "unobservable"),
        ("uso: python c.py servidor puerto\n", "unobservable"),
        (KEY, "unobservable"),
        (KEY.replace("KeyError: 'X'", "ValueError: 'X' is not a valid Role"), "unobservable"),
        # a mistake, whatever was said before, or what it is that was not found
        (KEY.replace("'X'", "'Y'"), "unmet"),
        ("Usage: c.py HOST PORT\n" + KEY.replace("'X'", "'Y'"), "unmet"),
        ("The usage of threads is explained above.\n", "unmet"),
        ("", "unmet"),
    ],
)
def test_who_wants_another_command_line_is_not_wrong(
    said: str, verdict: str, tmp_path: Path
) -> None:
    """A person would have called it as it says; nobody would have got around a mistake."""
    t = started(tmp_path)
    t.prints("a", said)
    t.exits("a", 1)
    t.quiet()
    assert t.one().verdict == verdict
    assert ('"c.py X" and ended with' in t.one().happened) == (verdict == "unobservable")


@pytest.mark.parametrize("reached", ["connects", "refused"])
def test_who_got_as_far_as_the_network_was_called_as_it_wants(reached: str, tmp_path: Path) -> None:
    """A client that cannot connect may say anything."""
    t = started(tmp_path)
    if reached == "connects":
        t.connects("a", "server")
    else:
        t.tell(ev.Refused(n=t.n, at=0, who="a", proto="tcp", target="127.0.0.1:5"))
    t.prints("a", "Usage: c.py HOST PORT\n")
    t.exits("a", 1)
    t.quiet()
    assert t.one().verdict == "unmet"


@pytest.mark.parametrize("spec", [TOLD, UNASKED])
def test_what_the_assignment_says_of_the_command_line_is_asked_for(
    spec: str, tmp_path: Path
) -> None:
    """Where the story gives arguments, or foresees no questions at all, 'usage: ...' is wrong."""
    t = started(tmp_path, spec)
    t.prints("a", "Usage: c.py HOST PORT\n")
    t.exits("a", 1)
    t.quiet()
    assert t.one().verdict == "unmet"
