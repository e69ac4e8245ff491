"""Texts that are said with their {names} in braces, or that were made before there was a value.

That is told only where the very text was heard: what stands in the code, braces and all, or what
the line makes of the values that its names have when it runs.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Code, Place
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_BLANK = re.compile(r"\{([A-Za-z_]\w*)(?:\.\w+|\[[^\]{}]*\]|\(\))*(?:![rsa])?(?::[^{}]*)?\}")
_WORDS = 2  # words of such a text that nothing was put into: fewer may be said by chance


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


def made_too_early(case: Case) -> Iterator[Diagnosis]:
    """A text is made of names at the top of a file, and they get the values that are meant later.

    It has some words of its own, so that whoever is heard to say it has got it from there.
    """
    for who in case.students():
        for place, said in _made_at_once(case.code(who)):
            broken = [
                f
                for run in case.alone(who)
                if said in _whole_lines(run, who)
                for f in run.unmet
                if f.mood == "must" and who in f.actors and _was_to_be(f, run, who, said)
            ]
            yield from case.diagnosis(
                "made-too-early",
                broken,
                "The text is made here, before anything has come, and stays as it was made",
                place,
                happened=f'{who} said "{said}"',
                do="A text takes the values that its names have at that moment. When do they get "
                "those that you mean?",
            )


def _whole_lines(run: Run, who: str) -> set[str]:
    """What a program sent or printed, line by line: more words before it may be the values."""
    heard = [*(text(e.data) for e in run.all(ev.Sent, who)), run.printed(who)]
    return {line.strip() for said in heard for line in said.splitlines()}


def _made_at_once(code: Code) -> list[tuple[Place, str]]:
    """The texts that lines outside of functions make of values that stand above them.

    Only what is made once, of names that get another value further down.
    """
    return [
        (code.line(file, line), said.strip())
        for file, tree in code.trees()
        if tree is not None
        for line, said in _of_constants(tree)
        if len(re.findall(r"[^\W\d_]{2,}", said)) >= _WORDS
    ]


def _of_constants(tree: ast.Module) -> Iterator[tuple[int, str]]:
    stores = Counter(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    known: dict[str, str] = {}
    for node in tree.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name, value = node.targets[0].id, node.value
        if isinstance(value, ast.Constant):
            known[name] = str(value.value)
            continue
        used = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
        later = any(stores[each] > 1 for each in used)
        said = _joined(value, known) if used and later and stores[name] == 1 else None
        if said is not None:
            yield node.lineno, said


def _joined(value: ast.expr, known: dict[str, str]) -> str | None:
    """The text that is put together of constants and of names with a known value, if it is that."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return known.get(name)
        case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
            return _joined(inner, known)
        case ast.Call(func=ast.Name(id="str"), args=[inner], keywords=[]):
            return _joined(inner, known)
        case ast.JoinedStr(values=parts):
            pass
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [left, right]
        case _:
            return None
    texts = [_joined(each, known) for each in parts]
    return None if None in texts else "".join(each or "" for each in texts)


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
