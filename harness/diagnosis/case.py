"""What the rules of diagnosis look at: the runs of a hand-in as facts, and its code.

A rule speaks of a role where that role stands *alone*, beside scripted partners, if there is such a
run: what went wrong beside another broken program may be that one's doing.  Unless it lost there
what it kept beside a program of the same hand-in, and nothing the other way round: then the two
have a way to speak of their own (lines, lengths) that no scripted partner knows.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from harness.diagnosis.code import Code, Place
from harness.model import events as ev
from harness.model.play import UNMET, Finding
from harness.model.quick import dataclass
from harness.model.record import Record, Source, Take
from harness.model.result import FAIL, PARTIAL, SOMETIMES, Diagnosis, ItemResult
from harness.model.spec import BY_STUDENT, Spec

_MOST = 100_000  # characters of what a program printed
_COLOURS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # as in what Python 3.13 and above say of errors
_LOST = (FAIL, PARTIAL, SOMETIMES)
Kind = TypeVar("Kind", bound=ev.Event)


@dataclass(frozen=True)
class Run:
    """One run of one scene: its events, and what its lines came to."""

    scene: str
    cast: str
    row: str
    run: int
    by: dict[str, str]
    events: tuple[ev.Event, ...]
    findings: tuple[Finding, ...]
    waiting: tuple[ev.Wait, ...] = ()

    def all(self, kind: type[Kind], who: str = "") -> list[Kind]:
        """The events of a kind, of ``who`` if that is said."""
        found = self._kinds.get(kind, [])
        return [e for e in found if isinstance(e, kind) and who in {"", e.who}]

    @cached_property
    def _kinds(self) -> dict[type[ev.Event], list[ev.Event]]:
        kinds: dict[type[ev.Event], list[ev.Event]] = {}
        for event in self.events:
            kinds.setdefault(type(event), []).append(event)
        return kinds

    def student(self, who: str) -> bool:
        """Whether a student's program plays ``who``."""
        return self.by.get(who) == BY_STUDENT

    @cached_property
    def students(self) -> tuple[str, ...]:
        """The roles that students' programs play."""
        return tuple(who for who in self.by if self.student(who))

    @cached_property
    def unmet(self) -> tuple[Finding, ...]:
        """The lines that were not as they should be."""
        return tuple(one for one in self.findings if one.verdict == UNMET)

    def clients(self, server: str) -> list[str]:
        """Who connected to ``server``, in that order."""
        made = [e for e in self.all(ev.Connected) if e.to == server]
        return list(dict.fromkeys(e.who for e in made))

    def sent(self, who: str, to: str, since: int = -1) -> bytes:
        """All that ``who`` sent ``to`` after event ``since``."""
        return b"".join(e.data for e in self.all(ev.Sent, who) if e.to == to and e.n > since)

    def hung_up(self, who: str, said: ev.Sent) -> bool:
        """Whether ``who`` had closed a connection, and never took what came on it."""
        read = {e.conn for e in self.all(ev.Read, who)}
        return said.conn in {e.conn for e in self.all(ev.Closed, who)} - read

    def speaks(self, who: str) -> set[str]:
        """What ``who`` had to do with others by: ``tcp`` or ``udp``, which has no connections."""
        kinds = ev.Connected | ev.Sent | ev.Listening | ev.Refused
        return {e.proto for e in self.events if isinstance(e, kinds) and e.who == who}

    def datagrams(self, who: str) -> bool:
        """Whether all that ``who`` had to do with others was UDP."""
        return self.speaks(who) == {"udp"}

    def printed(self, who: str, since: int = -1) -> str:
        """All that ``who`` printed after event ``since``, without colours."""
        if (who, since) not in self._printed:
            data = b"".join(e.data for e in self.all(ev.Printed, who) if e.n > since)
            said = _COLOURS.sub("", data.decode("utf-8", "replace")).replace("\r\n", "\n")
            self._printed[who, since] = said[-_MOST:]
        return self._printed[who, since]

    def readable(self, who: str) -> str:
        """All that ``who`` printed, and all that could be read in its windows."""
        return "\n".join((self.printed(who), *(e.text for e in self.all(ev.Shown, who))))

    @cached_property
    def _printed(self) -> dict[tuple[str, int], str]:
        return {}

    def exited(self, who: str) -> ev.Exited | None:
        """How ``who`` ended, if it did."""
        ends = self.all(ev.Exited, who)
        return ends[-1] if ends else None

    def failed(self, who: str) -> bool:
        """Whether ``who`` ended with an error."""
        ended = self.exited(who)
        return ended is not None and ended.code != 0

    def waits(self, who: str) -> list[ev.Wait]:
        """What the threads of ``who`` waited for at last, if the story was not through."""
        return [wait for wait in self.waiting if wait.who == who]

    def rest(self, who: str, at: int) -> list[ev.Wait]:
        """What the threads of ``who`` waited for when all was quiet last, by event ``at``."""
        rests = [e for e in self.all(ev.Quiet) if e.n <= at]
        return [wait for wait in rests[-1].waits if wait.who == who] if rests else []


@dataclass(frozen=True)
class Case:
    """A hand-in: its runs, its code and the items that it lost."""

    spec: Spec
    runs: tuple[Run, ...]
    items: tuple[ItemResult, ...]
    record: Record

    @cached_property
    def lost(self) -> frozenset[str]:
        """The items that lost points, and that a student may hear of."""
        return frozenset(
            one.id
            for one in self.items
            if one.verdict in _LOST and one.points < one.max and not one.hidden
        )

    @cached_property
    def listeners(self) -> tuple[str, ...]:
        """The roles that take connections."""
        told = [name for name, role in self.spec.roles.items() if role.does == "listen"]
        made = [e.to for run in self.runs for e in run.all(ev.Connected)]
        return tuple(dict.fromkeys((*told, *made)))

    def code(self, who: str) -> Code:
        """The code of a role; none if no student plays it."""
        files = self.record.sources.get(who, ())
        if files not in self._codes:  # one file often plays several roles
            self._codes[files] = Code(files)
        return self._codes[files]

    @cached_property
    def _codes(self) -> dict[tuple[Source, ...], Code]:
        return {}

    def alone(self, who: str) -> list[Run]:
        """The runs that show best what ``who`` does: where it stands alone, or else all of it."""
        if who not in self._alone:
            self._alone[who] = list(self._stand_alone(who))
        return self._alone[who]

    def unmet_beside(self, who: str) -> list[Finding]:
        """What anybody should have done, and did not, where ``who`` stands alone."""
        return [f for run in self.alone(who) for f in run.unmet]

    def unmet_by(self, who: str) -> list[Finding]:
        """What a program should have done, and did not, where it stands alone (see ``alone``)."""
        return [f for f in self.unmet_beside(who) if who in f.actors]

    @cached_property
    def _alone(self) -> dict[str, list[Run]]:
        return {}

    def _stand_alone(self, who: str) -> Iterator[Run]:
        own = [run for run in self.runs if run.student(who)]
        for scene in dict.fromkeys(run.scene for run in own):
            runs = [run for run in own if run.scene == scene]
            casts: dict[int, list[Run]] = {}
            for run in runs:
                casts.setdefault(self._beside(run, who), []).append(run)
            best, *others = (casts[beside] for beside in sorted(casts))
            fewer = (each for each in others if self._short(each, who) < self._short(best, who))
            yield from next(fewer, best)

    def _short(self, runs: list[Run], who: str) -> set[str]:
        """The items of which ``who`` did not keep a line in these runs."""
        unmet = (one for run in runs for one in run.unmet if who in one.actors)
        return {item for one in unmet for item in one.items}

    def _beside(self, run: Run, who: str) -> int:
        """How many students' programs of the other side there are beside ``who``."""
        listens = who in self.listeners
        return sum((other in self.listeners) != listens for other in run.students)

    def students(self) -> tuple[str, ...]:
        """The roles that the hand-in has programs for."""
        return tuple(dict.fromkeys(who for run in self.runs for who in run.students))

    def is_kit(self, who: str) -> bool:
        """Whether a student wrote only regions of a role's files."""
        return who in self.spec.roles and self.spec.roles[who].regions is not None

    @cached_property
    def own_servers(self) -> tuple[str, ...]:
        """The roles that take connections and that students wrote as a whole."""
        return tuple(who for who in self.listeners if not self.is_kit(who))

    def short(self, findings: Iterable[Finding]) -> tuple[str, ...]:
        """The lost items of which ``findings`` are lines, in the order of the rubric."""
        named = {item for one in findings for item in one.items}
        return tuple(one.id for one in self.items if one.id in named & self.lost)

    def seen(self, findings: Iterable[Finding]) -> str:
        """What happened, in the words of the run that is shown beside it."""
        short = self.short(findings)
        lost = (one for one in self.items if one.id in short)
        return next((e.happened for one in lost for e in one.evidence if not e.passed), "")

    def diagnosis(
        self,
        kind: str,
        findings: Iterable[Finding],
        says: str,
        place: Place | None = None,
        *,
        happened: str = "",
        do: str = "",
    ) -> Iterator[Diagnosis]:
        """One diagnosis, if any item was lost by what it explains; else none.

        ``findings``: the lines that it explains.  ``says``: the misconception, in words of the
        field.  ``happened``: what showed it.  ``do``: what to think about next.
        """
        items = self.short(findings)
        at = place or Place()
        if items:
            yield Diagnosis(kind, says, happened, do, items, at.file, at.line, at.code)


def case(spec: Spec, record: Record, items: tuple[ItemResult, ...]) -> Case:
    """All that the rules look at; what only hidden items ask about is not among it.

    Nor is a run in which a program was called as it does not want to be.
    """
    hidden = {one.id for one in items if one.hidden}
    takes = (take for take in record.takes if take.findings is not None and not take.miscalled)
    runs = (_run(take, hidden) for take in takes)
    return Case(spec, tuple(run for run in runs if run is not None), items, record)


def _run(take: Take, hidden: set[str]) -> Run | None:
    shown = take.shown
    findings = take.findings or ()
    seen = tuple(one for one in findings if not (one.items and hidden >= {*one.items}))
    if shown.recorded is None or (findings and not seen):
        return None
    return Run(
        shown.id, shown.cast, shown.row, shown.run, take.by, shown.recorded.events, seen,
        shown.waiting,
    )  # fmt: skip


def place_of(wait: ev.Wait) -> Place:
    """Where a thread waits, if the interpreter could tell."""
    return Place(wait.file, wait.line, wait.code.strip()) if wait.file and wait.line else Place()


def text(data: bytes) -> str:
    """What was said, to look for words in."""
    return data.decode("utf-8", "replace")
