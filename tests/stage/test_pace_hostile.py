"""Programs that the stage's clock does not cover, and programs that mean it harm."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.corpus.case import LIMITS, Case
from bench.corpus.ticking import PROGRAMS
from harness.model.casting import Limits
from harness.model.events import Exited, Limit, Printed, Unseen
from tests.stage.support import Player, of, printed

_SHORT = Limits(patience=0.6, scene=3.0, cpu=1.0, memory=200 * 2**20)


def _source(name: str) -> str:
    return (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")


# Programs that the library does not cover

_STATIC = """
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(12000)};
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    bind(listener, (struct sockaddr *)&here, sizeof here);
    listen(listener, 1);
    puts("up");
    fflush(stdout);
    int plug = accept(listener, 0, 0);
    usleep(500000);
    write(plug, "hello", 5);
    for (;;) usleep(100000);
}
"""
_RUN = (
    "import base64, os\nopen('static', 'wb').write(base64.b64decode({!r}))\n"
    "os.chmod('static', 0o755)\nos.execv('./static', ['static'])\n"
)
_COVERED_CLIENT = (
    "import socket, time\nplug = socket.create_connection(('127.0.0.1', 12000))\n"
    "plug.settimeout(1.5)\nprint(plug.recv(9), flush=True)\nbegan = time.monotonic()\n"
    "try:\n    plug.recv(9)\nexcept socket.timeout:\n"
    "    print(time.monotonic() - began, flush=True)\n"
)


_LOADS = """
#include <stdio.h>
#include <time.h>
int main(void) {
    while (clock() < CLOCKS_PER_SEC / 2) continue;
    puts("loaded");
    fflush(stdout);
    getchar();
}
"""


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python program that becomes one without the C library's shared form."""
    return _linked(tmp_path_factory.mktemp("static"), _STATIC)


def _linked(folder: Path, source: str) -> str:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    (folder / "main.c").write_text(source)
    words = [compiler, "-static", "-Os", "-s", "-w", "-o", str(folder / "main")]
    done = subprocess.run([*words, str(folder / "main.c")], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("nothing can be linked statically here")
    return _RUN.format(base64.b64encode((folder / "main").read_bytes()))


def test_a_static_program_goes_by_the_machines_clock(static: str, player: Player) -> None:
    """It is noted, once; and the clock of the others goes along: none of their limits early.

    On a busy machine that clock goes slower than the machine's, so how late is not asked.
    """
    limits = Limits(patience=2.5, scene=100.0)
    programs = {"server": static, "client": _COVERED_CLIENT}
    recording = player.play_programs(programs, limits=limits)
    hello, waited = printed(recording, "client").split("\n")[:2]
    assert hello == "b'hello'"
    assert float(waited) >= 1.5
    came, _ = of(recording, Printed, "client")[:2]
    assert came.at >= 0.5e9
    assert [(one.what, one.who) for one in of(recording, Unseen)] == [("clock", "server")]
    (exited,) = of(recording, Exited, "client")
    assert exited.clock - came.clock >= 1.4e9
    assert exited.at >= 1.9e9


def test_who_only_computes_goes_by_no_clock(tmp_path: Path, player: Player) -> None:
    """Nothing is noted of a program without the library that waits for no clock.

    So is every program while it is being loaded, which a busy machine can make long.
    """
    becomes = "os.execv('./static', ['static'])"
    source = _linked(tmp_path, _LOADS)
    assert becomes in source
    begins = source.replace(becomes, "os.posix_spawn('./static', ['static'], {})\nos.wait()")
    recording = player.play_programs({"program": begins})
    assert printed(recording, "program") == "loaded\n"
    assert of(recording, Unseen) == []


# Programs that mean it harm

_LIBC = "import ctypes, os, signal, sys, time\nlibc = ctypes.CDLL(None)\n"
_HARM = {
    "scribbles": (_source("scribbles"), None),
    "sleeps a year": (_source("sleeps_a_year"), None),
    "sets the clock": (_source("sets_the_clock"), "refused"),
    "ten thousand timers": (
        _LIBC + "timer, spec = ctypes.c_void_p(), (ctypes.c_long * 4)(0, 0, 1, 0)\n"
        "signal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
        "for _ in range(10_000):\n    if libc.timer_create(1, None, ctypes.byref(timer)):\n"
        "        break\n    libc.timer_settime(timer, 0, spec, None)\n"
        "print('made', flush=True)\ntime.sleep(2)\nprint('slept', flush=True)\ninput()\n",
        "made",
    ),
    "spins on the clock": (
        "import time\nend = time.time() + 0.4\nwhile time.time() < end:\n    pass\nprint('over')\n",
        "over",
    ),
    "a timer of a microsecond": (
        (
            "import signal\nsignal.signal(signal.SIGALRM, lambda *_: None)\n"
            "signal.setitimer(signal.ITIMER_REAL, 1e-6, 1e-6)\nwhile True:\n    signal.pause()\n"
        ),
        None,
    ),
    "naps of a microsecond": ("import time\nwhile True:\n    time.sleep(1e-6)\n", None),
    "starts anew without the library": (
        (
            "import os, sys\nwords = '-c', 'import time; time.sleep(2); print(\"bare\")'\n"
            "os.unsetenv('LD_PRELOAD')\nos.execve(sys.executable, [sys.executable, *words], {})\n"
        ),
        "bare",
    ),
}


def test_programs_that_mean_harm_are_contained(player: Player) -> None:
    """Each comes to its own end or to a limit; nothing of the harness fails, nothing is left."""
    cases = [
        Case(name.replace(" ", "-"), {"program": source}, limits=_SHORT)
        for name, (source, _) in _HARM.items()
    ]
    recordings = player.play_cases(cases, 4)
    assert [recording.fault for recording in recordings] == [None] * len(recordings)
    for (name, (_, text)), recording in zip(_HARM.items(), recordings, strict=True):
        if text is None:
            assert of(recording, Limit) or of(recording, Exited), name
        else:
            assert text in printed(recording, "program"), name


_SCRIBBLER = """
import mmap, os, socket, threading
plug = socket.create_connection(("127.0.0.1", 12000))
page = mmap.mmap(os.open("/etc/clock/role", os.O_RDWR), 65536)
def scribble():
    while True:
        page[:49216] = os.urandom(49216)
threading.Thread(target=scribble, daemon=True).start()
for _ in range(3):
    plug.sendall(b"hi")
    plug.recv(9)
os._exit(0)
"""
_HONEST = """
import socket, time
listener = socket.create_server(("127.0.0.1", 12000))
plug, _ = listener.accept()
plug.settimeout(5)
for _ in range(3):
    plug.recv(9)
    began = time.monotonic()
    time.sleep(0.2)
    print(round(time.monotonic() - began, 1), flush=True)
    plug.sendall(b"well")
print("end:", plug.recv(9), flush=True)
"""


def test_whoever_spoils_its_own_page_hurts_nobody_else(player: Player) -> None:
    """Beside a client that scribbles over its page all the time, an honest server is as always."""
    programs = {"server": _HONEST, "client": _SCRIBBLER}
    recording = player.play_programs(programs, limits=Limits(scene=100.0))
    assert printed(recording, "server") == "0.2\n0.2\n0.2\nend: b''\n"


def test_a_year_is_no_time_to_wait_for(player: Player) -> None:
    """Who sleeps for a year is ended after the scene's own time, as one that polls is."""
    recording = player.play_programs({"program": _source("sleeps_a_year")}, limits=LIMITS)
    limit = of(recording, Limit)[0]
    assert limit.what in ("patience", "scene")
    assert limit.clock <= 31e9
    assert of(recording, Exited) == []
