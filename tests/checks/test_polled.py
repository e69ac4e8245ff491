"""For whom a program waits that looks again and again, and sleeps in between."""

from pathlib import Path

import pytest

from harness.model.events import Wait
from tests.checks.told import Told, told

_NAPS, _NAPS_TOO = (Wait("server", "clock", thread=number) for number in (2, 3))
_JOINS = Wait("server", "thread", thread=1)
_HEARS_B = Wait("server", "receive", ("b",), thread=3)
_ANY, _OWN = "server waits for a", "server waits for a in a thread"


def _played(tmp_path: Path, line: str, *waits: Wait, polls: bool = True) -> Told:
    t = told(tmp_path, f"start server, a, b\none: {line}")
    if polls:
        t.unseen("polled", "server")
    t.go()
    t.connects("a", "server")
    t.connects("b", "server")
    t.limit(*waits)
    return t


@pytest.mark.parametrize(
    ("line", "waits", "verdict"),
    [
        (_ANY, (_NAPS,), "unobservable"),
        (_ANY, (_JOINS,), "unmet"),
        (_OWN, (_JOINS, _NAPS, _NAPS_TOO), "unobservable"),
        (_OWN, (_JOINS, _NAPS, _HEARS_B), "unobservable"),
        (_OWN, (_JOINS, _NAPS), "unmet"),
    ],
)
def test_for_whom_one_looks_cannot_be_seen(
    tmp_path: Path, line: str, waits: tuple[Wait, ...], verdict: str
) -> None:
    """Any of the sleeping threads may be the one; but one that looks at two clients is not two."""
    assert _played(tmp_path, line, *waits).one().verdict == verdict


def test_who_must_not_wait_would_have_taken_it(tmp_path: Path) -> None:
    """That it looked for what it must not receive yet would be seen by what it takes."""
    assert _played(tmp_path, "never server waits for a", _NAPS).one().verdict == "met"


def test_who_has_sockets_that_wait_just_sleeps(tmp_path: Path) -> None:
    """A thread that sleeps waits for nobody, unless its program has sockets that do not wait."""
    assert _played(tmp_path, _ANY, _NAPS, polls=False).one().verdict == "unmet"
