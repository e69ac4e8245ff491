"""One item of a result by itself, in plain text: what a test that failed has to say."""

from harness.model.result import Evidence, ItemResult, Result, SceneRun
from harness.reports.advice import Crash, advice, failures, hint, note
from harness.reports.attempt import NOT_ATTEMPTED, not_attempted
from harness.reports.diagram import text as diagram
from harness.reports.misconception import of_item, sentence
from harness.reports.readable import cut, visible, wrap
from harness.reports.runs import key, went_well
from harness.reports.words import VERDICTS, points

_SHOWN = 2  # pieces of evidence
_LINES = 6  # of one text
_SENTENCE = 200  # columns


def said(result: Result, item: ItemResult) -> str:
    """Why the item has its verdict, in one line."""
    if item.extra and not_attempted(result):
        return NOT_ATTEMPTED
    if known := of_item(result, item):
        return cut(sentence(known), _SENTENCE)
    crash = advice(result).crash
    if crash and _follows(item, crash.seen):
        return cut(visible(_told(crash)), _SENTENCE)
    lost = [proof for proof in failures(item) if not proof.passed]
    words = item.note or (lost[0].happened if lost else "") or VERDICTS[item.verdict][1]
    return cut(visible(" ".join(words.split())), _SENTENCE)


def place(result: Result, item: ItemResult) -> tuple[str, int]:
    """The file of the hand-in and the line that the item was lost at, if that is known."""
    known = of_item(result, item)
    if known and known.file:
        return visible(known.file), known.line
    for proof in failures(item):
        if proof.file and not proof.passed:
            return visible(proof.file), proof.at
    crash = advice(result).crash
    if crash is None or crash.refusal:  # who was refused may be right
        return "", 0
    if _follows(item, crash.seen) and crash.line.isdigit():
        return crash.file, int(crash.line)
    return "", 0


def alone(result: Result, item: ItemResult, width: int) -> str:
    """The item in full: points, what was expected and what happened, a hint, and a diagram."""
    crash = advice(result).crash
    lines = [f"{points(item.points)} of {points(item.max)} points"]
    if known := of_item(result, item):
        lines += wrap(sentence(known), width, _LINES)
    elif crash and _follows(item, crash.seen):
        lines += wrap(visible(f"{_told(crash)}. {crash.begin}."), width, _LINES)
    lines += wrap(visible(" ".join(note(item).split())), width, _LINES) if note(item) else []
    for proof in _distinct(item)[:_SHOWN]:
        lines += ["", *_labelled("expected", proof.expected, width)]
        lines += _labelled("instead", proof.happened, width)
        if proof.file:
            words = f"{proof.file}, line {proof.at}" if proof.at else proof.file
            lines += _labelled("where", words, width)
    if crash is None or not _follows(item, crash.seen):
        about = _labelled("hint", hint(item, crash), width)
        lines += ["", *about] if about else []
    run = _run(result, item)
    if run is not None and run.recorded is not None:
        name = " · ".join(visible(part) for part in (run.id, run.cast, run.row) if part)
        lines += ["", f"{name}, run {run.run}"]
        lines += diagram(run.recorded, run.broken, run.missing, width=width).split("\n")
        lines += wrap(visible(run.sentence), width, _LINES) if run.sentence else []
    return "\n".join(lines)


def _follows(item: ItemResult, crashed: frozenset[tuple[str, str, str, int]]) -> bool:
    """Whether all that the item lost, it lost in runs in which a program ended with an error."""
    lost = [proof for proof in item.evidence if not proof.passed]
    return bool(lost) and all(_run_of(proof) in crashed for proof in lost)


def _told(crash: Crash) -> str:
    why = f"{crash.refusal.sentence}. So " if crash.refusal else ""
    return f"{why}{crash.who} ended with an error: {crash.error} ({crash.file}, line {crash.line})"


def _run(result: Result, item: ItemResult) -> SceneRun | None:
    """The run that shows best what went wrong."""
    runs = {key(run): run for run in result.scenes}
    for proof in failures(item):
        run = runs.get(_run_of(proof))
        if run is not None and not proof.passed and not went_well(run):
            return run
    return None


def _run_of(proof: Evidence) -> tuple[str, str, str, int]:
    return proof.scene, proof.cast, proof.row, proof.run


def _distinct(item: ItemResult) -> list[Evidence]:
    lost = (proof for proof in failures(item) if not proof.passed)
    return list({(proof.expected, proof.happened): proof for proof in lost}.values())


def _labelled(name: str, text: str, width: int) -> list[str]:
    if not text:
        return []
    lines = wrap(visible(" ".join(text.split())), max(width - 10, 20), _LINES)
    return [f"{'' if at else name:<9} {line}" for at, line in enumerate(lines)]
