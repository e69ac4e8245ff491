"""Clients of a kit that answer the message that asks for no answer, and not the one that does."""

from collections.abc import Iterator

from harness.diagnosis.case import Case, text
from harness.diagnosis.code import known
from harness.diagnosis.regions import only_condition, own_send
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_BOTH = 2


def answers_the_other(case: Case) -> Iterator[Diagnosis]:
    """Whenever the one came nothing was said, and something whenever the other did."""
    for who in case.students():
        if not case.is_kit(who) or who in case.listeners:
            continue
        answered = _answered(case, who)
        never = {said for said, ways in answered.items() if ways == {False}}
        other = {said for said, ways in answered.items() if ways == {True}}
        due = [(f, asked) for f, asked in _due(case, who) if asked in never]
        if len(answered) == len(never) + len(other) == _BOTH and other and due:
            yield from case.diagnosis(
                "answers-the-other",
                case.unmet_by(who),
                f'Only "{other.pop()}" is answered, and "{due[0][1]}" never is',
                known(only_condition(case, who), own_send(case, who)),
                happened=due[0][0].happened,
                do="For which of the two messages are your lines come to?",
            )


def _answered(case: Case, who: str) -> dict[str, set[bool]]:
    """Each message that came alone: whether something was said before the next one came."""
    found: dict[str, set[bool]] = {}
    for run in case.alone(who):
        sent = [e for e in run.all(ev.Sent) if who in {e.to, e.who}]
        for at, event in enumerate(sent):
            said = text(event.data).strip()
            if event.to == who and said and "\n" not in said:
                found.setdefault(said, set()).add(any(e.who == who for e in sent[at + 1 : at + 2]))
    return found


def _due(case: Case, who: str) -> Iterator[tuple[Finding, str]]:
    """What should have been sent, and what had come last by then."""
    for run in case.alone(who):
        for f in run.unmet:
            came = [e for e in run.all(ev.Sent) if e.to == who and e.n <= f.at]
            if (f.verb, f.mood, f.actors) == ("sends", "must", (who,)) and came:
                yield f, text(came[-1].data).strip()
