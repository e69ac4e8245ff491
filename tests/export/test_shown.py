"""In a job a student reads everything: what is hidden is nowhere, and every page has its bounds."""

import json
import re
from dataclasses import replace

from markdown_it import MarkdownIt

from harness.export import junit, reporter
from harness.export.places import places
from harness.export.shown import shown
from harness.export.summary import LIMIT, summary
from harness.model.result import FAULT, Evidence, Result
from harness.reports.html import student_page
from harness.reports.jsonresult import plain
from harness.reports.terminal import summary as told
from tests.reports import build

SECRET = "sesame"


def _with_secret() -> Result:
    """A result with a hidden item: a run of its own, and a line in another's run."""
    result = build.sample()
    shared = build.reversed_reply()
    shared = replace(shared, missing=(*shared.missing, (5, "a", "", f"a prints: {SECRET}")))
    own = replace(build.early_reader(), id="hidden", row=SECRET)
    proofs = (
        Evidence(f"a prints: {SECRET}", SECRET, False, "order", "whole", "b-first", 1),
        Evidence(SECRET, SECRET, False, "hidden", "server", SECRET, 1, file="server.py", at=2),
    )
    item = replace(
        build.items()[3], id=SECRET, title=SECRET, hint=SECRET, note=SECRET, evidence=proofs,
        points=3, hidden=True,
    )  # fmt: skip
    return replace(
        result, items=(*result.items, item), scenes=(*result.scenes[:3], shared, own),
        score=result.score + 3, max=result.max + 10,
    )  # fmt: skip


def test_a_hidden_item_is_nowhere() -> None:
    """Not in the pages, the data, the outputs or the annotations; nor does a sum tell of it."""
    assert SECRET in json.dumps(plain(_with_secret()))
    result = shown(_with_secret())
    assert (result.score, result.max) == (34.17, 80)
    everything = [
        summary(result), student_page(result), told(result), json.dumps(plain(result)),
        json.dumps(reporter.document(result, places(result))), junit.document([result], "a"),
        str(places(result)),
    ]  # fmt: skip
    for text in everything:
        assert SECRET not in text
    assert "1 item (10 points) is not shown yet, and not counted here." in everything[2]


def test_what_is_shown_stays() -> None:
    """A run that an item shares keeps what that item says of it."""
    result = shown(_with_secret())
    run = next(run for run in result.scenes if run.row == "b-first")
    assert (run.broken, len(run.missing)) == ((), 2)
    assert shown(build.sample()) == build.sample()


def test_a_fault_in_a_hidden_part_is_told_as_one() -> None:
    """That the grader failed is no secret; in what, is."""
    hidden = replace(build.items()[3], hidden=True, verdict=FAULT, title=SECRET)
    result = shown(replace(build.sample(), items=(build.items()[0], hidden)))
    assert result.fault == "The grader failed in a part that is not shown yet."


# The summary


def test_a_summary_is_the_page() -> None:
    """With the diagrams, as Mermaid."""
    page = summary(build.sample())
    assert page.startswith("# Who spoke first: `alice-and-bob`\n\n**34.17 / 80 points**")
    assert page.count("```mermaid\n") == 3
    assert "The rest did not fit" not in page


def test_a_fault_has_no_score() -> None:
    """A number would be taken for a grade."""
    page = summary(replace(build.sample(), fault="OSError: no room"))
    assert "**Not graded**" in page
    assert "34.17" not in page
    assert "not your fault" in page


def test_a_summary_keeps_its_bound_in_whole_parts() -> None:
    """What does not fit is left out and said, and no fence stays open, whatever is in it."""
    nasty = "```\n# x\n## y\n~~~\n" * 30 + "é中✗" * 50
    item = build.items()[3]
    items = tuple(
        replace(item, id=f"i{n}", evidence=(replace(item.evidence[0], excerpt=nasty),))
        for n in range(60)
    )
    result = replace(build.sample(), items=items)
    whole = summary(result).encode()
    for limit in (*range(400, 20_000, 1370), len(whole) + 200, LIMIT):
        page = summary(result, limit)
        assert len(page.encode()) <= limit
        if page and len(page.encode()) < len(whole):
            assert page.rstrip().endswith("is in the report that the job kept.*")
        tokens = MarkdownIt().parse(page)
        assert all(re.match(r"`{3,}", one.markup) for one in tokens if one.type == "fence")
        assert not page or tokens[-2].content.startswith(("*The rest", "Kept to the story"))
    assert summary(result, 50) == ""
    assert summary(result, 0) == ""
