"""What never ends, and where the thread sleeps that keeps it."""

from dataclasses import replace

from harness.diagnosis import ending
from harness.model.events import Limit, Sent, Wait
from tests.diagnosis.hand import hand_in, line, run

JOIN = Wait("server", "thread", until=2, file="server.py", line=30, code="t.join()")
RECV = Wait(
    "server", "receive", ("a",), thread=2, file="server.py", line=12, code="c.recv(9)"
)  # fmt: skip


def test_a_program_that_never_ends() -> None:
    """Of a main thread that joins and a thread that receives, the second is in the way."""
    stuck = run("a connects", line("server ends with 0"), waits=[JOIN, RECV])
    (one,) = ending.never_ends(hand_in(stuck))
    assert one.says.startswith("The program never ends: a thread of it still sleeps in recv()")
    assert one.line == 12
    gone = run("a connects\nserver exits 1", line("server ends with 0"), waits=[JOIN])
    assert not list(ending.never_ends(hand_in(gone)))


def test_a_window_that_is_not_closed() -> None:
    """The main thread in its loop, or in a dialog's, is in the way, and no thread beside it."""
    loop = Wait("server", "window", thread=1, file="server.py", line=40, code="root.mainloop()")
    ends, closes = line("server ends"), line("server closes a")
    (one,) = ending.never_ends(hand_in(run("a connects", ends, waits=[loop, RECV])))
    assert (one.says.startswith("The program never ends: its window"), one.line) == (True, 40)
    (one,) = ending.never_closes(hand_in(run("a connects", closes, waits=[loop, RECV])))
    assert one.line == 12


def test_a_datagram_that_never_comes() -> None:
    """Over UDP recv() does not return when the other side has gone."""
    told = run("a -> server: ping", line("server ends"), waits=[RECV])
    (one,) = ending.never_ends(hand_in(told))
    assert one.do.startswith("recv() returns b''")
    lost = replace(told, events=tuple(replace(e, proto="udp") for e in told.all(Sent)))
    (one,) = ending.never_ends(hand_in(lost))
    assert one.do.startswith("A datagram that is lost never comes")


def test_who_receives_with_a_limit_may_end_yet() -> None:
    """The patience of the stage ended, and not what the program would still do."""
    wait = replace(RECV, call="ppoll", until=None)
    told = run("a -> server: ping", line("server ends"), waits=[wait])
    (one,) = ending.never_ends(hand_in(told))
    assert one.says.startswith("The program never ends: ")
    limit = Limit(n=9, at=9, who="stage", what="turn", detail="", waits=(wait,))
    (one,) = ending.never_ends(hand_in(replace(told, events=(*told.events, limit))))
    assert one.says.startswith("The program does not end: it still waits in recv(), with a time")


def test_a_connection_that_is_never_closed() -> None:
    """The thread that waits on that connection is named, not one on another."""
    other = Wait("server", "receive", ("b",), thread=3, file="server.py", line=20, code="d.recv(9)")
    stuck = run("a connects", line("server closes b"), waits=[RECV, other])
    (one,) = ending.never_closes(hand_in(stuck))
    assert (one.kind, one.line) == ("never-closes", 20)
    way = line("server one of", expected="one of: server closes b or server -> b: bye")
    (one,) = ending.never_closes(hand_in(run("a connects", way, waits=[RECV])))
    assert one.kind == "never-closes"


def test_a_connection_that_no_line_closes() -> None:
    """What the server waits for then, such as the next client, keeps nothing open."""
    accepts = Wait("server", "accept", file="server.py", line=2, code="c, a = s.accept()")
    stuck = run("a connects", line("server closes a"), waits=[accepts])
    code = "while True:\n    c, a = s.accept()\n    with open(c.recv(9)) as f:\n        c.send(f)\n"
    (one,) = ending.never_closes(hand_in(stuck, code={"server": code}))
    assert (one.says, one.line) == (
        "The connection is never closed: no line of the program does that",
        0,
    )
    (one,) = ending.never_closes(hand_in(stuck, code={"server": f"{code}c.close()\n"}))
    assert one.says.startswith("The connection is never closed: it still sleeps in accept()")


def test_what_is_never_said_comes_before_the_close() -> None:
    """Who has sent nothing of what should come on a connection is not told to close it."""
    closes, sends = line("server closes a"), line("server -> a: the file")
    silent = run("a connects", sends, closes, waits=[RECV])
    assert not list(ending.never_closes(hand_in(silent)))
    for story, more in (
        ("a connects\nserver -> a: x", sends),
        ("a connects", line("server -> b: x")),
    ):
        (one,) = ending.never_closes(hand_in(run(story, more, closes, waits=[RECV])))
        assert one.kind == "never-closes"


def test_a_thread_that_looks_again_and_again() -> None:
    """The main thread waits for its end; one that looks by itself may wait for the others."""
    joins = Wait("server", "lock")
    looks = Wait(
        "server", "clock", thread=2, file="server.py", line=9, code="time.sleep(1)"
    )  # fmt: skip
    stuck = run("a connects", line("server ends with 0"), waits=[joins, looks])
    (one,) = ending.never_ends(hand_in(stuck))
    assert (one.line, "goes round in a loop" in one.says) == (9, True)
    main = [replace(looks, thread=1), replace(joins, thread=2, line=5, file="server.py")]
    (one,) = ending.never_ends(hand_in(run("a connects", line("server ends with 0"), waits=main)))
    assert one.line == 5


def test_a_program_that_only_sleeps() -> None:
    """Again and again, or once and for long: what it does is what its code says."""
    sleeps = Wait("server", "clock", file="server.py", line=2, code="time.sleep(9)")
    stuck = run("a connects", line("server ends with 0"), waits=[sleeps])
    (one,) = ending.never_ends(hand_in(stuck, code={"server": "while 1:\n    time.sleep(9)\n"}))
    assert "goes round in a loop" in one.says
    (one,) = ending.never_ends(hand_in(stuck, code={"server": "x = 1\ntime.sleep(9)\n"}))
    assert "sleeps for longer" in one.says


def test_of_threads_that_wait_alike_the_one_in_the_students_code_is_named() -> None:
    """At its end Python itself waits for the threads, and that is no line of anybody's."""
    last = Wait("server", "lock")
    own = Wait("server", "lock", thread=2, file="server.py", line=20, code="both.wait()")
    for waits in ([last, own], [own, last]):
        stuck = run("a connects", line("server ends with 0"), waits=waits)
        (one,) = ending.never_ends(hand_in(stuck))
        assert (one.file, one.line) == ("server.py", 20)


def test_an_idle_thread_of_an_event_loop_keeps_nothing() -> None:
    """No line of the program began it; where there are no coroutines, it may be the program's."""
    loop = Wait("server", "several", ("a",), file="server.py", line=9, code="asyncio.run(main())")
    idle = Wait("server", "lock", thread=2)
    told = run("a connects", line("server ends"), waits=[loop, idle])
    for code, line_ in (("async def main():\n    pass\n", 9), ("def main():\n    pass\n", 0)):
        (one,) = ending.never_ends(hand_in(told, code={"server": code}))
        assert one.line == line_
