"""Names that are handed over together with a connection, as ``args=("X", first)`` does.

A connection is known by its variable, where that is what accept() returned and nothing else ever.
"""

import ast
from collections.abc import Iterator

from harness.diagnosis.code import Code, Place


def name_of_another(code: Code, names: tuple[str, str]) -> Place:
    """The first line that gives a connection the other one's name, where both are given so.

    ``names`` in the order in which their clients are accepted.
    """
    for file, tree in code.trees():
        if tree is None:
            continue
        accepted = _accepted(tree)
        pairs = list(_pairs(tree, names, accepted))
        swapped = {*zip(names, reversed(accepted), strict=False)}
        if len(accepted) == len(names) and {pair[1:] for pair in pairs} == swapped:
            return code.line(file, min(line for line, *_ in pairs))
    return Place()


def _accepted(tree: ast.Module) -> list[str]:
    """The variables that hold what each accept() returned, in their order, if nothing else."""
    assigned = [
        (node.lineno, target.id, number == 0 and "accept" in ast.unparse(node.value))
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for part in node.targets
        for number, target in enumerate(part.elts if isinstance(part, ast.Tuple) else [part])
        if isinstance(target, ast.Name)
    ]
    found = sorted((line, name) for line, name, accepts in assigned if accepts)
    names = [name for _, name in found]
    once = [name for _, name, _ in assigned]
    return names if all(once.count(name) == 1 for name in names) else []


def _pairs(
    tree: ast.Module, names: tuple[str, str], accepted: list[str]
) -> Iterator[tuple[int, str, str]]:
    """Where a name and a connection, and none besides, are handed over together."""
    for node in ast.walk(tree):
        parts = node.elts if isinstance(node, ast.Tuple | ast.List) else []
        parts = node.args if isinstance(node, ast.Call) else parts
        said = [each.value for each in parts if isinstance(each, ast.Constant)]
        held = [each.id for each in parts if isinstance(each, ast.Name) and each.id in accepted]
        own = [name for name in names if name in said]
        if len(own) == len(held) == 1:
            yield getattr(node, "lineno", 0), own[0], held[0]
