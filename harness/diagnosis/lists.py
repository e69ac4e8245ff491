"""Lists that messages are gathered in, and that are read before the message of each is there.

Python says of it that an index is out of range.  The index is right: it is the wait for the other
message that is missing, or over too soon.  That is told only where the list is one that the program
adds to, its second element is asked for, and of two clients one had said nothing by then.
"""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code
from harness.diagnosis.tracebacks import Trace
from harness.model import events as ev

SAYS = "{0} is used before both clients have said something, so that {0}[1] is not there yet"
DO = (
    "A client may take as long as it likes to say something. What waits, before this line, until "
    "both messages are there?"
)
_ADDS = frozenset({"append", "extend", "insert"})


def too_soon(case: Case, who: str, trace: Trace, runs: list[Run]) -> str:
    """The list that is read too soon; empty if that is not sure."""
    if trace.kind != "IndexError" or who not in case.own_servers or not runs:
        return ""
    if not all(_one_is_silent(run, who) for run in runs):
        return ""
    found = {*_second_of(case.code(who), trace)}
    return found.pop() if len(found) == 1 else ""


def _one_is_silent(run: Run, who: str) -> bool:
    """Whether two clients were there when the error was told, and had not both said something."""
    told = [e.n for e in run.all(ev.Printed, who) if b"IndexError" in e.data]
    before = min(told, default=-1)
    made = {e.who for e in run.all(ev.Connected) if e.to == who and e.n < before}
    said = {e.who for e in run.all(ev.Sent) if e.to == who and e.n < before}
    return len(made) == 2 and len(said) < 2


def _second_of(code: Code, trace: Trace) -> Iterator[str]:
    """The lists that the program adds to, and of which the line takes the second element."""
    for file, tree in code.trees():
        if tree is None or code.line(trace.file, trace.line).file != file:
            continue
        nodes = list(ast.walk(tree))
        grown = {
            node.func.value.id
            for node in nodes
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _ADDS
            and isinstance(node.func.value, ast.Name)
        }
        for node in nodes:
            if not isinstance(node, ast.Subscript) or node.lineno != trace.line:
                continue
            name, index = node.value, node.slice
            second = isinstance(index, ast.Constant) and index.value == 1
            if second and isinstance(name, ast.Name) and name.id in grown:
                yield name.id
