"""Pipes that are broken: whose doing that is."""

from harness.diagnosis import crashes
from tests.diagnosis.hand import hand_in, line, run

_BREAKS = (
    r"server prints: Traceback (most recent call last):\n"
    r'  File "/home/student/server.py", line 2, in <module>\n    s = socket.socket()\n'
    r"BrokenPipeError: [Errno 32]"
)
_NOT_SENT = line("server -> a: done")


def test_the_socket_that_listens_is_sent_on() -> None:
    """The same error as of a connection that the other side has closed, and nobody has."""
    lost = run(f"{_BREAKS}\nserver exits 1", _NOT_SENT)
    for code, says in (
        ("s = socket()\ns.send(b'x')\nc, a = s.accept()", "s is the socket that listens"),
        ("s = socket()\ns.send(b'x')\ns, a = s.accept()", "Something is sent or received"),
        ("c, a = s.accept()\nc.send(b'x')", "Something is sent or received"),
    ):
        (one,) = crashes.does_not_run(hand_in(lost, code={"server": code}))
        assert one.says.startswith(says)
    ends = run(f"a connects\nserver closes a\n{_BREAKS}\nserver exits 1", _NOT_SENT)
    code = "s = socket()\ns.send(b'x')\nc, a = s.accept()"
    (one,) = crashes.does_not_run(hand_in(ends, code={"server": code}))
    assert one.says.startswith("s is the socket that listens")  # whose end closed the others


def test_a_socket_that_was_never_connected() -> None:
    """A pipe is broken then, too; where it was connected, the other side has closed it."""
    told = r'a prints: Traceback (most recent call last):\n  File "/home/a.py", line 1, in x\n'
    told += "BrokenPipeError: [Errno 32] Broken pipe\na exits 1"
    for story, code, says in (
        (told, "s.send(1)", "Something is sent on a socket that was never connected"),
        (f"a connects\n{told}", "s.send(1)", "Something is sent or received on a connection"),
        (told, "s.send(1)\ns.connect(x)", "Something is sent on a socket before it is connected"),
        (told, "s.send(1) if s.connect(x) else 0", "Something is sent or received on a connection"),
        (told, "s.send(1)\ndef f():\n    s.connect(x)", "Something is sent or received on a con"),
    ):
        case = hand_in(run(story, line("a -> server: x"), students=("a",)), code={"a": code})
        (one,) = crashes.does_not_run(case)
        assert one.says.startswith(says)


def test_a_connection_that_the_program_ended_itself() -> None:
    """Then no other side has closed it; where it was to stay, the error is no cause of anything."""
    too_soon, code = line("never server closes a", events=(1,)), {"server": "\nc.send(b'x')"}
    own, other = "Something is sent on a connection", "Something is sent or received on a"
    for ends, short, says in (
        ("server closes a", [_NOT_SENT], [own]),
        ("server closes a", [_NOT_SENT, too_soon], []),
        ("server closes a\na closes server", [_NOT_SENT, too_soon], []),
        ("a closes server\nserver closes a", [_NOT_SENT, too_soon], [other]),
        ("server closes a\nb closes server", [_NOT_SENT, too_soon], [other]),
    ):
        lost = run(f"a connects\n{ends}\n{_BREAKS}\nserver exits 1", *short)
        found = [one.says for one in crashes.does_not_run(hand_in(lost, code=code))]
        assert [one[: len(says[0])] for one in found] == says, (ends, found)


def test_a_thread_that_goes_round_once_more() -> None:
    """What ended both connections was another thread, and this one is only woken by it."""
    loop = "while True:\n    data = a.recv(9)\n    {0}b.send(data)\n    {1}"
    head = "def f(a, b):\n    "
    story = "a connects\nserver closes a\n" + _BREAKS.replace("line 2", "line 4")
    lost = run(f"{story}\nserver exits 1", _NOT_SENT)
    for code, told in (
        (head + loop.format("", "b.close()").replace("\n", "\n    "), 0),
        (head + loop.format("b.shutdown(2); ", "").replace("\n", "\n    "), 1),
        ("def f(a, b):\n    data = a.recv(9)\n    if data:\n        b.send(data)\n", 1),
        ("def f(a, b):\n    a.recv(9)\n    while True:\n        b.send(data)\n", 1),
    ):
        found = [*crashes.does_not_run(hand_in(lost, code={"server": code}))]
        assert (len(found), [each.line for each in found]) == (told, [4] * told), code
    left = run(f"{story.replace('server closes a', 'a closes server')}\nserver exits 1", _NOT_SENT)
    code = head + loop.format("", "b.close()").replace("\n", "\n    ")
    assert [*crashes.does_not_run(hand_in(left, code={"server": code}))]
