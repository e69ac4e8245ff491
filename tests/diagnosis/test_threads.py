"""Connections with one name, and threads of which one waits for the other."""

import pytest

from harness.diagnosis import threads
from harness.diagnosis.code import Code
from harness.diagnosis.threads import awaited_in_turn, pool_of_one
from harness.model.record import Source
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


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("pool = ThreadPoolExecutor(max_workers=1)\n", 1),
        ("pool = futures.ThreadPoolExecutor(1)\n", 1),
        ("pool = Pool(processes=1)\n", 1),
        ("pool = ThreadPoolExecutor(max_workers=2)\n", 0),
        ("pool = ThreadPoolExecutor()\n", 0),
        ("pool = ThreadPoolExecutor(n)\n", 0),
        ("a = ThreadPoolExecutor(1)\nb = ThreadPoolExecutor(1)\n", 0),
        ("pool = ThreadPoolExecutor(1)\nThread(target=f).start()\n", 0),
    ],
)
def test_a_pool_of_one(text: str, line: int) -> None:
    """What is given to a single worker is done in turn, unless something else works beside it."""
    assert pool_of_one(Code([Source("server.py", text.encode())])).line == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("async def f():\n  for r, w in both:\n    await r.read(9)\n", 3),
        ("async def f():\n  a = await x.read(9)\n  b = await y.readline()\n", 2),
        ("async def f(r, w):\n  a = await r.read(9)\n", 0),
        ("async def f(r, w):\n  for _ in range(2):\n    await r.read(9)\n", 0),
        ("async def f(r, w):\n  while True:\n    await r.read(9)\n", 0),
        ("async def f(r, w):\n  a = await r.read(9)\n  b = await r.read(9)\n", 0),
        ("async def f():\n  await gather(x.read(9), y.read(9))\n", 0),
    ],
)
def test_clients_that_are_awaited_in_turn(text: str, line: int) -> None:
    """One coroutine reads of one client and then of the other, and nothing else is awaited."""
    assert awaited_in_turn(Code([Source("server.py", text.encode())])).line == line


KEPT = "c, a = s.accept()\nall[{0}] = c\n{1}"
HALF = "a connects\nb connects\na -> server: A\nb -> server: B\nserver reads b\n"


def test_two_connections_under_one_address() -> None:
    """Where the connection is kept by the port, too, or elsewhere besides, it is not lost."""
    for key, more, story, found in (
        ("a[0]", "", HALF, [2]),
        ("a", "", HALF, []),
        ("a[1]", "", HALF, []),
        ("a[0]", "both.append(c)\n", HALF, []),
        ("a[0]", "", HALF + "server reads a", []),
    ):
        case = hand_in(run(story, line("server -> a: x")), code={"server": KEPT.format(key, more)})
        assert [one.line for one in threads.one_key_for_both(case)] == found
