"""Quiet, tried on every program of the corpus; each could fool the stage in its own way."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench.corpus import CASES, PARTS, windows
from bench.corpus.case import EXITED, NEVER, Case
from harness.model.events import Asked, Exited, Lull, Printed, Quiet
from harness.stage import threads
from harness.stage.quiet import Judge, State
from harness.stage.threads import Look
from tests.stage.support import Player, of

HOLD = 0.2


@pytest.mark.parametrize("part", PARTS)
def test_quiet_is_claimed_just_where_it_is_true(part: str, player: Player) -> None:
    """Held still after every quiet, nothing happens; and no clock is taken for quiet.

    The short form of the soak (``python -m bench.soak quiet``).
    """
    if part == "windows" and not windows.playable():
        pytest.skip("no Xvfb, or no tkinter, on this machine")
    cases = PARTS[part]
    recordings = player.play_cases(cases, 12, HOLD)
    complaints = {
        case.name: complaint
        for case, recording in zip(cases, recordings, strict=True)
        if (complaint := case.complaint(recording))
    }
    assert complaints == {}


@pytest.mark.parametrize("waits", [False, True])
def test_a_screen_that_is_being_started(waits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for it does not rest: what starts it is no process of the stage's that runs."""
    monkeypatch.setattr(threads, "processes", list)
    scene = SimpleNamespace(awaits_screens=waits, packets_agree=lambda: not waits)
    for nothing in ("programs", "every_socket"):
        setattr(scene, nothing, list)
    scene.dues = lambda _: []
    scene.unread_locally = set
    for no in ("collect", "neighbours_unresolved", "let_go"):
        setattr(scene, no, lambda *_: False)
    judge = Judge(cast("Any", scene))
    assert judge.judge(thorough=False).state is (State.MOVING if waits else State.QUIET)
    assert judge.judge(thorough=True).state is (State.BUSY if waits else State.QUIET)
    judge.close()


@pytest.mark.parametrize(
    ("pid", "state", "stopping", "rests"),
    [
        (7, "T", False, True),  # by its terminal
        (8, "T", False, False),
        (8, "T", True, False),
        (9, "T", True, False),
        (8, "S", False, True),
    ],
)
def test_what_is_ours_was_stopped_from_outside(
    pid: int, state: str, stopping: bool, rests: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first process of a sandbox is behind its program, but no terminal stops it there."""
    monkeypatch.setattr(threads, "in_background", lambda _: True)
    program = SimpleNamespace(launch=SimpleNamespace(helpers=(8,)))
    scene = SimpleNamespace(stopping=stopping, programs=lambda: [program], x_servers=lambda: {9})
    judge = Judge(cast("Any", scene))
    assert judge._rests(Look(pid, pid, state, "61 0x0", "")) == rests
    judge.close()


def test_a_case_is_named_once() -> None:
    """Names are keys: none may hide another."""
    assert len(CASES) == sum(map(len, PARTS.values()))


def test_a_program_asks_once(player: Player) -> None:
    """Waiting at the keyboard is told when it begins, and again only after something was typed."""
    source = "while True:\n    input()\n"
    acts = (("type", "program", "one"), ("type", "program", "two"))
    recording = player.play_programs({"program": source}, acts)
    assert len(of(recording, Asked)) == 3


def test_who_waits_for_more_than_the_keyboard_is_told_apart(player: Player) -> None:
    """A select on keyboard and pipe takes what is typed, and that is no question; told as often."""
    source = (
        "import os, select, sys\nends = os.pipe()\nwhile True:\n"
        "    select.select([sys.stdin, ends[0]], [], [])\n    sys.stdin.readline()\n"
    )
    recording = player.play_programs({"program": source}, (("type", "program", "one"),))
    assert [event.among for event in of(recording, Asked)] == [True, True]


def test_enter_is_the_key_that_a_keyboard_has(player: Player) -> None:
    """It is a line end to who reads lines, and a CR to who takes the keys as they come."""
    source = (
        "import os, tty\nprint([input()])\ntty.setraw(0)\n"
        "print('raw', end='\\r\\n', flush=True)\n"
        "keys = b''\nwhile len(keys) < 4:\n    keys += os.read(0, 9)\nprint([keys])\n"
    )
    acts = (("type", "program", "one"), ("type", "program", "two"))
    recording = player.play_programs({"program": source}, acts)
    said = b"".join(event.data for event in of(recording, Printed))
    assert b"['one']" in said
    assert rb"[b'two\r']" in said


def test_everybody_gone_is_quiet(player: Player) -> None:
    """When all programs have ended nothing more can happen."""
    recording = player.play_programs({"program": "print('bye')\n"})
    kinds = [type(event) for event in recording.timeline.events]
    assert kinds.index(Exited) < kinds.index(Quiet)


def test_a_ticking_program_gets_a_lull(player: Player) -> None:
    """A program that polls is never quiet, but the story can go on beside it."""
    source = "import time\nwhile True:\n    time.sleep(0.05)\n"
    recording = player.play_programs({"program": source}, claim=NEVER)
    assert of(recording, Lull)
    assert not of(recording, Quiet)


def test_who_waits_with_a_limit_is_told_before_it_passes(player: Player) -> None:
    """Whoever gives up after five seconds of silence has waited for whom it says until then."""
    server = (
        "import socket\n"
        "listener = socket.create_server(('127.0.0.1', 12000))\nprint('up', flush=True)\n"
        "plug = listener.accept()[0]\nplug.settimeout(5)\n"
        "try:\n    plug.recv(9)\nexcept OSError:\n    print('gave up', flush=True)\n"
    )
    client = "import socket\nplug = socket.create_connection(('127.0.0.1', 12000))\ninput()\n"
    recording = player.play_programs({"server": server, "client": client})
    told = [(e.n, wait.on) for e in of(recording, Lull) for wait in e.waits if wait.who == "server"]
    gone = next(e.n for e in of(recording, Printed) if b"gave up" in e.data)
    assert [on for n, on in told if n < gone] == ["receive"]


def test_who_waits_beside_a_clock_of_the_kernel_is_not_told(player: Player) -> None:
    """A terminal that ends each read by itself is no clock of the stage's, which could stop it."""
    polls = (
        "import os, termios\nmodes = termios.tcgetattr(0)\nmodes[3] &= ~termios.ICANON\n"
        "modes[6][termios.VMIN], modes[6][termios.VTIME] = 0, 1\n"
        "termios.tcsetattr(0, termios.TCSANOW, modes)\nprint('up', flush=True)\n"
        "while not os.read(0, 9):\n    pass\n"
    )
    waits = "import socket\nsocket.create_server(('127.0.0.1', 12000)).accept()\n"
    recording = player.play_programs({"polls": polls, "waits": waits}, claim=NEVER)
    lulls = of(recording, Lull)
    assert lulls
    assert not any(lull.waits for lull in lulls)


def test_who_waits_for_whom(player: Player) -> None:
    """Quiet says for each thread what it waits for, and whose doing that would be."""
    server = (
        "import socket, threading\n"
        "listener = socket.create_server(('127.0.0.1', 12000))\nprint('up', flush=True)\n"
        "plug = listener.accept()[0]\n"
        "thread = threading.Thread(target=plug.recv, args=(9,))\nthread.start()\nthread.join()\n"
    )
    client = "import socket\nplug = socket.create_connection(('127.0.0.1', 12000))\ninput()\n"
    recording = player.play_programs({"server": server, "client": client})
    waits = [(wait.who, wait.on, wait.of, wait.thread) for wait in of(recording, Quiet)[-1].waits]
    assert waits == [
        ("server", "lock", (), 1),
        ("server", "receive", ("client",), 2),
        ("client", "keyboard", (), 1),
    ]


def test_what_a_program_wakes_itself_by_is_nobody_it_waits_for(player: Player) -> None:
    """A pipe or pair of sockets of its own beside a connection; what listens is another matter."""
    server = (
        "import os, select, socket, threading\n"
        "listener = socket.create_server(('127.0.0.1', 12000))\nprint('up', flush=True)\n"
        "plug = listener.accept()[0]\npair, pipe = socket.socketpair(), os.pipe()\n"
        "for beside in (pair[0], pipe[0]), (pair[0], listener):\n"
        "    args = [plug, *beside], [], []\n"
        "    threading.Thread(target=select.select, args=args).start()\n"
    )
    client = "import socket\nplug = socket.create_connection(('127.0.0.1', 12000))\ninput()\n"
    recording = player.play_programs({"server": server, "client": client})
    waits = of(recording, Quiet)[-1].waits
    assert {(wait.on, wait.of) for wait in waits if wait.thread > 1} == {
        ("receive", ("client",)),
        ("several", ("client",)),
    }


def test_what_is_printed_stands_before_the_end(player: Player) -> None:
    """Nothing of a program's last words is lost, and all of them stand before its end."""
    recording = player.play_programs({"program": "print('x' * 30_000 + 'END')\n"})
    events = recording.timeline.events
    said = b"".join(event.data for event in of(recording, Printed))
    assert said.endswith(b"END\r\n")
    assert len(said) == 30_005
    assert max(e.n for e in of(recording, Printed)) < of(recording, Exited)[0].n < len(events)


def test_every_claim_of_the_corpus_can_fail(player: Player) -> None:
    """Each claim is compared with what was recorded: the wrong claims of a program are refused."""
    (recording,) = player.play_cases([CASES["alarm-default"]], 1)
    program = CASES["alarm-default"].programs
    assert not Case("one", program, first=(("program", EXITED),)).complaint(recording)
    assert Case("one", program, claim=NEVER).complaint(recording)
    assert Case("one", program, (("type", "program", "x"),)).complaint(recording)
