"""The line of a student's code that makes what a program was heard to say.

What a program says is made of words that stand in its code and of what it fills in between them.
So the longest run of its words that stands in one line of the code, and in no other, tells that
line; where two lines have it, none is told.
"""

import ast
import re

from harness.diagnosis.code import SEND_CALLS, Code, Place
from harness.diagnosis.shapes import SENDING

_MOST = 40  # words of a text that are looked for
_SHORT = 6  # letters of a single word that can be told from others


def quoted(code: Code, said: str, *filled: str) -> Place:
    """The one line in which the fixed words of ``said`` stand; ``filled``: what is not fixed."""
    fixed = re.sub("|".join(map(re.escape, filled)) or r"(?!)", " ", said)
    return _line(code, fixed, 1)


def written(code: Code, wanted: str) -> Place:
    """The one line in which a text stands that was not said, or most of it.

    No line need have made it, so that a few words that another text has, too, tell nothing.
    """
    return _line(code, wanted, max(len(wanted.split()) * 2 // 3, 1))


def _line(code: Code, said: str, least: int) -> Place:
    """The one line that has the longest run of words; of ``least`` at the least."""
    whole = {place for place, text in code.texts if text.strip() == said.strip().lower() != ""}
    if whole:
        return whole.pop() if len(whole) == 1 else Place()
    words = said.split()[:_MOST]
    for length in range(len(words), least - 1, -1):
        runs = (" ".join(words[n : n + length]) for n in range(len(words) - length + 1))
        likely = (run for run in runs if length > 1 or len(run) >= _SHORT)
        found = {place for run in likely for place in code.quoting(run)}
        if found:
            return found.pop() if len(found) == 1 else Place()
    return Place()


def sent_to_each(code: Code, said: str, hearers: int) -> Place:
    """The first of the lines that send a text, one for each who heard it: all of them did."""
    made = {place for place, text in code.texts if text.strip() == said.strip().lower() != ""}
    calls = [call for call in code.calls(*SEND_CALLS) if call.place in made and not call.loops]
    alike = {(call.place.file, call.function) for call in calls}
    if len(calls) == len(made) == hearers and len(alike) == 1:
        return min((call.place for call in calls), key=lambda place: place.line)
    return Place()


def sent_by(code: Code, said: str) -> Place:
    """The one call that sends what is said so; if there are several, the line that makes it."""
    made = quoted(code, said)
    tree = next((tree for file, tree in code.trees() if file == made.file), None)
    if tree is None:
        return made
    names = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _spans(node, made.line)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _sends(node)]
    found = {
        call.lineno
        for call in calls
        if _spans(call, made.line)
        or any(
            isinstance(each, ast.Name) and each.id in names
            for part in call.args
            for each in ast.walk(part)
        )
    }
    return code.line(made.file, found.pop()) if len(found) == 1 else made


def made_before(code: Code, sends: Place) -> Place:
    """The one line that gives a value to a name which a line that sends passes on as it is.

    No place where that line itself makes something of what it passes on.
    """
    tree = next((tree for file, tree in code.trees() if file == sends.file), None)
    nodes = list(ast.walk(tree)) if tree is not None else []
    calls = [
        node
        for node in nodes
        if isinstance(node, ast.Call) and _sends(node) and _spans(node, sends.line)
    ]
    given = [arg for call in calls for arg in call.args]
    names = {arg.id for arg in given if isinstance(arg, ast.Name)}
    if len(names) != len(given):
        return Place()
    made = {
        node.lineno
        for node in nodes
        if isinstance(node, ast.Assign | ast.AugAssign) and node.lineno < sends.line
        if not isinstance(node.value, ast.Name)  # which is the same by another name
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id in names
    }
    return code.line(sends.file, made.pop()) if len(made) == 1 else Place()


def _sends(call: ast.Call) -> bool:
    return bool(SENDING.search(getattr(call.func, "attr", getattr(call.func, "id", ""))))


def _spans(node: ast.stmt | ast.expr, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)
