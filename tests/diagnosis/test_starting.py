"""Threads that are never started or not waited for, and functions that are called too soon."""

import pytest

from harness.diagnosis import starting
from tests.diagnosis.hand import hand_in, line, run

BOTH = "a connects\nb connects\n"
UNHEARD = line("server waits for b", at=3)
HEAD = "from threading import Thread\ndef hear(c):\n    c.recv(9)\n"


@pytest.mark.parametrize(
    ("code", "at", "says"),
    [
        ("t = Thread(target=hear(x))\nt.start()\n", 4, "hear() is called here and now"),
        ("t = Thread(target=hear, args=(x,))\nt.run()\n", 5, "run() calls the function here"),
    ],
)
def test_a_function_that_is_called_in_place_of_a_thread(code: str, at: int, says: str) -> None:
    """The program never had a second thread; where it had one, something else is wrong."""
    alone = run(f"{BOTH}quiet: server receive a", UNHEARD)
    (one,) = starting.called_at_once(hand_in(alone, code={"server": HEAD + code}))
    assert (one.line, one.says.startswith(says)) == (at, True)
    beside = run(f"{BOTH}quiet: server lock, server receive a", UNHEARD)
    assert not list(starting.called_at_once(hand_in(beside, code={"server": HEAD + code})))


def test_a_target_that_makes_a_function_is_called_rightly() -> None:
    """Only a call of a function of the file is known to be one too many."""
    code = {"server": HEAD + "t = Thread(target=partial(hear, x))\nt.start()\n"}
    alone = run(f"{BOTH}quiet: server receive a", UNHEARD)
    assert not list(starting.called_at_once(hand_in(alone, code=code)))


@pytest.mark.parametrize(
    ("code", "at", "says"),
    [
        ("t = Thread(target=hear)\nt.start\n", 5, "start is named here and not called"),
        ("t = Thread(target=hear)\nt.daemon = True\n", 4, "A thread is made here and never"),
    ],
)
def test_a_thread_that_is_never_started(code: str, at: int, says: str) -> None:
    """Nobody listens to a client, and nothing could start the thread that would."""
    stuck = run(f"{BOTH}quiet: server lock", UNHEARD)
    (one,) = starting.never_started(hand_in(stuck, code={"server": HEAD + code}))
    assert (one.line, one.says.startswith(says)) == (at, True)


def test_a_thread_of_a_kit_that_is_never_started() -> None:
    """What it should have sent is missing; the given lines start what they make, or need not."""
    code = "def f(c, m):\n    # start\n    t = Thread(target=c.send)\n    # end\n"
    silent = run("server -> a: Ping\na reads server", line("a -> server: Pong"), students=("a",))
    (one,) = starting.never_started(hand_in(silent, code={"a": code}, kit=("a",)))
    assert (one.line, one.says) == (3, "A thread is made here and never started")
    given = code.replace("    # start\n", "").replace("    # end\n", "    # start\n    # end\n")
    assert not list(starting.never_started(hand_in(silent, code={"a": given}, kit=("a",))))


def test_a_thread_that_is_only_made() -> None:
    """By a statement that is nothing else; of one client nothing is taken, and that is seen."""
    code = {"server": HEAD + "Thread(target=hear, args=(b,))\n"}
    lost = line("server -> a: what b said")
    deaf = run(f"{BOTH}b -> server: hi\nquiet: server receive a", lost)
    (one,) = starting.never_started(hand_in(deaf, code=code))
    assert one.line == 4
    heard = run(f"{BOTH}b -> server: hi\nserver reads b\nquiet: server receive a", lost)
    assert not list(starting.never_started(hand_in(heard, code=code)))
    begun = {"server": HEAD + "Thread(target=hear, args=(b,)).start()\n"}
    assert not list(starting.never_started(hand_in(deaf, code=begun)))


@pytest.mark.parametrize(
    "code", ["t = Thread(target=hear)\nt.start()\n", "t = Thread(target=hear)\nall = [t]\n"]
)
def test_a_thread_that_may_be_started(code: str) -> None:
    """It is, or it is put where something else may do it: then nothing is told."""
    stuck = run(f"{BOTH}quiet: server lock", UNHEARD)
    assert not list(starting.never_started(hand_in(stuck, code={"server": HEAD + code})))


@pytest.mark.parametrize("verb", ["join", "wait"])
def test_join_and_wait_without_their_parentheses(verb: str) -> None:
    """The main thread went on, and failed below that line."""
    code = {"server": HEAD + f"t = Thread(target=hear)\nt.start()\nt.{verb}\nprint(m[0])\n"}
    told = (
        r"server prints: Traceback (most recent call last):\n"
        r'  File "/home/student/server.py", line 7, in <module>\n    print(m[0])\n'
        r"IndexError: list index out of range"
    )
    failed = run(f"{BOTH}{told}\nserver exits 1", line("server -> a: x"))
    (one,) = starting.never_joined(hand_in(failed, code=code))
    assert (one.line, one.says.partition(" ")[0]) == (6, verb)
    above = run(f"{BOTH}{told.replace('line 7', 'line 5')}\nserver exits 1", line("server -> a: x"))
    assert not list(starting.never_joined(hand_in(above, code=code)))
    deeper = r'tell()\n  File "server.py", line 1, in tell\n    m[0]\n'
    called = told.replace(r"print(m[0])\n", deeper)
    failed = run(f"{BOTH}{called}\nserver exits 1", line("server -> a: x"))
    assert len(list(starting.never_joined(hand_in(failed, code=code)))) == 1


LOST = line("server -> a: x")
OVER = "a connects\nb connects\nserver exits 0\na -> server: Alice\nb -> server: Bob"
READ = "a connects\nb connects\na -> server: Alice\nserver reads a\nserver exits 0"
BEGUN = "for c in both:\n    start_new_thread(serve, (c,))\nprint('threads are there')\n"
MARKED = "t = Thread(target=serve)\nt.daemon = True\nt.start()\n"


@pytest.mark.parametrize(
    "code", [BEGUN, MARKED, "\nThread(target=serve, daemon=True).start()\n", "\nt.setDaemon(True)"]
)
def test_a_program_that_ends_before_its_threads(code: str) -> None:
    """Python ends such threads with the main one; the place is where they are made so."""
    (one,) = starting.main_ends_first(hand_in(run(OVER, LOST), code={"server": code}))
    assert one.says.startswith("The main thread ends")
    assert one.line == 2
    welcome = OVER.replace("server exits", "server -> a: hello\nserver exits")
    for story in (READ, welcome):
        assert list(starting.main_ends_first(hand_in(run(story, LOST), code={"server": code})))


@pytest.mark.parametrize(
    ("story", "code"),
    [
        (OVER, "t = Thread(target=serve)\nt.start()\n"),
        (OVER, MARKED + "t.join()\n"),
        (OVER.replace("exits 0", "exits 1"), BEGUN),
        (READ.replace("server exits", "b -> server: B\nserver reads b\nserver exits"), BEGUN),
        (READ.replace("server exits", "server -> a: first\nserver exits"), BEGUN),
        (OVER.replace("server exits 0\n", ""), BEGUN),
    ],
)
def test_a_program_that_waits_for_its_threads(story: str, code: str) -> None:
    """Or that ended with an error, or had heard both, or has not ended."""
    assert not list(starting.main_ends_first(hand_in(run(story, LOST), code={"server": code})))


ALONE = "a connects\nb connects\nquiet: server receive a"
SERVE = "def serve(c):\n    print(c.recv(9))\n"


@pytest.mark.parametrize(
    "code",
    [
        "t = Thread(target=serve(c))",
        "start_new_thread(serve(c), ())",
        "Timer(0, function=serve(c))",
    ],
)
def test_a_target_that_is_called(code: str) -> None:
    """The main thread does what the thread was to do."""
    (one,) = starting.called_at_once(hand_in(run(ALONE, LOST), code={"server": SERVE + code}))
    assert one.says.startswith("serve() is called here and now")
    assert one.line == 3


@pytest.mark.parametrize(
    "code",
    [
        SERVE + "t = Thread(target=serve, args=(c,))\n",
        SERVE + "t = Thread(target=partial(serve, c))\n",
        SERVE + "    return print\nt = Thread(target=serve(c))\n",
        SERVE + "def other():\n    pass\nt = Thread(target=other())\n",
    ],
)
def test_a_target_that_is_named(code: str) -> None:
    """Or that is made by a function, or by one that receives nothing."""
    assert not list(starting.called_at_once(hand_in(run(OVER, LOST), code={"server": code})))


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("    def Run(self):", 2),
        ("    def work(self):", 1),
        ("    def run(self):", 0),
        ("    run = work\n    def work(self):", 0),
        (
            "    def __init__(self):\n        super().__init__(None, f)\n    def work(self):",
            0,
        ),
        ("    def work(self):\n        pass\nclass Ear2(Ear):\n    def go(self):", 0),
    ],
)
def test_a_class_of_threads_without_run(code: str, at: int) -> None:
    """What start() calls is not there, so that nothing of it runs; nor is there anything else."""
    whole = {"server": f"class Ear(Thread):\n{code}\n        self.c.recv(9)\nEar().start()\n"}
    alone = run(f"{BOTH}quiet: server accept", UNHEARD)
    assert [one.line for one in starting.without_run(hand_in(alone, code=whole))] == [at] * (at > 0)
    beside = run(f"{BOTH}quiet: server lock, server receive a", UNHEARD)
    assert not list(starting.without_run(hand_in(beside, code=whole)))
    left = {"server": whole["server"].replace("Ear().", "Thread(target=f, args=(c)).")}
    assert not list(starting.without_run(hand_in(alone, code=left)))
