"""What threads and processes should share, and do not."""

import pytest

from harness.diagnosis import unshared
from tests.diagnosis.hand import hand_in, line, met, run

HEARD = "a connects\nb connects\na -> server: A\nb -> server: B\nserver reads a\nserver reads b\n"
OWED = line("server -> a: A before B")
GIVEN = "first = ''\ndef f(c, m):\n    m = c.recv(9)\n"
FILLS = "import multiprocessing\nheard = []\ndef f(c):\n    heard.append(c.recv(9))\n"


def test_what_one_process_puts_into_its_list() -> None:
    """No other one sees it; where threads do, or something is sent, that is not why."""

    def told(kind: str, then: str = "") -> list[int]:
        code = {"server": f"{FILLS}{kind}(target=f).start()\n"}
        case = hand_in(run(HEARD + then, OWED), code=code)
        return [one.line for one in unshared.between_processes(case)]

    assert told("multiprocessing.Process") == [4]
    assert told("threading.Thread") == []
    assert told("multiprocessing.Process", "server -> a: hello") == []
    assert told("multiprocessing.Process", "server exits 1") == []


@pytest.mark.parametrize(
    ("code", "at", "says"),
    [
        ("first = ''\ndef f(c):\n    first = c.recv(9)\n{}s.send(first)", 3, "first is a name"),
        (
            f"{GIVEN}{{}}Thread(target=f, args=(c, first))\ns.send(first)",
            3,
            "m is a name",
        ),
        ("first = ''\ndef f(c):\n    global first\n    first = c.recv(9)\n{}s.send(first)", 0, ""),
        ("first = ''\ndef f(c):\n    return c.recv(9)\n{}first = f(c)\ns.send(first)", 0, ""),
        ("first = ''\ndef f(c):\n    first = c.recv(9)\n{}", 0, ""),
    ],
)
def test_a_name_of_the_functions_own(code: str, at: int, says: str) -> None:
    """What it is given there is seen by nobody else: not if it says global, or nobody looks."""
    lost = run(f"{HEARD}server -> a: came first", OWED)
    found = [*unshared.in_a_function(hand_in(lost, code={"server": code.format("")}))]
    assert [one.line for one in found] == ([at] if at else [])
    assert all(one.says.startswith(says) for one in found)
    right = run(f"{HEARD}server -> b: A came first", OWED)
    assert not list(unshared.in_a_function(hand_in(right, code={"server": code.format("")})))


@pytest.mark.parametrize(
    ("stores", "told", "at"),
    [
        ("msg = self.c.recv(9)", "None came before None", [5]),
        ("self.msg = self.c.recv(9)", "None came before None", []),
        ("msg = self.c.recv(9)\n        print(msg)", "None came before None", []),
        ("msg = self.c.recv(9)", "A came before B", []),
    ],
)
def test_self_is_forgotten(stores: str, told: str, at: list[int]) -> None:
    """What was received has no self before it, nobody reads it, and the object stays empty."""
    head = "class Ear:\n    def __init__(self):\n        self.msg = None\n    def run(self):\n"
    code = f"{head}        {stores}\n"
    lost = run(f"{HEARD}server -> b: {told}", OWED)
    assert [one.line for one in unshared.without_self(hand_in(lost, code={"server": code}))] == at


@pytest.mark.parametrize(
    ("code", "second", "at"),
    [
        ("first = ''\ndef f(n):\n    first = n\nif first == 'X':\n    x()", "B before A", [3]),
        ("first = ''\ndef f(n):\n    first = n\nprint(first)\n", "B before A", []),
        ("first = ''\ndef f(n):\n    first = n\nif first == 'X':\n    x()", "A before B", []),
    ],
)
def test_the_first_is_noted_where_nobody_looks(code: str, second: str, at: list[int]) -> None:
    """The answer is the same whoever spoke first, and a condition asks for what is never set."""
    owed = [line(f"server -> {one}: first before second", at=5) for one in "ab"]
    rest = "server reads a\nserver reads b\nserver -> a: {0}\nserver -> b: {0}"
    one = "a connects\nb connects\na -> server: A\nb -> server: B\n" + rest.format("B before A")
    two = "a connects\nb connects\nb -> server: B\na -> server: A\n" + rest.format(second)
    runs = (run(one, *owed, row="1"), run(two, met("server -> a: x"), row="2"))
    case = hand_in(*runs, code={"server": code})
    assert [one.line for one in unshared.stays_empty(case)] == at
