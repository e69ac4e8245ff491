"""Messages that lay there unread together: their order is the receiver's, and nobody else's."""

from pathlib import Path

from tests.checks.told import Told, told

WORDS = r"""
first: a|b
second: a|b, not {first}
m1: /\w+/
m2: /\w+/
"""
STORY = """
start server, a, b
a types: go
by now {first} -> server: {m1}
then
{second} -> server: {m2}
one:
  server -> a: /{m1} before {m2}/
  never server -> b: /{m2} before {m1}/
"""


def _told(tmp_path: Path) -> Told:
    t = told(tmp_path, STORY, words=WORDS)
    for who in ("server", "a", "b"):
        t.do(f"start {who}")
        t.quiet()
    t.connects("a", "server")
    return t


def _bob_comes(t: Told) -> None:
    """The other client comes when all is quiet, and only then the story types at the first one."""
    t.quiet()
    t.connects("b", "server")
    t.do("type a")
    t.sends("b", "server", "Bob")


def _answer(t: Told, text: str) -> list[str]:
    t.sends("server", "a", text)
    t.sends("server", "b", text)
    t.quiet()
    return t.verdicts("one")


def test_a_message_that_waits_for_the_other_client_may_be_taken_after_its(tmp_path: Path) -> None:
    """Who may not receive before both are connected finds two messages when it may."""
    t = _told(tmp_path)
    t.sends("a", "server", "Alice")
    _bob_comes(t)
    assert _answer(t, "Bob before Alice") == ["unobservable", "unobservable"]


def test_the_order_in_which_they_crossed_is_right_there(tmp_path: Path) -> None:
    """Nothing is in doubt that is as it should be."""
    t = _told(tmp_path)
    t.sends("a", "server", "Alice")
    _bob_comes(t)
    assert _answer(t, "Alice before Bob") == ["met", "met"]


def test_what_is_wrong_in_either_order_is_wrong(tmp_path: Path) -> None:
    """No answer, or another one, is not excused."""
    t = _told(tmp_path)
    t.sends("a", "server", "Alice")
    _bob_comes(t)
    assert _answer(t, "both came")[0] == "unmet"


def test_a_message_that_was_read_before_came_before(tmp_path: Path) -> None:
    """Who has received the first before the second client was there knows their order."""
    t = _told(tmp_path)
    t.sends("a", "server", "Alice")
    t.reads("server", "a")
    _bob_comes(t)
    assert _answer(t, "Bob before Alice") == ["unmet", "unmet"]


def test_what_a_library_took_ahead_may_be_taken_later(tmp_path: Path) -> None:
    """An event loop empties its sockets; its program asks for the first message when it may."""
    t = _told(tmp_path)
    t.unseen("ahead", "server")
    t.sends("a", "server", "Alice")
    t.reads("server", "a")
    _bob_comes(t)
    assert _answer(t, "Bob before Alice") == ["unobservable", "unobservable"]


def test_a_sign_that_was_read_before_is_not_that_message(tmp_path: Path) -> None:
    """Who has received no more than that somebody is there knows no order of messages."""
    t = _told(tmp_path)
    t.sends("a", "server", "+")
    t.reads("server", "a", 1)
    t.sends("a", "server", "Alice")
    _bob_comes(t)
    assert _answer(t, "Bob before Alice") == ["unobservable", "unobservable"]


def test_a_message_that_one_read_took_along_may_be_taken_later(tmp_path: Path) -> None:
    """Who read a sign, and the message behind it with the same read, may have wanted the sign."""
    t = _told(tmp_path)
    t.sends("a", "server", "+\nAlice\n")
    t.reads("server", "a", 8)
    _bob_comes(t)
    assert _answer(t, "Bob before Alice") == ["unobservable", "unobservable"]


def test_between_two_that_are_connected_the_wire_tells(tmp_path: Path) -> None:
    """Who listens to both finds the first message when it comes."""
    t = _told(tmp_path)
    t.connects("b", "server")
    t.sends("a", "server", "Alice")
    t.quiet()
    t.do("type a")
    t.sends("b", "server", "Bob")
    assert _answer(t, "Bob before Alice") == ["unmet", "unmet"]


def test_whoever_was_told_to_go_on_speaks_at_once(tmp_path: Path) -> None:
    """Two clients that wait for the server's word send in the same moment."""
    t = _told(tmp_path)
    t.connects("b", "server")
    t.do("type a")
    t.sends("server", "a", "go on")
    t.sends("server", "b", "go on")
    t.sends("a", "server", "Alice")
    t.sends("b", "server", "Bob")
    assert _answer(t, "Bob before Alice") == ["unobservable", "unobservable"]


def test_whoever_rests_after_that_does_not(tmp_path: Path) -> None:
    """Where somebody types first, the order of the two is known."""
    t = _told(tmp_path)
    t.connects("b", "server")
    t.sends("server", "a", "go on")
    t.sends("server", "b", "go on")
    t.quiet()
    t.sends("a", "server", "Alice")
    t.quiet()
    t.do("type a")
    t.sends("b", "server", "Bob")
    assert _answer(t, "Bob before Alice") == ["unmet", "unmet"]


def test_the_first_may_speak_before_the_word_has_gone_out_to_the_other(tmp_path: Path) -> None:
    """A server sends the two their word one after the other; whoever has it does not wait."""
    t = _told(tmp_path)
    t.connects("b", "server")
    t.do("type a")
    t.sends("server", "a", "go on")
    t.sends("a", "server", "Alice")
    t.sends("server", "b", "go on")
    t.sends("b", "server", "Bob")
    assert _answer(t, "Bob before Alice") == ["unobservable", "unobservable"]


def test_who_has_received_one_message_before_asking_for_the_other_knows(tmp_path: Path) -> None:
    """Clients that are given the floor in turn speak in an order."""
    t = _told(tmp_path)
    t.connects("b", "server")
    t.do("type a")
    t.sends("server", "a", "go on")
    t.sends("a", "server", "Alice")
    t.reads("server", "a")
    t.sends("server", "b", "go on")
    t.sends("b", "server", "Bob")
    assert _answer(t, "Bob before Alice") == ["unmet", "unmet"]
