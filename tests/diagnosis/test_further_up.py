"""Errors whose cause stands in another line than they do, or is another than they say."""

import textwrap
from dataclasses import replace

import pytest

from harness.diagnosis import crashes
from tests.diagnosis.hand import hand_in, line, run

_TOLD = (
    r"server prints: Traceback (most recent call last):\n"
    r'  File "/home/student/server.py", line 2, in <module>\n    s = socket.socket()\n'
)
_NOT_SENT = line("server -> a: done")


def test_a_function_that_is_called_on_a_type() -> None:
    """What stands before the dot is missing then, and no argument."""
    error = "TypeError: Hub.pass_on() missing 1 required positional argument: 'message'"
    told = f"{_TOLD}{error}\nserver exits 1"
    for call, says in (("Hub.pass_on(m)", "Hub is a type, and"), ("h.pass_on()", "A fun")):
        case = hand_in(run(told, _NOT_SENT), code={"server": f"a\n{call}"})
        (one,) = crashes.does_not_run(case)
        assert one.says.startswith(says)


@pytest.mark.parametrize(
    ("made", "used", "error"),
    [
        ("both = threading.Event", "both.wait()", "wait() missing 1 required positional argument"),
        ("self.q = Queue", "self.q.put(m)", "Queue.put() missing 1 required positional argument"),
        ("l = threading.Lock", "with l: pass", "'builtin_function_or_method' object does not"),
        ("got = list", "got.append(m)", "descriptor 'append' for 'list' objects doesn't"),
    ],
)
def test_a_class_that_is_named_where_an_object_should_be_made(
    made: str, used: str, error: str
) -> None:
    """The place is where it got the name, and the line in which it is used is said, too."""
    told = _TOLD + f"TypeError: {error}\nserver exits 1"
    for first, at in ((made, 1), (f"{made}()", 2), (f"{made}; {made}()", 2)):
        case = hand_in(run(told, _NOT_SENT), code={"server": f"{first}\n{used}\n"})
        (one,) = crashes.does_not_run(case)
        assert (one.line, one.says.endswith("so that no object of it is made")) == (
            at,
            at == 1,
        )
        assert one.happened.startswith("At server.py:2 server" if at == 1 else "There server")


CLASS = """\
t = Talker(x, "X")
t.start()
class Talker(Thread):
    def {0}(self, conn, name):
        self.conn = conn
    def run(self):
        self.conn.recv(9){1}
"""


@pytest.mark.parametrize(
    ("name", "error", "more", "at"),
    [
        ("_init_", "AssertionError: group argument must be None for now", "", 4),
        ("__int__", "TypeError: Talker() takes no arguments", "", 4),
        ("Talker", "TypeError: Talker() takes no arguments", "", 4),
        ("initialize", "TypeError: Talker() takes no arguments", "", 4),
        ("init", "TypeError: Thread.__init__() got an unexpected keyword argument 'c'", "", 4),
        ("_init_", "TypeError: 'int' object is not callable", "", 1),
        ("_init_", "TypeError: add() takes 1 positional argument but 2 were given", "", 1),
        ("_init_", "TypeError: Other() takes no arguments", "", 1),
        ("prepare", "TypeError: Talker() takes no arguments", "", 1),
        ("_init_", "TypeError: Talker() takes no arguments", "\n        self._init_(1, 2)", 1),
        ("_init_", "TypeError: Talker() takes no arguments", "\n    def __init__(self): pass", 1),
    ],
)
def test_an_init_of_another_name(name: str, error: str, more: str, at: int) -> None:
    """It is never called, and the place is where it is defined; what is called is no slip."""
    told = _TOLD.replace("line 2", "line 1") + f"{error}\nserver exits 1"
    case = hand_in(run(told, _NOT_SENT), code={"server": CLASS.format(name, more)})
    (one,) = crashes.does_not_run(case)
    assert (one.line, "when it makes an object of Talker" in one.says) == (at, at == 4)


@pytest.mark.parametrize(
    ("head", "error", "at"),
    [
        ("def hear(c):", "Hub.hear() takes 1 positional argument but 2 were given", 2),
        ("def hear(c):", "hear() takes 1 positional argument but 2 were given", 2),
        ("def hear():", "__main__.Hub.hear() takes 0 positional arguments but 1 was given", 2),
        ("def hear(self):", "Hub.hear() takes 1 positional argument but 2 were given", 1),
        ("def hear(c):", "Hub.hear() takes 1 positional argument but 3 were given", 1),
        ("def hear(c):", "Other.hear() takes 1 positional argument but 2 were given", 1),
        ("def say(c):", "hear() takes 1 positional argument but 2 were given", 1),
    ],
)
def test_a_function_of_objects_without_self(head: str, error: str, at: int) -> None:
    """It gets the object, too, and one more than it takes; of other functions that is not said."""
    told = _TOLD.replace("line 2", "line 1") + f"TypeError: {error}\nserver exits 1"
    code = f"class Hub:\n    {head}\n        c.recv(9)\nHub().hear(c)\n"
    (one,) = crashes.does_not_run(hand_in(run(told, _NOT_SENT), code={"server": code}))
    assert (one.line, "first parameter is not self" in one.says) == (at, at == 2)


def test_what_an_init_of_another_name_would_have_given() -> None:
    """An object lacks it, where it is used; another attribute, or class, is not its doing."""
    code = {"server": CLASS.format("_init_", "").replace('(x, "X")', "()")}
    told = _TOLD.replace("line 2", "line 7") + "AttributeError: {0}\nserver exits 1"
    for error, at in (
        ("'Talker' object has no attribute 'conn'", 4),
        ("'Talker' object has no attribute 'con'", 7),
        ("'Other' object has no attribute 'conn'", 7),
    ):
        case = hand_in(run(told.format(error), _NOT_SENT), code=code)
        (one,) = crashes.does_not_run(case)
        assert one.line == at


def test_a_loop_that_is_left_before_the_second_client_is_accepted() -> None:
    """What is missing then was never there: the place is what leaves the loop."""
    told = _TOLD + "IndexError: list index out of range\nserver exits 1"
    loop = "for n in 1, 2:\n    print(out[1])\n    out.append(s.accept())\n{0}return out"
    for indent, at in (("    ", 5), ("", 2)):
        code = {"server": "def f(out):\n" + textwrap.indent(loop.format(indent), "  ")}
        (one,) = crashes.does_not_run(hand_in(run(told, _NOT_SENT), code=code))
        assert one.line == at


def test_a_function_that_is_no_text() -> None:
    """The place is where it is named, and not where Python noticed it."""
    told = _TOLD
    told += 'TypeError: can only concatenate str (not "builtin_function_or_method") to str'
    code = {"server": "data = c.recv(9).decode\norder.append(name + data)"}
    (one,) = crashes.does_not_run(hand_in(run(f"{told}\nserver exits 1", _NOT_SENT), code=code))
    assert (one.line, one.says[:32]) == (1, "A function is named and not call")


def test_an_error_that_a_pool_may_keep() -> None:
    """What is missing may be so for an error that nobody asks for, or have come too late."""
    told = f"a connects\nb connects\na -> server: A\n{_TOLD}"
    story = f"{told}IndexError: list index out of range\nserver exits 1"
    code = "order = []\norder[1]\norder.append(c.recv(9))\n"
    pooled = "pool.submit(f)"
    for more, kept in ((pooled, True), (f"{pooled}.result()", False), ("g(f)", False)):
        case = hand_in(run(story, line("server -> a: x")), code={"server": code + more})
        (one,) = crashes.does_not_run(case)
        assert one.says.startswith("Something is not there that a function") == kept
        assert one.says.startswith("order is used before both") == (not kept)


@pytest.mark.parametrize(
    ("error", "hides"),
    [
        ("AttributeError: module 'queue' has no attribute 'Queue'", True),
        ("AttributeError: partially initialized module 'queue' has no attribute 'Queue'", True),
        ("ImportError: cannot import name 'Queue' from 'queue' (/home/x/queue.py)", True),
        ("NameError: name 'Queue' is not defined", True),
        ("NameError: name 'quue' is not defined", False),
        ("AttributeError: module 'socket' has no attribute 'scket'", False),
    ],
)
def test_a_file_that_has_the_name_of_a_module_of_python(error: str, hides: bool) -> None:
    """It is that which is imported; where there is no such file, the name is wrong."""
    told = _TOLD + f"{error}\nserver exits 1"
    case = hand_in(run(told, _NOT_SENT), code={"server": "from queue import *\nq = Queue()\n"})
    beside = replace(case, record=replace(case.record, files=("server.py", "queue.py")))
    for each, said in ((beside, hides), (case, False)):
        (one,) = crashes.does_not_run(each)
        assert one.says.startswith("Your file queue.py is imported in place of") == said


def test_a_value_in_the_place_of_what_a_thread_runs() -> None:
    """No line of the program is in what Python says; of a target it is told by another rule."""
    told = (
        r"server prints: Exception in thread Thread-1:\nTraceback (most recent call last):\n"
        r'  File "/usr/lib/threading.py", line 1045, in _bootstrap_inner\n    self.run()\n'
        r"TypeError: 'bool' object is not callable"
    )
    takes = "class T(Thread):\n    def __init__(self):\n        self.run = True\n"
    has_run = takes + "    def run(self):\n        pass\n"
    for code, places in ((has_run, [3]), (takes, []), ("Thread(target=f(x))\n", [])):
        found = crashes.does_not_run(hand_in(run(told, _NOT_SENT), code={"server": code}))
        assert [(one.line, one.says[:8]) for one in found] == [(at, "run gets") for at in places]


def test_a_name_that_a_line_gave_to_something_else() -> None:
    """The place is that line, and not where the name is used."""
    told = f"{_TOLD}TypeError: 'str' object is not callable\nserver exits 1"
    case = hand_in(run(told, _NOT_SENT), code={"server": "def f(c, str):\n    x = str(c)\n"})
    (one,) = crashes.does_not_run(case)
    assert (one.line, one.says[:27]) == (1, "str is a type of Python's, ")
    assert one.happened.startswith("At server.py:2 server ends: TypeError")


@pytest.mark.parametrize(
    ("block", "uses", "at"),
    [
        ("with c:\n        got.append(c.recv(9))", "x.send(b'')", 2),
        ("with lock:\n        got.append(c.recv(9))", "x.send(b'')", 4),
        ("with c:\n        c.append(9)", "x.send(b'')", 4),
        ("with c:\n        got.append(c.recv(9))", "s.accept()", 4),
        ("if c:\n        got.append(c.recv(9))", "x.send(b'')", 4),
    ],
)
def test_a_connection_that_a_with_closes(block: str, uses: str, at: int) -> None:
    """The place is the with, if it is one about a connection and in another function."""
    told = _TOLD.replace("line 2", "line 4") + "OSError: [Errno 9] Bad file descriptor"
    code = {"server": f"def f(c):\n    {block}\n{uses}\n"}
    (one,) = crashes.does_not_run(hand_in(run(f"{told}\nserver exits 1", _NOT_SENT), code=code))
    assert (one.line, one.says.startswith("This with closes")) == (at, at == 2)


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("first = None\n{0}def f(x):\n    first = x\n", 4),
        ("first = None\n{0}def f(x):\n    global first\n    first = x\n", 2),
        ("first = None\n{0}def f(x):\n    first = x\ndef g(x):\n    first = x\n", 2),
        ("first = None\n{0}first = g()\ndef f(x):\n    first = x\n", 2),
        ("first = None\n{0}def f(x):\n    second = x\n", 2),
        ("first = []\n{0}def f(x):\n    first = x\n", 2),
        ("def told(first): a = \\\n{0}first = None\ndef f(x):\n    first = x\n", 1),
    ],
)
def test_a_name_that_a_function_has_for_itself(code: str, at: int) -> None:
    """Where the file's own is None to the end, that is why; where something else sets it, not."""
    error = "TypeError: 'NoneType' object is not subscriptable"
    source = code.format("reply = first[0]\n").replace("= \\\nreply = ", "= ")
    told = f"{_TOLD}{error}\nserver exits 1"
    told = told.replace("line 2", "line 1") if source.startswith("def") else told
    (one,) = crashes.does_not_run(hand_in(run(told, _NOT_SENT), code={"server": source}))
    assert (one.line, one.says.endswith("outside of it stays None")) == (at, at == 4)
