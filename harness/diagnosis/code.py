"""Where a call stands in a student's source, when there is no doubt which call it is.

The stage says what a program did, seldom where in its code.  The rule here: a place is given only
if a single call can have done it.  A wrong line would mislead more than none.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from harness.model.record import Source

RECEIVE = ("recv", "recvfrom", "recv_into", "sock_recv")
RECEIVE_FILE = ("readline", "readuntil", "readexactly", "read")  # streams, and files of sockets
SEND = ("sendall", "send", "sendto", "write")
_LONGEST = 100
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a student's code."""

    file: str = ""
    line: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its place, the function around it ('' for none), and the loops, outermost first."""

    name: str
    place: Place
    function: str
    loops: tuple[int, ...] = ()


class Code:
    """The files of one role."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = [(one.name, _text(one.content)) for one in sources]

    def line(self, file: str, number: int) -> Place:
        """A line of a file, as its writer knows it."""
        for name, text in self._sources:
            if name == file or f"/{name}".endswith(f"/{file}") or f"/{file}".endswith(f"/{name}"):
                rows = text.split("\n")
                code = rows[number - 1].strip() if 0 < number <= len(rows) else ""
                return Place(name, number, code[:_LONGEST])
        return Place(file, number)

    def calls(self, *names: str) -> list[Call]:
        """The calls of functions or methods of these names, in order."""
        return [call for call in self._calls if call.name in names]

    def only(self, *names: str) -> Place:
        """The one call of these names; no place if there are none or several."""
        found = self.calls(*names)
        return found[0].place if len(found) == 1 else Place()

    def receives(self) -> list[Call]:
        """The calls that receive from a socket."""
        return self.calls(*RECEIVE) or self.calls(*RECEIVE_FILE)

    def between_accepts(self, calls: list[Call]) -> Place:
        """The one of ``calls`` that is made between two accepts; no place if that is not sure."""
        if len(calls) == 1:
            return calls[0].place
        accepts = self.calls("accept")
        inside = [call for call in calls if any(_lies_between(call, accepts))]
        return inside[0].place if len(inside) == 1 else Place()

    def mentions(self, name: str) -> Place:
        """The one line that names something, such as a constant; no place if there are several."""
        word = re.compile(rf"\b{re.escape(name)}\b")
        found = [
            self.line(file, number)
            for file, text in self._sources
            for number, row in enumerate(text.split("\n"), 1)
            if word.search(row.partition("#")[0]) and not re.match(r"\s*(from|import)\b", row)
        ]
        return found[0] if len(found) == 1 else Place()

    def quotes(self, words: str) -> Place:
        """The one line in which a text stands that has ``words`` in it."""
        lines = [
            self.line(file, node.lineno)
            for file, node in self._nodes
            if isinstance(node, ast.Constant) and words.lower() in _plain(node.value).lower()
        ]
        return lines[0] if len(set(lines)) == 1 else Place()

    def numbers_from_input(self) -> list[Place]:
        """Comparisons of what input() returned, a text, with a number: never true."""
        return [
            self.line(file, line)
            for file, tree in self._trees
            if tree is not None
            for line in _text_with_number(tree)
        ]

    def comparisons(self, word: str) -> list[tuple[Place, str, str]]:
        """Comparisons with a text that is ``word`` but for capitals: place, text, kind, code.

        The kind is ``in`` where the text is looked for in another, else ``==``.
        """
        found = []
        for file, node in self._nodes:
            if not isinstance(node, ast.Compare):
                continue
            for side in (node.left, *node.comparators):
                value = _plain(side.value) if isinstance(side, ast.Constant) else ""
                if value.strip().lower() == word:
                    part = isinstance(node.ops[0], ast.In) and side is node.left
                    kind = "in" if part else "=="
                    found.append((self.line(file, node.lineno), value, kind))
        return found

    def told_apart_by(self) -> Place:
        """The one line that looks a received text up, or compares it with another that came."""
        found = [self.line(file, line) for file, tree in self._trees for line in _lookups(tree)]
        return found[0] if len(set(found)) == 1 else Place()

    def loops(self) -> list[Place]:
        """The while loops."""
        return [
            self.line(file, node.lineno) for file, node in self._all if isinstance(node, ast.While)
        ]

    def silent_excepts(self) -> list[Place]:
        """Where every error is caught, and nothing is done about it."""
        return [
            self.line(file, node.lineno)
            for file, node in self._all
            if isinstance(node, ast.ExceptHandler)
            and getattr(node.type, "id", "Exception") in {"Exception", "BaseException"}
            and all(isinstance(each, ast.Pass | ast.Continue | ast.Return) for each in node.body)
        ]

    def unbracketed(self) -> list[tuple[str, Place]]:
        """Functions that a condition names without calling them, though the file tells how."""
        return [
            (node.attr, self.line(file, node.lineno))
            for (file, tree), (_, text) in zip(self._trees, self._sources, strict=True)
            for test in (ast.walk(tree) if tree is not None else ())
            for node in _conditions(test)
            if isinstance(node, ast.Attribute) and f".{node.attr}(" in text
        ]

    def uncalled(self) -> list[tuple[str, Place]]:
        """Functions at the top of a file that nothing names, in whole files only."""
        trees = [(file, tree) for file, tree in self._trees if tree is not None]
        if len(trees) != len(self._sources):
            return []
        named = {
            node.id if isinstance(node, ast.Name) else node.attr
            for _, tree in trees
            for node in ast.walk(tree)
            if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
            or isinstance(node, ast.Attribute)
        }
        return [
            (node.name, self.line(file, node.lineno))
            for file, tree in trees
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in named
        ]

    @cached_property
    def _trees(self) -> list[tuple[str, ast.Module | None]]:
        return [(file, _parsed(text)) for file, text in self._sources]

    @cached_property
    def _all(self) -> list[tuple[str, ast.AST]]:
        return [
            (file, node)
            for file, tree in self._trees
            for node in (ast.walk(tree) if tree is not None else ())
        ]

    @cached_property
    def _nodes(self) -> list[tuple[str, ast.expr]]:
        return [(file, node) for file, node in self._all if isinstance(node, ast.expr)]

    @cached_property
    def _calls(self) -> list[Call]:
        found: list[Call] = []
        for (file, tree), (_, text) in zip(self._trees, self._sources, strict=True):
            read = _walk(tree, "", ()) if tree is not None else _by_line(text)
            found += [
                Call(name, self.line(file, line), function, loops)
                for name, line, function, loops in read
            ]
        return found


def _lies_between(call: Call, accepts: list[Call]) -> Iterator[bool]:
    """Whether a call is made after one accept and before another, as far as lines can tell."""
    own = [
        one
        for one in accepts
        if one.function == call.function and one.place.file == call.place.file
    ]
    lines = [one.place.line for one in own]
    if len(own) > 1:
        yield min(lines) < call.place.line < max(lines)
    for one in own:
        # in the loop that accepts, after it does
        yield bool(set(one.loops) & set(call.loops)) and one.place.line < call.place.line


def _walk(
    node: ast.AST, function: str, loops: tuple[int, ...]
) -> Iterator[tuple[str, int, str, tuple[int, ...]]]:
    for child in ast.iter_child_nodes(node):
        inner, round_ = function, loops
        if isinstance(child, _FUNCTIONS):
            inner, round_ = getattr(child, "name", "lambda"), ()
        elif isinstance(child, _LOOPS):
            round_ = (*loops, child.lineno)
        yield from _walk(child, inner, round_)
        if isinstance(child, ast.Call):
            name = getattr(child.func, "attr", getattr(child.func, "id", ""))
            end = getattr(child.func, "end_lineno", None) or child.lineno
            yield name, end, function, loops


def _by_line(text: str) -> Iterator[tuple[str, int, str, tuple[int, ...]]]:
    """The calls of a file that this Python cannot parse."""
    function = ""
    for number, row in enumerate(text.split("\n"), 1):
        code = row.partition("#")[0]
        defined = re.match(r"\s*def\s+(\w+)", code)
        if defined:
            function = defined[1]
        elif re.match(r"\S", code):
            function = ""
        for found in re.finditer(r"(\w+)\s*\(", code):
            yield found[1], number, function, ()


def _conditions(node: ast.AST) -> list[ast.expr]:
    """What is taken for true or false there."""
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [node.operand]
    return [node.test] if isinstance(node, ast.If | ast.While | ast.IfExp) else []


def _lookups(tree: ast.Module | None) -> Iterator[int]:
    """The lines that use a name which is given by a receive as a key, or compare it."""
    if tree is None:
        return
    received = {
        node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        for call in ast.walk(node.value)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in RECEIVE
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            key = node.slice
            if isinstance(key, ast.Name) and key.id in received:
                yield node.lineno
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            sides = (node.left, node.comparators[0])
            texts = [side for side in sides if isinstance(side, ast.Name) and side.id in received]
            if texts and not any(isinstance(side, ast.Constant) for side in sides):
                yield node.lineno


def _text_with_number(tree: ast.Module) -> Iterator[int]:
    """The lines that compare a name which is only ever given by input() with a number."""
    given: dict[str, list[bool]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            given.setdefault(node.id, [])
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, call = node.targets[0], node.value
            if isinstance(target, ast.Name):
                asks = isinstance(call, ast.Call) and getattr(call.func, "id", "") == "input"
                given.setdefault(target.id, []).append(asks)
    stores = [
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            name, other = node.left.id, node.comparators[0]
            number = isinstance(other, ast.Constant) and type(other.value) is int
            known = given.get(name, [])
            if number and known and all(known) and stores.count(name) == len(known):
                yield node.lineno


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else ""


def _text(content: bytes) -> str:
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")
