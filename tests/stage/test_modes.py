"""Each mode, on a machine that really lacks what it does without (see ``deny``)."""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.corpus.case import Case
from harness.stage import barriers
from harness.stage.means import Means
from harness.stage.usher import Usher
from harness.stage.ushering import Command
from harness.stage.world import World
from tests import small
from tests.faults import strike
from tests.stage.support import Room

TOP = Path(__file__).parents[2]
DENY = Path(__file__).with_name("deny.py")
_HANGS = 300  # s
PORT = 12_071  # of these tests alone: in these modes ports are the machine's
ROOT = ("namespaces", "docker")
NOBODY = ("namespaces", "raw", "nobody")
PLAIN = ("namespaces", "raw", "proc", "nobody")
Held = tuple["subprocess.Popen[str]", socket.socket]
Seen = tuple[tuple[str, ...], dict[str, dict[str, Any]]]
PASSES, FAILS, UNSEEN = "pass", "fail", "unobservable"
HANGS = small.LISTEN + "import os, sys\nos.spawnvp(os.P_NOWAIT, 'sleep', ['sleep', MARK])\n"
HANGS += "print('here', flush=True)\nwhile True: pass\n"
# forks twice, leaves its session, and does not die with anybody
ESCAPES = small.GOOD.replace(
    "import socket\n",
    "import os, socket, ctypes\n"
    "if not os.fork():\n"
    "    os.setsid()\n"
    "    if not os.fork():\n"
    "        ctypes.CDLL(None).prctl(1, 0)\n"
    "        os.execvp('sleep', ['sleep', MARK])\n"
    "    os._exit(0)\n",
)

# the prompt would be back, and the server there
PRESSES = """
import contextlib, fcntl, os, signal, termios
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
with contextlib.suppress(OSError):
    os.tcsetpgrp(0, os.getppid())
    for key in (b"\\x03", b"\\x1c", b"\\x1a"):
        fcntl.ioctl(0, termios.TIOCSTI, key)
"""
PRESSES += small.GOOD
TICKS = "import os, time\nif os.fork():\n    os._exit(0)\nwhile True:\n    time.sleep(1)\n"
HELPER = small.SILENT + "import os\nos.spawnvp(os.P_NOWAIT, 'sleep', ['sleep', MARK])\n"
FORKS = small.LISTEN + "import os\nif os.fork():\n    os._exit(0)\n" + small.SERVE

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can deny all of this"),
    pytest.mark.xdist_group("machine"),  # the machine's ports are there once
]


@pytest.fixture(scope="module")
def room() -> Iterator[Path]:
    """The assignment and its hand-ins, where a user who is nobody can read them."""
    with tempfile.TemporaryDirectory(prefix="callsheet-modes-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        # where nothing is seen its time is the machine's, which may be busy with something else
        small.assignment(folder / "echo", small.SPEC.replace("limit: 5", "limit: 30"))
        (folder / "class").mkdir()
        (folder / "few").mkdir()
        sources = {
            "good": small.GOOD,
            "mute": small.MUTE,
            "silent": small.SILENT,
            "escapes": ESCAPES.replace("MARK", repr(mark("escapes"))),
            "forks": FORKS,
            "ticks": TICKS,
            "presses": PRESSES,
            "helper": HELPER.replace("MARK", repr(mark("helper"))),
            "hangs": HANGS.replace("MARK", repr(mark("hangs"))),
        }
        for name, source in sources.items():
            where = folder if name == "hangs" else folder / "class"
            small.submission(where / name, source.replace("12000", str(PORT)))
        for name in ("good", "mute", "silent", "escapes"):  # what can be told without looking
            shutil.copytree(folder / "class" / name, folder / "few" / name)
        yield folder


def mark(name: str) -> str:
    """A number of seconds by which the processes of one test are known."""
    return f"{len(name)}{os.getpid()}"


def marked(name: str) -> list[int]:
    """The processes that sleep so long, anywhere on the machine."""
    wanted = f"sleep\0{mark(name)}\0".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if place.read_bytes() == wanted:
                found.append(int(place.parent.name))
    return found


def command(denied: tuple[str, ...], *words: str) -> list[str]:
    """The words that run ``grade.py`` without some means."""
    return [sys.executable, str(DENY), *denied, "--", sys.executable, "grade.py", *words]


@contextlib.contextmanager
def held(denied: tuple[str, ...], moment: str, *words: str) -> Iterator[Held]:
    """``grade.py`` without some means, and who plays stands still until the socket is closed."""
    with (
        tempfile.TemporaryDirectory(prefix="door-") as place,
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door,
    ):
        door.bind(f"{place}/door")
        door.listen()
        Path(place).chmod(0o755)  # who plays reads files as its programs' user
        Path(place, "door").chmod(0o666)
        called = command(denied, *words)
        called[-len(words) - 2 : -len(words) - 2] = [
            sys.executable, strike.MOMENTS, f"{place}/door", moment,
        ]  # fmt: skip
        with subprocess.Popen(called, cwd=TOP, stdout=subprocess.PIPE, text=True) as harness:
            plug = strike.stopped(door, harness)
            assert plug is not None, "it never came to that"
            Path(place, "door").unlink()
            with plug:
                yield harness, plug


def soon(so: Callable[[], object]) -> bool:
    """Wait until something is so; the limit is for what hangs."""
    until = time.monotonic() + _HANGS
    while not (found := so()) and time.monotonic() < until:
        os.sched_yield()
    return bool(found)


def graded(place: Path, what: str, denied: tuple[str, ...], *words: str) -> dict[str, Any]:
    """Grade one hand-in, or a class; what was printed as JSON."""
    verb = "batch" if words else "run"
    words = (verb, str(place / "echo"), str(place / what), *words, "--json", "-")
    done = subprocess.run(
        command(denied, *words), cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def verdicts(result: dict[str, Any]) -> dict[str, str]:
    """The verdict of each item."""
    return {item["id"]: item["verdict"] for item in result["items"]}


@pytest.fixture(scope="module", params=[ROOT, NOBODY, PLAIN], ids=["root", "nobody", "plain"])
def seen(room: Path, request: pytest.FixtureRequest) -> Seen:
    """A class, graded on such a machine: what was denied, and each one's result."""
    out = Path(tempfile.mkdtemp(dir=room))
    out.chmod(0o777)
    which = "few" if request.param == PLAIN else "class"
    found = graded(room, which, request.param, "--out", str(out), "--jobs", "1")
    return request.param, {each["submission"]: each for each in found["results"]}


def items(echoes: str, shows: str, talks: str) -> dict[str, str]:
    """Verdicts of the three items."""
    return {"echoes": echoes, "shows": shows, "talks": talks}


def test_a_right_program_passes_in_every_mode(seen: Seen) -> None:
    """What a scripted role sent and got is known to the harness even where there is no tap."""
    denied, results = seen
    assert results["good"]["mode"] == ("plain" if denied == PLAIN else "container")
    assert verdicts(results["good"]) == items(PASSES, PASSES, PASSES)


def test_what_is_not_seen_is_never_wrong(seen: Seen) -> None:
    """What did not cross counts against nobody where it could have, and the reason is said.

    Without a tap a scripted role's own sockets show all of it, if it is known when that is all.
    """
    denied, results = seen
    if denied != PLAIN:
        assert verdicts(results["silent"]) == items(FAILS, PASSES, FAILS)
        return
    assert verdicts(results["silent"]) == items(UNSEEN, PASSES, UNSEEN)
    assert "nobody may look at packets" in json.dumps(results["silent"]["items"][0])


def test_that_nothing_is_printed_is_known_in_every_mode(seen: Seen) -> None:
    """From what the program waits for; where that is not seen, from its having ended."""
    assert verdicts(seen[1]["mute"]) == items(PASSES, FAILS, PASSES)


def test_what_a_program_has_left_goes_on_where_it_is_seen_to_rest(seen: Seen) -> None:
    """Its server answers, and a helper that does nothing hides nothing of who is silent."""
    denied, results = seen
    if denied != PLAIN:
        assert verdicts(results["forks"]) == items(PASSES, PASSES, PASSES)
        assert verdicts(results["helper"]) == items(FAILS, PASSES, FAILS)
        assert verdicts(results["ticks"]) == items(FAILS, FAILS, FAILS)


def test_no_key_ends_who_watches_over_a_program(seen: Seen) -> None:
    """Not even where the program has put that one in front, and presses the key itself."""
    denied, results = seen
    if denied != PLAIN:
        assert results["presses"]["fault"] is None
        assert verdicts(results["presses"]) == items(PASSES, PASSES, PASSES)
        assert marked("helper") == []


def test_nothing_is_left_over(seen: Seen) -> None:
    """A process that leaves its parents, its session and its death signal is ended all the same."""
    denied, results = seen
    assert verdicts(results["escapes"]) == items(PASSES, PASSES, PASSES)
    if denied != PLAIN:
        assert marked("escapes") == []
    for pid in marked("escapes"):  # nothing that every system has finds it
        os.kill(pid, signal.SIGKILL)


def test_nothing_is_left_over_when_the_harness_is_killed(room: Path) -> None:
    """The keeper is told when its parent dies, and takes all with it; nothing else would end it."""
    words = ("run", str(room / "echo"), str(room / "hangs"))
    with held(ROOT, "Printed", *words) as (harness, _):
        assert soon(lambda: marked("hangs")), "it was never started"
        os.kill(harness.pid, signal.SIGKILL)
        assert soon(lambda: not marked("hangs"))


def test_who_grades_strangers_without_a_sandbox_is_told(room: Path) -> None:
    """On standard error, before anything runs; in a sandbox nothing is said."""
    (room / "empty").mkdir()  # so that nothing is left at the port for the tests after this
    words = ("run", str(room / "echo"), str(room / "empty"))
    for denied, said in ((NOBODY, "in reach"), (ROOT, "a user id of their own")):
        done = subprocess.run(
            command(denied, *words), cwd=TOP, capture_output=True, text=True, check=False
        )
        assert done.stderr.startswith("Mode container: programs run without a sandbox")
        assert said in done.stderr
    plainly = [sys.executable, "grade.py", *words]
    done = subprocess.run(plainly, cwd=TOP, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_port_that_somebody_else_has_is_nobodys_mistake(room: Path) -> None:
    """A server that cannot have its port, since another program of the machine has it."""
    with socket.create_server(("", PORT)):
        result = graded(room, "class/good", ROOT)
    assert verdicts(result) == items(UNSEEN, UNSEEN, UNSEEN)
    assert f"another program of this machine has the port {PORT}" in json.dumps(result["items"][0])


def test_plain_asks_for_nothing_that_only_linux_has(room: Path) -> None:
    """Without the parts of Python's library that other systems lack, a program is graded."""
    words = ("run", str(room / "echo"), str(room / "class" / "good"), "--json", "-")
    done = subprocess.run(
        [sys.executable, str(DENY.with_name("elsewhere.py")), *words],
        cwd=TOP, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    result = json.loads(done.stdout)
    assert (result["mode"], verdicts(result)) == ("plain", items(PASSES, PASSES, PASSES))


def test_isolated_is_not_taken_for_less(room: Path) -> None:
    """Who asks for a mode that there is not gets no other one in its place."""
    words = (
        "run",
        str(room / "echo"),
        str(room / "class" / "good"),
        "--mode",
        "isolated",
        "--json",
        "-",
    )
    done = subprocess.run(
        command(ROOT, *words), cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert json.loads(done.stdout)["mode"] == "source-only"


@pytest.mark.parametrize(
    ("denied", "mode", "words"),
    [
        (ROOT, "container", ("unshare", "docker run --security-opt", "a user id of their own")),
        (NOBODY, "container", ("--cap-add NET_RAW", "only root can give programs another user")),
        (PLAIN, "plain", ("SUBREAPER", "unshare")),
    ],
    ids=["root", "nobody", "plain"],
)
def test_doctor_names_the_mode_the_reason_and_what_would_help(
    denied: tuple[str, ...], mode: str, words: tuple[str, ...]
) -> None:
    """Its last line has the mode and why it is not a better one; each lack has its row."""
    done = subprocess.run(
        command(denied, "doctor"), cwd=TOP, capture_output=True, text=True, check=False
    )
    assert f"Mode: {mode}, because of world: " in done.stdout
    for word in words:
        assert word in done.stdout


def test_who_learns_its_own_address_needs_a_network_of_its_own() -> None:
    """Here it would be the machine's, where nobody looks for it: that is said, and not played."""
    world = World(spare=False, base="", stock="", apart=-1, means=Means())
    with Room() as room:
        job = room.job(Case("probes", {"server": "input()\n"}))
    assert barriers.denied(world, job) == ""
    asking = {role: replace(each, probes=("8.8.8.8",)) for role, each in job.programs.items()}
    assert "a way to 8.8.8.8" in barriers.denied(world, replace(job, programs=asking))
    asking = {role: replace(each, own_address=True) for role, each in job.programs.items()}
    assert "a card of its own" in barriers.denied(world, replace(job, programs=asking))


def test_who_listens_at_a_port_of_roots_needs_a_network_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the machine keeps them for root that is said; it is no mistake of the program's."""
    world = World(spare=False, base="", stock="", apart=-1, means=Means())
    with Room() as room:
        job = room.job(Case("web", {"server": "input()\n"}))
    web = {role: replace(each, ports=(80, 12000)) for role, each in job.programs.items()}
    named = {role: replace(each, ports=(12000, 80)) for role, each in job.programs.items()}
    for first, programs, denied in ((1024, web, True), (1024, named, False), (0, web, False)):
        monkeypatch.setattr(barriers, "first_port", lambda first=first: first)
        said = barriers.denied(world, replace(job, programs=programs))
        assert ("needs port 80 for programs that are not root's" in said) is denied


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_program_that_cannot_be_started_has_not_failed() -> None:
    """An interpreter that the program's user may not run is a fault of the machine."""
    terminal, other_end = os.openpty()
    usher = Usher(Means(), Command(["/nowhere"], {}, "/", {}), other_end)
    usher.bound({})
    assert select.select([usher.status], [], [], 30)[0]
    assert usher.reap() == (-signal.SIGKILL, "it could not be started")
    usher.release()
    os.close(terminal)
    os.close(other_end)
