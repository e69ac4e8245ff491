"""The line that makes what a program says."""

from harness.diagnosis.code import Code
from harness.diagnosis.quoted import quoted, sent_by, sent_to_each, written
from harness.model.record import Source


def code(text: str) -> Code:
    """A file of that text."""
    return Code([Source("a.py", text.encode())])


def test_a_text_with_something_filled_in() -> None:
    """Its fixed words tell the line; a docstring has them too, and says nothing."""
    text = '"""X: Alice received before Y."""\ns = "%s: %s received before %s" % x\n'
    assert quoted(code(text), "X: Alice received before Y: Bob").line == 2


def test_what_is_known_to_be_filled_in() -> None:
    """What remains without it is fixed, signs too."""
    text = "name = 'first'\ns = f'first {a}; first {b}'\n"
    assert quoted(code(text), "first Alice; first Bob").line == 0
    assert quoted(code(text), "first Alice; first Bob", "Alice", "Bob").line == 2


def test_two_lines_that_may_be_meant() -> None:
    """None is told; a short word alone tells none either."""
    twice = "print('we are done now')\nprint('we are done now')\n"
    assert quoted(code(twice), "we are done now").line == 0
    assert quoted(code("print('one of it')\n"), "of").line == 0
    assert quoted(code("print('Done.')\n"), "Done.").line == 1


def test_two_lines_that_both_said_it() -> None:
    """The first, if two have heard it; not where one may never be come to, or sends to both."""
    twice = "a.send(b'you may begin')\nb.send('you may begin'.encode())\n"
    assert sent_to_each(code(twice), "you may begin", 2).line == 1
    assert sent_to_each(code(twice), "you may begin", 1).line == 0
    assert sent_to_each(code(f"{twice}print('you may begin')\n"), "you may begin", 2).line == 0
    other = "def old():\n    a.send(b'you may begin')\nb.send('you may begin'.encode())\n"
    assert sent_to_each(code(other), "you may begin", 2).line == 0


def test_a_text_that_was_not_said() -> None:
    """A few words of it stand in many a text; most of it stands where it would be said."""
    text = "print('Waiting to receive messages')\n"
    assert written(code(text), "The server is waiting to receive two connections").line == 0
    assert written(code(text), "Waiting to receive messages....").line == 1
    assert quoted(code(text), "Now waiting to receive two").line == 1


def test_the_call_that_sends_it() -> None:
    """That of the text itself or of its name; of two the line that makes the text."""
    text = "reply = 'it was received'\nx.send(reply.encode())\n"
    assert sent_by(code(text), "it was received").line == 2
    assert sent_by(code(text + "y.send(reply.encode())\n"), "it was received").line == 1
    assert sent_by(code("x.send(b'it was received')\n"), "it was received").line == 1
