"""The story of 'who spoke first', with the wrong programs that are most often handed in."""

from pathlib import Path

import pytest

from harness.model.events import Wait
from harness.model.spec import Spec
from tests.checks.told import Told, spec_of

STORY = """
start server
start {c}
start {d}
until server -> a: /before/i:
  {i} types: Alice
  {j} types: Bob
tcp: by now a, b connect to server over tcp
clients-initiate:
  by now {f} -> server: {m1}
  then
  {s} -> server: {m2}
then
arrival-order: server -> a, b: {reply}
ack-both: server -> a, b: /before|{m1}.*{m2}|{m2}.*{m1}/is
first-established: one of:
  server prints: /before/i
  server -> {f}: /before/i
  server -> {s}: /before/i
prints:
  by now {f} prints: {m1}
  by now {s} prints: {m2}
  by now server prints: {m1}
  by now server prints: {m2}
  server, a, b print: /before/i
"""
WORDS = r"""
f: a|b
s: a|b, not {f}
m1: ['/Alice|Bob/i', any]
m2: ['/Alice|Bob/i', any]
reply:
  say: '"{N1}: {m1} received before {N2}: {m2}"'
  or: '/{m1}.*before.*{m2}/is'
N1: X|Y
N2: X|Y, not {N1}
"""
ROWS = """
x-first: {c: a, d: b, i: a, j: b}
y-first: {c: a, d: b, i: b, j: a}
against: {c: b, d: a, i: a, j: b}
"""
ITEMS = """
tcp: 10 TCP
clients-initiate: 10 Initiate
arrival-order: 10 Order
ack-both: 10 Both
first-established: 10 First
prints: 10 Prints
"""


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    """The spec of the story above."""
    return spec_of(tmp_path / "first", STORY, words=WORDS, rows=ROWS, items=ITEMS)


def started(spec: Spec, row: str = "x-first", cast: str = "whole") -> Told:
    """The programs have started and connected; nothing was typed yet."""
    told = Told(spec, cast, row)
    for _ in range(3):
        told.do()
        if told.play.by[told.done[-1].who] == "student" and told.done[-1].who != "server":
            told.connects(told.done[-1].who, "server")
            told.asks(told.done[-1].who)
        told.quiet()
    return told


def speaks(told: Told, text: str = "") -> None:
    """The client that is typed at prints and sends what was typed."""
    action = told.do()
    line = text or action.data[0].decode()
    told.prints(action.who, f"sent {line}\n")
    told.sends(action.who, "server", line)
    told.prints("server", f"got {line}\n")


def replies(told: Told, reply: str, *to: str) -> None:
    """The server says its reply, and the clients show it."""
    told.prints("server", f"{reply}\n")
    for client in to:
        told.sends("server", client, reply)
        told.prints(client, f"From server: {reply}\n")


@pytest.mark.parametrize(("row", "first"), [("x-first", "a"), ("y-first", "b"), ("against", "a")])
def test_a_right_program_meets_every_line(spec: Spec, row: str, first: str) -> None:
    """A right program meets all, whoever connects and speaks first."""
    told = started(spec, row)
    speaks(told)
    told.quiet()
    speaks(told)
    replies(told, "X: Alice received before Y: Bob", "a", "b")
    told.quiet()
    assert told.performance.over
    assert set(told.verdicts()) == {"met"}
    assert told.outcome.blanks["f"] == first
    assert told.outcome.blanks["m1"] == "Alice"


@pytest.mark.parametrize(
    "reply",
    [
        "X: Alice recieved before Y: Bob",
        "X : ALICE RECEIVED BEFORE Y : BOB",
        "('X', 'Alice', 'received before', 'Y', 'Bob')",
        "Alice before Bob\r\n",
        "\x1b[32mX: Alice received before Y: Bob\x1b[0m",
    ],
)
def test_a_reply_may_be_spelt_in_many_ways(spec: Spec, reply: str) -> None:
    """Spelling, capitals, colours and Python 2 tuples lose nothing."""
    told = started(spec)
    speaks(told)
    told.quiet()
    speaks(told)
    replies(told, reply, "a", "b")
    told.quiet()
    assert set(told.verdicts()) == {"met"}


def test_a_program_that_asks_for_a_name_first_is_asked_again(spec: Spec) -> None:
    """What was typed goes where it was asked for: the message is what crossed later."""
    told = started(spec)
    for who in ("a", "b"):
        told.do(f"type {who}")
        told.asks(who)
        told.quiet()
    speaks(told)
    told.quiet()
    speaks(told)
    replies(told, "X: Alice received before Y: Bob", "a", "b")
    told.quiet()
    assert told.performance.over
    assert set(told.verdicts()) == {"met"}
    assert [action.step for action in told.done] == [0, 1, 2, 3, 4, 5, 6]


def test_order_of_connection_loses_its_item_only(spec: Spec) -> None:
    """A server that answers in the order of connection loses arrival-order alone."""
    told = started(spec, "against")
    speaks(told)
    told.quiet()
    speaks(told)
    replies(told, "X: Bob received before Y: Alice", "a", "b")
    told.quiet()
    assert told.verdicts("arrival-order") == ["unmet", "unmet"]
    lost = {item for f in told.findings if f.verdict != "met" for item in f.items}
    assert lost == {"arrival-order"}
    finding = next(f for f in told.findings if "arrival-order" in f.items)
    assert finding.expected == 'server -> a: "X|Y: Alice received before X|Y: Bob"'
    assert finding.happened == 'server sent a "X: Bob received before Y: Alice"'


def test_a_reply_to_one_client_only(spec: Spec) -> None:
    """The client that gets no answer is named, and what it waits for is said."""
    told = started(spec)
    speaks(told)
    told.quiet()
    speaks(told)
    replies(told, "X: Alice received before Y: Bob", "a")
    told.quiet(Wait("server", "receive", ("b",)), Wait("b", "receive", ("server",)))
    assert told.verdicts("ack-both") == ["met", "unmet"]
    finding = [f for f in told.findings if "ack-both" in f.items][1]
    assert finding.objects == ("b",)
    assert finding.happened == (
        'server sent nothing to b after "Bob" was typed at b; it waits for a message from b'
    )
    assert told.verdicts("first-established") == ["met"]


def test_a_server_that_crashes_is_told_with_its_last_line(spec: Spec) -> None:
    """A traceback ends up in what happened, and the clients keep their own points."""
    told = started(spec)
    speaks(told)
    told.quiet()
    speaks(told)
    told.prints("server", "Traceback (most recent call last):\r\nNameError: name 'x' is wrong\r\n")
    told.exits("server", 1)
    told.quiet()
    assert told.verdicts("clients-initiate") == ["met", "met"]
    finding = next(f for f in told.findings if "ack-both" in f.items)
    assert finding.happened == (
        'server sent nothing to a after "Bob" was typed at b; it had ended with exit code 1, '
        "its last line \"NameError: name 'x' is wrong\""
    )


def test_a_program_that_does_not_run_is_judged_at_once(spec: Spec) -> None:
    """Each action only waits for quiet; those at keyboards that nobody reads are missed."""
    told = Told(spec, "whole", "x-first")
    for _ in range(3):
        told.do()
        told.prints(told.done[-1].who, "SyntaxError: invalid syntax\n")
        told.exits(told.done[-1].who, 1)
        told.quiet()
    while told.performance.due():
        told.miss()
        told.quiet()
    assert told.performance.over
    assert set(told.verdicts()) == {"unmet"}


def test_the_wrong_protocol_loses_tcp(spec: Spec) -> None:
    """A UDP program is told what it used instead."""
    told = Told(spec, "whole", "x-first")
    for who in ("server", "a", "b"):
        told.do(f"start {who}")
        if who != "server":
            told.connects(who, "server", "udp")
        told.quiet()
    told.go()
    finding = next(f for f in told.findings if "tcp" in f.items)
    assert finding.verdict == "unmet"
    assert finding.happened == "a connected to server over udp"


def test_a_server_before_scripted_clients(spec: Spec) -> None:
    """In the cast server the harness speaks for the clients; only the server is judged."""
    told = Told(spec, "server", "y-first")
    for action in ("start server", "start a", "start b"):
        told.do(action)
        told.quiet()
    for action in ("type b", "type a"):
        said = told.do(action).data[0]
        told.prints("server", said)
        if action == "type a":
            replies(told, "Y: Alice received before X: Bob", "a", "b")
        told.quiet()
    # Both are connected by now, so nothing is left to be done.
    assert told.performance.over
    assert [a.data for a in told.done[3:]] == [(b"Alice",), (b"Bob",)]
    assert set(told.verdicts()) == {"met"}
    assert {actor for f in told.findings for actor in f.actors} == {"server"}


def test_clients_before_a_scripted_server(spec: Spec) -> None:
    """In the cast clients the harness answers with what it heard, once both have spoken."""
    told = started(spec, "y-first", "clients")
    for _ in range(2):
        action = told.do()
        told.prints(action.who, action.data[0] + b"\n")
        told.sends(action.who, "server", action.data[0])
        told.quiet()
    answers = [told.do("send server") for _ in ("a",)]
    told.prints("a", answers[0].data[0])
    told.quiet()
    answers.append(told.do("send server"))
    told.prints("b", answers[1].data[0])
    told.quiet()
    assert told.performance.over
    assert [(a.to, a.data) for a in answers] == [
        ("a", (b"X: Alice received before Y: Bob",)),
        ("b", (b"X: Alice received before Y: Bob",)),
    ]
    assert set(told.verdicts()) == {"met"}
    assert {actor for f in told.findings for actor in f.actors} == {"a", "b"}
