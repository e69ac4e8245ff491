"""The keyboard of every X server, compiled once and not by each of them anew.

An X server has its keyboard compiled by another program (``xkbcomp``) whenever it starts, which
takes as long as all else that it does then.  The answer is always the same.  So it is asked for
once, and each X server finds in that program's place a small script that writes it down.  Where
that cannot be, a server does as it always does.
"""

import contextlib
import os
import subprocess
from functools import cache

from harness import rooms
from harness.stage import kernel
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
# Read anew for each extension that a server has: names of requests, for logs that nobody writes.
_REQUESTS = "/usr/lib/xorg/protocol.txt"
_STOCKED, _NOTHING = "keymap", ".none"


@cache
def script() -> bytes:
    """A script that writes the keyboard to the file that its last argument names.

    Empty where there is none that does.  To be called before there are worlds: all find it then.
    """
    if not os.access(_COMPILER, os.X_OK):
        return b""
    with rooms.room() as folder:
        path, result = os.path.join(folder, "script"), os.path.join(folder, "result")
        try:
            _run([_COMPILER, "-w", "0", "-xkm", "-", result])
            with open(result, "rb") as file:
                compiled = file.read()
            os.remove(result)
            words = "".join(f"\\{byte:03o}" for byte in compiled)  # a % among them, too
            text = f"#!/bin/sh\nfor last; do :; done\nprintf '{words}' > \"$last\"\n".encode()
            _write(path, text)
            _run([path, "-w", "1", "-xkm", "-", result])  # not every shell's printf has zeros
            with open(result, "rb") as file:
                return text if file.read() == compiled else b""
        except (OSError, subprocess.SubprocessError):
            return b""


def stock(world: World) -> None:
    """Lay the script where all X servers of a world can read it."""
    if _STOCKED not in world.stocked:
        path = os.path.join(world.stock, _STOCKED)
        _write(path, script())
        _write(path + _NOTHING, b"")
        world.stocked[_STOCKED] = path


def put_in_place(world: World) -> None:
    """In the mount namespace of an X server to be: let it find the script, if there is one."""
    if script():
        path = world.stocked[_STOCKED]
        with contextlib.suppress(OSError):
            kernel.mount(path, _COMPILER, None, kernel.MS_BIND)
            kernel.mount(path + _NOTHING, _REQUESTS, None, kernel.MS_BIND)


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
    os.chmod(path, 0o755)  # noqa: S103 - X servers run it, under a user id of theirs


def _run(words: list[str]) -> None:
    nowhere = subprocess.DEVNULL
    subprocess.run(words, input=_ASKED, stdout=nowhere, stderr=nowhere, check=True)
