"""Classes that are taken for objects of theirs, and those whose objects are not made as meant.

A function of an object is called on its type, where what it is about is missing; or a class is only
named where one of its objects should be made, ``ready = threading.Event``; or its ``__init__()``
has another name, so that it is never called.
"""

import ast
import re

from harness.diagnosis.code import Code, Place
from harness.diagnosis.shapes import FUNCTIONS
from harness.diagnosis.tracebacks import Trace

_MISSING = re.compile(r"(?:\w+\.)*(\w+)\.(\w+)\(\) missing 1 required positional argument: ")
# what Python says of a class, or of a function that makes objects, that is used as an object
_NO_OBJECT = re.compile(
    r"missing \d+ required positional argument|^unbound method |^descriptor '\w+' for "
    r"|'type' object|'builtin_function_or_method' object|^type object '|^__enter__$"
)
_TOO_MANY = re.compile(
    r"(?:\w+\.)*?(?:(\w+)\.)?(\w+)\(\) takes (\d+) positional arguments? but (\d+) w\w+ given"
)
_SELF = "What stands before the dot in a call is given to the function first. By which name?"
INIT = "Python calls __init__() when it makes an object of {1}, and here that has another name: {0}"
HOW = "How many underscores does its name have on each side, and which letters between them?"
# what it is called by a slip, or in other languages; there also like the class
_ALMOST = re.compile(r"_*i[nit]{2,4}_*|_*construct(or)?|initiali[sz]e", re.IGNORECASE)
_REFUSES = re.compile(
    r"(\w+)\(\) takes no arguments|group argument must be None|__init__\(\) (?:takes|got)"
)
_LACKS = re.compile(r"'(\w+)' object has no attribute '(\w+)'")
_MAKERS = {
    *("Lock", "RLock", "Event", "Condition", "Semaphore", "BoundedSemaphore", "Barrier"),
    *("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue", "list", "dict", "set", "deque"),
}


def on_its_type(trace: Trace, code: str) -> tuple[str, str]:
    """What it means that an argument is missing, and what to do; two empty texts if not this."""
    found = _MISSING.match(trace.message) if trace.kind == "TypeError" else None
    if found is None or not re.search(rf"\b{found[1]}\.{found[2]}\(", code):
        return "", ""
    return (
        f"{found[1]} is a type, and {found[2]}() is asked of one object of it",
        "Which object is meant? Its name stands before the dot, in place of the type's.",
    )


def without_self(code: Code, trace: Trace) -> tuple[str, str, Place]:
    """What it means that a function of objects gets one argument too many, what to do, and where.

    Only of one whose first parameter is not called self: it gets the object in its place.
    """
    found = _TOO_MANY.match(trace.message) if trace.kind == "TypeError" else None
    if found is None or int(found[4]) != int(found[3]) + 1:
        return "", "", Place()
    methods = [
        (of.name, code.line(file, each.lineno))
        for file, of in code.nodes()
        if isinstance(of, ast.ClassDef) and found[1] in (None, of.name)
        for each in of.body
        if isinstance(each, FUNCTIONS) and each.name == found[2] and not each.decorator_list
        if [arg.arg for arg in each.args.args][:1] not in (["self"], ["cls"])
    ]
    if len(methods) != 1:
        return "", "", Place()
    of, place = methods[0]
    says = f"{found[2]}() is one of {of}'s functions, and its first parameter is not self"
    return says, _SELF, place


def no_member(code: Code, trace: Trace, at: Place) -> tuple[str, str]:
    """What it means that a type has no value of a name that is asked for in square brackets."""
    found = re.search(r"\b(\w+)\[(['\"])(\w+)\2\]", at.code) if trace.kind == "KeyError" else None
    if found is None or trace.message != f"'{found[3]}'":
        return "", ""
    types = {n.name for _, n in code.nodes() if isinstance(n, ast.ClassDef)}
    for _, node in code.nodes():
        types |= {each.name for each in node.names} if isinstance(node, ast.ImportFrom) else set()
    if found[1] not in types or not found[1][0].isupper() or found[1].isupper():
        return "", ""
    return (
        f"{found[1]} is asked for a value that it does not have: {found[3]}",
        "Is its name misspelt? Capital letters and small ones are not the same.",
    )


def never_made(code: Code, trace: Trace, at: Place) -> tuple[str, Place]:
    """The class that a name stands for which is used ``at`` that line, and where it got it.

    Only of a name that never stands for anything else, and of what is surely a class.
    """
    if trace.kind not in {"TypeError", "AttributeError"} or not _NO_OBJECT.search(trace.message):
        return "", Place()
    makers = _MAKERS | {n.name for _, n in code.nodes() if isinstance(n, ast.ClassDef)}
    given: dict[str, list[tuple[str, Place]]] = {}
    for file, node in code.nodes():
        for target in node.targets if isinstance(node, ast.Assign) else ():
            assert isinstance(node, ast.Assign)
            value = getattr(node.value, "attr", getattr(node.value, "id", ""))
            named = value if isinstance(node.value, ast.Name | ast.Attribute) else ""
            given.setdefault(ast.unparse(target), []).append((named, code.line(file, node.lineno)))
    found = [
        values[0]
        for name, values in given.items()
        if len(values) == 1 and values[0][0] in makers
        if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", at.code)
    ]
    return found[0] if len(found) == 1 else ("", Place())


def init_misspelt(code: Code, trace: Trace, at: Place) -> tuple[str, Place]:
    """What it means that a class has no ``__init__()``, but one that nobody calls, and where.

    The error is that an object is made with what nothing takes, or lacks what that would give it.
    """
    lacks = _LACKS.search(trace.message) if trace.kind == "AttributeError" else None
    errors = {"TypeError", "AssertionError"}
    refuses = _REFUSES.search(trace.message) if trace.kind in errors else None
    found = []
    for file, node in code.nodes():
        if not isinstance(node, ast.ClassDef):
            continue
        own = [each for each in node.body if isinstance(each, FUNCTIONS)]
        if "__init__" in {each.name for each in own}:
            continue
        own_error = refuses and refuses[1] in {None, node.name}
        made = own_error and re.search(rf"\b{node.name}\(", at.code)
        for each in own:
            gives = lacks and lacks[1] == node.name and f"self.{lacks[2]} = " in ast.unparse(each)
            meant = _ALMOST.fullmatch(each.name) or each.name == node.name
            if (made or gives) and meant and not _called_itself(code, node.name, each.name):
                says = INIT.format(each.name, node.name)
                found.append((says, code.line(file, each.lineno)))
    return found[0] if len(found) == 1 else ("", Place())


def _called_itself(code: Code, of: str, name: str) -> bool:
    """Whether a function of a class is called anywhere, and not the class that has its name."""
    return any(f".{name}(" in call.place.code or name != of for call in code.calls(name))
