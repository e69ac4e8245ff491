"""What stands behind an option that a program looks up by itself: ``args[args.index("-h") + 1]``.

It may do so where it needs the value, keep first where the option is (``i = args.index("-h")``), or
have a function for that: ``opt("-h", "localhost")``.  Such a function is known by what it does with
the name that it is told; if it gives up without the option, the option is demanded.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache

from harness.casting.pile import insists
from harness.casting.slot import Slot, named, text_of
from harness.casting.sources import Source

_NUMBERS = ("int", "float")
Kept = dict[int, tuple[str, bool]]


@lru_cache(maxsize=16)
def behind(source: Source) -> tuple[Slot, ...]:
    """Each option with what is looked up behind it, in the order of the source."""
    if "argv" not in source.code or ".index" not in source.code:
        return ()
    kept = _kept(source)
    found: dict[str, Slot] = {}
    for node in source.nodes:
        if slot := _direct(node, source) or _by_function(node, source):
            slot.name, slot.number = kept.get(id(node), ("", False))
            slot.name, slot.told = slot.name or slot.option, slot.option
            found.setdefault(slot.option, slot)
    return tuple(found.values())


def option_before(node: ast.AST, source: Source) -> str:
    """The option that what a node is stands behind; empty if it is nothing of that kind."""
    if "argv" not in source.code or ".index" not in source.code:
        return ""
    slot = _direct(node, source) or _by_function(node, source)
    return slot.option if slot else ""


def _direct(node: ast.AST, source: Source) -> Slot | None:
    match node:
        case ast.Subscript(slice=ast.BinOp(left=place, op=ast.Add())):
            known = _places(source).get(place.id, "") if isinstance(place, ast.Name) else ""
            if option := _looked_for(place) or known:
                return Slot(option=option)
    return None


def _by_function(node: ast.AST, source: Source) -> Slot | None:
    if not isinstance(node, ast.Call) or (getter := _getters(source).get(named(node.func))) is None:
        return None
    place, gives_up = getter
    option = text_of(node.args[place]) if len(node.args) > place else ""
    if option[:1] != "-":
        return None
    rest = [*node.args[place + 1 :], *(word.value for word in node.keywords)]
    # a name has some value, and so has an empty text: all addresses
    default = getattr(rest[0], "value", "-") if rest else None
    given = "" if default is None else str(default) or "-"
    return Slot(option=option, unasked=not gives_up, given=given)


@lru_cache(maxsize=16)
def _places(source: Source) -> dict[str, str]:
    """The names that hold where an option is."""
    return {
        named(node.targets[0]): option
        for node in source.nodes
        if isinstance(node, ast.Assign) and (option := _looked_for(node.value))
    }


def _looked_for(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Attribute(attr="index"), args=[part, *_]) if (
            text_of(part)[:1] == "-"
        ):
            return text_of(part)
    return ""


@lru_cache(maxsize=16)
def _getters(source: Source) -> dict[str, tuple[int, bool]]:
    """The functions that give what stands behind an option.

    With each goes which of its parameters is told the option, and whether it gives up without it.
    """
    found = {}
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef) and (name := _asked_in(node)):
            names = [each.arg for each in node.args.args]
            if name in names:
                found[node.name] = names.index(name) - (names[0] == "self"), insists(node)
    return found


def _asked_in(function: ast.FunctionDef) -> str:
    """What a function looks for in a list, if it then takes what comes after it."""
    takes = any(
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.BinOp)
        and isinstance(node.slice.op, ast.Add)
        for node in ast.walk(function)
    )
    for node in ast.walk(function) if takes else ():
        match node:
            case ast.Call(func=ast.Attribute(attr="index"), args=[ast.Name(id=name), *_]):
                return name
    return ""


def _kept(source: Source) -> Kept:
    """What each value is called, and whether a number is made of it, by the value's ``id()``."""
    found: Kept = {}

    def keep(name: str, value: ast.AST) -> None:
        number = isinstance(value, ast.Call) and named(value.func) in _NUMBERS
        if number and isinstance(value, ast.Call) and value.args:
            value = value.args[0]
        if name or number:
            found.setdefault(id(value), (name, number))

    functions = {n.name: n for n in source.nodes if isinstance(n, ast.FunctionDef)}
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[target], value=value):
                for one, part in _paired(target, value):
                    keep(named(one), part)
            case ast.Call() if named(node.func) in functions:
                names = [each.arg for each in functions[named(node.func)].args.args]
                for name, part in zip(names, node.args, strict=False):
                    keep(name, part)
        if isinstance(node, ast.Call):
            for word in node.keywords:
                keep(word.arg or "", word.value)
    for node in source.nodes:
        keep("", node)
    return found


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=False)
    else:
        yield target, value
