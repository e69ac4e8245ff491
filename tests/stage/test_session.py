"""How a program comes to lead a session, by the harness's own starter and without it."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.corpus.case import Case, script
from harness.stage import headroom, kernel, pool, scenery
from tests.stage.support import TOP, Room, printed

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

SOURCE = """
import os
terminal = os.open("/dev/tty", os.O_RDWR)
mine = os.getpid() == os.getpgrp() == os.tcgetpgrp(terminal)
print("in front" if mine else "behind", flush=True)
print("of a shell" if os.getsid(0) == os.getppid() == 1 else "of its own session", flush=True)
try:
    os.setsid()
except PermissionError:
    print("leads a group", flush=True)
"""


def _build(folder: Path, *words: str) -> int:
    return subprocess.run(
        [folder / "build.sh", *words], check=False, capture_output=True
    ).returncode


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter, newly built."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("built") / "session"
    shutil.copytree(TOP / "harness/session", folder, ignore=shutil.ignore_patterns("build"))
    assert _build(folder, "no-such-compiler") != 0
    assert _build(folder) == 0
    assert _build(folder, "no-such-compiler") == 0  # it is there, and needs none
    return folder / "build" / f"shell-{os.uname().machine}"


@pytest.mark.parametrize("built", [True, False])
def test_a_program_has_its_terminal(
    monkeypatch: pytest.MonkeyPatch, starter: Path, built: bool
) -> None:
    """It is in front there, whether the starter was built or ``setsid`` stands in for it."""
    monkeypatch.setattr(scenery, "session", lambda: str(starter) if built else None)
    with Room() as room:
        case = Case("session", {"program": SOURCE})
        (played,) = pool.play([pool.Order(room.job(case), script(case))], 1)
    assert played.recording.fault is None
    of = "of a shell" if built else "of its own session"
    assert printed(played.recording, "program") == f"in front\n{of}\nleads a group\n"


def test_what_cannot_be_started(starter: Path) -> None:
    """A starter without a terminal, or with nothing to start, says so by its exit code."""
    for words in ([], ["/bin/true"]):
        done = subprocess.run([starter, *words], check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == 126


def _report(starter: Path, source: str) -> int:
    """What the starter tells of a program's end, at the descriptor that it is told by."""
    ours, theirs = os.openpty()
    report = os.eventfd(0)
    pid = os.fork()
    if pid == 0:
        kernel.adopt_orphans()  # as the first process of a sandbox does
        os.dup2(theirs, 0)
        os.dup2(report, 11, inheritable=True)
        os.execv(starter, [str(starter), sys.executable, "-c", source])
    told = os.eventfd_read(report)
    os.close(ours)
    os.waitpid(pid, 0)
    os.close(theirs)
    os.close(report)
    return told


def test_it_tells_whether_anybody_is_left(starter: Path) -> None:
    """Who has ended by then is nobody: no haste of the sandbox's own end decides on it."""
    dead = "import os\nif not os.fork():\n    os._exit(0)\nos.waitid(os.P_ALL, 0, "
    dead += "os.WEXITED | os.WNOWAIT)\nraise SystemExit(3)"
    left = "import os\nif os.fork():\n    raise SystemExit(3)\ninput()"
    assert _report(starter, "raise SystemExit(3)") == 5 << 32 | 3 << 8
    assert _report(starter, dead) == 5 << 32 | 3 << 8
    assert _report(starter, left) == 1 << 32 | 3 << 8


def _without_room() -> None:
    """Become a user who may have no process more."""
    if os.geteuid() == 0:
        os.setuid(65534)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def test_a_process_that_the_machine_refuses_is_told(starter: Path) -> None:
    """So that it counts as the machine's fault, and not as a program that ended with 126."""
    ours, theirs = os.openpty()
    file = os.open(starter, os.O_RDONLY)  # in a folder that is not everybody's
    ended = subprocess.run(
        ["shell", "/bin/true"],
        check=False,
        executable=f"/proc/self/fd/{file}",
        pass_fds=(file,),
        preexec_fn=_without_room,
        stdin=theirs,
        stdout=theirs,
    )
    said = os.read(ours, 200)
    for descriptor in (ours, theirs, file):
        os.close(descriptor)
    assert ended.returncode == 126
    assert headroom._SIGNS.search(said)
