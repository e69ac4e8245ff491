"""Threads that end with the program, or whose work is done before they begin."""

import pytest

from harness.diagnosis import begun
from tests.diagnosis.hand import hand_in, line, run

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
    (one,) = begun.main_ends_first(hand_in(run(OVER, LOST), code={"server": code}))
    assert one.says.startswith("The main thread ends")
    assert one.line == 2
    assert list(begun.main_ends_first(hand_in(run(READ, LOST), code={"server": code})))


@pytest.mark.parametrize(
    ("story", "code"),
    [
        (OVER, "t = Thread(target=serve)\nt.start()\n"),
        (OVER, MARKED + "t.join()\n"),
        (OVER.replace("exits 0", "exits 1"), BEGUN),
        (READ.replace("server exits", "b -> server: B\nserver reads b\nserver exits"), BEGUN),
        (OVER.replace("server exits 0\n", ""), BEGUN),
    ],
)
def test_a_program_that_waits_for_its_threads(story: str, code: str) -> None:
    """Or that ended with an error, or had heard both, or has not ended."""
    assert not list(begun.main_ends_first(hand_in(run(story, LOST), code={"server": code})))


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
    (one,) = begun.calls_its_target(hand_in(run(OVER, LOST), code={"server": SERVE + code}))
    assert one.says.startswith("serve() is called here")
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
    assert not list(begun.calls_its_target(hand_in(run(OVER, LOST), code={"server": code})))
