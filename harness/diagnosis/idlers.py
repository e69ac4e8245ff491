"""Programs that end in good order, or take another way, and have done nothing."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place
from harness.diagnosis.tracebacks import unawaited
from harness.model import events as ev
from harness.model.result import Diagnosis


def number_of_a_text(case: Case) -> Iterator[Diagnosis]:
    """What was typed is compared with a number, which no text equals."""
    for who in case.students():
        runs = [run for run in case.alone(who) if run.all(ev.Typed, who)]
        idle = [run for run in runs if not run.all(ev.Connected, who)]
        found = case.code(who).numbers_from_input() if runs and len(idle) == len(runs) else []
        if found:  # of several, each is one: the first is met first
            yield from case.diagnosis(
                "text-is-no-number",
                [one for run in runs for one in run.findings if one.verdict != "met"],
                "input() returns a text, and a text never equals a number",
                found[0],
                happened=f"Whatever was typed, {who} took it for something else, and connected "
                "to nobody",
                do='Compare with the text ("1"), or make a number of what was typed: int(...).',
            )


def never_called(case: Case) -> Iterator[Diagnosis]:
    """A program ends at once, in good order, and a function of it is named nowhere."""
    for who in case.students():
        runs = [run for run in case.alone(who) if _did_nothing(run, who)]
        wrong = _no_such_name(case.code(who), case.record.mains.get(who)) if runs else Place()
        if wrong.line:
            yield from case.diagnosis(
                "never-called",
                [one for run in runs for one in run.findings if one.verdict != "met"],
                "__name__ is compared with a text that it never is",
                wrong,
                happened=f"So {who} ended at once, without an error and without doing anything",
                do='The name of a program that is started is "__main__", with two underscores on '
                "each side.",
            )
            continue
        found = case.code(who).only_named() if runs else []
        named = [one for one in found if one[1].code.partition("#")[0].strip() == one[0]]
        if len(named) == 1:
            yield from case.diagnosis(
                "never-called",
                [one for run in runs for one in run.findings if one.verdict != "met"],
                f"{named[0][0]} is named here and not called, so that nothing of it runs",
                named[0][1],
                happened=f"So {who} ended at once, without an error and without doing anything",
                do=f"Parentheses call it: {named[0][0]}().",
            )
            continue
        unused = case.code(who).uncalled() if runs else []
        chosen = [one for one in unused if one[0] == "main"] or unused
        if len(chosen) != 1:
            yield from _idle(case, who, runs)
            continue
        name, place = chosen[0]
        yield from case.diagnosis(
            "never-called",
            [one for run in runs for one in run.findings if one.verdict != "met"],
            f"{name}() is defined and never called",
            place,
            happened=f"So {who} ended at once, without an error and without doing anything",
            do=f"Call {name}() at the end of the file.",
        )


def _no_such_name(code: Code, main: str | None) -> Place:
    """Where ``if __name__ == "main":`` stands; ``main``: the file that is started."""
    for file, tree in code.trees():
        for node in tree.body if tree is not None else ():
            test = node.test if isinstance(node, ast.If) else None
            if isinstance(test, ast.Compare) and len(test.comparators) == 1:
                sides = (test.left, test.comparators[0])
                named = any(isinstance(one, ast.Name) and one.id == "__name__" for one in sides)
                texts = {one.value for one in sides if isinstance(one, ast.Constant)}
                imported = PurePosixPath(file).stem if file != main else ""
                never = texts and not texts & {"__main__", imported}
                if named and never and isinstance(test.ops[0], ast.Eq):
                    return code.line(file, node.lineno)
    return Place()


def _idle(case: Case, who: str, runs: list[Run]) -> Iterator[Diagnosis]:
    """A program that ends at once, and nothing says why: nor does a warning of a coroutine."""
    files = case.record.files
    if any(True for run in runs for _ in unawaited(run.printed(who), files)):
        return
    if runs and len(runs) == len(case.alone(who)) and not case.is_kit(who):
        deed = "listened to anybody" if who in case.listeners else "connected to anybody"
        yield from case.diagnosis(
            "does-nothing",
            [one for run in runs for one in run.findings if one.verdict != "met"],
            "The program ends at once, without having done anything",
            happened=f"{who} ended without an error, and had not {deed}",
            do="Which line of it is the last that runs, and why does it not go on?",
        )


def _did_nothing(run: Run, who: str) -> bool:
    ended = run.exited(who)
    kinds = (ev.Listening, ev.Connected, ev.Refused, ev.Sent, ev.Asked)
    return (
        ended is not None
        and ended.code == 0
        and not any(isinstance(event, kinds) and event.who == who for event in run.events)
    )
