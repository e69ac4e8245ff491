"""Events that are waited for, and that nobody sets."""

import pytest

from harness.diagnosis import deadlocks, unwoken
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, run

OWED = line("server -> a: done")
BOTH = "a connects\nb connects"
LOOP = Wait("server", "several", ("a", "b"), file="server.py", line=30, code="asyncio.run(main())")
ROOM = "class Room:\n    def __init__(self):\n        self.full = asyncio.Event()\n"


def anew(function: str, story: str = BOTH, waits: tuple[Wait, ...] = (LOOP,)) -> list[int]:
    """Where an event is said to be made anew in each call."""
    case = hand_in(run(story, OWED, waits=waits), code={"server": function})
    return [one.line for one in unwoken.made_anew(case)]


def body(*rows: str, how: str = "async def") -> str:
    """A function of these lines."""
    return "\n    ".join([f"{how} handle(r, w):", *rows])


OWN = ("full = asyncio.Event()", "if n == 2:", "    full.set()", "await full.wait()")


@pytest.mark.parametrize(
    ("code", "at"),
    [
        (body(*OWN), [2]),
        (body("full = asyncio.Event()", "waiting.append(full)", *OWN[1:]), []),
        (body("full = kept", *OWN[1:]), []),
        (body("global full", *OWN), []),
        (body("full = asyncio.Event()", "def wake():", "    full.set()", OWN[3]), []),
        (body(OWN[0], "loop.add_signal_handler(2, full.set)", OWN[3]), []),
        (body(OWN[0], OWN[3]), []),
        (f"{body(*OWN)}\nasyncio.run(handle(1, 2))\n", []),
        (ROOM + body("full = Room()", "full.full.set()", "await full.full.wait()"), [5]),
        (ROOM + body("full = room", "full.full.set()", "await full.full.wait()"), []),
        (ROOM + body("full = Room()", "put(full)", "await full.full.wait()"), []),
    ],
)
def test_an_event_that_is_made_anew_in_each_call(code: str, at: list[int]) -> None:
    """No other call can set it; one that is kept, shared or handed on may be set by anybody."""
    assert anew(code) == at


def test_an_event_of_a_call_that_nobody_waits_in() -> None:
    """A thread is seen where it sleeps; and who has no second client may wait for one."""
    code = body("full = Event()", "if n:", "    full.set()", "full.wait()", how="def")
    sleeps = Wait("server", "lock", thread=2, file="server.py", line=5, code="full.wait()")
    assert anew(code, waits=(LOOP, sleeps)) == [2]
    assert anew(code) == []
    assert anew(body(*OWN), story="a connects") == []
    assert anew(body(*OWN), story=f"{BOTH}\nserver exits 1") == []


LISTENER = (
    "class Listener(Thread):\n    def __init__(self):\n        self.both = Event()\n"
    "    def run(self):\n        if got == 2: self.both.set()\n"
)


@pytest.mark.parametrize(
    ("code", "at", "says"),
    [
        (f"{LISTENER}for c in cs:\n    ts.append(Listener())\n", 3, "Each Listener has an event"),
        (f"{LISTENER}t = Listener()\n", 9, "The threads wait for something"),
        ("both = Event()\ndef f():\n    if n > 2:\n        both.set()\n", 3, "wait() sleeps"),
        ("both = Event()\ndef f():\n    both.set()\n", 3, "wait() sleeps until"),
        ("both = Event()\nboth.set()\nboth.clear()\n", 9, "The threads wait for something"),
        ("both = Event()\nif x: both.set()\nboth.set()\n", 9, "The threads wait for something"),
        ("both = Event()\nboth = Event()\nboth.set()\n", 9, "The threads wait for something"),
        ("both = Event()\nboth.set()\nProcess(target=f)\n", 9, "The threads wait for something"),
        ("both = Event()\nother.both.set()\n", 9, "The threads wait for something"),
    ],
)
def test_a_thread_that_nobody_wakes(code: str, at: int, says: str) -> None:
    """The only line that could set its event was not come to, or it is another object's event."""
    named = "t.both.wait()" if "Listener" in code else "both.wait()"
    main = Wait("server", "lock", file="server.py", line=9, code=named)
    lost = run("a connects", OWED, waits=[main])
    (one,) = deadlocks.threads_wait_for_each_other(hand_in(lost, code={"server": code}))
    assert (one.line, one.says[: len(says)]) == (at, says)


def test_a_thread_that_waits_for_something_else_may_be_what_keeps_it() -> None:
    """Who waits for a lock might set the event after that."""
    code = "both = Event()\ndef f():\n    both.set()\n"
    main = Wait("server", "lock", file="server.py", line=9, code="both.wait()")
    lock = Wait("server", "lock", thread=2, file="server.py", line=7, code="key.acquire()")
    lost = run("a connects", OWED, waits=[main, lock])
    (one,) = deadlocks.threads_wait_for_each_other(hand_in(lost, code={"server": code}))
    assert one.says.startswith("The threads wait for something")
