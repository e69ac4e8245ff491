"""What objects or threads have in common where each should have its own."""

import pytest

from harness.diagnosis import connecting, firsts
from harness.diagnosis.case import Case
from harness.diagnosis.code import Place
from harness.diagnosis.shared import given_twice, looked_up_late, made_once
from harness.model import events as ev
from tests.diagnosis.hand import hand_in, line, run

CLASS = """\
class Client:
    {0}
    def __init__(self, name{1}):
        {2}
    def listen(self):
        self.all.append(self.conn.recv(9))
"""


@pytest.mark.parametrize(
    ("own", "default", "body", "at"),
    [
        ("all = []", "", "self.name = name", 2),
        ("all: list = []", "", "self.name = name", 2),
        ("", ", all=[]", "self.all = all", 3),
        ("", ", all=[]", "self.name, self.all = name, all", 3),
        ("all = []", "", "self.all = []", 0),
        ("", ", all=None", "self.all = all or []", 0),
        ("", "", "self.all = []", 0),
        ("other = []", "", "self.all = []", 0),
    ],
)
def test_a_list_that_all_objects_share(own: str, default: str, body: str, at: int) -> None:
    """It is made with the class, or as a default, and no object has one of its own."""
    code = hand_in(code={"server": CLASS.format(own, default, body)}).code("server")
    assert (made_once(code)[0], made_once(code)[1].line) == ("all" if at else "", at)


LOOP = "for i in range(2):\n    {0}\n    t.append(Thread(target={1}, args=()))\n"


@pytest.mark.parametrize(
    ("before", "target", "at"),
    [
        ("pass", "lambda: f(conns[i])", 3),
        ("def g(): f(conns[i])", "g", 2),
        ("pass", "lambda i=i: f(conns[i])", 0),
        ("pass", "lambda: f(conns)", 0),
        ("pass", "f", 0),
        ("c, _ = s.accept()", "lambda: f(c)", 3),
        ("c, _ = s.accept()", "lambda c=c: f(c)", 0),
        ("d[k] = s.accept()", "lambda: f(d, k)", 0),
    ],
)
def test_a_loop_variable_that_is_looked_up_late(before: str, target: str, at: int) -> None:
    """By a function that is made in the loop for a thread, and has not taken the value along."""
    code = hand_in(code={"server": LOOP.format(before, target)}).code("server")
    assert looked_up_late(code)[1].line == at


@pytest.mark.parametrize(
    ("made", "at"),
    [
        ("t = [Thread(target=lambda: f(both[n], n)) for n in both]", 1),
        ("t = {n: Thread(target=lambda: f(both[n])) for n in both}", 1),
        ("while len(t) < 2:\n    c = s.accept()[0]\n    t += [Thread(target=lambda: f(c))]", 3),
        ("t = [Thread(target=lambda n=n: f(both[n], n)) for n in both]", 0),
        ("for t in (Thread(target=lambda: f(n)) for n in both):\n    t.start()", 0),
        ("for t in list(threads):\n    c = 1\n    Thread(target=f, args=(c,))", 0),
    ],
)
def test_functions_of_threads_that_are_made_in_another_loop(made: str, at: int) -> None:
    """In a list of them it is the same, but not where each is made only when it is started."""
    assert looked_up_late(hand_in(code={"server": made}).code("server"))[1].line == at


ACCEPT = "x, _ = s.accept()\ny, _ = s.accept()\n"


PAIR = "def f(c, d): {0}.recv(9)\nThread(target=f, args=(a, b))\nThread(target=f, args=({1}))\n"


def deaf(code: str) -> Case:
    """A server of which both threads receive from one client, and the other one has spoken."""
    story = "a connects\nb connects\na -> server: hi\nserver reads a\nb -> server: ho\n"
    told = run(f"{story}quiet: server receive a, a keyboard", line("server -> a: x"))
    assert isinstance(told.events[-1], ev.Quiet)
    return hand_in(told, code={"server": code})


def test_threads_that_have_one_connection() -> None:
    """The line is named by which they have it, if there is only one."""
    plain, late = "Nobody receives from one", "This function looks i up when it runs"
    for code, says, at in (
        (f"{ACCEPT}Thread(target=f, args=(x,))\nThread(target=f, args=(x,))\n", "Both threads", 4),
        (f"{ACCEPT}Thread(target=f, args=(x,))\nThread(target=f, args=(y,))\n", plain, 0),
        (LOOP.format("pass", "lambda: f(c[i])"), late, 3),
        (PAIR.format("c", "a, b"), "Both threads are given the same connection, a", 3),
        (PAIR.format("c", "b, a"), plain, 0),
        (PAIR.format("d", "a, b"), plain, 0),
    ):
        (one,) = connecting.hears_one_only(deaf(code))
        assert (one.says.startswith(says), one.line) == (True, at)
    once = hand_in(code={"server": f"{ACCEPT}Thread(target=f, args=(x,))\n"}).code("server")
    assert given_twice(once) == ("", Place())


def test_an_answer_with_one_message_twice() -> None:
    """The other one is not in it; if a list is shared, that is why."""
    story = "a connects\nb connects\na -> server: Alice\nb -> server: Bob\nserver -> a: {0}"

    def told(answer: str, code: str) -> list[tuple[str, int]]:
        case = hand_in(run(story.format(answer), line("server -> a: x")), code={"server": code})
        return [(one.says[:20], one.line) for one in firsts.one_twice(case)]

    shared = CLASS.format("all = []", "", "self.name = name")
    assert told("X: Alice received before Y: Alice", shared) == [("all is made once, an", 2)]
    assert told("X: Bob received before Y: Bob", "x") == [("The answer has one m", 0)]
    assert told("X: Alice received before Y: Bob", shared) == []
    assert told("X: Alice and Alice", shared) == []
    assert told("Bob was received first", shared) == []


def test_an_answer_with_one_message_twice_from_a_list_that_is_in_both_places() -> None:
    """It was multiplied, and something was put into it; what is only put in its place is none."""
    story = "a connects\nb connects\na -> server: Alice\nb -> server: Bob\nserver -> a: {0}"
    lost = run(story.format("X: Bob received before Y: Bob"), line("server -> a: x"))
    for made, fill, says in (
        ("[[]] * 2", "m[n].append(text)", "[[]] * 2 makes one list and puts it everywhere"),
        ("2 * [set()]", "m[n].add(text)", "2 * [set()] makes one set and puts it everywhere"),
        ("dict.fromkeys(x, {})", "m[n].update(x)", "dict.fromkeys(x, {}) makes one dictionary and"),
        ("[[]] * 2", "m[n] = [text]", "The answer has one message twice"),
        ("[0] * 2", "m[n].append(text)", "The answer has one message twice"),
        ("[[] for _ in x]", "m[n].append(text)", "The answer has one message twice"),
    ):
        (one,) = firsts.one_twice(hand_in(lost, code={"server": f"x = 1\nm = {made}\n{fill}\n"}))
        assert (one.says[: len(says)], one.line) == (says, 0 if says.startswith("The") else 2)


def test_an_answer_with_one_message_twice_from_one_name_for_both() -> None:
    """A global that both threads receive into, or one element where two are meant."""
    story = "a connects\nb connects\na -> server: Alice\nb -> server: Bob\nserver -> a: {0}"
    lost = run(story.format("X: Bob received before Y: Bob"), line("server -> a: x"))
    hears = "def f(c):\n    global m\n    m = c.recv(9)\nThread(target=f)\n"
    for code, says, at in (
        (hears, "m is one for both threads", 3),
        (hears.replace("    global m\n", "    x = 1\n"), "The answer has one message twice", 0),
        (hears.replace("target=f", "target=g"), "The answer has one message twice", 0),
        ("r = f'{m[0]} before {m[0]}'\n", "This line puts m[0] into the answer twice", 1),
        ("r = f'{m[0]} before {m[1]}'\n", "The answer has one message twice", 0),
        ("r = who(m[0]) + m[0] + ' before ' + m[1]\n", "The answer has one message twice", 0),
        ("r = f'{m[i]} before {m[i]}'\n", "The answer has one message twice", 0),
    ):
        (one,) = firsts.one_twice(hand_in(lost, code={"server": code}))
        assert (one.says[: len(says)], one.line) == (says, at)


TWO_IFS = "def f(c):\n    if one {0}:\n        one = m\n    {1} two {0}:\n        two = m\n"
KEPT = "x, addr = s.accept()\nsaid[{0}] = x.recv(9)\n"


@pytest.mark.parametrize(
    ("code", "twice", "says", "at"),
    [
        (TWO_IFS.format("is None", "if"), "Alice", "The first message takes both places", 4),
        (TWO_IFS.format('== ""', "if"), "Alice", "The first message takes both places", 4),
        (TWO_IFS.format("is None", "elif"), "Alice", "The answer has one message twice", 0),
        (TWO_IFS.format("is None", "if"), "Bob", "The answer has one message twice", 0),
        (TWO_IFS.format("is x", "if"), "Alice", "The answer has one message twice", 0),
        (KEPT.format("addr[0]"), "Bob", "addr[0] is the same for two clients", 2),
        (KEPT.format("x.getpeername()[0]"), "Bob", "x.getpeername()[0] is the same", 2),
        (KEPT.format("addr"), "Bob", "The answer has one message twice", 0),
        (KEPT.format("addr[1]"), "Bob", "The answer has one message twice", 0),
        (KEPT.format("addr[0]"), "Alice", "The answer has one message twice", 0),
    ],
)
def test_one_message_in_the_place_of_another(code: str, twice: str, says: str, at: int) -> None:
    """The first fills both of two names; or the second is kept where the first one was."""
    story = "a connects\nb connects\na -> server: Alice\nb -> server: Bob\nserver -> a: {0}"
    lost = run(story.format(f"X: {twice} received before X: {twice}"), line("server -> a: x"))
    (one,) = firsts.one_twice(hand_in(lost, code={"server": code}))
    assert (one.says[: len(says)], one.line) == (says, at)
