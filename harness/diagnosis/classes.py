"""Functions of an object that are called on its type, where what they are about is missing."""

import re

from harness.diagnosis.tracebacks import Trace

_MISSING = re.compile(r"(?:\w+\.)*(\w+)\.(\w+)\(\) missing 1 required positional argument: ")


def on_its_type(trace: Trace, code: str) -> tuple[str, str]:
    """What it means that an argument is missing, and what to do; two empty texts if not this."""
    found = _MISSING.match(trace.message) if trace.kind == "TypeError" else None
    if found is None or not re.search(rf"\b{found[1]}\.{found[2]}\(", code):
        return "", ""
    return (
        f"{found[1]} is a type, and {found[2]}() is asked of one object of it",
        "Which object is meant? Its name stands before the dot, in place of the type's.",
    )
