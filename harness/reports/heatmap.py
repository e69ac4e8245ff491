"""The heat map of a class: a table of submissions and items, each cell a sign on a tint.

A table, so that every cell can be reached and heard with its headings; the words in it are what a
reader is told, the signs are put in by the style sheet, and so is the tint: how much was earned is
never said by colour alone.  Whatever goes without saying is not said (a class of 300 has thousands
of cells): points stand only where they are neither all nor none.
"""

from collections.abc import Mapping

from harness.model.result import FAIL, PARTIAL, PASS, SOMETIMES, ItemResult, Result
from harness.reports.difficulty import Difficulty, percent
from harness.reports.markup import Html, el, join, said
from harness.reports.page import hidden
from harness.reports.words import VERDICTS, points, worth_of

_SHARED = (PARTIAL, SOMETIMES)


def heatmap(results: list[Result], hard: list[Difficulty], links: Mapping[str, str]) -> Html:
    """The section: a key, and the table, extra credit to the right."""
    ordered = sorted(hard, key=lambda one: one.item.extra)
    extra = any(one.item.extra for one in ordered)
    rows = [_row(result, ordered, extra, links) for result in results]
    parts = [_header(ordered, extra), el("tbody", None, *rows)]
    parts.append(_footer(ordered, extra) if len(results) > 1 else Html(""))
    box = {"class": "grid", "tabindex": "0", "role": "region", "aria-labelledby": "all"}
    heading = el("h2", {"id": "all"}, "Everybody, item by item")
    return el(
        "section",
        {"aria-labelledby": "all"},
        heading,
        _key(),
        el("div", box, el("table", None, *parts)),
    )


def for_person(item: ItemResult) -> bool:
    """True if somebody has to look at it."""
    return item.review or item.verdict == "pending"


def _key() -> Html:
    """What the signs mean, each on its tint."""
    signs = [
        el("li", None, el("i", {"class": f"mark v-{name}", "aria-hidden": "true"}), f" {word}")
        for name, (_, word) in VERDICTS.items()
    ]
    star = el("li", None, el("b", None, "*"), " a person should look at it")
    return el("ul", {"class": "key"}, *signs, star)


def _header(ordered: list[Difficulty], extra: bool) -> Html:
    cells = [
        el("th", {"scope": "col", "aria-sort": "ascending"}, "Submission"),
        el("th", {"scope": "col", "class": "num"}, "Score"),
    ]
    if extra:
        cells.append(el("th", {"scope": "col", "class": "num"}, "Extra"))
    for at, one in enumerate(ordered):
        worth = f"{one.item.title} ({worth_of(one.item.max)})"
        turned = el("div", {"class": "turn"}, one.item.id)
        given = {"scope": "col", "class": f"col{_first(ordered, at)}", "title": worth}
        cells.append(el("th", given, turned))
    return el("thead", None, el("tr", None, *cells))


def _footer(ordered: list[Difficulty], extra: bool) -> Html:
    """How much of each item's points the class earned."""
    empty = [el("td", None)] * (2 if extra else 1)
    cells = [el("th", {"scope": "row"}, "Earned by all"), *empty]
    for at, one in enumerate(ordered):
        shown = percent(one.share).removesuffix(" %")
        cells.append(el("td", {"class": f"mean{_first(ordered, at)}"}, shown, hidden(" %")))
    return el("tfoot", None, el("tr", None, *cells))


def _first(ordered: list[Difficulty], at: int) -> str:
    """The class of the first column of extra credit."""
    first = ordered[at].item.extra and (at == 0 or not ordered[at - 1].item.extra)
    return " plus-first" if first else ""


def _row(result: Result, ordered: list[Difficulty], extra: bool, links: Mapping[str, str]) -> Html:
    earned = {item.id: item for item in result.items}
    plain = {"class": "num", "data-v": f"{result.score:g}"}
    most = el("span", {"class": "of"}, f" / {points(result.max)}")
    href = links.get(result.submission)
    name = said(result.submission)
    cells = [
        el("th", {"scope": "row"}, el("a", {"href": href}, name) if href else name),
        el("td", plain, _failure(result), points(result.score), most),
    ]
    if extra:
        bonus = {"class": "num", "data-v": f"{result.extra:g}"}
        cells.append(el("td", bonus, points(result.extra)))
    cells += [_mark(earned.get(one.item.id), _first(ordered, at)) for at, one in enumerate(ordered)]
    return el("tr", None, *cells)


def _failure(result: Result) -> Html:
    if not result.fault:
        return Html("")
    mark = el("b", {"class": "fault", "aria-hidden": "true"}, "! ")
    return join([mark, hidden("the grader failed: ")])


def _mark(item: ItemResult | None, more: str) -> Html:
    """One cell; one that passed says nothing but that."""
    if item is None:
        return el("td", {"class": f"mark{more}", "data-v": "-1"}, el("b", None, "not graded"))
    _, word = VERDICTS[item.verdict]
    review = item.review and item.verdict != "pending"
    kinds = f"mark v-{item.verdict}{_level(item)}{' star' if review else ''}{more}"
    told = f"{word}, for a person to look at" if review else word
    value = None if item.verdict == PASS else f"{item.points:g}"
    shown = points(item.points) if item.verdict in _SHARED else ""
    return el("td", {"class": kinds, "data-v": value}, shown, el("b", None, told))


def _level(item: ItemResult) -> str:
    """How deep the tint is, where some of the points were earned: in quarters.

    Extra credit that was not earned is nothing lost, so it stands back.
    """
    if item.extra and item.verdict == FAIL:
        return " spare"
    if item.verdict not in _SHARED or item.max <= 0:
        return ""
    return f" h{min(max(int(4 * item.points / item.max), 0), 3)}"
