"""The words that a program takes for a value, where it gives up at any other.

``if which not in ('1', '2'): sys.exit()``, ``assert which in 'XY'``, or a chain of comparisons
whose last ``else`` gives up.  What a program only looks for among others is no choice.
"""

import ast
from collections.abc import Iterator

from harness.casting.choices import letters, texts
from harness.casting.slot import leaves, named
from harness.casting.sources import Source
from harness.casting.standing import core

Accepted = dict[str, list[str]]


def accepted(source: Source) -> Accepted:
    """By the name of a value, or by ``[1]`` for an argument without one."""
    found: Accepted = {}
    for node in source.nodes:
        match node:
            case ast.If(test=ast.Compare(left=one, ops=[ast.NotIn()], comparators=[words])) if (
                leaves(node.body)
            ):
                _keep(found, key_of_value(one), _among(words, source))
            case ast.Assert(test=ast.Compare(left=one, ops=[ast.In()], comparators=[words])):
                _keep(found, key_of_value(one), _among(words, source))
            case ast.If():
                chain = list(_chain(node, source))
                if len({key for key, _ in chain}) == 1:
                    _keep(found, chain[0][0], [word for _, said in chain for word in said])
    return found


def _keep(found: Accepted, key: str, words: list[str]) -> None:
    plain = key and len(words) > 1 and not any(word[:1] in ("", "-") for word in words)
    if plain and len(words) > len(found.get(key, ())):
        found[key] = list(dict.fromkeys(words))


def _chain(node: ast.If, source: Source) -> Iterator[tuple[str, list[str]]]:
    """Each comparison of an ``if`` and its ``elif``; none if it gives up at nothing."""
    links = [node]
    while len(links[-1].orelse) == 1 and isinstance(inner := links[-1].orelse[0], ast.If):
        links.append(inner)
    if not (links[-1].orelse and leaves(links[-1].orelse)):
        return
    for link in links:
        match link.test:
            case ast.Compare(left=one, ops=[ast.Eq()], comparators=[other]):
                yield key_of_value(one), list(texts(other, source))
            case ast.Compare(left=one, ops=[ast.In()], comparators=[other]):
                yield key_of_value(one), _among(other, source)
            case _:
                yield "", []


def key_of_value(node: ast.expr) -> str:
    """The name of a value, or ``[1]`` for an argument without one."""
    name = core(node)
    if name:
        return name
    for each in ast.walk(node):
        match each:
            case ast.Subscript(value=whole, slice=ast.Constant(value=int(place))) if (
                named(whole) == "argv"
            ):
                return f"[{place}]"
    return ""


def _among(node: ast.expr, source: Source) -> list[str]:
    """What a value is looked for in: some words, or the letters of one text."""
    return letters(node, source) or list(texts(node, source))
