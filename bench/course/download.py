"""A class as Canvas lets it be downloaded, made of hand-ins whose verdicts are known."""

import csv
import io
import random
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from harness import audit
from harness.audit import HandIn
from harness.model.result import FAIL, PASS, PENDING, UNOBSERVABLE
from harness.model.spec import Spec

REFERENCE = "reference"
_GIVEN = ("Ada", "Bo", "Chloé", "Dmitri", "Eun-ji", "Fatima", "Grace", "Håkon", "Inès", "João")
_FAMILY = (
    "Abel",
    "Baker",
    "Cohen",
    "Dvořák",
    "Evans",
    "Fischer",
    "García",
    "Hoang",
    "Ito",
    "O'Neil",
)
_PLAIN = re.compile(r"[A-Za-z0-9_.]+\.py")
_EXCUSED, _ABSENT = "EX", "absent"


@dataclass(frozen=True, slots=True)
class Student:
    """Who is in the class, what was handed in (a hand-in's name), and the cell to be exported.

    ``grade`` is empty where a person or another machine has to decide.
    """

    name: str
    id: str
    hand_in: str
    grade: str


@dataclass(frozen=True, slots=True)
class Download:
    """The two files, as bytes, and what is in them."""

    archive: bytes
    roster: str
    students: tuple[Student, ...]


def make(spec: Spec, count: int, seed: int, versions: Sequence[tuple[int, int]]) -> Download:
    """``count`` students of an assignment: its reference and its mistakes, over and over.

    One in thirty has handed in nothing, and one in thirty is excused.  ``versions``: the Pythons of
    this machine, without which some of a mistake's verdicts cannot be known.
    """
    dice = random.Random(seed)
    known = {REFERENCE: HandIn(REFERENCE, Path(spec.folder, REFERENCE), {}, "")}
    known |= {name: each for name, each in audit.mistakes(spec).items() if _certain(each, versions)}
    several = max(1, count // 30)
    handed = [*islice(cycle(known), count - 2 * several), *[_ABSENT, _EXCUSED] * several]
    dice.shuffle(handed)
    students = [
        Student(_name(number), str(1000 + number), name, _cell(spec, name, known))
        for number, name in enumerate(handed)
    ]
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in students:
            if student.hand_in in known:
                late = "_LATE" if dice.random() < 0.1 else ""
                family, given = student.name.split(", ")
                handle = re.sub(r"\W", "", family + given).lower()
                start = f"{handle}{late}_{student.id}_{dice.randrange(10**5, 10**6)}_"
                _put(archive, start, known[student.hand_in].path)
    return Download(store.getvalue(), _roster(students), tuple(students))


def _name(number: int) -> str:
    family = _FAMILY[number % len(_FAMILY)] + "bcdfghjk"[number // 100 % 8] * (number >= 100)
    return f"{family}, {_GIVEN[number // len(_FAMILY) % len(_GIVEN)]}"


def _certain(hand_in: HandIn, versions: Sequence[tuple[int, int]]) -> bool:
    """Whether there is just one grade for it, and it can be put into a zip as it is."""
    if not hand_in.runs_on(versions) or any(path.is_symlink() for path in hand_in.path.rglob("*")):
        return False
    return all(len(set(allowed)) == 1 for allowed in hand_in.verdicts.values())


def _cell(spec: Spec, name: str, known: dict[str, HandIn]) -> str:
    """The grade that an export must give: all items that are not lost, extra credit included."""
    if name not in known:
        return {_ABSENT: "0", _EXCUSED: _EXCUSED}[name]
    total = 0.0
    for item in spec.rubric.values():
        verdict = known[name].allowed(item.id)[0]
        if verdict in (PENDING, UNOBSERVABLE):
            return ""
        if verdict not in (PASS, FAIL):
            raise ValueError(f"{name}: what '{verdict}' is worth is not known beforehand")
        total += item.points if verdict == PASS else 0.0
    return f"{total:g}"


def _put(archive: zipfile.ZipFile, start: str, path: Path) -> None:
    """One hand-in: its files side by side, or the zip that a student made of a tree."""
    files = sorted(each for each in path.rglob("*") if each.is_file())
    plain = all(each.parent == path and _PLAIN.fullmatch(each.name) for each in files)
    if plain and files:
        for each in files:
            archive.writestr(start + each.name, each.read_bytes())
        return
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as own:
        for each in files:
            own.writestr(each.relative_to(path).as_posix(), each.read_bytes())
    archive.writestr(start + "submission.zip", inner.getvalue())


def _roster(students: Sequence[Student]) -> str:
    """Canvas's gradebook, with the column that says who is excused."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Excused"))
    for one in students:
        excused = "yes" if one.hand_in == _EXCUSED else ""
        rows.writerow((one.name, one.id, f"s{one.id}", f"u{one.id}", "1", excused))
    return text.getvalue()
