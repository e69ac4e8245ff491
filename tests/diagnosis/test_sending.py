"""What is sent twice, or is not what was typed."""

import textwrap

import pytest

from harness.diagnosis import sending
from tests.diagnosis.hand import hand_in, line, run

A = ("a",)


def test_a_message_that_is_sent_twice() -> None:
    """What is forbidden is the same text, twice."""
    twice = line('never server -> b: "Ping\\nPing\\n"', events=(1,))
    (one,) = sending.sent_twice(hand_in(run("a connects\nserver -> b: PingPing", twice)))
    assert one.says == "One message is sent twice"
    once = line('never server -> b: "Ping Pong"', events=(1,))
    assert not list(sending.sent_twice(hand_in(run("a connects\nserver -> b: Ping", once))))


def test_something_else_than_what_was_typed() -> None:
    """Nothing that was typed is in anything that was sent."""
    story = "a connects\na types: Alice\na -> server: hello"
    short = line("a -> server: Alice")
    (one,) = sending.not_what_was_typed(hand_in(run(story, short, students=["a"])))
    assert one.happened == '"Alice" was typed, and a sent "hello"'
    good = story.replace("hello", "X says Alice")
    assert not list(sending.not_what_was_typed(hand_in(run(good, short, students=["a"]))))


def test_what_a_client_makes_of_what_is_typed() -> None:
    """Where the story asks for another text than is typed, nobody has to send what is typed."""
    story = "a connects\na types: y\na -> server: no"
    made = line('a -> server: "YES"')
    assert not list(sending.not_what_was_typed(hand_in(run(story, made, students=["a"]))))
    whole = line('a -> server: "ADD y"')
    assert list(sending.not_what_was_typed(hand_in(run(story, whole, students=["a"]))))


def test_a_client_that_sends_twice() -> None:
    """The second of two equal sends is the place, and it is about a line, not a message."""
    twice = line('never a -> server: "Hi" twice', events=(2,))
    told = run("a connects\na types: Hi\na -> server: HiHi", twice, students=A)
    code = {"a": "m = input()\ns.send(m)\nif m:\n    s.send(m)\n"}
    (one,) = sending.sent_twice(hand_in(told, code=code))
    assert (one.line, one.do[:26]) == (4, "Follow one line from input")


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ('s.send(m.encode())\n    s.sendall(bytes(m, "u8"))', 3),
        ('s.send(m.encode())\n    print(m)\n    s.sendall(m.encode("u8"))', 4),
        ("s.send(m.encode())\n    m = input()\n    s.sendall(bytes(m))", 0),
        ("s.send(m.encode())\n    t.sendall(bytes(m))", 0),
        ("s.send(m.encode())\n    s.sendall(bytes(n))", 0),
        ("s.send(pack(m))\n    s.sendall(pack(n))", 0),
        ("s.send(Word.HELLO)\n    s.sendall(Word.BYE)", 0),
        ("if a:\n        s.send(m.encode())\n    s.sendall(bytes(m))", 0),
    ],
)
def test_a_client_that_sends_by_two_calls(rows: str, at: int) -> None:
    """The second of two that stand one behind the other, and send one variable, is the place."""
    twice = line('never a -> server: "Hi" twice', events=(2,))
    told = run("a connects\na types: Hi\na -> server: HiHi", twice, students=A)
    (one,) = sending.sent_twice(hand_in(told, code={"a": f"def f(s, m):\n    {rows}\n"}))
    assert one.line == at


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ("if m == M.Ping:\n    c.send(M.Pong)\nc.send(reply)", 4),
        ("if m == M.Ping:\n    c.send(M.Pong)\nelse:\n    c.send(x)\nc.send(y)", 6),
        ("if m == M.Ping:\n    c.send(M.Pong)\n    return\nc.send(reply)", 0),
        ("c.send(a)\nc.send(b)\nc.send(d)", 0),
    ],
)
def test_two_lines_of_a_kit_by_which_a_message_is_answered_twice(rows: str, at: int) -> None:
    """The later one is the place, and where the other is stands beside what happened."""
    twice = line('never a -> server: "Pong" twice', events=(2,))
    story = "server -> a: Pong\nserver -> a: Ping\na -> server: PongPong"
    told = run(story, twice, students=A)
    code = {"a": "def f(c, m):\n" + textwrap.indent(f"# start\n{rows}\n# end\n", "  ")}
    (one,) = sending.sent_twice(hand_in(told, code=code, kit=A))
    assert (one.line, "sends, too: c.send(M.Pong)" in one.happened) == (at and at + 1, at > 0)


def test_how_often_a_client_of_a_kit_answers() -> None:
    """Four times the same tells nobody how many there should be: that is what had come by then."""
    code = {"a": "# start\nc.send(m)\nc.send(m)\n# end\n"}

    def happened(came: str, sent: str, kit: tuple[str, ...] = A) -> str:
        story = f"a -> server: a\\n\nserver -> a: {came}\na -> server: {sent}\nserver -> a: x\\n"
        twice = line('never a -> server: "Pong" twice', events=(2,))
        (one,) = sending.sent_twice(hand_in(run(story, twice, students=A), code=code, kit=kit))
        return one.happened

    one = "1 message had come to a, and it had sent 2 by then"
    assert happened(r"Ping\n", r"Pong\nPong\n") == one
    assert happened(r"Ping\nPing\n", r"Pong\nPong\nPong\n").startswith("2 messages had come")
    assert happened(r"Ping\nPing\n", r"Pong\nPong\n") == "something else"  # as many as came
    assert happened("Ping", r"Pong\nPong\n") == "something else"  # these are no lines
    assert happened(r"Ping\n", r"Pong\nPong\n", kit=()) == "something else"


def test_a_loop_that_sends_again_and_again() -> None:
    """One line of a kit's client sends, in a loop, and more is sent than has come."""

    def says(lines: str, sent: str = r"Pong\nPong\n") -> tuple[str, int]:
        twice = line('never a -> server: "Pong" twice', events=(1,))
        told = run(f"server -> a: Ping\\n\na -> server: {sent}", twice, students=A)
        code = {"a": f"for m in c.all():\n    # start\n    {lines}\n    # end\n"}
        (one,) = sending.sent_twice(hand_in(told, code=code, kit=A))
        return one.says, one.line

    loop = "while m:\n        c.send(m)"
    assert says(loop) == ("A loop sends one message again and again", 3)
    assert says(loop, r"Pong Pong\n") == ("One message is sent twice", 4)
    assert says("c.send(m)") == ("One message is sent twice", 3)


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("while True:\n        s.forward(m)", 2),
        ("while not s.forward(m):\n        pass", 2),
        ("while True:\n        s.forward(m)\n        m = s.receive()", 0),
        ("s.forward(m)", 0),
    ],
)
def test_a_loop_in_which_a_server_of_a_kit_sends(lines: str, at: int) -> None:
    """Its head may do the sending; who receives in it goes round for another message."""
    twice = line('never server -> b: "Ping\\nPing\\n"', events=(1,))
    told = run(r"a -> server: Ping\n" + "\n" + r"server -> b: Ping\nPing\n", twice)
    code = {"server": f"# start\nif m:\n    {lines}\n# end\n"}
    (one,) = sending.sent_twice(hand_in(told, code=code, kit=("server",)))
    assert one.says.startswith("A loop sends") == bool(at)
    assert not at or one.line == at + 1


def test_an_answer_beside_what_came() -> None:
    """The message goes back, and its answer with it; the line is the one that sends what came."""
    lines = "def f(c, m):\n    # start\n    c.send(m)\n    c.send(M.Pong)\n    # end\n"

    def told(sent: str) -> list[int]:
        story = f"server -> a: Ping\\n\na -> server: {sent}"
        lost = run(story, line("never a -> server: /x/", events=(1,)), students=A)
        found = sending.answered_twice(hand_in(lost, code={"a": lines}, kit=A))
        return [one.line for one in found]

    assert told(r"Ping\nPong\n") == [3]
    assert told(r"Pong\nPong\n") == []
    assert told(r"Ping\n") == []


def test_more_than_was_typed() -> None:
    """What was typed is in it, and so is what must not be."""
    more = line("never a -> server: /Bob/i", events=(2,))
    told = run("a connects\na types: Alice\na -> server: Alice or Bob", more, students=A)
    (one,) = sending.more_than_was_typed(hand_in(told, code={"a": "s.send(b'Alice or Bob')\n"}))
    assert one.happened == '"Alice" was typed, and a sent "Alice or Bob"'
    assert one.line == 1
    other = run("a connects\na types: Alice\na -> server: Bob", more, students=A)
    assert not list(sending.more_than_was_typed(hand_in(other)))


def test_a_word_of_the_protocol_is_not_more_than_was_typed() -> None:
    """What must not be said yet, and has to be said later, is early."""
    early = line("never a -> server: /^RCPT/im", events=(2,))
    wanted = line("a -> server: /^RCPT TO:<bob>/im")
    story = "a connects\na types: bob\na -> server: RCPT TO:<bob>"
    assert list(sending.more_than_was_typed(hand_in(run(story, early, students=A))))
    assert not list(sending.more_than_was_typed(hand_in(run(story, early, wanted, students=A))))


@pytest.mark.parametrize(
    ("code", "times", "at"),
    [
        ('m = input()\nwhile m != "Bye":\n    s.send(m)\n', 30, 2),
        ("while True:\n    s.send(m)\n", 30, 1),
        ('m = input()\nwhile m != "Bye":\n    s.send(m)\n', 2, 0),
        ('m = input()\nwhile m != "Bye":\n    s.send(m)\n    m = input()\n', 30, 0),
        ("while n < 99:\n    s.send(m)\n    n += 1\n", 30, 0),
        ("while True:\n    m = s.recv(9)\n    s.send(m)\n", 30, 0),
    ],
)
def test_a_message_that_is_sent_over_and_over(code: str, times: int, at: int) -> None:
    """It was typed once, and the loop has nothing in it that could end it."""
    story = f"a connects\na types: hello\na -> server: {'hello' * times}"
    known = run("a connects", line("a prints: x"), students=("a", "server"))
    case = hand_in(run(story, students=A), known, code={"a": code})
    assert [one.line for one in sending.over_and_over(case)] == [at][: bool(at)]


@pytest.mark.parametrize(
    ("loop", "times", "at"),
    [
        ("while m == M.Ping:\n    s.forward(m)", 30, 4),
        ("while m == M.Ping:\n    s.forward(m)", 2, 0),
        ("while m == M.Ping:\n    s.forward(m)\n    m = None", 30, 0),
        ("while m == M.Ping:\n    s.forward(m)\n    s.receive()", 30, 0),
        ("while m == M.Ping:\n    print(m)", 30, 0),
    ],
)
def test_a_loop_of_a_kit_that_sends_over_and_over(loop: str, times: int, at: int) -> None:
    """Of the given lines, which go round for ever as they should, nothing is said."""
    given = "# end\nwhile True:\n    s.send(f(s, m))\n"
    code = f"def f(s, m):\n    # start\n    pass\n{textwrap.indent(loop, '    ')}\n    {given}"
    story = f"a -> server: Ping\nserver -> b: {'Ping' * times}"
    case = hand_in(run(story, line("server -> b: Pong")), code={"server": code}, kit=("server",))
    assert [one.line for one in sending.over_and_over(case)] == [at][: bool(at)]
