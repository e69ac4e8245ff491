"""Who is told, and what is printed of it."""

from dataclasses import replace

from harness.diagnosis import putoff, telling
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, met, run

BOTH = "a connects\nb connects\na -> server: A\nb -> server: B\nserver reads a\nserver reads b\n"


def test_one_of_two_is_told() -> None:
    """What both should hear goes to a only, in every run."""
    one_of_two = (met("server -> a: x", events=(6,)), line("server -> b: x"))
    (one,) = telling.one_is_told(hand_in(run(BOTH + "server -> a: x", *one_of_two)))
    assert one.says.startswith("Only one of the two clients is told")
    assert "nothing of it to b" in one.happened
    # where all goes through one function, the mistake is where that is called
    code = {"server": "def say(c, t):\n    c.send(t)\nsay(a, f'Welcome')\nsay(a, f'x')\n"}
    (one,) = telling.one_is_told(hand_in(run(BOTH + "server -> a: x", *one_of_two), code=code))
    assert one.line == 4


def test_who_was_never_reached_was_not_left_out() -> None:
    """A server of TCP alone, say, which a client of UDP cannot speak to."""
    told = (met("server -> a: x", events=(3,)), line("server -> b: x"))
    story = "a connects\n{}a -> server: A\nserver -> a: x"
    assert list(telling.one_is_told(hand_in(run(story.format("b connects\n"), *told))))
    assert not list(telling.one_is_told(hand_in(run(story.format(""), *told))))


def test_a_loop_takes_whom_it_has_told_out_of_its_list() -> None:
    """It misses the next one; where another loop takes them out, that is not why."""
    one_of_two = (met("server -> a: x", events=(6,)), line("server -> b: x"))
    story = run(BOTH + "server -> a: x", *one_of_two)
    code = "for c in all:\n    c.send(b'x')\n{}    all.remove(c)\n"
    for between, kind in (("", "removed-under-its-loop"), ("for c in all:\n", "one-is-told")):
        case = hand_in(story, code={"server": code.format(between)})
        (one,) = telling.one_is_told(case)
        assert (one.kind, one.line) == (kind, 2 if between else 3)


def test_one_is_told_by_the_end_of_its_file() -> None:
    """Of the other one's, nothing has been flushed; where something is, it is not that."""
    one_of_two = (met("server -> a: x", events=(6,)), line("server -> b: x"))
    story = run(BOTH + "server -> a: x", *one_of_two)
    code = "for c in all:\n    f = c.makefile('w')\n    f.write('x')\n"
    for after, kind in (("", "never-flushed"), ("f.flush()\n", "one-is-told")):
        (one,) = telling.one_is_told(hand_in(story, code={"server": code + after}))
        assert one.kind == kind
        assert after or one.line == 3


def test_a_copied_line_tells_the_same_client_again() -> None:
    """The line that sends once more on the same connection is the place."""
    one_of_two = (met("server -> a: x", events=(6,)), line("server -> b: x"))
    story = run(BOTH + "server -> a: x\nserver -> a: x", *one_of_two)
    copied = "r = 'x before y'\nx.send(r)\nx.send(r)\n"
    (one,) = telling.one_is_told(hand_in(story, code={"server": copied}))
    assert (one.line, one.code) == (3, "x.send(r)")


def test_who_is_told_something_else_is_told() -> None:
    """Then the words are wrong, and not the connection."""
    other = (met("server -> a: x", events=(6,)), line("server -> b: x"))
    case = hand_in(run(BOTH + "server -> a: x\nserver -> b: y", *other))
    assert not list(telling.one_is_told(case))


def test_who_is_told_half_of_it_too_early_is_told() -> None:
    """Its own message came back before the other one had spoken; an OK is nothing of the kind."""
    story = (
        "a connects\nb connects\nb -> server: B\nserver -> b: {}\na -> server: A\nserver -> a: x"
    )
    told = (met("server -> a: x", events=(5,)), line("server -> b: x"))
    assert not list(telling.one_is_told(hand_in(run(story.format("Y: B"), *told))))
    assert len(list(telling.one_is_told(hand_in(run(story.format("OK"), *told))))) == 1


def test_one_of_two_is_put_off() -> None:
    """What the other one gets has no word of the answer; if it has, the words may be wrong."""
    other = (met("server -> a: A before B", events=(6,)), line("server -> b: A before B"))
    story = BOTH + "server -> a: A before B\nserver -> b: "
    (one,) = putoff.another_is_told_nothing_of_it(hand_in(run(story + "OK", *other)))
    assert one.says.startswith("Only one of the two clients is told")
    assert one.happened == 'server sent the answer to the other client, and to b "OK"'
    assert not list(putoff.another_is_told_nothing_of_it(hand_in(run(story + "A came", *other))))
    gone = hand_in(run(BOTH + "server -> a: A before B", *other))
    assert not list(putoff.another_is_told_nothing_of_it(gone))


def test_what_the_other_one_said_goes_to_one_only() -> None:
    """Two lines that pass on what was said are two matters, and say nothing of who is told."""
    lines = (met("server -> a: B", events=(6,)), replace(line("server -> b: A"), step=2))
    assert not list(telling.one_is_told(hand_in(run(BOTH + "server -> a: B", *lines))))


def test_who_spoke_first_is_answered_before_there_is_a_second() -> None:
    """And never after that, in every run: so the answer cannot say who was first."""
    early = "a connects\nb connects\na -> server: A\nserver -> a: got A\nb -> server: B\n"
    owed = line("server -> a: A before B")
    (one,) = telling.answers_early(hand_in(run(early + "server -> b: got B", owed)))
    assert one.says == "The server answers when only one of the two clients has spoken"
    assert one.happened == 'By then server had sent "got A"'
    chat = run(early + "server -> b: got B", line("server -> a: what b said"))
    assert not list(telling.answers_early(hand_in(chat)))
    stuck = run(early, owed, waits=[Wait("server", "lock")])
    assert not list(telling.answers_early(hand_in(stuck)))
    again = run(early + "server -> a: A before B", owed)
    assert not list(telling.answers_early(hand_in(again)))
    late = run(BOTH + "server -> a: B before A", owed)
    assert not list(telling.answers_early(hand_in(run(early, owed), late)))


def test_nobody_is_told() -> None:
    """The server received from both, lives, and has sent nothing to anybody."""
    silent = run(BOTH + "server prints: A before B", line("server -> a: x"))
    (one,) = telling.nobody_is_told(hand_in(silent))
    assert one.says.startswith("The server never sends an answer")
    dead = run(BOTH + "server exits 1", line("server -> a: x"))
    assert not list(telling.nobody_is_told(hand_in(dead)))


def test_an_answer_to_one_message() -> None:
    """Only one of the two had spoken when it came."""
    story = "a connects\nb connects\na -> server: A\nserver -> a: A before nobody\nb -> server: B"
    (one,) = telling.answers_early(hand_in(run(story, line("never server -> a", events=(3,)))))
    assert one.says == "The server answers when only one of the two clients has spoken"
    wakes = "def f():\n    if m:\n        e.set()\n"
    woken = {"server": f"{wakes}e.wait()\nc.send(b'A before nobody')\n"}
    early = run(story, line("never server -> a", events=(3,)))
    (one,) = telling.answers_early(hand_in(early, code=woken))
    assert one.line == 2
    later = BOTH + "server -> a: x"
    case = hand_in(run(later, line("never server -> a", events=(6,))))
    assert not list(telling.answers_early(case))
