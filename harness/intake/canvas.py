"""Canvas, *Download Submissions*: one flat folder.

Its files are named ``lastfirst[_LATE]_<userid>_<submissionid>_<original name>``, with ``-1``,
``-2`` before the suffix where the student handed in that file again.  How late a hand-in was is
not told.

``-1`` may be the student's own, too (``client-1.py``, ``client-2.py``).  So a file only counts as
replaced where the name without a number is there as well; a number that stands alone is Canvas's,
and is taken off, because programs import one another by the names that they had.
"""

import re
from collections import defaultdict

from harness.intake.layout import Arrived, Pile
from harness.intake.names import Parts, show
from harness.model.handin import Student

_NAME = re.compile(
    r"(?P<handle>(?P<who>.+?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<number>\d+))_(?P<file>.+)",
    re.IGNORECASE | re.DOTALL,
)
_AGAIN = re.compile(r"(?P<stem>.+)-(?P<attempt>[1-9]\d?)(?P<suffix>(?:\.tar)?\.[^.]+|)", re.DOTALL)


def claims(raw: Parts) -> bool:
    """Whether a name is one that Canvas gave."""
    return len(raw) == 1 and _NAME.fullmatch(raw[0]) is not None


def read(arrived: Arrived) -> dict[str, Pile]:
    """A pile for each user id."""
    piles: dict[str, Pile] = {}
    by_user: dict[str, dict[str, Parts]] = defaultdict(dict)
    for raw in arrived.names:
        found = _NAME.fullmatch(raw[0])
        if found is None:
            continue
        user = found["user"]
        student = Student(name=found["who"], id=user)
        pile = piles.setdefault(user, Pile((student,)))
        pile.late |= bool(found["late"])
        own = by_user[user]
        name = found["file"]
        if name in own:  # two attachments of one name: the later one is what Canvas numbered higher
            pile.problems.append(f"There are two files called {show((name,))}; the later counts.")
            if _number(raw[0]) < _number(own[name][0]):
                continue
        own[name] = raw
    for user, own in by_user.items():
        pile = piles[user]
        counted = _latest(own, pile.problems)
        for name, came in counted.items():
            pile.add((name,), arrived, came)
        last = _NAME.fullmatch(max((came[0] for came in counted.values()), key=_number))
        pile.handle = last["handle"] if last else ""
    return piles


def _number(name: str) -> int:
    found = _NAME.fullmatch(name)
    return int(found["number"]) if found else 0


def _latest(own: dict[str, Parts], problems: list[str]) -> dict[str, Parts]:
    """The files of the latest attempt, by the names that the student gave them."""
    attempts: dict[str, dict[int, str]] = defaultdict(dict)
    for name in own:
        found = _AGAIN.fullmatch(name)
        if found is None:
            attempts[name][0] = name
        else:
            attempts[found["stem"] + found["suffix"]][int(found["attempt"])] = name
    latest: dict[str, Parts] = {}
    for original, tries in attempts.items():
        if 0 not in tries and len(tries) > 1:
            latest |= {name: own[name] for name in tries.values()}
            continue
        last = max(tries)
        latest[original] = own[tries[last]]
        older = [show((tries[attempt],)) for attempt in sorted(tries) if attempt != last]
        if older:
            problems.append(
                f"{show((tries[last],))} counts; earlier attempts do not: {', '.join(older)}."
            )
    return latest
