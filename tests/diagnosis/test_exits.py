"""Exits in a student's own lines of a given program."""

import pytest

from harness.diagnosis import exits
from harness.diagnosis.case import Case
from tests.diagnosis.hand import hand_in, line, met, run

KIT = "async def f(client, msg):\n    # *** start ***\n{0}\n    # *** end ***\n"
STORY = "a connects\nserver -> a: Ping\na -> server: Pong\nserver -> a: Ping"


def kit(lines: str, ended: str = "", *, first: bool = True) -> Case:
    """A client's kit, of which the first answer came and the second did not."""
    own = "\n".join(f"    {each}" for each in lines.split("\n"))
    answer = met if first else line
    told = run(
        STORY + ended, answer("a -> server: Pong"), line("a -> server: Pong"), students=("a",)
    )
    return hand_in(told, code={"a": KIT.format(own)}, kit=("a",))


def test_a_function_that_ends_the_program() -> None:
    """It did end, and the only call that can have done it is the student's."""
    (one,) = exits.ends_the_program(kit("client.send(msg)\nexit()", "\na exits 0"))
    assert (one.line, one.kind) == (4, "ends-the-program")
    assert one.says.startswith("Your function ends the whole program")
    (one,) = exits.ends_the_program(kit("import sys\nsys.exit(0)", "\na exits 0"))
    assert one.line == 4
    (one,) = exits.ends_the_program(kit("client.send(msg)\nraise SystemExit", "\na exits 0"))
    assert (one.line, one.happened) == (4, "a had ended when the next message came")
    assert not list(exits.ends_the_program(kit("client.send(msg)", "\na exits 0")))
    assert not list(exits.ends_the_program(kit("if not msg:\n    exit()")))


def test_an_end_that_is_forbidden_is_what_happened() -> None:
    """It ended at the last message of all, so that nothing is said of one that came after."""
    told = run(
        "a connects\nserver -> a: Pong\na exits 0",
        line("never a ends", happened="a ended with exit code 0"),
        students=("a",),
    )
    own = KIT.format("    raise SystemExit")
    (one,) = exits.ends_the_program(hand_in(told, code={"a": own}, kit=("a",)))
    assert (one.line, one.happened) == (3, "a ended with exit code 0")


@pytest.mark.parametrize(
    ("lines", "first", "at"),
    [
        ("if msg:\n    await client.send(msg)\n    exit()", True, 5),
        ("await client.send(msg)\nraise SystemExit()", True, 4),
        ("await client.send(msg)\nexit()", False, 0),
        ("if msg:\n    await client.send(msg)\nelse:\n    exit()", True, 0),
    ],
)
def test_what_serves_others_ends_with_an_exit(lines: str, first: bool, at: int) -> None:
    """The program is there still; one message was answered, after which the exit surely comes."""
    found = list(exits.ends_the_program(kit(lines, first=first)))
    assert [one.line for one in found] == [at][: bool(at)]
    assert all(one.says.startswith("Your function asks the whole program") for one in found)


@pytest.mark.parametrize(
    ("code", "story", "told"),
    [
        ("def f(c):\n    os._exit(0)\nThread(target=f)\n", "server exits 0", [2]),
        ("def f(c):\n    os._exit(0)\nThread(target=f)\n", "server exits 1", []),
        ("def f(c):\n    os._exit(0)\nThread(target=f)\n", "server prints: x", []),
        ("def f(c):\n    pass\nThread(target=f)\nos._exit(0)\n", "server exits 0", []),
        ("def f(c):\n    return\nThread(target=f)\n", "server exits 0", []),
    ],
)
def test_a_thread_that_ends_the_whole_program(code: str, story: str, told: list[int]) -> None:
    """It ended in good order, and owed somebody an answer."""
    case = hand_in(
        run(f"a connects\nb connects\n{story}", line("server -> a: x")), code={"server": code}
    )
    assert [one.line for one in exits.thread_ends_all(case)] == told
