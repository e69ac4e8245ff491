"""What a program can reach of the machine where it has no file system of its own: by Landlock.

Landlock (``landlock(7)``, Linux 5.13) lets a process give up rights for itself and all that it
starts, without namespaces and without being root.  A program gives up

* every file but the system's (to read), and its own folder, ``/tmp`` and ``/dev/shm``: the last two
  stay everybody's, since what is right elsewhere must not fail for want of them;
* looking into processes that it did not start: their memory, environment and descriptors;
* from Linux 6.12 on, signals to such processes, and abstract UNIX sockets of theirs.

We and what we start hold no such rights back, so the stage sees the program as before.
"""

import os
import struct
from collections.abc import Iterable
from contextlib import suppress

from harness.stage import kernel

LEAST, WHOLE = 2, 6
"""The version from which files can be renamed among folders; that which knows signals, too."""

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the calls have these numbers on every processor
_VERSION, _PATH_BENEATH = 1, 1
_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_MAKE_AND_REMOVE = 0x1FF0
_REFER, _TRUNCATE = 1 << 13, 1 << 14  # since the versions 2 and 3
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE
_SCOPED = 3  # abstract sockets, signals
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/nix/store",
           "/proc", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")  # fmt: skip
_FREE = ("/tmp", "/dev/shm", "/dev/null", "/dev/tty", "/dev/ptmx")


def version() -> int:
    """The version of Landlock that this kernel has; 0 without, or if that is of no use here."""
    try:
        found = kernel.call("landlock", _CREATE, None, 0, _VERSION)
    except OSError:
        return 0
    return found if found >= LEAST else 0


def build(known: int, read: Iterable[str], write: Iterable[str]) -> int:
    """A descriptor of the rules for a program, made of what is there of these paths.

    ``known``: the version to go by.  ``read``, ``write``: paths besides those that all may.
    Raises OSError.
    """
    reads = _EXECUTE | _READ | _LIST
    rights = reads | _WRITE | _MAKE_AND_REMOVE | _REFER | (_TRUNCATE if known > LEAST else 0)
    attributes = struct.pack("=QQQ", rights, 0, _SCOPED if known >= WHOLE else 0)
    size = 24 if known >= WHOLE else 8
    rules = kernel.call("landlock", _CREATE, attributes, size, 0)
    for paths, allowed in (((*_SYSTEM, *read), reads), ((*_FREE, *write), rights)):
        for path in paths:
            with suppress(FileNotFoundError):
                _allow(rules, path, allowed)
    return rules


def _allow(rules: int, path: str, allowed: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            allowed &= _OF_FILES
        rule = struct.pack("=Qi", allowed, place)
        kernel.call(f"landlock {path}", _ADD, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(place)


def enter(rules: int) -> None:
    """Let the calling thread, and what it starts, keep to the rules for good.  Raises OSError."""
    kernel.no_new_privileges()
    kernel.call("landlock", _RESTRICT, rules, 0)
