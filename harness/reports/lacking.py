"""Which of the lines that a run lacks are those of one item."""

import re

from harness.model.result import ItemResult, SceneRun
from harness.reports.steps import Missing


def about(item: ItemResult | None, run: SceneRun) -> tuple[Missing, ...]:
    """What is missing in a run, of that one item; all of it if that cannot be told."""
    proofs = [each for each in (item.evidence if item else ()) if not each.passed]
    same = [each for each in proofs if (each.scene, each.row) == (run.id, run.row)]
    lacking = [each.expected.replace('"', "") for each in same]
    own = [
        line
        for line in run.missing
        if any(_ends_with(expected, line[3].replace('"', "")) for expected in lacking)
    ]
    if not own and proofs and all(each.expected.startswith("never ") for each in proofs):
        return ()  # nothing is lacking: something was done that should not be
    return tuple(own) or run.missing


def _ends_with(expected: str, text: str) -> bool:
    """Whether a line, or one of its alternatives, ends with ``text``."""
    return re.search(rf"{re.escape(text)}(?: or |$)", expected) is not None
