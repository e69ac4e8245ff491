"""Modules that a program imports by a name that it is told: ``import_module(sys.argv[1])``.

Of such a name only what the program puts around the word is known: nothing, ``'chat_' + word``,
``f'parts.{word}'``.  A module that fits may be what is meant.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from harness.casting.slot import named, text_of

if TYPE_CHECKING:
    from harness.casting.sources import Source

_LOADS = frozenset({"import_module", "__import__", "run_module", "load_module"})
_WORD = r"([A-Za-z_]\w*)"


def loaded(source: "Source") -> Iterator[re.Pattern[str]]:
    """What the names of such modules look like, with the word for a group."""
    if not any(word in source.code for word in _LOADS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and named(node.func) in _LOADS and node.args:
            head, tail = _around(node.args[0])
            if not text_of(node.args[0]):
                yield re.compile(re.escape(head) + _WORD + re.escape(tail))


def dotted(path: str, home: PurePosixPath) -> str:
    """What a module is called by who is run in a folder; nothing if it lies elsewhere."""
    try:
        return ".".join(PurePosixPath(path).with_suffix("").relative_to(home).parts)
    except ValueError:
        return ""


def _around(name: ast.expr) -> tuple[str, str]:
    """The texts before and after what a name is made of."""
    match name:
        case ast.BinOp(left=first, op=ast.Add(), right=last):
            return text_of(first) or _around(first)[0], text_of(last)
        case ast.JoinedStr(values=[first, *_, last]):
            return text_of(first), text_of(last)
    return "", ""
