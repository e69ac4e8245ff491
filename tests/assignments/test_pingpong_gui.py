"""The kit of pingpong-gui, as a person uses it: three windows on a screen of their own."""

import socket
from pathlib import Path

import pexpect
import pytest

from tests.assignments.conftest import SetUp
from tests.assignments.desk import PATIENCE, Desk, pythons

pytestmark = pytest.mark.desk

KIT = "pingpong-gui"
PINGS = 25


def _open(desk: Desk) -> tuple[pexpect.spawn, ...]:
    """Server, client 2 and client 1, with their windows and connected."""
    server = desk.run("server.py")
    desk.shows("server", "waiting for two clients")
    client2 = desk.run("client2.py")
    desk.shows("client 2", "connected")
    client1 = desk.run("client1.py")
    desk.shows("server", "client 1 is connected")
    desk.shows("client 1", "connected")
    return server, client2, client1


def _replace(file: Path, old: str, new: str) -> None:
    """Make a mistake in a student's file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("python", pythons())
def test_the_kit_runs_on_every_python(set_up: SetUp, python: str) -> None:
    """Any number of Pings; all is shown and printed; and closing a window ends its program."""
    desk = set_up(KIT, python, screen=True)
    server, client2, client1 = _open(desk)
    for _ in range(PINGS):
        desk.press("client 1", "Ping")
    desk.shows("client 1", "received Pong", PINGS)
    desk.shows("client 2", "sent Pong", PINGS)
    desk.shows("server", "sent Pong to client 1", PINGS)
    desk.close_window("client 1")
    client1.expect(pexpect.EOF)
    assert client1.before.count("received Pong") == PINGS
    assert "Traceback" not in client1.before
    desk.shows("server", "client 1 has left; its place is free")
    desk.close_window("server")
    desk.shows("client 2", "The server has closed the connection")
    desk.close_window("client 2")
    for program, words in ((server, "sent Ping to client 2"), (client2, "received Ping")):
        program.expect(pexpect.EOF)
        assert program.before.count(words) == PINGS
        assert "Traceback" not in program.before


def test_clients_may_come_in_the_other_order(set_up: SetUp) -> None:
    """A Ping that comes before client 2 does waits for it."""
    desk = set_up(KIT, screen=True)
    desk.run("server.py")
    desk.shows("server", "waiting for two clients")
    desk.run("client1.py")
    desk.shows("client 1", "connected")
    desk.press("client 1", "Ping")
    desk.shows("client 1", "sent Ping")
    desk.run("client2.py")
    desk.shows("client 1", "received Pong")


@pytest.mark.parametrize(
    ("program", "window"), [("client1.py", "client 1"), ("client2.py", "client 2")]
)
def test_a_client_without_a_server_says_so(set_up: SetUp, program: str, window: str) -> None:
    """In its window and in its terminal, in a sentence; Ctrl-C ends it."""
    desk = set_up(KIT, screen=True)
    client = desk.run(program)
    client.expect("There is no server on port")
    desk.shows(window, "There is no server on port")
    client.sendintr()
    client.expect(pexpect.EOF)
    assert "Traceback" not in client.before


def test_a_ping_without_a_server_is_answered_with_a_sentence(set_up: SetUp) -> None:
    """A button is pressed sooner or later."""
    desk = set_up(KIT, screen=True)
    client = desk.run("client1.py")
    client.expect("There is no server on port")
    desk.press("client 1", "Ping")
    desk.shows("client 1", "client 1 is not connected to a server: Ping is not sent")


def test_a_second_server_says_that_the_port_is_in_use(set_up: SetUp) -> None:
    """It says so in its terminal, in a sentence."""
    desk = set_up(KIT, screen=True)
    desk.run("server.py")
    desk.shows("server", "waiting for two clients")
    second = desk.run("server.py")
    second.expect(f"Port {desk.port} is in use")
    assert "Traceback" not in second.before


def test_messages_survive_splitting_and_joining(set_up: SetUp) -> None:
    """Bytes one by one, or several lines at once, make the same messages."""
    desk = set_up(KIT, screen=True)
    desk.run("server.py")
    desk.shows("server", "waiting for two clients")
    desk.run("client2.py")
    with socket.create_connection(("127.0.0.1", desk.port), PATIENCE) as client1:
        client1.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"client 1\nPing\nPi":
            client1.send(bytes([byte]))
        client1.sendall(b"ng\nPing\nHello\nPing\n")
        with client1.makefile("rb") as lines:
            assert [lines.readline() for _ in range(4)] == [b"Pong\n"] * 4
    desk.shows("server", "client 1 sent 'Hello', which is no message")


def test_a_mistake_is_shown_with_its_line_and_the_window_lives_on(set_up: SetUp) -> None:
    """The next message is handled as if nothing had been."""
    desk = set_up(KIT, screen=True)
    _replace(desk.folder / "client2_student.py", "(Message.Pong)", "(f'Pon{msg}'[:4])")
    client2 = _open(desk)[1]
    for times in (1, 2):
        desk.press("client 1", "Ping")
        desk.shows("client 2", "received Ping", times)
        desk.shows("client 2", "await client.send_message(f'Pon{msg}'[:4])", times)
    desk.shows("client 2", 'a message is "Ping" or "Pong", and not \'PonP\'')
    client2.expect("Traceback")


def test_a_forgotten_await_is_shown(set_up: SetUp) -> None:
    """Python's warning is of little use in a terminal that nobody looks at."""
    desk = set_up(KIT, screen=True)
    _replace(desk.folder / "server_student.py", "await server.forward", "server.forward")
    server = _open(desk)[0]
    desk.press("client 1", "Ping")
    desk.shows("server", "coroutine 'Server.forward_message' was never awaited")
    server.expect("was never awaited")


@pytest.mark.parametrize("mistake", ["while True: pass", "__import__('time').sleep(1e6)"])
def test_a_function_that_never_comes_back_does_not_freeze_the_window(
    set_up: SetUp, mistake: str
) -> None:
    """It can still be closed, and its program ends."""
    desk = set_up(KIT, screen=True)
    _replace(desk.folder / "server_student.py", "await server.forward_message(msg)", mistake)
    server = _open(desk)[0]
    desk.press("client 1", "Ping")
    desk.shows("server", "received Ping from client 1")
    desk.close_window("server")
    server.expect(pexpect.EOF)
    desk.shows("client 1", "The server has closed the connection")


def test_without_a_screen_it_says_why(set_up: SetUp) -> None:
    """Its user reads one sentence, and no traceback."""
    desk = set_up(KIT)
    desk.env.pop("DISPLAY", None)
    program = desk.run("server.py")
    program.expect(pexpect.EOF)
    assert program.before.startswith(("No window can be opened here", "This Python has no tkinter"))
    assert program.before.count("\n") == 1
