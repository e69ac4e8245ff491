"""Answers whose messages have wrong names, or that call no message the first one."""

from dataclasses import replace

import pytest

from harness.diagnosis import firsts, naming, order
from tests.diagnosis.hand import hand_in, line, met, run
from tests.diagnosis.test_order import X_FIRST, Y_FIRST, told


@pytest.mark.parametrize(("name", "found"), [("X", 1), ("Y", 0)])
def test_two_equal_messages(name: str, found: int) -> None:
    """Both are said to be of one client; if each has a name of its own, all is well with that."""
    answer = f"X: Hi received before {name}: Hi"
    story = f"a connects\nb connects\na -> server: Hi\nb -> server: Hi\nserver -> a: {answer}"
    same = run(story, line("never server -> a: same", events=(4,)))
    assert len(list(naming.told_apart_by_text(hand_in(same)))) == found


@pytest.mark.parametrize(
    ("crossed", "others", "found"),
    [
        ("X: Hi received before Y: Hi", True, 1),
        # who is named first does not follow the words, but nothing at all
        ("X: Hi received before Y: Hi", False, 0),
        ("Y: Hi received before X: Hi", True, 0),
    ],
)
def test_the_same_client_is_first_of_two_equal_messages(
    crossed: str, others: bool, found: int
) -> None:
    """Whoever spoke first, though the order of different messages is right."""
    straight = "X: Hi received before Y: Hi"
    story = "a connects\nb connects\n{} -> server: Hi\n{} -> server: Hi\nserver -> a: {}"
    met_one, lost = met("server -> a: same"), line("server -> a: same", at=4)
    equal = (
        run(story.format("a", "b", straight), met_one, row="a"),
        run(story.format("b", "a", crossed), lost, row="b"),
    )
    right = [
        replace(told(answer, who, good=others), scene="t")
        for who, answer in (("a", X_FIRST), ("b", Y_FIRST))
    ]
    told_of = list(naming.order_by_text(hand_in(*equal, *right)))
    assert [one.says.partition(" is ")[0] for one in told_of] == (
        ["Of two equal messages the same client's"] * found
    )


def test_messages_that_begin_alike_are_not_equal() -> None:
    """A word that goes ahead of every message is no message: what is said after it is."""
    lost = line("server -> a: same", at=6)
    answer = "server -> a: X: Alice received before Y: Bob"
    crossed = "b -> server: MSG\nb -> server: Bob\na -> server: MSG\na -> server: Alice\n"
    straight = "a -> server: MSG\na -> server: Alice\nb -> server: MSG\nb -> server: Bob\n"
    runs = (
        run(f"a connects\nb connects\n{straight}{answer}", met("server -> a: same"), row="a"),
        run(f"a connects\nb connects\n{crossed}{answer}", lost, row="b"),
    )
    assert not list(naming.order_by_text(hand_in(*runs)))
    (one,) = order.order_of_connection(hand_in(*runs))
    assert one.says.startswith("The answer follows the order of connection")


def test_one_name_for_all_is_not_told_apart_by_text() -> None:
    """Who calls both connections X does so whatever they say."""
    same = "X: Hi received before X: Hi"
    story = f"a connects\nb connects\na -> server: Hi\nb -> server: Hi\nserver -> a: {same}"
    equal = run(story, line("never server -> a: same", events=(4,)))
    (one,) = naming.told_apart_by_text(hand_in(equal, replace(told(X_FIRST, "a"), scene="t")))
    assert one.says.startswith("Two equal messages are taken to be of one client")
    both_x = replace(told("X: Alice received before X: Bob", "a"), scene="t")
    (one,) = naming.told_apart_by_text(hand_in(equal, both_x))
    assert one.says == "Both clients are called by the same name, whatever they say"


def test_words_may_stand_between_two_messages_of_one_name() -> None:
    """As many as a sentence has: 'was received before client X'."""
    same = "X: Hi was received by the server before client X: Hi"
    story = f"a connects\nb connects\na -> server: Hi\nb -> server: Hi\nserver -> a: {same}"
    equal = run(story, line("never server -> a: same", events=(4,)))
    (one,) = naming.told_apart_by_text(hand_in(equal, replace(told(X_FIRST, "a"), scene="t")))
    assert one.says.startswith("Two equal messages are taken to be of one client")


def test_names_that_are_swapped() -> None:
    """The messages are in order, and each name stands where the other belongs."""
    wrong = "Y: Alice received before X: Bob"
    finding = line(f'server -> a: "{X_FIRST}"', happened=f'server sent a "{wrong}"')
    swapped = replace(told(wrong, "a"), findings=(finding,))
    (one,) = naming.names_swapped(hand_in(swapped))
    assert one.says == "The answer gives each message the other client's name"
    more = line(f'server -> a: "{X_FIRST}"', happened=f'server sent a "Hi\\r\\n{wrong}\\nend"')
    (one,) = naming.names_swapped(hand_in(replace(swapped, findings=(more,))))
    assert one.happened.endswith(f'and server answered "{wrong}"')
    answers = 'r = "%s: %s received before %s: %s" % (*m[0], *m[1])\n'
    (one,) = naming.names_swapped(hand_in(swapped, code={"server": answers}))
    assert one.line == 1
    given = 'a, _ = s.accept()\nb, _ = s.accept()\nhear("Y", a)\nhear("X", b)\n'
    (one,) = naming.names_swapped(hand_in(swapped, code={"server": answers + given}))
    assert one.line == 4


def test_messages_that_are_swapped() -> None:
    """The names are in order, and each message stands beside the other one's."""
    wrong = "X: Bob received before Y: Alice"
    finding = line(f'server -> a: "{X_FIRST}"', happened=f'server sent a "{wrong}"')
    case = hand_in(replace(told(wrong, "a"), findings=(finding,)))
    (one,) = naming.names_swapped(case)
    assert one.says == "The answer gives each message the other client's name"
    assert one.do.startswith("Where the answer is put together")


def test_both_orders_at_once() -> None:
    """One of them is always right, and no message is taken for another client's."""
    answer = f"{X_FIRST}, or {Y_FIRST}"
    code = {"server": "n = names[0]\ns = f'{a}: {b} received before {c}: {d}, or {c}: {d} ...'\n"}
    case = hand_in(told(answer, "a"), told(answer, "b"), code=code)
    (one,) = firsts.both_orders(case)
    assert one.says.startswith("The answer gives both orders at once")
    assert one.line == 2
    assert not list(firsts.both_orders(hand_in(told(X_FIRST, "a"), told(X_FIRST, "b"))))
    thrice = f"{X_FIRST} {X_FIRST} {X_FIRST}"
    for again in (X_FIRST + X_FIRST, thrice, f"{X_FIRST}, so {X_FIRST}", "OK" + thrice):
        assert not list(firsts.both_orders(hand_in(told(again, "a"), told(again, "b"))))
    same = "X: Hi received before Y: Hi, or Y: Hi received before X: Hi"
    story = f"a connects\nb connects\na -> server: Hi\nb -> server: Hi\nserver -> a: {same}"
    equal = run(story, line("never server -> a: same", events=(4,)))
    assert not list(naming.told_apart_by_text(hand_in(equal)))
    right = [replace(told(answer, who, good=True), scene="t") for who in "ab"]
    (one,) = firsts.both_orders(hand_in(*right, equal))
    assert one.items == ("one",)


def test_both_messages_are_called_the_first() -> None:
    """In one answer, or each in the answer to its own client; not where one only is."""
    told_to = "server -> a: {}\nserver -> b: {}"
    story = "a connects\nb connects\na -> server: Alice\nb -> server: Bob\n"
    broken = line("never server -> a: x", (4,), expected='never server -> a: "Bob first, A first"')
    code = {"server": "reply = message + ' was the first'\n"}

    def found(to_a: str, to_b: str) -> list[tuple[str, int]]:
        answer = line("server -> a: it", at=9)
        case = hand_in(run(story + told_to.format(to_a, to_b), broken, answer), code=code)
        return [(one.says, one.line) for one in firsts.each_first(case)]

    own = "Each client is told that its own message was the first"
    both = "Alice was the first, Bob was the first"
    assert found("Alice was the first", "Bob was the first") == [(own, 1)]
    assert found(both, both) == [("Both messages are called the first one", 1)]
    assert found("Alice was the first", "Alice was the first") == []


def test_ones_own_message_in_the_place_of_the_first() -> None:
    """Each thread puts its own message first: right for who came first, and wrong for the other."""
    story = "a connects\nb connects\na -> server: Alice\nb -> server: Bob\n"
    wrong = "X: Bob received before Y: Bob"
    asked = line("server -> a: it", at=9)

    def found(to_a: str, to_b: str) -> list[str]:
        broken = line("never server -> b: x", (5,))
        sent = f"{story}server -> a: {to_a}\nserver -> b: {to_b}"
        return [one.says for one in firsts.own_twice(hand_in(run(sent, broken, asked)))]

    (says,) = found(X_FIRST, wrong)
    assert says.startswith("A client gets its own message twice in the answer")
    assert not found(X_FIRST, X_FIRST)
    assert not found(wrong, wrong)  # both are told so: the first message was written over
    assert not found(X_FIRST, "Bob was heard, Bob")
    story = story.replace("Alice", "Hello Bob")  # which may be cut short
    assert not found(X_FIRST, wrong)


CAME = "b -> server: Bob\nserver prints: Y: Bob\na -> server: Alice\nserver prints: X: Alice\n"
NEVER = line("never server prints: x")


def test_a_message_that_gets_another_name() -> None:
    """Bob was Y's when he came, and is X's in the answer."""
    swapped = run(CAME + "server prints: X: Bob received before Y: Alice", NEVER)
    apart = "def f(n, c):\n    names.append(n)\n    said.append(c.recv(9))\n"
    (one,) = naming.renamed(hand_in(swapped, code={"server": apart}))
    assert one.says.startswith("A message gets another client's name")
    assert one.line == 2
    assert one.happened == 'server said that "Bob" was of Y, and then of X'
    told = CAME.replace("Y: Bob", "Client Y sent message 1: Bob")
    answer = run(told + "server prints: Sent to both: X: Bob received before Y: Alice", NEVER)
    assert len(list(naming.renamed(hand_in(answer)))) == 1
    called = CAME.replace("Y: Bob", "client2: Bob").replace("X: Alice", "client1: Alice")
    other = run(called + "server prints: client1: Bob received before client2: Alice", NEVER)
    (one,) = naming.renamed(hand_in(other))
    assert one.happened == 'server said that "Bob" was of client2, and then of client1'


def test_a_message_that_keeps_its_name() -> None:
    """What must never be printed is something else then."""
    kept = run(CAME + "server prints: Y: Bob received before X: Alice", NEVER)
    assert not list(naming.renamed(hand_in(kept)))
    called = CAME.replace("Y: Bob", "Got Bob").replace("X: Alice", "Got Alice")
    other = run(called + "server prints: client2: Bob received before client1: Alice", NEVER)
    assert not list(naming.renamed(hand_in(other)))
