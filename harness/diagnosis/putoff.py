"""One of two clients is told, and the other one gets something else."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import SEND_CALLS, known
from harness.diagnosis.telling import left_out, one_of_two
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_MOST = 60  # letters of what was sent that are shown


def another_is_told_nothing_of_it(case: Case) -> Iterator[Diagnosis]:
    """Of two clients one hears the answer, and the other something that has no word of it."""
    for who in case.own_servers:
        left = [pair for run in case.alone(who) for pair in _put_off(run, who)]
        if left and not any(left_out(run, who) for run in case.alone(who)):
            missed, said = left[0]
            yield from case.diagnosis(
                "one-is-told",
                [finding for finding, _ in left],
                "Only one of the two clients is told; the other one gets something else",
                known(case.code(who).quotes(said), case.code(who).only(*SEND_CALLS)),
                happened=f"{who} sent the answer to the other client, and to {missed.objects[0]} "
                f'"{said[:_MOST]}"',
                do="Send the same answer to each of them.",
            )


def _put_off(run: Run, who: str) -> Iterator[tuple[Finding, str]]:
    """The unmet of lines that ask for the same for two clients, and what was sent instead."""
    for missed, other in one_of_two(run, who):
        since = min(other.events, default=0)
        told = text(run.sent(who, other.objects[0], since - 1)).lower()
        said = text(run.sent(who, missed.objects[0], _last_heard(run, who, since))).strip()
        words = set(re.findall(r"\w+", said.lower()))
        if words and not words & set(re.findall(r"\w+", told)):
            yield missed, said


def _last_heard(run: Run, who: str, until: int) -> int:
    return max((e.n for e in run.all(ev.Sent) if e.to == who and e.n < until), default=0)
