"""Connections with one name, and threads of which one waits for the other."""

import pytest

from harness.diagnosis import threads
from tests.diagnosis.hand import hand_in, line, run

LOST = line("server -> a: x")
BOTH = "a connects\nb connects\nserver closes a\na -> server: Alice"
ONE_NAME = "conn, a = s.accept()\nprint(a)\nconn, b = s.accept()\nconn.send(b'x')\n"
IN_A_LOOP = "for n in range(2):\n    conn, a = s.accept()\n    print(n)\nconn.send(b'x')\n"


@pytest.mark.parametrize(("code", "number"), [(ONE_NAME, 3), (IN_A_LOOP, 2)])
def test_a_connection_that_another_overwrites(code: str, number: int) -> None:
    """The second accept() is the place; the run must show that the first connection was dropped."""
    (one,) = threads.one_name_for_both(hand_in(run(BOTH, LOST), code={"server": code}))
    assert one.says.startswith("Two connections get one name")
    assert one.line == number
    assert "When b had connected" in one.happened
    kept = run("a connects\nb connects\na -> server: Alice", LOST)
    assert not list(threads.one_name_for_both(hand_in(kept, code={"server": code})))


@pytest.mark.parametrize(
    "code",
    [
        "conn, a = s.accept()\nboth.append(conn)\nconn, b = s.accept()\n",
        "one, a = s.accept()\ntwo, b = s.accept()\n",
        "while True:\n    conn, a = s.accept()\n    serve(conn)\n",
        "while True:\n    conn, a = s.accept()\n    break\n",
    ],
)
def test_a_connection_that_is_kept(code: str) -> None:
    """It was used before the name was given to another, or each has its own."""
    assert not list(threads.one_name_for_both(hand_in(run(BOTH, LOST), code={"server": code})))


ALONE = "a connects\nb connects\nquiet: server lock, server receive a\na -> server: Alice"
JOINED = "t.start()\nt.join()\nu.start()\n"
EACH = "for t in both:\n    t.start()\n    t.join()\n"


def joined(code: str, story: str = ALONE) -> list[int]:
    """The lines of what is found in such a server, played so."""
    case = hand_in(run(story, line("server waits for b in a thread")), code={"server": code})
    return [one.line for one in threads.one_after_the_other(case)]


def test_threads_that_run_one_after_the_other() -> None:
    """The place is the join() before the next start(), in a row or in a loop."""
    assert joined(JOINED) == [2]
    assert joined(EACH) == [3]
    assert joined("t.start()\nu.start()\nt.join()\nu.join()\n") == []
    # a second round of threads, begun when all of the first had ended
    assert joined("t.start()\nu.start()\nt.join()\nu.join()\nv.start()\n") == []


def test_a_join_that_keeps_nobody_waiting() -> None:
    """The run has to show that somebody is not listened to while the main thread sleeps."""
    listened = ALONE.replace("server receive a", "server receive a, server receive b")
    assert joined(JOINED, listened) == []
    assert joined(JOINED, ALONE.replace("b connects\n", "")) == []
