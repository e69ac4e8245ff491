"""A diagnosis in the reports: first of all, in each of them, and harmless."""

import json
from collections.abc import Callable
from dataclasses import replace

import jsonschema
import pytest

from harness.export.feedback import lines_for
from harness.export.grades import Row
from harness.model.handin import Student
from harness.model.result import Diagnosis, Result
from harness.reports import degrees, jsonresult
from harness.reports.advice import advice
from harness.reports.checked import Page, checked
from harness.reports.html import student_page
from harness.reports.markdown import markdown
from harness.reports.misconception import alongside, sentence
from harness.reports.runs import for_student
from harness.reports.terminal import summary
from tests.reports import build

EARLY = Diagnosis(
    "reads-early",
    "A message is received before both clients are connected",
    "server received what a sent while b was not connected yet",
    "Is recv() called in any thread before that?",
    ("accept-both-first",),
    "server.py",
    13,
    'data = conn.recv(1024) # "<b>"',
)
BYE = Diagnosis("bye", "Bye ends nothing", items=("bye",))
TOLD = (
    "A message is received before both clients are connected: server.py:13, "
    '`data = conn.recv(1024) # "<b>"`. server received what a sent while b was not connected yet. '
    "Is recv() called in any thread before that?"
)


def result(*diagnoses: Diagnosis) -> Result:
    """A result with these diagnoses."""
    return replace(build.sample(), diagnoses=diagnoses)


def test_the_sentences_of_a_diagnosis() -> None:
    """The misconception, the place, what showed it, where to look; what is unknown is left out."""
    assert sentence(EARLY) == TOLD
    assert sentence(BYE) == "Bye ends nothing."
    assert sentence(replace(BYE, file="x\x1b[2J.py")) == r"Bye ends nothing: x\x1b[2J.py."


def test_the_item_to_begin_with_is_one_that_the_diagnosis_explains() -> None:
    """Though another lost as much and comes before it; extra credit does not lead."""
    assert advice(result()).item == build.items()[3]
    best = advice(result(BYE, EARLY))
    assert best.diagnosis == EARLY
    assert best.item is not None
    assert best.item.id == "accept-both-first"


def test_it_comes_first_everywhere() -> None:
    """On the terminal, on the page, in Markdown and in a gradebook's comment."""
    known = result(EARLY)
    assert summary(known, width=1000).split("\n\n")[1] == TOLD
    page = student_page(known)
    first = page.index("A message is received before both clients are connected")
    assert first < page.index("Lost by it, 10 points")
    assert "<code>server.py:13</code>" in page
    assert "# &quot;&lt;b&gt;&quot;" in page
    text = markdown(known)
    assert "**What to fix first:** **A message is received" in text
    assert "Lost by it, 10 points: " in text
    assert "Begin with" not in text
    assert '`data = conn.recv(1024) # "<b>"`' in text
    lines = list(lines_for(Row(Student("Doe, Jo"), known, 34)))
    assert f"What to fix first: {TOLD}" in lines


@pytest.mark.parametrize("write", [summary, student_page, markdown])
def test_another_items_cause_stands_with_that_item(write: Callable[[Result], str]) -> None:
    """Once: what is told at the top is not told again."""
    other = replace(EARLY, says="The answer is a race", items=("arrival-order",))
    text = write(result(EARLY, other))
    assert text.count("The answer is a race") == 1
    assert text.count("A message is received before both") == 1


def test_what_the_evidence_says_is_not_said_again_beside_it() -> None:
    """What showed the misconception stands there already; at the top it does not."""
    item = next(one for one in build.items() if any(not each.passed for each in one.evidence))
    seen = next(each.happened for each in item.evidence if not each.passed)
    known = replace(EARLY, happened=f"Expected was something; {seen}")
    assert seen not in sentence(alongside(known, item))
    assert EARLY.do in sentence(alongside(known, item))
    assert alongside(EARLY, item) == EARLY


def test_what_is_hidden_is_not_explained() -> None:
    """A hidden item is not named even if its misconception explains something else, too."""
    items = tuple(replace(one, hidden=one.id == "accept-both-first") for one in build.items())
    both = replace(EARLY, items=("accept-both-first", "arrival-order"))
    assert for_student(replace(result(both, BYE), items=items)).diagnoses == (BYE,)


def test_a_diagnosis_is_in_the_data_and_comes_back() -> None:
    """The JSON has it as the schema says, and what is read from it is equal."""
    known = result(EARLY, BYE)
    data = json.loads(json.dumps(jsonresult.plain(known)))
    jsonschema.Draft202012Validator(jsonresult.result_schema()).validate(data)
    assert jsonresult.load(data).diagnoses == known.diagnoses


def test_the_check_tells_what_is_lost_by_it() -> None:
    """Beside what has another cause; the points are no promise if some have two causes."""
    told = checked(result(EARLY), Page(100))
    assert "Fix first (10 points): A message is received" in told
    by_it, others = told.partition("Lost by it")[2].split("Also lost")
    assert "accept-both-first" in by_it
    assert "arrival-order" in others
    both = replace(BYE, items=("accept-both-first", "bye"))
    assert "Fix first (up to 10 points)" in checked(result(EARLY, both), Page(100))


def test_what_to_do_comes_before_the_hint_of_the_item() -> None:
    """It is about this cause; and the place is that of the cause, read beside the diagram."""
    known = result(EARLY)
    item = advice(known).item
    assert item is not None
    found = degrees.of_item(item, known, {})
    names = [each.name for each in found]
    assert names == ["nudge", "what to do", "hint, in general", "expected, and where"]
    assert found[0].text.startswith("Read server.py, line 13, beside the diagram")
    assert "Where: server.py, line 13." in found[-1].text
    same = result(replace(EARLY, do=item.hint))
    assert [each.name for each in degrees.of_item(item, same, {})].count("what to do") == 1
    assert not any(each.name.startswith("hint") for each in degrees.of_item(item, same, {}))
