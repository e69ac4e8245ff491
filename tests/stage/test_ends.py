"""However a program behaves, its scene ends within bounds, and nothing is left of it."""

import os
import pickle
import select
import signal
import subprocess
from pathlib import Path

import pytest

from bench.corpus.case import NEVER, Case, Fresh
from harness.model.casting import Limits
from harness.model.events import Asked, Exited, Limit, Printed, Stopped, Unseen
from harness.stage import pool
from tests.stage.hostile import BOMBS, HOSTILE
from tests.stage.player import Telling
from tests.stage.support import Player, Room, of, printed

_SHORT = Limits(patience=0.6, scene=2.0, cpu=1.0, memory=200 * 2**20, processes=40, output=200_000)


def test_every_bomb_is_bounded(player: Player) -> None:
    """Whatever grows is stopped by a bound, and the scene comes to its end."""
    cases = [
        Case(name.replace(" ", "-"), {"program": source}, claim=NEVER, limits=_SHORT)
        for name, source in BOMBS.items()
    ]
    with Room() as room:
        orders = [pool.Order(room.job(case), Fresh(case.actions())) for case in cases]
        recordings = player.play(orders, 4)
    ended = dict(zip(BOMBS, recordings, strict=True))
    assert [recording.fault for recording in recordings] == [None] * len(recordings)
    bounded = {name for name, recording in ended.items() if of(recording, Limit)}
    exited = {name for name, recording in ended.items() if of(recording, Exited)}
    assert bounded | exited == set(BOMBS)
    flood = of(ended["prints for ever"], Limit)[0]
    assert (flood.what, flood.detail) == ("output", "195 KiB of output")
    assert sum(len(e.data) for e in of(ended["prints for ever"], Printed)) == _SHORT.output
    assert of(ended["computes for ever"], Limit)[-1].what in ("cpu", "patience")
    assert of(ended["fills memory with children"], Limit)[0].what == "memory"
    assert of(ended["prints drop by drop"], Limit)[0].what == "scene"
    # whichever comes first: the count of what it uses, or the kernel's bound on what it reserves
    filled = ended["fills its memory"]
    refused = "MemoryError" in printed(filled, "program")
    assert refused or of(filled, Limit)[0].what == "memory"


def test_hostile_programs_leave_nothing(player: Player) -> None:
    """Programs that fight back end with their scene, too; the player looks for what is left."""
    cases = [
        Case(name.replace(" ", "-"), {"program": source}, limits=_SHORT)
        for name, source in HOSTILE.items()
    ]
    recordings = player.play_cases(cases, 4)
    ended = dict(zip(HOSTILE, recordings, strict=True))
    assert [recording.fault for recording in recordings] == [None] * len(recordings)
    for name in ("kills its parent", "stops everybody", "kills everybody"):
        assert "alive" in printed(ended[name], "program")
        assert of(ended[name], Asked)
    assert of(ended["kills its group"], Exited)[0].signal == signal.SIGTERM
    # what it left behind goes on, is given up on as any program is, and ends with its scene
    assert [each.what for each in of(ended["daemonises"], Limit)][:1] == ["patience"]


def test_the_kernels_own_limit_of_processor_time_is_told(player: Player) -> None:
    """A program that computes and is ended by the kernel, before the stage does, was at a limit."""
    source = "import os, signal\nos.kill(os.getpid(), signal.SIGXCPU)\n"
    recording = player.play_programs({"program": source}, limits=_SHORT)
    (limit,), (exited,) = of(recording, Limit), of(recording, Exited)
    assert (limit.what, exited.signal) == ("cpu", signal.SIGXCPU)
    assert limit.n < exited.n


def test_stop(player: Player) -> None:
    """A program that ignores everything is ended when the story says so."""
    recording = player.play_programs(
        {"program": HOSTILE["ignores signals"]}, (("stop", "program"),), limits=_SHORT
    )
    (stopped,), (exited,) = of(recording, Stopped), of(recording, Exited)
    assert stopped.n < exited.n
    assert exited.signal == signal.SIGKILL


def test_a_line_end_that_is_typed_is_the_one_that_ends_every_line(player: Player) -> None:
    """A text may end as a protocol's lines do, for a script's sake: a program gets no line more."""
    source = "for number in range(5):\n    print(number, repr(input()), flush=True)\n"
    texts = ("none", "one\n", "network\r\n", "\n", "")
    acts = tuple(("type", "program", text) for text in texts)
    recording = player.play_programs({"program": source}, acts)
    said = printed(recording, "program").split("\n")[:-1]
    assert said == ["0 'none'", "1 'one'", "2 'network'", "3 ''", "4 ''"]


def test_typed_control_c(player: Player) -> None:
    """Ctrl-C at the keyboard interrupts the program, as in any terminal."""
    source = (
        "print('ready', flush=True)\ntry:\n    input()\n"
        "except KeyboardInterrupt:\n    print('interrupted', flush=True)\n"
    )
    recording = player.play_programs({"program": source}, (("type", "program", "\x03"),))
    assert "interrupted" in printed(recording, "program")
    assert of(recording, Exited)[0].code == 0


def test_a_program_inherits_no_ignored_signal(player: Player) -> None:
    """Who starts the harness by nohup, or in the background, has programs end as anybody has."""
    source = "print(next(row for row in open('/proc/self/status') if row.startswith('SigIgn')))\n"
    before = {each: signal.signal(each, signal.SIG_IGN) for each in (signal.SIGINT, signal.SIGHUP)}
    try:
        recording = player.play_programs({"program": source})
    finally:
        for each, how in before.items():
            signal.signal(each, how)
    ignored = int(printed(recording, "program").split()[1], 16)
    # Python ignores these two by itself
    own = {signal.SIGPIPE, signal.SIGXFSZ}
    assert {each for each in signal.valid_signals() if ignored >> (each - 1) & 1} == own


def test_a_large_transfer_is_seen_whole(player: Player) -> None:
    """Two megabytes sent at once cross the wire without the tap missing a packet."""
    server = (
        "import socket\nlistener = socket.create_server(('127.0.0.1', 12000))\n"
        "print('up', flush=True)\nplug = listener.accept()[0]\nsize = 0\n"
        "while data := plug.recv(65536):\n    size += len(data)\n"
        "print('got', size, flush=True)\n"
    )
    client = (
        "import socket\nplug = socket.create_connection(('127.0.0.1', 12000))\n"
        "plug.sendall(bytes(2_000_000))\n"
    )
    recording = player.play_programs({"server": server, "client": client})
    assert "got 2000000" in printed(recording, "server")
    assert of(recording, Unseen) == []


_FAMILY = (
    "import os, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "for _ in range(3):\n    if os.fork() == 0:\n        os.setsid()\n"
    "while True:\n    time.sleep(0.1)\n"
)


def test_killed_in_the_middle(player: Player) -> None:
    """When the harness is killed with SIGKILL, every process of every scene goes with it."""
    case = Case("long", {"one": _FAMILY, "two": _FAMILY}, limits=Limits(scene=1000.0))
    with Room() as room:
        job = room.job(case)
        order = pool.Order(job, Telling(case.actions()))
        other = pool.Order(job, Telling(case.actions()))
        process = subprocess.Popen(
            **player.command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stderr is not None
        with process, process.stdin as stdin, process.stderr as stderr:
            stdin.write(pickle.dumps(([order, other], 2)))
            stdin.close()
            told = [stderr.readline() for _ in range(2)]
            assert told == [b"running\n"] * 2
            family = _descendants(process.pid)
            assert len(family) > 20
            handles = [os.pidfd_open(pid) for pid in family]
            process.kill()
            for handle in handles:
                assert select.select([handle], [], [], 300)[0], "a process is still there"
                os.close(handle)


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text()
        except OSError:
            continue
        parent = int(text[text.rfind(")") + 2 :].split()[1])
        children.setdefault(parent, []).append(int(path.parent.name))
    found, more = [], [pid]
    while more:
        more = [child for one in more for child in children.get(one, [])]
        found += more
    return found


_SELF_KILL = "import os; os.kill(os.getpid(), 9)"


@pytest.mark.parametrize("ending", ["raise SystemExit(7)", "import os; os.abort()", _SELF_KILL])
def test_how_a_program_ended(ending: str, player: Player) -> None:
    """Its exit code, or the signal that ended it, is written down."""
    recording = player.play_programs({"program": ending})
    (exited,) = of(recording, Exited)
    number = signal.SIGKILL if ending == _SELF_KILL else signal.SIGABRT
    expected = (7, None) if "7" in ending else (None, number)
    assert (exited.code, exited.signal) == expected
