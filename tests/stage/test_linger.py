"""What an earlier scene has left at a port does not keep the next one waiting."""

import socket
import sys

import pytest

from harness.stage import linger, sockets

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux has the files")


def left(port: int = 0) -> int:
    """A port at which a server has closed first and is gone; its number."""
    with socket.create_server(("127.0.0.1", port)) as server:
        place = server.getsockname()
        with socket.create_connection(place) as client:
            server.accept()[0].close()
            assert client.recv(1) == b""
    return int(place[1])


def is_free(port: int) -> bool:
    """Whether a program that asks for nothing special can have a port."""
    with socket.socket() as plug:
        try:
            plug.bind(("", port))
        except OSError:
            return False
    return True


@pytest.mark.parametrize("tells", [True, False], ids=["told", "listed"])
def test_what_lingers_is_ended(tells: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, whether the kernel tells of sockets or only lists them in a file."""
    monkeypatch.setattr(linger, "_LONGEST", -1)  # whoever waits has failed
    port = left()
    assert not is_free(port)
    assert linger.wait([port], shares=False, tells=tells)
    assert is_free(port)


def test_who_listens_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else's server gets a connection of ours for what lingers beside it."""
    monkeypatch.setattr(linger, "_LONGEST", -1)
    port = left()
    with socket.create_server(("127.0.0.1", port)) as server:
        server.setblocking(False)
        assert linger.wait([port], shares=False, tells=True)  # it is seen who wants it, later
        with pytest.raises(BlockingIOError):
            server.accept()


def test_the_file_says_what_the_kernel_tells() -> None:
    """State and both places of a connection."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        there = (sockets.ESTABLISHED, client.getsockname(), client.getpeername())
        assert there in linger._listed()
        assert there in linger._told()
