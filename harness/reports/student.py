"""A student's page: the score, what to fix first, then each item, as a teaching assistant would.

What lost points comes first and in full; what passed is one line each.  Extra credit stands apart
because it cannot lose anything.
"""

from textwrap import dedent

from harness.model.result import Diagnosis, Evidence, ItemResult, Result
from harness.reports.advice import advice, failures, hint, is_about_files, note
from harness.reports.attempt import NOT_ATTEMPTED, not_attempted
from harness.reports.lead import lead, misconception
from harness.reports.markup import Html, el, join, said
from harness.reports.misconception import alongside, of_item
from harness.reports.page import hidden, page
from harness.reports.players import players
from harness.reports.runs import for_student, variants
from harness.reports.scenes import anchor, scenes
from harness.reports.screens import beside
from harness.reports.words import LOST, UNDECIDED, VERDICTS, arrows, count, points, worth_of

_SHOWN = 3  # pieces of evidence of one item; the others fold away


def student_page(result: Result) -> str:
    """The page of one submission; hidden items keep their secrets."""
    shown = for_student(result)
    items = [item for item in shown.items if not item.extra]
    extra = [item for item in shown.items if item.extra]
    lost = [item for item in items if item.verdict in LOST]
    undecided = [item for item in items if item.verdict in UNDECIDED]
    compact = [item for item in items if item not in lost and item not in undecided]
    played = variants(shown.scenes)
    told = _Told({anchor(variant) for variant in played}, shown)
    return page(
        f"{shown.submission}: {_title(shown)}",
        _head(shown),
        el(
            "main",
            {"id": "content"},
            _problems(shown),
            lead(shown),
            _section("lost", "What lost points", [_item(item, told) for item in lost]),
            _section(
                "open", "Not decided by the grader", [_item(item, told) for item in undecided]
            ),
            _passed(compact),
            _extra(extra, told, not_attempted(shown)),
            scenes(played),
        ),
        _foot(shown),
        pictures=any(map(beside, shown.scenes)),
    )


class _Told:
    """What the page says elsewhere.

    The ``runs``, the ``crash`` at the top, and for each reason why a role has no file the item
    under which it is told.
    """

    def __init__(self, runs: set[str], result: Result) -> None:
        best = advice(result)
        self.runs, self.crash = runs, best.crash
        self._result, self._first = result, best.diagnosis
        self.reasons: dict[str, str] = {}

    def diagnosis(self, item: ItemResult) -> Diagnosis | None:
        """What explains an item, if that does not stand at the top."""
        found = of_item(self._result, item, self._first) if item.verdict in LOST else None
        return alongside(found, item) if found else None


def _title(result: Result) -> str:
    return result.title or result.assignment


def _head(result: Result) -> Html:
    score = [
        el("strong", None, points(result.score)),
        el("span", {"class": "of"}, f" / {points(result.max)}"),
        el("span", {"class": "unit"}, " points"),
    ]
    extra = ""
    if result.fault:  # no number: it would be taken for a grade
        score = [el("strong", None, "Not graded")]
    elif any(item.extra for item in result.items):
        of = f" of {points(result.extra_max)}" if result.extra_max else ""
        extra = el("p", {"class": "plus"}, f"+ {points(result.extra)}{of} extra credit")
    return el(
        "header",
        {"class": "top"},
        el(
            "div",
            None,
            el("p", {"class": "over"}, _title(result)),
            el("h1", None, said(result.submission)),
            el("p", {"class": "mute"}, _tally(result)),
            el("p", {"class": "mute"}, said(who)) if (who := players(result)) else "",
        ),
        el("div", {"class": "score"}, el("p", {"class": "big"}, *score), extra),
    )


def _tally(result: Result) -> str:
    graded = [item for item in result.items if not item.extra]
    parts = []
    for verdicts, words in (
        (("pass",), "passed"),
        (LOST, "lost points"),
        (UNDECIDED, "not decided"),
    ):
        number = sum(item.verdict in verdicts for item in graded)
        if number:
            parts.append(f"{number} {words}")
    return f"{count(len(graded), 'item')}: {', '.join(parts)}" if parts else ""


def _problems(result: Result) -> Html:
    """The grader's own failure, and what a person should know about the hand-in."""
    late = (result.standing.note,) if result.standing and result.standing.note else ()
    notes = [el("li", None, said(problem)) for problem in (*late, *result.problems)]
    about = el(
        "div", {"class": "box"}, el("h2", None, "About what you handed in"), el("ul", None, *notes)
    )
    fault = el(
        "div",
        {"class": "box wrong"},
        el("h2", None, "The grader failed here"),
        el("p", None, "This is not your fault and has cost you nothing. What it said:"),
        el("pre", None, said(result.fault or "")),
    )
    return join([fault if result.fault else "", about if notes else ""])


def _section(name: str, heading: str, articles: list[Html]) -> Html:
    if not articles:
        return Html("")
    title = el("h2", {"id": name}, heading)
    return el("section", {"aria-labelledby": name}, title, *articles)


def _item(item: ItemResult, told: _Told) -> Html:
    """An item in full."""
    mark, word = VERDICTS[item.verdict]
    earned = f"{points(item.points)} / {points(item.max)}"
    head = el(
        "header",
        None,
        el("span", {"class": "badge"}, el("span", {"aria-hidden": "true"}, f"{mark} "), word),
        el("h3", {"id": f"item-{item.id}"}, item.title),
        el("span", {"class": "pts"}, earned, hidden(" points")),
    )
    how_often = ""
    if item.runs and item.verdict == "sometimes":
        how_often = f"Passed in {item.passed} of {count(item.runs, 'run')}."
    words = _short(note(item), told) or how_often
    advised = hint(item, told.crash)
    review = el("p", {"class": "person"}, "A person will look at this.")
    return el(
        "article",
        {"class": f"item v-{item.verdict}"},
        head,
        el("p", None, said(words)) if words else "",
        _evidence(item, told),
        el("p", None, misconception(cause)) if (cause := told.diagnosis(item)) else "",
        el("p", {"class": "hint"}, el("b", None, "Hint "), advised) if advised else "",
        review if item.review or item.verdict == "pending" else "",
        el("p", {"class": "id mute"}, el("code", None, item.id)),
    )


def _evidence(item: ItemResult, told: _Told) -> Html:
    """What was expected and what happened; the same thing from several runs once."""
    found: dict[tuple[str, ...], list[Evidence]] = {}
    for proof in failures(item):
        same = (proof.expected, proof.happened, proof.file, str(proof.at))
        found.setdefault(same, []).append(proof)
    all_of_them = [_proof(proofs, told, item.id) for proofs in found.values()]
    rest = all_of_them[_SHOWN:]
    if not rest:
        return join(all_of_them)
    more = el("summary", None, f"{count(len(rest), 'more finding')}")
    return join([*all_of_them[:_SHOWN], el("details", None, more, *rest)])


def _proof(proofs: list[Evidence], told: _Told, item: str) -> Html:
    first = proofs[0]
    rows: list[Html] = []
    happened = _reason(first, told, item)
    for term, words in (("Expected", said(arrows(first.expected))), ("Instead", happened)):
        if words:
            name = "Found" if first.passed and term == "Instead" else term
            rows += [el("dt", None, name), el("dd", None, words)]
    if first.file:
        place = f"{first.file}, line {first.at}" if first.at else first.file
        code = el("pre", {"class": "code"}, said(dedent(first.excerpt))) if first.excerpt else ""
        rows += [el("dt", None, "Where"), el("dd", None, el("code", None, said(place)), code)]
    seen = _seen(proofs, told.runs)
    if seen:
        rows += [el("dt", None, "Seen in"), el("dd", None, seen)]
    return el("dl", {"class": "proof"}, *rows)


def _reason(proof: Evidence, told: _Told, item: str) -> Html:
    """What happened instead; why a role has no file is said in full the first time only."""
    if is_about_files(proof):
        where = told.reasons.setdefault(proof.happened, item)
        if where != item:
            link = el("a", {"href": f"#item-{where}"}, "as said above")
            return join(["there is none, ", link])
    return said(proof.happened)


def _seen(proofs: list[Evidence], told: set[str]) -> Html:
    """Links to the runs that show it, one a variant."""
    runs: dict[tuple[str, str, str], list[int]] = {}
    for proof in proofs:
        if proof.scene:
            runs.setdefault((proof.scene, proof.cast, proof.row), []).append(proof.run)
    links: list[Html | str] = []
    for (scene, cast, row), numbers in runs.items():
        target = anchor((scene, cast, row))
        name = " · ".join(part for part in (scene, cast, row) if part)
        many = sorted(set(numbers))
        name += f", run{'s' if len(many) > 1 else ''} {', '.join(map(str, many))}"
        links.append(el("a", {"href": f"#{target}"}, said(name)) if target in told else said(name))
    return join(links, "; ")


def _passed(items: list[ItemResult]) -> Html:
    """One line for each item that is all right (or not shown yet)."""
    return _section("passed", "What passed", [_lines(items)] if items else [])


def _lines(items: list[ItemResult]) -> Html:
    return el("ul", {"class": "plain"}, *(_line(item) for item in items))


def _line(item: ItemResult) -> Html:
    if item.hidden:
        words = f"An item worth {worth_of(item.max)} that is not shown yet"
        return el("li", {"class": "v-hidden"}, el("span", None, "·"), el("span", None, words))
    mark, word = VERDICTS[item.verdict]
    tick = el("span", {"class": "tick"}, el("span", {"aria-hidden": "true"}, mark), hidden(word))
    person = el("span", {"class": "person"}, "for a person to look at") if item.review else ""
    if item.corrected is not None:
        person = el("span", {"class": "person"}, said(item.note))
    earned = f"{points(item.points)} / {points(item.max)}"
    title = el("span", {"id": f"item-{item.id}"}, item.title, " ", person)
    return el(
        "li", {"class": f"v-{item.verdict}"}, tick, title, el("span", {"class": "pts"}, earned)
    )


def _short(words: str, told: _Told) -> str:
    """A note without the reason that it begins with, if that was told before."""
    for reason in told.reasons:
        if reason and words.startswith(reason):
            return f"As said above{words.removeprefix(reason)}"
    return words


def _extra(items: list[ItemResult], told: _Told, skipped: bool) -> Html:
    if skipped:
        more = el("summary", None, "What was looked for")
        whole = el("details", None, more, *(_item(item, told) for item in items))
        return _section("extra", "Extra credit", [el("p", None, NOT_ATTEMPTED), whole])
    well = [item for item in items if item.hidden or item.verdict == "pass"]
    other = [_item(item, told) for item in items if item not in well]
    return _section("extra", "Extra credit", [*([_lines(well)] if well else []), *other])


def _foot(result: Result) -> Html:
    files = ", ".join(result.files)
    graded = el("p", None, "Graded as handed in: ", el("code", None, said(files)), ".")
    words = f"{count(len(result.scenes), 'scene run')} in {result.seconds:.1f} s"
    words += f", means of the stage: {result.mode}."
    open_book = not any(item.hidden for item in result.items)  # the data tell what is hidden
    data = el("a", {"href": "result.json"}, "The same as data.") if open_book else ""
    kept = open_book or any(run.timeline or run.pcap for run in result.scenes)
    alone = "What can be downloaded lies beside this page; it does not come with it."
    return el(
        "footer",
        None,
        graded if files else "",
        el("p", None, words, " ", data),
        el("p", None, alone) if kept else "",
    )
