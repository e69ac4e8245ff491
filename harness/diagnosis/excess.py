"""Programs that were ended at a bound of theirs, since they went on and on with one thing.

Told where no rule says why they do: what is bounded is known by the stage, and nothing else is.
"""

from collections import Counter
from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.model.events import Limit
from harness.model.result import Diagnosis

_SAYS = {
    "output": (
        "The program prints without end, until it is ended for it",
        "Which loop prints, and what would end it?",
    ),
    "memory": (
        "The program takes ever more memory, itself or by what it starts, until it is ended for it",
        "What grows there, and what would end that?",
    ),
    "processes": (
        "The program starts more and more processes or threads, until it is ended for it",
        "Which line starts them, and how often is it come to?",
    ),
    "cpu": (
        "The program computes without end, until it is ended for it",
        "Which loop goes round without waiting for anything, and what would end it?",
    ),
}


def ended_for_excess(case: Case) -> Iterator[Diagnosis]:
    """A program was ended at one of its bounds, and did not do what was asked for later."""
    for who in case.students():
        over = []
        for run in case.alone(who):
            reached = next((e for e in run.all(Limit, who) if e.what in _SAYS), None)
            if reached is not None:
                lost = [f for f in run.unmet if who in f.actors and f.at >= reached.n]
                over.append((reached, lost))
        if not over:
            continue
        what = Counter(reached.what for reached, _ in over).most_common(1)[0][0]
        first = next(reached for reached, _ in over if reached.what == what)
        says, do = _SAYS[what]
        yield from case.diagnosis(
            "excess",
            [finding for _, lost in over for finding in lost],
            says,
            happened=f"{who} was ended at its limit of {first.detail}",
            do=do,
        )
