"""What a program has started and left: it goes on, as it does behind the prompt of a terminal."""

import errno
import shutil

import pytest

from bench.corpus.case import EITHER, QUIET, Case
from harness.model.casting import Limits
from harness.model.events import (
    Asked,
    Connected,
    Exited,
    Limit,
    Missed,
    Printed,
    Quiet,
    Sent,
    Stopped,
)
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
_CHATTERS = FORKS + "import time\nwhile True:\n    time.sleep(5)\n    print('.', flush=True)\n"
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
    """Who is left behind gets nothing of what is typed, and is not said to ask for it."""
    source = FORKS + "input()\nprint('read', flush=True)\n"
    recording = player.play_programs({"program": source}, (("type", "program", "hello"),))
    assert printed(recording, "program") == "the prompt is back\n"
    assert not of(recording, Asked)
    assert of(recording, Missed)[0].why == "it had ended"


def test_who_turns_to_the_terminal_is_not_stopped_with_all_others(player: Player) -> None:
    """Setting its modes, or looking whether there is a key, does not keep a server from serving."""
    turns = """
import termios
modes = termios.tcgetattr(0)
termios.tcsetattr(0, termios.TCSANOW, modes)
os.set_blocking(0, False)
try:
    os.read(0, 1)
except BlockingIOError:
    print("no key", flush=True)
"""
    recording = player.play_programs({"server": FORKS + turns + SERVES, "client": ASKS})
    assert printed(recording, "server") == "the prompt is back\nno key\n"
    assert printed(recording, "client") == "served\n"


def test_a_terminal_that_tells_no_key_after_a_while_is_a_clock(player: Player) -> None:
    """Who was left and reads so is not at rest, and will do something."""
    source = """
import termios
modes = termios.tcgetattr(0)
modes[3] &= ~termios.ICANON
modes[6][termios.VMIN], modes[6][termios.VTIME] = 0, 3
termios.tcsetattr(0, termios.TCSANOW, modes)
os.read(0, 1)
print("no key", flush=True)
"""
    recording = player.play_programs({"program": FORKS + source}, limits=Limits())
    (said,) = [one for one in of(recording, Printed) if b"no key" in one.data]
    assert said.n < of(recording, Quiet)[0].n


def test_who_stops_at_its_terminal_rests(player: Player) -> None:
    """A program that has put another group in front, or is told to stop by a key, hides nothing."""
    source = """
import os, signal
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
os.tcsetpgrp(0, os.getppid())
input()
"""
    recording = player.play_programs(
        {"behind": source, "keyed": "print(ascii(input()))\n"}, (("type", "keyed", "\x1a"),)
    )
    assert of(recording, Quiet)
    assert not of(recording, Limit)
    assert printed(recording, "keyed") == "'\\x1a'\n"


def test_a_window_of_a_child_can_be_pressed(player: Player) -> None:
    """The prompt is back, and the window there."""
    if not shutil.which("Xvfb"):
        pytest.skip("no Xvfb on this machine")
    source = (
        FORKS
        + """
import tkinter
root = tkinter.Tk()
tkinter.Button(root, text="Go", command=lambda: print("pressed", flush=True)).pack()
root.mainloop()
"""
    )
    case = Case("window", {"p": source}, (("press", "p", "Go"),), EITHER, screens=("p",))
    (recording,) = player.play_cases([case], 1)
    assert recording.fault is None
    assert printed(recording, "p") == "the prompt is back\npressed\n"


def test_who_moves_behind_the_prompt_is_given_up_on_as_any_program_is(player: Player) -> None:
    """It may yet do what is awaited, and so has more time than a short scene."""
    short = Limits(patience=1.0, scene=0.5)
    programs = {
        "ticks": FORKS + "import time\nwhile True:\n    time.sleep(1)\n",
        "computes": FORKS + "while True:\n    pass\n",
        "chatters": _CHATTERS,
    }
    for name, source in programs.items():
        recording = player.play_programs({name: source}, limits=short)
        awaited = "turn" if name == "chatters" else "patience"
        assert of(recording, Limit)[0].what == awaited, name


def test_who_chatters_behind_the_prompt_hides_nothing(player: Player) -> None:
    """Where nothing that was awaited has come for half a minute, nothing more can."""
    limits = Limits(scene=1.0, turn=100.0)
    recording = player.play_programs({"chatters": _CHATTERS}, limits=limits)
    assert printed(recording, "chatters").count(".") >= 10  # nearly a minute
    assert of(recording, Quiet)
    assert not of(recording, Limit)


def test_who_did_nothing_behind_the_prompt_hides_nothing_of_a_long_scene(player: Player) -> None:
    """What another does there takes the time, and what was left only ticks."""
    sources = {
        "left": FORKS + "import time\nwhile True:\n    time.sleep(0.2)\n",
        "naps": "import time\nwhile True:\n    time.sleep(4 + int(input()) / 100)\n",
    }
    acts = tuple(("type", "naps", str(n)) for n in range(13))
    recording = player.play_programs(sources, acts, limits=Limits())
    assert of(recording, Quiet)
    assert not of(recording, Limit)


def test_who_has_not_ended_has_no_more_time_than_its_scene(player: Player) -> None:
    """What was left beside it does not tell what that one would have done."""
    sources = {
        "left": FORKS + "while True:\n    pass\n",
        "computes": "while True:\n    pass\n",
    }
    short = Limits(patience=5.0, scene=1.0)
    recording = player.play_programs(sources, claim="either", limits=short, together=True)
    assert [one.what for one in of(recording, Limit)] == ["scene"]
    assert not of(recording, Quiet)


def test_stop_ends_what_was_left(player: Player) -> None:
    """A power cut leaves nobody, so that its port is free for whoever is started again."""
    acts = (("stop", "server"), ("start", "server"), ("start", "client"))
    recording = player.play_programs({"server": FORKS + SERVES, "client": ASKS}, acts)
    assert len(of(recording, Exited, "server")) == 2
    assert of(recording, Stopped, "server")
    assert not of(recording, Missed)
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
