"""Whose a correction is, when a class has been gathered anew and names may have moved.

A hand-in is named after its student, and students of one name are told apart by more.  So a name
can come to mean somebody else when the class grows.  What a person decided about one student must
never be given to another: an id that a platform or school gave decides, and the name only where no
id speaks for or against it.
"""

from collections.abc import Mapping

from harness.model.handin import Member

_IDS = ("id", "sis", "login", "email")


def name_now(member: Member, members: Mapping[str, Member]) -> str | None:
    """What the hand-in of ``member`` is called among ``members``; None if it is not there."""
    known = _ids(member)
    same = members.get(member.name)
    if same is not None and not _another(known, _ids(same)):
        return same.name
    return next((each.name for each in members.values() if known & _ids(each)), None)


def _another(known: frozenset[tuple[str, str]], told: frozenset[tuple[str, str]]) -> bool:
    """Whether ids of one kind are there on both sides, and none is the same."""
    shared = {kind for kind, _ in known} & {kind for kind, _ in told}
    return bool(shared) and not known & told


def _ids(member: Member) -> frozenset[tuple[str, str]]:
    students = member.handed.students if member.handed else ()
    return frozenset(
        (kind, value.casefold())
        for student in students
        for kind in _IDS
        if (value := getattr(student, kind))
    )
