"""What every program finds around itself, laid out once a world: ``/usr``, ``/etc``, ``/dev``.

Bubblewrap can make all of it for each program anew, and does so mount by mount, with a look at the
table of all mounts after each.  Here the keeper makes one tree, in its own mount namespace, sealed
from the start, so that no scene can leave anything in it for the next.  Each program gets a copy of
its mounts (one call), with its own files, its own terminals and its own interpreter on top, and
bubblewrap takes that for its root.  What the program can do with it is bubblewrap's to bound, as
before: it has no capability, and cannot have a user namespace, in which alone a mount could be
changed.
"""

import os
import shutil
from collections.abc import Iterable
from functools import cache

from harness.model.casting import MACHINE
from harness.stage import built, kernel, rolepage, timekeeper
from harness.stage.world import PROGRAM_ID, World

HOME = "/home/student"
CLOCK = "/etc/clock"  # as in clock.h
SESSION = "/etc/session"  # what starts programs, see ``session``
_SHARED_LIBRARIES = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
_PASSWD = f"root:x:0:0:root:/root:/bin/sh\nstudent:x:{PROGRAM_ID}:{PROGRAM_ID}::{HOME}:/bin/sh\n"
_GROUP = f"root:x:0:\nstudent:x:{PROGRAM_ID}:\n"
_PROTOCOLS = "ip 0 IP\nicmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\nipv6-icmp 58 IPv6-ICMP\n"
_SERVICES = {
    "echo": 7, "discard": 9, "daytime": 13, "chargen": 19, "ftp-data": 20, "ftp": 21, "ssh": 22,
    "telnet": 23, "smtp": 25, "time": 37, "domain": 53, "tftp": 69, "finger": 79, "http": 80,
    "pop3": 110, "ntp": 123, "imap2": 143, "snmp": 161, "irc": 194, "https": 443, "imaps": 993,
    "pop3s": 995,
}  # fmt: skip
_OWN_FILES = {
    "passwd": _PASSWD,
    "group": _GROUP,
    "nsswitch.conf": "".join(
        f"{each}: files\n" for each in ("passwd", "group", "hosts", "protocols", "services")
    ),
    # getprotobyname("tcp") stands in textbooks, and a small machine may not have the file
    "protocols": _PROTOCOLS,
    "services": "".join(
        f"{name} {port}/{proto}\n" for name, port in _SERVICES.items() for proto in ("tcp", "udp")
    ),
    "resolv.conf": "",
    "host.conf": "multi on\n",
    "ld.so.cache": "",
    "localtime": "",
}
_SYSTEM_FILES = ("ld.so.cache", "localtime", "alternatives", "fonts")
_NODES = ("null", "zero", "full", "random", "urandom", "tty")
_LINKS = {
    "fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2", "core": "/proc/kcore", "ptmx": "pts/ptmx",
}  # fmt: skip
_KEPT = kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
_SEALED = kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV


@cache
def system_folders() -> tuple[tuple[str, str], ...]:
    """Folders of the system beside ``/usr``: the name of each, and where it leads if it is a link.

    Empty for a folder that is none.
    """
    found = []
    for name in _SHARED_LIBRARIES:
        path = "/" + name
        if os.path.islink(path):
            found.append((name, os.readlink(path)))
        elif os.path.isdir(path):
            found.append((name, ""))
    return tuple(found)


@cache
def session() -> str | None:
    """The path of what makes a program the leader of a session, if it was built.

    ``setsid -c`` does the same, but takes longer to be loaded than all else of a program's start.
    """
    return built.program("shell")


@cache
def keyboard() -> str | None:
    """The path of what gives an X server its keyboard, if it was built: see ``keymap``."""
    return built.program("keyboard")


def lay_out(world: World, names: dict[str, str], interpreters: Iterable[str]) -> str:
    """Make a tree, or find the one that an earlier scene had alike; return its path.

    ``names`` maps host names to addresses.  ``interpreters``: the folders of those that are not in
    ``/usr``; a place is kept for each.
    """
    interpreters = sorted(interpreters)
    alike = tuple(sorted(names.items())), tuple(interpreters)
    if alike not in world.stocked:
        tree = os.path.join(world.stock, f"tree{len(world.stocked)}")
        _make(tree, names, interpreters, stage_page(world))
        world.stocked[alike] = tree
    return world.stocked[alike]


def stage_page(world: World) -> str:
    """Where the page is that says what time it is on the stage."""
    return os.path.join(world.stock, rolepage.STAGE)


def _hang_clock(tree: str, library: str, page: str) -> None:
    """Put the clock library and the stage's page into the tree; whatever is run is run with it."""
    if not os.path.exists(page):
        rolepage.make_file(page, 0o444)
    os.makedirs(tree + CLOCK)
    # a copy: where the harness is installed is nobody's business here
    shutil.copyfile(library, f"{tree}{CLOCK}/{os.path.basename(library)}")
    _write_text(f"{tree}{CLOCK}/{rolepage.STAGE}", "")
    _bind(page, f"{tree}{CLOCK}/{rolepage.STAGE}")
    _write_text(f"{tree}{CLOCK}/{rolepage.ROLE}", "")
    _write_text(tree + "/etc/ld.so.preload", f"{CLOCK}/{os.path.basename(library)}\n")


def stand(
    tree: str,
    root: str,
    own: dict[str, str],
    shown: dict[str, str],
    terminal: str,
    interpreter: str | None,
) -> None:
    """Give a program its own copy of the tree at ``root``.

    ``own`` maps places in it to the program's own folders, ``shown`` to folders that it may read
    only; ``terminal`` is the path of its
    terminal, ``interpreter`` the folder of its interpreter if that is not in ``/usr``.
    """
    os.mkdir(root)
    kernel.mount(tree, root, None, kernel.MS_BIND | kernel.MS_REC)
    for place, folder in own.items():
        kernel.mount(folder, root + place, None, kernel.MS_BIND)
    for place, folder in shown.items():
        kernel.mount(folder, root + place, None, kernel.MS_BIND)
        _set_flags(root + place, _KEPT)
    flags = kernel.MS_NOSUID | kernel.MS_NOEXEC
    kernel.mount(
        "devpts", root + "/dev/pts", "devpts", flags, "newinstance,ptmxmode=0666,mode=620,max=64"
    )
    kernel.mount(terminal, root + "/dev/console", None, kernel.MS_BIND)
    _set_flags(root + "/dev/console", kernel.MS_NOSUID)
    if interpreter is not None:
        _bind(interpreter, root + interpreter)
        _seal(root + interpreter)


def leave(root: str) -> None:
    """Forget a program's copy of the tree, once its sandbox has one of its own.

    Bubblewrap reads the table of all mounts, several times; the next one shall find it short.
    """
    kernel.unmount(root)


def _make(tree: str, names: dict[str, str], interpreters: Iterable[str], page: str) -> None:
    os.mkdir(tree, 0o755)
    kernel.mount(tree, tree, None, kernel.MS_BIND)
    for folder in ("usr", "etc", "dev/pts", "dev/shm", "proc", "tmp", HOME[1:]):
        os.makedirs(os.path.join(tree, folder))
    for folder in interpreters:
        os.makedirs(tree + folder, exist_ok=True)
    _bind("/usr", os.path.join(tree, "usr"))
    for name, target in system_folders():
        place = os.path.join(tree, name)
        if target:
            os.symlink(target, place)
        else:
            os.mkdir(place)
            _bind("/" + name, place)
    _write_etc(os.path.join(tree, "etc"), names)
    library = timekeeper.library()
    if library is not None:
        _hang_clock(tree, library, page)
    starter = session()
    if starter is not None:
        shutil.copyfile(starter, tree + SESSION)
        os.chmod(tree + SESSION, 0o755)  # noqa: S103 - programs run it, under a user id of theirs
    _make_devices(os.path.join(tree, "dev"))
    _seal(tree)


def _bind(source: str, target: str) -> None:
    kernel.mount(source, target, None, kernel.MS_BIND | kernel.MS_REC)


def _set_flags(place: str, flags: int) -> None:
    """Add flags to those that a mount has; what the machine's administrator denied stays denied."""
    flags |= os.statvfs(place).f_flag & _KEPT
    kernel.mount("none", place, None, kernel.MS_REMOUNT | kernel.MS_BIND | flags)


def _seal(tree: str) -> None:
    """Make every mount of a tree read-only but its devices, which are nothing but devices."""
    devices = os.path.join(tree, "dev") + "/"
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        places = [line.split(" ", 5)[4] for line in file]
    for place in places:
        if place == tree or place.startswith(tree + "/"):
            path = place
            if "\\" in place:  # as blanks and line ends are written there
                path = place.encode("utf-8", "surrogateescape").decode("unicode_escape")
            _set_flags(path, kernel.MS_NOSUID if place.startswith(devices) else _SEALED)


def _write_etc(etc: str, names: dict[str, str]) -> None:
    own = "" if MACHINE in names else f" {MACHINE}"
    hosts = f"127.0.0.1 localhost{own}\n"
    hosts += "".join(f"{address} {name}\n" for name, address in sorted(names.items()))
    for name, text in {**_OWN_FILES, "hosts": hosts}.items():
        _write_text(os.path.join(etc, name), text)
    for folder in ("alternatives", "fonts"):
        os.mkdir(os.path.join(etc, folder))
    for name in _SYSTEM_FILES:
        if os.path.exists("/etc/" + name):
            _bind("/etc/" + name, os.path.join(etc, name))


def _make_devices(folder: str) -> None:
    for name, target in _LINKS.items():
        os.symlink(target, os.path.join(folder, name))
    _write_text(os.path.join(folder, "console"), "")
    for name in _NODES:
        place = os.path.join(folder, name)
        _write_text(place, "")
        kernel.mount("/dev/" + name, place, None, kernel.MS_BIND)


def _write_text(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
