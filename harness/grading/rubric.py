"""From findings to points: the rubric applied to what became of the story's lines.

The rules:

* A *line* is a labelled line of a story for one of its actors (``Finding.step``).  It passes in
  run *r* if all its findings are met in the cast that counts, in all rows that were played in that
  cast and run: **rows: all must pass; casts: the best counts**, side by side (see ``lines``).  A
  line of a cast that was not run is simply absent.
* A scene that is run less often than another counts with its runs over and over: its first run
  stands beside the other's first, and so on, and then again from the first.
* An item passes in run *r* if all its lines do.  **Runs: the share.**  Some runs but not all:
  ``sometimes``, for a person to look at; with ``share: runs`` it earns that share of its points,
  with ``none`` nothing, with ``lines`` the share of its lines (``partial`` if it is the same in
  every run).
* A line that could not be observed in the cast that counts is not judged in that run.  An item of
  which no run could be judged is ``unobservable``: it earns nothing, and loses nothing.
* A role that no file of the student's fits fails the items that have a line of its; one for which
  the machine has no interpreter, or that several files fit, makes them ``unobservable``.
* A run in which the harness failed is no evidence; an item with no other is a ``fault``, and so is
  one that would get points though a scene of its own gave nothing but faults.
* An item that looks at the source takes the look's proposal.  What nothing can propose for is
  ``pending``, for a person.
* A gated item earns points only if its gates pass.  Extra credit is counted apart.
* What a person decided about an item stands, gates or not; and as a gate it counts as decided.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from harness.checks.parts import parts
from harness.checks.retold import told_once
from harness.grading.lines import MOST_EVIDENCE, Lines, RunFindings, by_item, evidence_of
from harness.grading.together import apart
from harness.model.casting import Unfilled
from harness.model.play import Finding
from harness.model.quick import dataclass
from harness.model.record import Correction
from harness.model.result import (
    FAIL,
    FAULT,
    PARTIAL,
    PASS,
    PENDING,
    SOMETIMES,
    Corrected,
    Evidence,
    ItemResult,
)
from harness.model.result import UNOBSERVABLE as UNSEEN
from harness.model.spec import BY_STUDENT, Item, Spec

UNTOLD = "an item that is not shown"
Proposal = tuple[bool | None, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Grade:
    """A rubric filled in.  ``score`` and ``max`` are without extra credit, which is apart."""

    items: tuple[ItemResult, ...]
    score: float
    max: float
    extra: float
    extra_max: float


def grade(
    spec: Spec,
    runs: Sequence[RunFindings],
    looks: Mapping[str, Proposal] | None = None,
    unfilled: Collection[Unfilled] = (),
    faults: Mapping[str, str] | None = None,
    corrections: Collection[Correction] = (),
) -> Grade:
    """Grade a submission.

    ``looks`` maps items to what a look at the source proposes, with evidence; ``faults`` maps
    scenes that could not be played at all, by a fault of the harness or machine, to why.
    ``corrections``: what a person decided about items.
    """
    grader = _Grader(spec, runs, looks or {}, unfilled, faults or {})
    judged = {item.id: grader.item(item) for item in spec.rubric.values()}
    found = {item.id: _gated(item, judged) for item in spec.rubric.values()}
    corrected = {one.item: one for one in corrections if one.item in judged}
    if corrected:
        right = {name: corrected_by(found[name], one) for name, one in corrected.items()}
        opened = judged | right
        found = {item.id: _gated(item, opened) for item in spec.rubric.values()} | right
    items = told_once(found.values())
    return Grade(
        items,
        score=round(sum(item.points for item in items if not item.extra), 2),
        max=round(sum(item.max for item in items if not item.extra), 2),
        extra=round(sum(item.points for item in items if item.extra), 2),
        extra_max=round(sum(item.max for item in items if item.extra), 2),
    )


def corrected_by(item: ItemResult, correction: Correction) -> ItemResult:
    """``item`` as a person decided it, with what the harness had found."""
    points = min(correction.points, item.max)  # the rubric may give fewer than it did then
    verdict = PASS if points == item.max else PARTIAL if points else FAIL
    done = "confirmed" if (points, verdict) == (item.points, item.verdict) else "corrected"
    return replace(
        item,
        points=points,
        verdict=verdict,
        note=f"{done} by a person: {correction.reason}",
        review=False,
        corrected=Corrected(correction.reason, item.points, item.verdict),
    )


def _gated(item: Item, judged: Mapping[str, ItemResult]) -> ItemResult:
    result = judged[item.id]
    shut = [judged[gate] for gate in item.gate if gate in judged and judged[gate].verdict != PASS]
    if not shut or result.points == 0:
        return result
    unknown = all(gate.verdict in {UNSEEN, FAULT, PENDING} for gate in shut)
    names = ", ".join(UNTOLD if gate.hidden else gate.title or gate.id for gate in shut)
    verdict = shut[0].verdict if unknown else FAIL
    return replace(result, points=0.0, verdict=verdict, note=f"it counts only with: {names}")


class _Grader:
    def __init__(
        self,
        spec: Spec,
        runs: Sequence[RunFindings],
        looks: Mapping[str, Proposal],
        unfilled: Collection[Unfilled],
        faults: Mapping[str, str],
    ) -> None:
        self._spec, self._runs, self._looks, self._faults = spec, runs, looks, faults
        self._unfilled = {
            one.role: one
            for one in unfilled
            if one.role in spec.roles and spec.roles[one.role].by == BY_STUDENT
        }
        self._parts = parts(spec)
        self._found = {
            label: _lines_of(spec, evidence) for label, evidence in by_item(runs).items()
        }
        for label, lost in apart(runs, self._found).items():
            self._found[label].apart = lost

    def item(self, item: Item) -> ItemResult:
        """The item judged by itself, gates aside."""
        review = item.by != "machine"
        blank = ItemResult(
            item.id,
            item.title,
            0.0,
            item.points,
            PENDING,
            extra=item.extra,
            hint=item.hint,
            hidden=item.hidden != "no",
            review=review,
            nudges=item.nudges,
        )
        if item.look is not None:
            return self._looked(item, blank)
        result = self._lines(item, blank)
        return replace(result, review=result.review or review)

    def _looked(self, item: Item, blank: ItemResult) -> ItemResult:
        passed, evidence = self._looks.get(item.id, (None, ()))
        if passed is None:
            roles = item.look.roles if item.look else ()
            gone = [one for one in self._unfilled.values() if not roles or one.role in roles]
            if gone and gone[0].whose == "student":
                return _without(blank, FAIL, gone[0])
            return replace(blank, evidence=evidence, review=True, note="a person has to judge this")
        note = "" if passed else next((e.happened for e in evidence if not e.passed), "")
        return replace(
            blank,
            points=item.points if passed else 0.0,
            verdict=PASS if passed else FAIL,
            evidence=tuple(sorted(evidence, key=lambda e: e.passed))[:MOST_EVIDENCE],
            note=note,
        )

    def _lines(self, item: Item, blank: ItemResult) -> ItemResult:
        lines = self._found.get(item.id, Lines(self._spec))
        gone = [
            self._unfilled[role]
            for part in self._parts.get(item.id, ())
            for role in sorted(part.actors)
            if role in self._unfilled
        ]
        gone.sort(key=lambda one: one.whose != "student")
        if gone and (gone[0].whose != "student" or item.share != "lines" or not lines.found):
            return _without(blank, FAIL if gone[0].whose == "student" else UNSEEN, gone[0])
        if not lines.found:
            return self._noevidence_of(item, blank)
        unplayed = self._unplayed(item, {line[0] for run in lines.found.values() for line in run})
        lines.repeat()
        result = _judged(item, blank, lines, gone)
        if unplayed and result.verdict not in {FAIL, UNSEEN}:
            return _at_fault(blank, unplayed)
        return result

    def _unplayed(self, item: Item, seen: Collection[object]) -> str:
        """Why a scene that the item has lines in gave nothing, if that was a fault of ours."""
        scenes = {part.scene for part in self._parts.get(item.id, ())} - set(seen)
        whys = [self._faults[scene] for scene in sorted(scenes) if scene in self._faults]
        whys += [run.fault for run in self._runs if run.fault and run.scene in scenes]
        return whys[0] if whys else ""

    def _noevidence_of(self, item: Item, blank: ItemResult) -> ItemResult:
        labelled = self._parts.get(item.id, ())
        unplayed = self._unplayed(item, ())
        if unplayed:
            return _at_fault(blank, unplayed)
        gone = [
            one
            for one in self._unfilled.values()
            if any(one.role in part.cast for part in labelled)
        ]
        if gone:
            gone.sort(key=lambda one: one.whose != "student")
            return _without(blank, FAIL if gone[0].whose == "student" else UNSEEN, gone[0])
        if item.by != "machine":
            return replace(blank, review=True, note="a person has to judge this")
        return replace(blank, verdict=FAULT, review=True, note="nothing was run that could show it")


def _lines_of(spec: Spec, evidence: Iterable[tuple[RunFindings, Finding]]) -> Lines:
    lines = Lines(spec)
    for run, finding in evidence:
        lines.add(run, finding)
    return lines


def _at_fault(blank: ItemResult, why: str) -> ItemResult:
    """An item that cannot be judged because the harness failed."""
    note = f"the harness failed: {why.splitlines()[0]}"
    return replace(blank, verdict=FAULT, review=True, note=note)


def _without(blank: ItemResult, verdict: str, gone: Unfilled) -> ItemResult:
    """An item that falls with a role that nobody plays."""
    evidence = Evidence(f"a program for {gone.role}", gone.why, passed=False)
    note = gone.why if verdict == FAIL else _kept(gone.why, blank.max)
    return replace(blank, verdict=verdict, evidence=(evidence,), note=note)


def _kept(why: str, points: float) -> str:
    return f"{why}; its {points:g} points are not counted as lost"


def _judged(item: Item, blank: ItemResult, lines: Lines, gone: list[Unfilled]) -> ItemResult:
    """An item by its lines; ``gone``: roles whose lines count as not passed."""
    states = {run: lines.states(run) for run in lines.found}
    judged = {
        run: [state == PASS for state in now.values()] + [False] * len(gone)
        for run, now in states.items()
        if FAIL in now.values() or UNSEEN not in now.values()
    }
    evidence = evidence_of(lines, states, gone)
    first = next((piece.happened for piece in evidence if not piece.passed), "")
    result = replace(blank, evidence=evidence, note=first)
    if not judged:
        return replace(result, verdict=UNSEEN, note=_kept(first, item.points))
    passed = sum(all(now) for now in judged.values())
    result = replace(result, passed=passed, runs=len(judged))
    if passed == len(judged):
        return replace(result, verdict=PASS, points=item.points, note="")
    shares = {sum(now) / len(now) for now in judged.values()}
    if item.share == "lines" and max(shares) > 0:
        share = sum(sum(now) / len(now) for now in judged.values()) / len(judged)
        some = len(shares) > 1
        note = f"{share:.0%} of what it asks for was there{' on average' if some else ''}: {first}"
        verdict = SOMETIMES if some else PARTIAL
    elif passed:
        share = passed / len(judged) if item.share == "runs" else 0.0
        some, verdict = True, SOMETIMES
        note = f"it passed in {passed} of {len(judged)} runs; where it did not: {first}"
    else:
        return replace(result, verdict=FAIL)
    points = round(share * item.points, 2)
    return replace(result, verdict=verdict, points=points, note=note, review=some)
