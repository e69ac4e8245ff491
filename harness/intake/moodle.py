"""Moodle, *Download all submissions*: a folder a student, or one flat folder.

Folders are called ``First Last_<id>_assignsubmission_file`` (some versions add a ``_``); without
folders, that is how the files begin.  The id is not the user's: Moodle's grading worksheet has it
as ``Participant <id>``, which is how it is kept here, so that it meets no other number.
A text that was typed into the page (``_onlinetext``) counts where no file was handed in.
"""

import re

from harness.intake.layout import Arrived, Pile
from harness.intake.names import Parts
from harness.model.handin import Student

_NAME = re.compile(
    r"(?P<handle>(?P<who>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext))"
    r"(?:_(?P<file>.*))?",
    re.DOTALL,
)


def claims(raw: Parts) -> bool:
    """Whether a name is one that Moodle gave, or lies in a folder of such a name."""
    return _NAME.fullmatch(raw[0]) is not None


def read(arrived: Arrived) -> dict[str, Pile]:
    """A pile for each participant."""
    files: dict[str, Pile] = {}
    typed: dict[str, Pile] = {}
    for raw in arrived.names:
        found = _NAME.fullmatch(raw[0])
        if found is None:
            continue
        piles = files if found["kind"] == "file" else typed
        student = Student(name=found["who"], id=f"Participant {found['id']}")
        handle = f"{found['who']}_{found['id']}_assignsubmission_file"
        pile = piles.setdefault(found["id"], Pile((student,), handle=handle))
        pile.add(_inside(raw, found["file"] or ""), arrived, raw)
    return typed | files


def _inside(raw: Parts, file: str) -> Parts:
    return raw[1:] if len(raw) > 1 else (file or raw[0],)
