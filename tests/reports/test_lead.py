"""The beginning of a student's page: what to fix first, and the diagram that shows it."""

import re
from dataclasses import replace

from harness.model.result import Diagnosis, Result
from harness.reports.advice import advice
from harness.reports.lead import lead
from tests.reports import build
from tests.reports.texts import told_by

EARLY = Diagnosis(
    "order", "The order is wrong", "b was first", "Look at recv()", ("arrival-order",), "s.py", 3,
    "x = 1",
)  # fmt: skip


def result(*diagnoses: Diagnosis) -> Result:
    """The sample, with what is known of it."""
    return replace(build.sample(), diagnoses=diagnoses)


def test_what_to_fix_first_stands_above_its_diagram() -> None:
    """What was misunderstood, where, what shows it; then a run, and what is lost by it."""
    told = told_by(lead(result(EARLY)))
    parts = (
        "The order is wrong.", "s.py:3", "x = 1", "b was first.", "Look at recv().",
        "What happened, from top to bottom, in order", "Sequence diagram: order",
        "Lost by it, 10 points: The reply follows the order",
    )  # fmt: skip
    places = [told.index(part) for part in parts]
    assert places == sorted(places)


def test_what_stands_right_below_is_not_said_at_the_top() -> None:
    """Of an item its name and worth; what was expected, what came and the hint come later."""
    item = advice(result()).item
    assert item is not None
    for known in (result(), result(EARLY)):
        told = told_by(lead(known)).partition("What happened, from top")[0]
        assert item.hint not in told
        assert not any(proof.happened in told for proof in item.evidence)
    assert f"{item.title} , which is worth 10 points." in told_by(lead(result()))


def test_a_tall_diagram_is_cut_around_what_went_wrong() -> None:
    """It is seen at once with what is said above it; the link leads to all of it."""
    run = build.sample().scenes[-1]
    many = build.opened()
    for n in range(40):
        many.sends("a", "server", f"line {n}")
    wrong = many.sends("server", "a", "not this")
    for n in range(40):
        many.sends("b", "server", f"more {n}")
    long = many.timeline(run.run, run.row)
    item = advice(result()).item
    assert item is not None
    proof = next(each for each in item.evidence if not each.passed)
    taped = replace(long, scene=proof.scene, cast=proof.cast, row=proof.row, run=proof.run)
    shown = replace(
        run, id=proof.scene, cast=proof.cast, row=proof.row, run=proof.run, missing=(),
        broken=(wrong,), recorded=taped,
    )  # fmt: skip
    page = lead(replace(result(), scenes=(shown,)))
    drawn = page[page.index("<svg") :]
    height = re.search(r' height="(\d+)', drawn)
    assert height is not None
    assert 300 < int(height[1]) < 480
    assert "not this" in drawn
    assert drawn.count("more steps") >= 2
    assert 'href="#run.' in page
