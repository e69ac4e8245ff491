"""Writes hand-ins, grades them and says which verdicts are not what their choices say."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.composed.table import Picks
from harness import pipeline
from harness.audit import HandIn
from harness.audit.judging import MISTAKE, compare
from harness.model.result import Result


@dataclass(frozen=True, slots=True)
class Kind:
    """An assignment's hand-ins: how their files and their verdicts come of the choices."""

    files: Callable[[Picks], dict[str, bytes]]
    expected: Callable[[Picks], dict[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Graded:
    """One hand-in, and each difference: the item, and what it got in place of what."""

    name: str
    picks: Picks
    wrong: dict[str, str]


def write(kind: Kind, picks: Picks, folder: Path) -> None:
    """Write the files of a hand-in."""
    for name, data in kind.files(picks).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def wrong(
    kind: Kind, picks: Picks, result: Result | str, versions: Collection[tuple[int, int]]
) -> dict[str, str]:
    """What differs, by item; under '' what is wrong with the whole.

    ``versions``: of the Pythons that there are.
    """
    if isinstance(result, str):
        return {"": result}
    needs = "python2" if picks["python"] == "2" else ""
    hand_in = HandIn(result.submission, Path(), kind.expected(picks), "composed", needs)
    row = compare(MISTAKE, hand_in.name, result, hand_in, versions)
    return ({"": row.fault} if row.fault else {}) | row.wrong | row.unseen


def grade(
    course: pipeline.Course, kind: Kind, all_picks: Iterable[Picks], room: Path, at_once: int
) -> Iterator[Graded]:
    """Grade hand-ins; each as it is ready.  Their folders stay in ``room``."""
    chosen = {f"{number:03}": picks for number, picks in enumerate(all_picks)}
    for name, picks in chosen.items():
        write(kind, picks, room / name)
    versions = [each.version for each in course.pythons]
    paths = {name: room / name for name in chosen}
    for name, result in pipeline.grade_many(course, paths, at_once):
        yield Graded(name, chosen[name], wrong(kind, chosen[name], result, versions))
