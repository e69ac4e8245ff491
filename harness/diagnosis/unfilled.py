"""Texts that are said with their {names} in braces, which nothing has filled in.

That is told only where the very text that stands in the code, braces and all, was heard.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Code, Place
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_BLANK = re.compile(r"\{([A-Za-z_]\w*)(?:\.\w+|\[[^\]{}]*\]|\(\))*(?:![rsa])?(?::[^{}]*)?\}")


def in_braces(case: Case) -> Iterator[Diagnosis]:
    """A text is sent or printed as it stands, with names in braces."""
    for who in case.students():
        for place, said in _unfilled(case.code(who)):
            broken = [
                f
                for run in case.alone(who)
                for f in run.unmet
                if f.mood == "must" and who in f.actors and _was_to_be(f, run, who, said)
            ]
            yield from case.diagnosis(
                "in-braces",
                broken,
                "The braces are said as they stand, and nothing is filled in",
                place,
                happened=f'{who} said "{said}"',
                do="Only in a text with an f before its quotes, or with format() behind it, is a "
                "name in braces replaced by its value.",
            )


def _was_to_be(finding: Finding, run: Run, who: str, said: str) -> bool:
    """Whether what should have been heard there could have been that text."""
    if "->" in finding.expected and finding.verb in {"sends", "one of"}:
        return said in text(b"".join(e.data for e in run.all(ev.Sent, who)))
    return finding.verb in {"prints", "shows", "one of"} and said in run.printed(who)


def _unfilled(code: Code) -> list[tuple[Place, str]]:
    """The texts with names in braces that are names of the program, too, and no f-strings."""
    names = {name for name, _ in code.names()}
    return [
        (code.line(file, line), said.strip())
        for file, tree in code.trees()
        for line, said in _plain(tree)
        if any(blank[1] in names for blank in _BLANK.finditer(said))
    ]


def _plain(node: ast.AST | None) -> Iterator[tuple[int, str]]:
    """The texts below a node, but for the parts of f-strings, each with its line."""
    for child in ast.iter_child_nodes(node) if node is not None else ():
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.lineno, child.value
        elif not isinstance(child, ast.JoinedStr):
            yield from _plain(child)
