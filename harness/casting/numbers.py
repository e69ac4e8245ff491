"""The numbers by which a program is told what to do: ``roles[int(sys.argv[1])]()``.

It compares a number with others that are written there, or have a name in an ``Enum``, or takes
what it does out of a list or a table of numbers.  Only small ones count: 12000 is a port.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache

from harness.casting.accepted import key_of_value
from harness.casting.choices import number_of, values
from harness.casting.slot import named, text_of
from harness.casting.sources import Source
from harness.casting.standing import core

_MOST = 9
Meant = tuple[ast.expr, str, list[ast.AST]]  # what is asked, a number, and what is done then


def numbers(source: Source) -> dict[str, list[str]]:
    """The numbers that a value may be, by its name, or by ``[1]`` for an argument without one."""
    found: dict[str, list[str]] = {}
    for about, word, _ in (*meant(source), *texts_by_number(source)):
        if key := key_of_value(about):
            found.setdefault(key, []).append(word)
    return found


def numbered(source: Source) -> set[str]:
    """The names of what a number is made of, wherever: ``p = sys.argv[1]``, later ``int(p)``."""
    return {
        core(node.args[0])
        for node in source.nodes
        if isinstance(node, ast.Call) and named(node.func) == "int" and len(node.args) == 1
    } - {""}


@lru_cache(maxsize=16)
def meant(source: Source) -> tuple[Meant, ...]:
    """Every number that something is asked for, and what is done where it is that."""
    counts = counting(source)
    found = (each for node in source.nodes for each in _meant(node, source))
    return tuple(each for each in found if not (_counts(each[0]) or named(each[0]) in counts))


@lru_cache(maxsize=16)
def texts_by_number(source: Source) -> tuple[tuple[ast.expr, str, str], ...]:
    """Where a text is looked up by a number: what is asked, each number, and the text at it."""
    return tuple(each for node in source.nodes for each in _texts(node, source))


def _texts(node: ast.AST, source: Source) -> Iterator[tuple[ast.expr, str, str]]:
    match node:
        case ast.Subscript(value=table, slice=about) if any(
            named(getattr(part, "func", None)) == "int" for part in ast.walk(about)
        ):
            first = isinstance(about, ast.BinOp) and isinstance(about.op, ast.Sub)
            for each in values(source, table.id) if isinstance(table, ast.Name) else [table]:
                if isinstance(each, ast.List | ast.Tuple) and len(each.elts) <= _MOST:
                    said = [text_of(one) for one in each.elts]
                    yield from ((about, str(n), w) for n, w in enumerate(said, first) if w)


def counting(source: Source) -> set[str]:
    """The names that hold how many there are of others."""
    assigned = (node for node in source.nodes if isinstance(node, ast.Assign))
    return {named(target) for node in assigned if _counts(node.value) for target in node.targets}


def _counts(node: ast.AST) -> bool:
    """Whether something is how many there are of others: ``len(sys.argv) - 1``."""
    while isinstance(node, ast.BinOp):
        node = node.left
    return isinstance(node, ast.Call) and named(node.func) == "len"


def _meant(node: ast.AST, source: Source) -> Iterator[Meant]:
    match node:
        case ast.If(test=test, body=body):
            for about, word in _compared(test, source):
                yield about, word, [*body]
        case ast.IfExp(test=test, body=only):
            for about, word in _compared(test, source):
                yield about, word, [only]
        case ast.Match(subject=about, cases=cases):
            for case in cases:
                for word in _words(case, source):
                    yield about, word, [*case.body]
        case ast.Subscript(value=table, slice=about) if not isinstance(about, ast.Constant):
            for word, done in _table(table, about, source):
                yield about, word, [done]
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[about, *_]):
            for word, done in _table(table, about, source):
                yield about, word, [done]


def _words(case: ast.match_case, source: Source) -> list[str]:
    values = [each.value for each in ast.walk(case.pattern) if isinstance(each, ast.MatchValue)]
    return [word for each in values if (word := _number(each, source))]


def _compared(test: ast.expr, source: Source) -> Iterator[tuple[ast.expr, str]]:
    for each in ast.walk(test):
        match each:
            case ast.Compare(left=about, ops=[ast.Eq() | ast.Is()], comparators=[other]):
                words = [_number(other, source)]
            case ast.Compare(left=about, ops=[ast.In()], comparators=[
                ast.Tuple(elts=among) | ast.List(elts=among) | ast.Set(elts=among)]):  # fmt: skip
                words = [_number(one, source) for one in among]
            case _:
                continue
        yield from ((about, word) for word in words if word)


def _table(table: ast.expr, about: ast.expr, source: Source) -> Iterator[tuple[str, ast.expr]]:
    """Each number that something stands at; ``LIST[int(word) - 1]`` counts from 1."""
    first = isinstance(about, ast.BinOp) and isinstance(about.op, ast.Sub)
    among = values(source, table.id) if isinstance(table, ast.Name) else [table]
    for each in among:
        match each:
            case ast.Dict(keys=keys, values=done):
                yield from ((word, d) for k, d in zip(keys, done, strict=True)
                            if (word := _number(k, source)))  # fmt: skip
            case ast.List(elts=done) | ast.Tuple(elts=done) if len(done) <= _MOST and all(
                isinstance(one, ast.Name | ast.Attribute | ast.Lambda) for one in done
            ):
                yield from ((str(place), one) for place, one in enumerate(done, first))


def _number(node: ast.AST | None, source: Source) -> str:
    if node is None:
        return ""
    value = node.value if isinstance(node, ast.Constant) else number_of(node, source)
    return str(value) if type(value) is int and 0 <= value <= _MOST else ""
