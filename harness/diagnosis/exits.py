"""Exits in lines that others still need: a student's of a given program, or a thread's."""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place
from harness.diagnosis.regions import own_lines
from harness.diagnosis.shapes import SENDING, name_of
from harness.diagnosis.starting import target_of
from harness.model.play import MET, Finding
from harness.model.result import Diagnosis

_EXITS = ("exit", "quit", "_exit", "SystemExit")


def ends_the_program(case: Case) -> Iterator[Diagnosis]:
    """The student's lines end the whole program, which others still need.

    Or what serves these others: in a thread of its own an exit ends no more than that.
    """
    for who in case.students():
        own = own_lines(case, who) if case.is_kit(who) else set()
        code = case.code(who)
        found = [place for place in _exits(code) if place.line in own]
        if len(found) != 1:
            continue
        ended = [run for run in case.alone(who) if run.exited(who)]
        unmet = [f for run in ended for f in run.unmet if who in f.actors]
        left = [f for f in unmet if (f.verb, f.mood) == ("ends", "never")]
        done = _behind_a_send(code, found[0])
        deaf = [run for run in case.alone(who) if done and not ended and _falls_silent(run, who)]
        yield from case.diagnosis(
            "ends-the-program",
            [f for run in ended or deaf for f in run.unmet if ended or who in f.actors],
            "Your function ends the whole program, and nobody can be answered any more"
            if ended
            else "Your function asks the whole program to end, and with that the part of it ends "
            "that takes messages",
            found[0],
            happened=_how(who, left)
            if ended
            else case.seen([f for run in deaf for f in run.unmet if who in f.actors]),
            do="It is called for each message. To be done with this one, return is enough.",
        )


def _exits(code: Code) -> list[Place]:
    """Where a program is told to end, by a call or by what such a call raises."""
    raised = [
        code.line(file, node.lineno)
        for file, node in code.nodes()
        if isinstance(node, ast.Raise) and getattr(node.exc, "id", "") == "SystemExit"
    ]
    return [call.place for name in _EXITS for call in code.calls(name)] + raised


def _how(who: str, left: list[Finding]) -> str:
    """What was seen: the end (``left``: the lines that forbid it), or that more came after it."""
    return left[0].happened if left else f"{who} had ended when the next message came"


def thread_ends_all(case: Case) -> Iterator[Diagnosis]:
    """The server ends without an error, and owes an answer, where a thread may have ended it."""
    for who in case.own_servers:
        code = case.code(who)
        targets = {target_of(node) for _, node in code.nodes()}
        exits = code.calls("_exit")
        runs = [
            run
            for run in case.alone(who)
            if (ended := run.exited(who)) is not None and ended.code == 0
            if any((f.verb, f.mood) == ("sends", "must") and who in f.actors for f in run.unmet)
        ]
        if len(exits) == 1 and exits[0].function in targets - {""} and runs:
            yield from case.diagnosis(
                "thread-ends-all",
                [f for run in runs for f in run.unmet if f.verb == "sends" and who in f.actors],
                "os._exit() ends the whole program, and not only the thread that calls it",
                exits[0].place,
                happened=f"{who} ended, and what the other thread still had to send was not sent",
                do="A thread ends when its function returns.",
            )


def _behind_a_send(code: Code, exits: Place) -> bool:
    """Whether an exit stands right behind what sends, so that it is come to whenever that is."""
    for file, tree in code.trees():
        for node in ast.walk(tree) if tree is not None and file == exits.file else ():
            for name in ("body", "orelse"):
                block = getattr(node, name, [])
                block = block if isinstance(block, list) else []
                lines = [n for n, each in enumerate(block) if each.lineno == exits.line]
                before = block[: lines[0]] if lines else []
                if any(_sends(each) for each in before):
                    return True
    return False


def _sends(statement: ast.stmt) -> bool:
    calls = ast.walk(statement) if isinstance(statement, ast.Expr) else ()
    return any(isinstance(each, ast.Call) and SENDING.search(name_of(each)) for each in calls)


def _falls_silent(run: Run, who: str) -> bool:
    """Whether a program did once what its lines are for, and then never again."""
    lines = [f for f in run.findings if (f.verb, f.mood) == ("sends", "must") and who in f.actors]
    met = [f.verdict == MET for f in lines if f.items]
    return bool(met) and met[0] and not all(met) and not any(met[met.index(False) :])
