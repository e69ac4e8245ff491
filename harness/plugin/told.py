"""What a graded hand-in comes to for pytest; it travels as JSON between the processes."""

import json
from dataclasses import asdict

from harness.model.quick import dataclass

HIDDEN = "hidden"  # beside the verdicts of harness.model.result


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be graded: ``items`` of the assignment; for diagrams of ``width`` columns."""

    assignment: str
    submission: str
    items: tuple[str, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Told:
    """An item: its verdict and points; ``said`` in a sentence and ``words`` in full, harmless.

    ``file``, ``line``: the place in the student's code, relative to the hand-in, if it is known.
    """

    verdict: str
    points: str
    max: str
    said: str = ""
    words: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Graded:
    """A hand-in: its items, what a person should know of it, or why the harness failed."""

    items: dict[str, Told]
    problems: tuple[str, ...] = ()
    fault: str = ""


def order_of(data: bytes) -> Order:
    """The order in ``data``."""
    return Order(**{**(found := json.loads(data)), "items": tuple(found["items"])})


def graded_of(data: bytes) -> Graded:
    """The graded hand-in in ``data``."""
    found = json.loads(data)
    items = {name: Told(**told) for name, told in found["items"].items()}
    return Graded(items, tuple(found["problems"]), found["fault"])


def plain(value: Order | Graded) -> bytes:
    """``value`` as JSON."""
    return json.dumps(asdict(value)).encode("ascii")
