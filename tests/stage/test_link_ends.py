"""However a connection ends, it ends across a link as it does without one."""

import pytest

from harness.model.events import Closed, Connected, Quiet, Sent, Wait
from harness.model.link import JOIN, SPLIT, Link
from tests.stage.linked import play
from tests.stage.support import Player, of, printed

_FRAME = """
import os, socket, struct, sys
def hear():
    try:
        return plug.recv(100)
    except OSError as error:
        return type(error).__name__
def say(data):
    try:
        return plug.send(data)
    except OSError as error:
        return type(error).__name__
def reset():
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    plug.close()
def after(what=None):
    print(what, flush=True)
    input()
"""
_SERVER = (
    _FRAME
    + """
listener = socket.create_server(("", 12000))
print("up", flush=True)
plug = listener.accept()[0]
"""
)
_CLIENT = _FRAME + 'plug = socket.create_connection(("HOST", 12000))\n'

# what the server and the client do; each ``after`` waits for a line
_ENDS = {
    "server closes, client sends": (
        "after(); plug.close(); after()",
        "after(); after(hear()); after(say(b'x')); after(say(b'y')); after(hear())",
    ),
    "server exits with bytes unread": ("after(); after(); os._exit(0)", "say(b'x'); after(hear())"),
    "client closes, server sends": (
        "after(hear()); after(say(b'x')); after(say(b'y')); after(hear())",
        "plug.close(); after()",
    ),
    "client shuts down, server answers": (
        "after((hear(), hear())); say(b'answer'); plug.close(); after()",
        "say(b'ask'); plug.shutdown(socket.SHUT_WR); after((hear(), hear()))",
    ),
    "both at once": ("after(); plug.close(); after()", "after(); plug.close(); after()"),
    "server resets": ("after(); reset(); after()", "after((hear(), say(b'x'), hear()))"),
    "client resets with bytes under way": (
        "after(); after((hear(), hear()))",
        "say(b'one'); after(); reset(); after()",
    ),
    "client is gone at once": ("after((hear(), hear()))", "say(b'x'); os._exit(0)"),
    "nothing is said": ("after(hear())", "plug.close(); after()"),
}
_PASSING = (Link("client", "server"), Link("server", "client"))


@pytest.mark.parametrize("name", _ENDS)
def test_as_without_a_link(player: Player, name: str) -> None:
    """The same is printed, sent, read, closed and reset, by the same roles in the same order."""
    server, client = _ENDS[name]
    # whether the scene sees a program end that ends with it, chance would decide
    stay = "\nwhile True:\n    input()\n"
    programs = {"server": _SERVER + server + stay, "client": _CLIENT + client + stay}
    acts = [("type", role, "") for _ in range(4) for role in ("server", "client")]
    told = []
    for links in ((), _PASSING):
        recording = play(player, links, acts, programs, end=False)
        events = of(recording, Closed) + of(recording, Sent) + of(recording, Connected)
        story = [(type(one), one.who, one.to) for one in sorted(events, key=lambda one: one.n)]
        hows = [(one.who, one.how) for one in of(recording, Closed)]
        told.append((story, hows, printed(recording, "server"), printed(recording, "client")))
    assert told[0] == told[1]


def test_who_waits_for_whom(player: Player) -> None:
    """Those who wait at a link wait for who is at its other end."""
    programs = {"server": _SERVER + "hear()\n", "client": _CLIENT + "hear()\n"}
    recording = play(player, _PASSING, (), programs)
    waits = {(one.who, one.on, one.of) for one in of(recording, Quiet)[-1].waits}
    assert waits == {("server", "receive", ("client",)), ("client", "receive", ("server",))}
    assert isinstance(of(recording, Quiet)[-1].waits[0], Wait)


@pytest.mark.parametrize("how", [SPLIT, JOIN])
def test_all_that_was_sent_comes_before_the_end(player: Player, how: str) -> None:
    """What waits at a link when its sender closes or exits still arrives, and before that."""
    hear = "data = b''\nwhile piece := hear():\n    data += piece\nafter(data)\n"
    for end in ("plug.close(); after()", "os._exit(0)"):
        programs = {"server": _SERVER + hear, "client": _CLIENT + f"say(b'hello'); {end}\n"}
        recording = play(player, (Link("client", "server", how, 5),), (), programs)
        assert printed(recording, "server") == "up\nb'hello'\n"
