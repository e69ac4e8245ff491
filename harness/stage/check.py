"""One means of the stage, as it was tried on this machine."""

import select

from harness.model.quick import dataclass
from harness.stage.screen import Screen

_LONGEST = 20_000  # ms, for a server that only has to start


@dataclass(frozen=True, slots=True)
class Check:
    """One means of the stage.  ``needed``: without it nothing can be run.

    ``remedy``: the command or step that would give it; ``why``: what the machine said.
    """

    name: str
    works: bool
    needed: bool
    gives: str
    why: str = ""
    remedy: str = ""


def open_screen(screen: Screen) -> None:
    """Start an X server and greet it; in its world.  Raises OSError."""
    try:
        screen.begin()
        poll = select.poll()
        poll.register(screen.outlets()[0], select.POLLIN)
        while screen.display is None:
            if not poll.poll(_LONGEST):
                raise OSError("the X server did not start")
            screen.wake()
    finally:
        screen.end()
