"""Threads that wait for one another."""

from dataclasses import replace

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


def test_a_queue_of_which_more_is_taken_than_is_put_in() -> None:
    """All threads wait for what comes out of it; in another line they may wait for the object."""
    main = Wait("server", "thread", file="server.py", line=30, code="t.join()")

    def told(made: str, code: str) -> str:
        gets = [
            Wait("server", "lock", thread=n, file="server.py", line=2, code=code) for n in (2, 3)
        ]
        lost = run("a connects", line("server -> a: done"), waits=[main, *gets])
        (one,) = deadlocks.threads_wait_for_each_other(hand_in(lost, code={"server": made}))
        return one.says.partition(" ")[0]

    assert told("self.q = queue.Queue()\n", "second = self.q.get()") == "get()"
    assert told("q = Queue()\n", "x = q.get()") == "get()"
    assert told("q = Box()\n", "x = q.get()") == "The"
    assert told("q = Queue()\n", "x = f(q.get())") == "The"
    assert told("q = Queue()\n", "box.acquire()") == "The"


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


@pytest.mark.parametrize(
    ("made", "calls", "held"),
    [
        ("Lock", "with lock:\n    add()\n", True),
        ("RLock", "with lock:\n    add()\n", False),
        ("Lock", "with lock:\n    add()\nadd()\n", False),
        ("Lock", "with other:\n    add()\n", False),
        ("Lock", "with lock:\n    start(add)\n", False),
        ("Lock", "", False),
    ],
)
def test_a_lock_that_is_held_wherever_a_function_takes_it(
    made: str, calls: str, held: bool
) -> None:
    """It cannot come on, whoever else waits; called from elsewhere, another may hold the lock."""
    code = f"lock = {made}()\ndef add():\n    with lock:\n        note()\n{calls}both.wait()\n"
    main = Wait("server", "lock", file="server.py", line=9, code="both.wait()")
    waits = [
        Wait("server", "lock", thread=n, file="server.py", line=at, code="with lock:")
        for n, at in ((2, 3), (3, 5))
    ]
    said = told(code, main, *waits)
    assert said.startswith("The thread that waits here for the lock has it") == held


def test_a_thread_that_never_began_would_have_set_it() -> None:
    """That start is only named is told by itself, where no other thread is there."""
    code = "t = Thread(target=f)\nt.start\nboth.wait()\n"
    main = Wait("server", "lock", file="server.py", line=3, code="both.wait()")
    quiet = line("server waits for a", at=1)
    stuck = run("a connects\nquiet: server lock", quiet, OWED, waits=[main])
    for source, count in ((code, 0), (code.replace("t.start", "t.start()"), 1)):
        case = hand_in(stuck, code={"server": source})
        assert len([*deadlocks.threads_wait_for_each_other(case)]) == count


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


def test_a_lock_that_one_return_keeps() -> None:
    """Told is the return, where all that live wait for that lock; not where each way gives back."""
    main = Wait("server", "lock", file="server.py", line=30, code="t.join()")
    stuck = Wait("server", "lock", thread=2, file="server.py", line=3, code="    key.acquire()")

    def told(*rows: str, made: str = "Lock", waits: tuple[Wait, ...] = (main, stuck)) -> int:
        code = "\n    ".join([f"key = {made}()\ndef note():", "key.acquire()", *rows])
        lost = run("a connects", OWED, waits=waits)
        (one,) = deadlocks.threads_wait_for_each_other(hand_in(lost, code={"server": code}))
        return one.line if one.says.startswith("The function is left here") else 0

    kept = ("if x:", "    return", "key.release()")
    assert told(*kept) == 5
    assert told("if x:", "    key.release()", "    return", "key.release()") == 0
    assert told("key.release()", "if x:", "    return") == 0
    assert told(*kept, made="Semaphore") == 0
    assert told("try:", "    return", "finally:", "    key.release()") == 0
    assert told("def inner():", "    return", "key.release()") == 0
    assert told(*kept, "key.acquire()", "key.release()") == 0
    other = Wait("server", "lock", thread=3, file="server.py", line=9, code="ready.wait()")
    assert told(*kept, waits=(main, stuck, other)) == 0


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("both = Event()\nboth.set\nboth.wait()", 2),
        ("both = Event()\nboth.set\nif x: both.set()\nboth.wait()", 3),
        ("both = Event()\nother.set\nboth.wait()", 3),
    ],
)
def test_an_event_whose_set_is_only_named(code: str, at: int) -> None:
    """The place is where it is named; where a line calls it, or it is another's, the wait."""
    wait = Wait("server", "lock", thread=2, file="server.py", line=3, code="both.wait()")
    stuck = run("a connects", OWED, waits=[Wait("server", "lock"), wait])
    (one,) = deadlocks.threads_wait_for_each_other(hand_in(stuck, code={"server": code}))
    assert (one.line, one.says.startswith("set is named")) == (at, at == 2)


_SPOKE = "a connects\na -> server: hi"


@pytest.mark.parametrize(
    ("condition", "body", "story", "others", "told"),
    [
        ("len(got) < 2", "sleep(.1)", _SPOKE, [], True),
        ("not full()", "pass", _SPOKE, [], True),
        ("len(got) < 2", "sleep(.1)", "a connects", [], False),  # nobody has spoken
        ("len(got) < 2", "sleep(.1)", _SPOKE, [Wait("server", "receive", thread=2)], False),
        ("time() < end", "sleep(.1)", _SPOKE, [], False),  # it may come true
        ("n < 9", "sleep(.1); n += 1", _SPOKE, [], False),
        ("True", "sleep(.1)", _SPOKE, [], False),
    ],
)
def test_a_server_that_looks_for_what_never_comes(
    condition: str, body: str, story: str, others: list[Wait], told: bool
) -> None:
    """The place is the loop, where it does nothing but wait, and nobody else is left or silent."""
    looks = Wait("server", "clock", file="server.py", line=2, code="sleep(.1)")
    lost = run(story, OWED, waits=[looks, *others])
    code = {"server": f"while {condition}:\n    {body}\n"}
    found = list(deadlocks.looks_in_vain(hand_in(lost, code=code)))
    assert [one.line for one in found] == ([1] if told else [])


def test_a_condition_that_was_never_true() -> None:
    """wait_for() asks it again at each notify; beside another lock that may be what keeps it."""
    plain = "self.cv.wait_for(lambda: len(self.got) > 2)"
    wait = Wait("server", "lock", file="server.py", line=3, code=plain)
    assert told("self.cv = Condition()\n", wait).startswith("wait_for() looks at its condition")
    assert told("self.cv = Other()\n", wait).startswith("The threads wait for something")
    lock = replace(wait, thread=4, line=9, code="other.acquire()")
    assert told("self.cv = Condition()\n", wait, lock).startswith("The threads wait for something")
