"""Places in the code: the one call that can be meant, or none."""

from harness.diagnosis.branches import loops
from harness.diagnosis.code import Code, Place
from harness.model.record import Source

FILE = """\
import socket  # not s.recv(1)
def serve(conn):
    while True:
        data = conn.recv(1024)
s = socket.socket()
first, _ = s.accept()
second, _ = s.accept()
"""


def code(text: str) -> Code:
    """A role with one file."""
    return Code([Source("server.py", text.encode())])


def test_the_only_call_is_a_place_and_one_of_two_is_none() -> None:
    """Of two calls nobody knows which it was; what a comment calls is no call."""
    assert code(FILE).only("recv") == Place("server.py", 4, "data = conn.recv(1024)")
    assert code(FILE).only("accept") == Place()
    assert code(FILE).only("bind") == Place()


def test_a_file_in_utf_16_is_shown_as_its_author_sees_it() -> None:
    """Python cannot run it; its lines are no rows of zeros all the same."""
    wide = Code([Source("server.py", FILE.encode("utf-16"))])
    assert wide.only("recv") == Place("server.py", 4, "data = conn.recv(1024)")


def test_a_file_that_this_python_cannot_read_is_looked_at_line_by_line() -> None:
    """A program for Python 2 has calls all the same."""
    old = FILE + 'print "done"\n'
    assert code(old).only("recv").line == 4
    assert [call.function for call in code(old).calls("recv", "accept")] == ["serve", "", ""]


def test_messages_that_are_told_apart_by_their_texts() -> None:
    """A received text is a key, or is compared with another: as it came, or where it was put."""
    put = "text = c.recv(9).decode()\nsaid[name] = text\nself.came.append(text)\n"
    assert code("text = c.recv(9)\nowner[text] = name\n").told_apart_by().line == 2
    assert code(put + 'if self.came[0] == said["X"]: pass\n').told_apart_by().line == 4
    assert not code(put + 'if names[0] == said["X"]: pass\n').told_apart_by().line
    pairs = put.replace("append(text)", "append((name, text))")
    assert not code(pairs + 'if self.came[0] == said["X"]: pass\n').told_apart_by().line


def test_a_file_is_known_by_the_path_in_which_it_ran() -> None:
    """The place has the name that its writer gave it; a line that is not there has no code."""
    assert code(FILE).line("/home/student/server.py", 5).file == "server.py"
    assert code(FILE).line("server.py", 99) == Place("server.py", 99)


def test_a_name_that_python_would_take_hours_over_is_not_parsed() -> None:
    """Nothing is found by its syntax, and nothing hangs."""
    long = FILE + "x = a" + ".a" * 100_000 + "\n"
    assert code(long).only("recv").line == 4
    assert loops(code(long)) == []
