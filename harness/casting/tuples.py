"""Arguments that are a whole address as Python writes it: ``('127.0.0.1', 12000)``.

A program reads such a one by ``eval`` or ``ast.literal_eval``, and what comes of it is given two
names or more, handed on as several values (``go(*address)``), or is where it connects or listens.
"""

import ast
from collections.abc import Iterable, Iterator

from harness.casting.slot import Slot, named
from harness.casting.sources import Source
from harness.casting.standing import WITH_TUPLE

_READS = frozenset({"eval", "literal_eval"})


def mark_tuples(found: Iterable[Slot], source: Source) -> None:
    """Say of each argument that is read in that way that it is host and port in a tuple."""
    if "eval" not in source.code or source.tree is None:
        return
    several = {ast.dump(node) for node in _several(source)}
    read = [
        node.args[0]
        for node in source.nodes
        if isinstance(node, ast.Call)
        and named(node.func) in _READS
        and len(node.args) == 1
        and ast.dump(node) in several
    ]
    place = 0
    for slot in found:
        place += not slot.option
        if any(_is_of(slot, place, node) for node in read):
            slot.joined, slot.form = True, "('{host}', {port})"


def _several(source: Source) -> Iterator[ast.expr]:
    """What is several values, as it stands there, be it under a name at first."""
    used = [each for node in source.nodes for each in _taken_apart(node)]
    names = {named(each) for each in used} - {""}
    yield from used
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[target], value=value) if named(target) in names:
                yield value


def _taken_apart(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Assign(targets=[ast.Tuple() | ast.List()], value=value):
            yield value
        case ast.Call(func=how, args=given):
            yield from (part.value for part in given if isinstance(part, ast.Starred))
            yield from given[:1] if named(how) in WITH_TUPLE else ()


def _is_of(slot: Slot, place: int, node: ast.expr) -> bool:
    """Whether a node is just that argument."""
    if isinstance(node, ast.Subscript) and named(node.value) == "argv":
        return not slot.option and getattr(node.slice, "value", None) == place
    return named(node) in {
        name.lstrip("-").replace("-", "_") for name in (slot.name, slot.dest)
    } - {""}
