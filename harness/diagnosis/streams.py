"""TCP carries bytes: what was sent at once may come in pieces, or together with what came after."""

from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.model.result import Diagnosis


def recv_is_no_message(case: Case) -> Iterator[Diagnosis]:
    """Lines fail only in scenes whose links split or join what crosses them."""
    for who in case.students():
        runs = case.alone(who)
        linked = [run for run in runs if run.scene in case.spec.scenes and _links(case, run.scene)]
        short = [f for run in linked for f in run.unmet if who in f.actors]
        plain = [run for run in runs if run not in linked]
        if not short or not plain or any(who in f.actors for run in plain for f in run.unmet):
            continue
        calls = case.code(who).receives()
        place = calls[0].place if len(calls) == 1 else None
        yield from case.diagnosis(
            "recv-is-no-message",
            short,
            "What one recv() returns is taken for one message: TCP carries bytes, and may bring "
            "half a message, or two at once",
            place,
            happened=f"{who} did well as long as messages came one by one and whole",
            do="Collect what comes, and cut it at a mark that ends each message (a line end, say).",
        )


def _links(case: Case, scene: str) -> bool:
    return bool(case.spec.scenes[scene].links)
