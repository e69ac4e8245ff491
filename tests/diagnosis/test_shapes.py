"""Where in a function it went wrong, once it is known what did: one line, or none."""

import pytest

from harness.diagnosis.code import Code
from harness.model.record import Source


def code(text: str) -> Code:
    """A role with one file."""
    return Code([Source("server.py", text.encode())])


LATE = """\
def serve(name, conn):
    texts[name] = conn.recv(9)
    both.wait()
    finished.append(name)
"""
NOTED = LATE.replace("    both.wait()\n", "    finished.append(name)\n    both.wait()\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (LATE, 4),
        (NOTED, 0),
        (LATE.replace("    both.wait()\n", ""), 0),
        (LATE.replace("texts[name] = conn.recv(9)", "print(name)"), 0),
    ],
)
def test_a_message_that_is_noted_too_late(text: str, line: int) -> None:
    """After a wait for somebody else, with nothing noted between recv() and that."""
    assert code(text).noted_late().line == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("def f(n, c):\n    names.append(n)\n    m = c.recv(9)\n    said.append(m)\n", 2),
        ("def f(n, c):\n    m = c.recv(9)\n    names.append(n)\n    said.append(m)\n", 0),
        ("def f(n, c):\n    said.append(n)\n    m = c.recv(9)\n    said.append(m)\n", 0),
        ("def f(n, c):\n    names.append(n)\n    m = c.recv(9)\n    print(m)\n", 0),
    ],
)
def test_two_lists_that_are_filled_at_different_moments(text: str, line: int) -> None:
    """One before recv() and the other one after it; not one list twice, nor one list only."""
    assert code(text).noted_apart().line == line


@pytest.mark.parametrize(
    ("notes", "uses", "line"),
    [
        ("came.put(n)", "came.get()", 2),
        ("at[n] = time.time()", "if at['X'] < at['Y']: pass", 2),
        ("came.put(n)", "", 0),  # nobody asks for it
        ("at[n] = c.fileno()", "at['X']", 0),
        ("at = time.time()", "at", 0),
        ("came.put(c.recv(9))", "came.get()", 0),
    ],
)
def test_what_is_noted_before_anything_is_received(notes: str, uses: str, line: int) -> None:
    """A place among others, or a time, which something else goes by."""
    assert (
        code(f"def f(n, c):\n    {notes}\n    t[n] = c.recv(9)\n{uses}\n").noted_before().line
        == line
    )


BACK = (
    "def relay(me, other):\n    data = me.recv(9)\n    me.sendall(data)\n    other.sendall(data)\n"
)


def test_what_is_sent_on_the_connection_that_it_came_from() -> None:
    """The other send of the function is not meant; two of them leave it open which is."""
    assert code(BACK).sent_back().line == 3
    assert code(BACK.replace("me.sendall", "other.sendall")).sent_back().line == 0
    assert code(BACK.replace("other.sendall", "me.sendall")).sent_back().line == 0


def test_what_is_sent_twice() -> None:
    """By equal statements of one block; what stands in two branches is sent once."""
    twice = (
        "async def forward(c, m):\n    await c.forward_message(m)\n    await c.forward_message(m)\n"
    )
    assert code(twice).repeated().line == 3
    shown = twice.replace("await c.forward_message(m)", "print(await c.forward_message(m))", 1)
    assert code(shown).repeated().line == 3
    again = "if x:\n    c.send(m)\nif x:\n    c.send(m)\n"
    assert code(again).repeated().line == 3
    branches = "if x:\n    c.send(m)\nelse:\n    c.send(m)\n"
    assert code(branches).repeated().line == 0
    assert code("c.send(m)\nc.send(n)\n").repeated().line == 0
    assert code("print(m)\nprint(m)\n").repeated().line == 0


def test_code_that_this_python_cannot_read_has_no_such_lines() -> None:
    """Of such code nothing is guessed."""
    old = code(f'{LATE}print "done"\n')
    assert (old.noted_late().line, old.sent_back().line, old.repeated().line) == (0, 0, 0)
