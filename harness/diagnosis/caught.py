"""Errors that a program catches and only prints, so that no traceback tells where they were made.

What is printed is known by the ``print()`` in the ``except``: which words stand around the error.
Only errors count that are slips of the program's own; that the other side has closed, say, is none.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place, known
from harness.diagnosis.errors import NOT_LISTENING, UNCAUGHT, meaning
from harness.diagnosis.kits import left_outside
from harness.diagnosis.regions import own_lines
from harness.diagnosis.straight import first_accept
from harness.diagnosis.tracebacks import Trace
from harness.model import events as ev
from harness.model.quick import dataclass
from harness.model.result import Diagnosis

_Found = tuple[Run, Trace, "_Handler"]
_SLIPS = {"NameError": "is not defined", "AttributeError": "has no attribute", "TypeError": ""}
_UNHEARD = "[Errno 22] Invalid argument"  # accept() on a socket that does not listen
_LISTENS = ("listen", "create_server", "start_server", "TCPServer", "ThreadingTCPServer")
_NAMED = re.compile(r"^(?:global )?name '(\w+)'|has no attribute '(\w+)'")


@dataclass(frozen=True, slots=True)
class _Handler:
    """An ``except`` that prints what it catches: its place, the lines tried, what is printed."""

    place: Place
    tried: list[Place]
    pattern: re.Pattern[str]


def caught_and_printed(case: Case) -> Iterator[Diagnosis]:
    """The first thing that went wrong with a program was such an error."""
    for who in case.students():
        code = case.code(who)
        own = own_lines(case, who) if case.is_kit(who) else None
        told: dict[str, list[_Found]] = {}
        for handler in _handlers(code):
            for run in case.alone(who) if own is None or handler.place.line in own else ():
                trace = _first(run, who, handler.pattern)
                if trace and (trace.message != _UNHEARD or not code.calls(*_LISTENS)):
                    told.setdefault(trace.message, []).append((run, trace, handler))
        for found in told.values():
            _, trace, handler = found[0]
            says, do = meaning(trace)
            place = known(_made(code, trace, own, handler), handler.place)
            if trace.message == _UNHEARD:
                says, do = NOT_LISTENING
                place = first_accept(code)
            if own is not None:
                outside = left_outside(case.record.before, replace(trace, file=handler.place.file))
                says, do = outside if outside[0] else (says, do)
            yield from case.diagnosis(
                "error",
                [f for run, _, _ in found for f in run.unmet if who in f.actors],
                says,
                place,
                happened=f"{who} caught the error and only printed it: "
                + (trace.kind if trace.message in says else trace.error),
                do=do,
            )


def _first(run: Run, who: str, pattern: re.Pattern[str]) -> Trace | None:
    """The slip that a program printed before anything of it was missed, or it told of another."""
    missed = min((f.at for f in run.unmet if who in f.actors), default=-1)
    said = b"".join(e.data for e in run.all(ev.Printed, who) if e.n <= missed)
    for line in said.decode("utf-8", "replace").splitlines():
        if line.startswith("Traceback (most recent"):
            return None
        found = pattern.fullmatch(line)
        trace = _slip(found[1]) if found else None
        if trace is not None:
            return trace
    return None


def _slip(message: str) -> Trace | None:
    """The error that says so, if it is a slip."""
    if message == _UNHEARD:
        return Trace("OSError", message, "", 0)
    for kind, words in _SLIPS.items():
        trace = Trace(kind, message, "", 0)
        if words in message and not meaning(trace)[0].startswith(UNCAUGHT):
            return trace
    return None


def _handlers(code: Code) -> Iterator[_Handler]:
    """The handlers that print the error that they catch."""
    for file, tree in code.trees():
        for tried in ast.walk(tree) if tree is not None else ():
            if not isinstance(tried, ast.Try):
                continue
            for handler in tried.handlers:
                lines = range(tried.body[0].lineno, tried.body[-1].end_lineno or 0)
                block = [code.line(file, line) for line in (*lines, lines.stop)]
                for pattern in _printed(handler):
                    yield _Handler(code.line(file, handler.lineno), block, pattern)


def _printed(handler: ast.ExceptHandler) -> Iterator[re.Pattern[str]]:
    """What a handler prints of the error that it catches."""
    for call in (node for each in handler.body for node in ast.walk(each)):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "print":
            words = " ".join(_pattern(each, handler.name or "") for each in call.args)
            if words.count("(.+)") == 1:
                yield re.compile(rf"\s*{words}\s*")


def _pattern(node: ast.expr, error: str) -> str:
    """What a value is printed as."""
    match node:
        case ast.Constant(value=str(text)):
            return re.escape(text.strip("\n"))
        case ast.Name(id=name) if name == error:
            return "(.+)"
        case ast.Call(func=ast.Name(id="str"), args=[value]):
            return _pattern(value, error)
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return _pattern(value, error)
        case ast.JoinedStr(values=values):
            return "".join(_pattern(each, error) for each in values)
        case ast.Call(func=ast.Name(id="type")):
            return r"<class '[\w.]+'>"
    return r"\S*"


def _made(code: Code, trace: Trace, own: set[int] | None, handler: _Handler) -> Place:
    """The only line, of those tried or else of all, with the name that the error names.

    Where it is about bytes, that which sends.
    """
    named = _NAMED.search(trace.message)
    if not named:
        sends = [place for place in code.sends() if place in handler.tried]
        return sends[0] if len(sends) == 1 and "bytes" in trace.message else Place()
    name = named[1] or named[2]
    lines = {line for each, line in code.names() if each == name and line in (own or {line})}
    tried = lines & {place.line for place in handler.tried}
    found, files = tried or lines, [file for file, _ in code.trees()]
    return code.line(files[0], found.pop()) if len(found) == len(files) == 1 else Place()
