"""Programs that stop receiving."""

from dataclasses import replace

from harness.diagnosis import once
from harness.model.play import Finding
from tests.diagnosis.hand import hand_in, line, met, run

# what is read is noted as 100 bytes
HELLO = "x" * 100
STORY = f"""\
a connects
server -> a: {HELLO}
quiet: a keyboard, a receive server
a reads server
quiet: a keyboard
a -> server: one
quiet: a keyboard
server -> a: late
a -> server: two
quiet: a keyboard"""
SHORT = line('a prints: "late"', at=9)
CODE = {"a": "s.recv(9)\ndef f():\n    s.recv(9)\nThread(target=f).start()\n"}
LOOP = {"a": "def f():\n    while on:\n        s.recv(9)\n"}


def found(story: str, code: dict[str, str] = CODE) -> list[int]:
    """The lines that are named."""
    case = hand_in(run(story, SHORT, students=("a",)), code=code)
    return [one.line for one in once.stops_receiving(case)]


def test_a_client_that_receives_once() -> None:
    """It sends on, nothing of it waits for the network, and what came lies in its socket."""
    assert found(STORY) == [3]
    assert found(STORY, LOOP) == [0]


def test_a_client_that_waits_for_its_turn_or_has_received_all_does_not_stop() -> None:
    """It may receive when it has spoken; and what it took it may only not have shown."""
    assert found(STORY.replace("a -> server: two", "a asks")) == []
    assert found(STORY + ", a receive server") == []
    assert found(STORY.replace("a -> server: two", "a reads server\na -> server: two")) == []


def test_a_loop_that_ends_with_its_first_round() -> None:
    """The first message was passed on, and no second one; a condition would make it right."""

    def told(last: str, then: str = "") -> list[int]:
        code = {
            "server": f"def f(a, b):\n    while True:\n        b.send(a.recv(9))\n        {last}\n"
        }
        story = (
            f"a connects\nb connects\na -> server: one\nserver -> b: one\na -> server: two{then}"
        )
        lost = line("server -> b: two", expected='server -> b: "two"')
        case = hand_in(run(story, lost), code=code)
        return [one.line for one in once.first_round_only(case)]

    assert told("return") == [4]
    assert told("break") == [4]
    assert told("if over: break") == []
    assert told("return", "\nserver -> b: two") == []


CHAT = """\
def listen():
    print(s.recv(9))
t = Thread(target=listen)
t.start()
while {0}:
    s.send(input())
"""
ENDS = "a connects\nserver -> a: hi\na types: yo\na -> server: yo\na exits 0"


def test_a_client_that_ends_when_it_has_received_once() -> None:
    """Its loop depends on something, and nobody has said Bye: a loop around recv() is missing."""

    def told(code: str, story: str = ENDS) -> list[int]:
        case = hand_in(run(story, line("a -> server: x", at=9), students=("a",)), code={"a": code})
        return [one.line for one in once.ends_with_the_first(case)]

    assert told(CHAT.format("t.is_alive()")) == [2]
    assert told(CHAT.format("True")) == []
    assert told(CHAT.format("t.is_alive()"), ENDS.replace("types: yo", "types: Bye")) == []
    assert told(CHAT.format("t.is_alive()"), ENDS.replace("exits 0", "exits 1")) == []
    assert told(CHAT.format("t.is_alive()"), ENDS.replace("server -> a: hi\n", "")) == []
    loop = CHAT.replace("    print(s", "    while s: print(s")
    assert told(loop.format("t.is_alive()")) == []


def test_a_message_that_is_not_passed_on_when_it_is_said_again() -> None:
    """One of each client, and what is said after that is passed on; else it is something else."""
    to_a, to_b = "server -> a: yes", "server -> b: yes"
    first = [replace(met(to_a), at=1), replace(met(to_b), at=2)]
    again = [line(to_a, at=3), line(to_b, at=4)]
    later = replace(met("server -> a: more"), at=5)

    def told(*findings: Finding) -> int:
        case = hand_in(run("a connects\nb connects\na -> server: yes", *findings))
        return len([*once.said_again(case)])

    assert told(*first, *again, later) == 1
    assert told(*first, *again) == 0  # nothing is passed on any more
    assert told(*first, again[0], later) == 0
    assert told(*again, later) == 0
