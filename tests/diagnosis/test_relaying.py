"""Messages that are passed on: to whom, and as they were."""

import pytest

from harness.diagnosis import relaying
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, run


def test_a_message_that_goes_back_to_its_sender() -> None:
    """And not to the other one."""
    story = "a connects\nb connects\na -> server: line 1\nserver -> a: line 1"
    (one,) = relaying.back_to_the_sender(hand_in(run(story, line('server -> b: "line 1"'))))
    assert one.kind == "back-to-the-sender"
    there = run(f"{story}\nserver -> b: line 1", line('server -> b: "line 1"'))
    assert not list(relaying.back_to_the_sender(hand_in(there)))


def test_what_goes_back_is_sent_by_the_lines_that_a_student_wrote() -> None:
    """What was given sends, too, and is right."""
    story = "a connects\nb connects\na -> server: hello you\nserver -> a: hello you"
    short = line("server -> b: hello you", expected='server -> b: "hello you"')
    code = "# *** start ***\ns.answer_by_send(m)\n# *** end ***\ns.send_message(m)\n"
    (one,) = relaying.back_to_the_sender(
        hand_in(run(story, short), code={"server": code}, kit=("server",))
    )
    assert one.line == 2


def test_a_message_that_its_sender_gets_too() -> None:
    """It carries what its receiver had said; an answer of the server's own does not."""
    story = "a connects\nb connects\na -> server: line 1\nserver -> b: line 1\nserver -> a: line 1"
    wrong = line('never server -> a: "line 1"', events=(4,))
    (one,) = relaying.both_get_it(hand_in(run(story, wrong)))
    assert one.kind == "sender-gets-it-too"
    no = line('never server -> a: "no"', events=(4,))
    own = run(story.removesuffix("line 1") + "no", no)
    assert not list(relaying.both_get_it(hand_in(own)))


def test_a_message_that_is_not_passed_on() -> None:
    """The server is there and sends nothing; if it only waits for the other one, that is told."""
    story = "a connects\nb connects\na -> server: line 1"
    short = line('server -> b: "line 1"')
    (one,) = relaying.not_passed_on(hand_in(run(story, short)))
    assert one.kind == "not-passed-on"
    wait = Wait("server", "receive", ("b",), file="server.py", line=3, code="b.recv(9)")
    (one,) = relaying.not_passed_on(hand_in(run(story, short, waits=[wait])))
    assert (one.kind, one.line) == ("takes-turns", 3)
    assert not list(relaying.not_passed_on(hand_in(run(f"{story}\nserver exits 0", short))))


def test_a_message_that_is_changed_on_its_way() -> None:
    """What came instead has the same words; that nothing came is another matter."""
    story = "a connects\na -> server: Hello  my World\nserver -> b: hello my world"
    short = line('server -> b: "Hello  my World"', events=(2,))
    (one,) = relaying.changed_on_the_way(hand_in(run(story, short)))
    assert one.says.startswith("The message is changed before it is sent on")
    nothing = line('server -> b: "Hello  my World"')
    assert not list(relaying.changed_on_the_way(hand_in(run(story, nothing))))
    answer = f"{story} received before Y: hi"
    assert not list(relaying.changed_on_the_way(hand_in(run(answer, short))))
    # of a long message only the beginning is told: whether the rest came, nobody can say
    cut = line('server -> b: "Hello  my World…"', events=(2,))
    assert not list(relaying.changed_on_the_way(hand_in(run(story, cut))))


def test_a_message_with_something_before_it() -> None:
    """What was said stands in it, after words that nobody said."""
    said = "a -> server: one two three\nserver -> b: text: NEW! one two three"
    short = line("server -> b: x", events=(1,), expected='server -> b: "text: one two three"')
    (one,) = relaying.added_on_the_way(hand_in(run(said, short)))
    assert one.says == 'The message is changed before it is sent on: "new" is put before it'
    plain = said.replace("NEW! ", "")
    assert not list(relaying.added_on_the_way(hand_in(run(plain, short))))


def test_a_message_that_should_not_be_passed_on() -> None:
    """Another one said it; what a client gets back itself, or the server says, is no such thing."""
    said = "b -> server: Psst you\nserver -> a: Psst you"
    short = line("never server -> a: x", events=(1,), expected='never server -> a: "Psst you"')
    (one,) = relaying.should_not_pass(hand_in(run(said, short)))
    assert one.says == 'A message is passed on to a client that should not get it: "Psst you"'
    back = said.replace("b ->", "a ->")
    assert not list(relaying.should_not_pass(hand_in(run(back, short))))
    own = said.replace("Psst you", "hello", 1)
    assert not list(relaying.should_not_pass(hand_in(run(own, short))))


@pytest.mark.parametrize(("came", "lost"), [("Gre!", 1), ("Gr??e!", 1), ("Grüße!", 0), ("Hm", 0)])
def test_letters_that_get_lost(came: str, lost: int) -> None:
    """Left out, or a mark in the place of each."""
    said = f"a -> server: Grüße!\nserver -> b: {came}"
    short = line("server -> b: x", events=(1,), expected='server -> b: "Grüße!"')
    assert len(list(relaying.letters_lost(hand_in(run(said, short))))) == lost
