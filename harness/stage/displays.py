"""The numbers of X servers where those of the whole machine are in one place.

Each world has some that nobody else has, drawn by lot.  Its servers are killed, so their sockets
and locks are taken away by us: those of a scene when it ends, and whatever is there under numbers
of the world's by whoever has settled it, even if its keeper was killed.
"""

import contextlib
import os
import secrets

from harness.stage import leavings

FOLDER = "/tmp/.X11-unix"  # where X clients look for a display's socket
LOWEST = 1_000
MANY = 1_000  # of a world; then they begin anew
_WORLDS = 900_000


def draw() -> int:
    """The first of a world's numbers."""
    return LOWEST + MANY * secrets.randbelow(_WORLDS)


def clear(first: int, many: int = MANY) -> None:
    """Take away what servers with these numbers have left."""
    numbers = {str(number) for number in range(first, first + many)}
    for folder, before, after in ((FOLDER, "X", ""), ("/tmp", ".X", "-lock")):
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):
                if name.removeprefix(before).removesuffix(after) in numbers:
                    leavings.remove(os.path.join(folder, name))
