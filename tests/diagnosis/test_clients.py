"""Clients: what is typed is sent, when it may be; and what is received meanwhile."""

from dataclasses import replace

import pytest

from harness import diagnosis
from harness.diagnosis import clients, leaving
from harness.model.events import Wait
from harness.model.play import Finding
from tests.diagnosis.hand import hand_in, line, run

A = ("a",)


def test_what_is_typed_is_never_sent() -> None:
    """It was asked for while connected; the place is where the client waits now."""
    wait = Wait("a", "receive", ("server",), file="a.py", line=4, code="s.recv(9)")
    short = line("a -> server: Alice")
    story = "a connects\na asks\na types: Alice"
    (one,) = clients.never_sends(hand_in(run(story, short, students=A, waits=[wait])))
    assert (one.says, one.line) == ("What is typed is never sent to the server", 4)
    sent = run(f"{story}\na -> server: other", short, students=A, waits=[wait])
    assert not list(clients.never_sends(hand_in(sent)))
    asking = run(story, short, students=A, waits=[Wait("a", "keyboard")])
    assert not list(clients.never_sends(hand_in(asking)))


def test_what_is_written_into_a_file_and_stays_there() -> None:
    """Who writes into what makefile() made, and never calls flush(), did not forget to send."""
    wait = Wait("a", "receive", ("server",), file="a.py", line=3, code="f.readline()")
    silent = run(
        "a connects\na asks\na types: Alice", line("a -> server"), students=A, waits=[wait]
    )

    def told(*rows: str) -> tuple[str, int]:
        code = {"a": "\n".join(("f = s.makefile('rw')", *rows, "print(f.readline())"))}
        (one,) = clients.never_sends(hand_in(silent, code=code))
        return one.kind, one.line

    assert told("f.write(input())") == ("never-flushed", 2)
    assert told("print(input(), file=f)") == ("never-flushed", 2)
    assert told("print(input(), file=f, flush=True)") == ("never-sends", 3)
    assert told("f.write(input())", "f.flush()") == ("never-sends", 3)
    assert told("print(input())") == ("never-sends", 3)


def test_who_sends_nothing_has_no_answer_to_print() -> None:
    """That explains the answer, and not that what was typed is not printed."""
    wait = Wait("a", "receive", ("server",), file="a.py", line=4, code="s.recv(9)")
    short = line("a -> server: Alice")
    answer = line("a prints", expected='one of: a prints: "Alice first" or a prints: "Bob first"')
    answer = replace(answer, verb="one of", items=("two",))
    own = line("a prints", expected='a prints: "Alice"')

    def explained(*lost: Finding, told: str = "") -> bool:
        story = "a connects\na asks\na types: Alice" + told
        case = hand_in(run(story, short, *lost, students=A, waits=[wait]))
        both = (*case.items, replace(case.items[0], id="two"))
        (one,) = clients.never_sends(replace(case, items=both))
        return "two" in one.items

    assert explained(answer)
    assert not explained(answer, own)
    assert not explained(answer, told="\nserver -> a: Bob first")


def test_a_client_without_a_thread_that_receives() -> None:
    """It waits for its keyboard, and for nothing else; or for all at once, and not in input()."""
    code = {"a": 'x = input("?")\n'}
    alone = line(
        "a waits for server in a thread",
        happened="a does not wait for server; it waits for the keyboard",
    )
    (one,) = clients.no_thread(hand_in(run("a connects", alone, students=A), code=code))
    assert one.line == 1
    assert one.says.startswith("No thread of its own receives: while input() waits")
    assert not list(clients.no_thread(hand_in(run("a connects udp", alone, students=A), code=code)))
    loop = "no thread of a waits for server alone; it waits for something from server, among other "
    loops = line("a waits for server in a thread", happened=loop + "things and for the keyboard")
    (one,) = clients.no_thread(hand_in(run("a connects", loops, students=A), code=code))
    assert one.line == 0
    assert one.says.startswith("What receives waits for other things as well")
    gone = line("a waits for server in a thread", happened="a does not wait; it had ended")
    assert not list(clients.no_thread(hand_in(run("a connects", gone, students=A))))


@pytest.mark.parametrize(
    ("waits", "told"), [("for a lock, an event or another thread and ", True), ("", False)]
)
@pytest.mark.parametrize(("block", "held"), [("with lock:", True), ("with x:", False)])
def test_threads_of_which_one_keeps_the_lock_while_it_receives(
    waits: str, told: bool, block: str, held: bool
) -> None:
    """There is a thread for each, and the lock is what keeps the other one from receiving."""
    code = {"server": f"def f(c):\n    {block}\n        got.append(c.recv(9))\n"}
    happened = f"server does not wait for b; it waits {waits}for a message from a"
    alone = line("server waits for b in a thread", happened=happened)
    (one,) = clients.no_thread(hand_in(run("a connects\nb connects", alone), code=code))
    assert (one.kind == "lock-over-receive", one.line == 2) == (told and held, told and held)


@pytest.mark.parametrize("nobody", [True, False])
def test_a_client_that_the_main_thread_listens_to(nobody: bool) -> None:
    """It is heard, and has no thread; unless nobody hears the other one meanwhile."""
    other = line("server waits for a in a thread beside its main one")
    other = replace(other, happened="server does not wait for a; it waits for a message from b")
    own = (
        "it is the main thread of server that waits for b, and none was made for it; it waits for b"
    )
    mains = line("server waits for b in a thread beside its main one", happened=own)
    short = (mains, other) if nobody else (mains,)
    (one,) = clients.no_thread(hand_in(run("a connects\nb connects", *short)))
    assert one.says.startswith("While one client" if nobody else "One client has a thread, and")


def test_a_connection_that_is_closed_too_early() -> None:
    """The only close() is the place, if nothing else can have closed it."""
    story = "a connects\na -> server: x\na closes server"
    code = {"a": "s.send(x)\ns.close()\n"}
    early = run(story, line("never a closes server", events=(2,)), students=A)
    (one,) = clients.closes_early(hand_in(early, code=code))
    assert one.line == 2
    # one that ended has come to it if it stands by itself; else it may have closed by that alone
    over = run(f"{story}\na exits 0", line("never a closes server", events=(2,)), students=A)
    (one,) = clients.closes_early(hand_in(over, code=code))
    assert one.line == 2
    (one,) = clients.closes_early(hand_in(over, code={"a": "s.send(x)\nif x:\n    s.close()\n"}))
    assert one.line == 0


def test_one_thread_for_two_things() -> None:
    """A line was typed, and the only thread sleeps in recv(); a second one could take it."""
    wait = Wait("a", "receive", ("server",), file="a.py", line=9, code="s.recv(9)")
    story = "a connects\na asks\na types: one\na -> server: one\na types: two\nquiet: "
    short = line("a -> server: two")

    def found(*waits: Wait) -> list[str]:
        case = hand_in(
            run(story + ", ".join(f"a {w.on}" for w in waits), short, students=A, waits=waits)
        )
        return [f"{one.kind} {one.line}" for one in clients.one_thing_at_a_time(case)]

    assert found(wait) == ["one-thing-at-a-time 9"]
    assert found(wait, Wait("a", "keyboard", thread=2)) == []
    assert found(wait, Wait("a", "lock", thread=2)) == ["stops-asking 0"]


def test_a_thread_that_has_stopped_asking_is_not_missing() -> None:
    """Once one thread waited for the keyboard while another received; its loop has ended since."""
    wait = Wait("a", "receive", ("server",), file="a.py", line=9, code="s.recv(9)")
    told = "a connects\na asks\nquiet: a receive{}\na types: one\na -> server: one\na types: two\n"
    code = {"a": "for i in range(1):\n    s.send(input())\n"}

    def found(beside: str) -> list[str]:
        story = told.format(beside) + "quiet: a receive"
        case = hand_in(run(story, line("a -> server: two"), students=A, waits=[wait]), code=code)
        return [f"{one.kind} {one.line}" for one in clients.one_thing_at_a_time(case)]

    assert found(", a keyboard") == ["stops-asking 1"]
    assert found("") == ["one-thing-at-a-time 9"]


def test_who_waits_for_a_reason_of_its_own_is_not_short_of_threads() -> None:
    """A client in a game of turns, that was told something else or is told no more, may wait."""
    wait = Wait("a", "receive", ("server",), file="a.py", line=9, code="s.recv(9)")
    story = "a connects\na types: one\na -> server: one\n{}a types: two\nquiet: a receive"
    short = line("a -> server: two")
    told = run(story.format("server -> a: no\na reads server\n"), short, students=A, waits=[wait])
    assert not list(clients.one_thing_at_a_time(hand_in(told)))
    before = story.replace("a types: one", "server -> a: hello\na types: one")
    noted = run(before.format("a reads server\n"), short, students=A, waits=[wait])
    (one,) = clients.one_thing_at_a_time(hand_in(noted))  # it read that before it sent
    assert one.kind == "one-thing-at-a-time"
    wrong = line('a -> server: "one\\n"', at=2)
    after = run(story.format(""), wrong, short, students=A, waits=[wait])
    assert not list(clients.one_thing_at_a_time(hand_in(after)))


def test_another_answer_than_the_right_one_is_none_too_many() -> None:
    """The server did ask for something; what it got instead is another mistake."""
    story = "a connects\nserver -> a: 354 go on\na -> server: QUIT"
    wrong = line("never a -> server: /QUIT/", events=(2,))
    asked = line("a -> server: letter", at=2)
    assert list(clients.answers_too_much(hand_in(run(story, wrong, students=A))))
    assert not list(clients.answers_too_much(hand_in(run(story, wrong, asked, students=A))))


def test_answers_to_what_needs_none() -> None:
    """What came before it is named; what was sent by itself is no answer."""
    story = "a connects\na -> server: hello\nserver -> a: Pong\na -> server: Pong"
    wrong = line("never a -> server: /Pong/", events=(3,))
    (one,) = clients.answers_too_much(hand_in(run(story, wrong, students=A)))
    assert one.says == 'The client answers a message that asks for no answer: "Pong"'
    unasked = line("never a -> server: /hello/", events=(1,))
    assert not list(clients.answers_too_much(hand_in(run(story, unasked, students=A))))


def test_which_line_answers_to_what_needs_none() -> None:
    """Of several that send, the one that this message comes to by what the conditions ask."""
    story = "server -> a: Ping\na -> server: Pong\nserver -> a: Pong\na -> server: Pong"
    wrong = line("never a -> server: /Pong/", events=(3,))
    lines = "    if m == M.{}:\n        c.send({})\n    {}\n        c.send(m)\n"

    def at(*parts: str) -> int:
        code = {"a": f"def f(c, m):\n    # start\n{lines.format(*parts)}    # end\n"}
        case = hand_in(run(story, wrong, students=A), code=code, kit=A)
        (one,) = clients.answers_too_much(case)
        return one.line

    assert at("Ping", "M.Pong", "else:") == 6
    assert at("Pong", "M.Pong", "else:") == 4
    assert at("Ping", "M.Pong", "if c.ready():") == 6
    assert at("Bing", "M.Pong", "else:") == 0


def test_a_message_that_comes_back() -> None:
    """The client should have answered with something else."""
    story = "a connects\nserver -> a: Ping\na -> server: Ping"
    (one,) = clients.sends_back(hand_in(run(story, line("a -> server: Pong"), students=A)))
    assert one.says == "The client sends back the very message that it got"


def test_a_message_that_came_before_and_did_not_come_back_then() -> None:
    """What is sent is the answer to another message, and only looks like this one."""
    story = "a connects\nserver -> a: Pong\nserver -> a: Ping\nserver -> a: Pong\na -> server: Pong"
    assert not list(clients.sends_back(hand_in(run(story, line("a -> server: Pong"), students=A))))


def test_what_came_goes_back_behind_an_answer() -> None:
    """Who answers, and then says the same that it was told, has not mixed the two up."""
    story = "a connects\nserver -> a: Ping\na -> server: Pong\na -> server: Ping"
    assert not list(clients.sends_back(hand_in(run(story, line("a -> server: Pong"), students=A))))


def test_a_client_that_ends_since_it_has_shut_its_connection() -> None:
    """What it did is told, and not what came of it: of two that explain the same the first."""
    others = diagnosis._OTHERS
    assert others.index(clients.shut_both_ways) < others.index(leaving.before_it_is_told)


def test_a_connection_is_shut_both_ways_before_the_answer() -> None:
    """What comes after that cannot be received; one way, or below the receive, is no mistake."""
    story = "a connects\na -> server: Alice\na closes server\nserver -> a: first"
    lost = run(story, line("a prints first"), students=A)
    for code, at in (
        ("s.shutdown(socket.SHUT_RDWR)\nprint(s.recv(9))", [1]),
        ("s.shutdown(2)\nprint(s.recv(9))", [1]),
        ("s.shutdown(socket.SHUT_WR)\nprint(s.recv(9))", []),
        ("print(s.recv(9))\ns.shutdown(2)", []),
    ):
        found = clients.shut_both_ways(hand_in(lost, code={"a": code}))
        assert [one.line for one in found] == at
