"""The class page: who got what, how the scores lie, what was hard, which mistakes go together.

Every part is a section of its own, and can be jumped to.  The table is sorted when it is made; a
few lines of script (allowed by hash) sort it by any column for whoever has scripts.  Marks are
never colour alone: each is a sign with a word to listen to, each chart has its numbers in it.
"""

import re
from collections.abc import Iterable, Mapping

from harness.model.result import ItemResult, Result
from harness.reports.common_mistakes import common_mistakes
from harness.reports.difficulty import difficulties, distribution, hardness
from harness.reports.heatmap import for_person, heatmap
from harness.reports.markup import Html, el, join, said
from harness.reports.page import page
from harness.reports.rubric import rubric
from harness.reports.slowest import slowest
from harness.reports.words import count, points


def index_page(results: Iterable[Result], links: Mapping[str, str] | None = None) -> str:
    """The page of a class.

    ``links`` maps submissions to their pages, relative to this one; those not in it are not links.
    """
    found = sorted(results, key=_by_name)
    hard = difficulties(found, rubric(found))
    title = next((result.title or result.assignment for result in found), "No submissions")
    pages = links or {}
    sections = [
        _faults(found, pages),
        el("div", {"class": "two"}, distribution(found), hardness(hard)) if found else "",
        common_mistakes(found, pages),
        heatmap(found, hard, pages),
        slowest(found, pages),
        _notes(found, pages),
    ]
    top = el("div", None, el("p", {"class": "over"}, "The class"), el("h1", None, title))
    return page(
        f"{title}: the class",
        el("header", {"class": "top"}, top),
        el("main", {"id": "content"}, _facts(found), _contents(sections), *sections),
        el(
            "footer",
            None,
            el("p", None, "The same as data: ", _file("results.json"), ", ", _file("grades.csv")),
        ),
        script="sort.js",
        styles=("page.css", "class.css"),
        wide=True,
    )


def _by_name(result: Result) -> tuple[str, str]:
    return (result.submission.casefold(), result.submission)


def _file(name: str) -> Html:
    return el("a", {"href": name}, name)


_HEADING = re.compile(r'<h2 id="(\w+)">([^<]*)</h2>')


def _contents(sections: Iterable[str]) -> Html:
    """Links to the sections that there are."""
    headings = [pair for section in sections for pair in _HEADING.findall(section)]
    links = [el("a", {"href": f"#{name}"}, Html(words)) for name, words in headings]
    items = el("ul", None, *(el("li", None, link) for link in links))
    return el("nav", {"class": "jump", "aria-label": "On this page"}, items)


def _facts(results: list[Result]) -> Html:
    scores = [result.score for result in results]
    facts = [("Submissions", str(len(results)))]
    if scores:
        most = max(result.max for result in results)
        full = sum(result.max > 0 and result.score >= result.max for result in results)
        facts += [
            ("Median", f"{points(_median(scores))} / {points(most)}"),
            ("Mean", points(sum(scores) / len(scores))),
            ("Full marks", str(full)),
            ("To look at", str(sum(any(map(for_person, r.items)) for r in results))),
        ]
    pairs = [el("div", None, el("dt", None, name), el("dd", None, value)) for name, value in facts]
    return el("dl", {"class": "facts"}, *pairs)


def _median(numbers: list[float]) -> float:
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(numbers) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _faults(results: list[Result], links: Mapping[str, str]) -> Html:
    """Where the harness itself failed: before all else, since it has to be graded again."""
    lines = [
        el("li", None, _name(result, links), ": ", said(result.fault))
        for result in results
        if result.fault
    ]
    lines += _items_with("fault", results, links)
    return _list("faults", "Where the grader failed", lines, opened=True)


def _notes(results: list[Result], links: Mapping[str, str]) -> Html:
    """What could not be observed, and what a person should know about hand-ins."""
    unseen = _items_with("unobservable", results, links)
    notes = [
        el("li", None, _name(result, links), ": ", said(problem))
        for result in results
        for problem in result.problems
    ]
    decided = [
        _entry(result, item, links)
        for result in results
        for item in result.items
        if item.corrected is not None
    ]
    return join(
        [
            _list("corrected", "Corrected by a person", decided, opened=len(decided) < 12),
            _list("unseen", "What could not be observed", unseen, opened=len(unseen) < 12),
            _list("problems", "Notes about hand-ins", notes, opened=len(notes) < 12),
        ]
    )


def _items_with(verdict: str, results: list[Result], links: Mapping[str, str]) -> list[Html]:
    return [
        _entry(result, item, links)
        for result in results
        for item in result.items
        if item.verdict == verdict
    ]


def _entry(result: Result, item: ItemResult, links: Mapping[str, str]) -> Html:
    note = said(f": {item.note}" if item.note else "")
    return el("li", None, _name(result, links), ", ", el("code", None, item.id), note)


def _list(name: str, heading: str, lines: list[Html], opened: bool) -> Html:
    if not lines:
        return Html("")
    title = el("h2", {"id": name}, heading)
    summary = el("summary", None, count(len(lines), "entry", "entries"))
    folded = el("details", {"open": "" if opened else None}, summary, el("ul", None, *lines))
    return el("section", {"aria-labelledby": name}, title, folded)


def _name(result: Result, links: Mapping[str, str]) -> Html:
    href = links.get(result.submission)
    name = said(result.submission)
    return el("a", {"href": href}, name) if href else name
