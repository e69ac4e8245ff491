"""Messages that reach somebody whom they should not."""

from dataclasses import replace

from harness.diagnosis import strays
from tests.diagnosis.hand import hand_in, line, run

CODE = "# *** start ***\nif server.ready(msg):\n    server.forward(msg)\n# *** end ***\n"


def test_a_message_that_its_sender_gets_too() -> None:
    """It carries what its receiver had said; an answer of the server's own does not."""
    story = "a connects\nb connects\na -> server: line 1\nserver -> b: line 1\nserver -> a: line 1"
    wrong = line('never server -> a: "line 1"', events=(4,))
    (one,) = strays.both_get_it(hand_in(run(story, wrong)))
    assert one.kind == "sender-gets-it-too"
    no = line('never server -> a: "no"', events=(4,))
    own = run(story.removesuffix("line 1") + "no", no)
    assert not list(strays.both_get_it(hand_in(own)))
    more = line('never server -> a: "line 1 before"', events=(4, 5))
    answered = run(story + "\nserver -> a: before the other", more)
    assert not list(strays.both_get_it(hand_in(answered)))


def test_a_message_that_should_not_be_passed_on() -> None:
    """Another one said it; what a client gets back itself, or the server says, is no such thing."""
    said = "b -> server: Psst you\nserver -> a: Psst you"
    short = line("never server -> a: x", events=(1,), expected='never server -> a: "Psst you"')
    (one,) = strays.should_not_pass(hand_in(run(said, short)))
    assert one.says == 'A message is passed on that should not be: "Psst you"'
    back = said.replace("b ->", "a ->")
    assert not list(strays.should_not_pass(hand_in(run(back, short))))
    own = said.replace("Psst you", "hello", 1)
    assert not list(strays.should_not_pass(hand_in(run(own, short))))


def test_a_message_that_is_kept_and_passed_on_later() -> None:
    """Something else came in between; between programs that are a student's own, that may cross."""
    said = "b -> server: Psst you\nb -> server: hello\nserver -> a: Psst you"
    short = line("never server -> a: x", events=(2,), expected='never server -> a: "Psst you"')
    (one,) = strays.should_not_pass(hand_in(run(said, short), kit=("server",)))
    assert one.says == (
        'A message that should not be passed on is kept, and passed on later: "Psst you"'
    )
    (one,) = strays.should_not_pass(hand_in(run(said, short)))
    assert one.says.startswith("A message is passed on that should not be")


def test_a_note_to_oneself_that_should_not_be_passed_on() -> None:
    """Of three clients only its sender got it: nobody can say that it was for another one."""
    said = "a connects\nb connects\nc connects\na -> server: Psst you\nserver -> a: Psst you"
    short = line("never server -> a: x", events=(4,), expected='never server -> a: "Psst you"')
    noted = hand_in(run(said, short), kit=("server",))
    (one,) = strays.should_not_pass(noted)
    assert one.says == 'A message is passed on that should not be: "Psst you"'
    assert not list(strays.both_get_it(noted))
    both = said.replace("\nserver", "\nserver -> c: Psst you\nserver", 1)
    also = hand_in(run(both, replace(short, events=(5,))), kit=("server",))
    assert not list(strays.should_not_pass(also))
    assert list(strays.both_get_it(also))
    two = hand_in(run(said.replace("c connects", "c -> server: hi"), short), kit=("server",))
    assert not list(strays.should_not_pass(two))
    assert list(strays.both_get_it(two))


def test_what_is_passed_on_once_more() -> None:
    """It was right the first time: that it should not go there at all would not be true."""
    story = "a connects\nb connects\na -> server: hello\nserver -> b: hello\na -> server: x\n"
    again = line("never server -> b: hello", (5,), expected='never server -> b: "hello"')
    code = {"server": "b.sendall(buffer)\n"}
    (one,) = strays.should_not_pass(hand_in(run(story + "server -> b: hello", again), code=code))
    assert (one.kind, one.line) == ("once-more", 1)
    assert "from the last time" in one.do
    (one,) = strays.should_not_pass(
        hand_in(run(story + "server -> b: hello", again), kit=("server",))
    )
    assert "anew" in one.do


def test_somebody_to_whom_nobody_has_written() -> None:
    """Another one was sent something just before, and that was right."""
    story = "a connects\nb connects\nc connects\na -> server: hello\nserver -> a: hello\n"
    story += "server -> b: a wrote"
    third = line("never server -> b: any", (5,))
    code = "# *** start ***\ns.forward(u, m)\ns.forward(v, f'{u} wrote')\n# *** end ***\n"
    told = run(story.replace("a -> server", "b -> server").replace("-> b: a", "-> b: b"), third)
    assert not list(strays.others_hear(hand_in(told, kit=("server",))))  # its sender
    told = run(story.replace("server -> a: hello", "server -> c: hello"), third)
    (one,) = strays.others_hear(hand_in(told, code={"server": code}, kit=("server",)))
    assert one.says == "Somebody gets a message to whom nobody has written"
    assert not list(strays.others_hear(hand_in(told)))


def test_which_of_two_sends_goes_to_another() -> None:
    """That which leaves out what the function was called with."""
    code = (
        "def deal(server, to, msg):\n    # *** start ***\n    server.forward(to, msg)\n"
        "    server.forward(server.name, msg)\n    # *** end ***\n"
    )
    story = "a connects\nb connects\na -> server: hello\nserver -> b: hello\nserver -> a: hello"
    back = line("never server -> a: hello", (4,), expected='never server -> a: "hello"')
    (one,) = strays.both_get_it(hand_in(run(story, back), code={"server": code}, kit=("server",)))
    assert one.line == 4


def test_what_no_client_has_sent() -> None:
    """It may be the very text that one sends later."""
    early = line("never server -> b: Ping", (2,))
    told = run("a connects\nb connects\nserver -> b: Ping\na -> server: Ping", early)
    code = {"server": CODE.replace("forward(msg)", "forward('Ping')")}
    (one,) = strays.nobody_said(hand_in(told, code=code, kit=("server",)))
    assert (one.line, one.says) == (3, 'A message is sent that no client has sent: "Ping"')
    two = "def f(server, msg):\n# start\n    server.forward(msg)\n    server.send(M.Ping)\n# end\n"
    (one,) = strays.nobody_said(hand_in(told, code={"server": two}, kit=("server",)))
    assert one.line == 4  # the only one that sends it by its name
    told = run("a connects\nb connects\na -> server: Ping\nserver -> b: Ping", early)
    assert not list(strays.nobody_said(hand_in(told, code=code, kit=("server",))))


def test_what_a_client_has_sent_in_other_words() -> None:
    """A line of JSON is new by what it holds, and not by to whom it goes or how often it comes."""
    story = 'a connects\nb connects\na -> server: {"to": "b", "text": "hi"}\nserver -> b: '
    twice = line("never server -> b: /hi.*hi/", (3,))

    def told(sent: str) -> list[str]:
        case = hand_in(run(story + sent, twice), kit=("server",))
        return [one.kind for one in strays.nobody_said(case)]

    assert told(2 * '{"from": "a", "text": "hi"}\\n') == []
    assert told('{"from": "a", "text": "hi"}\\n{"from": "a", "text": "hi, hi"}') == ["nobody-said"]
    assert told("hi hi") == ["nobody-said"]


def test_two_items_that_are_lost_by_what_should_not_be_passed_on() -> None:
    """Each is told by a message of its own."""
    story = "a connects\nb connects\na -> server: one\nserver -> b: one\na -> server: two\n"
    first = line("never server -> b: one", (3,), expected='never server -> b: "one"')
    second = line("never server -> b: two", (5,), expected='never server -> b: "two"')
    case = hand_in(run(story + "server -> b: two", first, second))
    assert len(list(strays.should_not_pass(case))) == 2
