"""The kit of pingpong-cli, as a person uses it: three terminals on this machine."""

import socket

import pexpect
import pytest

from tests.assignments.conftest import SetUp
from tests.assignments.desk import PATIENCE, Desk, pythons

KIT = "pingpong-cli"
SERVERS, CLIENTS = ("server_student.py", "server.py"), ("client2_student.py", "client2.py")


def _meet(desk: Desk, server: str, client: str) -> tuple[pexpect.spawn, ...]:
    """Server, client 2 and client 1, the first Pong received."""
    first = desk.run(server)
    first.expect("waits for two clients")
    second = desk.run(client)
    second.expect("is connected")
    third = desk.run("client1.py")
    third.expect("received Pong")
    return first, second, third


@pytest.mark.parametrize("python", pythons())
def test_the_kit_runs_on_every_python(set_up: SetUp, python: str) -> None:
    """All three programs show the exchange, as often as somebody presses Enter."""
    server, client2, client1 = _meet(set_up(KIT, python), SERVERS[0], CLIENTS[0])
    for _ in range(3):
        client1.sendline("")
        client1.expect("sent Ping")
        client1.expect("received Pong")
    for words in ("received Ping from client 1", "sent Ping to client 2"):
        server.expect(words)
    for words in ("received Ping", "sent Pong"):
        client2.expect(words)
    for words in ("received Pong from client 2", "sent Pong to client 1"):
        server.expect(words)


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("client", CLIENTS)
def test_each_student_file_can_be_run_against_a_given_partner(
    set_up: SetUp, server: str, client: str
) -> None:
    """Any server goes with any client 2, and says when a client leaves."""
    first, _, third = _meet(set_up(KIT), server, client)
    third.sendeof()
    third.expect(pexpect.EOF)
    first.expect("client 1 has left")


def test_clients_may_come_in_the_other_order(set_up: SetUp) -> None:
    """A Ping that comes before client 2 does waits for it."""
    desk = set_up(KIT)
    server = desk.run("server_student.py")
    server.expect("waits for two clients")
    client1 = desk.run("client1.py")
    client1.expect("sent Ping")
    server.expect("client 1 is connected")
    desk.run("client2_student.py")
    client1.expect("received Pong")


def test_a_place_that_was_left_can_be_taken_again(set_up: SetUp) -> None:
    """A client that was ended may be started anew, while server and partner go on."""
    desk = set_up(KIT)
    server, client2, client1 = _meet(desk, *(SERVERS[0], CLIENTS[0]))
    client2.sendintr()
    client2.expect(pexpect.EOF)
    server.expect("client 2 has left; its place is free")
    client1.sendline("")
    desk.run("client2_student.py")
    client1.expect("received Pong")


@pytest.mark.parametrize("program", ["client1.py", *CLIENTS])
def test_a_client_without_a_server_says_so(set_up: SetUp, program: str) -> None:
    """One sentence that says what to do, and no traceback."""
    client = set_up(KIT).run(program)
    client.expect(pexpect.EOF)
    assert client.before.startswith("There is no server on port")
    assert client.before.count("\n") == 1


@pytest.mark.parametrize("program", SERVERS)
def test_a_second_server_says_that_the_port_is_in_use(set_up: SetUp, program: str) -> None:
    """One sentence that says what to do, and no traceback."""
    desk = set_up(KIT)
    desk.run(SERVERS[0]).expect("waits for two clients")
    second = desk.run(program)
    second.expect(pexpect.EOF)
    assert second.before.startswith(f"Port {desk.port} is in use")
    assert second.before.count("\n") == 1


def test_a_second_client_1_is_told_that_there_is_one(set_up: SetUp) -> None:
    """It ends with a sentence, and those who are there go on."""
    desk = set_up(KIT)
    server, _, client1 = _meet(desk, SERVERS[0], CLIENTS[0])
    another = desk.run("client1.py")
    another.expect("is there another client 1?")
    another.expect(pexpect.EOF)
    server.expect("there is no place for it")
    client1.sendline("")
    client1.expect("received Pong")


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("client", CLIENTS)
def test_ctrl_c_ends_a_server_and_its_clients_say_so(
    set_up: SetUp, server: str, client: str
) -> None:
    """No program shows a traceback, neither the one that is ended nor those that lose it."""
    first, second, third = _meet(set_up(KIT), server, client)
    first.sendintr()
    for program in (first, second, third):
        program.expect(pexpect.EOF)
        assert "Traceback" not in program.before
    for program in (second, third):
        assert "The server has closed the connection" in program.before


def test_messages_survive_splitting_and_joining(set_up: SetUp) -> None:
    """Bytes one by one, or several lines at once, make the same messages."""
    desk = set_up(KIT)
    server = desk.run("server_student.py")
    server.expect("waits for two clients")
    desk.run("client2_student.py").expect("is connected")
    with socket.create_connection(("127.0.0.1", desk.port), PATIENCE) as client1:
        client1.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"client 1\nPing\nPi":
            client1.send(bytes([byte]))
        client1.sendall(b"ng\nPing\nHello\nPing\n")
        with client1.makefile("rb") as lines:
            assert [lines.readline() for _ in range(4)] == [b"Pong\n"] * 4
    server.expect("client 1 sent 'Hello', which is no message")


def test_a_client_may_ping_and_leave(set_up: SetUp) -> None:
    """What was sent before the end is forwarded all the same."""
    desk = set_up(KIT)
    server = desk.run("server_student.py")
    server.expect("waits for two clients")
    client2 = desk.run("client2_student.py")
    client2.expect("is connected")
    with socket.create_connection(("127.0.0.1", desk.port), PATIENCE) as client1:
        client1.sendall(b"client 1\nPing\nPing\n")
    for _ in range(2):
        client2.expect("received Ping")
    server.expect("client 1 has left")


def test_a_mistake_is_shown_with_its_line(set_up: SetUp) -> None:
    """A text in place of a message is refused where the student can see it."""
    desk = set_up(KIT)
    file = desk.folder / "client2_student.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("(Message.Pong)", '("pong")'), encoding="utf-8")
    server = desk.run("server_student.py")
    server.expect("waits for two clients")
    client2 = desk.run("client2_student.py")
    client2.expect("is connected")
    desk.run("client1.py")
    client2.expect(pexpect.EOF)
    assert 'client.send_message("pong")' in client2.before
    assert "a message is Message.Ping or Message.Pong, and not 'pong'" in client2.before
    server.expect("client 2 has left")
