"""The lines of one item over casts, rows and runs: which cast counts, and what is told of it.

**Rows: all must pass.  Casts: the best counts**, for all lines of one side together.  A *side* is
made of the roles that are always played by the same (X and Y, say, of whom a cast has both or
neither); so a client that does half of its work in one cast and the other half in another has done
neither, and yet a broken server takes nothing from it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field

from harness.model.casting import Unfilled
from harness.model.play import MET, UNMET, UNOBSERVABLE, UNREACHED, Finding
from harness.model.quick import dataclass
from harness.model.result import FAIL, PASS, Evidence
from harness.model.result import UNOBSERVABLE as UNSEEN
from harness.model.spec import Spec

MOST_EVIDENCE = 12
MOST_PASSES = 4
ALONE = "; beside a partner that the grader plays it does what is expected"

Line = tuple[object, ...]  # scene, line of the spec, step
Side = tuple[str, frozenset[tuple[str, ...]]]  # scene, and who plays its roles in each cast


@dataclass(frozen=True, slots=True)
class RunFindings:
    """What one run of one scene gave: its findings, or the ``fault`` of the harness in it.

    ``among``: students' programs were among themselves; ``spoke``: one sent another something.
    """

    scene: str
    cast: str
    row: str
    run: int
    findings: tuple[Finding, ...] = ()
    ended: str = "done"
    fault: str | None = None
    among: bool = False
    spoke: bool = False


def by_item(runs: Iterable[RunFindings]) -> dict[str, list[tuple[RunFindings, Finding]]]:
    """What is evidence for each item, run by run."""
    found: dict[str, list[tuple[RunFindings, Finding]]] = defaultdict(list)
    for run in runs:
        for finding in run.findings if run.fault is None else ():
            if finding.mood != "maybe":
                for item in {*finding.items}:
                    found[item].append((run, finding))
    return found


@dataclass(slots=True)
class Lines:
    """The findings of one item: run → line → cast → findings, with the run that gave each.

    ``apart``: lines that have failed, though each side met its own in a cast (see ``together``).
    """

    spec: Spec
    found: dict[int, dict[Line, dict[str, list[tuple[RunFindings, Finding]]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    )
    apart: Collection[Line] = ()

    def add(self, run: RunFindings, finding: Finding) -> None:
        """File one finding of a run."""
        line = (run.scene, finding.line, finding.step)
        self.found[run.run][line][run.cast].append((run, finding))

    def repeat(self) -> None:
        """Let the lines of a scene with fewer runs than another stand beside all of those."""
        runs = sorted(self.found)
        held: dict[object, list[int]] = defaultdict(list)
        for run in runs:
            for scene in {line[0] for line in self.found[run]}:
                held[scene].append(run)
        for place, run in enumerate(runs):
            for scene, own in held.items():
                if run in own:
                    continue
                source = self.found[own[place % len(own)]]
                again = {line: casts for line, casts in source.items() if line[0] == scene}
                self.found[run].update(again)

    def states(self, run: int) -> dict[Line, str]:
        """What became of each line in a run: PASS, FAIL or UNSEEN, by the best cast of its side."""
        sides: dict[Side, list[Line]] = defaultdict(list)
        for line, casts in self.found[run].items():
            sides[self._side(line, casts)].append(line)
        states: dict[Line, str] = {}
        for own in sides.values():
            states |= self._best(run, own)
        return {line: FAIL if line in self.apart else states[line] for line in self.found[run]}

    def of(self, scene: str) -> set[Line]:
        """The lines that stand in a scene."""
        return {line for lines in self.found.values() for line in lines if line[0] == scene}

    def players(self, scene: str) -> set[object]:
        """Who plays their actors there, cast by cast: one for each side that has a line."""
        sides = (
            self._side(line, casts)
            for lines in self.found.values()
            for line, casts in lines.items()
            if line[0] == scene
        )
        return {players for _, side in sides for players in side}

    def passes(self, scene: str) -> bool:
        """Whether each side met all of its own there, in every run."""
        own = self.of(scene)
        states = (self.states(run) for run in self.found)
        return all(now[line] == PASS for now in states for line in own & now.keys())

    def _best(self, run: int, lines: list[Line]) -> dict[Line, str]:
        """The states of a side's lines in the cast in which they come out best."""
        casts = {cast: None for line in lines for cast in self.found[run][line]}
        found = [
            {line: self._state(run, line, cast) for line in lines if cast in self.found[run][line]}
            for cast in casts
        ]
        best = min(found, key=_badness)
        # a line that is not in the best cast: by any that has it
        for other in sorted(found, key=_badness):
            best = other | best
        return best

    def _state(self, run: int, line: Line, cast: str) -> str:
        verdicts = [finding.verdict for _, finding in self.found[run][line][cast]]
        if all(verdict == MET for verdict in verdicts):
            return PASS
        return UNSEEN if UNOBSERVABLE in verdicts else FAIL

    def _side(self, line: Line, casts: Mapping[str, list[tuple[RunFindings, Finding]]]) -> Side:
        """Which side a line is about."""
        roles = {role for found in casts.values() for _, one in found for role in one.actors}
        scene = str(line[0])
        return scene, frozenset(self._players(scene, role) for role in roles)

    def _players(self, scene: str, role: str) -> tuple[str, ...]:
        """Who plays a role, cast by cast."""
        if scene not in self.spec.scenes:
            return ()
        usual = self.spec.roles[role].by if role in self.spec.roles else ""
        casts = (self.spec.casts.get(cast, {}) for cast in self.spec.scenes[scene].casts)
        return tuple(cast.get(role, usual) for cast in casts)


def _badness(states: Mapping[Line, str]) -> tuple[bool, bool, int]:
    """Sorts casts: all passed, then nothing failed, then the fewest failed."""
    failed = sum(state == FAIL for state in states.values())
    return failed > 0, any(state == UNSEEN for state in states.values()), failed


def evidence_of(
    lines: Lines, states: Mapping[int, Mapping[tuple[object, ...], str]], gone: Iterable[Unfilled]
) -> tuple[Evidence, ...]:
    """What failed, what could not be seen, each thing once, and then some of what passed."""
    unseen: dict[tuple[str, str], Evidence] = {}
    failed: dict[tuple[str, str], Evidence] = {
        (one.role, one.why): Evidence(f"a program for {one.role}", one.why, passed=False)
        for one in gone
    }
    passed: dict[tuple[str, str], Evidence] = {}
    for run in sorted(lines.found):
        for line, casts in lines.found[run].items():
            told = [each for found in casts.values() for each in found]
            broken = any(finding.verdict == UNMET for _, finding in told)
            # where it cannot be told, why not stands before what another cast came to
            told.sort(key=lambda each: each[1].verdict != UNOBSERVABLE)
            for source, finding in told:
                if finding.verdict == MET:
                    if len(passed) < MOST_PASSES:
                        passed.setdefault((str(line), ""), _piece(source, finding))
                elif states[run][line] != PASS:
                    if broken and finding.verdict == UNREACHED:
                        continue  # another cast came so far, and says more
                    kept = failed if states[run][line] == FAIL else unseen
                    piece = _piece(source, finding, ALONE if line in lines.apart else "")
                    kept.setdefault((piece.expected, piece.happened), piece)
    most = list((failed | unseen).values())[: MOST_EVIDENCE - 1]
    return (*most, *list(passed.values())[: min(MOST_PASSES, MOST_EVIDENCE - len(most))])


def _piece(run: RunFindings, finding: Finding, more: str = "") -> Evidence:
    return Evidence(
        finding.expected,
        finding.happened + more,
        finding.verdict == MET,
        scene=run.scene,
        cast=run.cast,
        row=run.row,
        run=run.run,
        line=finding.line,
        source=finding.source,
        events=finding.events,
    )
