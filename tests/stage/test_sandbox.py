"""What a program can see and do: one program tries it all, and each test looks at one answer."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from bench.corpus.case import PYTHON
from harness.model.casting import Limits, Program
from harness.stage import kernel, sandbox, scenery
from tests.stage.support import TOP, Player, printed

_TRIES = r"""
import ctypes, errno, getpass, glob, json, mmap, os, platform, resource, socket, struct, sys
import fcntl, termios
libc = ctypes.CDLL(None, use_errno=True)
arm = platform.machine() == "aarch64"
NUMBERS = json.loads(NUMBERS_TEXT)

def call(name, *arguments):
    ctypes.set_errno(0)
    if libc.syscall(NUMBERS[name], *arguments) == -1:
        return errno.errorcode[ctypes.get_errno()]
    return "done"

def attempt(act):
    try:
        return act() or "done"
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))

def old_call():
    # getpid by the 32-bit gate: mov eax, 20; int 0x80; ret
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
    place = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(place)()

def fill(path):
    size = 0
    try:
        for number in range(200):
            with open(f"{path}/{number}", "wb") as file:
                for _ in range(10):
                    size += file.write(bytes(100_000))
    except OSError as error:
        return size, errno.errorcode[error.errno]
    return size, ""

fds = sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1]
status = dict(line.rstrip("\n").split(":", 1) for line in open("/proc/self/status"))
found = {
    "status": {key: value.strip() for key, value in status.items()},
    "descriptors": fds,
    "environment": dict(os.environ),
    "user": [os.getuid(), os.getgid(), os.getgroups()],
    "logged in": [attempt(os.getlogin), getpass.getuser()],
    "folder": os.getcwd(),
    "files": sorted(os.listdir(".")),
    "root": sorted(os.listdir("/")),
    "homes": sorted(os.listdir("/home")),
    "etc": sorted(os.listdir("/etc")),
    "repo": os.path.exists(REPO),
    "original": glob.glob("/tmp/*"),
    "mounts": open("/proc/self/mountinfo").read(),
    "pids": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
    "commands": [open(name).read() for name in glob.glob("/proc/[0-9]*/cmdline")],
    "raw": attempt(lambda: socket.socket(2, 3, 1)),
    "ping": attempt(lambda: socket.socket(2, 2, 1)),
    "packet": attempt(lambda: socket.socket(17, 3, 0)),
    "vsock": attempt(lambda: socket.socket(40, 1)),
    "alg": attempt(lambda: socket.socket(38, 5)),
    "vsock-pair": attempt(lambda: socket.socketpair(40, 1)),
    "unix": attempt(lambda: socket.socket(1, 1) and None),
    "new user namespace": call("unshare", 0x10000000),
    "cloned user namespace": call("clone", 0x10000000 | 17, 0, 0, 0, 0),
    "clone3": call("clone3", 0, 0),
    "setns": call("setns", 0, 0),
    "ptrace": call("ptrace", 0, 0, 0, 0),
    "keyctl": call("keyctl", 0, 0, 0),
    "add_key": call("add_key", 0, 0, 0, 0, 0),
    "bpf": call("bpf", 0, 0, 0),
    "io_uring": call("io_uring_setup", 1, 0),
    "io_setup": call("io_setup", 1, 0),
    "userfaultfd": call("userfaultfd", 0),
    "perf": call("perf_event_open", 0, 0, 0, 0, 0),
    "mount": call("mount", b"a", b"/tmp", b"tmpfs", 0, 0),
    "memory of others": call("process_vm_readv", 1, 0, 0, 0, 0, 0),
    "typing": attempt(lambda: fcntl.ioctl(0, termios.TIOCSTI, b"x") and None),
    "limits of the first": attempt(
        lambda: resource.prlimit(1, resource.RLIMIT_CPU, (1, 1)) and None),
    "own limits": attempt(lambda: resource.prlimit(1, resource.RLIMIT_CPU)
                          and resource.prlimit(0, resource.RLIMIT_CPU, (9, 9)) and None),
    "folders": attempt(lambda: fcntl.fcntl(os.open("/usr", 0), fcntl.F_NOTIFY, 1) and None),
    "console typing": attempt(lambda: fcntl.ioctl(0, 0x541C, b"\x02") and None),
    "32 bits": old_call() if platform.machine() == "x86_64" else -errno.ENOSYS,
    "symbols": attempt(lambda: os.path.exists("/proc/kallsyms") and open("/proc/kallsyms").read(9)),
    "usr": attempt(lambda: open("/usr/x", "w") and None),
    "etc write": attempt(lambda: open("/etc/x", "w") and None),
    "dev write": attempt(lambda: open("/dev/x", "w") and None),
    "set uid": attempt(lambda: os.setuid(0)),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "outward": [attempt(lambda: socket.create_connection(address))
                for address in (("1.1.1.1", 53), ("192.168.0.1", 80), ("10.1.1.1", 22))],
    "name": attempt(lambda: socket.getaddrinfo("example.com", 80) and None),
    "own name": [socket.gethostname(), socket.gethostbyname(socket.gethostname())],
    "numbers": [attempt(lambda: socket.getprotobyname("tcp")),
                attempt(lambda: socket.getservbyname("http"))],
    "terminal": [os.isatty(0), os.ttyname(0) == os.ttyname(1), os.getpgrp() == os.getpid(),
                 os.tcgetpgrp(0) == os.getpgrp(),
                 attempt(lambda: os.open("/dev/tty", os.O_RDWR) and None)],
    "size": list(os.get_terminal_size()),
    "disk": fill("/tmp"),
    "shared memory": fill("/dev/shm"),
    "limits": [resource.getrlimit(kind)[1]
               for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)],
}
print("FOUND" + json.dumps(found) + "END")
"""
_LIMITS = Limits(disk=8 * 2**20, patience=1.0, scene=20.0, cpu=10.0)


@pytest.fixture(scope="module")
def found(player: Player) -> dict[str, Any]:
    """What one program found out about its surroundings."""
    known = f"NUMBERS_TEXT = {json.dumps(kernel.numbers())!r}\nREPO = {str(TOP)!r}\n"
    recording = player.play_programs({"program": known + _TRIES}, limits=_LIMITS)
    text = re.search("FOUND(.*)END", printed(recording, "program").replace("\n", ""))
    assert text, printed(recording, "program")
    answer: dict[str, Any] = json.loads(text[1])
    return answer


def test_no_capability(found: dict[str, Any]) -> None:
    """Not one capability, none to be had, and a filter is in place."""
    status = found["status"]
    kinds = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
    assert [int(status[kind], 16) for kind in kinds] == [0] * 5
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"


def test_an_ordinary_user(found: dict[str, Any]) -> None:
    """The program is nobody special, and cannot become so."""
    assert found["user"][:2] == [1000, 1000]
    assert found["set uid"] in ("EPERM", "EINVAL")


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("raw", "EPROTONOSUPPORT"),
        ("packet", "EAFNOSUPPORT"),
        ("vsock", "EAFNOSUPPORT"),
        ("vsock-pair", "EAFNOSUPPORT"),
        ("alg", "EAFNOSUPPORT"),
        ("unix", "done"),
        ("new user namespace", "EPERM"),
        ("cloned user namespace", "EPERM"),
        ("clone3", "ENOSYS"),
        ("setns", "EPERM"),
        ("ptrace", "EPERM"),
        ("keyctl", "EPERM"),
        ("add_key", "EPERM"),
        ("bpf", "EPERM"),
        ("io_uring", "ENOSYS"),
        ("io_setup", "ENOSYS"),
        ("userfaultfd", "EPERM"),
        ("perf", "EPERM"),
        ("mount", "EPERM"),
        ("memory of others", "EPERM"),
        ("typing", "EPERM"),
        ("console typing", "EPERM"),
        ("folders", "EINVAL"),
        ("limits of the first", "EPERM"),
        ("own limits", "done"),
        ("usr", "EROFS"),
        ("etc write", "EROFS"),
        ("dev write", "EROFS"),
    ],
)
def test_calls(found: dict[str, Any], what: str, error: str) -> None:
    """Calls that reach out of the sandbox, or that the stage could not follow, are refused."""
    assert found[what] == error


def test_no_calls_of_other_processors(found: dict[str, Any]) -> None:
    """The 32-bit gate, whose numbers mean other calls, is shut."""
    assert found["32 bits"] == -38


def test_files(found: dict[str, Any]) -> None:
    """A program sees its own files and the system's, and nothing else of the machine."""
    assert found["files"] == ["main.py"]
    assert found["folder"] == scenery.HOME
    assert found["homes"] == ["student"]
    assert not {"run", "root", "var", "sys", "mnt", "media", "opt", "srv", "work"} & set(
        found["root"]
    )
    assert not {"shadow", "ssh", "ssl"} & set(found["etc"])


def test_no_address_of_the_kernel(found: dict[str, Any]) -> None:
    """Where the kernel's code lies is not told, however freely the machine tells it."""
    assert found["symbols"] in (False, "EACCES")


def test_nothing_of_the_harness(found: dict[str, Any]) -> None:
    """Neither the harness nor the submission's folder is there, nor does anything name them."""
    assert not found["repo"]
    assert found["original"] == []
    named = "\n".join([*found["commands"], found["mounts"], *found["environment"].values()])
    assert str(TOP) not in named
    assert "/tmp/stage-" not in named


def test_environment(found: dict[str, Any]) -> None:
    """The environment is made anew; nothing of the harness's own is in it."""
    program = Program("program", "student", "/", "main.py", PYTHON)
    there = {key: value for key, value in found["environment"].items() if key != "PWD"}
    assert {**sandbox.environment(program), **there} == sandbox.environment(program)
    told = replace(program, variables=(("PORT", "12000"),))
    assert sandbox.environment(told) == {**sandbox.environment(program), "PORT": "12000"}
    # as on the machines of a course: ifconfig is found
    assert "/usr/sbin" in there["PATH"].split(":")


def test_somebody_has_logged_in(found: dict[str, Any]) -> None:
    """A program that asks for the name of whoever runs it is told one, as it is at home."""
    assert found["logged in"] == ["student", "student"]


def test_no_descriptor_but_three(found: dict[str, Any]) -> None:
    """Input, output and errors are all that a program is given."""
    assert found["descriptors"] == [0, 1, 2]


def test_only_its_own_processes(found: dict[str, Any]) -> None:
    """No other program, and no part of the harness, can be seen or signalled."""
    assert len(found["pids"]) == 2  # bubblewrap's own, and the program


def test_nothing_outward(found: dict[str, Any]) -> None:
    """The network ends at the stage, and says so at once."""
    assert found["interfaces"] == ["lo"]
    assert set(found["outward"]) == {"ENETUNREACH"}
    assert found["name"] != "done"
    assert found["own name"] == ["lab", "127.0.0.1"]


def test_protocols_and_services_have_numbers(found: dict[str, Any]) -> None:
    """A name that stands for a number in every textbook does so here, too."""
    assert found["numbers"] == [6, 80]


def test_a_terminal_of_its_own(found: dict[str, Any]) -> None:
    """Input and output are one terminal, which is the controlling one, of usual size."""
    assert found["terminal"] == [True, True, True, True, "done"]
    assert found["size"] == [80, 24]


def test_a_small_disk(found: dict[str, Any]) -> None:
    """All that a program can write, wherever, is bounded."""
    size, error = found["disk"]
    assert error == "ENOSPC"
    assert size <= _LIMITS.disk
    size, error = found["shared memory"]
    assert error == "ENOSPC"
    assert size < 200_000  # it is the same disk


def test_limits(found: dict[str, Any]) -> None:
    """Open files are bounded, and no core is dumped."""
    assert found["limits"] == [_LIMITS.descriptors, 0]
