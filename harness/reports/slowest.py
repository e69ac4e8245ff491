"""The part of the class page about runs: the slowest, and those that did not end as they should.

A run is faulty if the grader failed in it, or if a limit ended it: neither is proof of anything,
and both are what a person looks at first if a class took long.  Of each submission only its slowest
run is listed, so that one that sleeps does not hide all others.
"""

from collections.abc import Iterable, Mapping

from harness.model.result import Result, SceneRun
from harness.reports.markup import Html, el, said
from harness.reports.scenes import anchor
from harness.reports.words import count

_SLOWEST = 8
_FAULTY = 20
_ENDED = {
    "done": "played to its end",
    "quiet": "came to rest",
    "limit": "ended by a limit",
    "fault": "the grader failed",
}

Run = tuple[str, SceneRun]
"""(submission, run)"""


def slowest(results: Iterable[Result], links: Mapping[str, str]) -> Html:
    """The section; empty if nothing was played."""
    runs = [(result.submission, run) for result in results for run in result.scenes]
    if not runs:
        return Html("")
    each = {name: (name, run) for name, run in sorted(runs, key=lambda one: one[1].seconds)}
    slow = sorted(each.values(), key=lambda one: -one[1].seconds)[:_SLOWEST]
    faulty = [one for one in runs if one[1].ended in ("limit", "fault")]
    faulty.sort(key=lambda one: (one[1].ended != "fault", -one[1].seconds))
    usual = sorted(run.seconds for _, run in runs)[len(runs) // 2]
    words = f"{count(len(runs), 'run')} were played; half of them took at most {usual:.2f} s. "
    words += f"{len(faulty) or 'None'} ended by a limit or a fault of the grader."
    parts = [
        el("h2", {"id": "slow"}, "Slowest and faulty runs"),
        el("p", {"class": "mute"}, words),
        _table(slow, links, "The slowest runs"),
    ]
    if faulty:
        more = f" (the first {_FAULTY})" if len(faulty) > _FAULTY else ""
        summary = el("summary", None, f"{count(len(faulty), 'faulty run')}{more}")
        table = _table(faulty[:_FAULTY], links, "Faulty runs")
        opened = "" if any(run.ended == "fault" for _, run in faulty) else None
        parts.append(el("details", {"class": "more", "open": opened}, summary, table))
    return el("section", {"aria-labelledby": "slow"}, *parts)


def _table(runs: list[Run], links: Mapping[str, str], about: str) -> Html:
    heads = ("Submission", "Run", "Seconds", "How it ended")
    cells = (el("th", {"scope": "col"}, words) for words in heads)
    head = el("thead", None, el("tr", None, *cells))
    body = el("tbody", None, *(_row(name, run, links) for name, run in runs))
    box = {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": about}
    return el("div", box, el("table", {"class": "runs"}, head, body))


def _row(name: str, run: SceneRun, links: Mapping[str, str]) -> Html:
    words = " · ".join(part for part in (run.id, run.cast, run.row, f"run {run.run}") if part)
    href = links.get(name)
    # where only hidden items cite a run it is not on the page: the link leads to the page's top
    place = f"{href}#{anchor((run.id, run.cast, run.row))}" if href else None
    what = el("a", {"href": place}, said(words)) if place else said(words)
    return el(
        "tr",
        None,
        el("th", {"scope": "row"}, said(name)),
        el("td", None, what),
        el("td", {"class": "num"}, f"{run.seconds:.2f}"),
        el("td", None, _ENDED.get(run.ended, run.ended)),
    )
