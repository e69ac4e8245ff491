"""The beginning of a student's page: what to fix first, and the diagram of a run that shows it.

Nothing stands here that the page says again right below: of an item only its name and its worth.
"""

from harness.model.result import Diagnosis, ItemResult, Result, SceneRun
from harness.reports.advice import Advice, Crash, advice, worth_by
from harness.reports.attempt import not_attempted
from harness.reports.diagram import svg
from harness.reports.glimpse import focus, shown
from harness.reports.lacking import about
from harness.reports.markup import Html, el, join, said
from harness.reports.misconception import CODE, PLACE, SAYS, pieces
from harness.reports.runs import variants
from harness.reports.scenes import anchor
from harness.reports.words import UNDECIDED, count, worth_of

_AFTER = "what comes after it may be lost only because of it."
_PRAISE = "Every item passed in every run. Well done."
_PRAISE_MAIN = "Every item of the main part passed in every run. Well done."
_PRAISE_SO_FAR = "Nothing lost points. What the grader could not decide is listed below."
_TALLEST = 460.0  # of the diagram, so that what is said above it is seen with it


def lead(result: Result) -> Html:
    """It stands under a heading that says how things are; empty if the grader failed."""
    best = advice(result)
    if best.item is None:
        words = _praise(result)
        return _section("Nothing to fix", [el("p", None, words)]) if words else Html("")
    parts: list[Html | str] = []
    if best.diagnosis:
        parts.append(_known(best.diagnosis))
    if best.crash and not best.item.extra and not best.told_of_crash:
        parts.append(el("p", None, *_crash(best.crash, begins=best.diagnosis is None)))
    lost, drawn = el("p", None, *_lost(result, best)), _diagram(result, best)
    parts += [drawn, lost] if best.diagnosis else [lost, drawn]
    main = "Nothing to fix in the main part" if best.item.extra else "What to fix first"
    return _section(main, parts)


def misconception(one: Diagnosis) -> Html:
    """A diagnosis in sentences."""
    tags = {SAYS: "b", PLACE: "code", CODE: "code"}
    return join(
        el(tags[kind], None, said(words)) if kind in tags else said(words)
        for kind, words in pieces(one)
    )


def _section(heading: str, parts: list[Html | str]) -> Html:
    return el("section", {"class": "first"}, el("h2", None, heading), *parts)


def _praise(result: Result) -> str:
    if result.fault:
        return ""
    if any(item.verdict in UNDECIDED for item in result.items):
        return _PRAISE_SO_FAR
    return _PRAISE_MAIN if not_attempted(result) else _PRAISE


def _known(one: Diagnosis) -> Html:
    """The misconception, and below it where it is, what showed it and what to think about."""
    rows: list[Html] = []
    place = f"{one.file}:{one.line}" if one.line else one.file
    code = el("pre", {"class": "code"}, said(one.code)) if one.code else ""
    for term, words in (
        ("Where", join([el("code", None, said(place)), code]) if place else ""),
        ("You see", said(_ended(one.happened)) if one.happened else ""),
        ("To do", said(_ended(one.do)) if one.do else ""),
    ):
        rows += [el("dt", None, term), el("dd", None, words)] if words else []
    says = el("p", None, el("b", None, said(_ended(one.says))))
    return join([says, el("dl", {"class": "proof"}, *rows) if rows else ""])


def _ended(words: str) -> str:
    return words + ("" if words[-1] in ".?!" else ".")


def _crash(crash: Crash, *, begins: bool) -> list[Html | str]:
    """``begins``: nothing else is to be mended first."""
    place: list[Html | str] = [" (", el("code", None, said(crash.file)), f", line {crash.line})"]
    runs = count(crash.runs, "run")
    if crash.refusal:
        return [
            el("b", None, said(crash.refusal.sentence)),
            ". So ",
            said(crash.who),
            f" ended with an error in {runs}",
            *place,
            f"{crash.excuse}. {crash.begin}: {_AFTER}",
        ]
    return [
        el("b", None, said(crash.who)),
        f" ended with an error in {runs}: ",
        el("code", None, said(crash.error)),
        *place,
        f". {crash.begin}: {_AFTER}" if begins else ".",
    ]


def _lost(result: Result, best: Advice) -> list[Html | str]:
    """The items that are lost by it, or with which to begin; each is told below in full."""
    item, known = best.item, best.diagnosis
    assert item is not None
    own = [each for each in result.items if known and each.id in known.items]
    own = [each for each in own if each.extra == item.extra]
    if own:
        links = join((_link(each) for each in own), "; ")
        return [f"Lost by it, {worth_by(result, best)}: ", links, "."]
    begin = "Then look at " if best.crash else "Begin with "
    if item.extra:
        begin = "The main part lost nothing. For the extra credit, begin with "
    return [begin, _link(item), f", which is worth {worth_of(item.max - item.points)}."]


def _link(item: ItemResult) -> Html:
    return el("a", {"href": f"#item-{item.id}"}, item.title)


def _diagram(result: Result, best: Advice) -> Html:
    """What happened in a run that shows it, around the step that went wrong."""
    run = shown(result, best)
    if run is None or run.recorded is None:
        return Html("")
    missing = about(best.item, run) if best.crash is None else run.missing
    drawn = svg(
        run.recorded, run.broken, missing, name="first", alone=False, tallest=_TALLEST,
        focus=lambda found: focus(best, found),
    )  # fmt: skip
    scroll = {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": "What happened"}
    whole = el("figcaption", {"class": "mute"}, "What happened, from top to bottom, in ",
               _all_of_it(result, run), ".")  # fmt: skip
    return el("figure", None, whole, el("div", scroll, Html(drawn)))


def _all_of_it(result: Result, run: SceneRun) -> Html:
    """Which run it is, with a link to all of it."""
    name = " · ".join(part for part in (run.id, run.cast, run.row) if part)
    of = anchor((run.id, run.cast, run.row))
    there = {anchor(variant) for variant in variants(result.scenes)}
    return el("a", {"href": f"#{of}"}, said(name)) if of in there else said(name)
