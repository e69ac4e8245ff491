"""Threads that wait for one another."""

import pytest

from harness.diagnosis import deadlocks
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, run

OWED = line("server -> a: done")


def test_threads_that_wait_for_each_other() -> None:
    """Every one sleeps for a lock, or for another thread's end; one that receives may go on."""
    main = Wait("server", "lock")
    locks = [
        Wait("server", "lock", thread=n, file="server.py", line=n, code="other.acquire()")
        for n in (2, 3)
    ]
    stuck = run("a connects", line("server -> a: done"), waits=[main, *locks])
    (one,) = deadlocks.threads_wait_for_each_other(hand_in(stuck))
    assert (one.line, "server.py:3" in one.happened) == (2, True)
    receives = Wait("server", "receive", ("b",), thread=3)
    going = run("a connects", line("server -> a: done"), waits=[main, locks[0], receives])
    assert not list(deadlocks.threads_wait_for_each_other(hand_in(going)))


def test_a_lock_that_no_line_gives_back() -> None:
    """Told is the release without parentheses, or else the lock; with a release it is not that."""
    main = Wait("server", "lock", file="server.py", line=30, code="t.join()")
    stuck = Wait("server", "lock", thread=2, file="server.py", line=1, code="key.acquire()")

    def told(code: str) -> tuple[int, str]:
        lost = run("a connects", line("server -> a: done"), waits=[main, stuck])
        (one,) = deadlocks.threads_wait_for_each_other(hand_in(lost, code={"server": code}))
        return one.line, one.says.partition(" ")[0]

    assert told("key.acquire()\nnote()\nkey.release\n") == (3, "release")
    assert told("key.acquire()\nnote()\n") == (1, "A")
    assert told("key.acquire()\nnote()\nif x:\n    key.release()\n") == (30, "The")


def test_a_barrier_for_more_threads_than_there_are() -> None:
    """It is told for how many it was made, unless enough wait or something else holds one up."""
    main = Wait("server", "lock", file="server.py", line=30, code="t.join()")
    locks = [
        Wait("server", "lock", thread=n, file="server.py", line=9, code="meet.wait()")
        for n in (2, 3)
    ]
    owed = line("server -> a: done")

    def told(parties: int, *waits: Wait) -> tuple[int, bool]:
        code = {"server": f"import threading\nmeet = threading.Barrier({parties})\n"}
        stuck = hand_in(run("a connects", owed, waits=[main, *waits]), code=code)
        (one,) = deadlocks.threads_wait_for_each_other(stuck)
        return one.line, f"waits for {parties} threads, and only {len(waits)}" in one.says

    assert told(3, *locks) == (2, True)
    assert told(2, locks[0]) == (2, True)
    assert told(2, *locks) == (30, False)
    assert told(3, locks[0], Wait("server", "lock", file="server.py", line=4)) == (30, False)


def test_a_thread_that_looks_again_and_again_with_the_lock() -> None:
    """Another one sleeps until that lock is released; both places are told."""
    main = Wait("server", "lock", file="server.py", line=30, code="t.join()")
    looks = Wait("server", "clock", thread=2, file="server.py", line=17, code="time.sleep(1)")
    stuck = Wait("server", "lock", thread=3, file="server.py", line=13, code="lock.acquire()")
    owed = line("server -> a: done")
    (one,) = deadlocks.threads_wait_for_each_other(
        hand_in(run("a connects", owed, waits=[main, looks, stuck]))
    )
    assert (one.line, "server.py:17" in one.happened) == (13, True)
    joins = run("a connects", owed, waits=[main, looks])
    assert not list(deadlocks.threads_wait_for_each_other(hand_in(joins)))


def told(code: str, *waits: Wait) -> str:
    """How what is said of a server begins whose threads wait for this."""
    case = hand_in(run("a connects", OWED, waits=waits), code={"server": code})
    return next(iter(deadlocks.threads_wait_for_each_other(case))).says


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ("lock = Lock()\nwith lock:\n    again()\nt.join()\n", True),
        ("lock = Lock()\nlock.acquire()\nagain()\nt.join()\n", False),
        ("lock = Lock()\nx = 1\nwith lock:\n    t.join()\n", False),
        ("lock = kept\nwith lock:\n    again()\nt.join()\n", False),
    ],
)
def test_a_lock_that_its_own_holder_takes_again(code: str, held: bool) -> None:
    """Nobody else can hold it: the other thread only joins, and holds nothing meanwhile."""
    main = Wait("server", "thread", file="server.py", line=4, code="t.join()")
    stuck = Wait("server", "lock", thread=2, file="server.py", line=9, code="with lock:")
    assert told(code, main, stuck).startswith("The thread that waits here for the lock") == held
    other = Wait("server", "lock", thread=3, file="server.py", line=9, code="with lock:")
    assert told(code, main, stuck, other).startswith("The threads wait for something")


def test_a_condition_that_nobody_notifies_any_more() -> None:
    """Each thread waits at it; beside another lock it may be that which keeps them."""
    waits = [
        Wait("server", "lock", thread=n, file="server.py", line=3, code="ready.wait()")
        for n in (2, 3)
    ]
    assert told("ready = Condition()\n", *waits).startswith("wait() sleeps until the next notify")
    assert told("ready = Event()\n", *waits).startswith("The threads wait for something")
    lock = Wait("server", "lock", thread=4, file="server.py", line=9, code="other.acquire()")
    assert told("ready = Condition()\n", *waits, lock).startswith("The threads wait for something")


def test_a_join_of_a_queue_that_nothing_is_done_with() -> None:
    """Where a line calls task_done(), or it is a thread that is joined, it is not that."""
    main = Wait("server", "thread", file="server.py", line=2, code="q.join()")
    for code, count in (
        ("q = queue.Queue()\nq.join()\n", 1),
        ("q = queue.Queue()\nq.join()\nq.task_done()\n", 0),
        ("q = Thread(target=f)\nq.join()\n", 0),
    ):
        case = hand_in(run("a connects", OWED, waits=[main]), code={"server": code})
        assert len([*deadlocks.join_of_a_queue(case)]) == count
