"""How hard each item was: how many earned all of its points, some, or none.

What could not be judged says nothing about difficulty and is counted apart; so an item's share is
the points earned of those that could be, by whoever was judged.
"""

from collections.abc import Iterable
from dataclasses import field

from harness.model.quick import dataclass
from harness.model.result import ItemResult, Result
from harness.reports import plot
from harness.reports.markup import Html, el, join
from harness.reports.readable import cut, visible
from harness.reports.words import UNDECIDED, count

_PARTS = (
    ("full", "all points"),
    ("part", "some of them"),
    ("none", "none"),
    ("open", "not judged"),
)
_LABEL = 17  # letters of an item's id that a chart has room for


@dataclass
class Difficulty:
    """What a class earned with one item: how many did so well (by the names of ``_PARTS``)."""

    item: ItemResult
    earned: float = 0.0
    possible: float = 0.0
    numbers: dict[str, int] = field(default_factory=lambda: {name: 0 for name, _ in _PARTS})

    def add(self, item: ItemResult) -> None:
        """Count one student's."""
        self.numbers[_part(item)] += 1
        if item.verdict not in UNDECIDED:
            self.earned += item.points
            self.possible += item.max

    @property
    def share(self) -> float | None:
        """Points earned of those that could be, from 0 to 1; None if nobody was judged."""
        return min(max(self.earned / self.possible, 0.0), 1.0) if self.possible else None


def _part(item: ItemResult) -> str:
    if item.verdict in UNDECIDED:
        return "open"
    if item.points >= item.max:
        return "full"
    return "part" if item.points > 0 else "none"


def difficulties(results: Iterable[Result], items: Iterable[ItemResult]) -> list[Difficulty]:
    """One for each item, in the rubric's order."""
    found = {item.id: Difficulty(item) for item in items}
    for result in results:
        for item in result.items:
            found[item.id].add(item)
    return list(found.values())


def percent(share: float | None) -> str:
    """``87 %``, or a dash; 100 only if it is all, and 0 only if it is nothing."""
    if share is None:
        return "-"
    whole = round(share * 100)
    if 0 < share < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole} %"


def hardness(found: list[Difficulty]) -> Html:
    """The section: a chart, the hardest first and extra credit last, and the same as a table."""
    if not found:
        return Html("")
    ordered = sorted(found, key=lambda one: (one.item.extra, _or_one(one.share)))
    sections = [el("h2", {"id": "hard"}, "How hard each item was")]
    bonus = [el("li", None, "+ extra credit")] if any(one.item.extra for one in ordered) else []
    sections.append(el("ul", {"class": "key parts"}, *map(_key, _PARTS), *bonus))
    sections.append(_chart(ordered))
    summary = el("summary", None, "The same as a table")
    sections.append(el("details", None, summary, _table(ordered)))
    return el("section", {"aria-labelledby": "hard"}, *sections)


def _or_one(share: float | None) -> float:
    return 1.0 if share is None else share


def _key(part: tuple[str, str]) -> Html:
    name, words = part
    return el("li", None, el("i", {"class": f"swatch {name}", "aria-hidden": "true"}), f" {words}")


def _chart(ordered: list[Difficulty]) -> Html:
    labels = [_label(one.item) for one in ordered]
    parts = []
    for name, words in _PARTS:
        values = [100 * one.numbers[name] / max(sum(one.numbers.values()), 1) for one in ordered]
        parts.append((name, words, values))
    hardest = [one for one in ordered if not one.item.extra][:3]
    told = "; ".join(f"{visible(one.item.id)} {percent(one.share)}" for one in hardest)
    about = "Of each item, the share of submissions that earned all of its points, some, or none."
    return plot.shares(labels, parts, f"{about} Least of its points were earned with: {told}.")


def _label(item: ItemResult) -> str:
    return cut(visible(item.id), _LABEL - 2) + " +" if item.extra else cut(visible(item.id), _LABEL)


def _table(ordered: list[Difficulty]) -> Html:
    heads = ("Item", *(words.capitalize() for _, words in _PARTS), "Earned")
    head = el("tr", None, *(el("th", {"scope": "col"}, words) for words in heads))
    rows = [
        el(
            "tr",
            None,
            el("th", {"scope": "row"}, one.item.title, _extra(one.item)),
            *(el("td", {"class": "num"}, str(one.numbers[name])) for name, _ in _PARTS),
            el("td", {"class": "num"}, percent(one.share)),
        )
        for one in ordered
    ]
    whole = el("table", {"class": "fails"}, el("thead", None, head), el("tbody", None, *rows))
    about = {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Items as a table"}
    return el("div", about, whole)


def _extra(item: ItemResult) -> Html:
    return el("span", {"class": "mute"}, " (extra credit)") if item.extra else Html("")


def distribution(results: list[Result]) -> Html:
    """How the scores lie: how many reached each tenth of the full score."""
    bins = [0] * 10
    for result in results:
        share = result.score / result.max if result.max > 0 else 0.0
        bins[min(max(int(share * 10), 0), 9)] += 1
    told = ", ".join(f"{at * 10} to {at * 10 + 10} %: {number}" for at, number in enumerate(bins))
    labels = [f"{at * 10}\u2013" for at in range(10)]
    drawn = plot.columns(labels, bins, f"Submissions by share of the full score. {told}")
    under = f"{count(len(results), 'submission')} by their share of the full score, in per cent"
    parts = [el("h2", {"id": "scores"}, "How the scores lie"), drawn]
    parts.append(el("p", {"class": "mute under"}, under))
    return el("section", {"aria-labelledby": "scores"}, join(parts))
