"""The parts of the class page: difficulty, charts, the heat map, slow and faulty runs."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from harness.model.result import ItemResult, Result
from harness.reports import plot
from harness.reports.difficulty import difficulties, distribution, hardness, percent
from harness.reports.heatmap import heatmap
from harness.reports.html import index_page
from harness.reports.rubric import rubric
from harness.reports.slowest import slowest
from harness.reports.words import VERDICTS
from tests.reports import build
from tests.reports.texts import read


def _result(name: str, *items: tuple[str, str, float]) -> Result:
    found = tuple(ItemResult(one, one.upper(), at, 10, verdict) for one, verdict, at in items)
    return replace(build.sample(name), items=found, scenes=())


def test_difficulty_counts_what_was_judged() -> None:
    """All, some and none of the points are counted; what was not judged lowers no share."""
    results = [
        _result("a", ("tcp", "pass", 10)),
        _result("b", ("tcp", "partial", 5)),
        _result("c", ("tcp", "fail", 0)),
        _result("d", ("tcp", "unobservable", 0)),
    ]
    (one,) = difficulties(results, rubric(results))
    assert one.numbers == {"full": 1, "part": 1, "none": 1, "open": 1}
    assert one.share == pytest.approx(0.5)
    (nobody,) = difficulties(results[3:], rubric(results))
    assert nobody.share is None


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "-"), (0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1, "100 %")],
)
def test_a_percentage_never_hides_a_loss(share: float | None, words: str) -> None:
    """100 % is said only of all, and 0 % only of nothing."""
    assert percent(share) == words


def test_the_hardest_item_comes_first_and_extra_credit_last() -> None:
    """In the chart and in the table, which has the same numbers in words."""
    results = [
        _result("a", ("easy", "pass", 10), ("hard", "fail", 0), ("mid", "partial", 5)),
        _result("b", ("easy", "pass", 10), ("hard", "fail", 0), ("mid", "pass", 10)),
    ]
    bonus = ItemResult("bonus", "BONUS", 0, 5, "fail", extra=True)
    results = [replace(one, items=(bonus, *one.items)) for one in results]
    told = hardness(difficulties(results, rubric(results)))
    chart, table = told.split("<details", 1)
    assert re.findall(r">(\w+)(?: \+)?</text>", chart)[:4] == ["bonus", "easy", "mid", "hard"]
    rows = re.findall(r'<th scope="row">(\w+)', table)
    assert rows == ["HARD", "MID", "EASY", "BONUS"]
    numbers = re.findall(r'<td class="num">([^<]*)</td>', table)
    assert numbers[:10] == ["0", "0", "2", "0", "0 %", "1", "1", "0", "0", "75 %"]
    assert "Least of its points were earned with: hard 0 %; mid 75 %; easy 100 %." in chart


def test_every_bar_lies_where_its_number_says() -> None:
    """Widths are in proportion, and the parts of a bar adjoin."""
    drawn = plot.shares(
        ["a", "b"], [("full", "", [50, 100]), ("part", "", [20, 0]), ("none", "", [30, 0])], "x"
    )
    rects = [dict(attributes) for tag, attributes in read(drawn).tags if tag == "rect"]
    by_kind: dict[str, list[float]] = {}
    for one in rects:
        by_kind.setdefault(str(one["class"]), []).append(float(one["width"] or 0))
    whole = by_kind["full"][0]  # b, from below
    assert by_kind["full"][1] == pytest.approx(whole / 2, abs=0.2)
    assert by_kind["part"] == [pytest.approx(whole / 5, abs=0.2)]
    assert by_kind["none"] == [pytest.approx(0.3 * whole, abs=0.2)]


def test_a_chart_has_shapes_and_texts_only() -> None:
    """No script, style, link or tooltip of the library's; labels are escaped."""
    for drawn in (
        plot.columns(["<b>", "&"], [3, 0], "told"),
        plot.shares(["<script>", "\u202e"], [("full", "all", [40, 60])], "told"),
    ):
        tags = read(drawn).tags
        assert {tag for tag, _ in tags} <= {"svg", "g", "rect", "path", "text"}
        names = {name for _, attributes in tags for name, _ in attributes}
        allowed = {"class", "viewbox", "role", "aria-label", "transform", "x", "y", "d"}
        assert {name.lower() for name in names} <= allowed | {"width", "height"}
        assert "http" not in drawn
        assert 'role="img" aria-label="told"' in drawn
    assert "&lt;script&gt;" in drawn
    assert "\\u202e" in drawn


def test_the_library_leaves_nothing_in_the_imports() -> None:
    """Its hook, which makes imports that fail warn, is gone."""
    import sys

    plot.columns(["a"], [1], "told")
    assert not [one for one in sys.meta_path if type(one).__module__ == "pygal"]


def test_scores_are_counted_in_tenths() -> None:
    """Full marks are in the last; nothing to earn, and less than nothing, in the first."""
    scores = [0, 9.9, 10, 55, 99, 100, -3]
    results = [
        replace(build.sample(str(at)), score=score, max=100) for at, score in enumerate(scores)
    ]
    told = distribution([*results, replace(results[0], max=0)])
    assert "0 to 10 %: 4, 10 to 20 %: 1," in told
    assert "50 to 60 %: 1, " in told
    assert "90 to 100 %: 2" in told


def test_a_cell_says_what_cannot_be_taken_for_granted() -> None:
    """Points where they are neither all nor none; the word always; a value to sort by."""
    results = [_result("ann", ("a", "pass", 10), ("b", "partial", 7.5), ("c", "fail", 0))]
    results.append(_result("bob", ("a", "pass", 10)))
    told = heatmap(results, difficulties(results, rubric(results)), {})
    assert '<td class="mark v-pass"><b>passed</b></td>' in told
    assert '<td class="mark v-partial h3" data-v="7.5">7.5<b>partly</b></td>' in told
    assert '<td class="mark v-fail" data-v="0"><b>not met</b></td>' in told
    assert told.count("not graded") == 2
    foot = told[told.index("<tfoot>") :]
    assert re.findall(r'class="mean">(\d+)<', foot) == ["100", "75", "0"]


def test_extra_credit_that_was_not_earned_stands_back() -> None:
    """It is no loss, so it is not in the colour of one."""
    bonus = ItemResult("bonus", "BONUS", 0, 5, "fail", extra=True)
    results = [replace(build.sample("ann"), items=(bonus,))]
    told = heatmap(results, difficulties(results, rubric(results)), {})
    assert '<td class="mark v-fail spare plus-first" data-v="0"><b>not met</b></td>' in told


def test_the_style_sheet_has_the_sign_of_every_verdict() -> None:
    """What a page shows for a verdict is what the other reports show."""
    css = Path(plot.__file__).with_name("class.css").read_text(encoding="utf-8")
    for verdict, (sign, _) in VERDICTS.items():
        assert f'.mark.v-{verdict}::before {{ content: "{sign}' in css, verdict


def test_slow_runs_are_listed_by_submission() -> None:
    """One a submission, the slowest first, with a link to the run on its page."""
    slow = [replace(build.good(run), seconds=at) for run, at in ((1, 0.2), (2, 9.0), (3, 8.0))]
    results = [
        replace(build.sample("tortoise"), scenes=tuple(slow)),
        replace(build.sample("hare"), scenes=(replace(build.good(), seconds=0.1),)),
    ]
    told = slowest(results, {"tortoise": "tortoise/index.html"})
    assert re.findall(r'<th scope="row">(\w+)', told) == ["tortoise", "hare"]
    assert 'href="tortoise/index.html#run.order.whole.a-first"' in told
    assert "9.00" in told
    assert "None ended by a limit" in told
    assert "<details" not in told


def test_faulty_runs_are_listed_faults_first() -> None:
    """A fault of the grader before a limit, however slow, and shown at once."""
    limit = replace(build.good(1), ended="limit", seconds=9)
    fault = replace(build.good(2), ended="fault", seconds=1)
    told = slowest([replace(build.sample("x"), scenes=(limit, fault, build.good(3)))], {})
    faulty = told[told.index("<details") :]
    assert 'open=""' in faulty
    assert "2 faulty runs" in faulty
    assert faulty.index("the grader failed") < faulty.index("ended by a limit")


def test_every_section_can_be_jumped_to() -> None:
    """The list at the top has each heading of the page, and leads to it."""
    page = index_page([build.sample("a"), build.sample("b")])
    nav = page[page.index("<nav") : page.index("</nav>")]
    headings = re.findall(r'<h2 id="(\w+)">', page)
    assert re.findall(r'href="#(\w+)"', nav) == headings
    assert {"scores", "hard", "mistakes", "all", "slow", "unseen"} <= set(headings)


def test_a_page_of_three_hundred_stays_small() -> None:
    """300 submissions of 15 items: less than half a megabyte."""
    items = [(f"item-{at}", "pass" if at % 3 else "fail", 0.0) for at in range(15)]
    one = _result("x", *items)
    results = [replace(one, submission=f"student-{at:03}") for at in range(300)]
    links = {result.submission: f"{result.submission}/index.html" for result in results}
    assert len(index_page(results, links).encode()) < 500_000
