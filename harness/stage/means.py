"""The modes of the stage, and what one has of the machine where there are no namespaces."""

from dataclasses import field

from harness.model.quick import dataclass
from harness.stage.family import Family

ISOLATED, CONTAINER, PLAIN, SOURCE_ONLY = "isolated", "container", "plain", "source-only"
TRIED = ("threads", "sockets", "tap", "calls")
MODES = (ISOLATED, CONTAINER, PLAIN)


@dataclass(slots=True)
class Means:
    """What a keeper without namespaces may do.  Each was tried, and ``lacks`` says what came of it.

    ``user``: the id that programs run under, if it is one of their own (root only).  ``threads``:
    each thread's call can be read.  ``sockets``: the kernel tells of every socket.  ``tap``:
    packets can be seen.  ``calls``: the kernel asks us before some calls.  ``copies``: we may
    have copies of the programs' sockets.  ``fence``: the version of Landlock that keeps programs
    in; 0 without.  ``displays``: the first of the numbers that X servers may have here (see
    ``displays``).  ``family``: the processes.  ``playing``: there is something of a scene's.
    """

    user: int | None = None
    threads: bool = False
    sockets: bool = False
    tap: bool = False
    calls: bool = False
    copies: bool = False
    fence: int = 0
    displays: int = 0
    playing: bool = False
    lacks: dict[str, str] = field(default_factory=dict)
    family: Family = field(default_factory=Family)

    @property
    def screens(self) -> bool:
        """Whether programs can have windows: it has to be seen when they are at rest."""
        return self.threads and self.sockets

    @property
    def mode(self) -> str:
        """``container`` where it can be proved that nothing more comes; else ``plain``."""
        return CONTAINER if self.threads and self.sockets else PLAIN
