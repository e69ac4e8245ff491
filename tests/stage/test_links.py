"""Links with faults: what is sent arrives in pieces, together, late, or not at all."""

from dataclasses import replace

import pytest

from bench.corpus import script
from bench.corpus.case import Act, Case
from harness.model.casting import SPLIT, Link, Recording, Scripted
from harness.model.events import (
    Closed,
    Connected,
    Read,
    Refused,
    Sent,
    Unseen,
)
from harness.stage import pool
from tests.stage.support import Player, Room, of, printed

LAB = {"server": "10.0.0.1", "client": "10.0.0.2"}

# Says what each recv returned, and answers at once.
SERVER = """
import socket
listener = socket.create_server(("", 12000))
print("up", flush=True)
while True:
    plug, who = listener.accept()
    print("from", who[0], flush=True)
    while True:
        try:
            data = plug.recv(100)
        except ConnectionResetError:
            print("reset", flush=True)
            break
        if not data:
            print("end", flush=True)
            break
        print("got", data, flush=True)
        if data[-1:] == b"!":
            plug.send(b"yes")
    plug.close()
"""
# Each word of a line is a message of its own; then what comes back is read until nothing does.
CLIENT = """
import socket, sys, threading
plug = socket.create_connection(("HOST", 12000))
plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print("to", *plug.getpeername(), flush=True)
def hear():
    try:
        while data := plug.recv(100):
            print("heard", data, flush=True)
        print("end", flush=True)
    except ConnectionResetError:
        print("reset", flush=True)
threading.Thread(target=hear, daemon=True).start()
for line in sys.stdin:
    for word in line.split():
        if word == "close":
            plug.shutdown(socket.SHUT_WR)
        else:
            plug.send(word.encode())
"""


def play(
    player: Player,
    links: tuple[Link, ...],
    acts: tuple[Act, ...],
    programs: dict[str, str] | None = None,
    *,
    hosts: dict[str, str] | None = None,
    hold: float = 0.05,
    scripted: tuple[Scripted, ...] = (),
) -> Recording:
    """Play one scene with links to quiet; nothing may come of holding it still."""
    place = "10.0.0.1" if hosts else "127.0.0.1"
    programs = programs or {"server": SERVER, "client": CLIENT}
    programs = {role: source.replace("HOST", place) for role, source in programs.items()}
    case = Case("links", programs, acts, scripted=scripted)
    with Room() as room:
        job = replace(room.job(case), links=links, hosts=hosts or {})
        (recording,) = player.play([pool.Order(job, script(case), hold=hold)])
    assert case.complaint(recording) == ""
    assert not of(recording, Unseen)
    return recording


def talk(recording: Recording) -> list[tuple[str, str, bytes]]:
    """Who sent what to whom."""
    return [(event.who, event.to, event.data) for event in of(recording, Sent)]


@pytest.mark.parametrize("hosts", [None, LAB], ids=["loopback", "hosts"])
def test_a_link_that_passes_is_not_noticed(player: Player, hosts: dict[str, str] | None) -> None:
    """Addresses, order, segments and ends are those of a direct connection, for both sides."""
    links = (Link("client", "server"),)
    acts = (("type", "client", "one two!"), ("type", "client", "three close"))
    recording = play(player, links, acts, hosts=hosts)
    place = "10.0.0.1" if hosts else "127.0.0.1"
    assert f"to {place} 12000" in printed(recording, "client")
    assert f"from {'10.0.0.2' if hosts else '127.0.0.1'}" in printed(recording, "server")
    assert [(one.who, one.to) for one in of(recording, Connected)] == [("client", "server")]
    assert talk(recording) == [
        ("client", "server", b"one"),
        ("client", "server", b"two!"),
        ("server", "client", b"yes"),
        ("client", "server", b"three"),
    ]
    assert [(one.who, one.how) for one in of(recording, Closed)] == [
        ("client", "fin"),
        ("server", "fin"),
    ]
    assert printed(recording, "server").endswith("got b'three'\nend\n")
    assert printed(recording, "client").endswith("heard b'yes'\nend\n")
    reads = of(recording, Read)
    assert sum(one.count for one in reads if (one.who, one.of) == ("server", "client")) == 12
    assert sum(one.count for one in reads if (one.who, one.of) == ("client", "server")) == 3
    assert not of(recording, Refused)


def test_split(player: Player) -> None:
    """Every recv returns one byte, and what was sent is told once, as it was sent."""
    links = (Link("client", "server", SPLIT), Link("server", "client", SPLIT))
    recording = play(player, links, (("type", "client", "hello world!"),))
    got = "".join(f"got b'{letter}'\n" for letter in "helloworld!")
    assert printed(recording, "server") == f"up\nfrom 127.0.0.1\n{got}"
    assert printed(recording, "client").endswith("heard b'y'\nheard b'e'\nheard b's'\n")
    assert [one[2] for one in talk(recording)] == [b"hello", b"world!", b"yes"]
