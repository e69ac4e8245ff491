"""Programs of every kind talk across links as they would without: nobody notices, none is stuck."""

import pytest

from harness import interpreters
from harness.model.casting import Interpreter
from harness.model.events import Connected, Exited, Quiet, Read, Sent, Typed
from harness.model.link import JOIN, SPLIT, Link
from tests.stage.linked import CLIENT, SERVER, play, talk
from tests.stage.support import ORDINARY, Player, of, printed

BOTH = (Link("client", "server", SPLIT), Link("server", "client", SPLIT))

_ASYNC_SERVER = """
import asyncio
async def serve(reader, writer):
    print("from", writer.get_extra_info("peername")[0], flush=True)
    while line := await reader.readline():
        print("got", line, flush=True)
        writer.write(line.upper())
        await writer.drain()
    writer.close()
async def main():
    async with await asyncio.start_server(serve, "localhost", 12000) as server:
        print("up", flush=True)
        await server.serve_forever()
asyncio.run(main())
"""
_ASYNC_CLIENT = """
import asyncio
async def main():
    reader, writer = await asyncio.open_connection("localhost", 12000)
    print("to", writer.get_extra_info("peername"), flush=True)
    for number in range(3):
        writer.write(b"line %d\\n" % number)
        print("heard", await reader.readline(), flush=True)
    writer.close()
    await writer.wait_closed()
asyncio.run(main())
"""


@pytest.mark.parametrize(
    "links", [BOTH, (Link("server", "client", JOIN, 2),)], ids=["split", "join"]
)
def test_asyncio(player: Player, links: tuple[Link, ...]) -> None:
    """Event loops that talk line by line say the same across links, and end as they would."""
    programs = {"server": _ASYNC_SERVER, "client": _ASYNC_CLIENT}
    recording = play(player, links, (), programs)
    heard = "".join(f"heard b'LINE {number}\\n'\n" for number in range(3))
    assert printed(recording, "client") == f"to ('127.0.0.1', 12000)\n{heard}"
    assert [one.code for one in of(recording, Exited, "client")] == [0]


def test_a_receiver_that_waits_elsewhere(player: Player) -> None:
    """All is quiet though bytes wait at the link: they come one by one when somebody reads."""
    server = """
import socket
plug = socket.create_server(("", 12000)).accept()[0]
input()
for _ in range(5):
    print("got", plug.recv(100), flush=True)
input()
"""
    client = """
import socket
plug = socket.create_connection(("HOST", 12000))
plug.send(b"hello")
input()
"""
    programs = {"server": server, "client": client}
    recording = play(player, BOTH, (("type", "server", ""),), programs)
    assert printed(recording, "server") == "".join(f"got b'{one}'\n" for one in "hello")
    quiet = [one for one in of(recording, Quiet) if one.n > of(recording, Sent)[0].n]
    assert {(one.who, one.on) for one in quiet[0].waits} == {
        ("server", "keyboard"),
        ("client", "keyboard"),
    }
    (typed,) = of(recording, Typed, "server")
    reads = of(recording, Read, "server")
    assert all(one.n > typed.n for one in reads), "what is at the link has not been read"
    assert sum(one.count for one in reads) == 5


def test_what_waits_for_company_is_there_at_quiet(player: Player) -> None:
    """Who looks just once, when all is quiet, finds what waited at the link to be joined."""
    server = """
import socket
plug = socket.create_server(("", 12000)).accept()[0]
plug.setblocking(False)
input()
print("got", plug.recv(100), flush=True)
input()
"""
    client = """
import socket
plug = socket.create_connection(("HOST", 12000))
plug.send(b"hello")
input()
"""
    programs = {"server": server, "client": client}
    links = (Link("client", "server", JOIN, 2),)
    recording = play(player, links, (("type", "server", ""),), programs)
    assert printed(recording, "server") == "got b'hello'\n"


def test_a_receiver_that_looks_now_and_then(player: Player) -> None:
    """Who asks ten times a second whether something came gets one byte each time."""
    server = """
import socket, time
plug = socket.create_server(("", 12000)).accept()[0]
plug.setblocking(False)
got = []
while len(got) < 5:
    time.sleep(0.1)
    try:
        got.append(plug.recv(100))
    except BlockingIOError:
        pass
print(*got, flush=True)
input()
"""
    client = """
import socket
plug = socket.create_connection(("HOST", 12000))
plug.send(b"hello")
input()
"""
    recording = play(player, BOTH, (), {"server": server, "client": client})
    assert printed(recording, "server") == "b'h' b'e' b'l' b'l' b'o'\n"


@pytest.mark.parametrize(
    "wait",
    [
        "plug.recv(5, socket.MSG_WAITALL)",
        "plug.recv(5, socket.MSG_WAITALL | socket.MSG_PEEK)",
        "looked(0.1)",
        "looked(0)",
    ],
)
def test_receivers_that_want_all_at_once(player: Player, wait: str) -> None:
    """Who waits until there is enough gets it, though a link passes on one byte at a time."""
    server = f"""
import socket, time
def looked(pause):
    while len(data := plug.recv(5, socket.MSG_PEEK)) < 5:
        time.sleep(pause)
    return data
plug = socket.create_server(("", 12000)).accept()[0]
print("got", {wait}, flush=True)
input()
"""
    client = """
import socket
plug = socket.create_connection(("HOST", 12000))
plug.send(b"hello")
input()
"""
    recording = play(player, BOTH, (), {"server": server, "client": client})
    assert printed(recording, "server") == "got b'hello'\n"


def test_a_full_queue(player: Player) -> None:
    """Who connects to a server that accepts nobody waits, and is let in when it does."""
    server = """
import socket
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("", 12000))
listener.listen(0)
print("up", flush=True)
plugs = []
while input() == "next":
    plugs.append(listener.accept()[0])
    print("got", plugs[-1].recv(100), flush=True)
"""
    client = """
import socket
plug = socket.create_connection(("HOST", 12000))
plug.send(b"NAME")
print("in", flush=True)
input()
"""
    programs = {"server": server}
    programs |= {name: client.replace("NAME", name) for name in ("a", "b", "c")}
    links = tuple(Link(name, "server") for name in ("a", "b", "c"))
    acts = (("type", "server", "next"),) * 3
    recording = play(player, links, acts, programs)
    assert printed(recording, "server") == "up\n" + "".join(f"got b'{one}'\n" for one in "abc")
    assert [one.who for one in of(recording, Connected)] == ["a", "b", "c"]


def test_much(player: Player) -> None:
    """A sender is held up by a receiver that does not read, and all arrives when it does."""
    server = """
import socket, hashlib
listener = socket.create_server(("", 12000))
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
plug = listener.accept()[0]
input()
whole = hashlib.sha1()
while data := plug.recv(65536):
    whole.update(data)
print(whole.hexdigest(), flush=True)
input()
"""
    client = """
import socket, hashlib
plug = socket.create_connection(("HOST", 12000))
plug.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
data = bytes(range(256)) * 16 * 1024
print("sending", flush=True)
plug.sendall(data)
plug.close()
print(hashlib.sha1(data).hexdigest(), flush=True)
input()
"""
    programs = {"server": server, "client": client}
    recording = play(player, (Link("client", "server"),), (("type", "server", ""),), programs)
    whole = printed(recording, "server")
    assert printed(recording, "client") == f"sending\n{whole}"
    assert sum(len(one[2]) for one in talk(recording)) == 1 << 22
    (typed,) = of(recording, Typed)
    before = [one for one in of(recording, Sent) if one.n < typed.n]
    assert 0 < sum(len(one.data) for one in before) < 1 << 20


def test_several_connections(player: Player) -> None:
    """Four clients across links, one of which leaves in each way; what is said has its sender."""
    server = """
import socket, threading
listener = socket.create_server(("", 12000))
print("up", flush=True)
def serve(plug):
    try:
        while data := plug.recv(100):
            print("got", data.decode(), flush=True)
            plug.send(b"to " + data)
        print("end", flush=True)
    except OSError:
        print("reset", flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],)).start()
"""
    names = ("a", "b", "c", "d")
    links = tuple(Link(name, "server", SPLIT if name == "d" else "") for name in names)
    programs = {"server": server} | dict.fromkeys(names, CLIENT)
    acts = (
        *(("type", name, name) for name in names),
        ("stop", "a"),
        ("type", "b", "close"),
        ("type", "c", "C"),
        ("type", "d", "D"),
        ("break", "c", "server"),
        ("type", "d", "x"),
    )
    recording = play(player, links, acts, programs)
    assert [(one.who, one.to) for one in of(recording, Connected)] == [
        (name, "server") for name in names
    ]
    said = talk(recording)
    assert [one for one in said if one[1] == "server"] == [
        (name.lower(), "server", name.encode()) for name in ("a", "b", "c", "d", "C", "D")
    ] + [("d", "server", b"x")]
    assert all(text[3:].decode().lower() in (to, "x") for who, to, text in said if who == "server")
    assert printed(recording, "d").endswith("heard b'to x'\n")


_ANY_PYTHON = """
from __future__ import print_function
import socket
plug = socket.create_connection(("localhost", 12000))
plug.sendall(b"hi!")
text = b""
while len(text) < 3:
    piece = plug.recv(100)
    assert len(piece) == 1
    text += piece
print("heard", text.decode())
plug.close()
"""


@pytest.mark.parametrize("python", interpreters.find(), ids=lambda each: f"{each.version}")
def test_every_python(player: Player, python: Interpreter) -> None:
    """A client talks across a link whatever Python runs it."""
    if player.user == ORDINARY and python.root:
        pytest.skip("an ordinary user may not be let to it")
    programs = {"server": SERVER, "client": _ANY_PYTHON}
    recording = play(player, BOTH, (), programs, python=python)
    assert printed(recording, "client") == "heard yes\n"
    assert printed(recording, "server").endswith("got b'h'\ngot b'i'\ngot b'!'\nend\n")
