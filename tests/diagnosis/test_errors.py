"""What errors of Python's mean, in words."""

import pytest

from harness.diagnosis.errors import by_its_line, meaning
from harness.diagnosis.tracebacks import Trace, traces

LIKE = "a bytes-like object is required, not 'str'"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("SyntaxError: expected ':'", "syntax error"),
        ("SyntaxError: 'await' outside async function", "a function that is no async one"),
        (r"SyntaxError: Non-UTF-8 code starting with '\xff' in file s.py on line 1, but", "UTF-16"),
        ("SyntaxError: source code cannot contain null bytes", "saved as UTF-16"),
        ("SyntaxError: invalid non-printable character U+200B", "invisible characters"),
        ("SyntaxError: invalid character '“' (U+201C)", "“ is a sign of printed texts"),
        ("SyntaxError: import * only allowed at module level", "import * stands in a function"),
        ("SyntaxError: Missing parentheses in call to 'print'. Did you", "Python 2's print"),
        ("IndentationError: unexpected indent", "indentation"),
        ("NameError: name 'raw_input' is not defined", "Python 2's raw_input"),
        ("NameError: name 'repyl' is not defined", "A name is used that nothing defines: repyl"),
        ("NameError: name 'self' is not defined", "self is used where there is none"),
        ("TypeError: f() got an unexpected keyword argument 'x'", "that it does not know: f() got"),
        ("TypeError: f() takes 2 positional arguments but 3 were given", "more arguments than"),
        ("TypeError: argument of type 'bool' is not iterable", "a value of type bool"),
        ("TypeError: argument of type 'int' is not a container or iterable", "of type int"),
        ("TypeError: 'method' object is not subscriptable", "stands before square brackets"),
        ("TypeError: 'NoneType' object is not subscriptable", "taken out of None"),
        ("TypeError: cannot unpack non-iterable NoneType object", "taken out of None"),
        ("TypeError: 'builtin_function_or_method' object is not iterable", "named and not called"),
        ("TypeError: cannot unpack non-iterable method object", "named and not called"),
        ("TypeError: a bytes-like object is required, not 'list'", "given a value of type list"),
        ('TypeError: can only concatenate str (not "int") to str', "no text, but of type int"),
        ('TypeError: can only concatenate list (not "str") to list', "A list is joined with"),
        ("TypeError: unsupported operand type(s) for +: 'int' and 'str'", "by +: int and str"),
        (
            "TypeError: '<' not supported between instances of 'str' and 'int'",
            "no order that < could ask for: str and int",
        ),
        ("TypeError: 'int' object is not subscriptable", "ask a value of type int for a part"),
        ("TypeError: 'int' object is not iterable", "A value of type int is gone over"),
        ("TypeError: cannot unpack non-iterable socket object", "A value of type socket is gone"),
        ("TypeError: list indices must be integers or slices, not str", "A list is asked for a"),
        ("TypeError: 'tuple' object does not support item assignment", "A part of a value of"),
        ("TypeError: recv() takes at least 1 argument (0 given)", "recv() is called without"),
        ("TypeError: time.sleep() takes exactly one argument (0 given)", "sleep() is called with"),
        ("TypeError: sequence item 0: expected str instance, bytes found", "value of type bytes"),
        (
            "ImportError: cannot import name 'f' from partially initialized module 'common' (most",
            "f is imported from common, which is not yet read to its end",
        ),
        (
            "AttributeError: partially initialized module 'a' has no attribute 'f' (most likely",
            "f is asked of a, which is not yet read to its end",
        ),
        ("ImportError: cannot import name 'Treads' from 'threading' (x)", "nothing in that has"),
        ("AttributeError: 'str' object has no attribute 'decode'", "what is text already"),
        ("AttributeError: 'bytes' object has no attribute 'encode'", "what is bytes already"),
        ("AttributeError: 'list' object has no attribute 'push'", "is asked for push, which"),
        ("AttributeError: 'list' object has no attribute 'recv'", "of an object that it does"),
        ("RuntimeError: release unlocked lock", "given back that nobody has taken"),
        ("OverflowError: connect(): port must be 0-65535.", "A port is a number from"),
        ("IndexError: Replacement index 1 out of range for positional args tuple", "in braces"),
        ("ValueError: list.remove(x): x not in list", "looked for in a list"),
        ("ValueError: 'a' is not in list", "looked for in a list"),
        ("json.decoder.JSONDecodeError: Expecting value: line 1 column 1", "read as JSON"),
        ("NameError: name 'get_ipython' is not defined", "there in a notebook only"),
        ("NameError: name 'this' is not defined", "Python does not know this"),
        ("NameError: name 'true' is not defined", "Python does not know true"),
        ("TypeError: f() missing 1 required positional argument: 'm'", "fewer arguments than"),
        ("TypeError: dump() missing 1 required positional argument: 'fp'", "dump() writes into a"),
        ("RuntimeError: cannot join thread before it is started", "that was never started"),
        ("RuntimeError: cannot join current thread", "waits for its own end"),
        ("RuntimeError: cannot notify on un-acquired lock", "notify() is called on a condition"),
        ("UnboundLocalError: cannot access local variable 'n' where", "before it has a value: n"),
        ("UnboundLocalError: local variable 'n' referenced before", "before it has a value: n"),
        ("AssertionError: group argument must be None for now", "its function by the name target"),
        ("AssertionError: log in first", "An assert of the program is not true"),
        ("RuntimeError: This event loop is already running", "started once more while it runs"),
        ("TypeError: a bytes-like object is required, not 'str'", "where bytes belong"),
        ("TypeError: data argument must be a bytes-like object, not 'str'", "where bytes belong"),
        ('TypeError: can only concatenate str (not "bytes") to str', "Bytes are used as text"),
        ("OSError: [Errno 98] Address already in use", "The port is taken"),
        ("OSError: [Errno 99] Cannot assign requested address", "that this machine does not have"),
        ("socket.gaierror: [Errno -2] Name or service not known", "No machine has the host name"),
        ("BrokenPipeError: [Errno 32] Broken pipe", "that the other side has closed"),
        ("TypeError: object method can't be used in 'await' expression", "named there and not"),
        ("TypeError: object NoneType can't be used in 'await' expression", "that is no coroutine"),
        ("AttributeError: pong", "A type is asked for a value that it does not have: pong"),
        ("AttributeError: pong. Did you mean: 'Pong'?", "value that it does not have: pong"),
        ("AttributeError: 'tuple' object has no attribute 'recv'", "A tuple is asked for recv()"),
        ("AttributeError: 'tuple' object has no attribute 'encode'", "A tuple is taken for a text"),
        (
            "AttributeError: 'builtin_function_or_method' object has no attribute 'encode'",
            "named and not called, and a function itself has no encode",
        ),
        ("AttributeError: 'str' object has no attribute 'recv'", "of an object that it does"),
        ("AttributeError: 'NoneType' object has no attribute 'recv'", "recv is asked of None"),
        ("AttributeError: '_thread._local' object has no attribute 'm'", "nobody has put m into"),
        (
            "TypeError: An asyncio.Future, a coroutine or an awaitable is required",
            "is given something here that cannot be awaited",
        ),
        ("SyntaxError: name 'msg' is parameter and global", "msg is given to this function, and"),
        (
            "TypeError: 'in <string>' requires string as left operand, not Message",
            "that something is no text but: Message",
        ),
        ("TypeError: not enough arguments for format string", "another number of places (%s)"),
        ("TypeError: Object of type bytes is not JSON serializable", "json is given bytes"),
        ("TypeError: 'bytes' object is not callable", "it is a value of type bytes"),
        ("TypeError: 'module' object is not callable", "A module is called as if"),
        ("RuntimeError: thread.__init__() not called", "it leaves out that of Thread"),
        ("RuntimeError: threads can only be started once", "that was started before"),
        ("BlockingIOError: [Errno 11] Resource temporarily unavailable", "told not to wait, and"),
        ("ValueError: not enough values to unpack (expected 2, got 0)", "names: expected 2, got 0"),
        ("ValueError: 'pong' is not a valid Message", "does not have: 'pong' is not a valid M"),
        ("ValueError: too many values to unpack (expected 2)", "than there are names: expected 2"),
        ("IndexError: list index out of range", "shorter than the program thinks"),
        ("ValueError: invalid literal for int() with base 10: 'x'", "a text that is none"),
        ("ZeroDivisionError: division by zero", "ZeroDivisionError: division by zero"),
        (
            "TypeError: socket.connect() takes exactly one argument (2 given)",
            "connect() takes one thing, an address",
        ),
        (
            "TypeError: 'str' object cannot be interpreted as an integer",
            "A text is used where a number belongs",
        ),
        (
            "FileNotFoundError: [Errno 2] No such file or directory: 'ports.json'",
            "A file is opened that is not there: ports.json",
        ),
    ],
)
def test_what_an_error_means(error: str, says: str) -> None:
    """Each kind of error has words of its own; one that has none is told as it is."""
    told = f'Traceback (most recent call last):\n  File "server.py", line 3, in f\n    x\n{error}'
    (trace,) = traces(told, ["server.py"])
    assert says in meaning(trace)[0]
    assert (trace.file, trace.line) == ("server.py", 3)


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        ("IndexError: list index out of range", "host = sys.argv[1]", "A word of the command line"),
        ("IndexError: list index out of range", "host = args[1]", ""),
        ("KeyError: 'who'", "text = '{who} was first'.format(name)", "A text has a place for who"),
        ("KeyError: 'who'", "text = '{}'.format(names['who'])", ""),
        (f"TypeError: {LIKE}", "if 'Bye' in c.recv(9):", "Bytes are used as text"),
        (f"TypeError: {LIKE}", "name, said = data.split(': ')", "Bytes are used as text"),
        (f"TypeError: {LIKE}", "c.send(said.replace('a', 'b'))", ""),
        (f"TypeError: {LIKE}", "for c in both: sent(c, 'Bye')", ""),
        ("TypeError: a bytes-like object is required, not 'int'", "'B' in data", ""),
    ],
)
def test_what_a_line_tells_that_its_error_does_not_say(error: str, code: str, says: str) -> None:
    """Whose list is too short, and that a text asks by a key, and no line of the program's."""
    kind, _, message = error.partition(": ")
    told, _ = by_its_line(Trace(kind, message, "a.py", 1), code)
    assert told.startswith(says)
    assert bool(told) == bool(says)
