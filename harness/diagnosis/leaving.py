"""Who leaves a chat at what only looks like the word that ends it, or before it is told anything.

Beside ``chatting.part_of_a_word``, which is about a server that finds the word within a message: a
client may do so, too, with what is passed on to it; and who asks whether the message is in the word
(``message in "Bye"``) finds every part of it.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Place
from harness.diagnosis.syntax import plain
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_BYE = "bye"
_LONGEST = 60  # characters of a message that are quoted
_UNTIL = "Who has to speak before the server can answer, and which call waits until it does?"


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


def before_it_is_told(case: Case) -> Iterator[Diagnosis]:
    """A client ends in good order when it has spoken; what it should show is sent only after that.

    Where it has a time limit, or is told something else, that may be why: nothing is said then.
    """
    for who in case.students():
        code = case.code(who)
        if who in case.listeners or case.is_kit(who) or code.calls("settimeout", "wait_for"):
            continue
        runs = [(run, answer) for run in case.alone(who) if (answer := _too_late(run, who))]
        short = [
            f
            for run, _ in runs
            for f in run.unmet
            if f.mood == "must" and {*f.actors} == {who} and not _is_own(run, f, who)
        ]
        short = [f for f in short if f.verb in {"prints", "shows", "one of"}]
        never = code.only("setblocking")
        never = never if re.search(r"\(\s*(False|0)\s*\)", never.code) else Place()
        for _, answer in runs[:1]:
            yield from case.diagnosis(
                "leaves-before-it-is-told",
                short,
                "The socket is told not to wait, so recv() takes only what is there already: the "
                "client ends before the answer is sent"
                if never.line
                else "The client ends before the answer is sent",
                never,
                happened=f'{who} had ended when {answer.who} sent "{_short(answer.data)}"',
                do=_UNTIL,
            )


def before_it_is_answered(case: Case) -> Iterator[Diagnosis]:
    """A client closes its connection when it has spoken, and nothing was sent to it in between.

    That others then fail to send it anything is no mistake of theirs.
    """
    for who in case.students():
        code = case.code(who)
        if who in case.listeners or case.is_kit(who) or code.calls("settimeout", "wait_for"):
            continue
        runs = [(run, last) for run in case.alone(who) if (last := _last_words(run, who))]
        short = [
            f
            for run, _ in runs
            for f in run.unmet
            if f.mood == "must" and f.verb in {"waits", "reads"} and {*f.actors} == {who}
        ]
        for _, last in runs[:1]:
            yield from case.diagnosis(
                "leaves-before-it-is-answered",
                short,
                "The client closes its connection before the answer is sent",
                code.only("shutdown"),
                happened=f'{who} sent "{_short(last.data)}", and closed its connection then',
                do=_UNTIL,
            )


def _last_words(run: Run, who: str) -> ev.Sent | None:
    """What a client had typed there and sent last, if it then left without being told anything."""
    said = run.all(ev.Sent, who)
    typed = [e.n for e in run.all(ev.Typed, who)]
    left = [e.n for e in run.all(ev.Closed, who)]
    if not said or not typed or not left or not typed[0] < said[-1].n < left[0]:
        return None
    ended = run.exited(who)
    others = [e.n for e in run.all(ev.Sent) if e.to == who]
    others += [e.n for e in run.all(ev.Closed) if e.to == who]
    told = any(said[-1].n < n < left[0] for n in others)
    crashed = ended is not None and ended.code != 0
    return None if told or crashed else said[-1]


def _too_late(run: Run, who: str) -> ev.Sent | None:
    """What was sent to a client first, if it had spoken and ended by itself before that."""
    ended = run.exited(who)
    came = [e for e in run.all(ev.Sent) if e.to == who]
    if ended is None or ended.code != 0 or not run.all(ev.Sent, who) or not came:
        return None
    return came[0] if ended.n < came[0].n else None


def _is_own(run: Run, finding: Finding, who: str) -> bool:
    """Whether a line asks for what was typed to be shown, which another mistake keeps back."""
    typed = [text(e.data).strip().lower() for e in run.all(ev.Typed, who)]
    wanted = finding.verb == "prints" and "before" not in finding.expected
    return wanted and any(each and each in finding.expected.lower() for each in typed)


def _short(data: bytes) -> str:
    said = " ".join(text(data).split())
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


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
