"""Lines that do say something of what came, and by which it is not shown all the same.

They count only for a program that was seen to show nothing: each alone is no mistake.
"""

import ast
import re
from collections.abc import Iterable, Iterator

from harness.diagnosis.code import Code, Place

Told = tuple[str, Place, str]

_LOGGED = (
    "What is logged here is not shown: unless it is told otherwise, logging shows nothing below a "
    "warning"
)
_LEAST = "Of which level is this call, and from which on is anything shown? See basicConfig()."
_FILED = "What is printed here goes into a file, and not to the screen"
_LOGS = re.compile(r"\blog\w*\.(info|debug)\(", re.IGNORECASE)
_LEVELS = frozenset({"setLevel", "dictConfig", "fileConfig", "addHandler"})
# how Python shows a function that is not called
_FUNCTION = re.compile(r"<(?:built-in method|bound method|function) (?:\w+\.)*(\w+) (?:of|at) ")
_SCREEN = ("sys.stdout", "sys.stderr", "stdout", "stderr")


def elsewhere(code: Code, printed: Iterable[str]) -> Told | None:
    """Where what a program has to say goes, in words, with the place and what to do."""
    for said in printed:
        for shown in _FUNCTION.finditer(said):
            if (place := _named(code, shown[1])).line:
                return (
                    f"{shown[1]} is named here and not called: what is printed is the function",
                    place,
                    f'"{shown[0].strip()} …" was printed. Brackets behind the name call it.',
                )
    for place in _logged(code):
        return _LOGGED, place, _LEAST
    for place in _filed(code):
        return _FILED, place, "print() without file=… shows it."
    return None


def _named(code: Code, name: str) -> Place:
    """The one line that hands a method or a function to print() by its name."""
    found = {
        code.line(file, part.lineno)
        for file, tree in code.trees()
        for call in _prints(tree)
        for part in ast.walk(call)
        if isinstance(part, ast.Attribute | ast.Name)
        if getattr(part, "attr", getattr(part, "id", "")) == name
    }
    return found.pop() if len(found) == 1 else Place()


def _logged(code: Code) -> list[Place]:
    """The calls that log something of a level that no line has asked to be shown."""
    names = {name for name, _ in code.names()}
    if "logging" not in names or names & _LEVELS:
        return []
    told = (call.place.code for call in code.calls("basicConfig"))
    if any("level" in row or ")" not in row for row in told):
        return []
    return [call.place for call in code.calls("info", "debug") if _LOGS.search(call.place.code)]


def _filed(code: Code) -> list[Place]:
    """The calls of print() that print into a file."""
    return [
        code.line(file, call.lineno)
        for file, tree in code.trees()
        for call in _prints(tree)
        for word in call.keywords
        if word.arg == "file" and ast.unparse(word.value) not in _SCREEN
    ]


def _prints(tree: ast.Module | None) -> Iterator[ast.Call]:
    calls = [node for node in ast.walk(tree or ast.Module([], [])) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda each: each.lineno):
        if getattr(call.func, "id", "") == "print":
            yield call
