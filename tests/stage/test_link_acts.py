"""What the story does to a link: cuts it, ends one direction, resets both sides."""

from harness.model.events import Closed, Connected, Missed, Read
from harness.model.link import Link
from tests.stage.linked import CLIENT, SERVER, play, talk
from tests.stage.support import Player, of, printed


def test_cut(player: Player) -> None:
    """Nothing crosses a link that was cut: both sides stay, and neither hears of the other."""
    acts = (
        ("type", "client", "one!"),
        ("cut", "client", "server"),
        ("type", "client", "two! close"),
    )
    recording = play(player, (Link("client", "server"),), acts)
    assert printed(recording, "server").endswith("got b'one!'\n")
    assert printed(recording, "client").endswith("heard b'yes'\n")
    assert talk(recording)[-1] == ("client", "server", b"two!")
    assert [(one.who, one.how) for one in of(recording, Closed)] == [("client", "fin")]
    assert sum(one.count for one in of(recording, Read, "server")) == 4, "what it never got"


def test_no_way_after_a_cut(player: Player) -> None:
    """Who tries to connect across a cut link finds no way, whether or not it waits for one."""
    client = """
import socket
def attempt(wait):
    plug = socket.socket()
    plug.setblocking(wait)
    return plug.connect_ex(("HOST", 12000))
input()
print(attempt(True), attempt(False), flush=True)
input()
"""
    acts = (("cut", "client", "server"), ("type", "client", "go"))
    programs = {"server": SERVER, "client": client}
    recording = play(player, (Link("server", "client"),), acts, programs)
    assert printed(recording, "client") == "113 113\n"
    assert not of(recording, Connected)


def test_half_close(player: Player) -> None:
    """What one side sends ends; the other direction goes on."""
    server = """
import socket
plug = socket.create_server(("", 12000)).accept()[0]
while data := plug.recv(9):
    print("got", data, flush=True)
print("end", flush=True)
plug.send(input().encode())
input()
"""
    acts = (
        ("type", "client", "one"),
        ("half-close", "client", "server"),
        ("type", "client", "two"),
        ("type", "server", "still here"),
    )
    programs = {"server": server, "client": CLIENT}
    recording = play(player, (Link("client", "server"),), acts, programs)
    assert printed(recording, "server") == "got b'one'\nend\n"
    assert printed(recording, "client").endswith("heard b'still here'\n")
    assert not of(recording, Closed)


def test_break(player: Player) -> None:
    """Both sides of a broken link are reset, by nobody on the stage; a new connection is well."""
    client = CLIENT + CLIENT.replace("for line in sys.stdin", "for line in ['again']") + "input()\n"
    client = client.replace("for line in sys.stdin", "for line in [sys.stdin.readline()]", 1)
    acts = (("break", "server", "client"), ("type", "client", ""))
    recording = play(
        player, (Link("client", "server"),), acts, {"server": SERVER, "client": client}
    )
    assert "reset\nfrom 127.0.0.1\ngot b'again'\n" in printed(recording, "server")
    assert "reset\n" in printed(recording, "client")
    assert not of(recording, Closed)
    assert len(of(recording, Connected)) == 2


def test_who_resets(player: Player) -> None:
    """A reset crosses a link as a reset, after what came before it, and is its sender's own."""
    client = """
import socket, struct
plug = socket.create_connection(("HOST", 12000))
plug.send(b"one")
input()
plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
plug.close()
input()
"""
    programs = {"server": SERVER, "client": client}
    recording = play(player, (Link("client", "server"),), (("type", "client", ""),), programs)
    assert printed(recording, "server").endswith("got b'one'\nreset\n")
    assert [(one.who, one.how) for one in of(recording, Closed)] == [("client", "rst")]


def test_what_cannot_be_done(player: Player) -> None:
    """Where there is no connection, or no link, it is said that nothing could be broken."""
    programs = {"server": SERVER, "client": "input()\n"}
    acts = (("break", "client", "server"),)
    recording = play(player, (Link("client", "server"),), acts, programs)
    assert [one.why for one in of(recording, Missed)] == ["client and server are not connected"]
    recording = play(player, (), acts, programs)
    assert [one.why for one in of(recording, Missed)] == ["there is no link"]
