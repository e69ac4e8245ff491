"""One argument of a command line, and how the reader of a syntax tree calls things."""

import ast
from collections.abc import Iterable
from dataclasses import field

from harness.model.quick import dataclass

_LEAVES = frozenset({"exit", "_exit", "quit", "usage", "error", "abort"})


@dataclass(slots=True)
class Slot:
    """One argument.

    ``name`` is what the program calls it, ``told`` what its usage message does; ``number``: it
    makes a number of it; ``joined``: it is taken apart at a colon, behind a ``scheme`` if it
    is a URL; ``option`` goes before it
    (joined to it if it ends in '='); ``choices`` are all that it may be.  ``unasked``: nothing
    insists on it, and ``given`` is what it is without being said.  ``command``: it belongs to this
    one of the program's commands; ``commands``: it is the choice among them.  ``several``: it is so
    many values, or any number of them (-1), which are its ``parts`` and are found under ``dest``.
    """

    name: str = ""
    told: str = ""
    number: bool = False
    option: str = ""
    choices: list[str] = field(default_factory=list)
    joined: bool = False
    scheme: str = ""
    unasked: bool = False
    given: str = ""
    command: str = ""
    commands: bool = False
    several: int = 1
    dest: str = ""
    parts: list["Slot"] = field(default_factory=list)


def named(node: ast.AST | None) -> str:
    """The last part of a name, as ``argv`` of ``sys.argv``; else nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def text_of(node: ast.AST | None) -> str:
    """What a text in the source says; else nothing."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def leaves(lines: Iterable[ast.stmt]) -> bool:
    """True if these lines give up: exit, raise, return, or print how to call the program."""
    for line in lines:
        for node in ast.walk(line):
            if isinstance(node, ast.Raise | ast.Return):
                return True
            if isinstance(node, ast.Call) and named(node.func).lower() in _LEAVES:
                return True
    return False
