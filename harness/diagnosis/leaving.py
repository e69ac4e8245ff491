"""Who leaves a chat at what only looks like the word that ends it.

Beside ``chatting.part_of_a_word``, which is about a server that finds the word within a message: a
client may do so, too, with what is passed on to it; and who asks whether the message is in the word
(``message in "Bye"``) finds every part of it.
"""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Place
from harness.diagnosis.syntax import plain
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_BYE = "bye"


def at_another_word(case: Case) -> Iterator[Diagnosis]:
    """A client leaves at a message that only contains the word, or anybody at a part of it."""
    for who in case.students():
        for run in case.alone(who):
            broken = [f for f in run.unmet if f.mood == "never" and f.verb == "closes"]
            broken = [f for f in broken if who in f.actors and f.events]
            said = _last_heard(run, who, broken)
            word = text(said.data).strip() if said is not None else ""
            inner = word.lower() in _BYE and word.lower() != _BYE
            outer = _BYE in word.lower() and word.lower() != _BYE and who not in case.listeners
            if said is None or not word or not (inner or outer):
                continue
            if (stripped := _stripped(case, who, word)).line:
                yield from case.diagnosis(
                    "leaves-at-another-word",
                    broken,
                    f'strip() takes off letters, whatever their order, and no word: "{word}" is '
                    "empty after it, too",
                    stripped,
                    happened=f"{said.who} said that, and {who} closed its connection",
                    do="Which operator asks whether two texts are equal?",
                )
                return
            yield from case.diagnosis(
                "leaves-at-another-word",
                broken,
                f"A message that only {'is a part of' if inner else 'contains'} the word ends the "
                f'chat: "{word}"',
                _comparison(case, who),
                happened=f"{said.who} said that, and {who} closed its connection",
                do='Compare the whole message (message == "Bye", after strip()): '
                + (
                    'message in "Bye" holds for every part of that word.'
                    if inner
                    else "the word may stand in any other message (in, endswith, find)."
                ),
            )
            return


def _last_heard(run: Run, who: str, broken: list[Finding]) -> ev.Sent | None:
    """What was sent to ``who`` last before it closed, unless another had closed already."""
    at = min((n for f in broken for n in f.events), default=-1)
    if any(e.to == who and e.n < at for e in run.all(ev.Closed)):
        return None
    said = [e for e in run.all(ev.Sent) if e.to == who and e.n < at]
    return said[-1] if said else None


def _stripped(case: Case, who: str, word: str) -> Place:
    """The one line that takes the letters of the word off what was said, and leaves nothing."""
    code = case.code(who)
    found = {
        code.line(file, node.lineno)
        for file, node in code.nodes()
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "strip"
        for given in node.args
        if isinstance(given, ast.Constant) and _BYE in plain(given.value).lower()
        if not word.strip(plain(given.value))
    }
    return found.pop() if len(found) == 1 and not code.comparisons(_BYE) else Place()


def _comparison(case: Case, who: str) -> Place:
    found = case.code(who).comparisons(_BYE)
    return found[0][0] if len(found) == 1 else Place()
