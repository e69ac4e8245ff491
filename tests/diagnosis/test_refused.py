"""Connections that nobody takes."""

import pytest

from harness.diagnosis import refused
from tests.diagnosis.hand import hand_in, line, run

LOST = line("a connects to server", expected="a connects to server")
MISSED = "server listens\na refused tcp: 127.0.0.1:12001"
BOTH = ("server", "a")


@pytest.mark.parametrize(
    ("story", "students", "told"),
    [
        (MISSED, BOTH, 1),
        (MISSED, ("a",), 0),  # the harness listens where the assignment has it
        (f"{MISSED}\na connects", BOTH, 0),  # it tries several
        ("a refused tcp: 127.0.0.1:12001\nserver listens", BOTH, 0),  # it came too early
        ("server listens\na refused tcp: 127.0.0.1:12000", BOTH, 0),
    ],
)
def test_a_client_that_asks_at_another_port(
    story: str, students: tuple[str, ...], told: int
) -> None:
    """Nothing listens there, and the server of the hand-in listens elsewhere by then."""
    code = {"a": "import socket\nPORT = 12001\ns.connect((h, PORT))\n"}
    found = list(refused.at_another_port(hand_in(run(story, LOST, students=students), code=code)))
    assert [
        (one.line, "12001, and the server listens at port 12000" in one.says) for one in found
    ] == [(2, True)] * told


@pytest.mark.parametrize(
    ("handler", "told"),
    [
        ("except:", True),
        ("except (OSError, ValueError):", True),
        ("except socket.error:", True),
        ("except ValueError:", False),
        ("except OSError as e:", False),
    ],
)
def test_what_catches_that_it_was_refused(handler: str, told: bool) -> None:
    """It is said which line does, so that nobody wonders at the silence; an e may be printed."""
    code = {"a": f"try:\n    s.connect((h, 12001))\n{handler}\n    pass\n"}
    (one,) = refused.at_another_port(hand_in(run(MISSED, LOST, students=BOTH), code=code))
    assert ("line 3 catches that error" in one.happened) == told


def test_a_server_that_connects() -> None:
    """It was refused and never listened; one that binds a port may ask for another's, too."""
    sent = line("server -> a: done")
    for code, story, at in (
        ("s = socket()\ns.connect(a)\ns.listen(2)", "server refused tcp: 127.0.0.1:12000", 2),
        ("s.bind(a)\ns.connect(b)", "server refused tcp: 127.0.0.1:12000", 0),
        ("s.connect(a)", "server refused tcp: 127.0.0.1:1\nserver listens", 0),
    ):
        case = hand_in(run(story, sent), code={"server": code})
        assert [one.line for one in refused.listens_nowhere(case)] == [at] * bool(at)


def test_what_a_client_loses_although_it_is_connected() -> None:
    """Beside a server of the harness's it loses the same: then that is not the port's doing."""
    missed = run(MISSED, LOST, students=BOTH)
    for beside, told in ((LOST, 0), (line("server prints: x"), 1)):
        there = run("server listens\na connects", beside, students=("a",), number=2)
        assert len([*refused.at_another_port(hand_in(missed, there))]) == told
