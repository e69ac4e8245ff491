"""Which mistakes a class makes: the same misconception or explanation, whoever has it, told once.

Where it is known what a student misunderstood (:mod:`harness.diagnosis`), that names the mistake,
and all items that it explains belong to it.  For other items their explanation does:

An explanation names what a student's program said, and counts; two students whose programs erred
alike have the same one but for that.  So explanations are compared by their *shape*: without
quoted texts (but the kind of an error stays), numbers and file names.  Each lost item of a student
belongs to one mistake only: of all that was found against it, the one that most others have too.
Mistakes that exactly the same students make are one, that costs several items.
"""

import re
from collections.abc import Iterable

from harness.model.quick import dataclass
from harness.model.result import Diagnosis, Evidence, ItemResult, Result
from harness.reports.advice import failures
from harness.reports.rubric import rubric
from harness.reports.words import LOST

Shape = tuple[str, ...]
Kind = tuple[str, Shape]
"""(item, shape of an explanation)"""

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|`[^`]*`')
_ERROR = re.compile(r"\s*([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt))\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
# says only that something else is wrong
_HOLLOW = "it cannot be told: what it should come after never came"
_ELSEWHERE = "that is told at"  # another item's explanation says what happened


@dataclass(frozen=True)
class Mistake:
    """What several students, or one, did wrong in the same way.

    ``items``: what it cost, in the rubric's order.  ``who``: whose mistake it is, by the names of
    their submissions.  ``lost``: points of all of them together.  ``example``: the submission and
    the evidence that show it.  ``named``: the misconception as the example has it, or None;
    ``title``: that in words that fit all of them, or empty.
    """

    items: tuple[ItemResult, ...]
    who: tuple[str, ...]
    lost: float
    example: tuple[str, Evidence | None]
    note: str = ""
    named: Diagnosis | None = None
    title: str = ""


def mistakes(results: Iterable[Result], extra: bool = False) -> list[Mistake]:
    """The mistakes of a class, those first that cost the most; ``extra``: in the extra credit."""
    known = list(results)
    lost: dict[str, dict[str, ItemResult]] = {item.id: {} for item in rubric(known)}
    for result in known:
        for item in result.items:
            if item.verdict in LOST and item.extra is extra and item.points < item.max:
                lost[item.id][result.submission] = item
    found = _misconceptions(known, lost)
    shared: dict[tuple[str, ...], list[tuple[Kind, dict[str, ItemResult]]]] = {}
    for name, by_student in lost.items():
        for shape, having in _cover(by_student):
            shared.setdefault(tuple(sorted(having)), []).append(((name, shape), having))
    found += [_mistake(who, kinds) for who, kinds in shared.items()]
    return sorted(found, key=lambda one: (-one.lost, -len(one.who), one.who))


def _misconceptions(known: list[Result], lost: dict[str, dict[str, ItemResult]]) -> list[Mistake]:
    """The mistakes that have a name; what they explain is taken out of ``lost``."""
    groups: dict[tuple[str, str], list[tuple[str, Diagnosis, list[ItemResult]]]] = {}
    for result in known:
        name = result.submission
        for one in result.diagnoses:
            items = [lost[item].pop(name) for item in one.items if name in lost.get(item, {})]
            if items:
                groups.setdefault((one.kind, title(one)), []).append((name, one, items))
    order = list(lost)
    return [_named(words, having, order) for (_, words), having in groups.items()]


def _named(
    words: str, having: list[tuple[str, Diagnosis, list[ItemResult]]], order: list[str]
) -> Mistake:
    items = {item.id: item for _, _, own in reversed(having) for item in own}
    lost = sum(item.max - item.points for _, _, own in having for item in own)
    who = tuple(dict.fromkeys(name for name, _, _ in having))
    name, one, _ = next((each for each in having if each[1].line), having[0])
    alike = len({each.says for _, each, _ in having}) == 1
    in_order = tuple(items[item] for item in order if item in items)
    return Mistake(in_order, who, lost, (name, None), "", one, one.says if alike else words)


def title(one: Diagnosis) -> str:
    """A misconception in words that are the same for all who have it: without names and numbers."""
    head, _, tail = one.says.partition(": ")
    error = _ERROR.match(tail) if one.kind == "error" else None
    if error:
        return f"{head}: {error[1]}"
    if one.kind == "error" and tail.isidentifier():  # which name it is, is each program's own
        return head
    return _NUMBER.sub("…", _QUOTED.sub('"…"', one.says))


def shape(proof: Evidence) -> Shape:
    """What is the same in the explanations of all who err alike."""
    expected = f"line {proof.line}" if proof.line else _plain(proof.expected, proof.file)
    return (expected, *_clauses(_plain(proof.happened, proof.file)))


def together(found: list[Mistake], least: int = 2) -> dict[int, list[tuple[int, int]]]:
    """Which mistakes are often made by the same students.

    For the place of each in ``found``: the places of others that at least half of those who make
    it, and ``least`` of them, make too, with how many do; the most common first.
    """
    sets = [frozenset(one.who) for one in found]
    often: dict[int, list[tuple[int, int]]] = {}
    for place, mine in enumerate(sets):
        both = [(at, len(mine & other)) for at, other in enumerate(sets) if at != place]
        near = [pair for pair in both if pair[1] >= least and 2 * pair[1] >= len(mine)]
        if near:
            often[place] = sorted(near, key=lambda pair: -pair[1])
    return often


def _cover(by_student: dict[str, ItemResult]) -> list[tuple[Shape, dict[str, ItemResult]]]:
    """Each student once, in as large groups as there are."""
    left = {who: dict.fromkeys(_shapes(item)) for who, item in by_student.items()}
    having: dict[Shape, dict[str, None]] = {}
    for who, shapes in left.items():
        for one in shapes:
            having.setdefault(one, {})[who] = None
    found = []
    while left:
        best = max(having, key=lambda one: len(having[one]))
        group = list(having[best])
        if len(group) == 1:  # nobody shares anything any more: each with what is told first
            break
        found.append((best, {who: by_student[who] for who in group}))
        for who in group:
            for one in left.pop(who):
                del having[one][who]
    return found + [(next(iter(shapes)), {who: by_student[who]}) for who, shapes in left.items()]


def _shapes(item: ItemResult) -> list[Shape]:
    against = [proof for proof in failures(item) if not proof.passed]
    telling = [proof for proof in against if proof.happened != _HOLLOW] or against
    return list(dict.fromkeys(map(shape, telling))) or [("", _plain(item.note, ""))]


def _mistake(who: tuple[str, ...], kinds: list[tuple[Kind, dict[str, ItemResult]]]) -> Mistake:
    items = tuple(next(iter(having.values())) for _, having in kinds)
    lost = sum(item.max - item.points for _, having in kinds for item in having.values())
    name = who[0]
    proofs = [
        proof
        for (_, like), having in kinds
        for proof in failures(having[name])
        if shape(proof) == like
    ]
    telling = next((one for one in proofs if _ELSEWHERE not in one.happened), None)
    proof = telling or next(iter(proofs), None)
    return Mistake(items, who, lost, (name, proof), kinds[0][1][name].note)


def _plain(words: str, file: str) -> str:
    if file:
        words = words.replace(file, "…")
    return _NUMBER.sub("N", _QUOTED.sub(_kind, words))


def _kind(quoted: "re.Match[str]") -> str:
    """A quoted text: gone, or the kind of the error that it is."""
    error = _ERROR.match(quoted[1] or "")
    return f'"{error[1]}"' if error else '"…"'


def _clauses(words: str) -> list[str]:
    """What was found of each alternative, each once; in any order, as roles come in any order."""
    return sorted(dict.fromkeys(words.split("; ")))
