"""Results on a terminal: one submission in words, a class as a table.

Text from a submission is shown with its control codes as escapes, so that it cannot write over,
colour or hide anything.  Our own colours come only when asked for.
"""

from collections.abc import Iterable

from harness.model.result import Evidence, ItemResult, Result, SceneRun
from harness.reports.advice import advice, failures, hint, is_about_files, note
from harness.reports.attempt import NOT_ATTEMPTED, extra_items, not_attempted
from harness.reports.diagram import text as diagram
from harness.reports.ink import Paint
from harness.reports.misconception import alongside, of_item, sentence
from harness.reports.players import players
from harness.reports.readable import columns, cut, pad, visible, wrap
from harness.reports.rubric import rubric
from harness.reports.runs import key, went_well
from harness.reports.words import LOST, MACHINE, UNDECIDED, VERDICTS, count, points

_LINES = 6  # of one text
_NAME, _GROUP = 8, 5  # columns of a name at least; signs that stand together
_NAMED = 5  # of those over whom the grader failed for one reason


def summary(result: Result, width: int = 80, colour: bool = False, pictures: int = 1) -> str:
    """One submission: score, items (lost ones first and in full), and where a run went wrong.

    Extra credit comes after all else, in few words.

    ``width``: columns of the terminal.  ``pictures``: at most so many diagrams of broken runs,
    that which the advice speaks of first.
    """
    paint = Paint(colour)
    lines = _heading(result, width, paint)
    told = _Told(result)
    skipped = extra_items(result) if not_attempted(result) else ()
    for item in sorted(result.items, key=_order):
        if item not in skipped:
            lines += _item(item, width, paint, told)
    if skipped:
        earned = f"0/{points(sum(item.max for item in skipped))}"
        lines += _hanging(
            f"·  {earned:>7}  ",
            f"Extra credit: {NOT_ATTEMPTED[0].lower()}{NOT_ATTEMPTED[1:]}",
            width,
        )
    lines += _problems(result, width, paint)
    for run in _worst(result)[:pictures]:
        if run.recorded is None:
            continue
        name = " · ".join(visible(part) for part in (run.id, run.cast, run.row) if part)
        lines += ["", paint("bold", f"{name}, run {run.run}")]
        lines += diagram(run.recorded, run.broken, run.missing, width=width).split("\n")
        lines += _wrapped(run.sentence, width, "  ") if run.sentence else []
    return "\n".join(lines) + "\n"


def class_table(results: Iterable[Result], width: int = 80, colour: bool = False) -> str:
    """A class: one line a submission, a sign for each item; what the signs mean below."""
    paint = Paint(colour)
    found = list(results)
    items = rubric(found)
    names = [visible(result.submission) for result in found]
    scores = [f"{points(result.score)} / {points(result.max)}" for result in found]
    offered = any(result.extra_max or result.extra for result in found)
    extras = [f"  +{points(result.extra)}" if offered else "" for result in found]
    tall = max(map(len, scores), default=0)
    more = max(map(len, extras), default=0)
    longest = max(map(columns, names), default=0)
    left = width - tall - more - 2
    dense = left - 3 * len(items) < min(longest, _NAME)
    head = _numbers(len(items), dense=dense)
    wide = min(longest, max(left - len(head), _NAME))
    lines = [paint("dim", f"{' ' * (wide + tall + more + 2)}{head}")]
    for result, name, score, extra in zip(found, names, scores, extras, strict=True):
        earned = {item.id: item for item in result.items}
        signs = (_sign(earned.get(item.id), paint) for item in items)
        marks = "".join(_gap(at, dense=dense) + sign for at, sign in enumerate(signs))
        failed = paint("fault", "  !") if result.fault else ""
        lines.append(f"{pad(name, wide)}  {score:>{tall}}{extra:>{more}}{marks}{failed}")
    return "\n".join([*lines, "", *_legend(items, width), *_faults(found, width, paint)]) + "\n"


class _Told:
    """What was said already: what stands at the top, and why roles have no file."""

    def __init__(self, result: Result) -> None:
        best = advice(result)
        self.crash, self._first, self._result = best.crash, best.diagnosis, result
        self.reasons: dict[str, None] = {}

    def diagnosis(self, item: ItemResult) -> str:
        """What explains an item, if that was not said yet."""
        found = of_item(self._result, item, self._first)
        return sentence(alongside(found, item)) if found else ""


def _order(item: ItemResult) -> tuple[bool, int]:
    rank = 0 if item.verdict in LOST else 1 if item.verdict in UNDECIDED else 2
    return (item.extra, rank)


def _heading(result: Result, width: int, paint: Paint) -> list[str]:
    score = f"{points(result.score)} / {points(result.max)}"
    if result.extra_max or result.extra:
        most = f" of {points(result.extra_max)}" if result.extra_max else ""
        score += f"   + {points(result.extra)}{most} extra"
    title = visible(f"{result.title or result.assignment}: {result.submission}")
    lines = [f"{paint('bold', cut(title, width))}", paint("bold", score)]
    who = players(result)
    lines += [*(_wrapped(who, width, "") if who else []), ""]
    if result.fault:
        lines += _wrapped(f"! The grader failed: {result.fault}", width, "  ")
    best = advice(result)
    if best.diagnosis:
        lines += [*_wrapped(sentence(best.diagnosis), width, ""), ""]
    crash = best.crash
    if crash and not best.told_of_crash:
        place = f"({crash.file}, line {crash.line})"
        words = (
            f"{crash.who} ended with an error in {count(crash.runs, 'run')}: {crash.error} {place}."
        )
        if crash.refusal:
            words = f"{crash.refusal.sentence}. So {crash.who} ended with an error in "
            words += f"{count(crash.runs, 'run')} {place}{crash.excuse}."
        if not best.diagnosis or crash.refusal:  # else that is to be mended first
            words += f" {crash.begin}."
        lines += [*_wrapped(words, width, ""), ""]
    return lines


def _item(item: ItemResult, width: int, paint: Paint, told: _Told) -> list[str]:
    mark, word = VERDICTS.get(item.verdict, ("·", "not shown yet"))
    earned = f"{points(item.points)}/{points(item.max)}"
    extra = " (extra credit)" if item.extra else ""
    head = f"{mark} {earned:>8}  "
    title = wrap(visible(item.title) + extra, max(width - columns(head), 10), 2)
    lines = [paint(item.verdict, head) + title[0] if title else head]
    lines += [" " * columns(head) + more for more in title[1:]]
    if item.verdict == "pass":
        return lines if item.corrected is None else [*lines, *_wrapped(item.note, width, " " * 12)]
    words = _short(note(item), told) or (word if item.verdict in UNDECIDED else "")
    lines += _wrapped(words, width, " " * 12) if words else []
    for proof in _distinct(item)[: 1 if item.extra else 2]:
        lines += _labelled("expected", proof.expected, width, paint)
        said = item.note.startswith(proof.happened) and item.verdict in UNDECIDED
        lines += _labelled("instead", "" if said else _reason(proof, told), width, paint)
        if said:
            told.reasons[proof.happened] = None
        if proof.file:
            place = f"{proof.file}, line {proof.at}" if proof.at else proof.file
            lines += _labelled("where", place, width, paint)
    lines += _labelled("cause", told.diagnosis(item), width, paint)
    if item.review and item.verdict == "fail" and item.corrected is None:
        lines += _labelled("by", MACHINE, width, paint)
    return [*lines, *_labelled("hint", hint(item, told.crash), width, paint)]


def _reason(proof: Evidence, told: _Told) -> str:
    """What happened instead; why a role has no file is said in full the first time only."""
    if proof.happened in told.reasons:
        return "there is none, as said above" if is_about_files(proof) else "as said above"
    if is_about_files(proof):
        told.reasons[proof.happened] = None
    return proof.happened


def _short(words: str, told: _Told) -> str:
    """A note without the reason that it begins with, if that was told before."""
    for reason in told.reasons:
        if reason and words.startswith(reason):
            return f"as said above{words.removeprefix(reason)}"
    return words


def _distinct(item: ItemResult) -> list[Evidence]:
    found = {(proof.expected, proof.happened): proof for proof in failures(item)}
    return list(found.values())


def _labelled(name: str, text: str, width: int, paint: Paint) -> list[str]:
    if not text:
        return []
    lines = wrap(visible(" ".join(text.split())), max(width - 21, 12), _LINES)
    labels = [name, *[""] * len(lines)]
    return [
        f"{'':12}{paint('dim', f'{label:<9}')}{line}"
        for label, line in zip(labels, lines, strict=False)
    ]


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    shown = visible(" ".join(text.split()))
    return [indent + line for line in wrap(shown, max(width - len(indent), 20), 12)]


def _hanging(head: str, text: str, width: int) -> list[str]:
    """``text`` behind ``head``, its further lines beneath its first."""
    first, *rest = _wrapped(text, width, " " * len(head))
    return [head + first.lstrip(), *rest]


def _problems(result: Result, width: int, paint: Paint) -> list[str]:
    if not result.problems:
        return []
    lines = ["", paint("bold", "About what was handed in")]
    for problem in result.problems:
        lines += _wrapped(problem, width, "  ")
    return lines


def _worst(result: Result) -> list[SceneRun]:
    """The runs that cost points and left their story; first that which shows what to fix first."""
    best = advice(result)
    proof = best.evidence
    if best.item is None or proof is None:
        return []
    first = (proof.scene, proof.cast, proof.row, proof.run)
    cited = {
        (proof.scene, proof.cast, proof.row, proof.run)
        for item in result.items
        if item.verdict in LOST and item.extra is best.item.extra
        for proof in failures(item)
    }
    broken = [run for run in result.scenes if key(run) in cited and not went_well(run)]
    return sorted(broken, key=lambda run: key(run) != first)


def _sign(item: ItemResult | None, paint: Paint) -> str:
    if item is None:
        return " "
    mark = VERDICTS.get(item.verdict, ("·", ""))[0]
    return paint(item.verdict, mark)


def _gap(at: int, *, dense: bool) -> str:
    """What stands before a sign: where many have to fit, they stand in groups."""
    return "" if dense and at % _GROUP else "  "


def _numbers(items: int, *, dense: bool) -> str:
    """The head of the signs: the number of each item, or of the first in each group."""
    if not dense:
        return "".join(f"{at:>3}" for at in range(1, items + 1))
    groups = range(1, items + 1, _GROUP)
    return "".join(f"  {at:<{min(_GROUP, items + 1 - at)}}" for at in groups)


def _legend(items: tuple[ItemResult, ...], width: int) -> list[str]:
    numbered = [f"{at} {visible(item.id)}" for at, item in enumerate(items, 1)]
    signs = [f"{mark} {word}" for mark, word in VERDICTS.values()]
    return [*_flowing(numbered, width), *_flowing(signs, width)]


def _flowing(entries: list[str], width: int) -> list[str]:
    """Entries side by side, as many on a line as fit, none of them broken."""
    lines: list[str] = []
    for entry in entries:
        if lines and columns(lines[-1]) + 3 + columns(entry) <= width:
            lines[-1] += f"   {entry}"
        else:
            lines.append(cut(entry, width))
    return lines


def _faults(results: list[Result], width: int, paint: Paint) -> list[str]:
    """Over whom the grader failed, and why: what fails for one often does so for a whole class."""
    whom: dict[str, list[str]] = {}
    for result in results:
        scenes = (item.note for item in result.items if item.verdict == "fault")
        if why := result.fault or next(scenes, ""):
            whom.setdefault(why, []).append(result.submission)
    lines = []
    for why, names in whom.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        lines += _wrapped(f"{', '.join(names[:_NAMED])}{more}: {why}", width, "  ")
    return ["", paint("fault", "! The grader failed for"), *lines] if lines else []
