"""One argument of a command line, and how the reader of a syntax tree calls things."""

import ast
import re
from collections.abc import Iterable
from dataclasses import field

from harness.model.quick import dataclass

_USAGE = re.compile(r"\b(usage|uso|utilisation|aufruf|verwendung)\b *:", re.IGNORECASE)
LEAVES = frozenset({"exit", "_exit", "quit", "usage", "error", "abort"})


@dataclass(slots=True)
class Slot:
    """One argument.

    ``name`` is what the program calls it, ``told`` what its usage message does; ``number``: it
    makes a number of it; ``joined``: it is a host and a port in one, in this ``form``; ``option``
    goes before it (joined to it if it ends in '='); ``choices`` are all that it may be.
    ``unasked``: nothing insists on it, and ``given`` is what it is without being said.
    ``command``: it belongs to this one of the program's commands; ``commands``: it is the choice
    among them.  ``several``: it is so many values, or any number of them (-1), which are its
    ``parts`` and are found under ``dest``.
    """

    name: str = ""
    told: str = ""
    number: bool = False
    option: str = ""
    choices: list[str] = field(default_factory=list)
    joined: bool = False
    form: str = "{host}:{port}"
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
    """True if these lines give up: exit, raise, return, or only print how it is called."""
    told = False
    for line in (lines := list(lines)):
        for node in ast.walk(line):
            told = told or bool(_USAGE.search(text_of(node)))
            if isinstance(node, ast.Raise | ast.Return):
                return True
            if isinstance(node, ast.Call) and named(node.func).lower() in LEAVES:
                return True
    return told and not any(isinstance(n, ast.Assign) for line in lines for n in ast.walk(line))


def refuses(lines: Iterable[ast.stmt]) -> bool:
    """True if these lines give up, other than by coming to their end."""
    return leaves(line for line in lines if not isinstance(line, ast.Return))


def spares(handler: ast.ExceptHandler) -> bool:
    """True if it makes up for an argument that is not there."""
    if leaves(handler.body):
        return False
    if handler.type is not None and any(
        named(node) in ("IndexError", "LookupError") for node in ast.walk(handler.type)
    ):
        return True
    # A handler of everything may be there for the network; one that sets something is not.
    return any(isinstance(line, ast.Assign) for line in handler.body)
