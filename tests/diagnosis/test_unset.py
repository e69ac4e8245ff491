"""Names that get a value in the file, and have none where they are missed."""

import pytest

from harness.diagnosis.code import Code, Place
from harness.diagnosis.tracebacks import Trace
from harness.diagnosis.unset import no_value_yet
from harness.model.record import Source

_BRANCHES = "if one:\n    answer = 1\nelif two:\n    answer = 2\nsend(answer)\n"
_LATER = "run(main)\ndef main():\n    pass\n"
_GLOBAL = "def go():\n    global conn\n    conn = 1\nconn.send(1)\n"
_LOCAL = "def go(a):\n    msg = a\ndef show():\n    print(msg)\nshow()\n"
_PARAMETER = "def go(msg):\n    pass\nprint(msg)\n"
_NOWHERE = "answer = 1\nprint(anwser)\n"
_WITHIN = "found = [answer for answer in []]\nprint(answer)\n"
_TAKEN_AWAY = "answer = 1\ndel answer\nprint(answer)\n"


def _said(text: str, name: str, kind: str = "NameError") -> str:
    code = Code([Source("server.py", text.encode())])
    message = f"name '{name}' is not defined"
    if kind == "UnboundLocalError":
        message = f"cannot access local variable '{name}' where it is not associated with a value"
    trace = Trace(kind, message, "server.py", 1)
    says, do = no_value_yet(code, trace, Place("server.py", 1))
    assert bool(says) == bool(do)
    return says


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        (_BRANCHES, "answer", "answer has no value yet: line 2 would give it one"),
        (_LATER, "main", "main has no value yet: line 2 would give it one"),
        (_GLOBAL, "conn", "conn has no value yet: line 3 would give it one"),
        (_LOCAL, "msg", "msg is a function's own, from line 2, and nothing here has that name"),
        (_PARAMETER, "msg", "msg is a function's own, from line 1, and nothing here has that name"),
        (_NOWHERE, "anwser", ""),
        (_WITHIN, "answer", ""),
        (_TAKEN_AWAY, "answer", ""),
    ],
)
def test_where_a_name_would_get_its_value(text: str, name: str, says: str) -> None:
    """By the lines of the file itself; of what is nowhere, or taken away, nothing is said."""
    assert _said(text, name) == says


def test_a_functions_own_name_without_a_value() -> None:
    """A global may be meant only where there is a name for all; else a way leads round its line."""
    own = "def go(a):\n    if a:\n        msg = a\n    print(msg)\n"
    assert _said(own, "msg", "UnboundLocalError").endswith("before it has a value: msg")
    assert not _said(f"msg = ''\n{own}", "msg", "UnboundLocalError")


def test_a_name_of_a_kit_that_a_students_own_line_would_give_a_value() -> None:
    """What stands outside of their lines is not theirs to change."""
    text = "def go(msg):\n    global last\n    if msg != last:\n        last = msg\n"
    code = Code([Source("server.py", text.encode())])
    trace = Trace("NameError", "name 'last' is not defined", "server.py", 3)
    at = Place("server.py", 3)
    assert no_value_yet(code, trace, at, {3, 4})[0].endswith("line 4 would give it one")
    assert no_value_yet(code, trace, at, {3}) == ("", "")
