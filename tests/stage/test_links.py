"""Links with faults: what is sent arrives in pieces, together, or late."""

import pytest

from harness.model.casting import Scripted
from harness.model.events import Closed, Connected, Printed, Quiet, Read, Refused, Sent
from harness.model.link import DELAY, JOIN, SPLIT, Link
from tests.stage.linked import CLIENT, LAB, SERVER, play, talk
from tests.stage.support import Player, of, printed


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


def test_join(player: Player) -> None:
    """Two messages arrive as one; one without company arrives when nothing else can happen."""
    links = (Link("client", "server", JOIN, 2),)
    recording = play(player, links, (("type", "client", "one two three"),))
    assert "got b'onetwo'\ngot b'three'\n" in printed(recording, "server")
    assert [one[2] for one in talk(recording)] == [b"one", b"two", b"three"]


def test_join_at_the_end(player: Player) -> None:
    """What waits for company goes before the end of who sent it."""
    links = (Link("client", "server", JOIN, 3),)
    recording = play(player, links, (("type", "client", "one two close"),))
    assert "got b'onetwo'\nend\n" in printed(recording, "server")


def test_delay(player: Player) -> None:
    """A message arrives as late as is said by the programs' clock, and nothing is quiet before."""
    links = (Link("client", "server", DELAY, seconds=2.0),)
    recording = play(player, links, (("type", "client", "late!"), ("type", "client", "again!")))
    got = [one for one in of(recording, Printed, "server") if b"got" in one.data]
    sent = of(recording, Sent, "client")
    assert len(got) == len(sent) == 2
    for message, arrival in zip(sent, got, strict=True):
        assert 1.99 <= (arrival.clock - message.clock) / 1e9 < 2.2
        between = recording.timeline.events[message.n : arrival.n]
        assert not [one for one in between if isinstance(one, Quiet)]
    assert got[0].n < sent[1].n, "the second line was typed while the first was under way"
    assert printed(recording, "client").count("heard b'yes'") == 2


def test_delay_of_an_end(player: Player) -> None:
    """The end of a connection is as late as what was sent before it, and comes after it."""
    links = (Link("client", "server", DELAY, seconds=3.0),)
    recording = play(player, links, (("type", "client", "bye close"),))
    assert printed(recording, "server").endswith("got b'bye'\nend\n")
    (end,) = [one for one in of(recording, Printed, "server") if b"end" in one.data]
    (closed,) = of(recording, Closed, "client")
    assert 2.99 <= (end.clock - closed.clock) / 1e9 < 3.2


def test_a_limit_within_a_delay(player: Player) -> None:
    """A receiver that waits for less time than a message takes gives up, and no other does."""
    server = """
import socket
plug = socket.create_server(("", 12000)).accept()[0]
for seconds in (1, 3):
    plug.settimeout(seconds)
    try:
        print("got", plug.recv(9), flush=True)
    except socket.timeout:
        print("nothing in", seconds, flush=True)
input()
"""
    client = """
import socket
plug = socket.create_connection(("HOST", 12000))
plug.send(b"late")
input()
"""
    programs = {"server": server, "client": client}
    recording = play(player, (Link("client", "server", DELAY, seconds=2.0),), (), programs)
    assert printed(recording, "server") == "nothing in 1\ngot b'late'\n"


def test_nobody_there(player: Player) -> None:
    """A connection that nobody accepts is refused across a link as it is without."""
    client = """
import socket
print(socket.socket().connect_ex(("HOST", 12000)), flush=True)
input()
"""
    programs = {"server": "input()\n", "client": client}
    recording = play(player, (Link("client", "server"),), (), programs)
    assert printed(recording, "client") == "111\n"
    assert [one.target for one in of(recording, Refused, "client")] == ["127.0.0.1:12000"]


def test_scripted_sides(player: Player) -> None:
    """A role that the harness plays talks through a link on either side."""
    link = (Link("client", "server", SPLIT),)
    acts = (("send", "client", "hey"), ("close", "client"))
    peer = Scripted("client", "connect")
    recording = play(player, link, acts, {"server": SERVER}, scripted=(peer,))
    assert printed(recording, "server").endswith("got b'h'\ngot b'e'\ngot b'y'\nend\n")
    assert talk(recording) == [("client", "server", b"hey")]
    peer = Scripted("server", "listen")
    link = (Link("server", "client", JOIN, 2),)
    client = "import socket\nplug = socket.socket()\ninput()\n" + CLIENT
    more = (("type", "client", ""), ("type", "client", "hi"), ("send", "server", "hello"))
    recording = play(player, link, more, {"client": client}, scripted=(peer,))
    assert talk(recording) == [("client", "server", b"hi"), ("server", "client", b"hello")]
    assert "heard b'hello'" in printed(recording, "client")
