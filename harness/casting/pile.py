"""Where in a program the command line is: which names hold it, and from which argument on.

``sys.argv`` begins with the program's own name, ``args = sys.argv[1:]`` with the first argument,
and so does ``argv`` in ``def main(argv)`` where ``main(sys.argv[1:])`` is called.  What is taken
off the front (``args.pop(0)``, ``next(args)``) moves all that comes after.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from harness.casting.slot import leaves, named, text_of

_COPIES = frozenset({"list", "tuple", "iter", "deque"})
_SYS = "sys.argv"


class Pile:
    """The names that hold the command line.

    ``parameters``: those of each function and class, and how many of them have no default;
    ``classes``: the names of the latter.  ``elsewhere``: what is in the modules that it imports.
    """

    def __init__(
        self,
        nodes: Mapping[ast.AST, object],
        elsewhere: Iterable[ast.AST] = (),
        held: Mapping[str, int] | None = None,
    ) -> None:
        self._offsets = {_SYS: 0, "argv": 0} if held is None else dict(held)
        self._getters: dict[str, tuple[int, bool]] = {}
        self.parameters: dict[str, tuple[list[str], int]] = {}
        self.classes: set[str] = set()
        self._deepest = max([_back(n.slice) for n in nodes if isinstance(n, ast.Subscript)
                             if named(n.value) == "argv"], default=0)  # fmt: skip
        self._backward = {named(n.targets[0]) for n in nodes
                          if isinstance(n, ast.Assign) and _is_backward(n.value)}  # fmt: skip
        self._backward -= {""}
        self._deepest = max([self._deepest, *map(self._depth, nodes)])
        popped = (n.func.value for n in nodes if isinstance(n, ast.Call) and not n.args
                  if isinstance(n.func, ast.Attribute) and n.func.attr == "pop")  # fmt: skip
        self._ends = Counter(map(_key, popped))
        self._handed: dict[str, dict[str, int]] = {}
        for node in nodes if held is None else ():
            if isinstance(node, ast.ImportFrom) and node.module == "sys":
                aliases = (each.asname for each in node.names if each.name == "argv")
                self._offsets |= {name: 0 for name in aliases if name}
        self._zipped: dict[str, tuple[list[str], ast.expr]] = {}
        for node in (*elsewhere, *nodes):
            self._define(node)
            self._zip(node)
            self._getter(node)
        for node in nodes:
            if isinstance(node, ast.Call):
                called = named(node.func)
                own = self.parameters.get(called, ([], 0))[0]
                for parameter, part in zip(own, node.args, strict=False):
                    self._given(called, parameter, part)

    @contextmanager
    def inside(self, function: str) -> Iterator[None]:
        """Within this function, its parameters hold what they are handed of the command line."""
        handed = self._handed.get(function, {})
        before = {name: self._offsets.get(name) for name in handed}
        self._offsets |= handed
        yield
        for name, offset in before.items():
            del self._offsets[name]
            if offset is not None:
                self._offsets[name] = offset

    def begins(self, target: ast.expr, start: int) -> None:
        """From here on ``target`` holds the command line from argument ``start``."""
        self._offsets[_key(target)] = start

    def asked_of(self, test: ast.expr) -> bool:
        """True for a condition on the command line, such as how many arguments there are."""
        return any("argv" in named(n) or named(n) in self._offsets for n in ast.walk(test))

    def first(self, test: ast.expr) -> int:
        """The argument that the names in a condition begin with."""
        return next((o for n in ast.walk(test) if (o := self._offsets.get(_key(n)))), 0)

    def start(self, node: ast.AST) -> int | None:
        """The argument that a piece of the command line begins with: ``sys.argv[1:]`` is 1."""
        match node:
            case ast.Subscript(value=whole, slice=ast.Slice(lower=lower)):
                offset = self._offsets.get(_key(whole))
                first = 0 if lower is None else getattr(lower, "value", None)
                return offset + first if offset is not None and isinstance(first, int) else None
            case ast.Call(func=ast.Name(id="dict"), args=[
                ast.Call(func=ast.Name(id="enumerate"), args=[part, *first])]):  # fmt: skip
                offset, moved = self.start(part), getattr(first[0], "value", 0) if first else 0
                return offset if offset is None or type(moved) is not int else offset - moved
            case ast.Call(args=[part]) if named(node.func) in _COPIES:
                return self.start(part)
            case ast.Call(func=ast.Name(id="map"), args=[_, part]):
                return self.start(part)
            case ast.ListComp(generators=[each]) | ast.GeneratorExp(generators=[each]):
                return self.start(each.iter) if not each.ifs else None
            case ast.BoolOp(values=[*_, part]):  # 'argv or sys.argv[1:]'
                return self.start(part)
        return self._offsets.get(_key(node))

    def index(self, node: ast.AST, *, look: bool = False) -> int | None:
        """Which argument this is; None: none.  ``look``: what is taken off is so later."""
        place: object
        match node:
            case ast.Subscript(value=ast.Name(id=table), slice=ast.Constant(value=str(word))) if (
                word in self._zipped.get(table, ([], node))[0]
            ):
                words, line = self._zipped[table]
                start = self.start(line)
                return None if start is None else start + words.index(word)
            case ast.Subscript() if depth := self._depth(node):
                return max(1, self._deepest + 1 - depth)
            case ast.Subscript(value=whole, slice=ast.Constant(value=int(place))):
                offset = self.start(whole)
                return None if offset is None else offset + place
            case ast.Subscript(value=whole, slice=ast.UnaryOp() as last) if back := _back(last):
                return None if self.start(whole) is None else max(1, self._deepest + 1 - back)
            case ast.Call(args=given) if (getter := self._getters.get(named(node.func))) and (
                len(given) > getter[0]
            ):
                place = getattr(given[getter[0]], "value", None)
                return place if type(place) is int else None
            case ast.Call(func=ast.Attribute(attr="pop", value=whole), args=given):
                place = getattr(given[0], "value", None) if given else self._last(whole, look)
                front = bool(given)
            case ast.Call(func=ast.Attribute(attr="get", value=whole), args=[ast.Constant(), *_]):
                place, front = getattr(node.args[0], "value", None), False
            case ast.Call(func=ast.Name(id="next"), args=[whole]):
                place, front = 0, True
            case _:
                return None
        offset = self._offsets.get(_key(whole))
        if offset is None or not isinstance(place, int):
            return None
        if front and not look:
            self._offsets[_key(whole)] = offset + 1
        return offset + place

    def backward(self, target: ast.expr, value: ast.expr) -> list[tuple[int, ast.expr]]:
        """The names of arguments that are counted from the end: ``port, host, *_ = argv[::-1]``."""
        if not self._holds_backward(value):
            return []
        return [(max(1, self._deepest - at), each) for at, each in enumerate(_plain(target))]

    def _holds_backward(self, node: ast.expr) -> bool:
        return named(node) in self._backward or _is_backward(node)

    def _depth(self, node: ast.AST) -> int:
        """How far from the end that is which is taken of a command line from its end; else 0."""
        match node:
            case ast.Subscript(value=whole, slice=ast.Constant(value=int(place))):
                return place + 1 if self._holds_backward(whole) else 0
            case ast.Assign(targets=[target], value=value):
                return len(_plain(target)) if self._holds_backward(value) else 0
        return 0

    def spares(self, node: ast.AST) -> bool:
        """Whether who asks for an argument by a function gets something else if there is none."""
        called = named(node.func) if isinstance(node, ast.Call) else ""
        if called == "get":
            return True
        return called in self._getters and not self._getters[called][1]

    def _last(self, whole: ast.expr, look: bool) -> int:
        """Which of what is left is taken off the end, if all that will be so has to be there."""
        key = _key(whole)
        left = self._ends.get(key, 1)
        if not look:
            self._ends[key] = left - 1
        return max(left, 1) - 1 + (self._offsets.get(key) == 0)

    def _getter(self, node: ast.AST) -> None:
        """Keep a function that gives the argument of a number: ``def arg(n): …argv[n]``.

        With it goes which of its parameters that is, and whether it gives up without one.
        """
        match node:
            case ast.FunctionDef(name=name, args=given):
                pass
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda(args=given)):
                pass
            case _:
                return
        names = _parameters(given)
        for each in ast.walk(node):
            match each:
                case ast.Subscript(value=whole, slice=ast.Name(id=number)) if number in names:
                    if self._offsets.get(_key(whole)) == 0:
                        self._getters[name] = names.index(number), insists(node)
                        return

    def _zip(self, node: ast.AST) -> None:
        """Keep a table in which each argument has a name: ``dict(zip(('host', 'port'), line))``."""
        match node:
            case ast.Assign(
                targets=[ast.Name(id=table)],
                value=ast.Call(func=ast.Name(id="dict"), args=[
                    ast.Call(func=ast.Name(id="zip"), args=[words, line])]),
            ):  # fmt: skip
                said = [text_of(each) for each in ast.walk(words) if text_of(each)]
                names = said[0].split() if len(said) == 1 else said
                self._zipped[table] = names, line

    def _define(self, node: ast.AST) -> None:
        """Keep what a function, or a class, is called with."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = _parameters(node.args)
            defaults = node.args.defaults
            self.parameters[node.name] = names, len(names) - len(defaults)
            for name, value in zip(reversed(names), reversed(defaults), strict=False):
                self._given(node.name, name, value)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            if named(node.value.func) == "namedtuple":
                words = [text_of(each) for part in node.value.args[1:] for each in ast.walk(part)]
                names = " ".join(words).replace(",", " ").split()
                self.classes.add(named(node.targets[0]))
                self.parameters[named(node.targets[0])] = names, len(names)
        elif isinstance(node, ast.ClassDef):
            self.classes.add(node.name)
            fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
            if any("dataclass" in ast.dump(each) for each in node.decorator_list) or any(
                named(base) == "NamedTuple" for base in node.bases
            ):
                needed = sum(each.value is None for each in fields)
                self.parameters[node.name] = [named(each.target) for each in fields], needed
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and each.name == "__init__":
                    names = _parameters(each.args)
                    self.parameters[node.name] = names, len(names) - len(each.args.defaults)

    def _given(self, function: str, parameter: str, value: ast.expr) -> None:
        start = None if isinstance(value, ast.Starred) else self.start(value)
        if start is not None:
            self._handed.setdefault(function, {})[parameter] = start


def _parameters(given: ast.arguments) -> list[str]:
    names = [each.arg for each in given.args]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def insists(function: ast.AST) -> bool:
    """Whether a function that looks for an argument gives up where there is none."""
    for node in ast.walk(function):
        match node:
            case ast.IfExp():
                return False
            case ast.If(test=test) if not any(named(n) == "argv" for n in ast.walk(test)):
                pass
            case ast.If(body=lines) | ast.ExceptHandler(body=lines):
                if not leaves(line for line in lines if not isinstance(line, ast.Return)):
                    return False
    return True


def _plain(target: ast.expr) -> list[ast.expr]:
    """The names that several values are given, up to that which has the rest."""
    parts = getattr(target, "elts", [])
    return [each for each in parts if not isinstance(each, ast.Starred)]


def _is_backward(node: ast.AST) -> bool:
    """Whether it is the command line from its end: ``list(reversed(sys.argv))``, ``argv[::-1]``."""
    match node:
        case ast.Call(func=ast.Name(id="list" | "tuple"), args=[part]):
            return _is_backward(part)
        case ast.Call(func=ast.Name(id="reversed"), args=[part]):
            pass
        case ast.Subscript(value=part, slice=ast.Slice(step=ast.UnaryOp() as step)) if (
            _back(step) == 1
        ):
            pass
        case _:
            return False
    return any(named(each) == "argv" for each in (part, getattr(part, "value", None)))


def _back(node: ast.AST) -> int:
    """How far from the end: 2 for ``[-2]``; 0 if it is counted from the beginning."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            return number
    return 0


def _key(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute) and node.attr == "argv":
        return _SYS
    return named(node)
