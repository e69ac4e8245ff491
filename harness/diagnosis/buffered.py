"""What a program has written into the file of a socket, and what its buffer has kept.

``makefile()`` gives a file that sends nothing before it is flushed or closed, or its buffer full.
A line was come to for certain if it stands above another one to which the program has come, in
the same block or in one around that.
"""

import ast
from collections.abc import Iterator

from harness.diagnosis.code import Code, Place
from harness.diagnosis.traps import makes_a_file, named

SAYS = "What is written here stays in the buffer of the file that makefile() made"
DO = "It is sent when the buffer is full, or when flush() is called on that file."
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def kept_above(code: Code, at: Place) -> Place:
    """The last line above another that writes into such a file, if nothing in between sends it."""
    for file, tree in code.trees():
        if tree is None or file != at.file:
            continue
        files = {ast.unparse(target) for target, value in named(tree) if makes_a_file(value)}
        for statement in _above(tree, at.line):
            if isinstance(statement, ast.Expr) and _writes(statement.value, files):
                return code.line(file, statement.lineno)
            if _mentions(statement, files):
                break  # it may be sent there
    return Place()


def _above(tree: ast.Module, line: int) -> Iterator[ast.stmt]:
    """The statements that were surely run before that on a line, the last of them first."""
    above: list[ast.stmt] = []
    body: list[ast.stmt] | None = tree.body
    while body is not None:
        around = next((s for s in body if s.lineno <= line <= (s.end_lineno or s.lineno)), None)
        if around is None:
            return
        above = [] if isinstance(around, _SCOPES) else [*above, *body[: body.index(around)]]
        blocks = (b for _, b in ast.iter_fields(around) if isinstance(b, list))
        body = next((b for b in blocks if _holds(b, line)), None)
    yield from reversed(above)


def _holds(block: list[object], line: int) -> bool:
    """Whether a line is in one of the statements of a block."""
    return any(
        isinstance(s, ast.stmt) and s.lineno <= line <= (s.end_lineno or s.lineno) for s in block
    )


def _writes(call: ast.expr, files: set[str]) -> bool:
    """Whether a call writes into one of the files, and leaves it at that."""
    if not isinstance(call, ast.Call):
        return False
    given = {word.arg: ast.unparse(word.value) for word in call.keywords if word.arg}
    if ast.unparse(call.func) == "print":
        return given.get("file") in files and "flush" not in given
    return ast.unparse(call.func) in {f"{name}.write" for name in files}


def _mentions(statement: ast.stmt, files: set[str]) -> bool:
    return any(
        isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in files
        for node in ast.walk(statement)
    )
