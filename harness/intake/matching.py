"""Who of the roster handed in what.

A hand-in belongs to the student whose id it has; failing that, login or address; failing that,
name, in whatever order its parts are written, and only if just one student has that name.  What
fits nobody stays in the class under its own name, and is told: a grade that goes to the wrong
student is worse than one that a person has to carry over.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from harness.intake.roster import Entry
from harness.model.handin import HandIn, Student

_UNIQUE = ("id", "sis", "login", "email")


class Roster:
    """The students of a class, to be found by what a hand-in tells."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._by: dict[tuple[str, str], set[int]] = defaultdict(set)
        for number, entry in enumerate(self.entries):
            for key in _keys(entry.student):
                self._by[key].add(number)

    def find(self, student: Student) -> int | None:
        """The place of a student on the list, or None."""
        for key in _keys(student):
            found = self._by.get(key, set())
            if len(found) == 1:
                number = next(iter(found))
                if key[0] != "name" or not _contradict(self.entries[number].student, student):
                    return number
        # A folder or file of a class may be called after any of these.
        called = student.name.casefold()
        for kind in _UNIQUE:
            found = self._by.get((kind, called), set())
            if called and not student.id and len(found) == 1:
                return next(iter(found))
        return None


def match(hand_ins: list[HandIn], roster: Roster) -> tuple[list[HandIn], list[str]]:
    """The hand-ins with what the roster knows, then those who handed in nothing; and notices."""
    matched: list[HandIn] = []
    notices: list[str] = []
    seen: dict[int, str] = {}
    for one in hand_ins:
        students = []
        for student in one.students:
            number = roster.find(student)
            if number is None:
                notices.append(f"{one.name}: {student.name or student.id} is not on the roster.")
                students.append(student)
                continue
            if number in seen and seen[number] != one.name:
                notices.append(f"{one.name}: a second hand-in of whom {seen[number]} is from.")
            seen.setdefault(number, one.name)
            entry = roster.entries[number]
            students.append(_merged(entry.student, student))
            one = replace(  # noqa: PLW2901 - what the roster knows of each of a group is added
                one,
                excused=one.excused or entry.excused,
                submitted=one.submitted or entry.submitted,
            )
        matched.append(replace(one, students=tuple(students)))
    taken = {one.name for one in matched}
    for number, entry in enumerate(roster.entries):
        if number not in seen:
            matched.append(_absent(entry, taken))
    return matched, notices


def _keys(student: Student) -> Iterator[tuple[str, str]]:
    for kind in _UNIQUE:
        if value := getattr(student, kind):
            yield kind, value.casefold()
    for name in dict.fromkeys(_spellings(student.name)):
        if name:
            yield "name", name


def _contradict(known: Student, told: Student) -> bool:
    """Two people of one name: ids of one kind that differ (Moodle has two kinds)."""
    return any(
        one and other and one != other and one.isdigit() == other.isdigit()
        for one, other in ((known.id, told.id), (known.sis, told.sis), (known.email, told.email))
    )


def _spellings(name: str) -> Iterator[str]:
    """``Doe, Jo`` as all the ways in which platforms write it: jodoe and doejo."""
    last, comma, first = name.casefold().partition(",")
    words = (first.split() + last.split()) if comma else last.split()
    yield _letters("".join(words))
    if comma:
        yield _letters(last + first)
    elif len(words) > 1:
        yield _letters("".join([words[-1], *words[:-1]]))


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _merged(known: Student, told: Student) -> Student:
    """What the roster knows, and what only the hand-in tells."""
    names = ("name", *_UNIQUE, "section")
    return Student(**{name: getattr(known, name) or getattr(told, name) for name in names})


def _absent(entry: Entry, taken: set[str]) -> HandIn:
    student = entry.student
    wanted = student.name or student.login or student.email or student.sis or student.id
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    taken.add(name)
    told = ("Excused; nothing was handed in.",) if entry.excused else ()
    return HandIn(name, None, (student,), excused=entry.excused, problems=told)
