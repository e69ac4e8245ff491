"""What one program can see and use: a bubblewrap command line, limits, and a private copy of files.

A program sees the system's ``/usr`` and its interpreter (both read-only), a few made-up files in
``/etc``, its own copy of the hand-in (or of the kit that it was set into) in ``/home/student``, a
``/tmp``, and nothing of the harness, the spec, the reference, other programs or the rest of the
machine.  Everything it can write to is
one tmpfs of bounded size.
"""

import os
import resource
import shutil
import sys
from functools import cache

from harness.model.casting import Limits, Program
from harness.model.quick import dataclass
from harness.stage import filters, kernel, rolepage, scenery, timekeeper
from harness.stage.displays import FOLDER
from harness.stage.scenery import HOME
from harness.stage.screen import Screen
from harness.stage.world import PROGRAM_ID, World

FILTER, STATUS, GATE = 8, 9, 10  # descriptors that bubblewrap is given
REPORT = 11  # one for what starts the program in it, as in shell.c
_ADDRESSES = 8  # times the memory that may be used
_INODES = 20_000
_MOST_AT_ONCE = 1 << 30
_SIGNALS = 1024  # that wait to be taken; a timer is one, too
# where its code lies; some machines are set so that everybody may know
_KERNELS = ("/proc/kallsyms",)
# what is known of the machine's fonts; without it each program with a window reads every font
_FONTS, _FONTS_KNOWN = "/var/cache/fontconfig", ".cache/fontconfig"
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Booth:
    """Where a program works: paths of the keeper's.  ``root`` is what bubblewrap makes its root.

    ``page``: what its threads wait for (see ``rolepage``); empty without a clock.
    """

    home: str
    temporary: str
    shared: str
    root: str
    page: str


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
    scenery.system_folders()
    scenery.session()


def furnish(
    world: World,
    tree: str,
    program: Program,
    limits: Limits,
    put: dict[str, bytes],
    terminal: int,
    screen: Screen | None = None,
) -> Booth:
    """Copy a program's files into a tmpfs of its own, and put that into its own copy of the tree.

    Raises OSError (a fault of the machine).
    """
    place = _disk(world, program, limits)
    home, temporary, shared = (os.path.join(place, name) for name in ("home", "tmp", "shm"))
    page = os.path.join(place, "page") if timekeeper.library() else ""
    booth = Booth(home, temporary, shared, place + ".root", page)
    os.mkdir(booth.temporary)
    os.mkdir(booth.shared)
    shown = {}
    if screen is not None:
        shown[FOLDER] = screen.place
        os.mkdir(os.path.join(booth.temporary, os.path.basename(FOLDER)))
    copy_tree(program.folder, booth.home)
    lay(booth.home, dict(program.laid))
    lay(os.path.join(booth.home, program.place.removeprefix("..")), put)
    if screen is not None and os.path.isdir(_FONTS):
        shown[f"{HOME}/{_FONTS_KNOWN}"] = _FONTS
        os.makedirs(os.path.join(booth.home, _FONTS_KNOWN), exist_ok=True)
    if page:
        rolepage.make_file(page, 0o600)
    if world.spare:
        hand_over(place)
    own = {HOME: booth.home, "/tmp": booth.temporary, "/dev/shm": booth.shared}
    if page:
        own[f"{scenery.CLOCK}/{rolepage.ROLE}"] = page
    scenery.stand(tree, booth.root, own, shown, os.ttyname(terminal), program.python.root)
    return booth


def _disk(world: World, program: Program, limits: Limits) -> str:
    """A tmpfs that holds a program's files, and as much more as it may write; where it is."""
    number = len(os.listdir(world.base))  # a role may be started again
    place = os.path.join(world.base, f"role{number}-{program.role}")
    os.mkdir(place, 0o755)
    owner = PROGRAM_ID if world.spare else 0
    held, files = _extent(program.folder)
    held += sum(len(data) + _PAGE for _, data in program.laid)
    options = (
        f"size={held + limits.disk},nr_inodes={files + _INODES},mode=0755,uid={owner},gid={owner}"
    )
    kernel.mount("work", place, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)
    return place


def _extent(folder: str) -> tuple[int, int]:
    """What a copy of a folder takes: bytes in whole pages, and files and folders."""
    held, count = 0, 1
    with os.scandir(folder) as entries:
        for entry in entries:
            count += 1
            if entry.is_dir(follow_symlinks=False):
                within = _extent(entry.path)
                held, count = held + within[0], count + within[1]
            elif entry.is_file(follow_symlinks=False):
                held += -entry.stat(follow_symlinks=False).st_size // -_PAGE * _PAGE
    return held, count


def copy_tree(source: str, target: str) -> None:
    """Copy the files and folders below ``source``, and nothing else, to a new ``target``."""
    os.mkdir(target)
    with os.scandir(source) as entries:
        for entry in entries:
            place = os.path.join(target, entry.name)
            if entry.is_dir(follow_symlinks=False):
                copy_tree(entry.path, place)
            elif entry.is_file(follow_symlinks=False):
                _copy_file(entry.path, place)


def lay(folder: str, files: dict[str, bytes]) -> None:
    """Write files into a folder, in place of those that it may have."""
    for name, data in files.items():
        target = os.path.join(folder, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)


def _copy_file(source: str, target: str) -> None:
    """As ``shutil.copyfile``, without its questions: the target is new, the source a file."""
    if sys.platform != "linux":
        shutil.copyfile(source, target)
        return
    reader = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    try:
        writer = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            while os.sendfile(writer, reader, None, _MOST_AT_ONCE):
                pass
        finally:
            os.close(writer)
    finally:
        os.close(reader)


def hand_over(folder: str, user: int = PROGRAM_ID) -> None:
    """Give a folder and all in it to the user that a program runs as."""
    os.chown(folder, user, user)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                hand_over(entry.path, user)
            else:
                os.chown(entry.path, user, user, follow_symlinks=False)


def command(program: Program, booth: Booth) -> list[str]:
    """The words that start a program in its sandbox."""
    words = [
        bubblewrap() or "bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc",
        "--uid", str(PROGRAM_ID), "--gid", str(PROGRAM_ID), "--cap-drop", "ALL",
        "--disable-userns", "--die-with-parent", "--dev-bind", booth.root, "/", "--proc", "/proc",
        # its first process (bubblewrap, or ours in its place) has the program's own user id
        "--ro-bind", "/dev/null", "/proc/1/mem", "--ro-bind", "/dev/null", "/proc/1/task/1/mem",
    ]  # fmt: skip
    for path in filter(os.path.exists, _KERNELS):
        words += ["--ro-bind", "/dev/null", path]
    words += ["--chdir", os.path.normpath(os.path.join(HOME, program.place))]
    words += ["--seccomp", str(FILTER), "--json-status-fd", str(STATUS)]
    words += ["--block-fd", str(GATE)]
    words += (
        ["--as-pid-1", "--", scenery.SESSION]
        if scenery.session()
        else ["--", "/usr/bin/setsid", "-c"]
    )
    return [*words, *argv(program), *program.args]


def argv(program: Program) -> tuple[str, ...]:
    """Interpreter and main file (or module), as the program itself sees them."""
    return (program.python.path, *program.command)


def environment(program: Program) -> dict[str, str]:
    """The whole environment of a program; nothing of the harness's own."""
    folders = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"  # ifconfig is in the last ones
    return {
        "PATH": f"{os.path.dirname(program.python.path)}:{folders}",
        "HOME": HOME,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "PYTHONDONTWRITEBYTECODE": "1",
        **dict(program.variables),
    }


def bounds(limits: Limits) -> dict[int, int]:
    """The kernel's limits for a program, by ``RLIMIT_*``."""
    seconds = int(limits.cpu) + 2  # we end it before the kernel does, and say why
    of_linux: dict[int, int] = {}
    if sys.platform == "linux":
        # All of the user's that grades share what there is of signals, and by one the stage wakes
        # who sleeps by its clock.
        _, most = resource.getrlimit(resource.RLIMIT_SIGPENDING)
        few = _SIGNALS if most == resource.RLIM_INFINITY else min(_SIGNALS, most // 8)
        of_linux = {resource.RLIMIT_MSGQUEUE: 0, resource.RLIMIT_SIGPENDING: few}
    return {
        # Reserved is not used: each thread's stack and heap reserve tens of MiB.  What is used is
        # counted by the director.
        resource.RLIMIT_AS: _ADDRESSES * limits.memory,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_NOFILE: limits.descriptors,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        **of_linux,
    }
