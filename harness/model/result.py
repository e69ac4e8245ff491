"""A graded submission, as data: what ``results.json`` holds and every report is made from."""

from dataclasses import field

from harness.model.events import Wait
from harness.model.handin import Handed
from harness.model.policy import Standing
from harness.model.quick import dataclass
from harness.model.timeline import Timeline

PASS, PARTIAL, FAIL, SOMETIMES = "pass", "partial", "fail", "sometimes"
UNOBSERVABLE, FAULT, PENDING = "unobservable", "fault", "pending"
VERDICTS = (PASS, PARTIAL, FAIL, SOMETIMES, UNOBSERVABLE, FAULT, PENDING)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an item got its verdict: one finding of one run, or one look at the source.

    ``scene``, ``cast``, ``row``, ``run`` name the run (empty for a look at the source);
    ``line``/``source``: the story's line; ``events``: event numbers in that run's timeline;
    ``expected`` and ``happened``: short texts for a person; ``file``/``at``: a place in the
    student's code; ``passed``: what this piece says by itself.
    """

    expected: str
    happened: str
    passed: bool
    scene: str = ""
    cast: str = ""
    row: str = ""
    run: int = 0
    line: int = 0
    source: str = ""
    events: tuple[int, ...] = ()
    file: str = ""
    at: int = 0
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """That a person decided an item: why, and what the harness had found."""

    reason: str
    points: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A misconception that explains why ``items`` were lost; it decides nothing.

    ``kind``: the rule that found it.  ``says``: the misconception, in words of the field.
    ``happened``: what showed it, as a sentence.  ``do``: where to look, or what to ask oneself.
    ``file``, ``line`` and ``code``: the place in the student's code, where that is known for
    certain (else '' and 0).
    """

    kind: str
    says: str
    happened: str = ""
    do: str = ""
    items: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One rubric item: ``points`` earned of ``max``.  ``note``: one sentence about the verdict.

    ``review`` marks an item for a person to look at (``sometimes``, comments).
    ``passed``/``runs``: how many runs passed, of how many (0 of 0 for a look at the source).
    ``corrected``: what a person decided instead of the harness, whose points these then are.
    ``nudges``: smaller hints, to be read before ``hint``.
    """

    id: str
    title: str
    points: float
    max: float
    verdict: str
    extra: bool = False
    evidence: tuple[Evidence, ...] = ()
    hint: str = ""
    note: str = ""
    review: bool = False
    passed: int = 0
    runs: int = 0
    hidden: bool = False
    corrected: Corrected | None = None
    nudges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """What the screen of ``who`` looked like after event number ``after`` of a run.

    ``path``: of the PNG, relative to the results file, or None when not saved.  ``png`` is the
    picture itself, for reports (not in ``results.json``).
    """

    after: int
    who: str
    path: str | None = None
    png: bytes = b""


@dataclass(frozen=True, slots=True)
class SceneRun:
    """One run of one scene.

    ``ended``: ``done``, ``quiet``, ``limit``, ``fault``.  ``seconds``: wall time.  ``timeline`` and
    ``pcap``: paths relative to the results file, or None when not saved.  ``waiting``: who waits
    for what, if it ended quiet before its story was through; ``sentence``: the same in words.
    ``recorded``: the timeline itself, for reports (not in ``results.json``).
    ``broken``: numbers of the events where reality left the story, ``missing``: expected lines
    that never came, as (number of the event after which they were expected, who, to whom or '',
    what); both for the diagram.  ``screenshots``: of the programs with windows, as they were taken.
    ``hidden``: only items that students do not see are judged by it.
    """

    id: str
    cast: str
    row: str
    run: int
    ended: str
    seconds: float
    timeline: str | None = None
    pcap: str | None = None
    waiting: tuple[Wait, ...] = ()
    sentence: str = ""
    recorded: Timeline | None = None
    broken: tuple[int, ...] = ()
    missing: tuple[tuple[int, str, str, str], ...] = ()
    packets: bytes = b""
    screenshots: tuple[Picture, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A graded submission.

    ``score`` counts the items that are not extra credit, ``extra`` those that are; ``max`` is the
    most that ``score`` can be.  ``mode``: the means the stage had (``isolated`` …).  ``problems``:
    what a person should know about the hand-in as a whole (files skipped, a role nobody plays).
    ``programs``: the file that plays each role.  ``handed``: whose it is and when it came, for a
    hand-in of a class; ``standing``: the grade that goes out, by the course's policy.
    ``elsewhere``: points, in no ``score`` or ``max``, of items that were left out because students
    do not see them.
    ``diagnoses``: which misconceptions explain what was lost, the most telling first.
    """

    assignment: str
    submission: str
    score: float
    max: float
    extra: float
    mode: str
    items: tuple[ItemResult, ...]
    scenes: tuple[SceneRun, ...]
    title: str = ""
    problems: tuple[str, ...] = ()
    fault: str | None = None
    seconds: float = 0.0
    files: tuple[str, ...] = field(default_factory=tuple)
    extra_max: float = 0.0
    programs: dict[str, str] = field(default_factory=dict)
    handed: Handed | None = None
    standing: Standing | None = None
    elsewhere: float = 0.0
    diagnoses: tuple[Diagnosis, ...] = ()

    @property
    def worth(self) -> float:
        """The grade by the course's policy, or by the items where nobody applied one."""
        if self.standing is not None:
            return self.standing.points
        return round(self.score + self.extra, 2)
