"""The chat: what is passed on, and what the word that ends it ends."""

import pytest

from harness.diagnosis import chatting
from harness.diagnosis.case import Run
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, run

TALK = """\
a connects
b connects
a -> server: hi
server -> b: hi
b -> server: hello
server -> a: hello
a -> server: how are you
server -> b: how are you
b -> server: well
server -> a: well
"""
SHORT = line("server closes b", at=20)


def bye(then: str, who: str = "a") -> Run:
    """``who`` says Bye, and then something happens."""
    return run(f"{TALK}{who} -> server: Bye\n{then}".strip(), SHORT, row=who)


PASSED, CLOSED = "server -> b: Bye\n", "server closes a\nserver closes b"


@pytest.mark.parametrize(
    ("runs", "kind"),
    [
        ((bye(PASSED), bye("", "b")), "bye-ends-nothing"),
        ((bye(PASSED + CLOSED), bye("", "b")), "bye-from-one-side"),
        ((bye(CLOSED), bye(CLOSED, "b")), "bye-not-relayed"),
        ((bye(PASSED + "server closes a"),), "bye-ends-one-side"),
    ],
)
def test_what_is_wrong_with_the_end(runs: tuple[Run, ...], kind: str) -> None:
    """By whom the word was said, whether it was passed on, and whom the server left."""
    assert [one.kind for one in chatting.bye(hand_in(*runs))] == [kind]


def test_the_word_in_another_spelling() -> None:
    """Nothing ended, and the code compares with that word only, letter by letter."""
    code = {"server": 'while True:\n    if text == "bye":\n        break\n'}
    (one,) = chatting.bye(hand_in(bye(PASSED), code=code))
    assert (one.kind, one.line) == ("bye-spelt-otherwise", 2)
    folded = {"server": code["server"].replace("text ==", "text.lower() ==")}
    (one,) = chatting.bye(hand_in(bye(PASSED), code=folded))
    assert one.kind == "bye-ends-nothing"


def test_the_thread_that_keeps_a_connection() -> None:
    """It sleeps in recv(), where close() does not wake it."""
    wait = Wait("server", "receive", ("b",), thread=2, file="server.py", line=7, code="c.recv(9)")
    half = run(f"{TALK}a -> server: Bye\n{PASSED}server closes a", SHORT, waits=[wait])
    (one,) = chatting.bye(hand_in(half))
    assert (one.line, "shutdown" in one.do) == (7, True)


def test_a_word_that_ends_what_is_no_chat() -> None:
    """Said by a story that only wants programs to end, it tells nothing of a chat."""
    story = "a connects\nb connects\na -> server: hi\nb -> server: ho\na -> server: Bye"
    assert not list(chatting.bye(hand_in(run(story, SHORT))))


def test_a_message_that_only_contains_the_word() -> None:
    """The place is the comparison that looks for it with ``in``."""
    story = f"{TALK}a -> server: goodbye for now\nserver closes a"
    broken = run(story, line("never server closes a", events=(11,)))
    code = {"server": 'if "bye" in text.lower():\n    stop()\n'}
    (one,) = chatting.part_of_a_word(hand_in(broken, code=code))
    assert one.says.endswith('"goodbye for now"')
    assert one.line == 1


def test_a_message_that_goes_back_to_its_sender() -> None:
    """And not to the other one."""
    story = "a connects\nb connects\na -> server: line 1\nserver -> a: line 1"
    (one,) = chatting.back_to_the_sender(hand_in(run(story, line('server -> b: "line 1"'))))
    assert one.kind == "back-to-the-sender"
    there = run(f"{story}\nserver -> b: line 1", line('server -> b: "line 1"'))
    assert not list(chatting.back_to_the_sender(hand_in(there)))


def test_a_message_that_its_sender_gets_too() -> None:
    """It carries what its receiver had said; an answer of the server's own does not."""
    story = "a connects\nb connects\na -> server: line 1\nserver -> b: line 1\nserver -> a: line 1"
    wrong = line('never server -> a: "line 1"', events=(4,))
    (one,) = chatting.both_get_it(hand_in(run(story, wrong)))
    assert one.kind == "sender-gets-it-too"
    no = line('never server -> a: "no"', events=(4,))
    own = run(story.removesuffix("line 1") + "no", no)
    assert not list(chatting.both_get_it(hand_in(own)))


def test_a_message_that_is_not_passed_on() -> None:
    """The server is there and sends nothing; if it only waits for the other one, that is told."""
    story = "a connects\nb connects\na -> server: line 1"
    short = line('server -> b: "line 1"')
    (one,) = chatting.not_passed_on(hand_in(run(story, short)))
    assert one.kind == "not-passed-on"
    wait = Wait("server", "receive", ("b",), file="server.py", line=3, code="b.recv(9)")
    (one,) = chatting.not_passed_on(hand_in(run(story, short, waits=[wait])))
    assert (one.kind, one.line) == ("takes-turns", 3)
    assert not list(chatting.not_passed_on(hand_in(run(f"{story}\nserver exits 0", short))))


def test_a_message_that_is_changed_on_its_way() -> None:
    """What came instead has the same words; that nothing came is another matter."""
    story = "a connects\na -> server: Hello  World\nserver -> b: hello world"
    short = line('server -> b: "Hello  World"', events=(2,))
    (one,) = chatting.changed_on_the_way(hand_in(run(story, short)))
    assert one.says.startswith("The message is changed before it is sent on")
    nothing = line('server -> b: "Hello  World"')
    assert not list(chatting.changed_on_the_way(hand_in(run(story, nothing))))
