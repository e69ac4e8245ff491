"""TCP as a stream: what fails only where messages come in pieces, or several at once."""

from dataclasses import replace

import pytest

from harness.diagnosis import streams
from harness.model.events import STAGE, Limit, Printed, Read, Wait
from tests.diagnosis.hand import hand_in, line, met, run

CODE = {"server": "while True:\n    data = conn.recv(1024)\n"}
SPLIT = run("a connects", line("server -> b: x"), scene="pieces")


def test_one_recv_is_taken_for_one_message() -> None:
    """All is well where messages come whole; the place is the one receive there is."""
    whole = run("a connects", met("server -> b: x"))
    (one,) = streams.recv_is_no_message(hand_in(whole, SPLIT, code=CODE, linked=["pieces"]))
    assert one.says.startswith("What one recv() returns is taken for one message")
    assert one.line == 2


def test_a_kit_that_puts_messages_together() -> None:
    """A student's lines take too little for a message only where they receive by themselves."""
    whole, own = run("a connects", met("server -> b: x")), "{}# start\n{}# end\n"
    said = []
    for parts in (("", "data = conn.recv(1024)\n"), ("data = conn.recv(1024)\n", "f(m)\n")):
        code = {"server": own.format(*parts)}
        case = hand_in(whole, SPLIT, code=code, linked=["pieces"], kit=["server"])
        said.append([(one.line, one.do[:23]) for one in streams.recv_is_no_message(case)])
    assert said == [[(2, "What is given to you pu")], []]


def test_what_fails_anyway_says_nothing_of_streams() -> None:
    """Nor does a scene without links."""
    broken = run("a connects", line("server -> b: x"))
    assert not list(streams.recv_is_no_message(hand_in(broken, SPLIT, linked=["pieces"])))
    whole = run("a connects", met("server -> b: x"))
    assert not list(streams.recv_is_no_message(hand_in(whole, SPLIT)))


LINES = {"server": "plug, _ = listener.accept()\ntext = plug.makefile().readline()\n"}
HALF = """
a connects
a -> server: Alice
server reads a
quiet: server receive a
"""


def test_a_line_that_its_own_client_never_ends() -> None:
    """What was read stands there, and the thread that wants more of it."""
    half = run(HALF, line("server -> a: x"), students=("server", "a"))
    (one,) = streams.line_never_ends(hand_in(half, code=LINES))
    assert one.line == 2
    assert (
        one.happened
        == "server took what a sent out of its socket, and waits for the rest of that line"
    )


@pytest.mark.parametrize(
    ("story", "students", "code"),
    [
        (HALF, ("server",), LINES),
        (HALF, ("server", "a"), CODE),
        (HALF, ("server", "a"), {"server": "said = sys.stdin.readline()\nuse(conn)\n"}),
        (HALF, ("server", "a"), {"server": "out = conn.makefile('w')\nsaid = conn.recv(100)\n"}),
        (HALF.replace("server reads a\n", ""), ("server", "a"), LINES),
        (HALF.replace("receive a", "accept"), ("server", "a"), LINES),
    ],
)
def test_no_line_is_missed(story: str, students: tuple[str, ...], code: dict[str, str]) -> None:
    """Not of a script, nor by who reads no lines, has read nothing or waits for something else."""
    half = run(story, line("server -> a: x"), students=students)
    assert not list(streams.line_never_ends(hand_in(half, code=code)))


def deaf(story: str, *waits: Wait) -> list[str]:
    """What is told of a server that computes at the end of ``story``, where others wait so."""
    told = run(story, line("server -> a: b left"))
    n, busy = len(told.events), Wait("server", "processor", thread=2)
    spun = Limit(n=n, at=n, who=STAGE, what="patience", waits=(busy, *waits))
    code = {"server": "while True:\n    line = c.recv(9)\n"}
    case = hand_in(replace(told, events=(*told.events, spun)), code=code)
    return [f"{one.kind} {one.line}" for one in streams.deaf_to_the_end(case)]


def test_a_loop_that_does_not_end_with_the_connection() -> None:
    """It was at rest until the other side closed, or has a thread for each connection."""
    story = "a connects\nb connects\nb -> server: x\n{}b closes server"
    assert deaf(story.format("quiet: server receive\n")) == ["deaf-to-the-end 2"]
    assert deaf(story.format("")) == []
    threads = (Wait("server", "accept"), Wait("server", "receive", ("a",), thread=3))
    assert deaf(story.format(""), *threads) == ["deaf-to-the-end 2"]
    assert deaf(story.format(""), *threads[:1]) == []


@pytest.mark.parametrize(
    ("shown", "again", "told"),
    [
        ("From server: X: Alice", "From server:", '"From server:" again and again'),
        ("X: Alice", "", "blank lines"),
        ("Enter a message: b'X: Alice'", "b''", "\"b''\" again and again"),
        ("From server: X: Alice", "Server is gone, trying again", None),
        ("From server: nothing", "From server:", None),
    ],
)
def test_what_prints_nothing_again_and_again_is_deaf(
    shown: str, again: str, told: str | None
) -> None:
    """Ended at its limit of output: it shows each end of the connection as a message was shown."""
    story = (
        f"a connects\nserver -> a: go\nserver -> a: X: Alice\na prints: {shown}\nserver closes a"
    )
    flooded = run(story, line("a closes server"), students=("a",))
    n = len(flooded.events)
    flood = (
        Printed(n=n, at=n, who="a", data=f"\r\n{again}".encode() * 200),
        Limit(n=n + 1, at=n + 1, who="a", what="output"),
    )
    code = {"a": "hello = s.recv(9)\nwhile True:\n    print(s.recv(9).decode())\n"}
    case = hand_in(replace(flooded, events=(*flooded.events, *flood)), code=code)
    found = [(one.happened, one.line) for one in streams.deaf_to_the_end(case)]
    happened = f"server closed its connection, and a printed {told} from then on"
    assert found == ([] if told is None else [(happened, 3)])


def test_what_computes_for_another_reason_is_not_deaf() -> None:
    """Nobody closed; or it closed its own side, too; or something came after that."""
    rest = "a connects\nb connects\nquiet: server receive\n"
    assert deaf(rest + "b -> server: x") == []
    assert deaf(rest + "b closes server\nserver closes b") == []
    assert deaf(rest + "b closes server\na -> server: x") == []


@pytest.mark.parametrize(
    ("loop", "told"),
    [
        ("while True:\n    x = c.recv(9)\n    if not x:\n        break\n    data += x\n", True),
        ("while x := c.recv(9):\n    parts.append(x)\n", True),
        ("while x := c.recv(9):\n    parts.append(x)\n    answer(x)\n", False),
        ("while x := c.recv(9):\n    data += x\n    if b'.' in data:\n        break\n", False),
        (
            "while True:\n    x = c.recv(9)\n    if x == b'.':\n        break\n    data += x\n",
            False,
        ),
    ],
)
def test_a_loop_that_waits_for_the_end(loop: str, told: bool) -> None:
    """It took what was there, only gathers, and sleeps: the other side has not closed."""
    at = 2 if "True" in loop else 1
    code = loop.splitlines()[at - 1].strip()
    sleeps = Wait("server", "receive", ("a",), file="server.py", line=at, code=code)
    lost = run(HALF, line("server -> a: x"), waits=[sleeps])
    found = [*streams.until_the_end(hand_in(lost, code={"server": loop}))]
    assert [one.line for one in found] == [at] * told
    more = run(HALF, line("server -> a: x"), line("never server -> a: GET"), waits=[sleeps])
    assert not list(streams.until_the_end(hand_in(more, code={"server": loop})))  # nobody answers
    unread = run(HALF.replace("server reads a\n", ""), line("server -> a: x"), waits=[sleeps])
    assert not list(streams.until_the_end(hand_in(unread, code={"server": loop})))


@pytest.mark.parametrize(
    ("does", "thread", "told"), [("print(x)", 2, 0), ("print(x)", 1, 1), ("d.append(x)", 2, 1)]
)
def test_a_client_whose_thread_shows_what_comes(does: str, thread: int, told: int) -> None:
    """It may receive until the end: nothing waits for what the loop would gather."""
    code = f"while True:\n    x = c.recv(9)\n    if not x:\n        break\n    {does}\n"
    sleeps = Wait("a", "receive", ("server",), thread, file="a.py", line=2, code="x = c.recv(9)")
    story = "a connects\nserver -> a: hi\na reads server\nquiet: a receive server"
    lost = run(story, line("a -> server: x"), waits=[sleeps], students=("a",))
    assert len([*streams.until_the_end(hand_in(lost, code={"a": code}))]) == told


def test_a_receive_of_too_few_bytes() -> None:
    """It took as many as it was told, and more had come; of one in a loop that says nothing."""
    story = "a connects\na -> server: Alice\nserver reads a\nquiet: server keyboard"
    for code, count, at in (
        ("c.recv(1)", 1, [1]),
        ("c.recv(9)", 5, []),
        ("while True:\n    c.recv(1)", 1, []),
        ("def get():\n    return c.recv(1)\nget()", 0, [2]),
        ("def get():\n    return c.recv(1)\nget()\nget()", 1, []),
    ):
        read = run(story, line("server prints Alice"))
        events = [replace(e, count=count) if isinstance(e, Read) else e for e in read.events]
        lost = replace(read, events=tuple(events))
        found = streams.takes_too_few(hand_in(lost, code={"server": code}))
        assert [one.line for one in found] == at


def test_what_a_program_left_when_it_closed_was_not_received() -> None:
    """It counts as read then; of one that had rested before it took anything nobody knows."""
    story = "a connects\na -> server: Alice\n{}quiet: server lock\nserver exits 0\nserver reads a"
    for reads, counts, told in (("server reads a\n", [3, 2], 1), ("", [5], 0)):
        read = run(story.format(reads), line("server -> a: Alice"))
        count = iter(counts)
        events = [replace(e, count=next(count)) if isinstance(e, Read) else e for e in read.events]
        lost = hand_in(replace(read, events=tuple(events)), code={"server": "c.recv(3)"})
        assert len(list(streams.takes_too_few(lost))) == told


COUNTS = """\
def exactly(c, n):
    got = b""
    while len(got) < n:
        got += c.recv(n - len(got))
"""


@pytest.mark.parametrize(
    ("count", "then", "code", "told"),
    [
        (7, "", COUNTS, [4]),
        (7, "", COUNTS.replace("len(got)", "got"), []),
        (2, "", COUNTS, []),  # something lies there still
        (7, "\nserver prints: Alice", COUNTS, []),
        (7, "\nserver -> a: thanks", COUNTS, []),
    ],
)
def test_a_loop_that_waits_for_more_than_was_sent(
    count: int, then: str, code: str, told: list[int]
) -> None:
    """It has taken all and made nothing of it, so that it does not wait for the next message."""
    at = code.splitlines()[3]
    wait = Wait("server", "receive", ("a",), file="server.py", line=4, code=at)
    for students, found in ((("server", "a", "b"), told), (("server",), [])):
        heard = run(
            f"a connects\na -> server: 05Alice\nserver reads a{then}",
            line("server -> a: x"),
            students=students,
            waits=[wait],
        )
        events = [replace(e, count=count) if isinstance(e, Read) else e for e in heard.events]
        case = hand_in(replace(heard, events=tuple(events)), code={"server": code})
        assert [one.line for one in streams.waits_for_more(case)] == found
