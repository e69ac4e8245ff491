"""Programs that do not run: what is named, and where."""

import pytest

from harness.diagnosis import crashes
from harness.diagnosis.code import Place
from harness.diagnosis.errors import UNCAUGHT, meaning
from harness.diagnosis.tracebacks import Trace, traces
from tests.diagnosis.hand import hand_in, line, place, run

_DIES = (
    r"server prints: Traceback (most recent call last):\n"
    r'  File "/home/student/server.py", line 2, in <module>\n    s = socket.socket()\n'
    r"NameError: name 'socket' is not defined"
)
_NOT_SENT = line("server -> a: done")


def test_an_error_that_ends_a_program() -> None:
    """The misconception is what the error means; the place is the line of the traceback."""
    case = hand_in(
        run(f"{_DIES}\nserver exits 1", _NOT_SENT),
        code={"server": "import os\ns = socket.socket()"},
    )
    (one,) = crashes.does_not_run(case)
    assert one.says == "A module is used and never imported: socket"
    assert place(one) == Place("server.py", 2, "s = socket.socket()")
    assert one.items == ("one",)


@pytest.mark.parametrize(
    ("error", "happened"),
    [
        ("NameError: name 'socket' is not defined", ": NameError: name 'socket' is not defined"),
        ("AttributeError: 'Server' object has no attribute 'f'", ": AttributeError"),
        ("ZeroDivisionError: division by zero", ""),
        ("AssertionError", ": AssertionError"),
    ],
)
def test_an_error_is_told_once(error: str, happened: str) -> None:
    """What the misconception already says of it is not told again."""
    told = f"{_DIES.rpartition('NameError')[0]}{error}\nserver exits 1"
    (one,) = crashes.does_not_run(hand_in(run(told, _NOT_SENT), code={"server": "a\nb"}))
    assert one.happened == f"There server ends{happened}"


def test_which_syntax_error_it_is() -> None:
    """By what Python says of it, or else by the brackets of the line; where neither tells, not."""
    said = r'server prints:   File "/home/student/server.py", line 2\n    if f(x:\n          ^\n'
    for error, code, told in (
        ("SyntaxError: expected ':'", "if f(x", ": it expects a colon there"),
        ("SyntaxError: invalid syntax", "if f(x:", ": a bracket is never closed, ("),
        ("SyntaxError: invalid syntax", "if f x:", ""),
    ):
        lost = run(f"{said}{error}\nserver exits 1", _NOT_SENT)
        (one,) = crashes.does_not_run(hand_in(lost, code={"server": f"x = 1\n{code}\n"}))
        assert one.says == f"Python cannot read the file: there is a syntax error in it{told}"


def test_an_error_in_colours() -> None:
    """Python 3.13 and above paint what they say of an error on a terminal."""
    said = (
        'server prints:   File \x1b[35m"/home/student/server.py"\x1b[0m, line \x1b[35m2\x1b[0m'
        r"\n    if f(x"
        "\n\x1b[1;35mSyntaxError\x1b[0m: \x1b[35mexpected ':'\x1b[0m".replace("\n", r"\n")
    )
    lost = run(f"{said}\nserver exits 1", _NOT_SENT)
    (one,) = crashes.does_not_run(hand_in(lost, code={"server": "x = 1\nif f(x\n"}))
    assert one.says.endswith(": it expects a colon there")
    assert "\x1b" not in one.happened


def test_a_file_that_was_not_saved_as_utf_8() -> None:
    """Python tells of it without a traceback, and names the place in the sentence itself."""
    said = (
        r"server prints: SyntaxError: Non-UTF-8 code starting with '\\xe9' in file"
        " /home/student/server.py on line 2, but no encoding declared; see"
    )
    (one,) = crashes.does_not_run(
        hand_in(run(f"{said}\nserver exits 1", _NOT_SENT), code={"server": "a\nb"})
    )
    assert (place(one).file, place(one).line) == ("server.py", 2)
    assert "it was not saved as UTF-8" in one.says


def test_a_name_that_a_function_of_a_kit_is_not_given() -> None:
    """What it is given has names; what Python thinks was meant may be anything of the file."""
    error = "NameError: name 'message' is not defined. Did you mean: 'Message'?"
    told = _DIES.rpartition("NameError")[0].replace("line 2", "line 3") + error
    code = "def f(server, msg):\n    # start\n    server.send(message)\n    # end\n"
    for kit in ((), ("server",)):
        lost = run(f"{told}\nserver exits 1", _NOT_SENT)
        (one,) = crashes.does_not_run(hand_in(lost, code={"server": code}, kit=kit))
        assert one.do.endswith(" Your function is called with: server, msg.") == bool(kit)
        assert ("Did you mean" in one.happened) == (not kit)


def test_an_error_that_was_caught_and_printed_ends_nothing() -> None:
    """A program that goes on after it is not said to have died of it."""
    case = hand_in(run(_DIES, _NOT_SENT), code={"server": "\n\n"})
    assert not list(crashes.does_not_run(case))


def test_a_thread_that_dies() -> None:
    """The program goes on without it, and says so itself."""
    for before in ("", "Your message: "):  # what is typed is no output, nor is its line end
        head = rf"prints: {before}Exception in thread Thread-1 (run):\n"
        told = _DIES.replace("prints: ", head)
        (one,) = crashes.does_not_run(hand_in(run(told, _NOT_SENT), code={"server": "a\nb"}))
        assert "a thread of server ends" in one.happened


def test_the_place_of_calls_without_end() -> None:
    """Which call is one too many is by chance: told is the one that is made again and again."""
    rows = "".join(f'  File "/home/student/server.py", line {n}, in f\n' for n in (7, 7, 7, 5))
    (trace,) = traces(f"{rows}RecursionError: maximum recursion depth exceeded", ["server.py"])
    assert trace.line == 7
    assert meaning(trace)[0] == "A function calls itself, again and again without end"
    (other,) = traces(f"{rows}KeyError: 'x'", ["server.py"])
    assert other.line == 5


def test_the_place_is_the_last_in_the_students_own_files() -> None:
    """An error in a library was made by the line that called it; without one nothing is told."""
    told = (
        'Traceback (most recent call last):\n  File "/home/student/x/client.py", line 7, in go\n'
        '  File "/usr/lib/python3/socket.py", line 99, in connect\nOSError: [Errno 9] Bad'
    )
    assert list(traces(told, ["x/client.py"])) == [
        Trace("OSError", "[Errno 9] Bad", "/home/student/x/client.py", 7)
    ]
    assert not list(traces(told, ["other.py"]))


def test_a_thread_whose_function_cannot_be_called() -> None:
    """No line of the student's is in its traceback, nor does it lend its name to the next error."""
    where = '  File "/usr/lib/python3/threading.py", line 982, in run\n'
    error = "TypeError: __main__.f() argument after * must be an iterable, not socket"
    told = (
        f"Exception in thread Thread-1 (f):\nTraceback (most recent call last):\n{where}{error}\n"
    )
    dies = 'Traceback (most recent call last):\n  File "server.py", line 9, in <module>\n    x\n'
    thread, main = traces(f"{told}{dies}IndexError: list index out of range", ["server.py"])
    assert meaning(thread)[0].startswith("The args of a thread are no tuple, but one socket")
    assert (thread.line, main.line, main.thread) == (0, 9, "")


def test_the_thread_whose_args_lack_a_comma() -> None:
    """Python names no line of the student's then; of several threads it is the one without."""
    error = "TypeError: __main__.f() argument after * must be an iterable, not socket"
    told = rf"server prints: Exception in thread T (f):\nTraceback (most):\n{error}"
    rows = ["Thread(target=f, args=(a, 1))", "Thread(target=f, args=pair)"]
    for threads, line_ in (([*rows, "Thread(target=f, args=(b))"], 3), (rows, 0)):
        case = hand_in(run(told, _NOT_SENT), code={"server": "\n".join(threads)})
        (one,) = crashes.does_not_run(case)
        assert one.line == line_


def test_a_socket_that_does_not_listen() -> None:
    """What Python calls an invalid argument is the socket itself, if it is accept() that fails."""
    told = _DIES.replace("NameError: name 'socket' is not defined", "OSError: [Errno 22] Invalid")
    case = hand_in(
        run(f"{told}\nserver exits 1", _NOT_SENT), code={"server": "\nc, a = s.accept()"}
    )
    (one,) = crashes.does_not_run(case)
    assert one.says == "accept() is called on a socket that does not listen"
    named = {"server": "s.listen\nc, a = s.accept()"}
    (one,) = crashes.does_not_run(hand_in(run(f"{told}\nserver exits 1", _NOT_SENT), code=named))
    assert one.says.startswith("listen is named in line 1 and not called")


def test_bytes_of_a_file_that_are_no_text() -> None:
    """They were read, not received; what was received may be cut in the middle of a letter."""
    told = _DIES.replace(
        "NameError: name 'socket' is not defined", "UnicodeDecodeError: 'utf-8' codec can't decode"
    )
    for code, says in (
        ("page = f.read()", "What is read as text is none"),
        ("for row in open(name):", "What is read as text is none"),
        ("say = c.recv(9).decode()", "Bytes are decoded that are not the text they are taken for"),
    ):
        case = hand_in(run(f"{told}\nserver exits 1", _NOT_SENT), code={"server": f"\n{code}"})
        (one,) = crashes.does_not_run(case)
        assert one.says == says


@pytest.mark.parametrize(("kind", "told"), [("Process", True), ("Thread", False)])
def test_a_list_that_another_process_has_filled(kind: str, told: bool) -> None:
    """A process puts its message into a list of its own: here it is still empty."""
    dies = (
        r"server prints: Traceback (most recent call last):\n"
        r'  File "/home/student/server.py", line 6, in <module>\n    print(heard[0])\n'
        r"IndexError: list index out of range"
    )
    text = (
        "import multiprocessing\nheard = []\ndef f(c):\n    heard.append(c.recv(9))\n"
        f"{kind}(target=f).start()\nprint(heard[0])\n"
    )
    case = hand_in(run(f"{dies}\nserver exits 1", _NOT_SENT), code={"server": text})
    (one,) = crashes.does_not_run(case)
    assert one.says.startswith("Each process has memory of its own") == told
    assert one.line == 6


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", ["RuntimeError", "AttributeError", "TypeError"])
def test_an_error_may_say_very_much(kind: str) -> None:
    """What a program says of its error is read as far as Python's own go, and no farther."""
    said = f'  File "server.py", line 1\n{kind}: ' + "1." * 100_000
    (trace,) = traces(said, ["server.py"])
    assert meaning(trace) == (f"{UNCAUGHT}: {trace.error}", "")


def test_a_merge_that_was_not_finished() -> None:
    """The line that Python names is one of git's marks, however it puts that."""
    said = r'server prints:   File "/home/student/server.py", line 2\n    {0}\n    ^\n{1}'
    for mark, error in (
        ("<<<<<<< HEAD", "SyntaxError: invalid syntax"),
        ("=======", "IndentationError: expected an indented block"),
        (">>>>>>> 1f2e3d (mine)", "SyntaxError: invalid decimal literal"),
    ):
        story = f"{said.format(mark, error)}\nserver exits 1"
        (one,) = crashes.does_not_run(
            hand_in(run(story, _NOT_SENT), code={"server": f"x = 1\n{mark}\n"})
        )
        assert "a merge by git was not finished" in one.says
        assert "=======" in one.do
    shifted = f"{said.format('<<<<<<<< 2', 'SyntaxError: invalid syntax')}\nserver exits 1"
    (one,) = crashes.does_not_run(
        hand_in(run(shifted, _NOT_SENT), code={"server": "x = 1\n<<<<<<<< 2\n"})
    )
    assert "git" not in one.says


def test_a_coroutine_that_is_used_as_a_value() -> None:
    """The place is where await is missing, and not where Python noticed it."""
    told = (
        _DIES.rpartition("NameError")[0] + "AttributeError: 'coroutine' object has no attribute 'x'"
    )
    code = {"server": "data = reader.read(1)\ntext = data.decode()"}
    (one,) = crashes.does_not_run(hand_in(run(f"{told}\nserver exits 1", _NOT_SENT), code=code))
    assert (one.line, one.says) == (
        1,
        "A coroutine is used as if it were what its function returns: its await is missing",
    )


def test_a_client_that_is_a_server() -> None:
    """The port that it binds is the server's; who connects, too, may only have bound too much."""
    told = r'a prints: Traceback (most recent call last):\n  File "/home/a.py", line 1, in x\n'
    told += "OSError: [Errno 98] Address already in use\na exits 1"
    for code, says in (
        ("s.bind(x)\nc = s.accept()", "a listens, which is what a server does"),
        ("s.bind(x)\ns.connect(y)\nc = s.accept()", "The port is taken"),
        ("s.bind(x)", "The port is taken"),
    ):
        case = hand_in(run(told, line("a -> server: x"), students=("a",)), code={"a": code})
        (one,) = crashes.does_not_run(case)
        assert one.says.startswith(says)


def test_a_program_that_is_run_by_its_import() -> None:
    """The place is the import, since nothing is wrong with the line that binds the port."""
    told = r'a prints: Traceback (most recent call last):\n  File "/home/a.py", line 2, in x\n'
    told += r'  File "/home/student/server.py", line 9, in <module>\n'
    told += "OSError: [Errno 98] Address already in use\na exits 1"
    for code, at in (
        ("import socket\nfrom server import PORT\ns.connect(x)", 2),
        ("import socket\nimport server\ns.connect(x)", 2),
        ("import socket\nimport servers\ns.connect(x)", 0),
    ):
        story = run(told, line("a -> server: x"), students=("a", "server"))
        (one,) = crashes.does_not_run(hand_in(story, code={"a": code, "server": "s.bind(x)"}))
        assert one.says.startswith("To import server.py is to run it") == bool(at)
        assert not at or (one.file, one.line) == ("a.py", at)
        called = run(told.replace("<module>", "main"), line("a -> server: x"), students=("a",))
        (one,) = crashes.does_not_run(hand_in(called, code={"a": code, "server": "s.bind(x)"}))
        assert one.says.startswith("The port is taken")
    case = hand_in(story, code={"a": "import socket", "server": "\n" * 8 + "s.bind(x)"})
    (one,) = crashes.does_not_run(case)
    assert place(one) == Place("server.py", 9, "s.bind(x)")  # as the student knows it


@pytest.mark.parametrize(
    ("last", "says"),
    [
        ("_queue.Empty", "Something is taken out of a queue while nothing is in it"),
        ("queue.Empty", "Something is taken out of a queue while nothing is in it"),
        ("asyncio.queues.QueueEmpty", "Something is taken out of a queue while nothing is in it"),
        ("struct.error: unpack requires a buffer of 4 bytes", "unpack() is given another number"),
        ("StopIteration", "next() asks for one more where nothing is left"),
        ("__main__.TooFew: 1", "The program makes an error that nothing catches: TooFew: 1"),
        ("server.TooFew", "The program makes an error that nothing catches: TooFew"),
        ("TooFew: 1", "The program makes an error that nothing catches: TooFew: 1"),
        ("serve.<locals>.TooFew", "The program makes an error that nothing catches: TooFew"),
        ("other.TooFew", ""),  # a line of the program's, perhaps
        ("X: 1", ""),
    ],
)
def test_an_error_whose_name_does_not_say_that_it_is_one(last: str, says: str) -> None:
    """Python tells the module that it belongs to; other lines with a dot may be anything."""
    died = _DIES.replace("NameError: name 'socket' is not defined", last)
    case = hand_in(run(f"{died}\nserver exits 1", _NOT_SENT), code={"server": "\n\n"})
    assert [one.says[: len(says)] for one in crashes.does_not_run(case)] == [says] * bool(says)


def test_an_error_that_a_program_raises_by_its_own_name() -> None:
    """It is told as raised by that line; what a library raises for it, and a line's print, not."""
    died = _DIES.replace("NameError: name 'socket' is not defined", "TooFew: 1")
    apart = died.replace("TooFew", "Received 1 of 2\\nTooFew")

    def told(code: str, story: str = died) -> list[str]:
        lost = run(f"{story}\nserver exits 1", _NOT_SENT)
        found = crashes.does_not_run(hand_in(lost, code={"server": f"\n{code}"}))
        return [one.says.partition(" error")[0] for one in found]

    assert told("if not x: raise TooFew(1)") == ["The program raises this"]
    assert told("raise TooFew(1) from None") == ["The program raises this"]
    assert told("check(1)") == ["The program makes an"]
    assert told("raise TooFew(1)", apart) == []


@pytest.mark.parametrize(
    ("first", "code", "says"),
    [
        ("from u import Message", 'm = Message["PING"]', "Message is asked for a value that it"),
        ("class Kind: pass", "m = Kind['PING']", "Kind is asked for a value that it"),
        ("Message = {}", 'm = Message["PING"]', "A dictionary is asked for a key"),
        ("from u import NAMES", 'm = NAMES["PING"]', "A dictionary is asked for a key"),
        ("from u import Message", 'm = Message["PONG"]', "A dictionary is asked for a key"),
    ],
)
def test_a_name_in_brackets_that_a_type_does_not_have(first: str, code: str, says: str) -> None:
    """A type is no dictionary; what has a name in capitals only may well be one."""
    died = _DIES.replace("NameError: name 'socket' is not defined", "KeyError: 'PING'")
    case = hand_in(run(f"{died}\nserver exits 1", _NOT_SENT), code={"server": f"{first}\n{code}"})
    (one,) = crashes.does_not_run(case)
    assert one.says.startswith(says)
