"""Arguments of the form ``key=value``: ``main.py mode=server port=12000``, ``--port=12000``.

A program that takes them cuts each at the ``=`` and keeps them in a table; or it puts each one
there under the one before it: ``--port 12000``.  What it then takes out of that table without
asking whether it is there (``given["port"]``) is demanded.  A key that the table has from the
beginning is not, nor one that is looked for first.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from harness.casting.accepted import accepted
from harness.casting.choices import texts
from harness.casting.slot import Slot, leaves, named, text_of
from harness.casting.sources import Source

_CUTS = frozenset({"split", "partition", "rsplit"})
_MOST = 300  # nodes of one loop
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
Tables = dict[str, tuple[str, str]]
_MADE = ast.DictComp | ast.GeneratorExp | ast.ListComp


def keyed(source: Source) -> list[Slot]:
    """What is demanded in that form, in the order in which it is taken."""
    found: dict[str, Slot] = {}
    known = tables(source)
    words = accepted(source) if known else {}
    numbers = {id(p) for n in source.nodes if _is_int(n) for p in getattr(n, "args", ())}
    kept = {id(n.value): named(n.targets[0]) for n in source.nodes if isinstance(n, ast.Assign)}
    kept |= {id(part): name for part, name in _called(source)} if known else {}
    spared = set(_spared(source, known)) if known else set()
    for node in source.nodes:
        if (key := key_of(node, known)) and key not in spared and not _defaults(node):
            slot = found.setdefault(key, Slot(name=key.strip("-="), option=key))
            slot.number = slot.number or id(node) in numbers
            slot.told = slot.told or kept.get(id(node), "")
            slot.choices = slot.choices or words.get(kept.get(id(node), ""), [])
    return list(found.values())


@lru_cache(maxsize=16)
def tables(source: Source) -> Tables:
    """The names of the tables, and what stands before and behind a key on the command line."""
    if "argv" not in source.code:
        return {}
    lines = {"argv"} | {name for name, value in _assigned(source) if _names(value, {"argv"})}
    lines |= set(_handed(source, lines))
    found: Tables = dict(_paired(source, lines))
    for name, value in _assigned(source):
        if any(isinstance(each, _MADE) for each in _within(value)) and _cuts(value, lines):
            found[name] = _before(value), "="
    for node in source.nodes:
        if isinstance(node, ast.For) and _names(node.iter, lines) and _cuts(node, lines):
            if any(named(getattr(each, "func", None)) == "open" for each in _within(node.iter)):
                continue  # the lines of a file
            found |= dict.fromkeys(_filled(node), (_before(node), "="))
    given = {f.name: found[t] for f in source.nodes if isinstance(f, _FUNCTIONS)
             for t in _returned(f) if t in found}  # fmt: skip
    given |= {f.name: (_before(f), "=") for f in source.nodes if isinstance(f, _FUNCTIONS)
              for r in f.body if isinstance(r, ast.Return) and r.value is not None
              if isinstance(r.value, ast.Call | ast.DictComp) and _cuts(r, lines)}  # fmt: skip
    for name, value in _assigned(source):
        if isinstance(value, ast.Call) and named(value.func) in given:
            found[name] = given[named(value.func)]
    return found


def key_of(node: ast.AST, known: Tables) -> str:
    """The option, ``port=``, that a node takes out of such a table; empty if it is none."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=key, ctx=ast.Load()):
            pass
        case ast.Call(func=ast.Attribute(attr="get" | "pop", value=ast.Name(id=name)), args=[
            key, *_]):  # fmt: skip
            pass
        case _:
            return ""
    text = text_of(key)
    if not text or name not in known:
        return ""
    return _option(text, known[name])


def _option(key: str, around: tuple[str, str]) -> str:
    before, behind = around
    return f"{'' if key[0] == '-' else before}{key}{behind}"


def _paired(source: Source, lines: set[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Tables in which each argument stands under the one before it."""
    for node in source.nodes:
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=name), slice=key)],
                value=ast.Subscript(value=line, slice=ast.BinOp(op=ast.Add())),
            ) if named(line) in lines and not text_of(key):
                dashes = any(text == "--" for text in source.strings)
                yield name, (_before(key) or "--" * dashes, "")
            case ast.Assign(
                targets=[target],
                value=ast.Call(func=ast.Name(id="dict"), args=[ast.Call(args=parts) as pairs]),
            ) if named(pairs.func) == "zip" and parts and all(_names(p, lines) for p in parts):
                yield named(target), ("", "")


def _defaults(node: ast.AST) -> bool:
    """Whether something else comes of it where there is nothing."""
    return isinstance(node, ast.Call) and (len(node.args) > 1 or named(node.func) == "get")


def _spared(source: Source, known: Tables) -> Iterator[str]:
    """The options that a program looks for first, or that its table has anyway."""
    for name, value in _assigned(source):
        if name in known:
            dicts = (each for each in _within(value) if isinstance(each, ast.Dict))
            keys = [key for each in dicts for key in texts(each, source) if key]
            yield from (_option(key, known[name]) for key in keys)
            for each in _within(value):
                if isinstance(each, ast.Call) and named(each.func) == "dict":
                    yield from (_option(w.arg, known[name]) for w in each.keywords if w.arg)
    for node in source.nodes:
        match node:
            case ast.If(test=test, body=body) if not leaves(body):
                yield from _looked_for(test, known)
            case ast.IfExp(test=test):
                yield from _looked_for(test, known)
            case ast.Call(func=ast.Attribute(attr="setdefault", value=whole), args=[key, *_]):
                if text_of(key) and named(whole) in known:
                    yield _option(text_of(key), known[named(whole)])


def _looked_for(test: ast.expr, known: Tables) -> Iterator[str]:
    for each in _within(test):
        match each:
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=n)]):
                if text_of(key) and n in known:
                    yield _option(text_of(key), known[n])


def _is_int(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and named(node.func) == "int"


def _assigned(source: Source) -> Iterator[tuple[str, ast.expr]]:
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[target], value=value):
                yield named(target), value
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield named(target), value


def _within(node: ast.AST) -> Iterator[ast.AST]:
    return islice(ast.walk(node), _MOST)


def _names(node: ast.AST, names: set[str]) -> bool:
    return any(named(each) in names for each in _within(node))


def _handed(source: Source, lines: set[str]) -> Iterator[str]:
    """The parameters of functions that are handed the command line."""
    return (name for part, name in _called(source) if _names(part, lines))


def _called(source: Source) -> Iterator[tuple[ast.expr, str]]:
    """What functions of the file are handed, and what they call it."""
    functions = {node.name: node.args.args for node in source.nodes if isinstance(node, _FUNCTIONS)}
    for node in source.nodes:
        if isinstance(node, ast.Call):
            pairs = zip(functions.get(named(node.func), ()), node.args, strict=False)
            yield from ((part, given.arg) for given, part in pairs)


def _cuts(node: ast.AST, lines: set[str]) -> bool:
    """Whether something of the command line is cut at a ``=`` there."""
    return _names(node, lines) and any(
        isinstance(each, ast.Call)
        and named(each.func) in _CUTS
        and [text_of(part) for part in each.args[:1]] == ["="]
        for each in _within(node)
    )


def _before(node: ast.AST) -> str:
    """The dashes that stand before a key, if the program does anything about them."""
    for each in _within(node):
        match each:
            case ast.Call(func=ast.Attribute(attr="startswith" | "lstrip"), args=[part]):
                if text_of(part).startswith("-"):
                    return "--"
            case ast.Subscript(slice=ast.Slice(lower=ast.Constant(value=2))):
                return "--"
    return ""


def _filled(loop: ast.For) -> Iterator[str]:
    for each in _within(loop):
        match each:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=key)]):
                if not text_of(key):
                    yield name


def _returned(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for each in function.body:
        if isinstance(each, ast.Return):
            yield named(each.value)
