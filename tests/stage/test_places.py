"""Where a stuck program is in its own source."""

import pytest

from bench.corpus.case import Case
from harness.model.events import Missed, Quiet
from harness.stage import pool, stuck
from tests.stage.player import GivesUp, Stuck
from tests.stage.support import OWN, Player, Room, of

_SERVER = """import socket
import threading

listener = socket.create_server(("127.0.0.1", 12000))
print("up", flush=True)
plug, _ = listener.accept()


def listen():
    data = plug.recv(1000)  # for ever
    print(data)


thread = threading.Thread(target=listen)
thread.start()
thread.join()
"""
_CLIENT = """import socket

plug = socket.create_connection(("127.0.0.1", 12000))
text = input("What? ")
"""


def test_the_lines_that_wait() -> None:
    """File, line and code of each waiting thread, as the student knows them; joins are told."""
    if stuck.py_spy() is None:
        pytest.skip("py-spy is not installed for this processor")
    case = Case("stuck", {"server": _SERVER, "client": _CLIENT})
    with Room() as room:
        order = pool.Order(room.job(case), Stuck(case.actions()), explain=True)
        (recording,) = Player(OWN).play([order])
    assert recording.fault is None
    waits = of(recording, Quiet)[-1].waits
    assert [
        (wait.who, wait.thread, wait.on, wait.file, wait.line, wait.code) for wait in waits
    ] == [
        ("server", 1, "thread", "main.py", 16, "thread.join()"),
        ("server", 2, "receive", "main.py", 10, "data = plug.recv(1000)  # for ever"),
        ("client", 1, "keyboard", "main.py", 4, 'text = input("What? ")'),
    ]


_CLOSER = """import socket
import threading

listener = socket.create_server(("127.0.0.1", 12000))
plug, _ = listener.accept()


def listen():
    plug.recv(1000)


threading.Thread(target=listen).start()
input("Close? ")
plug.close()
"""


def test_the_line_of_a_thread_whose_socket_was_closed_by_another() -> None:
    """It sleeps on, but wakes when py-spy has stopped it: who it was is found out before that."""
    if stuck.py_spy() is None:
        pytest.skip("py-spy is not installed for this processor")
    case = Case("closer", {"server": _CLOSER, "client": _CLIENT}, (("type", "server", ""),))
    with Room() as room:
        order = pool.Order(room.job(case), Stuck(case.actions()), explain=True)
        (recording,) = Player(OWN).play([order])
    waits = of(recording, Quiet)[-1].waits
    assert ("server", "plug.recv(1000)") in [(wait.who, wait.code) for wait in waits]


def test_the_lines_that_wait_when_the_last_thing_could_not_be_done() -> None:
    """Nobody has moved since all was quiet: where they were is where they are."""
    if stuck.py_spy() is None:
        pytest.skip("py-spy is not installed for this processor")
    case = Case("missed", {"client": 'input("? ")\n'}, (("close", "other", "client"),))
    with Room() as room:
        order = pool.Order(room.job(case), GivesUp(case.actions()), explain=True)
        (recording,) = Player(OWN).play([order])
    assert of(recording, Missed)
    assert of(recording, Quiet)[-1].waits[0].code == 'input("? ")'


def test_no_lines_without_need() -> None:
    """A story that came to its end costs no look at anybody's source."""
    case = Case("well", {"client": "input()\n"})
    with Room() as room:
        order = pool.Order(room.job(case), Stuck(()), explain=True)
        (recording,) = Player(OWN).play([order])
    assert of(recording, Quiet)[-1].waits == ()
