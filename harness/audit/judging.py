"""Whether hand-ins with known verdicts got them.  Pure.

- The reference passes every item (what only a person can judge may wait for one).
- The handout, as it was given out, gets at most 15 of 100 points, and of the extra credit.
- Every mistake gets just the verdicts that its ``expect.yaml`` allows.
- Every item is lost by a mistake, or it would not be known to judge anything.

What a machine could not see, where something else is expected, decides nothing: the audit then
neither passes nor fails.  Where a hand-in needs a Python that is not there, that was foreseen; and
so is all that comes with a mode that sees less, if the audit was to be played in that one.  But a
reason has to be given for each such verdict.
"""

from collections.abc import Collection, Iterable, Mapping

from harness.audit.expectations import HandIn
from harness.model.quick import dataclass
from harness.model.result import FAULT, PASS, PENDING, UNOBSERVABLE, ItemResult, Result
from harness.model.spec import Item, Spec

REFERENCE, HANDOUT, MISTAKE, CAST = "reference", "handout", "mistake", "cast"
FULL, FAILED, UNDECIDED, BROKEN = 0, 1, 2, 3  # what an audit came to, as exit codes
MOST = 0.15  # of the points, for what is given out
_NONE = "nothing is said of it"


@dataclass(frozen=True, slots=True)
class Row:
    """A hand-in: the verdict of each item, and for those that disagree, why.

    ``kind``: ``reference``, ``handout``, ``mistake`` or ``cast``: the reference with one cast
    alone, in which not all items have a verdict.  ``wrong``: sentences by item (empty: about the
    whole).  ``unseen``: the same, where the machine could not see it.  ``lacks``: what it needs
    that the machine does not have.
    """

    name: str
    kind: str
    score: float
    max: float
    verdicts: dict[str, str]
    wrong: dict[str, str]
    unseen: dict[str, str]
    lacks: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """All rows, the items by number of mistakes that lose them, and those that none loses.

    ``mode``: the one that was asked for, if it is known to see less than others.
    """

    assignment: str
    title: str
    items: tuple[Item, ...]
    rows: tuple[Row, ...]
    losses: dict[str, int]
    unlost: tuple[str, ...]
    mode: str = ""

    @property
    def verdicts(self) -> int:
        """How many there are in all."""
        return sum(len(row.verdicts) for row in self.rows)

    @property
    def judged(self) -> int:
        """How many of them say whether points are given."""
        return sum(each != UNOBSERVABLE for row in self.rows for each in row.verdicts.values())

    @property
    def unseen(self) -> dict[str, list[str]]:
        """Why an item was not seen where it should have been judged, by item: one for each row."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            for item, why in row.unseen.items():
                found.setdefault(item, []).append(why)
        return found

    @property
    def code(self) -> int:
        """0: it passes; 1: it does not; 2: something that was not seen decides; 3: a fault."""
        if any(row.fault for row in self.rows):
            return BROKEN
        if self.unlost or any(row.wrong for row in self.rows):
            return FAILED
        return UNDECIDED if self.unseen and not self.mode else FULL


def judge(
    spec: Spec,
    hand_ins: Mapping[str, HandIn],
    results: Mapping[tuple[str, str], Result | str],
    versions: Iterable[tuple[int, int]],
    mode: str = "",
) -> Audit:
    """Judge the results by (kind, name); a text in place of one says why there is none.

    ``hand_ins``: the mistakes; ``versions``: of the Pythons that were there; ``mode``: see `Audit`.
    """
    pythons = list(versions)
    rows = []
    for (kind, name), result in results.items():
        hand_in = hand_ins[name] if kind == MISTAKE else None
        if isinstance(result, str):
            rows.append(Row(name, kind, 0, 0, {}, {}, {}, fault=result))
        else:
            rows.append(compare(kind, name, result, hand_in, pythons))
    lost = losses(spec, hand_ins)
    judged = [item for item in spec.rubric.values() if item.by == "machine" or item.look]
    unlost = tuple(item.id for item in judged if not lost[item.id])
    items = tuple(spec.rubric.values())
    return Audit(spec.id, spec.title, items, tuple(rows), lost, unlost, mode)


def losses(spec: Spec, hand_ins: Mapping[str, HandIn]) -> dict[str, int]:
    """How many of the mistakes lose each item."""
    return {
        item: sum(1 for each in hand_ins.values() if item in each.lost()) for item in spec.rubric
    }


def compare(
    kind: str,
    name: str,
    result: Result,
    hand_in: HandIn | None,
    pythons: Collection[tuple[int, int]],
) -> Row:
    """Compare a result with what is expected; ``hand_in`` says that, unless the kind does."""
    wrong: dict[str, str] = {}
    unseen: dict[str, str] = {}
    lacks = hand_in.needs if hand_in and not hand_in.runs_on(pythons) else ""
    for item in result.items:
        allowed = _allowed(kind, item, hand_in)
        if item.verdict in allowed or (lacks and item.verdict == UNOBSERVABLE):
            continue
        told = unseen if item.verdict == UNOBSERVABLE and _reason(item) != _NONE else wrong
        shown = " or ".join(each for each in allowed if each != PENDING)
        told[item.id] = f"{item.verdict}, expected {shown}: {_reason(item)}"
    if kind == HANDOUT:
        for what, got, most in (
            ("points", result.score, result.max),
            ("extra credit", result.extra, result.extra_max),
        ):
            if got > MOST * most:
                passed = [item.id for item in result.items if item.points]
                wrong[""] = (
                    f"{got:g} of {most:g} {what} for nothing, {MOST:.0%} at most:"
                    f" {', '.join(passed)}"
                )
    verdicts = {item.id: item.verdict for item in result.items}
    fault = result.fault or next((_reason(i) for i in result.items if i.verdict == FAULT), "")
    return Row(name, kind, result.score, result.max, verdicts, wrong, unseen, lacks, fault)


def _allowed(kind: str, item: ItemResult, hand_in: HandIn | None) -> tuple[str, ...]:
    if hand_in is not None:
        return hand_in.allowed(item.id)
    return (PASS, PENDING) if kind in (REFERENCE, CAST) else (item.verdict,)


def _reason(item: ItemResult) -> str:
    """Why an item got its verdict: its note, or what happened instead."""
    happened = next((each.happened for each in item.evidence if not each.passed), "")
    return item.note or happened or _NONE
