"""Servers that listen to their clients in turn."""

from harness.diagnosis import turns
from tests.diagnosis.hand import hand_in, line, run

# what is read is noted as 100 bytes: as much as each of these
LONG = "x" * 100
STORY = f"""\
a connects
b connects
a -> server: {LONG}
server reads a
server -> b: {LONG}
a -> server: two
quiet: server receive b"""
SHORT = line("server -> b: two", at=6)


def test_who_speaks_out_of_turn_is_not_heard() -> None:
    """The place is the only receive there is, and what lies in the socket is known to."""
    code = {"server": "m = src.recv(9)\n"}
    (one,) = turns.one_is_heard(hand_in(run(STORY, SHORT), code=code))
    assert one.says.startswith("While one client is listened to, nobody listens to the other")
    assert one.happened.startswith("server waited for a message from b alone, while a had sent")
    assert (one.file, one.line) == ("server.py", 1)


def test_who_hears_both_or_has_heard_all_does_not_take_turns() -> None:
    """A thread for each waits; or all that was said was received, and is kept back."""
    both = STORY + ", server receive a"
    assert not list(turns.one_is_heard(hand_in(run(both, SHORT))))
    taken = STORY.replace("quiet", "server reads a\nquiet")
    heard = line("server -> b: two", at=7)
    assert not list(turns.one_is_heard(hand_in(run(taken, heard))))
