"""Who spoke first: what is an answer, and what only passes on what was said."""

from pathlib import Path

import pytest

from harness.checks.pattern import choices, matcher
from harness.checks.scope import Book, Scope
from harness.model.spec import Blank, Text
from harness.spec import load

SPEC = load(Path(__file__).parents[2] / "assignments" / "first-message")
SAID = {"m1": "Alice", "m2": "Bob", "N1": "X", "N2": "Y"}


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        ("X: Alice received before Y: Bob", True),
        ("The order is: X: Alice, Y: Bob", True),
        ("1. X: Alice\n2. Y: Bob", True),
        ("Alice, then Bob", True),
        ('["Alice", "Bob"] in this order', True),
        ("X: AliceY: Bob", False),
        ("Y: BobX: AliceY: Bob", False),
        ("Message from client 1: Alice\nMessage from client 2: Bob\n", False),
        ("AliceBob", False),
        ("Alice and Bob were both received", False),
        ("X: Alice and Y: Bob came at the same time", False),
        ("Alice and Bob came, Alice first", True),
    ],
)
def test_who_passes_both_messages_on_has_not_said_which_was_first(told: str, answers: bool) -> None:
    """Both stand there, and nothing is said of them but whose they are, or that they are there."""
    book = Book(SPEC.words, SPEC.roles)
    answer = Scope(book).pattern(Text("bare", ((Blank("ack"),),)))
    found = [
        one
        for ranks in choices(answer, book.used, SAID)
        for one in matcher(answer, book.used, SAID, ranks).all(told)
    ]
    assert bool(found) is answers


def _is(word: str, told: str, bound: dict[str, str], style: str = "regex") -> bool:
    book = Book(SPEC.words, SPEC.roles)
    text = Scope(book).pattern(Text(style, ((Blank(word),),)))
    return any(
        list(matcher(text, book.used, bound, ranks).all(told))
        for ranks in choices(text, book.used, bound)
    )


@pytest.mark.parametrize(
    ("told", "other"),
    [
        ("X: Hello received before X: Hello", "Y"),
        ("go on XX: Hello received before X: Hello", "Y"),
        ("go on XACKX: Hello received before X: Hello", "Y"),
        ("Message received1: Hello received before 1: Hello", "2"),
        ("1: Hello received before 1: Hello", "2"),
        ("Client 1: Hello was received before client 1: Hello", "2"),
        ("client1: Hello received before client1: Hello", "client2"),
        ("X (Hello) received before X (Hello)", "Y"),
        ("X's message Hello received before X's message Hello", "Y"),
        ("Client X sent Hello before client X sent Hello", "Y"),
        ("Hello from X was received before Hello from X", "Y"),
        ("Hello by client 1 received before the Hello by client 1", "2"),
        ("('127.0.0.1', 4010): Hello received before ('127.0.0.1', 4010): Hello", "4012"),
        ("\x1b[1mX: Hello\x1b[0m received before \x1b[1mX: Hello\x1b[0m", "Y"),
        ("\x1b[1mX\x1b[0m: Hello before \x1b[1mX\x1b[0m: Hello", "Y"),
        ("\x1b[1m1\x1b[0m: Hello before \x1b[1m1\x1b[0m: Hello", "2"),
        ("First: X: Hello. Second: X: Hello", "Y"),
        ("1st: client 1: Hello, 2nd: client 1: Hello", "2"),
        ("OK1st: 127.0.0.1:4010: Hello, 2nd: 127.0.0.1:4010: Hello", "4012"),
        ("X: Hello came first, then X: Hello", "Y"),
        ("Message Hello from X was received first, message Hello from X second", "Y"),
    ],
)
def test_both_have_is_one_name(told: str, other: str) -> None:
    """Whatever the names are and on whichever side of a message they stand, two are no one."""
    name = {"Y": "X", "2": "1", "client2": "client1", "4012": "4010"}[other]
    assert _is("one_name", told, {})
    head, _, tail = told.rpartition(name)
    assert not _is("one_name", head + other + tail, {})


@pytest.mark.parametrize(
    "told",
    [
        "X message 1: Hello received before Y message 1: Hello",
        "X: Hello (12:30:05) received before Y: Hello (12:30:05)",
        "12:30:05 Hello received before 12:30:05 Hello",
        "the first client's Hello received before the second client's Hello",
        "message Hello received before message Hello",
        "You are X.\nHello received before Hello",
        "A1: Hello received before B1: Hello",
        "Hello (5 bytes, X) received before Hello (5 bytes, Y)",
        "Hello came first, then Hello",
        "First: X message 1: Hello. Second: Y message 1: Hello",
        "1st: Hello, 2nd: Hello",
    ],
)
def test_what_both_have_may_be_no_name(told: str) -> None:
    """A time, or the number of a message, is the same for two."""
    assert not _is("one_name", told, {})


@pytest.mark.parametrize(
    "told",
    [
        "First A: Alice, second B: Bob",
        "First: Client X: Alice, second: Client Y: Bob",
        "The first message came from client 1: Alice",
        "Alice (from client A) was received first",
        "Alice by client X was the first",
        "First: Lee: Alice. Second: Kim: Bob",
        "First: 127.0.0.1:40002: Alice. Second: 127.0.0.1:40004: Bob",
        "1st: client 1: Alice, 2nd: client 2: Bob",
        "Alice came first, then Bob",
        "Message Alice from 10.0.0.1:40002 was received first, Bob from 10.0.0.2:40004 second",
        "Alice from ('127.0.0.1', 40002) came first, Bob from ('127.0.0.1', 40004) second",
        "The first message came from localhost:40002: Alice",
    ],
)
@pytest.mark.parametrize("before", ["", "OK", "Message received", "0027"])
def test_who_is_called_first(told: str, before: str) -> None:
    """Its client stands between the word and the message, and what was said runs into it."""
    assert _is("reply", before + told, SAID)
    assert not _is("reply", before + told, {**SAID, "m1": "Bob", "m2": "Alice"})


@pytest.mark.parametrize(
    "told",
    [
        "Alice, then Bob",
        "First came Alice, then Bob",
        "The order is: X: Alice, Y: Bob",
        '["Alice", "Bob"] in this order',
        "1. X: Alice\n2. Y: Bob",
        "1) Alice 2) Bob",
    ],
)
def test_both_in_their_order(told: str) -> None:
    """Who says that it is an order has said who was first, once or on both lines of a program."""
    assert _is("reply", told, SAID)
    assert not _is("reply", told + told, {**SAID, "m1": "Bob", "m2": "Alice"})


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("Got Alice. Waiting for the other client before answering.", False),
        ("Alice: I wait for the other one before I can tell you", False),
        ("Alice received before the other message", True),
        ("Alice before anything else", True),
    ],
)
def test_what_is_done_before_something_else_is_no_order(said: str, *, tells: bool) -> None:
    """Who waits for the other one before it answers has not said whose message was first."""
    assert _is("told", said, SAID) is tells


@pytest.mark.parametrize(
    ("told", "ordered"),
    [
        ("X: Alice recebida antes de Y: Bob", True),
        ("X: Alice otrzymano przed Y: Bob", True),
        ("X: Alice wurde vor Y: Bob empfangen", True),
        ("X: Alice получено раньше, чем Y: Bob", True),
        ("تم استلام X: Alice قبل Y: Bob", True),
        ("X: Alice, Y: Bob'dan önce geldi", True),
        ("X: Alice가 Y: Bob보다 먼저 도착", True),
        ("X: Alice 在 Y: Bob 之前收到", True),
        ("X: Alice 先于 Y: Bob收到", True),
        ("X: Alice received before Y: Bob입니다", True),
        ("X: Alice preceded Y: Bob", True),
        ("X: Alice arrived earlier than Y: Bob", True),
        ("Received X: Alice, followed by Y: Bob", True),
        ("X's message, \"Alice\", came in first, before anything of Y's", True),
        ("X said 'Alice,' came first", True),
        ("Initially X: Alice, afterwards Y: Bob", True),
        ("Firstly, X: Alice. Secondly, Y: Bob", True),
        ("X: Alice was preceded by Y: Bob", False),
        ("X: Alice came later than Y: Bob", False),
        ("first: {'client': 'X', 'text': 'Alice'}, second: {'client': 'Y', 'text': 'Bob'}", True),
        ('{"first": {"id": "X", "msg": "Alice"}, "second": {"id": "Y", "msg": "Bob"}}', True),
        ("Primeira mensagem: X: Alice; segunda mensagem: Y: Bob", True),
        ("Erste Nachricht: X: Alice\nZweite Nachricht: Y: Bob", True),
        ("第一条消息: X: Alice 第二条消息: Y: Bob", True),
        ("Winner: X (Alice). Loser: Y (Bob).", True),
        ("Client X was first with Alice", True),
        ("#1 X: Alice\n#2 Y: Bob", True),
        ("Alice reached the server first; Bob came second", True),
        ("X: Alice first, Y: Bob second\nX: Alice first, Y: Bob second", True),
        ("First client: X, second client: Y\nX: Alice\nY: Bob", False),
        ("Segundo: Y: Bob, cliente 1: X: Alice", False),
        ("X: Alice und Y: Bob empfangen", False),
        ("Alice, Bob: önce gelen Bob", False),
        ("后到 X: Alice; 先到 Y: Bob", False),
        ("Alice llegó antes\nBob llegó", False),
    ],
)
def test_the_order_may_be_told_in_other_words(told: str, *, ordered: bool) -> None:
    """'Before' may stand behind both, and letters of another script may run into a message."""
    assert _is("reply", told, SAID, "bare") is ordered
    assert _is("crossed", told, SAID) is ordered
    assert not _is("reply", told, {**SAID, "m1": "Bob", "m2": "Alice"}, "bare")


@pytest.mark.parametrize(
    "told",
    [
        "X: Alice received before Y: Bob",
        "First: X: Alice. Second: Y: Bob",
        "1st: 127.0.0.1:40002: Alice, 2nd: 127.0.0.1:40004: Bob",
        "Alice came first, then Bob",
        "The order is: Alice, Bob",
        "You are the first client. OK Alice first, Bob second",
        "X's message, 'Alice', came in first, and Y's, 'Bob', came too",
        "Received: Bob\nFirst: X: Alice, then Y: Bob",
    ],
)
def test_who_spoke_later_is_not_called_first(told: str) -> None:
    """Whatever says who came first says it of one of them alone."""
    turned = told.replace("Alice", "-").replace("Bob", "Alice").replace("-", "Bob")
    said = {"this": "Alice", "that": "Bob"}
    assert not _is("slow_first", told, said)
    assert _is("slow_first", turned, said)
    assert _is("slow_first", f"Welcome, client X{turned}", said)
    assert not _is("slow_first", f"Second: Bob {told}", said)


@pytest.mark.parametrize("told", ["Bob before Alice", "Bob came first", "1st: Bob, 2nd: Alice"])
def test_what_crossed_is_shown_whoever_was_seen_first(told: str) -> None:
    """Where both lay there, the wire has another order than the server: who shows it shows it."""
    assert _is("crossed", told, SAID)
    assert not _is("shown", told, SAID)


@pytest.mark.parametrize("told", ["Second: X: Bob\nFirst: Y: Alice", "Bob second\nAlice first"])
def test_a_first_that_begins_a_line_is_not_of_the_line_before(told: str) -> None:
    """What stands there is about what comes after it."""
    assert not _is("reply", told, {**SAID, "m1": "Bob", "m2": "Alice"})


@pytest.mark.parametrize(
    ("shown", "there"),
    [
        ("From Server: OKAlice came first", True),
        ("收到Alice发送", True),
        ("Recibido AliceÉxito", True),
        ("from X: AliceReceived", True),
        ("malice", False),
        ("Alices", False),
    ],
)
def test_a_message_is_shown_beside_what_has_no_space(shown: str, *, there: bool) -> None:
    """What was printed without a line end runs into it, also in capitals and in another script."""
    assert _is("said1", shown, SAID) is there


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        ("X: Alice received before Y: Bob", True),
        ("Alice came first, then Bob", True),
        ("First: X: Alice. Second: Y: Bob", True),
        ("X: Alice recebida antes de Y: Bob", True),
        ("X: Alice가 Y: Bob보다 먼저 도착", True),
        ("X: Alice, Y: Bob", False),
        ("Welcome Alice, you are the first\nBob has joined", False),
        ("Message received", False),
    ],
)
def test_who_was_told_is_asked_for_no_message(told: str, *, answers: bool) -> None:
    """A name that is greeted, or a receipt, is no answer yet."""
    assert _is("both_told", told, {}) is answers


@pytest.mark.parametrize(
    "answer",
    [
        "Y: Bob received before X: Alice",
        "Alice received before Y: Bob",
        "Client X: Alice was received before client Y: Bob",
        "Alice from X was received before Bob from Y",
        "X (Alice) received before Y (Bob)",
    ],
)
def test_whom_a_screen_and_an_answer_name_differently(answer: str) -> None:
    """Who is X on the screen, and says Bob there, is not Y in the answer."""
    bound = {"this": "Alice", "that": "Bob"}
    if answer.startswith("Y"):
        bound = {"this": "Bob", "that": "Alice"}
    told = f"Received from {{}}: {bound['that']}\nSent to X: {answer}"
    right, wrong = ("X", "Y") if bound["that"] == "Alice" else ("Y", "X")
    assert not _is("renamed", told.format(right), bound)
    assert _is("renamed", told.format(wrong), bound)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ("{1}: Alice received before {2}: Bob", "exchanged"),
        ("Client {1}: Alice was received before client {2}: Bob", "exchanged"),
        ("{1}'s message 'Alice' came before {2}'s message 'Bob'", "exchanged"),
        ("Alice from {1} was received before Bob from {2}", "exchanged_by"),
    ],
)
def test_whom_a_screen_and_an_answer_call_by_each_others_name(answer: str, word: str) -> None:
    """Whatever the names are, and whatever else the screen says of a message."""
    bound = {"this": "Alice", "that": "Bob"}
    for one, two in (("A", "B"), ("client1", "client2"), ("Tom", "Jane"), ("1", "2")):
        screen = f"{one} and {two} connected\nReceived from {one}: Alice\nFrom {two}: Bob\n"
        right = answer.replace("{1}", one).replace("{2}", two)
        wrong = answer.replace("{1}", two).replace("{2}", one)
        assert not _is(word, screen + right, bound)
        assert _is(word, screen + wrong, bound)
        nameless = f"{one}, {two} are here. Now Alice. Now Bob.\nSent to {one}: Bob\n"
        assert not _is(word, nameless + right, bound)
    alike = "Message Alice\nMessage Bob\nMessage Alice received before message Bob"
    assert not _is(word, alike, bound)


@pytest.mark.parametrize(
    "screen",
    [
        "<name> -> server: <said>; server -> <other>: <said>",
        "<other> <- <said>",
        "Sent to <other>: <said>",
        "Told <other> that <name> said <said>",
        "<other> is silent, <name> said <said>",
        "('127.0.0.1', 50001): <said>",
        "Thread-1 received <said>",
        "messages: [('<name>', '<said>')]",
    ],
)
def test_who_is_told_of_a_message_has_not_said_it(screen: str) -> None:
    """Nor has whoever stands in the same line, if the one who has stands nearer to it."""
    for one, two in (("A", "B"), ("X", "Y"), ("1", "2"), ("client1", "client2")):
        told = ""
        for name, other, said in ((two, one, "Alice"), (one, two, "Bob")):
            line = screen.replace("<name>", name).replace("<other>", other)
            told += line.replace("<said>", said) + "\n"
        for word in ("renamed", "exchanged", "exchanged_by"):
            for answer in ("{}: Alice before {}: Bob", "Alice from {} before Bob from {}"):
                seen = told + answer.format(two, one)
                assert not _is(word, seen, {"this": "Alice", "that": "Bob"})


def test_who_is_named_rightly_once_is_not_exchanged() -> None:
    """What else the screen says near a message may be about the other client."""
    screen = "From B: Alice\nWill tell A about Alice\nFrom A: Bob\nWill tell B about Bob\n"
    bound = {"this": "Alice", "that": "Bob"}
    assert not _is("exchanged", screen + "B: Alice before A: Bob", bound)
    assert not _is("exchanged_by", screen + "Alice from B before Bob from A", bound)


def test_a_right_answer_that_comes_again_is_not_reversed() -> None:
    """The last of one is before the first of the next, but the first stands in between."""
    right, wrong = "X: Alice received before Y: Bob", "OKY: Bob received before X: Alice"
    for times in range(1, 5):
        assert not _is("reversed", right * times, SAID)
        assert _is("reversed", wrong * times, SAID)


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        ("Client X was first", True),
        ("The first message came from client 2.", True),
        ("Y sent its message first", True),
        ("X was the first client to send a message", True),
        ("Client 2 was the first one who spoke", True),
        ("X's message was received before Y's", True),
        ("Client X connected first", False),
        ("X was the first to connect", False),
        ("First client: X", False),
        ("The first message from 127.0.0.1", False),
    ],
)
def test_who_was_first_may_be_told_by_name(told: str, answers: bool) -> None:
    """Of the messages themselves nothing need be said; and to connect is none."""
    assert _is("ack", told, SAID) is answers
    assert _is("told", told, SAID) is answers


def test_an_answer_that_is_cut_off_is_not_shown() -> None:
    """Some clients show only what was first, but none shows half of a name."""
    answer = "X: Alice received before Y: Bob"
    for missing in (1, 2, 6, 7):
        assert not _is("shown", answer[:-missing] + "\n", SAID)
    for whole in (answer, "Alice came before\nBob", "Alice was before the other", "Alice before Y"):
        assert _is("shown", whole + "\n", SAID)


@pytest.mark.parametrize("shown", ["X: Alice received before Y: Bob", "Sent: Alice before Bob"])
def test_what_stands_before_an_answer_is_nobodys_value(shown: str) -> None:
    """What is bound where it is said has to be printed as well: so only the messages are."""
    book = Book(SPEC.words, SPEC.roles)
    answer = Scope(book).pattern(Text("bare", ((Blank("told"),),)))
    found = [
        one
        for ranks in choices(answer, book.used, SAID)
        for one in matcher(answer, book.used, SAID, ranks).all(shown)
    ]
    assert found
    assert all(one.bound.keys() <= SAID.keys() for one in found)
