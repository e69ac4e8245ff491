"""Traps of the language, by their looks: lines that do something else than they seem to do.

None of them is a mistake alone: a rule that has seen what happened looks here for where.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from harness.diagnosis.code import Code, Place
from harness.diagnosis.syntax import RECEIVE_CALLS

MISSES = (
    "A loop takes elements out of the list that it goes over, and so misses the next one each time"
)
GO_OVER_A_COPY = "Go over a copy (for each in list(those)), or empty the list after the loop."
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
_LOOPS = ast.For | ast.While | ast.AsyncFor
_LOCK = re.compile(r"lock|mutex|sem|cond", re.IGNORECASE)
_EMPTY = ("[]", "{}", "list()", "dict()")
_METHODS = frozenset({"lower", "upper", "casefold", "title", "strip", "rstrip", "decode"})
_SHRINKS = ("remove", "pop")
_FILLS = frozenset({"append", "insert", "extend", "add", "update", "setdefault"})

LOCKED = "A lock is held while recv() waits, so that no other thread can receive meanwhile"
UNLOCK = (
    "Receive first, without the lock; hold it only while what the threads share is read or changed."
)


def lock_over_receive(code: Code) -> Place:
    """The one lock that is taken and held while something is received."""
    return _one(code, _held)


def removed_under_its_loop(code: Code) -> Place:
    """The one line that takes an element out of the very list that the loop around it goes over."""
    return _one(code, _removes)


def break_of_inner_loop(code: Code, word: str) -> Place:
    """The one ``break`` at ``word`` that leaves a loop within another one, which goes on."""
    return _one(code, partial(_breaks, word=word))


def closed_as_a_copy(code: Code, word: str) -> Place:
    """The first close() that comes after ``word``, where other processes have that socket, too."""
    ends = code.calls("shutdown", "terminate", "kill", "_exit")
    if ends or not code.calls("Process", "ForkingTCPServer", "fork"):
        return Place()
    asked = [place for place, _, _ in code.comparisons(word)]
    closes = [c.place for c in code.calls("close") for at in asked if _below(at, c.place)]
    return closes[0] if closes else Place()


def _below(above: Place, place: Place) -> bool:
    return place.file == above.file and place.line > above.line


def compared_as_bytes(code: Code) -> Place:
    """The one line that compares what recv() returned, as it is, with a text."""
    return _one(code, _compares_bytes)


def asked_otherwise(code: Code, word: str) -> tuple[str, str, Place]:
    """Why the one comparison with ``word`` is never true, what to do, and where it is."""
    found = [
        (node.ops[0], side, code.line(file, node.lineno))
        for file, node in code.nodes()
        if isinstance(node, ast.Compare) and _compares(node, word)
        for side in (node.left, *node.comparators)
        if not isinstance(side, ast.Constant)
    ]
    (how, side, place) = found[0] if len(found) == 1 else (None, None, Place())
    if isinstance(side, ast.Attribute) and side.attr in _METHODS:
        says = f"{side.attr} is named here and not called, and a function never equals a text"
        return says, f"Parentheses call it: {side.attr}().", place
    if isinstance(how, ast.Is):
        says = "is asks whether two texts are one and the same, and not whether they are equal"
        return says, "Which operator asks whether two texts are equal?", place
    return "", "", Place()


def filled_by_processes(code: Code) -> set[str]:
    """The lists and dictionaries of the whole program that only other processes put something into.

    Each process has its own: what one puts there the others do not see.
    """
    return {
        name
        for _, tree in code.trees()
        if tree is not None and "multiprocessing" in ast.unparse(tree)
        for name in _filled_elsewhere(tree)
    }


def kept_in_a_file(code: Code) -> Place:
    """The one line that writes into the file of a socket, which nothing empties onto the wire."""
    return _one(code, _never_flushed)


def in_a_set(code: Code) -> Place:
    """The one line that makes a set, if things are put one by one into that and nothing else."""
    others = code.calls("append", "appendleft", "insert", "put", "put_nowait")
    return Place() if others else _one(code, _sets)


def _sets(tree: ast.Module) -> Iterator[int]:
    added = {
        ast.unparse(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "add"
    }
    for node in ast.walk(tree):
        made = isinstance(node, ast.Assign) and ast.unparse(node.value) == "set()"
        targets = getattr(node, "targets", []) if made else []
        if {ast.unparse(target) for target in targets} & added:
            yield getattr(node, "lineno", 0)


def never_filled(code: Code) -> tuple[str, Place] | None:
    """The one list or dictionary that stays as empty as it was made, though a loop goes over it."""
    found = {
        (name, code.line(file, line))
        for file, tree in code.trees()
        if tree is not None
        for name, line in _left_empty(tree)
    }
    return found.pop() if len(found) == 1 and len(code.trees()) == 1 else None


def _one(code: Code, shape: Callable[[ast.Module], Iterator[int]]) -> Place:
    found = {
        code.line(file, line)
        for file, tree in code.trees()
        if tree is not None
        for line in shape(tree)
    }
    return found.pop() if len(found) == 1 else Place()


def _held(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.With) and _locks(node) and any(map(_receives, node.body)):
            yield node.lineno
        for block in (getattr(node, name, []) for name in ("body", "orelse", "finalbody")):
            yield from _taken(block) if isinstance(block, list) else ()


def _locks(node: ast.With) -> bool:
    """Whether it takes a lock: by its name, since a socket, too, can be entered like that."""
    known = [each.context_expr for each in node.items]
    return any(
        isinstance(each, ast.Name | ast.Attribute) and _LOCK.search(ast.unparse(each))
        for each in known
    )


def _taken(block: list[ast.stmt]) -> Iterator[int]:
    """The acquire() of a block after which something is received before the release()."""
    lock, line = "", 0
    for statement in block:
        lines = {_call_of(each): each.lineno for each in _plain(statement)}
        if lock and f"{lock}.release" in lines:
            lock = ""
        if lock and _receives(statement):
            yield line
            lock = ""
        for name, number in lines.items():
            if name.endswith(".acquire"):
                lock, line = name.removesuffix(".acquire"), number


def _plain(statement: ast.stmt) -> list[ast.Call]:
    """The calls of a statement that has no block."""
    if hasattr(statement, "body"):
        return []
    return [node for node in ast.walk(statement) if isinstance(node, ast.Call)]


def _call_of(call: ast.Call) -> str:
    return ast.unparse(call.func)


def _receives(node: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Call) and getattr(each.func, "attr", "") in RECEIVE_CALLS
        for each in _within(node)
    )


def _within(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what stands in it, functions that are only defined there left out."""
    if isinstance(node, _FUNCTIONS):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _within(child)


def _compares_bytes(tree: ast.Module) -> Iterator[int]:
    if not any(is_of_python_3(node) for node in ast.walk(tree)):
        return  # in Python 2 the two may well be equal
    inner = [n.body for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for body in (tree.body, *inner):
        nodes = [each for statement in body for each in _within(statement)]
        given: dict[str, list[ast.AST]] = {}
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                given.setdefault(node.id, [])
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                given.setdefault(node.targets[0].id, []).append(node.value)
        stores = Counter(
            n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        )
        for node in nodes:
            match node:
                case ast.Compare(
                    left=ast.Name(id=name),
                    ops=[ast.Eq()],
                    comparators=[ast.Constant(value=str())],
                ):
                    made = given.get(name, [])
                    if made and len(made) == stores[name] and all(map(_is_received, made)):
                        yield node.lineno


def is_of_python_3(node: ast.AST) -> bool:
    """Whether whoever wrote it knows that bytes are no text."""
    made = isinstance(node, ast.Constant) and isinstance(node.value, bytes)
    coded = isinstance(node, ast.Attribute) and node.attr in {"encode", "decode"}
    return made or coded or isinstance(node, ast.JoinedStr)


def _is_received(value: ast.AST) -> bool:
    return isinstance(value, ast.Call) and getattr(value.func, "attr", "") == "recv"


def _removes(tree: ast.Module) -> Iterator[int]:
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For) or not isinstance(loop.iter, ast.Name | ast.Attribute):
            continue
        over = ast.unparse(loop.iter)
        for node in (each for statement in loop.body for each in _within(statement)):
            if isinstance(node, ast.Call) and _call_of(node) in {f"{over}.{s}" for s in _SHRINKS}:
                yield node.lineno


def _left_empty(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that are given an empty list once, and are only gone over, copied or counted."""
    nodes = list(ast.walk(tree))
    harmless = {
        id(part)
        for node in nodes
        for part in (
            node.args
            if isinstance(node, ast.Call) and _call_of(node) in {"list", "len", "tuple", "sorted"}
            else [node.iter]
            if isinstance(node, ast.For | ast.comprehension)
            else []
        )
    }
    for made in tree.body:
        if not isinstance(made, ast.Assign) or ast.unparse(made.value) not in _EMPTY:
            continue
        name = ast.unparse(made.targets[0])
        used = [n for n in nodes if isinstance(n, ast.Name) and n.id == name]
        loops = any(id(n) in harmless for n in used)
        kept = all(id(n) in harmless for n in used if isinstance(n.ctx, ast.Load))
        if loops and kept and sum(not isinstance(n.ctx, ast.Load) for n in used) == 1:
            yield name, made.lineno


def _filled_elsewhere(tree: ast.Module) -> Iterator[str]:
    """The containers that are empty at first, and that only targets of processes fill."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = [call for call in calls if _call_of(call).rpartition(".")[2] in {"Process", "Thread"}]
    if any(_call_of(call).endswith("Thread") for call in made):
        return
    goals = {
        ast.unparse(word.value) for call in made for word in call.keywords if word.arg == "target"
    }
    for statement in tree.body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(target, ast.Name) or not isinstance(statement, ast.Assign):
            continue
        given = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == target.id]
        once = sum(isinstance(name.ctx, ast.Store) for name in given) == 1
        if once and ast.unparse(statement.value) in _EMPTY:
            inside = [
                node.name in goals
                for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef) and target.id in _filled(node)
            ]
            if inside and all(inside) and target.id not in _filled(tree, inner=False):
                yield target.id


def _filled(node: ast.FunctionDef | ast.Module, *, inner: bool = True) -> set[str]:
    """The names of what a function, or the program around all functions, puts something into."""
    parts = ast.walk(node) if inner else (p for s in node.body for p in _within(s))
    names = set()
    for part in parts:
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            if part.func.attr in _FILLS:
                names.add(ast.unparse(part.func.value))
        elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
            names.add(ast.unparse(part.value))
        elif isinstance(part, ast.AugAssign):
            names.add(ast.unparse(part.target))
    return names


def _never_flushed(tree: ast.Module) -> Iterator[int]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    words = {word.arg for call in calls for word in call.keywords}
    made = {ast.unparse(target) for target, value in named(tree) if makes_a_file(value)}
    ends = {f"{name}.{verb}" for name in made for verb in ("flush", "close")}
    if words & {"flush", "buffering"} or ends & {_call_of(call) for call in calls}:
        return
    for call in calls:
        given = {ast.unparse(word.value) for word in call.keywords if word.arg == "file"}
        if given & made or _call_of(call) in {f"{name}.write" for name in made}:
            yield call.lineno


def named(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What is given a name, with its value; in a block that ends what it is given, nothing is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            yield node.targets[0], node.value


def makes_a_file(value: ast.expr) -> bool:
    """Whether it is makefile() with a buffer of its own choice, for writing."""
    if not isinstance(value, ast.Call) or not _call_of(value).endswith(".makefile"):
        return False
    modes = [each.value for each in ast.walk(value) if isinstance(each, ast.Constant)]
    return len(value.args) < 2 and any("w" in mode for mode in modes if isinstance(mode, str))


def _breaks(tree: ast.Module, word: str) -> Iterator[int]:
    for outer in ast.walk(tree):
        if isinstance(outer, _LOOPS):
            inner = [each for each in _within_body(outer) if isinstance(each, _LOOPS)]
            yield from (line for loop in inner for line in _broken(loop, word))


def _within_body(loop: ast.For | ast.While | ast.AsyncFor) -> Iterator[ast.AST]:
    return (each for statement in loop.body for each in _within(statement))


def _broken(loop: ast.For | ast.While | ast.AsyncFor, word: str) -> Iterator[int]:
    """The breaks of a loop's own that are all that is done when something is ``word``."""
    for node in _within_body(loop):
        if isinstance(node, ast.If) and _compares(node.test, word):
            last = node.body[-1]
            if isinstance(last, ast.Break) and len(node.body) == 1:
                yield last.lineno


def _compares(test: ast.expr, word: str) -> bool:
    return any(
        isinstance(each, ast.Constant)
        and isinstance(each.value, str | bytes)
        and _text(each.value).strip().lower() == word
        for each in ast.walk(test)
    )


def _text(value: str | bytes) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
