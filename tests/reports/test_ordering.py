"""Events in the order in which they must have been."""

from harness.model import events as ev
from harness.reports.ordering import ordered
from harness.reports.steps import steps
from tests.reports import build

_ERROR = 'Traceback (most recent call last):\n  File "server.py", line 3\nNameError: x\n'


def test_what_was_said_of_a_message_stands_below_its_reading() -> None:
    """The reading was noticed only later; what does not speak of it stays where it was."""
    tape = build.opened()
    tape.sends("a", "server", "Alice\n")
    tape.prints("server", "ready\n")
    told = tape.prints("server", "X sent: Alice\n")
    read = tape.add(ev.Read, "server", of="a", conn="ca", count=6)
    order = [event.n for _, event in ordered(tape.events, [read])]
    assert order[-3:] == [told - 1, read, told]
    assert [event.n for _, event in ordered(tape.events)] == list(range(len(tape.events)))
    kinds = [(step.kind, step.text) for step in steps(tape.timeline(), [read])]
    assert kinds[-2:] == [("read", "6 bytes"), ("printed", "X sent: Alice\n")]


def test_an_error_stands_above_the_connections_that_end_with_it() -> None:
    """And in a few lines: its last one says what happened."""
    tape = build.opened()
    closed = tape.add(ev.Closed, "server", to="a", conn="ca", how="fin")
    tape.prints("server", _ERROR)
    tape.add(ev.Exited, "server", code=1, signal=None)
    assert [event.n for _, event in ordered(tape.events)][-3:] == [closed + 1, closed, closed + 2]
    (said,) = [step for step in steps(tape.timeline()) if "NameError" in step.text]
    assert said.text == "Traceback (most recent call last): …\nNameError: x\n"


def test_a_connection_that_was_closed_before_an_error_stays_above_it() -> None:
    """Something was done in between, so that the end of the program did not close it."""
    tape = build.opened()
    closed = tape.add(ev.Closed, "server", to="a", conn="ca", how="fin")
    tape.sends("b", "server", "Bob")
    tape.prints("server", _ERROR)
    tape.add(ev.Exited, "server", code=1, signal=None)
    assert [event.n for _, event in ordered(tape.events)] == list(range(closed + 4))
