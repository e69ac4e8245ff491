"""What a program has started and left: it goes on, as it does behind the prompt of a terminal."""

import errno

import pytest

from bench.corpus.case import QUIET
from harness.model.events import Asked, Connected, Exited, Limit, Missed, Quiet, Sent
from harness.stage import scenery
from tests.stage.support import Player, of, printed

pytestmark = pytest.mark.skipif(scenery.session() is None, reason="shell.c is not built")

# Goes on when its parent is gone, which it knows from a pipe that only that one writes to.
FORKS = """
import os, socket, sys
reader, writer = os.pipe()
if os.fork():
    print("the prompt is back", flush=True)
    sys.exit(3)
os.close(writer)
os.read(reader, 1)
"""
SERVES = """
with socket.create_server(("127.0.0.1", 12000)) as listener:
    while True:
        connection, _ = listener.accept()
        connection.sendall(b"served")
        connection.close()
"""
ASKS = """
import socket
with socket.create_connection(("127.0.0.1", 12000)) as server:
    print(server.recv(10).decode())
"""
DAEMON = FORKS + "os.setsid()\nif os.fork():\n    os._exit(0)\n" + SERVES


@pytest.mark.parametrize("source", [FORKS + SERVES, DAEMON], ids=["child", "daemon"])
def test_a_server_goes_on_in_its_child(player: Player, source: str) -> None:
    """Its program has ended, which is told when it does; what it left is still that role."""
    recording = player.play_programs({"server": source, "client": ASKS})
    assert printed(recording, "client") == "served\n"
    (ended,) = of(recording, Exited, "server")
    (connected,) = of(recording, Connected, "client")
    (sent,) = of(recording, Sent, "server")
    assert (ended.code, connected.to, sent.to) == (3, "server", "client")
    assert ended.n < connected.n < sent.n
    last = of(recording, Quiet)[-1]
    assert [(wait.who, wait.on) for wait in last.waits] == [("server", "accept")]


def test_what_is_printed_afterwards_is_seen(player: Player) -> None:
    """The terminal is still there, and no hang-up comes from a program that is no shell."""
    recording = player.play_programs({"program": FORKS + "print('still here', flush=True)\n"})
    assert printed(recording, "program") == "the prompt is back\nstill here\n"


def test_the_keyboard_is_the_prompts(player: Player) -> None:
    """Who is left behind cannot read what is typed, and is not said to ask for it."""
    source = FORKS + "input()\nprint('read', flush=True)\n"
    recording = player.play_programs({"program": source}, (("type", "program", "hello"),))
    assert printed(recording, "program") == "the prompt is back\n"
    assert not of(recording, Asked)
    assert of(recording, Missed)[0].why == "it had ended"


def test_stop_ends_what_was_left(player: Player) -> None:
    """A power cut leaves nobody, so that its port is free for whoever is started again."""
    acts = (("stop", "server"), ("start", "server"), ("start", "client"))
    recording = player.play_programs({"server": FORKS + SERVES, "client": ASKS}, acts)
    assert len(of(recording, Exited, "server")) == 2
    assert printed(recording, "client") == "served\nserved\n"


def test_bounds_hold_for_what_was_left(player: Player) -> None:
    """It is ended as its program would have been."""
    source = FORKS + "while True:\n    print('x' * 10000, flush=True)\n"
    recording = player.play_programs({"program": source}, claim="never")
    assert of(recording, Limit)[0].what == "output"


def test_nobody_tells_of_an_end_that_is_none(player: Player) -> None:
    """What the first process says it by is out of reach, and no signal gets to it."""
    source = """
import os, signal
for act in (lambda: os.fstat(11), lambda: os.open("/proc/1/fd/11", os.O_WRONLY),
            lambda: os.write(os.open("/proc/1/mem", os.O_RDWR), b"x")):
    try:
        act()
        print("reached")
    except OSError as error:
        print(error.errno)
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGHUP, signal.SIGTERM):
    os.kill(1, number)
print("alive", flush=True)
input()
"""
    recording = player.play_programs({"program": source}, claim=QUIET)
    said = printed(recording, "program").split()
    refused = {str(errno.EACCES), str(errno.ENXIO)}  # by whose it is, or by what it is
    assert (said[0], said[-1], {*said[1:-1]} <= refused) == (str(errno.EBADF), "alive", True)
    assert of(recording, Asked)
    assert not of(recording, Exited)


def test_how_it_ended_is_told_exactly(player: Player) -> None:
    """A status above 128 is no signal, though a shell would write it so."""
    programs = {
        "high": "raise SystemExit(139)\n",
        "signalled": "import os\nos.kill(os.getpid(), 11)\n",
    }
    recording = player.play_programs(programs)
    ends = {one.who: (one.code, one.signal) for one in of(recording, Exited)}
    assert ends == {"high": (139, None), "signalled": (None, 11)}
