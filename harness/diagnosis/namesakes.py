"""Files of a hand-in with the name of a module that Python brings along, which they hide.

The folder of the program that is started is looked through first: beside a file queue.py, import
queue finds that one.
"""

import ast
import re
import sys

from harness.diagnosis.case import Case
from harness.diagnosis.tracebacks import Trace
from harness.diagnosis.undefined import brought_by

_LACKS = re.compile(
    r"module '(?P<of>\w+)(?:\.\w+)*' has no attribute"
    r"|^cannot import name '\w+' from (?:partially initialized module )?'(?P<from>\w+)'"
)
_UNDEFINED = re.compile(r"^name '(\w+)' is not defined")


def hides_a_module(case: Case, who: str, trace: Trace) -> tuple[str, str]:
    """What it means that a module lacks something, and what to do; two empty texts if not this."""
    found = _LACKS.search(trace.message)
    named = [found["of"] or found["from"]] if found else _of_all(case, who, trace)
    folder = case.record.mains.get(who, "").rpartition("/")[0]
    for name in named:
        file = f"{folder}/{name}.py".lstrip("/")
        if name in sys.stdlib_module_names and file in case.record.files:
            return (
                f"Your file {name}.py is imported in place of Python's own module {name}",
                "What is the file for? It may have any name that no module of Python has.",
            )
    return "", ""


def _of_all(case: Case, who: str, trace: Trace) -> list[str]:
    """The modules of which all is imported, and which should have brought a name that is missed."""
    missed = _UNDEFINED.match(trace.message) if trace.kind == "NameError" else None
    return [
        node.module
        for _, node in case.code(who).nodes()
        if missed and isinstance(node, ast.ImportFrom) and node.module and node.names[0].name == "*"
        if missed[1] in brought_by(node.module)
    ]
