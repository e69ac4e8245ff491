"""What a program does, or names, at each word that it knows.

That is what stands behind the comparison with it, beside it in a table or below a decorator; also
where only a name of that is kept, to be asked for later.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache

from harness.casting.numbers import meant, texts_by_number
from harness.casting.slot import named, text_of
from harness.casting.sources import Source

Known = tuple[set[str], list[ast.AST]]


@lru_cache(maxsize=16)
def known(source: Source) -> dict[str, list[ast.AST]]:
    """The pieces of code for each word."""
    found: dict[str, list[ast.AST]] = {}

    def note(words: Iterable[str], nodes: list[ast.AST]) -> None:
        for word in words:
            found.setdefault(word, []).extend(nodes)

    for node in source.nodes:
        for words, nodes in _at(node):
            note(words, nodes)
    for _, number, done in meant(source):
        note([number], done)
    for words, nodes in _later(source):
        note(words, nodes)
    names = [({number}, {word}) for _, number, word in texts_by_number(source)]
    for words, said in (*names, *(pair for node in source.nodes for pair in _renamed(node))):
        note(words, [each for word in said for each in found.get(word, [])])
    return found


@lru_cache(maxsize=64)
def kept_at(source: Source, option: str, dest: str) -> frozenset[str]:
    """The names of what is said behind an option: ``if o == '-c': host = v``, ``h = args.host``.

    ``dest``: what a parser calls it.
    """
    at = behind_at(source, option)
    found: set[str] = set()
    for node in source.nodes:
        for name, value in _named_so(node):
            held = at.get(node, ())
            if getattr(value, "attr", "") == dest or any(
                named(part) in held for part in (ast.walk(value) if held else ())
            ):
                found.add(name)
    return frozenset(found - {""})


def _named_so(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            yield from zip(map(named, names), values, strict=False)
        case ast.Assign(targets=[target], value=value) | ast.NamedExpr(target=target, value=value):
            yield named(target), value


@lru_cache(maxsize=64)
def behind_at(source: Source, option: str) -> dict[ast.AST, set[str]]:
    """All that is done where an option is met while they are gone through: ``for o, v in opts``.

    With the names that there are for what is behind each of them.
    """
    behind = {
        named(node.target.elts[1])
        for node in source.nodes
        if isinstance(node, ast.For)
        if isinstance(node.target, ast.Tuple) and len(node.target.elts) > 1
    } - {""}
    return {
        part: behind
        for node in source.nodes
        if behind and isinstance(node, ast.If) and option in _asked_for(node.test)
        for line in node.body
        for part in ast.walk(line)
    }


def _at(node: ast.AST) -> Iterator[Known]:
    match node:
        case ast.If(test=test, body=body):
            yield _asked_for(test), [*body]
        case ast.IfExp(test=test, body=only):
            yield _asked_for(test), [only]
        case ast.match_case(pattern=pattern, body=body):
            yield _texts(pattern), [*body]
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                yield {text_of(key)}, [value]
        case ast.FunctionDef(decorator_list=above) | ast.AsyncFunctionDef(decorator_list=above):
            yield {text for each in above for text in _texts(each)}, [node]


def _later(source: Source) -> Iterator[Known]:
    """The same for words of which only a name is kept: ``chat = '-e' in sys.argv``, ``if chat:``.

    Or that is set where the word is met: ``if option == '-e': chat = True``.
    """
    kept: dict[str, set[str]] = {}
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Compare() as test):
                kept.setdefault(name, set()).update(_asked_for(test))
            case ast.Assign(
                targets=[ast.Tuple(elts=[ast.Name(id=name), *_])],
                value=ast.Call(args=[_, ast.Constant(value=str(letter))]) as call,
            ) if len(letter) == 1 and "getopt" in named(call.func):
                kept.setdefault(name, set()).add(f"-{letter}")  # there is no other
            case ast.If(test=test, body=[ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Constant(value=True)), *_]):  # fmt: skip
                kept.setdefault(name, set()).update(_asked_for(test))
    for node in source.nodes:
        match node:
            case ast.If(test=ast.Name(id=name), body=body) if name in kept:
                yield kept[name], [*body]
            case ast.IfExp(test=ast.Name(id=name), body=only) if name in kept:
                yield kept[name], [only]


def _renamed(node: ast.AST) -> Iterator[tuple[set[str], set[str]]]:
    """Words, and what is meant by them: ``if option == '-e': mode = 'chat'``, ``{'1': 'chat'}``."""
    match node:
        case ast.If(test=test, body=[ast.Assign(value=ast.Constant(value=str(word))), *_]):
            asked = _asked_for(test)
            if asked and word not in asked:
                yield asked, {word}
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if text_of(key) and text_of(value):
                    yield {text_of(key)}, {text_of(value)}


def _asked_for(test: ast.expr) -> set[str]:
    """The words that something has to be for a condition to be true."""
    compared = (each for each in ast.walk(test) if isinstance(each, ast.Compare))
    return {
        word
        for each in compared
        if isinstance(each.ops[0], ast.Eq | ast.In)
        for word in _texts(each)
    }


def _texts(node: ast.AST) -> set[str]:
    return {text_of(each) for each in ast.walk(node)} - {""}
