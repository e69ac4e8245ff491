"""The keyboard of every X server, compiled once and not by each of them anew.

An X server has its keyboard compiled by another program (``xkbcomp``), through a shell, whenever it
starts, which takes as long as all else that it does then.  The answer is always the same.  So it is
asked for once, and each X server finds it in the compiler's place, and in the shell's a program
that copies it (``harness/session/keyboard.c``).  Where that was not built, it finds a script in the
compiler's place that writes it down; where that cannot be either, a server does as it always does.
"""

import contextlib
import os
import subprocess
from collections.abc import Sequence
from functools import cache

from harness import rooms
from harness.stage import kernel, scenery
from harness.stage.world import World

# what Xvfb asks for if it is told nothing, word for word
_ASKED = b"""xkb_keymap "default" {
    xkb_keycodes             { include "evdev+aliases(qwerty)" };
    xkb_types                { include "complete" };
    xkb_compatibility        { include "complete" };
    xkb_symbols              { include "pc+us+inet(evdev)" };
    xkb_geometry             { include "pc(pc105)" };
};
"""
_COMPILER = "/usr/bin/xkbcomp"
_SHELL = os.path.realpath("/bin/sh")
# Read anew for each extension that a server has: names of requests, for logs that nobody writes.
_REQUESTS = "/usr/lib/xorg/protocol.txt"
_STOCKED = "keymap"


@cache
def stand_ins(copier: str | None) -> tuple[tuple[str, bytes], ...]:
    """What an X server shall find in which places, for its keyboard; nothing where that fails.

    ``copier``: the path of the program that copies, if it was built.  To be called before there are
    worlds: all find it then.
    """
    compiled = _compiled()
    if not compiled:
        return ()
    for found in (_copied(copier, compiled) if copier else (), ((_COMPILER, _script(compiled)),)):
        if found and _works(found, compiled):
            return (*found, (_REQUESTS, b""))
    return ()


def _script(compiled: bytes) -> bytes:
    """A script that writes ``compiled`` to the file that its last argument names."""
    words = "".join(f"\\{byte:03o}" for byte in compiled)  # a % among them, too
    return f"#!/bin/sh\nfor last; do :; done\nprintf '{words}' > \"$last\"\n".encode()


def _copied(copier: str, compiled: bytes) -> tuple[tuple[str, bytes], ...]:
    with open(copier, "rb") as file:
        return (_COMPILER, compiled), (_SHELL, file.read())


def _compiled() -> bytes:
    """The keyboard, as the compiler has it; empty where there is none."""
    if not os.access(_COMPILER, os.X_OK):
        return b""
    with rooms.room() as folder, contextlib.suppress(OSError, subprocess.SubprocessError):
        result = os.path.join(folder, "result")
        _run([_COMPILER, "-w", "0", "-xkm", "-", result])
        with open(result, "rb") as file:
            return file.read()
    return b""


def _works(found: Sequence[tuple[str, bytes]], compiled: bytes) -> bool:
    """Whether an X server would get its keyboard from these: not every ``printf`` has zeros."""
    with rooms.room() as folder, contextlib.suppress(OSError, subprocess.SubprocessError):
        laid = {place: os.path.join(folder, os.path.basename(place)) for place, _ in found}
        for place, data in found:
            _write(laid[place], data)
        result = os.path.join(folder, "result")
        words = f'"{laid[_COMPILER]}" -w 1 "-R/usr/share/X11/xkb" -xkm "-" "{result}"'
        _run([laid.get(_SHELL, _SHELL), "-c", words])
        with open(result, "rb") as file:
            return file.read() == compiled
    return False


def ready() -> None:
    """Find out what there is, once for all worlds."""
    stand_ins(scenery.keyboard())


def stock(world: World) -> None:
    """Lay them where all X servers of a world can read them."""
    if _STOCKED not in world.stocked:
        world.stocked[_STOCKED] = folder = os.path.join(world.stock, _STOCKED)
        os.mkdir(folder)
        for place, data in stand_ins(scenery.keyboard()):
            _write(os.path.join(folder, os.path.basename(place)), data)


def put_in_place(world: World) -> None:
    """In the mount namespace of an X server to be: let it find them."""
    folder = world.stocked[_STOCKED]
    for place, _ in stand_ins(scenery.keyboard()):
        with contextlib.suppress(OSError):
            kernel.mount(os.path.join(folder, os.path.basename(place)), place, None, kernel.MS_BIND)


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
    os.chmod(path, 0o755)  # noqa: S103 - X servers run it, under a user id of theirs


def _run(words: list[str]) -> None:
    nowhere = subprocess.DEVNULL
    subprocess.run(words, input=_ASKED, stdout=nowhere, stderr=nowhere, check=True)
