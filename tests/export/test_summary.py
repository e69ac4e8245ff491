"""A job's summary: the student's page, within what the platform shows."""

import re
from dataclasses import replace

from markdown_it import MarkdownIt

from harness.export.summary import LIMIT, summary
from tests.reports import build


def test_a_summary_is_the_page() -> None:
    """It has the page's text, and its diagrams as Mermaid."""
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
