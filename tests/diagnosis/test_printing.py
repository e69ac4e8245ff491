"""What is sent is printed at both ends: where it comes, and where it goes from."""

import pytest

from harness.diagnosis import printing
from harness.diagnosis.case import Case
from tests.diagnosis.hand import hand_in, line, run

ANSWER = "X: Alice received before Y: Bob"
WANTED = 'one of: server prints: "Alice received before Bob" or server prints: "Alice first"'
CODE = {"server": "x = c.recv(9)\nr = 'received before'\nc.send(r)\nd.send(r)\n"}


def silent(printed: str, *more: str, wanted: str = WANTED) -> Case:
    """A server that answers two clients; what it printed, and what it was asked for besides."""
    story = (
        "a connects\nb connects\na -> server: Alice\nserver reads a\nb -> server: Bob\n"
        f"server reads b\nserver -> a: {ANSWER}\nserver -> b: {ANSWER}\n{printed}"
    )
    lost = [line("server prints", expected=each) for each in (wanted, *more)]
    return hand_in(run(story, *lost), code=CODE)


def test_what_is_received_is_never_printed() -> None:
    """It was taken out of the socket; the place is the one receive there is."""
    story = "a connects\nserver -> a: the answer\na reads server"
    shown = line('a prints: "the answer"')
    code = {"a": "s.connect(x)\ns.recv(1024)\n"}
    silent = run(story, shown, students="a")
    (one,) = printing.shows_nothing_received(hand_in(silent, code=code))
    assert (one.says, one.line) == ("What is received is never printed", 2)
    unread = run(story.rpartition("\n")[0], shown, students="a")
    assert not list(printing.shows_nothing_received(hand_in(unread, code=code)))
    printed = run(f"{story}\na prints: the answer", shown, students="a")
    assert not list(printing.shows_nothing_received(hand_in(printed, code=code)))


@pytest.mark.parametrize(
    ("shown", "code", "says", "at"),
    [
        ("Alic", "m = c.recv(9)[:-1]", "What is received is shown without its last letter", 1),
        ("got lice.", "m = c.recv(9)\nm = m[1:]", "What is received is shown without its first", 2),
        ("Alic", "m = c.recv(9)[:-1]\nprint(m[:-1])", "What is received is shown without its l", 0),
        ("Alicia", "m = c.recv(9)[:-1]", "", 0),
        ("Alice", "m = c.recv(9)[:-1]", "", 0),
        ("nothing", "m = c.recv(9)[:-1]", "", 0),
    ],
)
def test_what_is_shown_without_a_letter(shown: str, code: str, says: str, at: int) -> None:
    """That is no silence; the place is the one slice that can have taken it off."""
    story = f"a connects\na -> server: Alice\nserver reads a\nserver prints: {shown}"
    lost = run(story, line("server prints", expected='server prints: "Alice"'))
    found = [*printing.cuts_what_it_shows(hand_in(lost, code={"server": code}))]
    assert [one.says[: len(says)] for one in found] == [says] * bool(says)
    assert [one.line for one in found] == [at] * bool(says)
    silent = [*printing.shows_nothing_received(hand_in(lost, code={"server": code}))]
    assert bool(silent) == (shown in {"nothing", "Alicia"})


@pytest.mark.parametrize(
    "length", ["\0\0\0\x05", "\0\0\0!", "\0A", "\x05\0\0\0", "A\0", "\x05", ""]
)
@pytest.mark.parametrize("shows", [True, False])
def test_a_length_before_a_message_is_none_of_its_letters(length: str, shows: bool) -> None:
    """Who shows what came behind it has shown the message, whatever else is missing."""
    story = f"a connects\na -> server: {length}Alice\nserver reads a\nserver prints: "
    lost = line("server one of", expected="one of: server prints: any")
    told = run(f"{story}{'from X: Alice' if shows else 'got one'}", lost)
    found = [*printing.shows_nothing_received(hand_in(told, code={"server": "m = c.recv(9)"}))]
    assert bool(found) != shows


def test_what_can_be_read_in_a_window_is_shown() -> None:
    """A label that says the same again is no silence; who is to print it has not printed it."""
    story = "a connects\nserver -> a: the answer\na reads server\na shows: the answer"
    again = run(story, line('a shows: "the answer"'), students="a")
    assert not list(printing.shows_nothing_received(hand_in(again)))
    printed = run(story, line('a prints: "the answer"'), students="a")
    assert [*printing.shows_nothing_received(hand_in(printed))]


def unshown(*rows: str, printed: str = "") -> str:
    """The place in a server that shows nothing of what it received."""
    code = {"server": "\n".join((*rows, "m = c.recv(9)"))}
    lost = line("server prints", expected='server prints: "Alice"')
    story = "a connects\na -> server: Alice\nserver reads a" + printed
    (one,) = printing.shows_nothing_received(hand_in(run(story, lost), code=code))
    return one.code


def test_what_is_printed_into_a_file() -> None:
    """That line is the place, unless it is the screen that it names."""
    assert unshown("print(m, file=log)") == "print(m, file=log)"
    assert unshown("print(m, file=sys.stdout)") == "m = c.recv(9)"


def test_a_method_that_is_printed_and_not_called() -> None:
    """Python shows what it is; the place is where print() is given its name."""
    shown = "\nserver prints: got <built-in method decode of bytes object at 0x7f>"
    assert unshown("print('got', m.decode)", printed=shown) == "print('got', m.decode)"
    assert unshown("print('got', m.strip)", printed=shown) == "m = c.recv(9)"


def test_what_is_logged_and_not_shown() -> None:
    """Without a word on the level info() shows nothing; that is the place, and not the receive."""

    def told(*rows: str) -> str:
        return unshown("import logging", *rows)

    assert told("logging.info(m)") == "logging.info(m)"
    assert told("logging.basicConfig()", "logger.info(m)") == "logger.info(m)"
    assert told("logging.basicConfig(level=10)", "logger.info(m)") == "m = c.recv(9)"
    assert told("logger.setLevel(10)", "logger.info(m)") == "m = c.recv(9)"
    assert told("window.info(m)") == "m = c.recv(9)"


@pytest.mark.parametrize(
    ("printed", "wanted", "lines"),
    [
        ("server prints: X says Alice", WANTED, [2]),
        (f"server prints: {ANSWER}", WANTED, []),
        (
            "server prints: X: Alice\nserver prints: received before\nserver prints: Y: Bob",
            WANTED,
            [],
        ),
        ("server prints: X says Alice", 'server prints: "Carol first"', []),
        ("server prints: X says Alice\nserver exits 1", WANTED, []),
    ],
)
def test_what_is_sent_is_never_printed(printed: str, wanted: str, lines: list[int]) -> None:
    """All of what should be shown was sent, and nothing of what was sent is shown."""
    found = list(printing.shows_nothing_sent(silent(printed, wanted=wanted)))
    assert [one.line for one in found] == lines
    assert all(one.says == "What is sent is never printed where it is sent" for one in found)
    assert all(one.happened.startswith(f'server sent "{ANSWER}"') for one in found)


def test_neither_what_comes_nor_what_goes_is_printed() -> None:
    """Both is told at once, so that nobody mends the one only."""
    (one,) = printing.shows_nothing_received(silent("", 'server prints: "Alice"'))
    assert one.says == "What is received is never printed, and neither is what is sent"
    story = (
        "a connects\na -> server: Alice\na prints: Alice\nserver -> a: Alice first\na reads server"
    )
    lost = [line("a prints", expected=f'a prints: "{each}"') for each in ("Alice", "Alice first")]
    (one,) = printing.shows_nothing_received(hand_in(run(story, *lost, students="a")))
    assert one.says == "What is received is never printed"


LEFT = (
    "a connects\nserver -> a: Welcome, client X\na -> server: Alice\n{0}"
    "a closes server\na prints: Welcome, client X\nserver -> a: {1}\nserver closes a"
)
ALONE = "s.connect(x)\ns.send(m)\nprint(s.recv(9))\n"


@pytest.mark.parametrize(
    ("story", "code", "told"),
    [
        (LEFT.format("", ANSWER), ALONE, [3]),
        # it waited, and perhaps for the answer
        (LEFT.format("quiet: a clock\n", ANSWER), ALONE, []),
        # the greeting was taken before anything was sent: nobody waits for an answer
        (LEFT.format("", ANSWER), "s.connect(x)\nprint(s.recv(9))\ns.send(m)\n", []),
        # nothing came any more, or it came before the client left, or it was not shown
        (LEFT.format("", ANSWER).replace(f"\nserver -> a: {ANSWER}", ""), ALONE, []),
        (LEFT.format(f"server -> a: {ANSWER}\n", ANSWER), ALONE, []),
        (LEFT.format("", ANSWER).replace("a prints: Welcome", "a prints: Hello"), ALONE, []),
        # it died
        (LEFT.format("", ANSWER) + "\na exits 1", ALONE, []),
    ],
)
def test_a_client_that_takes_something_else_for_the_answer(
    story: str, code: str, told: list[int]
) -> None:
    """It shows that and leaves at once, and then the answer comes."""
    answer = line("a one of", expected=WANTED.replace("server", "a"))
    own = line("a prints", expected='a prints: "Alice"')
    for lost, lines in ((answer, told), (own, [])):
        case = hand_in(run(story, lost, students="a"), code={"a": code})
        found = list(printing.something_else_for_the_answer(case))
        assert [one.line for one in found] == lines
