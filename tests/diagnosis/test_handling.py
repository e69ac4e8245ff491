"""What the few lines of a student's own make of the messages that come to a given program."""

import textwrap
from dataclasses import replace

import pytest

from harness.diagnosis import handling, kits
from harness.diagnosis.case import Case
from harness.model.play import Finding
from harness.model.result import Evidence
from tests.diagnosis.hand import hand_in, line, met, run

A = ("a",)
KIT = """\
from kit import Client, Message
def answer(client: Client, msg: Message):
    # *** start ***
{lines}
    # *** end ***
def given(client):
    client.send_message(1)
"""
ASKED = "server -> a: Ping\na reads server"
PONG = line("a -> server: Pong", expected='a -> server: "Pong\\n"')


def kit(lines: str, story: str = ASKED, *findings: Finding, who: str = "a") -> Case:
    """A given program with these lines of a student's in it."""
    own = "\n".join(f"    {each}" for each in lines.split("\n"))
    played = run(story, *(findings or (PONG,)), students=(who,))
    return hand_in(played, code={who: KIT.format(lines=own)}, kit=(who,))


TEXT = 'if msg == "Ping":\n    client.send_message(Message.Pong)'


def test_a_message_that_is_compared_with_a_text() -> None:
    """Where the function says that it is no text, and nothing is ever sent."""
    (one,) = handling.compared_with_text(kit(TEXT))
    assert one.says == 'A message is compared with a text that it never equals: "Ping"'
    assert one.line == 4
    answered = ASKED + "\na -> server: Pong"
    assert not list(handling.compared_with_text(kit(TEXT, answered)))
    right = TEXT.replace('"Ping"', "Message.Ping")
    assert not list(handling.compared_with_text(kit(right)))
    spoke = kit(TEXT, ASKED, PONG, met('a -> server: "Ping"'))
    assert not list(handling.compared_with_text(spoke))  # it did send when it came true
    other = replace(PONG, events=(2,))  # it says a wrong thing
    assert not list(handling.compared_with_text(kit(TEXT, ASKED + "\na -> server: Ping", other)))
    greeted = kit(TEXT, ASKED, PONG, replace(met('a -> server: "a"'), items=()))
    assert list(handling.compared_with_text(greeted))  # the given program did that
    before = "a -> server: a\n" + ASKED  # its name, say, in the beat in which the message comes
    assert list(handling.compared_with_text(kit(TEXT, before, replace(PONG, events=(0,)))))
    name = TEXT.replace("msg", "client.name")
    assert not list(handling.compared_with_text(kit(name)))
    (one,) = handling.compared_with_text(kit(TEXT.replace("msg ", "str(msg) ")))
    assert one.do.startswith("Print str(msg) and its type")
    (one,) = handling.compared_with_text(kit(TEXT.replace("==", "is")))
    assert one.says.startswith("is asks for the very same object")


def test_a_comparison_that_came_true_before_an_error() -> None:
    """The traceback tells that the line below it has run: it is that one that is wrong."""
    for line_, told in ((5, []), (4, [4])):
        raised = rf'a prints: Traceback (most):\n  File "a.py", line {line_}\nValueError: no'
        found = handling.compared_with_text(kit(TEXT, f"{ASKED}\n{raised}", PONG))
        assert [one.line for one in found] == told


SENDS = "client.send_message(Message.Pong)"


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (f'match msg:\n    case "Ping" | "Pong" as m:\n        {SENDS}', 5),
        (f"match msg:\n    case Message.Ping:\n        {SENDS}", 0),
        (f'match msg:\n    case "Ping" if ready:\n        {SENDS}', 0),
        (f'name: str = msg.value\nif name == "ping":\n    {SENDS}', 5),
        (f'name = "x"\nname = msg.name\nif name == "ping":\n    {SENDS}', 0),
        (f'if msg.lower() == "Ping":\n    {SENDS}', 4),
        (f'if msg in ("Ping", "Pong"):\n    {SENDS}', 4),
        (f'if msg in (Message.Ping, "Pong"):\n    {SENDS}', 0),
        (f'if msg == "Ping" or msg == "Pong":\n    {SENDS}', 4),
        (f'if msg == "Ping" or msg == Message.Ping:\n    {SENDS}', 0),
        (f'if msg == "Ping" or client.name == "Pong":\n    {SENDS}', 0),
        (f'if msg != "Ping":\n    return\n{SENDS}', 4),
        (f'if msg != "Ping":\n    print(1)\n{SENDS}', 0),
        (f't = {{"Ping": 1}}\nr = t.get(msg)\nif r is not None:\n    {SENDS}', 5),
        (f'r = {{"Ping": 1}}.get(msg)\nif r:\n    {SENDS}', 4),
        (f"r = {{Message.Ping: 1}}.get(msg)\nif r:\n    {SENDS}", 0),
        (f'r = {{"Ping": 1}}.get(client)\nif r == 2:\n    {SENDS}', 0),
    ],
)
def test_the_ways_to_compare_a_message_with_a_text(lines: str, at: int) -> None:
    """By a case, by a name that was made of it, in a table; only what decides alone is told."""
    found = handling.compared_with_text(kit(lines))
    assert [one.line for one in found] == [at][: bool(at)]


@pytest.mark.parametrize(
    "lines",
    [
        TEXT.replace(":", " and client.ready:"),
        TEXT.replace("client.send_message(Message.Pong)", "reply()"),
        f"if not client.ready:\n    return\n{TEXT}",
    ],
)
def test_a_comparison_that_may_well_be_true(lines: str) -> None:
    """Nothing is sent, and something else may be the reason: a message may be a text after all."""
    assert not list(handling.compared_with_text(kit(lines)))


PINGS = "b -> server: Pong\nserver -> a: {0}"


@pytest.mark.parametrize(
    ("story", "told"),
    [
        (PINGS.format("Ping"), ['"Ping" for "Pong"']),
        (PINGS.format("Pong"), []),
        (f"{PINGS.format('Ping')}".replace("b ->", "a ->"), []),
        ("b -> server: Pong\na -> server: Ping\nserver -> a: Ping", []),
    ],
)
def test_another_message_than_the_one_that_came(story: str, told: list[str]) -> None:
    """Sent to whom that one should go, and as the next thing after it came."""
    last = story.count("\n")
    lost = line("server -> a: Pong", events=(last,), expected='server -> a: "Pong\\n"')
    case = kit("server.forward_message(Message.Ping)", story, lost, who="server")
    said = [one.says for one in handling.sends_another(case)]
    assert said == [f"Another message is sent on than the one that came: {each}" for each in told]


TURN = "server.forward_message(Message.{})"


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (f"if msg == Message.Ping:\n    {TURN}\nelif msg == Message.Pong:\n    {TURN}", 7),
        (f"if Message.Pong is msg:\n    {TURN}\nelse:\n    {TURN}", 5),
        (f"if not msg != Message.Ping:\n    {TURN}\nelse:\n    {TURN}", 7),
        (f'if msg == "Ping":\n    {TURN}\nelif msg == "Pong":\n    {TURN}', 7),
        (f'if msg == "Pong":\n    {TURN}\nelse:\n    {TURN}', 0),
        (f"if server.ready:\n    {TURN}\nelse:\n    {TURN}", 0),
        (f"if msg == Message.Gong:\n    {TURN}\nelse:\n    {TURN}", 0),
        (f"if server == Message.Ping == msg:\n    {TURN}\nelse:\n    {TURN}", 0),
        ('if msg == Message.Pong:\n    server.send("Ping")\nelse:\n    server.send(msg)', 5),
        ("if msg == Message.Pong:\n    server.send(m)\nelse:\n    server.send(n)", 0),
    ],
)
def test_the_line_that_sends_another_message(lines: str, at: int) -> None:
    """Of several, the one that this message comes to by what the conditions ask."""
    lost = line("server -> a: Pong", events=(1,), expected='server -> a: "Pong\\n"')
    case = kit(lines.format(*2 * ["Ping"]), PINGS.format("Ping"), lost, who="server")
    assert [one.line for one in handling.sends_another(case)] == [at]


@pytest.mark.parametrize(
    ("lines", "kind", "at"),
    [
        ('if msg == Message.Ping:\n    print("sent Pong")', "only-prints", 5),
        ("answer = Message.Pong", "never-sends", 0),
        ("if msg == Message.Ping:\n    Message.Pong", "never-sends", 5),
        ("msg == Message.Pong", "never-sends", 4),
        ("return Message.Pong", "only-returns", 4),
        ('send = client.send_message\nprint("x")', "", 0),
    ],
)
def test_lines_that_send_nothing(lines: str, kind: str, at: int) -> None:
    """Nothing in them can send, under whatever name; what was given does not count."""
    found = [(one.kind, one.line) for one in handling.never_sends(kit(lines))]
    assert found == ([(kind, at)] if kind else [])


PING_ONLY = "if msg == Message.Ping:\n    client.forward_message(msg)"
BOTH = "a -> server: Ping\nserver -> b: Ping\nb -> server: Pong\nserver reads b"


def test_one_kind_of_message_only() -> None:
    """One is always passed on and the other never; where both are, or neither, that is not it."""
    ping = met('server -> b: "Ping\\n"')
    pong = line("server -> a: Pong", expected='server -> a: "Pong\\n"')
    (one,) = handling.one_kind_only(kit(PING_ONLY, BOTH, ping, pong, who="server"))
    assert one.says == 'Only "Ping" is passed on, and "Pong" never is'
    assert one.line == 4
    assert not list(handling.one_kind_only(kit(PING_ONLY, BOTH, pong, who="server")))
    twice = f"{PING_ONLY}\nel{PING_ONLY}"
    (one,) = handling.one_kind_only(kit(twice, BOTH, ping, pong, who="server"))
    assert (one.line, one.do.startswith("This branch has the condition")) == (6, True)
    sent = BOTH + "\nserver -> a: Pong"
    assert not list(handling.one_kind_only(kit(PING_ONLY, sent, ping, pong, who="server")))


def test_what_never_came_is_not_passed_on_by_nobodys_fault() -> None:
    """No Pong comes where no Ping was passed on: that is no second kind that is not."""
    pong_only = PING_ONLY.replace("Ping", "Pong")
    ping = line("server -> b: Ping", expected='server -> b: "Ping\\n"')
    follows = line("server -> a: Pong", at=1, expected='server -> a: "Pong\\n"')
    given = met('server -> a: "Pong\\n"')
    case = kit(pong_only, "a -> server: Ping\nserver reads a", ping, follows, given, who="server")
    (one,) = handling.one_kind_only(case)
    assert one.says == 'Only "Pong" is passed on, and "Ping" never is'


def test_a_message_that_is_answered_at_some_times_only() -> None:
    """Who has answered two, or answers a later one, does not answer the first one only."""
    lines = "if client.wants():\n    client.send_message(Message.Pong)"
    pair = f"{ASKED}\na -> server: Pong"
    missed = replace(PONG, at=7)
    (one,) = handling.first_only(kit(lines, f"{pair}\n{pair}\n{ASKED}", missed))
    assert (one.kind, one.happened) == ("not-each-time", "a answered 2 of them, and then one not")
    (one,) = handling.first_only(kit(lines, f"{pair}\n{ASKED}\n{pair}", replace(PONG, at=4)))
    assert one.kind == "not-each-time"
    assert one.happened.endswith("and later ones again")


TYPED = "if msg {}:\n    client.send_message(Message.Pong)"


@pytest.mark.parametrize(
    ("condition", "told"),
    [("== Message", True), ("is Message", True), ("== Message.Ping", False), ("== Client", False)],
)
def test_a_message_that_is_compared_with_its_type(condition: str, told: bool) -> None:
    """The function says of which type it is; nothing is ever sent."""
    found = list(handling.compared_with_type(kit(TYPED.format(condition))))
    assert [one.line for one in found] == [4] * told
    answered = kit(TYPED.format(condition), f"{ASKED}\na -> server: Pong")
    assert not list(handling.compared_with_type(answered))


PASSED = "a -> server: 1\nserver reads a\nserver -> b: 1\na -> server: 2\nserver reads a"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", True),
        ("\nserver -> b: 2", False),
        ("\nserver exits 1", False),
    ],
)
def test_the_first_of_all_messages_only(more: str, told: bool) -> None:
    """In every scene one is passed on and the next is not; not where the server has ended."""
    code = {"server": KIT.format(lines="    if not client.done:\n        client.send(msg)")}
    short = line("server -> b: 2", at=5)
    both = [run(PASSED + more, short, scene=each) for each in ("s", "t")]
    found = list(handling.first_of_all(hand_in(*both, code=code, kit=("server",))))
    assert [one.line for one in found] == [4] * told
    assert not list(handling.first_of_all(hand_in(both[0], code=code, kit=("server",))))


def test_the_first_message_only() -> None:
    """The same came before, and was answered."""
    lines = "if not client.done:\n    client.send_message(Message.Pong)"
    again = f"{ASKED}\na -> server: Pong\nserver -> a: Ping\na reads server"
    (one,) = handling.first_only(kit(lines, again))
    assert (one.kind, one.line) == ("first-only", 4)
    other = again.replace("server -> a: Ping\na reads server", "server -> a: Ping", 1)
    other = other.replace("server -> a: Ping\na reads server", "server -> a: Pong")
    assert not list(handling.first_only(kit(lines, other)))
    assert not list(handling.first_only(kit(lines, f"{again}\na exits 0")))


def test_a_function_that_takes_another_message() -> None:
    """It is called with one, and waits for the next."""
    (one,) = handling.takes_another(kit("client.send_message(client.receive_message())"))
    assert one.line == 4
    assert (one.happened, one.do[-7:]) == ("", "return.")
    under = "if msg == Message.Ping:\n    client.send_message(client.receive_message())"
    case = kit(under)
    shown = (Evidence("b", "well", True), Evidence("a", "a was silent", False))
    case = replace(case, items=(replace(case.items[0], evidence=shown),))
    (one,) = handling.takes_another(case)
    assert one.happened == "a was silent"  # in the run that is drawn below
    assert one.do.endswith("and return. Does line 4 let that one through?")
    assert not list(handling.takes_another(kit("client.send_message(Message.Pong)")))


def test_a_function_that_asks_the_keyboard() -> None:
    """Nobody sits there; a question outside of the student's lines is none of theirs."""
    (one,) = handling.asks_the_keyboard(kit('if input("Send? ") == "yes":\n    send()'))
    assert (one.kind, one.line) == ("asks-the-keyboard", 4)
    assert not list(handling.asks_the_keyboard(kit("send()")))


def test_a_loop_that_waits() -> None:
    """It is only likely, and said so; two loops leave it open which is meant."""
    (one,) = handling.waits_in_a_loop(kit("while not client.ready:\n    pause()\nsend()"))
    assert one.line == 4
    assert "most likely" in one.says
    assert not list(handling.waits_in_a_loop(kit("while x:\n    f()\nwhile y:\n    f()")))
    assert not list(handling.waits_in_a_loop(kit("send()")))


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("type(msg) == Message.Ping", True),
        ("type(msg) is Message.Ping", True),
        ("type(msg) == Message", False),
        ("type(msg) == Other.Ping", False),
        ("msg.value == Message.Ping", True),
        ("msg == Message.Ping.value", True),
        ("msg == Message.Ping.name", True),
        ("msg.value == Message.Ping.value", False),
        ("msg == Other.Ping.value", False),
        ("msg == Message.Ping == True", True),
        ("msg == Message.Ping == other", False),
        ("client.name == Message.Ping", False),
        ("msg == Message.Ping", False),
    ],
)
def test_a_type_that_is_compared_with_a_value(condition: str, told: bool) -> None:
    """It is never equal to one of its own values."""
    found = list(handling.compared_with_type(kit(TYPED.replace("msg {}", condition))))
    assert [one.line for one in found] == [4] * told
    assert all("Message.Ping" in one.says for one in found)


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("class M:\n    Ping = 1\nif msg == M.Ping:\n    client.send(msg)", 5),
        ("class M:\n    Ping = 1\nif msg == N.Ping:\n    client.send(msg)", 0),
        ("class N:\n    Ping = 1\nif msg == N.Ping:\n    client.send(msg)", 0),
    ],
)
def test_a_class_with_the_name_of_one_that_is_given(lines: str, at: int) -> None:
    """By it a message is asked about, and equals nothing of it."""
    own = textwrap.indent(lines, "    ")
    code = {"a": f"from utils import M\n{KIT.format(lines=own)}"}
    case = hand_in(run(ASKED, PONG, students=("a",)), code=code, kit=("a",))
    assert [one.line for one in kits.hides_a_given_class(case)] == [at][: bool(at)]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("msg = M.Pong\nif msg == M.Ping:\n    client.send(msg)", 4),
        ("msg = msg.strip()\nif msg == M.Ping:\n    client.send(msg)", 0),
        ("if msg == M.Ping:\n    client.send(msg)\nmsg = 1\nif msg: pass", 0),
        ("answer = M.Pong\nif msg == M.Ping:\n    client.send(answer)", 0),
        ("msg = M.Pong\nclient.send(msg)", 0),
    ],
)
def test_a_message_that_gets_another_value(lines: str, at: int) -> None:
    """It is asked about when it is not the one any more that came."""
    found = list(handling.given_another_value(kit(lines)))
    assert [one.line for one in found] == [at][: bool(at)]
