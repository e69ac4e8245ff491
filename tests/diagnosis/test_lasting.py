"""Clients of a chat that send so many lines and no more, or none that is typed."""

from harness.diagnosis import lasting
from tests.diagnosis.hand import hand_in, line, run

OWED = line("a -> server: three", at=9, happened='a sent nothing after "three" was typed at a')


def test_a_loop_that_goes_round_so_many_times() -> None:
    """The client has sent as many lines, and ended; where it goes on, or fails, that is not why."""

    def told(code: str, ends: str = "\na exits 0") -> list[int]:
        story = f"a connects\na types: one\na -> server: one\na types: two\na -> server: two{ends}"
        case = hand_in(run(story, OWED, students="a"), code={"a": code})
        return [one.line for one in lasting.so_many_lines(case)]

    assert told("s.connect(x)\nfor i in range(2):\n    s.send(input())\n") == [2]
    assert told("s.connect(x)\nfor i in range(3):\n    s.send(input())\n") == []
    assert told("s.connect(x)\nfor i in range(2):\n    s.send(input())\n", "\na exits 1") == []
    assert told("s.connect(x)\nfor i in range(2):\n    s.send(input())\n", "") == []
    assert told("s.connect(x)\nwhile True:\n    s.send(input())\n") == []


def test_a_client_that_takes_nothing_from_the_keyboard() -> None:
    """It sends what its code says; nothing there could ask, and nothing was seen to."""

    def told(code: str, asks: str = "") -> int:
        story = f"a connects\na -> server: hello{asks}\na types: three"
        case = hand_in(run(story, OWED, students="a"), code={"a": code})
        return len([*lasting.never_asks(case)])

    assert told("for m in ms:\n    s.send(m)\n") == 1
    assert told("for m in ms:\n    s.send(m)\nx = input()\n") == 0
    assert told("for m in ms:\n    s.send(m)\n", "\na asks") == 0
    assert told("") == 0


def test_a_server_whose_loop_takes_so_many_messages() -> None:
    """One client has said as many when it hangs up; not where that is the farewell, or an error."""
    owed = line("server -> b: three", at=9)

    def told(code: str, last: str = "two", ends: str = "closes a") -> list[int]:
        story = f"a connects\nb connects\na -> server: one\na -> server: {last}\nserver {ends}"
        case = hand_in(run(story, owed), code={"server": code})
        return [one.line for one in lasting.so_many_messages(case)]

    loop = "def f(c):\n    for i in range({}):\n        c.recv(9)\n"
    assert told(loop.format(2)) == [2]
    assert told(loop.format(3)) == told(loop.format(1)) == told(loop.format("n")) == []
    assert told(loop.format(2), last="Bye") == told(loop.format(2), ends="exits 1") == []
    assert told("while True:\n    for i in range(2):\n        c.recv(9)\n") == []
