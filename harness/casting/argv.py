"""Which arguments a program takes from its command line, and what it calls them.

An argument counts where the program takes it for granted, or gives up without it.  One that has a
default, or that it asks for first (``if len(sys.argv) > 1``), it can do without.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from harness.casting.sources import Source

_LEAVES = frozenset({"exit", "_exit", "quit", "usage", "error", "abort"})
Words = frozenset[str]
_MOST = 8  # arguments that a program may ask for


@dataclass(slots=True)
class Slot:
    """One argument.

    ``name`` is what the program calls it, ``told`` what its usage message does; ``number``: it
    makes a number of it; ``option`` goes before it; ``choices`` are all that it may be.
    """

    name: str = ""
    told: str = ""
    number: bool = False
    option: str = ""
    choices: list[str] = field(default_factory=list)


def slots(source: Source, own: Words = frozenset(), other: Words = frozenset()) -> list[Slot]:
    """The arguments that a program demands, in order.

    ``own`` and ``other``: of a program that is both sides, the words for this side and for that
    one.  What it demands of those who say the other one is left out.
    """
    if not any(word in source.code for word in ("argv", "add_argument", "add_parser")):
        return []
    if source.tree is None:
        return _scan(source.code)
    try:
        return _read(source.tree, source.nodes, own, other)
    except RecursionError:
        return []


def _read(
    tree: ast.Module, nodes: dict[ast.AST, list[ast.AST]], own: Words, other: Words
) -> list[Slot]:
    """Arguments by the syntax tree."""
    parsed = list(_options(nodes))
    if parsed:
        return parsed[:_MOST]
    visit = _Visit(nodes, own, other)
    visit.look(tree, asked=False)
    last = max([*visit.slots, visit.least], default=0)
    return [visit.slots.get(index, Slot()) for index in range(1, min(last, _MOST) + 1)]


def _options(nodes: Iterable[ast.AST]) -> Iterator[Slot]:
    """Arguments that argparse demands; of a program with subcommands, only which one."""
    commands = list(_commands(nodes))
    if commands:
        yield Slot(name="command", choices=commands)
        return
    for node in nodes:
        if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument"):
            continue
        names = [n.value for n in node.args if isinstance(n, ast.Constant)]
        words = {word.arg: word.value for word in node.keywords}
        given = {name: getattr(value, "value", None) for name, value in words.items()}
        name = next((str(each) for each in names if str(each).startswith("--")), "")
        name = name or next(map(str, names), "")
        option = name if name.startswith("-") else ""
        if (option and given.get("required") is not True) or given.get("nargs") in ("?", "*"):
            continue
        choices = words.get("choices")
        yield Slot(
            name=name,
            number=getattr(words.get("type"), "id", "") == "int",
            option=option,
            choices=[
                str(each.value)
                for each in getattr(choices, "elts", [])
                if isinstance(each, ast.Constant)
            ],
        )


def _commands(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_parser":
            yield from (str(n.value) for n in node.args[:1] if isinstance(n, ast.Constant))


class _Visit:
    """What a program does with ``sys.argv``: a slot for each index that it takes for granted.

    ``children``: of every node.  ``own`` and ``other``: see ``slots``.
    """

    def __init__(self, children: dict[ast.AST, list[ast.AST]], own: Words, other: Words) -> None:
        self._children = children
        self._own, self._other = own, other
        self.slots: dict[int, Slot] = {}
        self.least = 0
        self._offsets = {"argv": 0}
        self._parameters: dict[str, list[str]] = {}

    def look(self, node: ast.AST, asked: bool, name: str = "", number: bool = False) -> None:
        """Look at a node: ``asked`` if it is reached only where the argument is there.

        ``name`` is what the program calls the value, ``number`` whether it makes one of it.
        """
        match node:
            case ast.FunctionDef():
                self._parameters[node.name] = [each.arg for each in node.args.args]
                self._all(node.body, asked)
            case ast.If() if _asks(node.test) or self._is_for(node.test) is not None:
                self._condition(node, asked)
            case ast.IfExp() if _asks(node.test):
                pass
            case ast.Try():
                self._try(node, asked)
            case ast.Assign(targets=[target]):
                self._assign(target, node.value, asked)
            case ast.AnnAssign(value=ast.expr() as value):
                self._assign(node.target, value, asked)
            case ast.Call():
                self._call(node, asked, name, number)
            case ast.Tuple(elts=[host, port]) if not name:
                self.look(host, asked, "host", number)
                self.look(port, asked, "port", number)
            case _ if (index := self._index(node)) is not None:
                if not asked and index > 0:
                    self._note(index, name, number)
            case _:
                for part in self._children[node]:
                    self.look(part, asked, name, number)

    def _is_for(self, test: ast.expr) -> bool | None:
        """Whether a condition is true for this side, or for the other one; None: for neither."""
        if any(_named(each) == "len" for each in ast.walk(test)):
            return None
        for each in ast.walk(test):
            match each:
                case ast.Compare(ops=[ast.Eq() | ast.In()]):
                    said = {n.value for n in ast.walk(each) if isinstance(n, ast.Constant)}
                    if said & self._own:
                        return True
                    if said & self._other:
                        return False
        return None

    def _try(self, node: ast.Try, asked: bool) -> None:
        # Who gives up when it is not there demands it; who goes on has something instead.
        self._all(node.body, asked or any(map(_spares, node.handlers)))
        for part in (*node.handlers, *node.orelse, *node.finalbody):
            self.look(part, asked)

    def _call(self, node: ast.Call, asked: bool, name: str, number: bool) -> None:
        number = number or _named(node.func) == "int"
        own = self._parameters.get(_named(node.func), [])
        self.look(node.func, asked, name)
        for place, part in enumerate(node.args):
            self.look(part, asked, name or "".join(own[place : place + 1]), number)
        for word in node.keywords:
            self.look(word.value, asked, word.arg or "", number)

    def _all(self, lines: list[ast.stmt], asked: bool) -> None:
        for line in lines:
            self.look(line, asked)

    def _condition(self, node: ast.If, asked: bool) -> None:
        if isinstance(node.test, ast.Compare):
            self.look(node.test, asked)  # "if sys.argv[1] == 'server'" fails without it
        ours = self._is_for(node.test)
        if ours is not None:
            self._all(node.body, asked or not ours)
            self._all(node.orelse, asked or ours)
        elif _leaves(node.body):
            # 'if len(sys.argv) != 3: usage' says how many there must be.
            self.least = max(self.least, _demanded(node.test))
            self._all(node.orelse, asked)
        else:
            demanded = bool(node.orelse) and _leaves(node.orelse)
            self._all(node.body, asked or not demanded)
            self._all(node.orelse, asked=True)

    def _assign(self, target: ast.expr, value: ast.expr, asked: bool) -> None:
        start = self._start(value)
        if start is not None and isinstance(target, ast.Tuple | ast.List):
            if not asked:
                for index, part in enumerate(target.elts, start):
                    if index > 0 and not isinstance(part, ast.Starred):
                        self._note(index, _named(part), number=False)
        elif start is not None and isinstance(target, ast.Name):
            self._offsets[target.id] = start
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, other in zip(target.elts, value.elts, strict=False):
                self.look(other, asked, _named(one))
        else:
            self.look(value, asked, _named(target))

    def _start(self, node: ast.expr) -> int | None:
        """The index at which a whole piece of the arguments begins: ``sys.argv[1:]`` is 1."""
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            offset = self._offsets.get(_named(node.value))
            lower = node.slice.lower
            if offset is not None and (lower is None or isinstance(lower, ast.Constant)):
                return offset + (int(str(lower.value)) if lower is not None else 0)
            return None
        return self._offsets.get(_named(node))

    def _index(self, node: ast.AST) -> int | None:
        if not (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)):
            return None
        offset, index = self._offsets.get(_named(node.value)), node.slice.value
        if offset is None or not isinstance(index, int) or index < 0:
            return None
        return offset + index

    def _note(self, index: int, name: str, number: bool) -> None:
        slot = self.slots.setdefault(index, Slot())
        slot.name = slot.name or name
        slot.number = slot.number or number


def _named(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _asks(test: ast.expr) -> bool:
    """True for a condition on how many arguments there are."""
    return any("argv" in _named(node) for node in ast.walk(test))


def _demanded(test: ast.expr) -> int:
    """How many arguments a program must have that leaves when ``test`` is true."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and isinstance(node.comparators[0], ast.Constant):
            number = node.comparators[0].value
            if isinstance(number, int) and isinstance(node.ops[0], ast.NotEq | ast.Lt):
                return number - 1
            if isinstance(number, int) and isinstance(node.ops[0], ast.LtE):
                return number
    return 0


def _leaves(lines: list[ast.stmt]) -> bool:
    """True if these lines give up: exit, raise, return, or print how to call the program."""
    for line in lines:
        for node in ast.walk(line):
            if isinstance(node, ast.Raise | ast.Return):
                return True
            if isinstance(node, ast.Call) and _named(node.func).lower() in _LEAVES:
                return True
    return False


def _spares(handler: ast.ExceptHandler) -> bool:
    """True if it makes up for an argument that is not there."""
    if _leaves(handler.body):
        return False
    if handler.type is not None and any(
        _named(node) in ("IndexError", "LookupError") for node in ast.walk(handler.type)
    ):
        return True
    # A handler of everything may be there for the network; one that sets something is not.
    return any(isinstance(line, ast.Assign) for line in handler.body)


_ASSIGNED_2 = r"(\w+)[ \t]*=[ \t]*(int[ \t]*\([ \t]*)?(?:sys\.)?argv\[(\d)\]"
_USED_2 = r"(int[ \t]*\([ \t]*)?(?:sys\.)?argv\[(\d)\]"


def _scan(code: str) -> list[Slot]:
    """Arguments of a program that does not parse (Python 2): whatever index it uses."""
    if re.search(r"len[ \t]*\([ \t]*(?:sys\.)?argv[ \t]*\)[ \t]*(?:>|==)", code):
        return []
    slots: dict[int, Slot] = {}
    for number, index in re.findall(_USED_2, code):
        slots.setdefault(int(index), Slot(number=bool(number)))
    for name, number, index in re.findall(_ASSIGNED_2, code):
        slots[int(index)] = Slot(name, number=bool(number))
    last = max(slots, default=0)
    return [slots.get(index, Slot()) for index in range(1, last + 1)]
