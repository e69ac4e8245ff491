"""The class page: who got what, how the scores lie, which items failed how often.

The table is sorted when it is made; a few lines of script (allowed by hash) sort it by any column
for whoever has scripts.  Marks are never colour alone: each is a sign with a word to listen to.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from harness.model.result import ItemResult, Result
from harness.reports.markup import Html, el, join, said
from harness.reports.page import hidden, page
from harness.reports.readable import visible
from harness.reports.rubric import rubric
from harness.reports.words import LOST, VERDICTS, count, points, worth_of

_BINS = 10


def index_page(results: Iterable[Result], links: Mapping[str, str] | None = None) -> str:
    """The page of a class.

    ``links`` maps submissions to their pages, relative to this one; those not in it are not links.
    """
    found = sorted(results, key=_by_name)
    items = rubric(found)
    title = next((result.title or result.assignment for result in found), "No submissions")
    return page(
        f"{title}: the class",
        el(
            "header",
            {"class": "top"},
            el("div", None, el("p", {"class": "over"}, "The class"), el("h1", None, title)),
        ),
        el(
            "main",
            {"id": "content"},
            _facts(found),
            el("div", {"class": "two"}, _scores(found), _failed(found, items)),
            _faults(found, links or {}),
            _table(found, items, links or {}),
            _notes(found, links or {}),
        ),
        el(
            "footer",
            None,
            el("p", None, "The same as data: ", _file("results.json"), ", ", _file("grades.csv")),
        ),
        script="sort.js",
        wide=True,
    )


def _by_name(result: Result) -> tuple[str, str]:
    return (result.submission.casefold(), result.submission)


def _file(name: str) -> Html:
    return el("a", {"href": name}, name)


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
            ("To look at", str(sum(any(map(_for_person, r.items)) for r in results))),
        ]
    pairs = [el("div", None, el("dt", None, name), el("dd", None, value)) for name, value in facts]
    return el("dl", {"class": "facts"}, *pairs)


def _median(numbers: list[float]) -> float:
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(numbers) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _for_person(item: ItemResult) -> bool:
    return item.review or item.verdict == "pending"


def _scores(results: list[Result]) -> Html:
    """How the scores lie: a histogram in tenths of the full score."""
    bins = [0] * _BINS
    for result in results:
        share = result.score / result.max if result.max > 0 else 0.0
        bins[min(max(int(share * _BINS), 0), _BINS - 1)] += 1
    heading = el("h2", {"id": "scores"}, "How the scores lie")
    return el("section", {"aria-labelledby": "scores"}, heading, _histogram(bins))


def _histogram(bins: list[int]) -> Html:
    most = max([*bins, 1])
    step, floor, high = 46, 150, 115
    parts = []
    told = []
    for at, number in enumerate(bins):
        x = 24 + at * step
        low, up = at * 100 // _BINS, (at + 1) * 100 // _BINS
        told.append(f"{low} to {up} %: {number}")
        tall = number / most * high
        bar = {"class": "bar", "x": str(x + 3), "width": str(step - 6), "rx": "3"}
        place = {"y": f"{floor - tall:.1f}", "height": f"{tall:.1f}"}
        parts.append(el("rect", bar | place))
        middle = str(x + step / 2)
        if number:
            parts.append(el("text", {"x": middle, "y": f"{floor - tall - 6:.1f}"}, str(number)))
        parts.append(el("text", {"x": str(x), "y": str(floor + 20)}, str(low)))
    end = 24 + _BINS * step
    parts.append(el("text", {"x": str(end), "y": str(floor + 20)}, "100 %"))
    axis = {"class": "axis", "x1": "24", "x2": str(end), "y1": str(floor), "y2": str(floor)}
    label = "Submissions by share of the full score. " + ", ".join(told)
    attributes = {"class": "hist", "viewBox": "0 0 520 180", "role": "img", "aria-label": label}
    return el("svg", attributes, el("line", axis), *parts)


def _failed(results: list[Result], items: tuple[ItemResult, ...]) -> Html:
    """Which items lost points how often, the most often first, extra credit last."""
    losses = Counter(item.id for result in results for item in result.items if item.verdict in LOST)
    rows = []
    for item in sorted(items, key=lambda one: (one.extra, -losses[one.id])):
        number = losses[item.id]
        if not number:
            continue
        share = f"{number} of {len(results)}"
        extra = el("span", {"class": "mute"}, " extra credit") if item.extra else ""
        rows.append(
            el(
                "tr",
                None,
                el("td", {"class": "what"}, item.title, extra),
                el("td", {"class": "num"}, str(number)),
                el("td", None, _gauge(number / len(results), share)),
            )
        )
    heading = el("h2", {"id": "failed"}, "What lost points how often")
    head = el(
        "thead",
        None,
        el("tr", None, *(el("th", {"scope": "col"}, h) for h in ("Item", "Submissions", "Share"))),
    )
    body = el("table", {"class": "fails"}, head, el("tbody", None, *rows))
    none = el("p", None, "Nothing lost any points.")
    return el("section", {"aria-labelledby": "failed"}, heading, body if rows else none)


def _gauge(share: float, told: str) -> Html:
    """A bar, filled so far."""
    whole = {"class": "all", "width": "100", "height": "10", "rx": "3"}
    part = whole | {"class": "part", "width": f"{share * 100:.1f}"}
    box = {"class": "share", "viewBox": "0 0 100 10", "preserveAspectRatio": "none"}
    return el("svg", box | {"role": "img", "aria-label": told}, el("rect", whole), el("rect", part))


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


def _table(results: list[Result], items: tuple[ItemResult, ...], links: Mapping[str, str]) -> Html:
    heading = el("h2", {"id": "all"}, "Everybody")
    signs = [
        el("li", None, el("b", {"aria-hidden": "true"}, mark), f" {word}")
        for mark, word in VERDICTS.values()
    ]
    extra = any(item.extra for item in items)
    ordered = tuple(sorted(items, key=lambda item: item.extra))
    rows = [_row(result, ordered, extra, links) for result in results]
    table = el("table", None, _header(ordered, extra), el("tbody", None, *rows))
    about = {"class": "grid", "tabindex": "0", "role": "region", "aria-labelledby": "all"}
    signs.append(el("li", None, el("b", None, "*"), " a person should look at it"))
    key = el("ul", {"class": "key"}, *signs)
    return el("section", {"aria-labelledby": "all"}, heading, key, el("div", about, table))


def _header(items: tuple[ItemResult, ...], extra: bool) -> Html:
    cells = [
        el("th", {"scope": "col", "aria-sort": "ascending"}, "Submission"),
        el("th", {"scope": "col", "class": "num"}, "Score"),
    ]
    if extra:
        cells.append(el("th", {"scope": "col", "class": "num"}, "Extra"))
    for at, item in enumerate(items):
        first = " plus-first" if item.extra and (at == 0 or not items[at - 1].extra) else ""
        worth = f"{item.title} ({worth_of(item.max)})"
        turned = el("div", {"class": "turn"}, item.id)
        given = {"scope": "col", "class": f"col{first}", "title": worth}
        cells.append(el("th", given, turned))
    return el("thead", None, el("tr", None, *cells))


def _row(
    result: Result, items: tuple[ItemResult, ...], extra: bool, links: Mapping[str, str]
) -> Html:
    earned = {item.id: item for item in result.items}
    score = f"{points(result.score)} / {points(result.max)}"
    plain = {"class": "num", "data-v": f"{result.score:g}"}
    cells = [
        el("th", {"scope": "row"}, _name(result, links)),
        el("td", plain, _failure(result), score),
    ]
    if extra:
        bonus = {"class": "num", "data-v": f"{result.extra:g}"}
        cells.append(el("td", bonus, points(result.extra)))
    for at, item in enumerate(items):
        first = " plus-first" if item.extra and (at == 0 or not items[at - 1].extra) else ""
        cells.append(_mark(earned.get(item.id), first))
    return el("tr", None, *cells)


def _failure(result: Result) -> Html:
    if not result.fault:
        return Html("")
    mark = el("b", {"class": "fault", "aria-hidden": "true"}, "! ")
    return join([mark, hidden("the grader failed: ")])


def _mark(item: ItemResult | None, more: str) -> Html:
    if item is None:
        return el("td", {"class": f"mark{more}", "data-v": "-1"}, hidden("not graded"))
    sign, word = VERDICTS.get(item.verdict, ("·", "not shown"))
    review = ", for a person to look at" if _for_person(item) else ""
    earned = f"{points(item.points)} of {points(item.max)}"
    told = f"{visible(item.id)}: {word}, {earned}{review}"
    given = {"class": f"mark v-{item.verdict}{more}", "title": told}
    value = {"data-v": f"{item.points:g}"}
    star = "*" if item.review and item.verdict != "pending" else ""
    shown = el("span", {"aria-hidden": "true"}, sign + star)
    return el("td", {**given, **value}, shown, hidden(word))
