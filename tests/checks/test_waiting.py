"""The sentence about who waits for whom, and what a diagram needs of a run."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.checks import story
from harness.checks.waiting import at_windows, clause, sentence
from harness.model.events import STAGE, Limit, Wait
from tests.checks.told import Told, spec_of, told


def test_the_sentence_of_a_stuck_server() -> None:
    """Threads and places are named; a role with one thread is a short sentence."""
    waits = (
        Wait("server", "thread", thread=1, until=2, file="server.py", line=19, code="t.join()"),
        Wait(
            "server",
            "receive",
            ("X",),
            thread=2,
            file="server.py",
            line=11,
            code="data = conn.recv(1024)",
        ),
        Wait("X", "keyboard"),
    )
    assert sentence(waits) == (
        "server: the main thread waits at server.py:19 for thread 2 to end; "
        "thread 2 waits at server.py:11, `data = conn.recv(1024)`, for a message from X. "
        "X waits for the keyboard. Nothing more can happen."
    )
    assert sentence(()) == ""


def test_who_computes_waits_for_nothing_and_may_go_on() -> None:
    """It is told where, and not that nothing more can happen."""
    waits = (
        Wait("server", "processor", file="server.py", line=5, code="while True:"),
        Wait("server", "receive", ("X",), thread=2),
    )
    assert sentence(waits) == (
        "server: the main thread computes at server.py:5, `while True:`; "
        "thread 2 waits for a message from X."
    )
    assert clause(waits, "server") == "waits for a message from X and computes"


def test_who_sleeps_will_go_on() -> None:
    """What a program would do after its nap nobody has seen, however long the nap."""
    waits = (Wait("server", "clock", file="server.py", line=5, code="time.sleep(10**6)"),)
    assert sentence(waits) == "server waits at server.py:5, `time.sleep(10**6)`, for time to pass."


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (Wait("a", "accept"), "waits for a connection"),
        (Wait("a", "accept", ("b",)), "waits for a connection from b"),
        (Wait("a", "receive", ("b", "c")), "waits for a message from b or c"),
        (Wait("a", "send", ("b",)), "waits to send to b, who does not read"),
        (Wait("a", "thread"), "waits for another thread to end"),
        (Wait("a", "lock"), "waits for a lock, an event or another thread"),
        (Wait("a", "lock", code="with lock:"), "waits for a lock"),
        (Wait("a", "lock", code="t.join()"), "waits for another thread"),
        (Wait("a", "lock", code="both.wait()"), "waits for another thread to wake it"),
        (Wait("a", "several"), "waits for one of several things"),
        (Wait("a", "processor"), "computes"),
        (Wait("a", "unknown"), "waits for something that cannot be told"),
        (Wait("a", "news"), "waits for something that cannot be told"),
    ],
)
def test_what_each_wait_is_for(wait: Wait, words: str) -> None:
    """Every kind of wait has its words, and one that is not known has some too."""
    assert clause((wait,), "a") == words
    assert clause((wait,), "b") == ""


STORY = "start server, a\na types: x\none: server -> a: done\ntwo: never server prints: oops"


LOOP = Wait("a", "lock", thread=1, file="gui.py", line=8, code="self.root.mainloop()")


def test_a_main_loop_waits_for_whoever_uses_the_window() -> None:
    """The line of code tells; the toolkit's own thread beside it is left out."""
    reader = Wait("a", "receive", ("server",), thread=3, file="gui.py", line=4, code="s.recv(9)")
    waits = at_windows((LOOP, Wait("a", "several", thread=2), reader))
    assert sentence(waits) == (
        "a: the main thread waits at gui.py:8, `self.root.mainloop()`, for somebody to use its "
        "window; thread 3 waits at gui.py:4, `s.recv(9)`, for a message from server. "
        "Nothing more can happen."
    )


def test_a_dialog_waits_for_whoever_answers_it() -> None:
    """So does its line of code tell, unless the thread waits for something else in that line."""
    asks = replace(LOOP, code='name = simpledialog.askstring("Chat", "Your name?")')
    assert clause(at_windows((asks,)), "a") == "waits for somebody to use its window"
    reads = Wait("a", "receive", ("server",), code='showinfo("news", s.recv(9))')
    assert at_windows((reads,)) == (reads,)


def test_a_window_that_is_frozen_does_not_wait_for_anybody() -> None:
    """A lock that some other line waits for stays one, and so does another program's."""
    frozen = (Wait("a", "lock", file="gui.py", line=5, code="lock.acquire()"), Wait("b", "lock"))
    assert at_windows(frozen) == frozen


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (Wait("a", "window"), "; it waits for somebody to use its window"),
        (LOOP, "; it waits for somebody to use its window"),
        (Wait("a", "lock"), ""),
        (Wait("a", "receive", ("server",)), "; it waits for a message from server"),
    ],
)
def test_what_may_be_a_main_loop_is_not_called_a_lock(
    wait: Wait, said: str, tmp_path: Path
) -> None:
    """Of a program with a window only waits are told that are known to be what they look like."""
    spec = spec_of(tmp_path, "start a\none: a prints: x", window="client", casts="whole, clients")
    told = Told(spec)
    told.go()
    told.quiet(wait)
    assert told.one().happened == f"a printed nothing after a was started{said}"


def test_a_story_that_got_stuck_shows_where(tmp_path: Path) -> None:
    """What broke it, what is missing after which event, and who waits for whom."""
    told = Told(spec_of(tmp_path, STORY, casts="whole"))
    told.go()
    broken = told.prints("server", "oops\n")
    waits = (Wait("server", "receive", ("a",)), Wait("a", "receive", ("server",)))
    quiet = told.quiet(*waits)
    told.ended("quiet")
    shown = story.read(told.outcome, told.timeline)
    assert shown.broken == (broken,)
    assert shown.missing == ((quiet, "server", "a", "done"),)
    assert shown.waiting == waits
    assert shown.sentence.startswith("server waits for a message from a. a waits")


def test_a_story_that_is_through_waits_for_nothing(tmp_path: Path) -> None:
    """A server that goes on serving at the end is no news."""
    told = Told(spec_of(tmp_path, STORY, casts="whole"))
    told.go()
    told.sends("server", "a", "done")
    told.quiet(Wait("server", "accept"))
    shown = story.read(told.outcome, told.timeline)
    assert shown == story.Story()


def test_programs_that_have_exited_since_do_not_wait(tmp_path: Path) -> None:
    """The last quiet says nothing about a program that ended after it."""
    told = Told(spec_of(tmp_path, STORY, casts="whole"))
    told.go()
    told.quiet(Wait("server", "receive", ("a",)), Wait("a", "keyboard"))
    told.exits("a", 0)
    assert story.waiting(told.timeline) == (Wait("server", "receive", ("a",)),)


def test_a_limit_says_who_waited_for_whom(tmp_path: Path) -> None:
    """Programs that tick are never quiet: what a limit found them waiting for is told as well."""
    t = Told(spec_of(tmp_path, "start server\none: server prints: hello", casts="whole"), "whole")
    t.do()
    waits = (Wait("server", "accept"),)
    t.tell(Limit(n=t.n, at=0, who=STAGE, what="patience", detail="nothing came", waits=waits))
    assert t.one("one").happened.endswith("; it waits for a connection")


def test_who_computes_while_another_waits_is_told(tmp_path: Path) -> None:
    """What does not come of a client is a server's doing that never rests."""
    t = told(tmp_path, "start server, a\na types: x\none: a prints: y")
    t.go()
    waits = (Wait("a", "receive", ("server",)), Wait("server", "processor"))
    t.tell(Limit(n=t.n, at=0, who=STAGE, what="patience", detail="it computed", waits=waits))
    happened = 'a printed nothing after "x" was typed at a; it waits for a message from server'
    assert t.one().happened == f"{happened}; server computes all the while"
