"""Classes that are taken for objects of theirs.

A function of an object is called on its type, where what it is about is missing; or a class is only
named where one of its objects should be made, ``ready = threading.Event``.
"""

import ast
import re

from harness.diagnosis.code import Code, Place
from harness.diagnosis.tracebacks import Trace

_MISSING = re.compile(r"(?:\w+\.)*(\w+)\.(\w+)\(\) missing 1 required positional argument: ")
# what Python says of a class, or of a function that makes objects, that is used as an object
_NO_OBJECT = re.compile(
    r"missing \d+ required positional argument|^unbound method |^descriptor '\w+' for "
    r"|'type' object|'builtin_function_or_method' object|^type object '|^__enter__$"
)
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
