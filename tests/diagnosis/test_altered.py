"""Messages that are passed on, and do not arrive as they were written."""

import pytest

from harness.diagnosis import altered
from tests.diagnosis.hand import hand_in, line, run

KIT = ("server",)


def test_a_message_that_is_changed_on_its_way() -> None:
    """What came instead has the same words; that nothing came is another matter."""
    story = "a connects\na -> server: Hello  my World\nserver -> b: hello my world"
    short = line('server -> b: "Hello  my World"', events=(2,))
    (one,) = altered.changed_on_the_way(hand_in(run(story, short)))
    assert one.says.startswith("The message is changed before it is sent on: its spaces")
    assert one.happened == '"Hello  my World" was sent on as "hello my world"'
    nothing = line('server -> b: "Hello  my World"')
    assert not list(altered.changed_on_the_way(hand_in(run(story, nothing))))
    answer = f"{story} received before Y: hi"
    assert not list(altered.changed_on_the_way(hand_in(run(answer, short))))
    # of a long message only the beginning is told: whether the rest came, nobody can say
    cut = line('server -> b: "Hello  my World…"', events=(2,))
    assert not list(altered.changed_on_the_way(hand_in(run(story, cut))))


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("msg = msg.strip()\n    s.forward(who, msg)", 3),
        ("s.forward(who, msg.strip())", 3),
        ("plain = msg\n    s.forward(who, plain.strip())", 4),
        ("plain = msg\n    s.forward(who, plain)", 4),
        ("msg = msg.strip()\n    msg = msg.lower()\n    s.forward(who, msg)", 5),
        ("s.forward(who, msg)\n    msg = msg.strip()", 3),
    ],
)
def test_where_a_message_is_changed(code: str, at: int) -> None:
    """In the one line that gives what is sent a value, or else in that which sends it."""
    file = f"async def f(s, who, msg):\n    # *** start ***\n    {code}\n    # *** end ***\n"
    said = "a -> server:  see you there \nserver -> b: see you there"
    short = line("server -> b: x", (1,), expected='server -> b: " see you there "')
    case = hand_in(run(said, short), kit=KIT, code={"server": file})
    (one,) = altered.changed_on_the_way(case)
    assert one.line == at


def test_a_message_that_came_together_with_the_next_one() -> None:
    """It is all there, as it was written: nothing of it was changed."""
    said = "a -> server: line six\nserver -> b: see the line six of itand the next"
    short = line("server -> b: x", (1,), expected='server -> b: "see the line six of it"')
    assert not list(altered.changed_on_the_way(hand_in(run(said, short))))


def test_a_message_with_something_before_it() -> None:
    """What was said stands in it, after words that nobody said."""
    said = "a -> server: one two three\nserver -> b: text: NEW! one two three"
    short = line("server -> b: x", events=(1,), expected='server -> b: "text: one two three"')
    (one,) = altered.added_on_the_way(hand_in(run(said, short)))
    assert one.says == 'The message is changed before it is sent on: "NEW" is put before it'
    also = said.replace("a -> server: one", "a -> server: NEW one")
    assert not list(altered.added_on_the_way(hand_in(run(also, short))))  # somebody said it
    plain = said.replace("NEW! ", "")
    assert not list(altered.added_on_the_way(hand_in(run(plain, short))))


@pytest.mark.parametrize(("came", "lost"), [("Gre!", 1), ("Gr??e!", 1), ("Grüße!", 0), ("Hm", 0)])
def test_letters_that_get_lost(came: str, lost: int) -> None:
    """They are left out, or a mark stands in the place of each."""
    said = f"a -> server: Grüße!\nserver -> b: {came}"
    short = line("server -> b: x", events=(1,), expected='server -> b: "Grüße!"')
    assert len(list(altered.letters_lost(hand_in(run(said, short))))) == lost


def test_quotes_in_a_message_hide_no_lost_letters() -> None:
    """A text is shown with escapes, and compared without."""
    said = 'a -> server: Grüße "an" alle\nserver -> b: Gre "an" alle'
    short = line("server -> b: x", (1,), expected='server -> b: "Grüße \\"an\\" alle"')
    assert len(list(altered.letters_lost(hand_in(run(said, short))))) == 1


def test_the_mark_of_a_long_text_is_no_letter_that_gets_lost() -> None:
    """It stands for what there was no room to show."""
    said = "a -> server: nobody reads it\nserver -> b: nobody reads"
    short = line("server -> b: x", (1,), expected='server -> b: "nobody reads…"')
    assert not list(altered.letters_lost(hand_in(run(said, short))))


LONG = " ".join(f"word{n}" for n in range(20))


@pytest.mark.parametrize(("came", "cut"), [(LONG[:100], 1), (LONG, 0), (LONG[:20], 0)])
def test_a_message_that_is_cut_short(came: str, cut: int) -> None:
    """What came is the beginning, and long enough to be known again."""
    said = f'a -> server: "{LONG}"\nserver -> b: "{came}"'
    short = line("server -> b: x", (1,))
    assert len(list(altered.cut_short(hand_in(run(said, short))))) == cut


def test_messages_of_which_the_end_is_lost() -> None:
    """Of each the same few characters, or something else is wrong with them."""

    def told(first: str, second: str) -> list[int]:
        story = (
            f"a -> server: line 12\nserver -> b: {first}\na -> server: Bye\nserver -> b: {second}"
        )
        short = (line("server -> b: line 12", (1,)), line("server -> b: Bye", (3,)))
        code = {"server": "m = a.recv(9)\nb.send(m[:-1])\n"}
        return [one.line for one in altered.end_lost(hand_in(run(story, *short), code=code))]

    assert told("line 1", "By") == [2]
    assert told("line", "By") == []
    assert told("ine 12", "ye") == []


def test_the_end_that_each_message_loses_within_a_record() -> None:
    """What stands under another name beside it is no part of the message."""
    said = ('{"to": "b", "text": "line 12"}', '{"to": "b", "text": "Bye"}')
    came = ('{"from": "a", "text": "line 1"}', '{"from": "a", "text": "By"}')
    rows = [
        f"a -> server: {one}\nserver -> b: {other}" for one, other in zip(said, came, strict=True)
    ]
    short = (line("server -> b: line 12", (1,)), line("server -> b: Bye", (3,)))
    (one,) = altered.end_lost(hand_in(run("\n".join(rows), *short)))
    assert one.happened == 'Of "line 12" came "line 1"'


def test_a_run_in_which_nobody_says_anything_hides_no_lost_ends() -> None:
    """The next run is looked at all the same."""
    story = "a -> server: line 12\nserver -> b: line 1\na -> server: Bye\nserver -> b: By"
    short = (line("server -> b: line 12", (1,)), line("server -> b: Bye", (3,)))
    silent = run("a connects", line("server prints: hello"))
    assert len(list(altered.end_lost(hand_in(silent, run(story, *short))))) == 1


def test_signs_that_are_escaped() -> None:
    """As HTML writes them; a message that has such signs by itself is no case of it."""
    short = line("server -> b: x", (1,))
    said = "a -> server: b < c & d\nserver -> b: b &lt; c &amp; d"
    assert len(list(altered.signs_escaped(hand_in(run(said, short))))) == 1
    same = "a -> server: b &lt; c\nserver -> b: b &lt; c!"
    assert not list(altered.signs_escaped(hand_in(run(same, short))))


def test_a_message_that_is_missing_beside_another_was_not_changed() -> None:
    """Two alike were to come, and one did; whatever is in it that was not sent was changed."""
    short = line("server -> b: two", (1,), expected='server -> b: "ping\\nping\\n"')
    one = run("a -> server: ping\nserver -> b: ping", short)
    assert not list(altered.not_as_it_came(hand_in(one, kit=KIT)))
    other = run("a -> server: ping\nserver -> b: pings", short)
    assert list(altered.not_as_it_came(hand_in(other, kit=KIT)))


def test_a_message_that_is_changed_somehow() -> None:
    """Most of it is the same; something else is another matter."""
    short = line("server -> b: x", (1,))
    said = "a -> server: see you tomorrow\nserver -> b: see you tomorow!"
    (one,) = altered.not_as_it_came(hand_in(run(said, short), kit=KIT))
    assert one.says == "The message is changed before it is sent on"
    first = 'a -> server: {"text": "one\\u000atwo, too"}\nserver -> b: {"text": "one"}'
    (one,) = altered.not_as_it_came(hand_in(run(first, short), kit=KIT))
    assert one.says.endswith("on: of its 2 lines only one is left")
    other = "a -> server: see you tomorrow\nserver -> b: ok"
    assert not list(altered.not_as_it_came(hand_in(run(other, short), kit=KIT)))
