"""What a course adds to the rubric: the cost of lateness, and how far extra credit reaches."""

import re

from harness.model.policy import Late, Policy
from harness.spec import fields
from harness.spec.draft import Draft, Node

_KEYS = ("grace", "per day", "floor")
_AMOUNT = r"([0-9]{1,4}(?:\.[0-9]{1,2})?)"
_COST = re.compile(rf"{_AMOUNT}\s*(%|points?)")
_A_DAY = "'per day' is per cent or points, as in 10 % or 5 points"
_PERCENT = re.compile(rf"{_AMOUNT}\s*%")
_TIME = re.compile(rf"{_AMOUNT}\s*(minutes?|min|hours?|h|days?|d)")
_SECONDS = {"m": 60, "h": 3600, "d": 86400}


def read(draft: Draft, late: Node | None, most: Node | None) -> Policy:
    """The policy that the tables ``late`` and ``most`` say."""
    bound = _percent(draft, most, "'most'", 100, 1000, "100 % if extra credit may not exceed it")
    return Policy(_late(draft, late), bound)


def _late(draft: Draft, node: Node | None) -> Late | None:
    if node is None:
        return None
    values = fields.keys(draft, node, "'late'", _KEYS)
    grace = _grace(draft, values.get("grace"))
    floor = _percent(draft, values.get("floor"), "'floor'", 0, 100, "50 %") or 0.0
    if "per day" not in values:
        draft.wrong(node.place, "'late' lacks 'per day': what a day costs, 10 % or 5 points")
        return None
    found = _matched(draft, values["per day"], _COST, _A_DAY)
    if found is None:
        return None
    if found[2] == "%" and float(found[1]) > 100:
        draft.wrong(values["per day"].place, "'per day' is at most 100 %")
    return Late(float(found[1]), found[2] == "%", grace, floor)


def _grace(draft: Draft, node: Node | None) -> float:
    found = _matched(draft, node, _TIME, "'grace' is a time: 15 minutes, 2 hours or 1 day")
    return float(found[1]) * _SECONDS[found[2][0]] if found else 0.0


def _percent(
    draft: Draft, node: Node | None, what: str, low: int, high: int, example: str
) -> float | None:
    message = f"{what} is per cent of the points, {low} % to {high} %, as in {example}"
    found = _matched(draft, node, _PERCENT, message)
    if found is None:
        return None
    if not low <= float(found[1]) <= high:
        if node is not None:
            draft.wrong(node.place, message)
        return None
    return float(found[1])


def _matched(
    draft: Draft, node: Node | None, pattern: re.Pattern[str], message: str
) -> re.Match[str] | None:
    scalar = fields.text(draft, node, message.split(" is ", 1)[0])
    if scalar is None:
        return None
    found = pattern.fullmatch(scalar.text.strip())
    if found is None:
        draft.wrong(draft.at(scalar), f"{message}, not '{scalar.text.strip()[:40]}'")
    return found
