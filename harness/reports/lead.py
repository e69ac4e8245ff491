"""The first paragraph of a student's page: what to fix first, and why that."""

from harness.model.result import Diagnosis, Evidence, ItemResult, Result
from harness.reports.advice import Crash, advice, hint
from harness.reports.attempt import not_attempted
from harness.reports.markup import Html, el, join, said
from harness.reports.misconception import CODE, PLACE, SAYS, pieces
from harness.reports.words import UNDECIDED, arrows, count, worth_of

_AFTER = "what comes after it may be lost only because of it."
_PRAISE = "Every item passed in every run. Well done."
_PRAISE_MAIN = "Every item of the main part passed in every run. Well done."
_PRAISE_SO_FAR = "Nothing lost points. What the grader could not decide is listed below."


def lead(result: Result) -> Html:
    """The paragraph, under a heading that says how things stand; empty if the grader failed."""
    best = advice(result)
    if best.item is None:
        words = _praise(result)
        return _section("Nothing to fix", [words]) if words else Html("")
    sentences: list[Html | str] = []
    if best.diagnosis:
        sentences += [misconception(best.diagnosis), " "]
    if best.item.extra:
        sentences.append("The main part lost nothing. For the extra credit, begin with ")
    else:
        sentences += _crash(best.crash, again=best.told_of_crash) if best.crash else []
        sentences.append("Then look at " if best.crash else "Begin with ")
    sentences += _item(best.item, best.evidence)
    advised = hint(best.item, best.crash)
    sentences.append(advised if advised == best.item.hint else "")
    main = "Nothing to fix in the main part" if best.item.extra else "What to fix first"
    return _section(main, sentences)


def misconception(one: Diagnosis) -> Html:
    """A diagnosis in sentences."""
    tags = {SAYS: "b", PLACE: "code", CODE: "code"}
    return join(
        el(tags[kind], None, said(words)) if kind in tags else said(words)
        for kind, words in pieces(one)
    )


def _section(heading: str, sentences: list[Html | str]) -> Html:
    return el("section", {"class": "first"}, el("h2", None, heading), el("p", None, *sentences))


def _praise(result: Result) -> str:
    if result.fault:
        return ""
    if any(item.verdict in UNDECIDED for item in result.items):
        return _PRAISE_SO_FAR
    return _PRAISE_MAIN if not_attempted(result) else _PRAISE


def _crash(crash: Crash, *, again: bool) -> list[Html | str]:
    place: list[Html | str] = [" (", el("code", None, said(crash.file)), f", line {crash.line})"]
    runs = count(crash.runs, "run")
    if again:
        return [f"It was so in {runs}. {crash.begin}: {_AFTER} "]
    if crash.refusal:
        return [
            el("b", None, said(crash.refusal.sentence)),
            ". So ",
            said(crash.who),
            f" ended with an error in {runs}",
            *place,
            f", though it may be right. {crash.begin}: {_AFTER} ",
        ]
    return [
        el("b", None, said(crash.who)),
        f" ended with an error in {runs}: ",
        el("code", None, said(crash.error)),
        *place,
        f". {crash.begin}: {_AFTER} ",
    ]


def _item(item: ItemResult, proof: Evidence | None) -> list[Html | str]:
    worth = worth_of(item.max - item.points)
    sentences: list[Html | str] = [
        el("a", {"href": f"#item-{item.id}"}, item.title),
        f", which is worth {worth}. ",
    ]
    if proof:
        sentences += [
            "Expected was: ",
            el("q", None, said(arrows(proof.expected))),
            ". What happened instead: ",
            el("q", None, said(proof.happened)),
            ". ",
        ]
    return sentences
