"""A student's page as Markdown, with the diagrams in Mermaid: for issues, pull requests and mail.

It says what the page says, in the same order.  A submission's words are never Markdown: what it
chose itself (names of files and roles, code) stands in code; sentences that quote it have every
character with a meaning, to Markdown or to HTML, taken back.  What does not show is its escape.
"""

import re
from textwrap import dedent

from harness.model.quick import dataclass
from harness.model.result import Diagnosis, Evidence, ItemResult, Result, SceneRun
from harness.reports.advice import Advice, advice, failures, hint, note, worth_by
from harness.reports.attempt import NOT_ATTEMPTED, not_attempted
from harness.reports.mermaid import mermaid
from harness.reports.misconception import CODE, PLACE, PLAIN, SAYS, alongside, of_item, pieces
from harness.reports.readable import visible
from harness.reports.runs import Variant, for_student, variants, went_well
from harness.reports.words import LOST, UNDECIDED, VERDICTS, arrows, count, points, worth_of

# Anywhere; in what could be a link or the name of a sign; and at the begin of a line, of a list.
_MEANS = re.compile(
    r"[\\`*_\[\]#|~$@]|:(?=[\w/])|(?<=[Ww]{3})\.|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]"
)
_TICKS = re.compile("`+")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Told:
    """The result, and what of it stands at the top."""

    result: Result
    best: Advice


def markdown(result: Result) -> str:
    """The page; hidden items keep their secrets."""
    return "\n\n".join(parts(result)) + "\n"


def parts(result: Result) -> list[str]:
    """The page in parts, each whole in itself, for whoever has room for some only."""
    shown = for_student(result)
    best = advice(shown)
    told = _Told(shown, best)
    main = [item for item in shown.items if not item.extra]
    extra = [item for item in shown.items if item.extra]
    page = [_head(shown, extra), _problems(shown), _first(shown, best), _table(shown.items)]
    page += _items("What lost points", [item for item in main if item.verdict in LOST], told)
    undecided = [item for item in main if item.verdict in UNDECIDED]
    page += _items("Not decided by the grader", undecided, told)
    if extra and not_attempted(shown):
        page += ["## Extra credit", NOT_ATTEMPTED]
    else:
        page += _items("Extra credit", [item for item in extra if item.verdict != "pass"], told)
    page += _runs(variants(shown.scenes))
    return [part for part in page if part]


def plain(words: str) -> str:
    """``words`` in one line, with no meaning to Markdown or HTML."""
    line = " ".join(visible(words, "\n\t").split())
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        line = line.replace(letter, entity)
    return _MEANS.sub(r"\\\g<0>", line)


def code(words: str) -> str:
    """``words`` as a code span, whatever ticks are in them."""
    line = visible(words)
    if not line.strip():
        return "(nothing)"
    fence = "`" * (1 + max((len(ticks) for ticks in _TICKS.findall(line)), default=0))
    room = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{fence}{room}{line}{room}{fence}"


def block(words: str, kind: str = "") -> str:
    """``words`` as a code block, with a fence longer than any in them."""
    shown = visible(words, "\n\t")
    longest = max((len(ticks) for ticks in _TICKS.findall(shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{kind}\n{shown}\n{fence}"


def _head(result: Result, extra: list[ItemResult]) -> str:
    score = f"**{points(result.score)} / {points(result.max)} points**"
    if extra:
        of = f" of {points(result.extra_max)}" if result.extra_max else ""
        score += f", + {points(result.extra)}{of} extra credit"
    if result.fault:  # no number: it would be taken for a grade
        score = "**Not graded**"
    title = plain(result.title or result.assignment)
    return f"# {title}: {code(result.submission)}\n\n{score}"


def _problems(result: Result) -> str:
    parts = []
    if result.fault:
        words = "The grader failed here. This is not your fault and has cost you nothing. It said:"
        parts.append(f"{words}\n\n{block(result.fault)}")
    late = (result.standing.note,) if result.standing and result.standing.note else ()
    if late or result.problems:
        notes = "\n".join(f"- {plain(each)}" for each in (*late, *result.problems))
        parts.append(f"About what you handed in:\n\n{notes}")
    return "\n\n".join(parts)


def _first(result: Result, best: Advice) -> str:
    """What to fix first: what ended a program, else the item that lost the most."""
    crash, item = best.crash, best.item
    if best.diagnosis is not None:
        by_it = [one for one in result.items if one.id in best.diagnosis.items]
        own = [plain(one.title) for one in by_it if item and one.extra == item.extra]
        then = f" Lost by it, {worth_by(result, best)}: {'; '.join(own)}." if own else ""
        return f"**What to fix first:** {_misconception(best.diagnosis)}{then}"
    if crash is not None:
        place = f"{code(crash.file)}, line {plain(crash.line)}"
        words = f"{code(crash.who)} ended with an error in {count(crash.runs, 'run')}: "
        words += f"{code(crash.error)} ({place}). {plain(crash.begin)}: "
        return f"**What to fix first:** {words}what comes after it may be lost only because of it."
    if item is None:
        return ""
    worth = worth_of(item.max - item.points)
    return f"**What to fix first:** {plain(item.title)}, which is worth {worth}."


def _misconception(one: Diagnosis) -> str:
    dressed = {SAYS: lambda words: f"**{plain(words)}**", PLACE: code, CODE: code}
    parts = []
    for kind, words in pieces(one):
        lead = " " if kind == PLAIN and words[:1] == " " else ""
        tail = " " if kind == PLAIN and words[-1:] == " " else ""
        parts.append(lead + dressed.get(kind, plain)(words) + tail)
    return "".join(parts)


def _table(items: tuple[ItemResult, ...]) -> str:
    """Every item in a line."""
    lines = ["| | Item | Points |", "|---|---|---:|"]
    for item in items:
        if item.hidden:
            words = f"An item worth {worth_of(item.max)} that is not shown yet"
            lines.append(f"| · | {words} | |")
            continue
        sign, word = VERDICTS[item.verdict]
        extra = " (extra credit)" if item.extra else ""
        by_hand = f": {plain(item.note)}" if item.corrected is not None else ""
        earned = f"{points(item.points)} / {points(item.max)}"
        lines.append(f"| {sign} {word} | {plain(item.title)}{extra}{by_hand} | {earned} |")
    return "\n".join(lines) if items else ""


def _items(heading: str, items: list[ItemResult], told: _Told) -> list[str]:
    shown = [item for item in items if not item.hidden]
    return [f"## {heading}", *(_item(item, told) for item in shown)] if shown else []


def _item(item: ItemResult, told: _Told) -> str:
    sign, word = VERDICTS[item.verdict]
    earned = f"{points(item.points)} / {points(item.max)}"
    parts = [f"### {plain(item.title)}", f"{sign} {word}, {earned} points ({code(item.id)})"]
    if note(item):
        parts.append(plain(note(item)))
    parts += _evidence(item)
    cause = of_item(told.result, item, told.best.diagnosis) if item.verdict in LOST else None
    parts += [_misconception(alongside(cause, item))] if cause else []
    advised = hint(item, told.best.crash)
    if advised:
        parts.append(f"**Hint:** {plain(advised)}")
    if item.review or item.verdict == "pending":
        parts.append("A person will look at this.")
    return "\n\n".join(parts)


def _evidence(item: ItemResult) -> list[str]:
    """What was expected and what happened; the same thing from several runs once."""
    same = {(one.expected, one.happened, one.file, one.at): one for one in failures(item)[::-1]}
    all_of_them = list(reversed(same.values()))
    rest = len(all_of_them) - _SHOWN
    parts = [_proof(proof) for proof in all_of_them[:_SHOWN]]
    more = [f"{count(rest, 'more finding')}."] if rest > 0 else []
    return ["\n".join(parts), *more] if parts else []


def _proof(proof: Evidence) -> str:
    """One finding, as an entry of a list."""
    lines = []
    if proof.expected:
        lines.append(f"**Expected:** {plain(arrows(proof.expected))}")
    if proof.happened:
        term = "Found" if proof.passed else "Instead"
        lines.append(f"**{term}:** {plain(proof.happened)}")
    if proof.scene:
        names = " · ".join(part for part in (proof.scene, proof.cast, proof.row) if part)
        lines.append(f"**Seen in:** {code(names)}, run {proof.run}")
    if proof.file:
        line = f", line {proof.at}" if proof.at else ""
        lines.append(f"**Where:** {code(proof.file)}{line}")
    entry = "\\\n".join(lines)
    if proof.excerpt:
        entry += f"\n\n{block(dedent(proof.excerpt), 'python')}"
    return "- " + entry.replace("\n", "\n  ")


def _runs(found: tuple[Variant, ...]) -> list[str]:
    """Runs that left their story as diagrams; the others are named."""
    wrong = [variant for variant in found if not variant.well]
    parts = ["## What happened, run by run"] if found else []
    if wrong:
        parts.append(
            "Time runs downward. A red ground and ✗ mark where a run left the story, "
            "and what was expected there and never came."
        )
    for variant in wrong:
        for group in variant.groups:
            if not went_well(group[0]):
                parts += _run(variant, group)
    well = [code(_name(variant)) for variant in found if variant.well]
    return [*parts, f"Kept to the story: {', '.join(well)}."] if well else parts


def _name(variant: Variant) -> str:
    return " · ".join(part for part in (variant.scene, variant.cast, variant.row) if part)


def _run(variant: Variant, group: tuple[SceneRun, ...]) -> list[str]:
    first = group[0]
    alike = f", {len(group)} of {variant.count} runs" if variant.count > 1 else ""
    parts = [f"### {code(_name(variant))}, run {first.run}{alike}"]
    if first.sentence:
        parts.append(plain(first.sentence))
    if first.recorded is None:
        return [*parts, "The timeline of this run was not kept."]
    drawn = mermaid(first.recorded, first.broken, first.missing)
    return [*parts, block(drawn, "mermaid")]
