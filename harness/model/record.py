"""What was seen of a hand-in: all that is needed to mark it, now or years later, without it.

A *take* is one run of one scene as it was played.  ``harness.pipeline`` makes records, the store
keeps them, and ``harness.marking`` makes a result of one, whoever's hand-in it was.
"""

from dataclasses import field

from harness.model.casting import Unfilled
from harness.model.play import Finding
from harness.model.quick import dataclass
from harness.model.result import Evidence, SceneRun


@dataclass(frozen=True, slots=True)
class Unlike:
    """From event ``since`` on a script spoke to ``role`` otherwise than it wants (``form``)."""

    role: str
    since: int
    form: str


@dataclass(frozen=True, slots=True)
class Miscalled:
    """``role``'s program, started by event ``since``, ended over how the grader had called it.

    ``called``: its main file and the arguments; ``said``: its last line.
    """

    role: str
    since: int
    called: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Take:
    """One run, and what its lines came to.

    ``shown``: the run as reports show it, its timeline in ``recorded``.  ``findings``: None if the
    harness failed (``fault`` says how).  ``by``, ``hosts``, ``ports``: as in ``checks.play.Play``.
    ``script``: a hash of what was done, by which it is known whether another spec asks for the same
    (``checks.digests``); ``play``: a hash of all that was played, what is expected included;
    ``shape``: one of all but the letters that were looked for, and ``asked``: what was
    (``checks.asked``); empty where that is not known.  ``heard``: the student's roles to which
    another of them sent something, or may have; ``unlike``: those to which a script spoke
    otherwise than they want it; ``gave_up``: the one that was the first to fail or to end;
    ``left``: clients that in the end waited for another of them, and for nothing else;
    ``miscalled``: those that ended over arguments which nobody had told the grader.
    """

    shown: SceneRun
    findings: tuple[Finding, ...] | None
    by: dict[str, str]
    hosts: dict[str, str]
    ports: dict[str, int]
    script: str
    play: str
    fault: str | None = None
    shape: str = ""
    asked: str = ""
    heard: tuple[str, ...] = ()
    unlike: tuple[Unlike, ...] = ()
    gave_up: str = ""
    left: tuple[str, ...] = ()
    miscalled: tuple[Miscalled, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a look at the source may look at."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """A hand-in as it was cast and played.

    ``unopened``: why it could not be opened at all, or empty.  ``denied``: why nothing could be
    played on the machine, or empty.  ``players``: every (role, who plays it) there was a program
    for.  ``mains``: the main file of each role that a student's file plays; ``cast``: those of them
    that have a program.  ``sources``: the files of each role, the main one first.  ``roles`` and
    ``material``: hashes of what the casting and the playing were made by, beside the stories.
    ``looked``: what looks at the sources came to, each under a hash of what was looked for.
    """

    mode: str
    roles: str
    material: str
    takes: tuple[Take, ...] = ()
    unopened: str = ""
    denied: str = ""
    players: tuple[tuple[str, str], ...] = ()
    mains: dict[str, str] = field(default_factory=dict)
    cast: tuple[str, ...] = ()
    sources: dict[str, tuple[Source, ...]] = field(default_factory=dict)
    unfilled: tuple[Unfilled, ...] = ()
    files: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    seconds: float = 0.0
    looked: dict[str, tuple[bool | None, tuple[Evidence, ...]]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """True if the harness never failed in it."""
        return not any(take.fault for take in self.takes)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says an item is worth, and why; it stands above what the harness found."""

    item: str
    points: float
    reason: str
