"""The kit of instant-messaging, as people use it: a window each, on a screen of their own."""

import re

import pexpect
import pytest

from tests.assignments.conftest import SetUp
from tests.assignments.desk import Desk, pythons

pytestmark = pytest.mark.desk

KIT = "instant-messaging"

# What has a place in a window (or will have, once that is drawn), in the order of its making.
_SEEN = """
proc seen {kind {w .}} {
    if {[winfo manager $w] eq ""} return
    set found {}
    if {[winfo class $w] eq $kind} { lappend found $w }
    foreach child [winfo children $w] { lappend found {*}[seen $kind $child] }
    return $found
}
"""
_FILL = _SEEN + "set field [lindex [seen TEntry] %d]; $field delete 0 end; $field insert 0 {%s}"
_PICK = (
    _SEEN
    + """
set list [lindex [seen Listbox] 0]
set row [lsearch [$list get 0 end] {%s}]
$list selection clear 0 end
$list selection set $row
event generate $list <<ListboxSelect>>
set row
"""
)
_BUTTONS = _SEEN + "lmap b [seen TButton] { if {[$b instate disabled]} continue; $b cget -text }"


def _opened(desk: Desk, name: str) -> pexpect.spawn:
    """A client of this name that has gone all the way to the registry."""
    client = desk.run("client.py")
    desk.shows("client", "connected to the server")
    assert _buttons(desk, "client") == ["Register"]
    desk.ask("client", _FILL % (0, name))
    desk.press("client", "Register")
    desk.shows("client", f"Registration successful: you are {name}.")
    assert _buttons(desk, "client") == ["Login"]
    desk.press("client", "Login")
    desk.shows(f"client {name}", f"Login successful: welcome, {name}.")
    assert _buttons(desk, f"client {name}") == ["{Request client registry}"]
    return client


def _buttons(desk: Desk, window: str) -> list[str]:
    """What can be pressed."""
    return re.findall(r"\{.*?\}|\S+", desk.ask(window, _BUTTONS) or "")


def _send(desk: Desk, window: str, text: str) -> None:
    desk.ask(window, _FILL % (1, text))
    desk.press(window, "Send")


def _served(set_up: SetUp, python: str | None = None) -> tuple[Desk, pexpect.spawn]:
    """A desk with a server on it."""
    desk = set_up(KIT, python, screen=True) if python else set_up(KIT, screen=True)
    server = desk.run("server.py")
    desk.shows("server", "listening on port")
    return desk, server


@pytest.mark.parametrize("python", pythons())
def test_people_chat_on_every_python(set_up: SetUp, python: str) -> None:
    """Register, Login, the registry, a name is clicked, messages both ways; all is printed."""
    desk, server = _served(set_up, python)
    ann, bob = _opened(desk, "ann"), _opened(desk, "bob")
    desk.press("client ann", "Request client registry")
    desk.shows("client ann", "The registry: ann, bob")
    assert desk.ask("client ann", _PICK % "ann (you)") == "0"
    assert desk.ask("client ann", _PICK % "bob") == "1"
    _send(desk, "client ann", "  Grüße,   Bob ")
    # in the log, and in the chat, which has opened by itself
    desk.shows("client bob", "ann:   Grüße,   Bob ", 2)
    _send(desk, "client bob", "hello yourself")
    desk.shows("client ann", "bob: hello yourself", 2)
    desk.close_window("client bob")
    bob.expect(pexpect.EOF)
    desk.shows("server", "bob has left")
    _send(desk, "client ann", "still there?")
    desk.shows("client ann", "Not forwarded to bob: bob is not logged in.")
    desk.close_window("server")
    server.expect(pexpect.EOF)
    desk.shows("client ann", "The server has closed the connection.")
    assert _buttons(desk, "client ann") == []
    desk.close_window("client ann")
    ann.expect(pexpect.EOF)
    for program, words in (
        (server, "forwarded to bob:   Grüße,   Bob "),
        (ann, "sent to bob:   Grüße,   Bob "),
        (bob, "sent to ann: hello yourself"),
    ):
        assert words in program.before
        assert "Traceback" not in program.before


def test_a_name_that_is_taken_can_be_had_when_its_user_has_left(set_up: SetUp) -> None:
    """The second one is told so, and may press Register again."""
    desk, _ = _served(set_up)
    _opened(desk, "ann")
    desk.run("client.py")
    desk.shows("client", "connected to the server")
    desk.ask("client", _FILL % (0, "ann"))
    desk.press("client", "Register")
    desk.shows("client", "Registration not successful: the name ann is taken.")
    assert _buttons(desk, "client") == ["Register"]
    desk.close_window("client ann")
    desk.shows("server", "ann has left")
    desk.press("client", "Register")
    desk.shows("client", "Registration successful: you are ann.")


def test_each_conversation_is_kept(set_up: SetUp) -> None:
    """Who clicks on another name, and back, finds what was said."""
    desk, _ = _served(set_up)
    for name in ("bob", "cy", "ann"):
        _opened(desk, name)
    desk.press("client ann", "Request client registry")
    desk.shows("client ann", "The registry: ann, bob, cy")
    for name in ("bob", "cy"):
        desk.ask("client ann", _PICK % name)
        _send(desk, "client ann", f"for {name}")
        desk.shows(f"client {name}", f"received from ann: for {name}")
    assert "\nann: for bob" not in _chat(desk, "client ann")
    desk.ask("client ann", _PICK % "bob")
    assert _chat(desk, "client ann") == "\nann: for bob\n\n"


def _chat(desk: Desk, window: str) -> str:
    """What stands in the box of the chat, which was made before the log."""
    return "\n" + (desk.ask(window, _SEEN + "[lindex [seen Text] 0] get 1.0 end") or "")


def test_a_message_without_a_bound_is_not_sent(set_up: SetUp) -> None:
    """It stays in its field, with a sentence that says why; a shorter one is sent."""
    desk, _ = _served(set_up)
    _opened(desk, "ann")
    desk.press("client ann", "Request client registry")
    desk.shows("client ann", "The registry: ann")
    desk.ask("client ann", _PICK % "ann (you)")
    _send(desk, "client ann", "x" * 10_001)
    desk.shows("client ann", "A message has at most 10000 characters; this has 10001.")
    _send(desk, "client ann", "short")
    desk.shows("client ann", "received from ann: short")


def test_a_mistake_is_shown_in_the_window(set_up: SetUp) -> None:
    """An exception and a forgotten await are shown with their lines, and freeze nothing."""
    desk, _ = _served_with(set_up, "server.forward_message(receiver_username, msg); msg.nothing")
    _opened(desk, "ann")
    desk.press("client ann", "Request client registry")
    desk.shows("client ann", "The registry: ann")
    desk.ask("client ann", _PICK % "ann (you)")
    for times in (1, 2):
        _send(desk, "client ann", "hi")
        desk.shows("server", "has no attribute 'nothing'", times)
        desk.shows("client ann", "there is a mistake in server_student.py", 2 * times)
    desk.shows("server", "coroutine 'Server.forward_message' was never awaited")


def test_a_program_with_a_window_reads_no_keyboard(set_up: SetUp) -> None:
    """A student's input() is told so at once, and the next message comes through."""
    desk, _ = _served_with(
        set_up, "msg == 'ask' and input(); await server.forward_message('ann', msg)"
    )
    _opened(desk, "ann")
    desk.press("client ann", "Request client registry")
    desk.shows("client ann", "The registry: ann")
    desk.ask("client ann", _PICK % "ann (you)")
    _send(desk, "client ann", "ask")
    desk.shows("server", "EOFError")
    _send(desk, "client ann", "hi")
    desk.shows("client ann", "received from ann: hi")


@pytest.mark.parametrize("mistake", ["while True: pass", "__import__('time').sleep(1e6)"])
def test_a_function_that_never_comes_back_does_not_freeze_the_window(
    set_up: SetUp, mistake: str
) -> None:
    """The server's window can be closed, and its program ends."""
    desk, server = _served_with(set_up, mistake)
    _opened(desk, "ann")
    desk.press("client ann", "Request client registry")
    desk.shows("client ann", "The registry: ann")
    desk.ask("client ann", _PICK % "ann (you)")
    _send(desk, "client ann", "hi")
    desk.shows("server", "received from ann for ann: hi")
    desk.close_window("server")
    server.expect(pexpect.EOF)
    desk.shows("client ann", "The server has closed the connection.")


def _served_with(set_up: SetUp, line: str) -> tuple[Desk, pexpect.spawn]:
    """A desk with a server in which the student's function is this line."""
    desk = set_up(KIT, screen=True)
    (desk.folder / "server_student.py").write_text(
        "async def forward_message_to_client(server, receiver_username, msg):\n    " + line + "\n",
        encoding="utf-8",
    )
    server = desk.run("server.py")
    desk.shows("server", "listening on port")
    return desk, server


def test_what_is_missing_is_said_in_a_sentence(set_up: SetUp) -> None:
    """No server, a port that is taken, no screen: each ends the program with what to do."""
    desk = set_up(KIT, screen=True)
    alone = desk.run("client.py")
    alone.expect("There is no server at")
    server = desk.run("server.py")
    desk.shows("server", "listening on port")
    second = desk.run("server.py")
    second.expect(f"This server cannot listen on port {desk.port}")
    server.sendintr()
    del desk.env["DISPLAY"]
    for program in (alone, second, server):
        program.expect(pexpect.EOF)
        assert "Traceback" not in program.before
    blind = desk.run("server.py")
    blind.expect("No window can be opened")
    blind.expect(pexpect.EOF)
    assert "Traceback" not in blind.before
