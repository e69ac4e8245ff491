"""Functions that give None to who calls them."""

import textwrap

import pytest

from harness.diagnosis import crashes
from harness.diagnosis.code import Code, Place
from harness.diagnosis.returned import none_of_its_own
from harness.diagnosis.tracebacks import Trace
from harness.model.record import Source
from tests.diagnosis.hand import hand_in, line, run

OPENS = """\
def opened():
    s = socket.socket()
    s.listen()
s = opened()
x, a = s.accept()
"""
LOGGED = """\
def logged(f):
    def inner(*args):
        print(f.__name__)
        f(*args)
    return inner
@logged
def opened():
    return socket.create_server(("", 12000))
s = opened()
x, a = s.accept()
"""
PAIR = """\
def both(s):
    x, y = s.accept(), s.accept()
x, y = both(s)
"""
METHOD = """\
class Desk:
    def run(self):
        self.s = self.opened()
        self.s.listen()
    def opened(self):
        s = socket.socket()
"""


def _told(rows: str, at: int, kind: str = "NoneType") -> int:
    last = rows.splitlines()[at - 1].split(".")[-1].partition("(")[0]
    message = f"'{kind}' object has no attribute '{last}'"
    if "both" in rows:
        message = f"cannot unpack non-iterable {kind} object"
    code = Code([Source("server.py", rows.encode())])
    trace = Trace("AttributeError", message, "server.py", at)
    said, _, place = none_of_its_own(code, trace, code.line("server.py", at))
    assert bool(said) == bool(place.line)
    return place.line


@pytest.mark.parametrize(
    ("rows", "at", "place"),
    [
        (OPENS, 5, 1),
        (LOGGED, 10, 2),
        (PAIR, 3, 1),
        (METHOD, 4, 5),
        (OPENS.replace("s.listen()", "return s"), 5, 0),
        (OPENS.replace("s.listen()", "yield s"), 5, 0),
        (OPENS.replace("s.listen()", "def f(): return s"), 5, 1),
        (OPENS.replace("def opened", "async def opened"), 5, 0),
        (OPENS.replace("def opened", "@cache\ndef opened"), 6, 0),
        (OPENS + "s = None\n", 5, 0),
        (OPENS + "s: object = None\n", 5, 0),
        (OPENS.replace("x, a =", "def hear(s): x, a ="), 5, 0),
        (OPENS.replace("x, a =", "def hear(t): x, a ="), 5, 1),
        (OPENS + "def opened(): pass\n", 5, 0),
        (LOGGED.replace("        f(", "        return f("), 10, 0),
        (LOGGED.replace("return socket", "x = socket"), 10, 0),
        (LOGGED.replace("return inner", "return f"), 10, 0),
        (METHOD.replace("self.opened()", "other.opened()"), 4, 0),
    ],
)
def test_the_function_that_has_no_return(rows: str, at: int, place: int) -> None:
    """Its first line is the place; where something else may have given the None, there is none."""
    assert _told(rows, at) == place
    assert _told(rows, at, "int") == 0


def test_where_the_error_comes_is_said_too() -> None:
    """The place is the cause; what Python says stands in another line."""
    told = textwrap.dedent(
        r"""
        server prints: Traceback (most recent call last):\n
          File "/home/student/server.py", line 5, in <module>\n    x, a = s.accept()\n
        """
    ).replace("\n", "")
    error = "AttributeError: 'NoneType' object has no attribute 'accept'"
    owed = line("server -> a: done")
    case = hand_in(run(f"{told}{error}\nserver exits 1", owed), code={"server": OPENS})
    (one,) = crashes.does_not_run(case)
    assert one.says.startswith("opened() ends without return")
    assert (one.line, one.happened.startswith("At server.py:5 server")) == (1, True)
    assert Place(one.file, one.line, one.code).code == "def opened():"
