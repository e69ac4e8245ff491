"""Taking turns: of many processes one at a time, the others waiting, as long as each of them lives.

The kernel lets a lock go with the process that holds it, so nobody waits for who is gone.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(file: Path) -> Iterator[None]:
    """Hold ``file``, which is made if it is not there, for as long as the block lasts."""
    with file.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
