"""Errors that a program catches without showing what they say."""

import pytest

from harness.diagnosis import unsaid
from tests.diagnosis.hand import hand_in, line, run

CODE = """\
def serve(conn):
    try:
        conn.connect(x)
        print(f"Got {{msg}}")
        order.append(1 + msg)
        print("Kept", msg)
        conn.close()
    except{0}:
        {1}
"""
LOST = line("server -> a: x", at=9)
OOPS = 'print("Oh no, error")'


def told(code: str, *story: str) -> list[tuple[int, str]]:
    """The line of each, and which lines can have failed."""
    case = hand_in(run("\n".join(("a connects", *story)), LOST), code={"server": code})
    return [
        (one.line, one.happened.partition(", so ")[2].removesuffix(" failed"))
        for one in unsaid.caught_without_a_word(case)
    ]


@pytest.mark.parametrize(
    ("story", "which"),
    [
        (["server prints: Oh no, error"], "one of the lines 3 to 4"),
        (["server connects", "server prints: Oh no, error"], "line 4"),
        (["server prints: Got Alice\\nOh no, error"], "one of the lines 5 to 6"),
        (["server prints: Name? Got me\\nhi\\nOh no, error"], "one of the lines 3 to 6"),
        (["server prints: Kept it\\nOh no, error"], "one of the lines 3 to 4"),
        (["server prints: Got me\\nKept it\\nOh no, error"], "line 7"),
    ],
)
def test_which_lines_can_have_failed(story: list[str], which: str) -> None:
    """Those behind what was seen, up to the first of which nothing was."""
    assert told(CODE.format("", OOPS), *story) == [(8, which)]


@pytest.mark.parametrize(
    ("asks", "story", "which"),
    [
        ('input("Say: ")', ["server prints: Oh no, error"], "line 3"),
        ('input("Say: ")', ["server prints: Say: Oh no, error"], "one of the lines 3 to 6"),
        ("input()", ["server prints: Oh no, error"], "one of the lines 3 to 6"),
        (
            r'input("Say\nit: ")',
            ["server prints: Say\\nit: Oh no, error"],
            "one of the lines 3 to 6",
        ),
    ],
)
def test_a_question_that_was_not_asked(asks: str, story: list[str], which: str) -> None:
    """What failed stands above it."""
    code = CODE.format("", OOPS).replace('print(f"Got {msg}")', f"msg = {asks}")
    code = code.replace('        print("Kept", msg)\n', "")
    assert told(code, *story) == [(7, which)]


@pytest.mark.parametrize(
    ("kinds", "handles", "story", "found"),
    [
        (" Exception", OOPS, [], True),
        (" Exception as e", OOPS, [], True),
        (" socket.error", OOPS, [], True),
        (" OSError", OOPS, [], False),
        (" socket.timeout", OOPS, [], False),  # that says what it was
        (" Exception as e", f"{OOPS}; print(e)", [], False),
        ("", f"{OOPS}; traceback.print_exc()", [], False),
        ("", f"{OOPS}; raise", [], False),
        ("", f"{OOPS}\n{OOPS}", [], False),  # who prints it is not known
        ("", "print('-')", [], False),
        ("", OOPS, ["a closes server"], False),
        ("", OOPS, ["a exits 0"], False),
    ],
)
def test_what_is_caught_and_nothing_said(
    kinds: str, handles: str, story: list[str], found: bool
) -> None:
    """Every error, by a handler that says nothing of it; and no other program has left."""
    code = CODE.format(kinds, handles.replace("\n", "\n        "))
    assert bool(told(code, *story, "server prints: Oh no, error")) == found


def test_what_is_printed_in_an_except_after_a_loss() -> None:
    """Then it may be of no account; in a given program only the marked lines are a student's."""
    late = ["a -> server: x"] * 9
    assert not told(CODE.format("", OOPS), *late, "server prints: Oh no, error")
    assert not told(CODE.format("", OOPS), "server prints: Oh no")
    shown = CODE.format("", OOPS)
    case = hand_in(
        run("server prints: Oh no, error", LOST),
        code={"server": f"# start\nx\n# end\n{shown}"},
        kit=["server"],
    )
    assert not list(unsaid.caught_without_a_word(case))


@pytest.mark.parametrize(
    ("tried", "handles", "at"),
    [
        ('order.append(name + ": " + data)', "pass", 4),
        ('conn.sendall("Got " + name)', "return", 4),
        ('conn.send(f"Got {name}")', "break", 4),
        ('order.append(name + ": " + data.decode())', "pass", 0),
        ("order.append(name + data)", "pass", 0),  # the name may be bytes, too
        ("conn.send(name)", "pass", 0),
        ("conn.send('Got'.encode())", "pass", 0),
        ('if late: conn.send("Got")', "pass", 0),
        ('conn.send("Got")', "print(9)", 0),
        ('data = "a"; order.append(name + ": " + data)', "pass", 0),
    ],
)
def test_an_error_that_is_sure_and_kept_quiet(tried: str, handles: str, at: int) -> None:
    """The line makes it whatever comes; what may go well is not told of."""
    body = f"while True:\n    try:\n        data = c.recv(9)\n        {tried}\n"
    code = f"{body}    except:\n        {handles}\nc = conn = order = name = late = 1\n"
    found = list(unsaid.kept_quiet(hand_in(run("a connects", LOST), code={"server": code})))
    assert [one.line for one in found] == [at][: bool(at)]
    assert all("keeps it quiet: except" in one.happened for one in found)


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("def f(c):\n    x = nam\npool.submit(f, c)\n", [2]),
        ("def f(c):\n    x = nam\npool.submit(f, c).result()\n", []),
        ("def f(c):\n    x = nam\nf(c)\npool.submit(g, c)\n", []),
        ("def f(nam):\n    x = nam\npool.submit(f, c)\n", []),
        ("from socket import *\ndef f(c):\n    x = AF_INET\npool.submit(f, c)\n", []),
        ("from mine import *\ndef f(c):\n    x = nam\npool.submit(f, c)\n", []),
        ("def f(c):\n    exec('nam = 1')\n    x = nam\npool.submit(f, c)\n", []),
        ("import nam.x\ndef f(c):\n    x = nam\npool.submit(f, c)\n", []),
    ],
)
def test_an_error_that_a_pool_keeps(code: str, at: list[int]) -> None:
    """A name that nothing defines, in what the pool runs, and nobody asks what became of it."""
    case = hand_in(run("a connects", LOST), code={"server": f"{code}"})
    assert [one.line for one in unsaid.kept_by_a_pool(case)] == at


def test_a_name_that_nothing_defines_where_every_error_is_kept_quiet() -> None:
    """The handler does nothing about it, and so nobody hears of it."""
    for name, found in (("nam", 1), ("name", 0), ("raw_input", 0)):
        code = f"name = 1\ntry:\n    say({name})\nexcept:\n    pass\ndef say(x): pass\n"
        case = hand_in(run("a connects", LOST), code={"server": code})
        assert [one.line for one in unsaid.kept_quiet(case)] == [3] * found


def test_what_is_typed_is_sent_as_text() -> None:
    """Unless the program is one of Python 2, where that is right, or gives it another value."""
    for before, found in (("a = f.decode()", 1), ("a = 1", 0), ("t = f.decode()", 0)):
        code = f"{before}\nt = input()\ntry:\n    c.send(t)\nexcept:\n    pass\nc = f = 1\n"
        case = hand_in(run("a connects", LOST), code={"server": code})
        assert [one.line for one in unsaid.kept_quiet(case)] == [4] * found


@pytest.mark.parametrize(
    ("above", "tried", "at"),
    [
        ("clients = []", "for each in client: each.send(data)", 5),
        ("clients = []", "order.append(data)", 5),
        ("import order", "order.append(data)", 0),
        ("from mine import *", "order.append(data)", 0),
        ("globals()['order'] = []", "order.append(data)", 0),
        ("clients = []", "for each in clients: order.append(each)", 0),
        ("def order(): pass", "print(order)", 0),
        ("clients = []", "print(unicode(data))", 0),  # Python 2 has one
        ("clients = []", "print(data and order)", 0),
    ],
)
def test_a_name_that_nothing_defines_kept_quiet(above: str, tried: str, at: int) -> None:
    """Nowhere in the file, and in what is surely come to."""
    body = f"{above}\nwhile True:\n    try:\n        data = c.recv(9)\n        {tried}\n"
    code = f"{body}    except:\n        continue\nc = 1\n"
    found = list(unsaid.kept_quiet(hand_in(run("a connects", LOST), code={"server": code})))
    assert [one.line for one in found] == [at][: bool(at)]
    assert all(one.says.startswith("A name is used that nothing defines") for one in found)


@pytest.mark.parametrize(
    ("head", "tried", "at"),
    [
        ("def f(c):", "n += 1", 4),
        ("def f(c):", "names[n] = 'X'\n            n += 1", 4),
        ("def f(c):", "n = 0\n            n += 1", 0),
        ("def f(c, n=0):", "n += 1", 0),
        ("def f(c):\n        global n", "n += 1", 0),
        ("def f(c):\n        n = 0\n        def g():\n            nonlocal n", "n += 1", 0),
    ],
)
def test_a_name_that_a_function_only_adds_to(head: str, tried: str, at: int) -> None:
    """It is the function's own there, and nothing gives it a first value."""
    body = f"n, names = 0, {{}}\nif n == 0:\n    {head}\n        try:\n            {tried}\n"
    code = f"{body}        except:\n            pass\n"
    at = at + 1 if at else 0
    found = list(unsaid.kept_quiet(hand_in(run("a connects", LOST), code={"server": code})))
    assert [one.line for one in found] == [at][: bool(at)]
    assert all(one.says.endswith("before it has a value: n") for one in found)


def test_an_error_that_is_of_no_account() -> None:
    """All that should be sent was sent, and another line was lost; or it is not what is caught."""
    code = 'try:\n    c.send("Bye")\nexcept:\n    pass\n'
    for short, found in ((line("server prints: x"), 0), (LOST, 1)):
        case = hand_in(run("a connects", short), code={"server": code})
        assert len(list(unsaid.kept_quiet(case))) == found
    named = code.replace("except:", "except KeyError:")
    assert not list(unsaid.kept_quiet(hand_in(run("a connects", LOST), code={"server": named})))
