"""What both sides are to do, and each does alone but never with the other.

The best cast counts, so that nobody pays for another's mistakes.  Where nobody has made any, there
is nothing to be spared.  If each program of a hand-in does its part beside the harness, and they
never come to anything together, then whose fault it is cannot be known: a server greets, and a
client takes the greeting for the answer.  Of an item that is asked of both sides it need not be
known: two halves that do not fit are not what it asks for.

So such an item fails if it came short in every run of a scene in which the programs of a hand-in
were among themselves, and all else that came short there was done beside the harness.  If anything
was not, that is the mistake that costs points, and what followed from it does not.  Nor is anything
concluded from one run, or two of the same row, which may be chance; where it is not proved that
nothing more would have come, or something could not be observed; or where no program ever sent
another anything, since that they find each other is asked elsewhere.

Items about one side are never lost so.  Who does all of that beside a right partner does it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from harness.grading.lines import Line, Lines, RunFindings
from harness.model.play import MET, UNMET, UNOBSERVABLE, UNREACHED, Finding

_SHORT = {UNMET, UNREACHED}
_ENOUGH = 3  # runs: what happens in fewer may be chance, unless these are different stories
_ROWS = 2
_PROVED = {"done", "quiet"}


def apart(runs: Iterable[RunFindings], labels: Mapping[str, Lines]) -> dict[str, set[Line]]:
    """For each label the lines that have failed, since its sides never met them together.

    ``labels``: the lines of every label there is, be it of an item that is judged or not.
    """
    runs = [run for run in runs if run.fault is None]
    done = {(run.row, line) for run in runs for line in _lines(run, {MET})}
    scenes: dict[str, list[RunFindings]] = defaultdict(list)
    for run in runs:
        if run.among:
            scenes[run.scene].append(run)
    lost: dict[str, set[Line]] = defaultdict(set)
    for scene, among in scenes.items():
        shorts = [(run.row, _lines(run, _SHORT)) for run in among]
        ever = {line for _, short in shorts for line in short}
        spared = all((row, line) in done for row, short in shorts for line in short)
        own = {name: lines for name, lines in labels.items() if ever & lines.of(scene)}
        alone = spared and all(lines.passes(scene) for lines in own.values())
        if alone and _often(among) and all(map(_known, among)):
            for name, lines in own.items():
                asked = lines.of(scene)
                if len(lines.players(scene)) > 1 and all(asked & short for _, short in shorts):
                    lost[name] |= ever & asked
    return lost


def _often(among: Collection[RunFindings]) -> bool:
    """Whether these are so many runs, or such different ones, that it was not by chance."""
    return len(among) >= _ENOUGH or len({run.row for run in among}) >= _ROWS


def _known(run: RunFindings) -> bool:
    """Whether what did not come in a run would not have come, though they had found each other."""
    asked = _asked(run)
    proved = not any(one.bounded and one.verdict in _SHORT for one in asked)
    seen = all(one.verdict != UNOBSERVABLE for one in asked)
    return run.spoke and run.ended in _PROVED and proved and seen


def _lines(run: RunFindings, verdicts: Collection[str]) -> set[Line]:
    """What is expected in a run, and came to one of ``verdicts``."""
    return {(run.scene, one.line, one.step) for one in _asked(run) if one.verdict in verdicts}


def _asked(run: RunFindings) -> list[Finding]:
    return [one for one in run.findings if one.mood != "maybe"]
