"""Every connection and every byte is given to the role whose program it is of."""

import os
import re
import socket
from types import SimpleNamespace
from typing import Any

import pytest

from harness.model.casting import Limits, Scripted
from harness.model.events import Closed, Connected, Refused, Sent, Unseen
from harness.stage import sockets, threads
from harness.stage.owners import Owners
from harness.stage.recorder import Recorder
from tests.stage.support import Player, of, printed

_EACH, _ROLES = 50, ("a", "b", "c", "d")

# Keeps nothing: a connection is gone by the time somebody could look whose it was.
_SINK = """
import socket, threading
listener = socket.create_server(("127.0.0.1", 12000), backlog=200)
print("up", flush=True)
while True:
    plug = listener.accept()[0]
    while plug.recv(100):
        pass
    plug.close()
"""
_SHORT_LIVED = """
import os, socket
while True:
    try:
        socket.create_connection(("127.0.0.1", 12000)).close()
        break
    except ConnectionRefusedError:
        pass
for number in range({each}):
    if os.fork() == 0:
        plug = socket.create_connection(("127.0.0.1", 12000))
        plug.send(b"{role} %d" % number)
        os._exit(0)
    if number >= 10:
        os.wait()  # not too many processes at once: there is a bound
for number in range(min({each}, 10)):
    os.wait()
"""


def test_many_short_connections_at_once(player: Player) -> None:
    """Connect, send, exit, from four programs at once: 200 of 200 have the right sender."""
    programs = {"server": _SINK}
    programs |= {role: _SHORT_LIVED.format(each=_EACH, role=role) for role in _ROLES}
    recording = player.play_programs(programs, together=True, limits=Limits(scene=60.0))
    sent = of(recording, Sent)
    assert [event.who for event in sent] == [event.data.decode()[0] for event in sent]
    assert len({event.data for event in sent}) == _EACH * len(_ROLES)
    assert {event.to for event in sent} == {"server"}
    assert len(of(recording, Connected)) == (_EACH + 1) * len(_ROLES)
    assert not of(recording, Unseen)


_DATAGRAMS = """
import os, socket
for number in range({each}):
    if os.fork() == 0:
        socket.socket(type=socket.SOCK_DGRAM).sendto(b"{role} %d" % number, ("127.0.0.1", 12000))
        os._exit(0)
    os.wait()
"""
_DATAGRAM_SINK = """
import socket
plug = socket.socket(type=socket.SOCK_DGRAM)
plug.bind(("127.0.0.1", 12000))
print("up", flush=True)
while True:
    plug.recv(100)
"""


def test_many_short_lived_datagram_senders(player: Player) -> None:
    """A datagram is given to its sender, even if that is gone at once."""
    programs = {"server": _DATAGRAM_SINK}
    programs |= {role: _DATAGRAMS.format(each=10, role=role) for role in ("a", "b")}
    recording = player.play_programs(programs)
    sent = of(recording, Sent)
    assert {event.who for event in sent} == {"a", "b"}
    assert len(sent) == 20
    assert [event.who for event in sent] == [event.data.decode()[0] for event in sent]
    assert not of(recording, Unseen)


_SAME_PORT = """
import socket
for number in range(10):
    plug = socket.socket(type=socket.SOCK_DGRAM)
    while True:
        try:
            plug.bind(("127.0.0.1", 5000))
            break
        except OSError:
            pass
    {send}
    plug.close()
"""


@pytest.mark.parametrize(
    "send",
    [
        'plug.sendto(b"{role} %d" % number, ("127.0.0.1", 12000))',
        'plug.connect(("127.0.0.1", 12000)); plug.send(b"{role} %d" % number)',
    ],
)
def test_a_port_that_changes_hands(player: Player, send: str) -> None:
    """A datagram from a port that another role has left is of the one that has it now."""
    programs = {"server": _DATAGRAM_SINK}
    programs |= {role: _SAME_PORT.format(send=send.format(role=role)) for role in ("a", "b")}
    recording = player.play_programs(programs)
    sent = of(recording, Sent)
    assert len(sent) == 20
    assert [event.who for event in sent] == [event.data.decode()[0] for event in sent]
    assert not of(recording, Unseen)


def test_datagrams_before_anybody_is_there(player: Player) -> None:
    """A datagram that found nobody does not hide those that the same socket sends later."""
    client = """
import socket
plug = socket.socket(type=socket.SOCK_DGRAM)
for number in range(3):
    input()
    plug.sendto(b"a %d" % number, ("127.0.0.1", 12000))
"""
    acts = tuple(("type", role, "go") for role in ("a", "a", "server", "a"))
    programs = {"server": "input()\n" + _DATAGRAM_SINK, "a": client}
    recording = player.play_programs(programs, acts)
    assert [(event.who, event.target) for event in of(recording, Refused)] == [
        ("a", "127.0.0.1:12000")
    ]
    assert [(event.who, event.to, event.data) for event in of(recording, Sent)] == [
        ("a", "server", b"a 2")
    ]


def test_a_server_that_plays_its_own_client(player: Player) -> None:
    """A server that connects to itself is both ends of that connection, and nobody else is."""
    source = """
import socket
listener = socket.create_server(("127.0.0.1", 12000))
plug = socket.create_connection(("127.0.0.1", 12000))
other = listener.accept()[0]
plug.send(b"I am Y")
print(other.recv(9).decode(), flush=True)
input()
"""
    recording = player.play_programs({"server": source, "y": "input()\n"})
    assert [(event.who, event.to) for event in of(recording, Sent)] == [("server", "server")]
    assert [(event.who, event.to) for event in of(recording, Connected)] == [("server", "server")]


def test_a_program_that_takes_the_port_of_another(player: Player) -> None:
    """What goes to a port goes to the role that listens there, not to the one that should."""
    thief = _SINK
    server = """
import socket
try:
    socket.create_server(("127.0.0.1", 12000))
except OSError as error:
    print("taken", flush=True)
input()
"""
    client = _SHORT_LIVED.format(each=1, role="a")
    recording = player.play_programs({"thief": thief, "server": server, "a": client})
    assert "taken" in printed(recording, "server")
    assert [(event.who, event.to) for event in of(recording, Sent)] == [("a", "thief")]


def test_a_port_shared_by_two(player: Player) -> None:
    """Where two roles accept at one port, a connection is given to the one that accepts it."""
    listener = """
import socket
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
listener.bind(("127.0.0.1", 12000))
listener.listen()
print("up", flush=True)
while True:
    plug = listener.accept()[0]
    print("got " + plug.recv(100).decode() + ";", flush=True)
"""
    client = """
import socket
plugs = []
for number in range(12):
    plugs.append(socket.create_connection(("127.0.0.1", 12000)))
    plugs[-1].send(b"n%d" % number)
input()
"""
    recording = player.play_programs({"one": listener, "two": listener, "client": client})
    got = {role: set(re.findall(r"n\d+", printed(recording, role))) for role in ("one", "two")}
    given: dict[str, set[str]] = {"one": set(), "two": set(), "?": set()}
    for event in of(recording, Sent):
        given[event.to].add(event.data.decode())
    assert given["one"] <= got["one"]
    assert given["two"] <= got["two"]
    assert not given["?"] or of(recording, Unseen)


def test_a_connection_handed_to_another(player: Player) -> None:
    """A socket that is passed on stays with the role that connected it."""
    giver = """
import socket
plug = socket.create_connection(("127.0.0.1", 12000))
meeting = socket.socket(socket.AF_UNIX)
meeting.connect("\\0meeting")
socket.send_fds(meeting, [b"x"], [plug.fileno()])
input()
"""
    taker = """
import socket
meeting = socket.socket(socket.AF_UNIX)
meeting.bind("\\0meeting")
meeting.listen()
print("up", flush=True)
_, (plug,), _, _ = socket.recv_fds(meeting.accept()[0], 9, 1)
socket.socket(fileno=plug).send(b"not mine")
input()
"""
    recording = player.play_programs({"server": _SINK, "taker": taker, "giver": giver})
    assert [(event.who, event.to) for event in of(recording, Sent)] == [("giver", "server")]


def test_to_nobody(player: Player) -> None:
    """A connection that nobody accepts is refused, and it is said to whom."""
    source = """
import socket
for port in (12000, 80):
    try:
        socket.create_connection(("127.0.0.1", port))
    except ConnectionRefusedError:
        print("refused", flush=True)
input()
"""
    recording = player.play_programs({"client": source})
    assert [(event.who, event.target) for event in of(recording, Refused)] == [
        ("client", "127.0.0.1:12000"),
        ("client", "127.0.0.1:80"),
    ]
    assert of(recording, Connected) == []


def test_every_way_to_name_this_host(player: Player) -> None:
    """Whatever address a client uses for this host, its messages are its own."""
    server = _SINK.replace('"127.0.0.1"', '""')
    client = """
import os, socket
for place in ("127.0.0.1", "0.0.0.0", "localhost", "127.1.2.3", "10.0.2.15", socket.gethostname()):
    if os.fork() == 0:
        plug = socket.create_connection((place, 12000))
        plug.send(place.encode())
        os._exit(0)
    os.wait()
"""
    recording = player.play_programs({"server": server, "client": client}, addresses=("10.0.2.15",))
    assert [event.data.decode() for event in of(recording, Sent)] == [
        "127.0.0.1", "0.0.0.0", "localhost", "127.1.2.3", "10.0.2.15", "lab",
    ]  # fmt: skip
    assert {(event.who, event.to) for event in of(recording, Sent)} == {("client", "server")}
    assert not of(recording, Unseen)


def test_a_scripted_client_beside_programs(player: Player) -> None:
    """The harness's own connections are never given to a program, nor a program's to it."""
    acts = (("connect", "peer", "server"), ("send", "peer", "p 1"))
    recording = player.play_programs(
        {"server": _SINK, "a": _SHORT_LIVED.format(each=20, role="a")},
        acts,
        scripted=(Scripted("peer", "connect"),),
        together=False,
    )
    sent = of(recording, Sent)
    assert len(sent) == 21
    assert [event.who[0] for event in sent] == [event.data.decode()[0] for event in sent]


def test_a_scripted_client_takes_the_door_that_is_meant_for_it(player: Player) -> None:
    """Of a server's ports the one that the hand-in's own client names, and that is listened at."""
    server = """
import socket
doors = [socket.create_server(("127.0.0.1", port)) for port in (12000, 12001)]
print("up", flush=True)
for door in doors:
    plug = door.accept()[0]
    print(plug.recv(9).decode(), flush=True)
"""
    acts = (("send", "b", "b"), ("send", "a", "a"))
    recording = player.play_programs(
        {"server": server},
        acts,
        scripted=(
            Scripted("a", "connect", doors=(12000,)),
            Scripted("b", "connect", doors=(9999, 12001), theirs=(12000,)),
        ),
        together=False,
    )
    met = {(event.who, event.target.rpartition(":")[2]) for event in of(recording, Connected)}
    assert met == {("a", "12000"), ("b", "12001")}
    assert printed(recording, "server").split() == ["up", "a", "b"]


def test_the_port_of_the_spec_comes_first(player: Player) -> None:
    """For the role itself; that of the role which it speaks to where no program has another."""
    server = """
import socket
doors = [socket.create_server(("127.0.0.1", port)) for port in (12000, 12001, 12002)]
print("up", flush=True)
for door in doors[:2]:
    print(door.accept()[0].recv(9).decode(), flush=True)
"""
    recording = player.play_programs(
        {"server": server},
        (("send", "b", "b"), ("send", "a", "a")),
        scripted=(
            Scripted("a", "connect", theirs=(12000,)),
            Scripted("b", "connect", doors=(12000,), own=(12001,), theirs=(12000,)),
        ),
        together=False,
    )
    met = {(event.who, event.target.rpartition(":")[2]) for event in of(recording, Connected)}
    assert met == {("a", "12000"), ("b", "12001")}


def test_who_closes(player: Player) -> None:
    """Each side's end of a connection is its own; a reset is told from a close."""
    server = """
import socket, struct
listener = socket.create_server(("127.0.0.1", 12000))
print("up", flush=True)
for how in ("close", "reset"):
    plug = listener.accept()[0]
    plug.recv(9)
    if how == "reset":
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    plug.close()
input()
"""
    client = """
import socket
for number in range(2):
    plug = socket.create_connection(("127.0.0.1", 12000))
    plug.send(b"hello")
    try:
        plug.recv(9)
    except ConnectionResetError:
        print("reset", flush=True)
    plug.close()
"""
    recording = player.play_programs({"server": server, "client": client})
    ends = [(event.who, event.conn, event.how) for event in of(recording, Closed)]
    assert ends == [
        *(("server", "c1", "fin"), ("client", "c1", "fin")),
        *(("server", "c2", "rst"), ("client", "c2", "fin")),  # this one since the client has ended
    ]


def test_a_datagram_whose_socket_is_gone(player: Player) -> None:
    """Who said where it would send is known for it, though it is gone by the time it is seen."""
    server = """
import socket
plug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
plug.bind(("127.0.0.1", 12000))
print(plug.recv(9).decode(), flush=True)
"""
    start = "import os, socket\nplug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
    ways = {
        "connect": "plug.connect(('127.0.0.1', 12000))\nplug.send(b'hello')\nos._exit(0)\n",
        "sendmsg": "plug.sendmsg([b'hello'], [], 0, ('127.0.0.1', 12000))\nos._exit(0)\n",
        "sendto": "plug.sendto(b'hello', ('127.0.0.1', 12000))\nos._exit(0)\n",
    }
    for way in ways.values():
        recording = player.play_programs({"server": server, "client": start + way})
        assert not of(recording, Unseen)
        (sent,) = of(recording, Sent)
        assert (sent.who, sent.to, sent.data) == ("client", "server", b"hello")


def test_who_listened_is_known_while_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has let go of its memory does not show what it has open, and has it still."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        inode, place = os.fstat(listener.fileno()).st_ino, listener.getsockname()
        plug = sockets.Socket("tcp", sockets.LISTEN, 0, 0, place, ("0.0.0.0", 0), 0, 0, inode)
        nets: Any = SimpleNamespace(every=[SimpleNamespace(sockets=lambda: [plug])])
        monkeypatch.setattr(threads, "processes", lambda: [os.getpid()])
        owners = Owners(nets, Recorder(lambda _event: None), {})
        owners.begin(os.getpid(), "server")
        owners.every_socket()
        monkeypatch.setattr(sockets, "inodes", lambda _pid: {})
        assert owners.owner("tcp", place, None) == "server"
