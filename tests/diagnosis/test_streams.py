"""TCP as a stream: what fails only where messages come in pieces, or several at once."""

from harness.diagnosis import streams
from tests.diagnosis.hand import hand_in, line, met, run

CODE = {"server": "while True:\n    data = conn.recv(1024)\n"}
SPLIT = run("a connects", line("server -> b: x"), scene="pieces")


def test_one_recv_is_taken_for_one_message() -> None:
    """All is well where messages come whole; the place is the one receive there is."""
    whole = run("a connects", met("server -> b: x"))
    (one,) = streams.recv_is_no_message(hand_in(whole, SPLIT, code=CODE, linked=["pieces"]))
    assert one.says.startswith("What one recv() returns is taken for one message")
    assert one.line == 2


def test_what_fails_anyway_says_nothing_of_streams() -> None:
    """Nor does a scene without links."""
    broken = run("a connects", line("server -> b: x"))
    assert not list(streams.recv_is_no_message(hand_in(broken, SPLIT, linked=["pieces"])))
    whole = run("a connects", met("server -> b: x"))
    assert not list(streams.recv_is_no_message(hand_in(whole, SPLIT)))
