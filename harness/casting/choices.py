"""Which words an expression of a program stands for: what an option may be, as it is written there.

``['first', 'chat']`` is plain; but a choice may as well have a name, be the keys of a table, or the
members of an ``Enum`` (``[m.value for m in Mode]``, ``type=Mode``).  What is not understood has no
words.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from harness.casting.slot import named, text_of
from harness.casting.sources import Source

_COPIES = frozenset({"list", "tuple", "set", "frozenset", "sorted", "get_args", "keys"})
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
COMMANDS = 30  # functions that are told apart by a word
_LONGEST = 300  # nodes of a function that enters others
_MOST = 50  # words of one choice
_DEEP = 8  # names of names, and lists of lists


def choices(node: ast.Call, source: Source) -> list[str]:
    """All that an option or argument may be, by how ``argparse`` is told of it."""
    words = {word.arg: word.value for word in node.keywords}
    among = words.get("choices")
    found = (letters(among, source) or list(texts(among, source))) if among is not None else []
    return found or (list(members(source, named(words["type"]))) if "type" in words else [])


def letters(node: ast.expr, source: Source) -> list[str]:
    """The letters of a text that stands for several words: ``choices='XY'``, ``list('XY')``."""
    for _ in range(_DEEP):
        match node:
            case ast.Call(func=how, args=[part]) if named(how) in _COPIES:
                node = part
            case ast.Name(id=name) if len(known := values(source, name)) == 1:
                node = known[0]
            case _:
                break
    return list(text_of(node))[:_MOST]


def commands(node: ast.Call, source: Source) -> list[str]:
    """What a call of ``add_parser`` adds: a command, or one for each round of a loop around it."""
    first = node.args[0] if node.args else None
    if not isinstance(first, ast.Name):
        return [text_of(first)] if text_of(first) else []
    loop = _loops(source).get(node)
    if loop is not None and named(loop.target) == first.id:
        return list(texts(loop.iter, source))
    if loop is not None and isinstance(loop.target, ast.Tuple):
        names = [*map(named, loop.target.elts)]
        if first.id in names:
            return _column(loop.iter, names.index(first.id), source)[:_MOST]
    return []


@lru_cache(maxsize=16)
def _loops(source: Source) -> dict[ast.Call, ast.For]:
    """The innermost loop around each call of ``add_parser``."""
    found: dict[ast.Call, ast.For] = {}
    waiting: list[tuple[ast.AST, ast.For | None]] = [(node, None) for node in [source.tree] if node]
    for node, loop in waiting:
        if isinstance(node, ast.Call) and named(node.func) == "add_parser" and loop is not None:
            found[node] = loop
        inner = node if isinstance(node, ast.For) else loop
        waiting += [(each, inner) for each in source.nodes[node]]
    return found


def _column(node: ast.expr, place: int, source: Source) -> list[str]:
    """The words at one place of each of some tuples; the keys of a table are at the first."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return (
            list(texts(node.func.value, source)) if node.func.attr == "items" and not place else []
        )
    rows = getattr(node, "elts", [])
    return [text_of(row.elts[place]) for row in rows if len(getattr(row, "elts", ())) > place]


def texts(node: ast.AST, source: Source) -> Iterator[str]:
    """The words that an expression stands for; of many only the first: they are no choice."""
    return islice(_texts(node, source, _DEEP, set()), _MOST)


def _texts(node: ast.AST, source: Source, deep: int, seen: set[str]) -> Iterator[str]:
    """These words; a name is looked up once, so that no file makes this take long."""
    if not deep:
        return
    parts: Iterable[ast.expr] = ()
    match node:
        case ast.Constant(value=str() | int() as value) if not isinstance(value, bool):
            yield str(value)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            pass
        case ast.Dict(keys=keys):
            yield from filter(None, map(text_of, keys))
        case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.expr() as part):
            parts = [part]
        case ast.Call():
            yield from _called(node, source, deep, seen)
        case ast.ListComp() | ast.GeneratorExp():
            yield from _made(node, source, deep, seen)
        case ast.Attribute(value=ast.Name(id=kind), attr=attr):
            yield from members(source, kind, only=attr)
        case ast.Name(id=name) if name not in seen:
            seen.add(name)
            yield from members(source, name)
            late = [ast.Constant(word) for word in entered(source).get(name, ())]
            parts = [*values(source, name), *late]
    for part in parts:
        yield from _texts(part, source, deep - 1, seen)


def members(source: Source, kind: str, *, by_name: bool = False, only: str = "") -> Iterator[str]:
    """The values of an ``Enum`` of the file, or the names of them; ``only`` of this one."""
    for line in _enums(source).get(kind, ()):
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            name = line.targets[0].id
            if by_name or only in ("", name):
                yield name if by_name else _value(line.value, kind, name, source)


def number_of(node: ast.AST, source: Source) -> int | None:
    """The number that a member of an ``Enum`` is (``Role.SERVER``), if it is one."""
    if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
        return None
    before, kind = 0, node.value.id
    for line in _enums(source).get(kind, ()) if kind not in _of_text(source) else ():
        if isinstance(line, ast.Assign):
            made = named(getattr(line.value, "func", None)) == "auto"
            value = before + 1 if made else getattr(line.value, "value", None)
            if type(value) is not int:
                return None
            if named(line.targets[0]) == node.attr:
                return value
            before = value
    return None


def values(source: Source, name: str) -> list[ast.expr]:
    """Whatever a name is given in the file."""
    return _given(source).get(name, [])


@lru_cache(maxsize=16)
def entered(source: Source) -> dict[str, list[str]]:
    """What is entered in each table after it was made: ``MODES['chat'] = chat``.

    And what decorators enter there: functions, by a word or by their names.
    """
    functions = [node for node in source.nodes if isinstance(node, _FUNCTIONS)]
    enters = {
        outer.name: named(node.targets[0].value)
        for outer in functions
        for node in islice(ast.walk(outer), _LONGEST)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)
    }
    found: dict[str, list[str]] = {}
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=table), slice=key)]):
                if text_of(key) and len(words := found.setdefault(table, [])) < COMMANDS:
                    words.append(text_of(key))
    for function in functions if enters else ():
        for each in function.decorator_list:
            table = enters.get(named(each.func if isinstance(each, ast.Call) else each), "")
            if table and len(words := found.setdefault(table, [])) < COMMANDS:
                said = map(text_of, each.args) if isinstance(each, ast.Call) else ()
                words += list(filter(None, said)) or [function.name]
    return found


@lru_cache(maxsize=16)
def _enums(source: Source) -> dict[str, list[ast.stmt]]:
    classes = (node for node in source.nodes if isinstance(node, ast.ClassDef))
    return {
        each.name: each.body
        for each in classes
        if any(named(base).endswith("Enum") for base in each.bases)
    }


@lru_cache(maxsize=16)
def _of_text(source: Source) -> frozenset[str]:
    """Those whose members are texts."""
    classes = (node for node in source.nodes if isinstance(node, ast.ClassDef))
    kinds = {"StrEnum", "str"}
    return frozenset(each.name for each in classes if kinds & {*map(named, each.bases)})


@lru_cache(maxsize=16)
def _given(source: Source) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in source.nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                found.setdefault(named(target), []).append(node.value)
    return found


def _called(node: ast.Call, source: Source, deep: int, seen: set[str]) -> Iterator[str]:
    """What a call makes of words that are written there, or have a name."""
    match node:
        case ast.Call(func=ast.Name(id="dict"), keywords=given):
            yield from (each.arg for each in given if each.arg)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as line), attr="split")):
            yield from line.split()
        case ast.Call(func=how, args=args) if named(how) in _COPIES:
            for part in args or [getattr(how, "value", how)]:
                yield from _texts(part, source, deep - 1, seen)


def _made(
    node: ast.ListComp | ast.GeneratorExp, source: Source, deep: int, seen: set[str]
) -> Iterator[str]:
    """What is made of each of some words: only its name, or small letters."""
    attributes = {each.attr for each in ast.walk(node.elt) if isinstance(each, ast.Attribute)}
    for each in node.generators[:1]:
        if "name" in attributes:
            words = members(source, named(each.iter), by_name=True)
        else:
            words = _texts(each.iter, source, deep - 1, seen)
        yield from (word.lower() if "lower" in attributes else word for word in words)


def _value(node: ast.expr, kind: str, name: str, source: Source) -> str:
    """What a member of an ``Enum`` is; ``auto()`` is its name where that is a text."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    number = number_of(ast.Attribute(ast.Name(kind), name), source)
    return name.lower() if number is None else str(number)
