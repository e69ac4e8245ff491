"""What nobody could see is not judged."""

from pathlib import Path

import pytest

from tests.checks.told import told


@pytest.mark.parametrize(
    ("what", "line", "verdict"),
    [
        ("wire", "a -> server: x", "unobservable"),
        ("owner", "a closes server", "unobservable"),
        ("read", "server reads a", "unobservable"),
        ("read", "never server reads a", "unobservable"),
        ("quiet", "server waits for a", "unobservable"),
        ("wire", "a prints: x", "unmet"),
        ("read", "a -> server: x", "unmet"),
    ],
)
def test_what_cannot_be_seen_is_not_wrong(
    tmp_path: Path, what: str, line: str, verdict: str
) -> None:
    """A line is unobservable only where what it needs could not be seen."""
    t = told(tmp_path, f"start server, a\none: {line}")
    t.unseen(what)
    t.go()
    t.limit()
    assert t.one().verdict == verdict
    if verdict == "unobservable":
        assert t.one().happened == f"this could not be observed: no {what} here"


def test_what_was_met_is_met_though_not_all_can_be_seen(tmp_path: Path) -> None:
    """A line that was seen to be met stays so."""
    t = told(tmp_path, "start server, a\none: a -> server: x")
    t.unseen("wire")
    t.go()
    t.sends("a", "server", "x")
    assert t.one().verdict == "met"
