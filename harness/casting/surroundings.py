"""What a program reads from its environment, and cannot do without.

``os.environ["PORT"]``, ``os.getenv("SERVER_HOST")``: whoever wrote it sets that before, by a
script, by 'docker-compose.yml' or by hand.  A variable counts where the program takes it for
granted and says by its name that a host, a port or somebody's name is meant, as an argument does
(``arguments``).  One with a default, or that it looks for first, is left out; so are all of a
program that fills its environment itself, be it from a file.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from harness.casting.slot import Slot, leaves, named, text_of
from harness.casting.sources import Source
from harness.casting.standing import core

# what a loader or an interpreter reads is none of a program's own
_PLAIN = re.compile(r"(?!LD_|PYTHON)[A-Za-z_][A-Za-z0-9_]{0,60}")
_MISSING = ("KeyError", "LookupError", "Exception")
_FILLS = ("putenv", "load_dotenv", "setdefault", "update")
# what every machine sets by itself
_SYSTEM = frozenset({"HOME", "USER", "LOGNAME", "PATH", "PWD", "SHELL", "TERM", "LANG", "TMPDIR",
                     "DISPLAY", "HOSTNAME", "COMPUTERNAME", "USERNAME", "USERPROFILE", "TEMP",
                     "SSH_CLIENT", "VIRTUAL_ENV"})  # fmt: skip


def variables(used: Iterable[Source]) -> list[Slot]:
    """What a program demands of its environment; the ``option`` is the variable."""
    found: dict[str, Slot] = {}
    for source in used:
        if "environ" not in source.code and "getenv" not in source.code:
            continue
        if any(map(_fills, source.nodes)):
            return []
        spared = {id(n) for n in _spared(source)}
        for name, number, node in _asked(source):
            if id(node) not in spared and plain(name):
                slot = found.setdefault(name, Slot(name=name.lower(), option=name))
                slot.number = slot.number or number
    return list(found.values())


def plain(name: str) -> bool:
    """Whether a variable is a program's own."""
    return name not in _SYSTEM and _PLAIN.fullmatch(name) is not None


def compared(used: Iterable[Source]) -> dict[str, list[str]]:
    """The words that a program compares each variable with, be it there or under a name."""
    found: dict[str, list[str]] = {}
    for source in used:
        if "environ" not in source.code and "getenv" not in source.code:
            continue
        if any(map(_fills, source.nodes)):
            return {}
        called: dict[str, str] = {}
        for node in source.nodes:
            if isinstance(node, ast.Assign) and (variable := _taken(node.value)):
                called[named(node.targets[0])] = variable
        for node in source.nodes:
            if isinstance(node, ast.Compare):
                words = [text_of(each) for part in node.comparators for each in ast.walk(part)]
                variable = _taken(node.left) or called.get(core(node.left), "")
                found.setdefault(variable, []).extend(filter(None, words))
    found.pop("", None)
    return found


def _taken(node: ast.AST) -> str:
    """The variable that is taken from the environment somewhere in there, default or not."""
    for each in ast.walk(node):
        match each:
            case ast.Call(func=ast.Attribute(attr="get", value=whole), args=[key, *_]):
                if named(whole) == "environ":
                    return text_of(key)
            case ast.Call(func=how, args=[key, *_]) if named(how) == "getenv":
                return text_of(key)
            case _ if name := _variable(each):
                return name
    return ""


def _variable(node: ast.AST) -> str:
    """The variable that an expression takes from the environment, without any default."""
    match node:
        case ast.Subscript(value=whole, slice=key, ctx=ast.Load()) if named(whole) == "environ":
            return text_of(key)
        case ast.Call(func=ast.Attribute(attr="get", value=whole), args=[key], keywords=[]):
            return text_of(key) if named(whole) == "environ" else ""
        case ast.Call(func=how, args=[key], keywords=[]) if named(how) == "getenv":
            return text_of(key)
    return ""


def _asked(source: Source) -> Iterator[tuple[str, bool, ast.AST]]:
    """Each variable, whether a number is made of it at once, and where it is taken."""
    numbers = {
        id(part)
        for node in source.nodes
        if isinstance(node, ast.Call) and named(node.func) == "int"
        for part in node.args
    }
    for node in source.nodes:
        if name := _variable(node):
            yield name, id(node) in numbers, node


def _spared(source: Source) -> Iterator[ast.AST]:
    """What is looked for where the program goes on without it."""
    names = (node for node in source.nodes if isinstance(node, ast.Name))
    bound = Counter(node.id for node in names if isinstance(node.ctx, ast.Store))
    asked = {text_of(n.left) for n in source.nodes if isinstance(n, ast.Compare)} - {""}
    for node in source.nodes:
        match node:
            case ast.BoolOp() | ast.IfExp():
                yield from ast.walk(node)
            case ast.Try(body=body, handlers=handlers) if any(map(_goes_on, handlers)):
                for line in body:
                    yield from ast.walk(line)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if bound[name] > 1:
                yield from _calls(value)  # what it is else is said elsewhere
            case ast.If(test=test):
                yield from _calls(test)
        if _variable(node) in asked:
            yield node


def _calls(node: ast.AST) -> Iterator[ast.AST]:
    """The calls in there, which give nothing where ``environ[…]`` would fail."""
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def _goes_on(handler: ast.ExceptHandler) -> bool:
    kinds = [named(node) for node in ast.walk(handler.type)] if handler.type else list(_MISSING)
    return not leaves(handler.body) and any(kind in _MISSING for kind in kinds)


def _fills(node: ast.AST) -> bool:
    """Whether a program sets variables itself."""
    match node:
        case ast.Subscript(value=whole, ctx=ast.Store()):
            return named(whole) == "environ"
        case ast.Call(func=ast.Attribute(attr=how, value=whole)) if how in _FILLS:
            return named(whole) == "environ" or how in ("putenv", "load_dotenv")
        case ast.Call(func=ast.Name(id=how)):
            return how in ("putenv", "load_dotenv")
    return False
