"""What objects or threads have in common where each should have its own.

A list that is made once, for the class or as a default, is every object's; one that is multiplied
is in each place of the other list.  A function that is made in a loop looks up what varies there
when it runs.  A rule that has seen what came of it looks here for where.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.code import Code, Place
from harness.diagnosis.shapes import FUNCTIONS, name_of

_MAKES = ("[]", "{}", "list()", "dict()", "set()", "deque()", "collections.deque()")
_KINDS = ("list", "dictionary", "list", "dictionary", "set", "deque", "deque")  # of these
_FILLS = frozenset({"append", "appendleft", "insert", "extend", "add", "update", "setdefault"})
_HOST = re.compile(r"^\w*(?:addr|peer)\w*\[0\]$|\.getpeername\(\)\[0\]$", re.IGNORECASE)
_TARGETS = frozenset({"target", "function"})
# those that are gone over at once: of a generator nothing is made before it is asked for
_ROUNDS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp)


def made_once(code: Code) -> tuple[str, Place]:
    """The one list, or the like, that all objects of a class share, and where it is made."""
    found = {
        (name, code.line(file, line))
        for file, node in code.nodes()
        if isinstance(node, ast.ClassDef)
        for name, line in (*_of_the_class(node), *_of_a_default(node))
        if name in _filled(node)
    }
    return found.pop() if len(found) == 1 else ("", Place())


def _of_the_class(of: ast.ClassDef) -> Iterator[tuple[str, int]]:
    """What is made in a class, and is never made anew for one of its objects."""
    own = {each.attr for each in _attributes(of) if isinstance(each.ctx, ast.Store)}
    for each in of.body:
        target = each.targets[0] if isinstance(each, ast.Assign) else getattr(each, "target", None)
        value = each.value if isinstance(each, ast.Assign | ast.AnnAssign) else None
        if isinstance(target, ast.Name) and target.id not in own:
            yield from [(target.id, each.lineno)] if _makes(value) else []


def _makes(value: ast.expr | None) -> bool:
    """Whether it is a new and empty list, or the like."""
    return value is not None and ast.unparse(value) in _MAKES


def _of_a_default(of: ast.ClassDef) -> Iterator[tuple[str, int]]:
    """What is a default of __init__(), and is kept by each object, if no call gives another."""
    for each in of.body:
        if not isinstance(each, ast.FunctionDef) or each.name != "__init__":
            continue
        defaults = [*each.args.defaults]
        params = each.args.args[len(each.args.args) - len(defaults) :]
        shared = {p.arg for p, d in zip(params, defaults, strict=True) if _makes(d)}
        for node in ast.walk(each):
            for target, value in _pairs(node):
                if isinstance(target, ast.Attribute) and getattr(value, "id", "") in shared:
                    yield target.attr, each.lineno


def _pairs(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What an assignment gives to what, taken apart."""
    for target in node.targets if isinstance(node, ast.Assign) else ():
        value = node.value  # type: ignore[attr-defined]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from zip(target.elts, value.elts, strict=False)
        else:
            yield target, value


def _attributes(of: ast.ClassDef) -> list[ast.Attribute]:
    return [each for each in ast.walk(of) if isinstance(each, ast.Attribute)]


def _filled(of: ast.ClassDef) -> set[str]:
    """The attributes of self that its functions put something into."""
    return {
        each.func.value.attr
        for each in ast.walk(of)
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Attribute)
        and each.func.attr in _FILLS
        and isinstance(each.func.value, ast.Attribute)
        and getattr(each.func.value.value, "id", "") == "self"
    }


def one_for_all(code: Code) -> tuple[str, Place]:
    """The line that seems to make a list for each client and makes one, and what is said of it."""
    filled = {
        ast.unparse(node.func.value).partition("[")[0]
        for _, node in code.nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _FILLS
        and isinstance(node.func.value, ast.Subscript)
    }
    found = {
        (f"{ast.unparse(node.value)} makes one {kind} and puts it everywhere", node.lineno, file)
        for file, node in code.nodes()
        if isinstance(node, ast.Assign)
        and (kind := _repeated(node.value))
        and {ast.unparse(target) for target in node.targets} & filled
    }
    says, line, file = found.pop() if len(found) == 1 else ("", 0, "")
    return says, code.line(file, line) if line else Place()


def _repeated(value: ast.expr) -> str:
    """What of a new list, or the like, is in a value more than once; '' if nothing is."""
    match value:
        case ast.BinOp(left=ast.List(elts=[one]), op=ast.Mult()):
            pass
        case ast.BinOp(op=ast.Mult(), right=ast.List(elts=[one])):
            pass
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="dict"), attr="fromkeys"), args=[_, one]
        ):
            pass
        case _:
            return ""
    return _KINDS[_MAKES.index(ast.unparse(one))] if _makes(one) else ""


def one_global(code: Code) -> tuple[str, Place]:
    """The one global that a function which threads run puts what it receives into, and where."""
    targets = {
        getattr(word.value, "id", "")
        for _, node in code.nodes()
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg in _TARGETS
    }
    found = {
        (target.id, code.line(file, node.lineno))
        for file, function in code.nodes()
        if isinstance(function, ast.FunctionDef) and function.name in targets
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and ".recv(" in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in _globals(function)
    }
    return found.pop() if len(found) == 1 else ("", Place())


def _globals(function: ast.FunctionDef) -> set[str]:
    return {
        name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names
    }


def looked_up_late(code: Code) -> tuple[str, Place]:
    """The one function of a thread that uses what each round of its loop gives another value."""
    found = {
        (name, code.line(file, line))
        for file, loop in code.nodes()
        if isinstance(loop, _ROUNDS)
        for name, line in _late(loop)
    }
    return found.pop() if len(found) == 1 else ("", Place())


def _late(loop: ast.AST) -> Iterator[tuple[str, int]]:
    varies = {
        each.id
        for target in _varying(loop)
        for each in ast.walk(target)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    inner = {each.name: each for each in getattr(loop, "body", ()) if isinstance(each, FUNCTIONS)}
    for call in ast.walk(loop):
        for word in call.keywords if isinstance(call, ast.Call) else ():
            made = inner.get(getattr(word.value, "id", ""), word.value)
            if word.arg not in _TARGETS or not isinstance(made, ast.Lambda | ast.FunctionDef):
                continue
            own = {each.arg for each in made.args.args}
            used = [
                each.id
                for each in ast.walk(made)
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
                if each.id in varies - own
            ]
            if used:
                yield used[0], made.lineno


def _varying(loop: ast.AST) -> Iterator[ast.expr]:
    """What a loop goes over with, and what gets a value in each of its rounds."""
    for each in getattr(loop, "generators", [loop] if hasattr(loop, "target") else []):
        yield each.target
    for statement in getattr(loop, "body", ()):
        yield from statement.targets if isinstance(statement, ast.Assign) else ()


def given_twice(code: Code) -> tuple[str, Place]:
    """The one connection that two threads are given, though there is another; the later of them."""
    for file, tree in code.trees():
        nodes = [*ast.walk(tree)] if tree is not None else []
        accepted = {name for node in nodes for name in _accepted(node)}
        threads = [n for n in nodes if isinstance(n, ast.Call) and "Thread" in name_of(n)]
        given = [
            (each.lineno, each.id)
            for thread in threads
            for word in thread.keywords
            if word.arg == "args"
            for each in ast.walk(word.value)
            if isinstance(each, ast.Name) and each.id in accepted
        ]
        names = [name for _, name in given]
        if len(given) == len(accepted) == 2 and len({*names}) == 1:
            return names[0], code.line(file, max(line for line, _ in given))
        alike = {ast.unparse(each) for each in threads}
        if len(threads) == 2 and len(alike) == 1 and (first := _receives_from(threads[0], nodes)):
            return first, code.line(file, max(each.lineno for each in threads))
    return "", Place()


def _receives_from(thread: ast.Call, nodes: list[ast.AST]) -> str:
    """What a thread's function is given first, if it is that from which it receives."""
    words = {word.arg: word.value for word in thread.keywords}
    args = getattr(words.get("args"), "elts", [])
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node.name == getattr(words.get("target"), "id", 0):
            own = node.args.args[0].arg if node.args.args else ""
            if args and own and f"{own}.recv(" in ast.unparse(node):
                return ast.unparse(args[0])
    return ""


def _accepted(node: ast.AST) -> Iterator[str]:
    """The name that an assignment gives to a connection."""
    for target, value in _pairs(node):
        first = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
        if isinstance(value, ast.Call) and name_of(value) == "accept":
            yield from [first.id] if isinstance(first, ast.Name) else []


def one_host(code: Code) -> tuple[str, Place]:
    """The host of a client, as the one line has it by which something is kept; where that is."""
    found = {
        (ast.unparse(node.slice), code.line(file, node.lineno))
        for file, node in code.nodes()
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        if _HOST.search(ast.unparse(node.slice))
    }
    return found.pop() if len(found) == 1 else ("", Place())
