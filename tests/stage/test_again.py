"""Some leave and others stay, and who has left comes again: what each did stays its own."""

from harness.model.casting import Scripted
from harness.model.events import Closed, Connected, Exited, Missed, Sent, Started, Stopped, Unseen
from tests.stage.support import Player, of, printed

# Passes on to all others what one says, and goes on when one is gone, however that went.
_SERVER = """
import socket, threading
listener = socket.create_server(("127.0.0.1", 12000))
print("up", flush=True)
plugs = {}
def serve(plug):
    name = ""
    try:
        name = plug.recv(100).decode()
        plugs[name] = plug
        while data := plug.recv(100):
            for other in list(plugs.values()):
                if other is not plug:
                    other.send(name.encode() + b": " + data)
        print(name, "left", flush=True)
    except ConnectionResetError:
        print(name, "was reset", flush=True)
    plugs.pop(name, None)
    plug.close()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],)).start()
"""
_CLIENT = """
import os, socket, struct, sys, threading
plug = socket.create_connection(("127.0.0.1", 12000))
plug.send(b"NAME")
def hear():
    while data := plug.recv(100):
        print(data.decode(), flush=True)
threading.Thread(target=hear, daemon=True).start()
for line in sys.stdin:
    if line == "reset\\n":
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os._exit(0)
    elif line == "close\\n":
        plug.shutdown(socket.SHUT_RDWR)
    else:
        plug.send(line.strip().encode())
"""
_NAMES = ("a", "b", "c", "d")


def test_one_leaves_after_another(player: Player) -> None:
    """Of four clients one is stopped, one closes and one resets; the rest is given to the right."""
    programs = {"server": _SERVER}
    programs |= {name: _CLIENT.replace("NAME", name) for name in _NAMES}
    acts = (
        ("type", "a", "one"),
        ("stop", "a"),
        ("type", "b", "two"),
        ("type", "b", "close"),
        ("type", "c", "three"),
        ("type", "c", "reset"),
        ("type", "d", "four"),
    )
    recording = player.play_programs(programs, acts)
    said = [(one.who, one.data) for one in of(recording, Sent) if one.to == "server"]
    assert said == [
        *((name, name.encode()) for name in _NAMES),
        ("a", b"one"),
        ("b", b"two"),
        ("c", b"three"),
        ("d", b"four"),
    ]
    heard = [(one.to, one.data) for one in of(recording, Sent, "server")]
    assert sorted(heard) == [
        ("b", b"a: one"),
        ("c", b"a: one"),
        ("c", b"b: two"),
        ("d", b"a: one"),
        ("d", b"b: two"),
        ("d", b"c: three"),
    ]
    left = [(one.who, one.how) for one in of(recording, Closed) if one.who != "server"]
    assert left[1:] == [("b", "fin"), ("c", "rst")]
    assert left[0][0] == "a"
    for words in ("a left", "b left", "c was reset"):
        assert words in printed(recording, "server")
    assert not of(recording, Unseen)


def test_a_client_comes_again(player: Player) -> None:
    """A client that was stopped and started again talks in its own name, on a new connection."""
    programs = {"server": _SERVER}
    programs |= {name: _CLIENT.replace("NAME", name) for name in ("a", "b")}
    acts = (("type", "a", "one"), ("stop", "a"), ("start", "a"), ("type", "a", "two"))
    recording = player.play_programs(programs, acts)
    assert [(one.who, one.conn) for one in of(recording, Connected)] == [
        ("a", "c1"),
        ("b", "c2"),
        ("a", "c3"),
    ]
    assert [one.data for one in of(recording, Sent, "a")] == [b"a", b"one", b"a", b"two"]
    assert printed(recording, "b") == "a: one\na: two\n"
    assert not of(recording, Unseen)


def test_a_server_comes_again_at_once(player: Player) -> None:
    """All that a stopped program did is told before the next one is started, even at once."""
    source = "print('here', end='', flush=True)\ninput()\n"
    acts = (("stop", "server"), ("start", "server"), ("stop", "server"), ("start", "server"))
    recording = player.play_programs({"server": source}, acts, together=True)
    kinds = [
        type(one)
        for one in recording.timeline.events
        if isinstance(one, (Started, Stopped, Exited)) and one.who == "server"
    ]
    assert kinds == [Started, Stopped, Exited, Started, Stopped, Exited, Started]
    assert printed(recording, "server").endswith("here")


def test_a_server_comes_again_beside_its_clients(player: Player) -> None:
    """A server can be started again where it listened, and clients that stayed find it."""
    client = """
import socket
while True:
    plug = socket.create_connection(("127.0.0.1", 12000))
    plug.send(b"NAME")
    while plug.recv(100):
        pass
    print("gone", flush=True)
    input()
"""
    programs = {"server": _SERVER, "a": client.replace("NAME", "a")}
    acts = (("stop", "server"), ("start", "server"), ("type", "a", ""))
    recording = player.play_programs(programs, acts)
    assert printed(recording, "server") == "up\nup\n"
    assert printed(recording, "a") == "gone\n"
    assert [(one.who, one.to) for one in of(recording, Connected)] == [("a", "server")] * 2


def test_what_runs_is_not_started_again(player: Player) -> None:
    """A role's program that runs is not joined by a second one."""
    recording = player.play_programs({"server": "input()\n"}, (("start", "server"),))
    assert [one.why for one in of(recording, Missed)] == ["it runs already"]
    assert len(of(recording, Started)) == 1


def test_a_scripted_role_comes_again(player: Player) -> None:
    """A scripted server that was stopped is not found, and is when it was started again."""
    client = """
import socket
while input() == "go":
    plug = socket.socket()
    print(plug.connect_ex(("127.0.0.1", 12000)), flush=True)
"""
    acts = (
        ("type", "client", "go"),
        ("stop", "server"),
        ("type", "client", "go"),
        ("start", "server"),
        ("type", "client", "go"),
    )
    server = Scripted("server", "listen")
    recording = player.play_programs({"client": client}, acts, scripted=(server,))
    assert printed(recording, "client") == "0\n111\n0\n"
