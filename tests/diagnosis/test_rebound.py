"""Names that stood for something, and that a line gives to something else."""

import pytest

from harness.diagnosis.code import Code, Place
from harness.diagnosis.rebound import gets_none, rebound
from harness.diagnosis.tracebacks import Trace
from harness.model.record import Source

_CALLED = "TypeError: 'str' object is not callable"
_NO_LISTENER = "OSError: [Errno 22] Invalid argument"
_OWN = "UnboundLocalError: cannot access local variable '{}' where it is not associated with"


def _told(error: str, at: int, *rows: str) -> tuple[str, int]:
    kind, _, message = error.partition(": ")
    code = Code([Source("server.py", "\n".join(rows).encode())])
    found = rebound(code, Trace(kind, message, "server.py", at), Place("server.py", at, ""))
    return found[1], found[2].line


@pytest.mark.parametrize(
    ("error", "at", "rows", "told"),
    [
        (_CALLED, 2, ("def f(c, str):", "    x = str(c)"), ("a type of Python's", 1)),
        (_CALLED, 2, ("input = input()", "b = input()"), ("a function of Python's", 1)),
        (_CALLED, 2, ("input = input()", "input = input()"), ("a function of Python's", 1)),
        (_CALLED, 3, ("def f(): pass", "f = f()", "f()"), ("a function of this file", 2)),
        (_CALLED, 3, ("from time import *", "time = 'x'", "time()"), ("imported", 2)),
        (_CALLED, 3, ("def g():", "    global print; print = 'x'", "print(1)"),
         ("a function of Python's", 2)),
        (_OWN.format("time"), 3, ("import time", "def f():", "    time = time.time()"),
         ("a module", 3)),
        ("AttributeError: 'float' object has no attribute 'sleep'", 3,
         ("import time", "time = time.time()", "time.sleep(1)"), ("a module", 2)),
        ("AttributeError: 'list' object has no attribute 'mro'", 2,
         ("list = []", "list.mro()"), ("a type of Python's", 1)),
        (_NO_LISTENER, 2, ("s.listen()", "s, address = s.accept()"),
         ("the socket that listens", 2)),
    ],
)  # fmt: skip
def test_the_line_that_gives_a_name_to_something_else(
    error: str, at: int, rows: tuple[str, ...], told: tuple[str, int]
) -> None:
    """It is in the same function, or outside of all, or says global."""
    assert _told(error, at, *rows) == told


@pytest.mark.parametrize(
    ("error", "at", "rows"),
    [
        # a module has no recv(), so that its name is not what is wrong
        ("AttributeError: 'tuple' object has no attribute 'recv'", 3,
         ("import socket", "def f(socket):", "    socket.recv(9)")),
        # nor can a module be called
        (_CALLED, 3, ("import time", "time = 'x'", "time()")),
        # another function's, a class's or a comprehension's is not seen there
        (_CALLED, 3, ("def f():", "    str = 'x'", "str(1)")),
        (_CALLED, 3, ("class A:", "    str = 'x'", "str(1)")),
        (_CALLED, 2, ("[str for str in 'ab']", "str(1)")),
        # several lines, or two names: which it is is not known
        (_CALLED, 3, ("str = 'x'", "str = 'y'", "str(1)")),
        (_CALLED, 3, ("str = 'x'", "int = 'y'", "str(int(1))")),
        # it never listened, or another name gets the connection
        (_NO_LISTENER, 2, ("s.bind(a)", "s, address = s.accept()")),
        (_NO_LISTENER, 2, ("s.listen()", "c, address = s.accept()")),
        (_NO_LISTENER, 3, ("s.listen()", "s, address = s.accept()", "s.accept()")),
        # a name that stood for nothing
        (_CALLED, 2, ("x = 'x'", "x(1)")),
        (_OWN.format("n"), 3, ("n = 0", "def f():", "    n = n + 1")),
    ],
)  # fmt: skip
def test_no_line_where_the_name_is_not_surely_the_cause(
    error: str, at: int, rows: tuple[str, ...]
) -> None:
    """Nothing is said of a name that another value did not hide, or of which two lines may be."""
    assert _told(error, at, *rows) == ("", 0)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (("order = order.sort()", "x = order[0]"), 1),
        (("self.t = Thread(target=f).start()", "self.t.join()"), 1),
        (("order = []", "order = order.append(1)", "order.append(2)"), 2),
        (("first = order.pop()", "x = first[0]"), 0),
        (("order = order.sort()", "x = other[0]"), 0),
        (("order = box.add(1)", "def add(x): pass", "order[0]"), 0),
    ],
)
def test_what_returns_none_and_is_put_into_a_name(rows: tuple[str, ...], line: int) -> None:
    """The line is told that gives it to the name; what the file itself defines may return more."""
    code = Code([Source("server.py", "\n".join(rows).encode())])
    trace = Trace("TypeError", "'NoneType' object is not subscriptable", "server.py", len(rows))
    at = Place("server.py", len(rows), rows[-1])
    assert gets_none(code, trace, at)[2].line == line
    other = Trace("IndexError", "list index out of range", "server.py", len(rows))
    assert not gets_none(code, other, at)[2].line
