"""Conditions of whole programs that are true whatever happened, and so ask nothing.

Such a condition is a mistake.  That it cost a point is said only of a server whose answers to
two clients are wrong, or that hangs up at the first thing that it hears.
"""

from collections.abc import Iterator

from harness.diagnosis.case import Case, text
from harness.diagnosis.code import Place
from harness.diagnosis.order import answers, asks_for_order, short, unmet
from harness.diagnosis.shapes import always_true
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis


def true_whoever_was_first(case: Case) -> Iterator[Diagnosis]:
    """Who was first is asked with such a condition, and the answer is wrong."""
    for who, answered in answers(case):
        wrong = [one for one in asks_for_order(answered) if not one.met]
        if wrong:
            first = wrong[0].speakers[0]
            yield from _always_true(
                case,
                who,
                unmet(wrong),
                f'{first} spoke first, with "{short(wrong[0].said[first])}", and {who} answered '
                f'"{short(wrong[0].answer)}"',
            )


def true_whatever_was_said(case: Case) -> Iterator[Diagnosis]:
    """A server ends at the very first message, which is no farewell, and has such a condition."""
    for who in case.own_servers:
        for run in case.alone(who):
            ends = [e.n for e in (*run.all(ev.Closed, who), *run.all(ev.Exited, who))]
            end = min(ends, default=-1)
            said = [e for e in run.all(ev.Sent) if e.to == who and e.n < end]
            short = [f for f in run.unmet if f.verb == "sends" and f.at > end and who in f.actors]
            if len(said) != 1 or "bye" in text(said[0].data).lower() or run.failed(who):
                continue
            yield from _always_true(
                case,
                who,
                short,
                f'{said[0].who} said "{text(said[0].data).strip()}", and {who} hung up at that',
            )
            return


def _always_true(
    case: Case, who: str, findings: list[Finding], happened: str
) -> Iterator[Diagnosis]:
    found = _found(case, who)
    if len(found) == 1:
        place, part = found[0]
        yield from case.diagnosis(
            "always-true",
            findings,
            f"The condition is always true: or {part} compares nothing",
            place,
            happened=happened,
            do="Each side of or is a comparison of its own: x == a or x == b.",
        )


def _found(case: Case, who: str) -> list[tuple[Place, str]]:
    code = case.code(who)
    return [
        (code.line(file, n), part) for file, tree in code.trees() for n, part in always_true(tree)
    ]
