"""Whose message came first: what the answers follow, over runs that differ."""

from dataclasses import replace

import pytest

from harness.diagnosis import firsts, order
from harness.diagnosis.case import Run
from harness.model.events import Connected, Quiet, Read, Sent
from tests.diagnosis.hand import hand_in, line, met, run


def told(answer: str, first: str = "a", good: bool = False, number: int = 1, rest: str = "") -> Run:
    """``a`` connects before ``b``; ``first`` speaks first, and both get the answer.

    ``rest``: what the server waits for when nobody has spoken yet.
    """
    second = "b" if first == "a" else "a"
    said = {"a": "Alice", "b": "Bob"}
    story = (
        f"a connects\nb connects\nquiet: {rest}\n{first} -> server: {said[first]}\n"
        f"{second} -> server: {said[second]}\nserver -> a: {answer}\nserver -> b: {answer}"
    )
    finding = (met if good else line)("server -> a: the answer")
    return run(story, finding, row=first, number=number)


X_FIRST, Y_FIRST = "X: Alice received before Y: Bob", "Y: Bob received before X: Alice"


@pytest.mark.parametrize(
    ("rest", "code", "at"),
    [
        ("server receive a", "x = c.recv(9)\ny = d.recv(9)\n", 1),
        # the function has the name of what a socket does
        (
            "server receive a",
            "def listen(c):\n    m.append(c.recv(9))\ns.listen(2)\nlisten(x)\nlisten(y)\n",
            4,
        ),
        ("server receive a, server receive b", "x = c.recv(9)\n\nmessages.sort()\n", 3),
        # an event loop listens to both, and the program takes them in turn
        (
            "server receive a, server receive b",
            "async def f():\n    for r in rs:\n        m.append(await r.read(9))\n",
            3,
        ),
        # the pool has nobody for the second one
        (
            "server receive a",
            "pool = ThreadPoolExecutor(max_workers=1)\nx = c.recv(9)\n",
            1,
        ),
        ("", "x = c.recv(9)\n", 0),
    ],
)
def test_the_order_of_connection(rest: str, code: str, at: int) -> None:
    """The answer is the same whoever speaks first, and right only by chance.

    It comes by a receive that blocks, or, where the server listens to both, by what it does then.
    """
    case = hand_in(
        told(X_FIRST, "a", good=True, rest=rest),
        told(X_FIRST, "b", rest=rest),
        code={"server": code},
    )
    (one,) = order.order_of_connection(case)
    assert one.says.startswith("The answer follows the order of connection")
    assert one.line == at
    assert not list(order.race(case))
    assert not list(order.reversed_order(case))


def test_what_brings_the_messages_into_that_order_again() -> None:
    """Calls that gather by their arguments; or messages that are left until there are two."""
    both = "server receive a, server receive b"

    def mechanism(code: str, *, reads: bool = True, rests: bool = True) -> tuple[int, str]:
        runs = []
        for first in "ab":
            one = told(X_FIRST, first, first == "a", rest=both)
            at = next(e.n for e in one.all(Sent) if e.who == first)
            rest = [Quiet(n=at, at=at, who="stage")] if rests else []
            read = [Read(n=at, at=at, who="server", of=first, conn="c", count=9)] if reads else []
            events = (*one.events[: at + 1], *read, *rest, *one.events[at + 1 :])
            events = tuple(replace(each, n=n) for n, each in enumerate(events))
            runs.append(replace(one, events=events))
        (found,) = order.order_of_connection(hand_in(*runs, code={"server": code}))
        return found.line, " ".join(found.do.split()[:4])

    gathers = "p, q = await asyncio.gather(f(x), f(y))\n"
    assert mechanism(gathers) == (1, "gather() gives what it")
    assert mechanism("await asyncio.gather(f(x), f(y))\n")[1] == "Both messages are received"
    assert mechanism("m = list(map(str, q))\n")[1] == "Both messages are received"
    assert mechanism("r = select(x, y)\n", reads=False) == (1, "Neither message is received")
    assert mechanism("r = select(x, y)\n", reads=False, rests=False)[1].startswith("Both")
    before = "def f(n, c):\n    came.put(n)\n    t[n] = c.recv(9)\nx = came.get()\n"
    assert mechanism(before) == (2, "It is noted here")


def test_the_first_message_is_lost() -> None:
    """Wherever the answer is wrong it has the message that came last, and not the first one."""
    lost = told("X: Alice received before Y:", "b")
    (one,) = firsts.first_is_lost(hand_in(told(X_FIRST, "a", good=True), lost))
    assert one.says == "The message that came first is not in the answer"
    assert one.happened.startswith('b spoke first, with "Bob", and server answered "X: Alice ')
    assert not list(firsts.first_is_lost(hand_in(lost, told(X_FIRST, "b"))))
    assert not list(firsts.first_is_lost(hand_in(told("Bob was received first", "b"))))


def test_an_answer_that_changes_with_the_speakers_is_not_the_order_of_connection() -> None:
    """Something else is wrong with it."""
    case = hand_in(told(X_FIRST, "a"), told(Y_FIRST, "b"))
    assert not list(order.order_of_connection(case))


def test_a_reversed_order() -> None:
    """The last message stands first, whoever sent it."""
    (one,) = order.reversed_order(hand_in(told(Y_FIRST, "a"), told(X_FIRST, "b")))
    assert one.says == "The message that came last is said to be the first"


def test_an_order_that_is_told_from_its_end() -> None:
    """'Bob received after Alice' says that Alice was first, though Bob stands first in it."""
    runs = told("Y: Bob received after X: Alice", "a"), told("X: Alice received after Y: Bob", "b")
    assert not list(order.reversed_order(hand_in(*runs)))


def test_a_reversed_order_that_is_noted_too_late() -> None:
    """Where the threads wait for each other before they note anything, it is a race."""
    late = "def f(n, c):\n    t[n] = c.recv(9)\n    both.wait()\n    done.append(n)\n"
    case = hand_in(told(Y_FIRST, "a"), told(X_FIRST, "b"), code={"server": late})
    (one,) = order.reversed_order(case)
    assert (one.kind, one.line) == ("race", 4)
    assert one.says.startswith("It is a race")


def test_a_race() -> None:
    """The same was done again, and the answer was another."""
    case = hand_in(
        told(X_FIRST, "a", good=True), told(Y_FIRST, "a", number=2), told(Y_FIRST, "b", good=True)
    )
    (one,) = order.race(case)
    assert one.says.startswith("It is a race")
    assert "right in 1 of them" in one.happened
    for code, says in (
        ("m = set()\nm.add(c.recv(9))\na, b = m\n", "A set has no order"),
        ("m = []\nm.append(c.recv(9))\nseen = set()\nseen.add(c)\n", "It is a race"),
        ("m = set()\nprint(m)\n", "It is a race"),
    ):
        (one,) = order.race(replace(case, record=hand_in(code={"server": code}).record))
        assert one.says.startswith(says)


def connected(case_run: Run, first: str) -> Run:
    """The same run, but with ``first`` the first to connect."""
    events = list(case_run.events)
    at = [n for n, e in enumerate(events) if isinstance(e, Connected)]
    if events[at[0]].who != first:
        a, b = (events[n] for n in at)
        events[at[0]], events[at[1]] = replace(b, n=a.n), replace(a, n=b.n)
    return replace(case_run, events=tuple(events))


def test_the_same_message_first_whatever_happens() -> None:
    """Sorted by its text: the same answer, right where that one spoke first; it is no race."""
    case = hand_in(
        told(X_FIRST, "a", good=True),
        told(X_FIRST, "b", number=2),
        connected(told("Y: Alice received before X: Bob", "a", good=True, number=3), "b"),
        code={"server": "x = c.recv(9)\nmessages.sort()\n"},
    )
    (one,) = order.same_first(case)
    assert one.says == "The same message stands first, whoever spoke first"
    assert '"Alice" came first in 2 of 3 runs' in one.happened
    assert one.line == 2
    assert not list(order.race(case))
    assert not list(order.order_of_connection(case))


def test_the_same_message_first_without_a_sort() -> None:
    """Then the place is the line that makes the answer."""
    case = hand_in(
        told("first Alice, then Bob", "a", good=True),
        told("first Alice, then Bob", "b", number=2),
        connected(told("first Alice, then Bob", "a", good=True, number=3), "b"),
        code={"server": "x = c.recv(9)\ny = f'first {min(m)}, then {max(m)}'\n"},
    )
    (one,) = order.same_first(case)
    assert one.line == 2


def test_both_messages_are_called_the_first() -> None:
    """And that they are, whoever spoke first, is told where it was so."""
    never = line("never server -> a", events=(5,), expected="Alice first, Bob first")
    runs = [replace(told("first Alice; first Bob", who), findings=(never,)) for who in "ab"]
    (one,) = firsts.each_first(hand_in(*runs))
    assert one.says == "Both messages are called the first one"
    assert one.happened == 'Whoever spoke first, server answered "first Alice; first Bob"'
    turned = replace(told("first Bob; first Alice", "b"), findings=(never,))
    (one,) = firsts.each_first(hand_in(runs[0], turned))
    assert one.happened == 'server answered "first Alice; first Bob"'


def placed(first: str, texts: tuple[str, str], told: str = "ab") -> Run:
    """``first`` spoke first, and the two clients are told the texts, ``told`` in that order."""
    said = {"a": "Alice", "b": "Bob"}
    heard = dict(zip(told, texts, strict=True))
    rows = ["a connects", "b connects"]
    rows += [f"{who} -> server: {said[who]}" for who in (first, "b" if first == "a" else "a")]
    rows += [f"server -> {to}: {heard[to]}" for to in "ab"]
    return run("\n".join(rows), line("server -> a: the answer"), row=first)


YOURS = ("You were first", "You were not first")


def test_each_hears_the_place_of_its_own_message() -> None:
    """Rightly; not where a message is in it, nor where it follows something else."""
    code = {"server": "x = c.recv(9)\nif f:\n    t = 'You were first'\n"}
    (one,) = firsts.own_place(hand_in(placed("a", YOURS), placed("b", YOURS, "ba"), code=code))
    assert one.says.startswith("Each client is told the place of its own message only")
    assert one.line == 3
    assert not list(firsts.own_place(hand_in(placed("a", YOURS), placed("b", YOURS))))
    whose = ("Alice was first", "Bob was second")
    assert not list(firsts.own_place(hand_in(placed("a", whose), placed("b", whose, "ba"))))
    assert not list(firsts.own_place(hand_in(placed("a", YOURS))))


def test_the_order_of_connection_is_not_the_same_message() -> None:
    """Where nobody connected in another order, nothing tells the two apart."""
    case = hand_in(told(X_FIRST, "a", good=True), told(X_FIRST, "b"))
    assert not list(order.same_first(case))


def test_an_answer_that_says_nothing_of_an_order() -> None:
    """Always the same, and without either message; with the word 'first' in it, it may say it."""
    (one,) = order.says_not_whose(hand_in(told("Received", "a"), told("Received", "b")))
    assert one.says == "The answer does not say whose message came first"
    known = hand_in(told("X was first", "a"), told("X was first", "b"))
    assert not list(order.says_not_whose(known))


def test_a_server_that_passes_on_what_it_hears() -> None:
    """Each is told the other one's message, and neither which of them was first."""

    def passed(to_a: str, to_b: str, wanted: str = "Alice first") -> Run:
        told_ = "a connects\nb connects\na -> server: Alice\nb -> server: Bob\n"
        lost = line("server -> a: x", expected=f'server -> a: "{wanted}"')
        return run(f"{told_}server -> a: {to_a}\nserver -> b: {to_b}", lost)

    (one,) = order.passes_on(hand_in(passed("Y: Bob", "X: Alice")))
    assert one.says.startswith("What one client says is passed on to the other one")
    assert not list(order.passes_on(hand_in(passed("Y: Bob", "Bob"))))
    assert not list(order.passes_on(hand_in(passed("Y: Bob", "X: Alice", "line 2"))))
    assert not list(order.passes_on(hand_in(passed("Bob was first", "Alice"))))


def test_the_lock_that_keeps_the_second_client_waiting() -> None:
    """Two threads are there, and one of them holds the other off while it sleeps in recv()."""
    code = {"server": "def get(conn):\n    with lock:\n        said.append(conn.recv(9))\n"}
    rest = "server receive a, server lock"
    runs = told(X_FIRST, good=True, rest=rest), told(X_FIRST, "b", rest=rest)
    (one,) = order.order_of_connection(hand_in(*runs, code=code))
    assert (one.line, "lock" in one.do) == (2, True)
