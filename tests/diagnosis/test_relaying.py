"""Messages that are passed on: to whom, and as they were."""

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
    # of a long message only the beginning is told: whether the rest came, nobody can say
    cut = line('server -> b: "Hello  my World…"', events=(2,))
    assert not list(relaying.changed_on_the_way(hand_in(run(story, cut))))
