"""What one program can see and use: a bubblewrap command line, limits, and a private copy of files.

A program sees the system's ``/usr`` and its interpreter (both read-only), a few made-up files in
``/etc``, its own copy of the hand-in in ``/home/student``, a ``/tmp``, and nothing of the harness,
the spec, the reference, other programs or the rest of the machine.  Everything it can write to is
one tmpfs of bounded size.
"""

import os
import resource
import shutil
from dataclasses import dataclass
from functools import cache

from harness.model.casting import Limits, Program
from harness.stage import filters, kernel
from harness.stage.world import PROGRAM_ID, World

HOME = "/home/student"
FILTER, STATUS = 8, 9  # descriptors that bubblewrap is given
_ADDRESSES = 8  # times the memory that may be used
_INODES = 20_000
_SHARED_LIBRARIES = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
_PASSWD = f"root:x:0:0:root:/root:/bin/sh\nstudent:x:{PROGRAM_ID}:{PROGRAM_ID}::{HOME}:/bin/sh\n"
_GROUP = f"root:x:0:\nstudent:x:{PROGRAM_ID}:\n"
_OWN_FILES = {
    "passwd": _PASSWD,
    "group": _GROUP,
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "resolv.conf": "",
    "host.conf": "multi on\n",
    "ld.so.cache": "",
    "localtime": "",
}


@dataclass(frozen=True, slots=True)
class Booth:
    """Where a program works.  ``home``, ``temporary`` and ``shared`` are paths of the keeper's."""

    home: str
    temporary: str
    shared: str


@cache
def bubblewrap() -> str | None:
    """The path of bubblewrap, if this machine has it."""
    return shutil.which("bwrap", path="/usr/bin:/usr/local/bin:/bin:" + os.environ.get("PATH", ""))


@cache
def filter_file() -> int:
    """A descriptor of the filter for programs; each reader must open it anew."""
    descriptor = os.memfd_create("filter")
    os.write(descriptor, filters.deny())
    return descriptor


def prepare() -> None:
    """Make what every scene shares, before the first fork."""
    filter_file()
    filters.tell()
    bubblewrap()
    _system_links()


@cache
def _system_links() -> tuple[str, ...]:
    words: list[str] = []
    for name in _SHARED_LIBRARIES:
        path = "/" + name
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            words += ["--ro-bind", path, path]
    return tuple(words)


def write_system_files(world: World, names: dict[str, str]) -> str:
    """Make the scene's ``/etc``; ``names`` maps host names to addresses.  Returns its path."""
    etc = os.path.join(world.base, "etc")
    os.mkdir(etc, 0o755)
    for name, text in _OWN_FILES.items():
        _write_text(os.path.join(etc, name), text)
    hosts = "127.0.0.1 localhost lab\n"
    hosts += "".join(f"{address} {name}\n" for name, address in sorted(names.items()))
    _write_text(os.path.join(etc, "hosts"), hosts)
    os.mkdir(os.path.join(etc, "alternatives"), 0o755)
    return etc


def _write_text(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def furnish(world: World, program: Program, limits: Limits, put: dict[str, bytes]) -> Booth:
    """Copy a program's files into a tmpfs of its own.  Raises OSError (a fault of the machine)."""
    number = len(os.listdir(world.base))  # a role may be started again
    root = os.path.join(world.base, f"role{number}-{program.role}")
    os.mkdir(root, 0o755)
    owner = PROGRAM_ID if world.spare else 0
    options = f"size={limits.disk},nr_inodes={_INODES},mode=0755,uid={owner},gid={owner}"
    kernel.mount("work", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)
    booth = Booth(*(os.path.join(root, name) for name in ("home", "tmp", "shm")))
    os.mkdir(booth.temporary)
    os.mkdir(booth.shared)
    _copy_tree(program.folder, booth.home)
    beside = os.path.join(booth.home, program.place.removeprefix(".."))
    for name, data in put.items():
        target = os.path.join(beside, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)
    if world.spare:
        _hand_over(root)
    return booth


def _copy_tree(source: str, target: str) -> None:
    os.mkdir(target)
    with os.scandir(source) as entries:
        for entry in entries:
            place = os.path.join(target, entry.name)
            if entry.is_dir(follow_symlinks=False):
                _copy_tree(entry.path, place)
            elif entry.is_file(follow_symlinks=False):
                shutil.copyfile(entry.path, place)


def _hand_over(root: str) -> None:
    for folder, _, files in os.walk(root):
        os.chown(folder, PROGRAM_ID, PROGRAM_ID)
        for name in files:
            os.chown(os.path.join(folder, name), PROGRAM_ID, PROGRAM_ID, follow_symlinks=False)


def command(program: Program, booth: Booth, etc: str, interpreter: str | None) -> list[str]:
    """The words that start a program in its sandbox.

    ``interpreter`` is where the keeper has bound ``program.python.root`` (None: it is in ``/usr``).
    """
    words = [
        bubblewrap() or "bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc",
        "--uid", str(PROGRAM_ID), "--gid", str(PROGRAM_ID), "--cap-drop", "ALL",
        "--disable-userns", "--die-with-parent", "--ro-bind", "/usr", "/usr", *_system_links(),
        "--ro-bind", etc, "/etc",
        "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
        "--ro-bind-try", "/etc/localtime", "/etc/localtime",
        "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
        "--proc", "/proc", "--dev", "/dev",
        "--bind", booth.shared, "/dev/shm", "--bind", booth.temporary, "/tmp",
        "--bind", booth.home, HOME,
    ]  # fmt: skip
    if interpreter is not None and program.python.root is not None:
        words += ["--ro-bind", interpreter, program.python.root]
    words += ["--remount-ro", "/dev", "--remount-ro", "/"]
    words += ["--chdir", os.path.normpath(os.path.join(HOME, program.place))]
    words += ["--seccomp", str(FILTER), "--json-status-fd", str(STATUS), "--", "setsid", "-c"]
    return [*words, *argv(program), *program.args]


def argv(program: Program) -> tuple[str, ...]:
    """Interpreter and main file (or module), as the program itself sees them."""
    return (program.python.path, *program.command)


def environment(program: Program) -> dict[str, str]:
    """The whole environment of a program; nothing of the harness's own."""
    return {
        "PATH": os.path.dirname(program.python.path) + ":/usr/local/bin:/usr/bin:/bin",
        "HOME": HOME,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def limit(limits: Limits) -> None:
    """Set the kernel's limits on the calling process (before it becomes the program)."""
    seconds = int(limits.cpu) + 2  # we end it before the kernel does, and say why
    bounds = {
        # Reserved is not used: each thread's stack and heap reserve tens of MiB.  What is used is
        # counted by the director.
        resource.RLIMIT_AS: _ADDRESSES * limits.memory,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_NOFILE: limits.descriptors,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, bound in bounds.items():
        resource.setrlimit(kind, (bound, bound))
