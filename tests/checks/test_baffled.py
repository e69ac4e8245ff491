"""Who could do nothing with what was typed, since nobody foresaw its question, has not failed."""

from pathlib import Path

import pytest

from harness.model import events as ev
from harness.spec import load
from tests.checks.asking import SPEC, STORY, ask, begun, told
from tests.checks.told import Told


def _crash(t: Told, line: str) -> None:
    t.prints("a", f"Traceback (most recent call last):\n  File ...\n{line}\n")
    t.exits("a", 1)
    t.quiet()


INT = "ValueError: invalid literal for int() with base 10: 'hello'"


@pytest.mark.parametrize(
    ("question", "line", "verdict"),
    [
        ("Pin? ", INT, "unobservable"),
        ("Peer? ", "socket.gaierror: [Errno -2] Name or service not known", "unobservable"),
        ("Pin? ", "NameError: name 'socket' is not defined", "unmet"),
        # not over what was typed: over a message that another program sent, say
        ("Pin? ", INT.replace("hello", "line"), "unmet"),
        ("Pin? ", INT.replace("hello", "12X: hello"), "unmet"),
        ("Pin? ", INT.replace("'hello'", r"b'hello\r\n'"), "unobservable"),
        ("Pin? ", "ValueError: could not convert string to float: hello", "unobservable"),
        ("Message: ", INT, "unmet"),
    ],
)
def test_a_question_nobody_foresaw_costs_nothing(
    tmp_path: Path, question: str, line: str, verdict: str
) -> None:
    """A program that could make nothing of the line is excused; one with a mistake is not."""
    t = begun(tmp_path)
    assert ask(t, question) == b"hello"
    t.do()
    _crash(t, line)
    assert t.one().verdict == verdict
    assert ("could do nothing with" in t.one().happened) == (verdict == "unobservable")


KEYBOARD, MESSAGE = (
    ev.Wait(who="server", on=on, of=(), thread=1, until=None, call="read", file="", line=0, code="")
    for on in ("keyboard", "receive")
)


@pytest.mark.parametrize(
    ("question", "waits", "verdict"),
    [
        ("Which part? ", (KEYBOARD,), "unobservable"),
        ("up\nEnter s to start, Enter to exit: ", (KEYBOARD,), "unobservable"),
        ("Port? ", (KEYBOARD,), "unmet"),
        ("Which part?\n", (KEYBOARD,), "unmet"),
        ("> ", (KEYBOARD,), "unmet"),
        ("q ends it: ", (KEYBOARD, MESSAGE), "unmet"),
        ("over\nPress Enter to exit...", (KEYBOARD,), "unmet"),
        ("fin\nPresiona Enter para salir...", (KEYBOARD,), "unmet"),
        ("Enter zum Beenden", (KEYBOARD,), "unmet"),
        ("按回车键退出", (KEYBOARD,), "unmet"),
        ("Πατήστε Enter για έξοδο", (KEYBOARD,), "unmet"),  # noqa: RUF001
        ("اضغط Enter للخروج", (KEYBOARD,), "unmet"),
        ("बाहर निकलने के लिए Enter दबाएँ", (KEYBOARD,), "unmet"),
        ("กด Enter เพื่อออก", (KEYBOARD,), "unmet"),
        ("Πατήστε Enter για συνέχεια", (KEYBOARD,), "unobservable"),  # noqa: RUF001
        ("Pulsa s para iniciar, Enter para salir: ", (KEYBOARD,), "unobservable"),
    ],
)
def test_a_question_at_which_nothing_is_typed_costs_nothing(
    tmp_path: Path, question: str, waits: tuple[ev.Wait, ...], verdict: str
) -> None:
    """A program that does nothing but wait for an answer is excused, if it has asked for one."""
    t = told(tmp_path, "start server\none: server prints: ready")
    t.do("start server")
    t.prints("server", question)
    t.asks("server")
    t.quiet(*waits)
    for _ in range(2 if question == "Port? " else 0):  # the same answer is given at most twice
        t.do("type server")
        t.prints("server", question)
        t.asks("server")
        t.quiet(*waits)
    assert t.one().verdict == verdict
    assert ("typed nothing" in t.one().happened) == (verdict == "unobservable")


@pytest.mark.parametrize(
    ("question", "listens", "verdict"),
    [
        ("Which part? ", False, "unobservable"),
        ("Which part? ", True, "unmet"),
        ("Port? ", False, "unmet"),
    ],
)
def test_who_asks_at_once_what_nobody_foresaw_has_not_asked_too_early(
    tmp_path: Path, question: str, listens: bool, verdict: str
) -> None:
    """It may want a choice before it begins, but not once it has; what was foreseen is asked."""
    t = told(tmp_path, "start server\nthen\none: never server asks")
    t.do("start server")
    if listens:
        t.listens("server")
    t.prints("server", question)
    t.asks("server")
    t.quiet(KEYBOARD)
    assert t.one().verdict == verdict


@pytest.mark.parametrize(
    ("question", "listens", "verdict"),
    [
        ("Which part? ", False, "unobservable"),
        ("Which part? ", True, "unmet"),  # it may want just that, to leave
        ("Which part?\n", False, "unmet"),
    ],
)
def test_an_enter_that_may_be_pressed_answers_no_question(
    tmp_path: Path, question: str, listens: bool, verdict: str
) -> None:
    """A program that only asked is excused, whatever it made of an Enter at the story's end."""
    t = told(tmp_path, 'start server\none: server prints: ready\nmaybe server types: ""')
    t.do("start server")
    if listens:
        t.listens("server")
    t.prints("server", question)
    t.asks("server")
    t.quiet(KEYBOARD)
    t.do("type server")
    t.exits("server", 0)
    t.quiet()
    assert t.one().verdict == verdict
    assert ("typed nothing" in t.one().happened) == (verdict == "unobservable")


@pytest.mark.parametrize(
    ("question", "says", "verdict"),
    [
        ("Gazda? ", "socket.gaierror: [Errno -2] Name or service not known", "unobservable"),
        ("Gazda? ", INT, "unobservable"),
        ("Message: ", INT, "unmet"),
        ("Gazda? ", INT.replace("hello", "other"), "unmet"),
    ],
)
def test_who_asks_for_more_before_it_fails_has_not_failed_over_that(
    tmp_path: Path, question: str, says: str, verdict: str
) -> None:
    """What it could make nothing of may be what it was given some questions before."""
    t = begun(tmp_path)
    assert ask(t, question) == b"hello"
    t.do()
    assert ask(t, "1) send: ") == b"1"
    t.do("type a")
    t.prints("a", f"Traceback (most recent call last):\n{says}\n")
    t.exits("a", 1)
    t.quiet()
    assert t.one().verdict == verdict


def test_without_answers_a_story_may_be_about_odd_input(tmp_path: Path) -> None:
    """A role whose questions the spec says nothing about is not excused."""
    (tmp_path / "spec.yaml").write_text(
        SPEC.replace("STORY", STORY.replace("\n", "\n      "))
        .replace("else: a", "files: d.py")
        .replace("start server, a", "start server, c")
        .replace("a types", "c types")
        .replace("a prints", "c prints"),
        encoding="utf-8",
    )
    t = Told(load(tmp_path), "whole")
    t.do("start server")
    t.quiet()
    t.do("start c")
    t.prints("c", "Pin? ")
    t.asks("c")
    t.quiet()
    t.do("type c")
    t.prints("c", INT)
    t.exits("c", 1)
    t.quiet()
    assert t.one().verdict == "unmet"


@pytest.mark.parametrize(
    ("says", "sends", "verdict"),
    [
        ("Invalid choice", False, "unobservable"),
        ("Invalid choice", True, "unmet"),
        ("No such colour", False, "unobservable"),
        ("*** Unknown syntax: hello", False, "unobservable"),
        ("hello: command not found", False, "unobservable"),
        ("Opción inválida", False, "unobservable"),
        ("无效的选择", False, "unobservable"),
        ("Нет такого пункта", False, "unobservable"),
        ("Opción no reconocida", False, "unobservable"),
        ("Falsche Eingabe!", False, "unobservable"),
        ("Commande inconnue.", False, "unobservable"),
        ("Wrong password!", False, "unobservable"),
        ("Access denied.", False, "unobservable"),
        ("What a syntax", False, "unmet"),
        ("I do not understand", False, "unobservable"),
        ("Please type r or g", False, "unobservable"),
        ("Please enter either 1 or 2", False, "unobservable"),
        ("Please enter your message", False, "unmet"),
    ],
)
def test_input_that_was_refused_is_no_failure(
    tmp_path: Path, says: str, sends: bool, verdict: str
) -> None:
    """One that says the choice is invalid and sends nothing asked for something else."""
    t = begun(tmp_path)
    assert ask(t, "Colour? ") == b"hello"
    t.do()
    if sends:
        t.sends("a", "server", "hello")
    t.prints("a", f"{says}\n")
    t.exits("a", 0)
    t.quiet()
    assert t.one().verdict == verdict


MENU = "[A] Aloita\n[L] Lopeta\nValinta: "


@pytest.mark.parametrize(
    ("first", "then", "sends", "verdict"),
    [
        (MENU, MENU, False, "unobservable"),
        (MENU, f"\n{MENU}", False, "unobservable"),
        ("1) aloita 2) lopeta: ", "1) aloita 2) lopeta: ", False, "unobservable"),
        (MENU, MENU, True, "unmet"),
        (MENU, "Valinta: ", False, "unmet"),
        ("Valinta: ", "Valinta: ", False, "unmet"),
        (f"{MENU}Your message: ", f"{MENU}Your message: ", False, "unmet"),
    ],
)
def test_a_menu_that_comes_again_was_not_answered(
    tmp_path: Path, first: str, then: str, sends: bool, verdict: str
) -> None:
    """What it was given was no choice of it; but who sends that, or asks for a message, took it."""
    t = begun(tmp_path)
    assert ask(t, first) == b"hello"
    t.do()
    if sends:
        t.sends("a", "server", "hello")
    t.prints("a", then)
    t.asks("a")
    t.quiet()
    assert t.one().verdict == verdict


@pytest.mark.parametrize(
    ("asks", "then", "times", "connects", "verdict"),
    [
        ("Valinta: ", "Valinta: ", 2, False, "unobservable"),
        ("Tervetuloa!\nValinta: ", "Valinta: ", 2, False, "unobservable"),
        # a chat asks for the next message once more, or when it has met somebody
        ("Valinta: ", "Valinta: ", 1, False, "unmet"),
        ("Valinta: ", "Valinta: ", 2, True, "unmet"),
        # it does something else as well, or asks for what is known
        ("Valinta: ", "Kirjoitit hello\nValinta: ", 2, False, "unmet"),
        ("Your message: ", "Your message: ", 2, False, "unmet"),
        ("> ", "> ", 2, False, "unmet"),
    ],
)
def test_who_asks_the_same_again_and_again_takes_certain_answers_only(
    tmp_path: Path, asks: str, then: str, times: int, connects: bool, verdict: str
) -> None:
    """Nobody foresaw the question, nor knows what else could be typed."""
    story = "start server, a\na types: hello\na types: more\none: a prints: world\na types: again"
    t = begun(tmp_path, story)
    if connects:
        t.connects("a", "server")
    assert ask(t, asks) == b"hello"
    for _ in range(times):
        t.do()
        t.prints("a", then)
        t.asks("a")
        t.quiet()
    assert t.one().verdict == verdict


@pytest.mark.parametrize(
    ("says", "again", "verdict"),
    [
        ("Finish with an empty line", True, "unobservable"),
        ("Type it, then press Ctrl-D", True, "unobservable"),
        ("Termina con una línea vacía", True, "unobservable"),
        ("Finish with an empty line", False, "unmet"),
        ("Ctrl-D quits", True, "unmet"),
        ("Text (empty line to quit)", True, "unmet"),
        ("A blank line ends the program", True, "unmet"),
        ("Empty lines are ignored", True, "unmet"),
        ("An empty line ends your message", True, "unobservable"),
        ("Type a text. Empty line to send it", True, "unobservable"),
    ],
)
def test_who_takes_lines_until_an_end_has_not_failed(
    tmp_path: Path, says: str, again: bool, verdict: str
) -> None:
    """It said so, and waits for the next line; who does anything else has taken the first."""
    t = begun(tmp_path)
    assert ask(t, f"{says}\n> ") == b"hello"
    t.do()
    if again:
        t.prints("a", "> ")
        t.asks("a")
    t.quiet()
    assert t.one().verdict == verdict


@pytest.mark.parametrize(("sends", "verdict"), [(False, "unobservable"), (True, "unmet")])
def test_nobody_pays_for_what_another_was_not_told(
    tmp_path: Path, sends: bool, verdict: str
) -> None:
    """Where input was refused, what the other side does not do may only have waited for it."""
    t = begun(tmp_path, STORY.replace("a prints: world", "server prints: world"))
    assert ask(t, "Colour? ") == b"hello"
    t.do()
    t.prints("a", "Invalid choice\n")
    if sends:
        t.sends("a", "server", "hello")
    t.exits("a", 0)
    t.quiet()
    assert t.one().verdict == verdict
