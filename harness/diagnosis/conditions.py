"""Conditions of whole programs that are true whatever happened, and so ask nothing.

Such a condition is a mistake.  That it cost a point is said only of a server whose answers to
two clients are wrong, or that hangs up at the first thing that it hears.
"""

import ast
from collections.abc import Callable, Iterator

from harness.diagnosis.case import Case, text
from harness.diagnosis.code import Place
from harness.diagnosis.order import answers, asks_for_order, short, unmet
from harness.diagnosis.shapes import (
    COMPARE,
    DOTTED,
    GIVES,
    TAKES,
    always_true,
    captures,
    gives_and_asks,
)
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


def never_none(case: Case) -> Iterator[Diagnosis]:
    """A name is asked whether it is None yet, and it never is: it begins as something else."""
    for who in case.own_servers:
        found = {
            (name, value, case.code(who).line(file, line))
            for file, tree in case.code(who).trees()
            for name, value, line in _never_none(tree)
        }
        if len(found) != 1:
            continue
        name, value, place = found.pop()
        yield from case.diagnosis(
            "never-none",
            [
                f
                for run in case.alone(who)
                for f in run.unmet
                if f.verb == "sends" and who in f.actors
            ],
            f"This is never so: {name} is {value} at first, and that is not None",
            place,
            do="What says that nothing has come yet? Begin with it, and ask for the same.",
        )


def _never_none(tree: ast.Module | None) -> Iterator[tuple[str, str, int]]:
    """The questions of an ``if`` whether a name is None that only what they guard could change."""
    nodes = list(ast.walk(tree)) if tree is not None else []
    for node in nodes:
        match node:
            case ast.If(
                test=ast.Compare(
                    left=ast.Name(id=name),
                    ops=[ast.Is() | ast.Eq()],
                    comparators=[ast.Constant(value=None)],
                )
            ):
                within = {id(n) for statement in node.body for n in ast.walk(statement)}
                stores = sum(_stores(n, name) for n in nodes if id(n) not in within)
                values = {
                    ast.unparse(n.value)
                    for n in nodes
                    if isinstance(n, ast.Assign) and id(n) not in within and _is_something(n.value)
                    if [ast.unparse(target) for target in n.targets] == [name]
                }
                if stores == len(values) == 1:
                    yield name, values.pop(), node.lineno


def _stores(node: ast.AST, name: str) -> bool:
    """Whether a node gives a name a value, be it as a parameter."""
    stored = isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load)
    return stored or (isinstance(node, ast.arg) and node.arg == name)


def _is_something(value: ast.expr) -> bool:
    """Whether a value is surely not None."""
    match value:
        case ast.Constant(value=None):
            return False
        case ast.Constant() | ast.List() | ast.Dict() | ast.Tuple():
            return True
    return False


def _always_true(
    case: Case, who: str, findings: list[Finding], happened: str
) -> Iterator[Diagnosis]:
    found = _found(case, who)
    if len(found) == 1:
        place, says, do = found[0]
        yield from case.diagnosis("always-true", findings, says, place, happened=happened, do=do)


def _found(case: Case, who: str) -> list[tuple[Place, str, str]]:
    """The conditions that are always true, or nearly so: where, what makes each so, what to do."""
    code = case.code(who)
    return [
        (code.line(file, n), says.format(part), do)
        for file, tree in code.trees()
        for shape, says, do in _SHAPES
        for n, part in shape(tree)
    ]


def _finds(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Conditions that are but a find(), which is 0, and false, where the text begins so."""
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Call):
            name = getattr(node.test.func, "attr", "")
            if name in {"find", "rfind"}:
                yield node.lineno, name


_SHAPES: tuple[tuple[Callable[[ast.Module | None], Iterator[tuple[int, str]]], str, str], ...] = (
    (
        always_true,
        "The condition is always true: or {} compares nothing",
        "Each side of or is a comparison of its own: x == a or x == b.",
    ),
    (gives_and_asks, GIVES, COMPARE),
    (captures, TAKES, DOTTED),
    (
        _finds,
        "{}() gives a place in the text, and -1 where nothing is found: that counts as true, too",
        "What does it give for which message? Print it.",
    ),
)
