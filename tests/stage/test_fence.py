"""What a program that is fenced in can reach, by each version of Landlock that differs."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from harness.stage import family, fence

TOP = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not fence.version(), reason="this kernel has no Landlock")

_TRY = r"""
import os, socket, sys, tempfile
own, other, parent, abstract = sys.argv[1:]
def may(what, act):
    try:
        act()
    except OSError as error:
        print(what, type(error).__name__)
    else:
        print(what, "may")
may("read other", lambda: open(other + "/secret").read())
may("list other", lambda: os.listdir(other))
may("write other", lambda: open(other + "/secret", "a"))
may("write system", lambda: open("/etc/written", "w"))
may("read system", lambda: open("/etc/passwd").read())
may("environment", lambda: open(f"/proc/{parent}/environ").read())
may("memory", lambda: open(f"/proc/{parent}/mem"))
may("itself", lambda: open("/proc/self/environ").read())
may("signal", lambda: os.kill(int(parent), 0))
may("abstract", lambda: socket.socket(socket.AF_UNIX).connect("\0" + abstract))
os.chdir(own)
may("write own", lambda: open("one", "w").write("x"))
os.mkdir("folder")
may("rename own", lambda: os.rename("one", "folder/two"))
may("cut own", lambda: os.truncate("folder/two", 0))
may("run own", lambda: os.spawnv(os.P_WAIT, "/bin/cp", ["cp", "/bin/true", "mine"]) and 1 / 0)
may("ran own", lambda: os.spawnv(os.P_WAIT, "./mine", ["mine"]) and 1 / 0)
may("temporary", lambda: tempfile.TemporaryFile(dir="/tmp"))
import multiprocessing
may("lock", lambda: multiprocessing.Lock())
may("pair", lambda: socket.socketpair())
may("null", lambda: open("/dev/null", "r+b", 0))
may("random", lambda: open("/dev/urandom", "rb", 0).read(1))
may("terminals", os.openpty)
"""
_OWN = ("read system", "itself", "write own", "rename own", "cut own", "run own", "ran own",
        "temporary", "lock", "pair", "null", "random")  # fmt: skip
_OTHERS = (
    "read other",
    "list other",
    "write other",
    "write system",
    "environment",
    "memory",
    "terminals",
)


_ENTER = """
import os, sys
from harness.stage import fence, kernel
kernel.drop_capabilities()
version, prefix, own, *words = sys.argv[1:]
fence.enter(fence.build(int(version), [prefix], [own]))
os.execv(words[0], words)
"""
_SPARE = 199_000
_FORKS = """
import os, resource
resource.setrlimit(resource.RLIMIT_NPROC, (60, 60))
while True:
    try:
        if os.fork() == 0:
            os.setsid()
            os.write(1, b"x")
    except OSError:
        pass
"""

_COUNTS = """
import os, resource
from harness.stage.headcount import taken
alone = taken()
kept, keep = os.pipe()
children = []
for _ in range(2):
    children.append(os.fork())
    if not children[-1]:
        os.close(keep)
        os._exit(len(os.read(kept, 1)))
many = taken()
os.close(keep)
for child in children:
    os.waitpid(child, 0)
print(alone, many, taken())
"""


@pytest.fixture
def places() -> Iterator[list[Path]]:
    """Its own folder and another's: not in /tmp, which is everybody's."""
    with TemporaryDirectory(dir="/var/tmp") as top:
        made = [Path(top, name) for name in ("own", "other")]
        for place in made:
            place.mkdir()
        (made[1] / "secret").write_text("secret", encoding="utf-8")
        yield made


@pytest.mark.parametrize("version", [fence.LEAST, fence.LEAST + 1, fence.WHOLE])
def test_what_a_program_may(version: int, places: list[Path]) -> None:
    """What is its own and the system's, as it needs them, and nothing that is others'."""
    if version > fence.version():
        pytest.skip("this kernel's Landlock is older")
    own, other = places
    name = f"fence-{os.getpid()}-{version}"
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("\0" + name)
        plug.listen()
        words = [sys.executable, "-c", _ENTER, str(version), sys.prefix, str(own)]
        done = subprocess.run(
            [*words, "/usr/bin/python3", "-c", _TRY, str(own), str(other), str(os.getpid()), name],
            cwd=TOP, capture_output=True, text=True, check=False,
        )  # fmt: skip
    said = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())
    kept = (*_OTHERS, *(("signal", "abstract") if version >= fence.WHOLE else ()))
    assert {what: how for what, how in said.items() if how != "may"} == dict.fromkeys(
        kept, "PermissionError"
    ), done.stderr
    assert set(said) == {*_OWN, *_OTHERS, "signal", "abstract"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another's processes to end")
def test_all_of_a_user_are_ended_at_once() -> None:
    """Those that fork on and on, in sessions of their own; and nobody else's."""
    words = [sys.executable, "-c", _FORKS]
    with (
        subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=_SPARE + 1) as other,
        subprocess.Popen(words, user=_SPARE, stdout=subprocess.PIPE) as bomb,
    ):
        assert bomb.stdout
        bomb.stdout.read(20)
        family.end_all_of(_SPARE)
        bomb.stdout.read()  # it ends with the last that has it open
        assert other.poll() is None
        other.kill()


# In a container that has no root outside there are as many ids as these.
_FEW_IDS = """
import os, signal, sys
from harness.stage import family, kernel, trials
kernel.unshare(kernel.CLONE_NEWUSER)
print("here", flush=True)
sys.stdin.readline()
user = trials.spare_user()
told, tell = os.pipe()
pid = os.fork()
if pid == 0:
    kernel.become(user)
    os.write(tell, b".")
    signal.pause()
os.read(told, 1)
family.end_all_of(user)
os.kill(pid, signal.SIGTERM)
print(user, os.waitpid(pid, 0)[1])
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another's processes to end")
def test_all_of_a_user_are_ended_where_there_are_few_ids() -> None:
    """The id that is lent to programs is one whose processes can be ended, too."""
    with subprocess.Popen(
        [sys.executable, "-c", _FEW_IDS],
        cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline() == "here\n"
        for name in ("gid_map", "uid_map"):
            Path(f"/proc/{process.pid}/{name}").write_text("0 0 65536\n", encoding="ascii")
        user, how = process.communicate("\n")[0].split()
    assert 60_000 <= int(user) < 60_500
    assert int(how) == signal.SIGKILL


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user for a while")
def test_what_the_kernel_counts_of_a_user() -> None:
    """One that has three processes may start a fourth from a limit of four on."""
    words = [sys.executable, "-c", _COUNTS]
    done = subprocess.run(
        words, cwd=TOP, user=_SPARE + 2, capture_output=True, text=True, check=False
    )
    assert done.stdout == "2 4 2\n", done.stderr
