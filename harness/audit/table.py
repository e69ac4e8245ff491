"""An audit as text: a row for each mistake, a letter for each item, what disagrees below.

Mistakes stand in rows, since there may be a hundred of them and their names are long; an item has
one column of one sign, so that eighty columns hold thirty items.  A longer rubric is cut into
blocks.
"""

from harness.audit.judging import BROKEN, CAST, FAILED, FULL, MISTAKE, UNDECIDED, Audit, Row
from harness.model.result import (
    FAIL,
    FAULT,
    PARTIAL,
    PASS,
    PENDING,
    SOMETIMES,
    UNOBSERVABLE,
)
from harness.reports.readable import cut, pad, visible, wrap
from harness.reports.words import points

_SIGNS = {PASS: "·", FAIL: "✗", PARTIAL: "½", SOMETIMES: "~", UNOBSERVABLE: "?",
          PENDING: "…", FAULT: "!"}  # fmt: skip
_WORDS = "· passes  ✗ fails  ½ partly  ~ sometimes  ? unseen  … a person's  ! a fault"
_KEYS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NAME = 36  # columns
_BESIDE = 14  # what stands in a row beside its name and its signs
_LINES = 4  # of one reason


def table(audit: Audit, width: int = 80) -> str:
    """The whole audit for a terminal, ``width`` columns wide."""
    wide = min(max(len(row.name) for row in audit.rows), _NAME)
    room = max(8, min(len(_KEYS), width - wide - _BESIDE))
    lines = [f"{audit.title}: {len(audit.items)} items, {_mistakes(audit)} mistakes", ""]
    for begin in range(0, len(audit.items), room):
        items = audit.items[begin : begin + room]
        for key, item in zip(_KEYS, items, strict=False):
            lost = audit.losses[item.id]
            by = f"lost by {lost}" if lost else "lost by none"
            lines.append(cut(f"  {key}  {item.id:<24} {by:<13} {visible(item.title)}", width))
        lines += ["", f"{' ' * wide}  points  {_KEYS[: len(items)]}"]
        for row in audit.rows:
            lacks = " " if row.kind == CAST else "!"
            signs = "".join(_SIGNS.get(row.verdicts.get(item.id, ""), lacks) for item in items)
            counts = row.wrong or row.fault or (row.unseen and not audit.mode)
            mark = "  <-" if counts else ""
            name = pad(cut(visible(row.name), wide), wide)
            lines.append(f"{name}  {points(row.score):>6}  {signs}{mark}")
        lines.append("")
    return "\n".join([*lines, _WORDS, "", *_disagreements(audit, width)]) + "\n"


def _mistakes(audit: Audit) -> int:
    return sum(1 for row in audit.rows if row.kind == MISTAKE)


def _disagreements(audit: Audit, width: int) -> list[str]:
    lines = []
    for row in audit.rows:
        lines += _told(row, width, foreseen=bool(audit.mode))
    for item in audit.unlost:
        lines += _wrapped(f"{item}: no mistake loses it; add one to mistakes/", width)
    lacking = [f"{row.name} ({row.lacks})" for row in audit.rows if row.lacks]
    if lacking:
        lines += _wrapped(f"This machine lacks what these need, so they were not seen whole:"
                          f" {', '.join(lacking)}", width)  # fmt: skip
    if audit.mode:
        lines += _foreseen(audit, width)
    end = {
        FULL: "The audit passes.",
        FAILED: "The audit does not pass.",
        UNDECIDED: "The audit cannot be decided on this machine.",
        BROKEN: "The grader itself failed.",
    }
    return [*lines, *([""] if lines else []), end[audit.code]]


def _told(row: Row, width: int, *, foreseen: bool) -> list[str]:
    lines = []
    if row.fault:
        lines += _wrapped(f"{row.name}: the grader failed: {row.fault}", width)
    unseen = {} if foreseen else row.unseen
    for item, why in (*row.wrong.items(), *unseen.items()):
        lines += _wrapped(f"{row.name}: {item}{': ' if item else ''}{why}", width)
    return lines


def _foreseen(audit: Audit, width: int) -> list[str]:
    """What the mode did not show: how much of all, and each item with a reason."""
    hidden = audit.verdicts - audit.judged
    lines = _wrapped(f"In the mode {audit.mode} {audit.judged} of {audit.verdicts} verdicts were"
                     f" judged, {hidden} could not be observed.", width)  # fmt: skip
    for item, whys in audit.unseen.items():
        lines += _wrapped(f"{item}, {len(whys)} times: {whys[0]}", width)
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    first, *rest = wrap(visible(" ".join(text.split())), max(width - 2, 20), _LINES)
    return [first, *(f"  {line}" for line in rest)]


def data(audit: Audit) -> dict[str, object]:
    """The audit as JSON has it, in format ``callsheet/audit/v1``."""
    return {
        "schema": "callsheet/audit/v1",
        "assignment": audit.assignment,
        "mode": audit.mode or None,
        "code": audit.code,
        "items": [
            {"id": item.id, "points": item.points, "extra": item.extra,
             "lost_by": audit.losses[item.id]}
            for item in audit.items
        ],
        "unlost": list(audit.unlost),
        "rows": [
            {
                "name": row.name,
                "kind": row.kind,
                "score": row.score,
                "max": row.max,
                "verdicts": row.verdicts,
                "wrong": row.wrong,
                "unseen": row.unseen,
                "lacks": row.lacks or None,
                "fault": row.fault or None,
            }
            for row in audit.rows
        ],
    }  # fmt: skip
