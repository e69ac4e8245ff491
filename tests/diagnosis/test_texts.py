"""What is said too early, too late, twice, or in other words."""

from dataclasses import replace

import pytest

from harness.diagnosis import texts
from harness.model import events as ev
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, met, run

DONE = 'server prints: "all is done here"'
CODE = {"server": 'import socket\nprint("All is done here")\n'}


def test_something_that_is_said_too_early() -> None:
    """The place is the one line that has the text."""
    early = line(f"never {DONE}", events=(0,), happened='server printed "all is done here" before')
    case = hand_in(run("server prints: all is done here", early), code=CODE)
    (one,) = texts.too_early(case)
    assert one.says == 'The program says something before it is true: "all is done here"'
    assert one.line == 2


def test_what_is_said_once_more_is_not_said_too_early() -> None:
    """The story had it before, and it came: it is true, and comes a second time."""
    again = line(
        f"never {DONE}", events=(2,), happened='server printed "all is done here" before a did'
    )
    first = replace(met(DONE, (0,)), at=0)
    story = "server prints: all is done here\na -> server: x\nserver prints: all is done here"
    (one,) = texts.too_early(hand_in(run(story, first, again), code=CODE))
    assert one.kind == "once-more"
    assert one.says == 'What was printed before is printed once more: "all is done here"'


def test_what_is_not_said_a_second_time_has_no_wrong_words() -> None:
    """Its words were right the first time."""
    first = replace(met('server -> a: "ACK 0"', (1,)), at=1)
    story = "a connects\nserver -> a: ACK 0\na -> server: x"
    short = line('server -> a: "ACK 0"', happened="server sent nothing to a")
    (one,) = texts.not_these_words(hand_in(run(story, first, short)))
    assert one.says == 'What was sent before is not sent once more: "ACK 0"'
    assert "letter by letter" not in one.do


def test_what_another_sent_is_no_wrong_word() -> None:
    """Of who sent nothing at all, what it was sent is quoted."""
    short = line(
        'server -> a: "ACK 0"', happened='server sent nothing to a after a sent "0 one"; it waits'
    )
    (one,) = texts.not_these_words(hand_in(run("a connects\na -> server: 0 one", short)))
    assert one.says == 'What is asked for is not sent: "ACK 0"'
    assert "letter by letter" not in one.do


def test_what_is_forbidden_for_good_is_not_said_too_early() -> None:
    """Nothing of the story was to come after it, so there is no time at which it would be true."""
    never = line(f"never {DONE}", events=(0,), happened='server printed "all is done here"')
    assert not list(texts.too_early(hand_in(run("server prints: all is done here", never))))


@pytest.mark.parametrize("lacking", [True, False])
@pytest.mark.parametrize("waited", [0, 1_000_000_000])
def test_who_says_that_nothing_came_while_the_story_was_held_up_is_right(
    lacking: bool, waited: int
) -> None:
    """A scripted partner that waits for a missing line lets a second go by without an answer."""
    never = line(f"never {DONE}", events=(1,), happened='server printed "all is done here" before')
    missing = [line("server prints: ready", at=1)] if lacking else []
    told = run("a -> server: x\nserver prints: all is done here", never, *missing)
    cue = ev.Cue(n=0, at=0, who=ev.STAGE, step=0)
    said = replace(told.events[1], clock=waited)
    found = list(texts.too_early(hand_in(replace(told, events=(cue, said)))))
    assert bool(found) != (lacking and waited > 0)


def test_something_that_is_said_too_late() -> None:
    """It did come, but only after its time."""
    late = line(DONE, at=0)
    story = "a connects\nserver prints: All is done here."
    (one,) = texts.too_late(hand_in(run(story, late), code=CODE))
    assert one.happened.endswith("; that text came only later")
    assert one.line == 2
    assert not list(texts.too_late(hand_in(run("a connects", late), code=CODE)))


def test_a_text_that_is_kept_back() -> None:
    """It was printed in time, without the line end that would have shown it."""
    late, story = line(DONE, at=0), "a connects\nserver prints: All is done here.Next"
    for code, kind in (
        ("print('All is done here.', end='')\n", "kept-back"),
        ("sys.stdout.write('All is done here.')\n", "kept-back"),
        ("sys.stdout.write('All is done here.\\n')\n", "too-late"),
        ("print('All is done here.', end='', flush=True)\n", "too-late"),
    ):
        (one,) = texts.too_late(hand_in(run(story, late), code={"server": code}))
        assert (one.kind, one.line) == (kind, 1)


def test_what_is_shown_only_after_enter() -> None:
    """A client that waited for its keyboard alone printed what had come, but later."""
    told = "a connects\nserver -> a: hello\nquiet: a keyboard\na prints: hello"
    late = line('a prints: "hello"', at=2)
    (one,) = texts.too_late(hand_in(run(told, late, students=("a",)), code={"a": "input()\n"}))
    assert (one.kind, one.line) == ("shows-after-enter", 1)
    both = run(told.replace("a keyboard", "a keyboard, a receive"), late, students=("a",))
    assert [one.kind for one in texts.too_late(hand_in(both))] == ["too-late"]


def test_lines_that_end_otherwise() -> None:
    """Of a line end no letter is a word: it is told as what it is."""
    wanted = line("server -> a: x", expected='server -> a: "HTTP 200 OK\\r\\n\\r\\nHello"')
    bare = replace(wanted, happened='server sent a "HTTP 200 OK\\n\\nHello"')
    (one,) = texts.not_these_words(hand_in(run("a connects", bare)))
    assert one.says == (
        "Lines end otherwise than they should in what is sent: \\n in place of \\r\\n"
    )
    lacking = replace(wanted, happened='server sent a "HTTP 200 OK\\r\\n\\r\\n"')
    (one,) = texts.not_these_words(hand_in(run("a connects", lacking)))
    assert one.says == 'Something is missing in what is sent: "Hello"'


def test_what_a_file_has_in_it_is_no_words_of_the_handout() -> None:
    """Of bytes nobody takes the words from the assignment, letter by letter."""
    short = "server sent a the first 32,768 of these 40,000 bytes, and then nothing"
    long = line("server -> a: x", expected='server -> a: "GIF89a begin…"', happened=short)
    few = line(
        "server -> a: x", expected='server -> a: "GIF89a\\xff"', happened='server sent a "x"'
    )
    for one in (long, few):
        assert not list(texts.not_these_words(hand_in(run("a connects", one))))


def test_a_text_in_other_words() -> None:
    """It is told from one of which a word or two are missing."""
    other = line(DONE, happened='server printed "ready\\nyes, done is all"')
    code = {"server": "print('ready')\nprint('yes, done is all')\n"}
    (one,) = texts.not_these_words(hand_in(run("server prints: ready", other), code=code))
    assert one.says == (
        'What is asked for is not printed, or not in these words: "all is done here"'
    )
    assert one.line == 2
    lacking = line(DONE, happened='server printed "all is done"')
    (one,) = texts.not_these_words(hand_in(run("server prints: all is done", lacking)))
    assert one.says == 'Something is missing in what is printed: "here"'
    apart = line(DONE, happened='server printed "all done here"')
    (one,) = texts.not_these_words(hand_in(run("server prints: all done here", apart)))
    assert one.says == 'Something is missing in what is printed: "is"'
    ends = line(
        'server prints: "a is here, b is there, at last"',
        happened='server printed "is here, is there"',
    )
    (one,) = texts.not_these_words(hand_in(run("server prints: x", ends)))
    assert one.says == 'Something is missing in what is printed: "a", "b", "at last"'
    nothing = line(DONE, happened="server printed nothing after a connected")
    (one,) = texts.not_these_words(hand_in(run("a connects", nothing)))
    assert one.says == 'What is asked for is not printed: "all is done here"'
    assert "letter by letter" not in one.do
    stuck = run("server prints: ready", other, waits=[Wait("server", "accept")])
    (one,) = texts.not_these_words(hand_in(stuck))  # it may never have come so far
    assert one.says == 'What is asked for is not printed: "all is done here"'


def test_the_right_words_in_another_order() -> None:
    """Who has all the words has to look for what orders them, and not for letters."""
    wanted = 'server -> a: "Bob received before Alice"'
    other = line(wanted, happened='server sent a "X: Alice received before Y: Bob"')
    code = {"server": 'send(f"{n1}: {m1} received before {n2}: {m2}")\n'}
    (one,) = texts.not_these_words(hand_in(run("a connects", other), code=code))
    assert one.says == (
        "The words of what is sent are right, and their order is not: "
        '"X: Alice received before Y: Bob"'
    )
    assert (one.line, "letter" in one.do) == (1, False)
    twice = line('server -> a: "go on and go"', happened='server sent a "on we go and stop"')
    (one,) = texts.not_these_words(hand_in(run("a connects", twice), code=code))
    assert "not in these words" in one.says  # of 'go' there is one too few
    small = line('server -> a: "220 Ready to go"', happened='server sent a "220 READY, to: go!"')
    (one,) = texts.not_these_words(hand_in(run("a connects", small), code=code))
    assert "not in these words" in one.says  # they stand in their order


def test_what_another_said_is_no_text_of_the_program() -> None:
    """To pass a message on is another matter than to say one's own."""
    story = "a connects\na -> server: all is done here\nserver -> a: ok"
    passed = line('server -> b: "all is done here"')
    assert not list(texts.not_these_words(hand_in(run(story, passed))))


def test_what_came_too_early_is_not_in_other_words() -> None:
    """It was sent when it must not be, and does not come a second time."""
    story = "a connects\na -> server: LOCK\nserver -> a: GRANTED"
    again = line("server -> a: x", expected='server -> a: "GRANTED"')
    early = line("never server -> a: x", expected='never server -> a: "GRANTED"', at=9)
    (one,) = texts.not_these_words(hand_in(run(story, again)))
    assert one.says.startswith("What is asked for is not sent")
    assert not list(texts.not_these_words(hand_in(run(story, early, again))))


def test_who_has_nobody_to_say_it_to() -> None:
    """An answer that is not sent where nobody has connected is not the server's mistake."""
    answer = line("server -> a: OK", expected='server -> a: "OK"')
    assert not list(texts.not_these_words(hand_in(run("a types: x", answer))))
    (one,) = texts.not_these_words(hand_in(run("a connects\na -> server: x", answer)))
    assert one.says.startswith("What is asked for is not sent")


def test_a_text_with_another_number() -> None:
    """The words are those of the handout; the number is of the program's own making."""
    other = line('server prints: "leader is 4"', happened='server printed "leader is 1"')
    (one,) = texts.not_these_words(hand_in(run("server prints: leader is 1", other)))
    assert one.says == 'Another number is printed: "leader is 1" in place of "leader is 4"'
    assert one.do.startswith("The words are right.")


def test_a_text_with_other_words_in_one_place() -> None:
    """It is told which, and the line that makes it is known by the words that are right."""
    other = line(DONE, happened='server printed "Begin\\nall is over here"')
    code = {"server": "print('Begin')\nprint(f'All is {word} here')\n"}
    (one,) = texts.not_these_words(hand_in(run("server prints: x", other), code=code))
    assert one.says == 'Other words stand in what is printed: "over" in place of "done"'
    assert (one.line, one.do.startswith("Take the words from")) == (2, True)
    said = run("a -> server: done\nserver prints: x", other)
    (one,) = texts.not_these_words(hand_in(said, code=code))
    assert one.do.startswith("It was said to the program")


def test_a_text_that_nothing_is_like() -> None:
    """What came is about something else: it is not blamed for not being in the right words."""
    other = line(DONE, happened='server printed "ready"', at=9)
    (one,) = texts.not_these_words(hand_in(run("server prints: ready", other), code=CODE))
    assert one.says == 'What is asked for is not printed: "all is done here"'
    assert one.line == 2  # there it stands, and the program does not come to it
    asks = run("a connects\nquiet: a keyboard", line('a prints: "Say it"', at=9), students=("a",))
    (one,) = texts.not_these_words(hand_in(asks, code={"a": "x = input('> ')\n"}))
    assert (one.line, one.says) == (1, 'What is asked for is not printed: "Say it"')


def test_what_a_server_does_not_say_before_it_waits_for_its_clients() -> None:
    """It waits in its first accept(), silent; where somebody has connected, in another."""
    other = line(DONE, at=1, happened="server printed nothing after server was started")
    code = {"server": "a, _ = s.accept()\nprint('first')\nb, _ = s.accept()\n"}
    silent = run("server listens\nquiet: server accept", other)
    (one,) = texts.not_these_words(hand_in(silent, code=code))
    assert one.line == 1
    first = run("a connects\nquiet: server accept", other)
    spoke = line(DONE, at=1, happened='server printed "ready"')
    for another in (first, run("server prints: ready\nquiet: server accept", spoke)):
        (one,) = texts.not_these_words(hand_in(another, code=code))
        assert one.line == 0


def test_another_message_in_place_of_one() -> None:
    """On a connection what comes is what stands in for what should."""
    other = line('server -> a: "all is done here"', happened='server sent a "welcome, you two"')
    code = {"server": "c.send(b'welcome, you two')\n"}
    (one,) = texts.not_these_words(hand_in(run("a connects", other), code=code))
    assert one.says == 'What is asked for is not sent, or not in these words: "all is done here"'
    assert one.line == 1


def test_wrong_words_that_each_client_is_sent_by_a_line_of_its_own() -> None:
    """Both lines have to change, so that the first of them is the place."""
    wrong = line(
        "server -> a: x", expected='server -> a: "a is here"', happened='server sent a "begin now"'
    )
    code = {"server": "a.send(b'begin now')\nb.send(b'begin now')\n"}
    story = "a connects\nb connects\nserver -> a: begin now\nserver -> b: begin now"
    (one,) = texts.not_these_words(hand_in(run(story, wrong), code=code))
    assert one.says.startswith("What is asked for is not sent, or not in these words")
    assert one.line == 1


def test_a_text_that_is_printed_before_it_is_true() -> None:
    """The story had not come to what it tells of; the place is the line that has the text."""
    other = line(DONE, at=9, happened='server printed "and now another one"')
    told = run("server prints: All is done here\na connects\nserver prints: and now", other)
    for cue, says in (
        (1, 'It is printed before it is true: "all is done here"'),
        (0, 'What is asked for is not printed: "all is done here"'),
    ):
        events = list(told.events)
        events.insert(cue, ev.Cue(n=cue, at=cue, who=ev.STAGE, step=1))
        numbered = tuple(replace(event, n=n) for n, event in enumerate(events))
        case = hand_in(replace(told, events=numbered), code=CODE)
        (one,) = texts.not_these_words(case)
        assert one.says == says
        assert cue == 0 or one.line == 2


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("Client X connected Client Y connected", 'Something is missing in what is printed: "has"'),
        ("Well client X connected", "What is asked for is not printed, or not in these words"),
        ("Client X was connected", 'Other words stand in what is printed: "was"'),
        ("Client X now has connected", 'More stands in what is printed than should: "now"'),
        ("has X Client X connected", "The words of what is printed are right, and their order"),
    ],
)
def test_a_word_is_missing_within_a_longer_text(said: str, says: str) -> None:
    """What the line has besides is not in the place of that word."""
    other = line('server prints: "Client X has connected"', happened=f'server printed "{said}"')
    (one,) = texts.not_these_words(hand_in(run(f"server prints: {said}", other)))
    assert one.says.startswith(says)


def test_a_line_that_breaks_off() -> None:
    """Of two words, too; what is missing was said to the program, or stands in the handout."""
    cut = line('server -> a: "VALUE roses are red"', happened='server sent a "VALUE roses"')
    story = "a connects\na -> server: SET poem {}\nserver -> a: VALUE roses"
    heard = hand_in(run(story.format("roses are red"), cut))
    (one,) = texts.not_these_words(heard)
    assert one.says == 'Something is missing in what is sent: "are red"'
    assert one.do.startswith("It was said to the program")
    (one,) = texts.not_these_words(hand_in(run(story.format("of roses"), cut)))
    assert one.do.startswith("Take the words from the text of the assignment")
    short = line('server -> a: "VALUE roses are red"', happened='server sent a "VALUE"')
    (one,) = texts.not_these_words(hand_in(run(story.format("x"), short)))
    assert "or not in these words" in one.says


def test_another_answer_of_the_same_protocol() -> None:
    """What was right elsewhere has the right words: it is the wrong one of them."""
    wrong = line('server -> b: "VALUE 2"', at=3, happened='server sent b "NONE\\n"')
    story = "a connects\na -> server: GET x\nserver -> a: NONE\\n\nserver -> b: NONE\\n"
    right = met("server -> a: NONE", events=(2,))
    (one,) = texts.not_these_words(hand_in(run(story, right, wrong)))
    assert one.says == 'Another answer is sent than the one that is right here: "NONE"'
    assert one.do.startswith("Elsewhere it is the right one")
    (one,) = texts.not_these_words(hand_in(run(story, wrong)))
    assert "or not in these words" in one.says


def test_who_was_told_something_else_answers_that() -> None:
    """A number that another program of the hand-in had sent is that one's doing."""
    answer = line('server -> a: "ACK 1"', at=4, happened='server sent a "ACK 0"')
    asked = line('a -> server: "DATA 1 two"', at=3, happened='a sent server "DATA 0 two"')
    story = "a connects\na -> server: DATA 0 two\nserver -> a: ACK 0"
    both = run(story, asked, answer, students=("server", "a"))
    assert not list(texts.not_these_words(hand_in(both)))
    later = replace(asked, at=5)
    (one,) = texts.not_these_words(hand_in(run(story, later, answer, students=("server", "a"))))
    assert one.says.startswith("Another number is sent")


def test_a_decision_that_is_sent_before_its_time() -> None:
    """It was sent to the same one when it must not, so that it is not sent when it is due."""
    early = line("never server -> a: /COMMIT|ABORT/", events=(2,), at=2)
    short = line('server -> a: "COMMIT"', at=9, happened="server sent nothing to a; it had ended")
    story = "a connects\na -> server: YES\nserver -> a: {}"
    (one,) = texts.not_these_words(hand_in(run(story.format("COMMIT\\n"), early, short)))
    assert one.says == 'It is sent before its time: "COMMIT"'
    for said, *lines in (("ABORT", early, short), ("COMMIT", short)):
        (one,) = texts.not_these_words(hand_in(run(story.format(said), *lines)))
        assert one.says == 'What is asked for is not sent: "COMMIT"'
