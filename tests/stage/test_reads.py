"""What a program has taken out of its sockets, around the end of a connection; and that end."""

from dataclasses import replace

import pytest

from bench.corpus.case import Case, script
from harness.model.events import Closed, Exited, Read, Unseen
from harness.stage import pool, scenery
from tests.stage.linked import CLIENT, play
from tests.stage.support import Player, Room, of

# Takes what has come once something is typed, and hangs up; or says only that it sends no more.
_SERVER = """
import socket
plug = socket.create_server(("", 12000)).accept()[0]
input()
plug.recv(100)
plug.DOES
"""
_STAYS = """
input()
plug.recv(100)
input()
"""
_ACTS = (
    ("type", "client", "one"),
    ("type", "server", "go"),
    ("type", "client", "three"),
    ("type", "server", "go"),
)


def _read(player: Player, does: str) -> int:
    programs = {"server": _SERVER.replace("DOES", does), "client": CLIENT}
    recording = play(player, (), _ACTS if _STAYS in does else _ACTS[:3], programs)
    return sum(one.count for one in of(recording, Read, "server"))


def test_what_comes_after_the_end_is_read_by_nobody(player: Player) -> None:
    """The kernel takes it from the wire and refuses it; the program never had it."""
    assert _read(player, "close()") == 3


def test_who_only_sends_no_more_still_reads(player: Player) -> None:
    """A half-closed connection brings what the other side goes on to say."""
    assert _read(player, "shutdown(socket.SHUT_WR)" + _STAYS) == 8


# Its first words are answered by a reset, since the client has closed by then.
_SAYS_MORE = """
import socket
plug = socket.create_server(("", 12000)).accept()[0]
input()
plug.send(b"more")
input()
WAIT
"""
_LEAVES = """
import socket
socket.create_connection(("HOST", 12000)).close()
"""


def _ends(player: Player, wait: str) -> list[str]:
    programs = {"server": _SAYS_MORE.replace("WAIT", wait), "client": _LEAVES}
    acts = (("type", "server", "go"), ("type", "server", "go"))
    return [one.how for one in of(play(player, (), acts, programs), Closed, "server")]


def test_who_was_reset_has_closed_when_it_has_ended(player: Player) -> None:
    """Nothing crosses any more when a program closes such a connection, as it does by ending."""
    assert _ends(player, "") == ["fin"]
    assert _ends(player, "plug.close(); input()") == []


# Its program has ended when what it has started says more.
_LEFT_TO_SAY_MORE = """
import os, socket, sys, time
plug = socket.create_server(("", 12000)).accept()[0]
input()
if os.fork():
    sys.exit()
time.sleep(5)
plug.send(b"more")
"""


@pytest.mark.skipif(scenery.session() is None, reason="shell.c is not built")
def test_whom_it_has_left_has_closed_when_that_one_has_ended(player: Player) -> None:
    """Not before: it goes on with the connections of its program."""
    programs = {"server": _LEFT_TO_SAY_MORE, "client": _LEAVES}
    recording = play(player, (), (("type", "server", "go"),), programs)
    (ended,) = of(recording, Exited, "server")
    (closed,) = of(recording, Closed, "server")
    assert ended.n < closed.n


@pytest.mark.parametrize(("what", "so"), [("read", "peeks"), ("ahead", "reads_ahead")])
def test_what_is_only_looked_at_is_seen_by_nobody(player: Player, what: str, so: str) -> None:
    """Who leaves a message where it is may have known of it; whose library took it, may not."""
    case = Case("peeks", {"program": "input()"})
    with Room() as room:
        job = room.job(case)
        part = replace(job.programs["program"], **{so: True})
        orders = [pool.Order(replace(job, programs={"program": part}), script(case))]
        (recording,) = player.play(orders)
    assert [(one.what, one.who) for one in of(recording, Unseen)] == [(what, "program")]
