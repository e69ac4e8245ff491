"""What a recording does not tell of the instructor's own programs: their code.

A program that breaks down shows the lines where it was; a student could make a reference do so, a
line at a time.  Those lines are blotted out; which file and line it was, and the error, stay.  Each
is as long as before, so that all events keep their bytes' places.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from harness.model.events import Event, Printed
from harness.model.spec import BY_PROGRAM, BY_REFERENCE

_FRAME = re.compile(rb'[ |+-]*  File "[^"\r\n]*", line \d+')
_CODE = re.compile(rb"[ |]*    ")
_LETTER = re.compile(rb"[^\s|^~]")


def without_code(by: Mapping[str, str], events: Sequence[Event]) -> tuple[Event, ...]:
    """The same events, without code of what is not a student's (``by``: who plays each role)."""
    told = list(events)
    for role in (role for role, who in by.items() if who in (BY_REFERENCE, BY_PROGRAM)):
        printed = [
            (place, event.data)
            for place, event in enumerate(told)
            if isinstance(event, Printed) and event.who == role
        ]
        data = _blotted(b"".join(part for _, part in printed))
        at = 0
        for place, part in printed:
            event = told[place]
            assert isinstance(event, Printed)
            told[place] = replace(event, data=data[at : at + len(part)])
            at += len(part)
    return tuple(told)


def _blotted(data: bytes) -> bytes:
    """What was printed, with the lines of code of every traceback as dots."""
    if b'  File "' not in data:
        return data
    lines, within = [], False
    for line in data.splitlines(keepends=True):
        if _FRAME.match(line):
            within = True
        elif within and _CODE.match(line):
            line = _LETTER.sub(b".", line)  # noqa: PLW2901 - what is kept of it
        else:
            within = False
        lines.append(line)
    return b"".join(lines)
