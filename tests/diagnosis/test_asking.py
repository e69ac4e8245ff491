"""Clients that ask, or send, before they may."""

from harness.diagnosis import asking
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, run

A = ("a",)


def test_a_client_that_asks_before_it_may() -> None:
    """The server has told it nothing yet; once it has, some other rule was broken."""
    code = {"a": 'x = input("?")\n'}
    early = run("a connects\na asks", line("never a asks", events=(1,)), students=A)
    (one,) = asking.asks_early(hand_in(early, code=code))
    assert one.says.startswith("The client asks for its message before")
    assert one.line == 1
    told = "a connects\nserver -> a: go\na asks"
    later = run(told, line("never a asks", events=(2,)), students=A)
    assert not list(asking.asks_early(hand_in(later, code=code)))


def test_a_client_that_asks_before_it_connects() -> None:
    """That is why nobody could tell it anything; who asks for something else first is connected."""
    code = {"a": 'x = input("?")\n'}
    broken = line("never a asks", events=(0,))
    unconnected = run("a asks\na types: Alice\na connects", broken, students=A)
    (one,) = asking.asks_early(hand_in(unconnected, code=code))
    assert one.says.startswith("The client connects only when it has asked for its message")
    assert one.happened == 'a connected only after "Alice" had been typed at it'
    named = "a asks\na types: X\na connects\na asks\na types: Alice"
    again = run(named, line("never a asks", events=(3,)), students=A)
    (one,) = asking.asks_early(hand_in(again, code=code))
    assert one.says.startswith("The client asks for its message before")


def test_a_client_that_joins_before_it_asks() -> None:
    """Its other thread hears nothing before it has sent something; asked before, it is none."""
    joins = Wait("a", "lock", file="a.py", line=2, code="t.join()")
    hears = Wait("a", "receive", ("server",), thread=2, file="a.py", line=9, code="s.recv(9)")
    short = line("a asks")
    for code, story, at in (
        ("t.start()\nt.join()\ns.send(input('?'))", "a connects", [2]),
        ("s.send(input('?'))\nt.join()", "a connects", []),
        ("t.start()\nt.join()\ns.send(input('?'))", "a connects\na asks", []),
    ):
        lost = run(story, short, students=A, waits=[joins, hears])
        found = asking.joins_before_it_asks(hand_in(lost, code={"a": code}))
        assert [one.line for one in found] == at


def test_a_client_that_takes_all_that_will_ever_be_typed() -> None:
    """It still waits for its keyboard when a line was typed, and has sent nothing."""

    def told(code: str, story: str = "a connects\na types: hello") -> list[int]:
        wait = Wait("a", "keyboard", file="a.py", line=2, code=code)
        short = line("a -> server: hello")
        case = hand_in(run(story, short, students=A, waits=[wait]), code={"a": f"\n{code}\n"})
        return [one.line for one in asking.reads_to_the_end(case)]

    assert told("m = sys.stdin.read()") == told("for m in sys.stdin.readlines():") == [2]
    assert told("m = sys.stdin.readline()") == told("m = sys.stdin.read(1)") == []
    assert told("m = sys.stdin.read()", "a connects") == []
    assert told("m = sys.stdin.read()", "a connects\na types: hello\na -> server: x") == []
