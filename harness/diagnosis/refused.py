"""Connections that nobody takes: asked for at another port, or by the program that should listen.

A program that is refused may catch that error and go on, or just end: then nothing on its terminal
tells of it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place, known
from harness.diagnosis.shapes import name_of
from harness.diagnosis.tracebacks import Trace
from harness.model import events as ev
from harness.model.refusal import PORT, Refusal, refusal
from harness.model.result import Diagnosis

_CONNECTS = ("connect", "connect_ex", "create_connection", "open_connection")
_BINDS = ("bind", "create_server", "start_server")
_CATCHES = frozenset(
    {"", "Exception", "BaseException", "OSError", "IOError", "error", "ConnectionError"}
    | {"ConnectionRefusedError"}
)


def at_another_port(case: Case) -> Iterator[Diagnosis]:
    """A client asks at a port at which the server of the same hand-in does not listen."""
    for who in case.students():
        if who in case.listeners or case.is_kit(who):
            continue
        found = [(run, why) for run in case.runs if (why := _misses(run, who))]
        if not found:
            continue
        why, code = found[0][1], case.code(who)
        apart = [run for run in case.runs if run.student(who) and not _misses(run, who)]
        # what is lost where it was connected is lost for another reason
        lost = {item for run in apart for f in run.unmet if who in f.actors for item in f.items}
        port = why.target.rpartition(":")[2]
        caught = _caught(code)
        yield from case.diagnosis(
            "another-port",
            [f for run, _ in found for f in run.unmet if who in f.actors and not lost & {*f.items}],
            f"The client asks at port {port}, and the server listens at port {why.place}",
            known(code.mentions(port), code.only(*_CONNECTS)),
            happened=why.tried
            + ", and was refused"
            + (f"; line {caught.line} catches that error" if caught.line else ""),
            do="Where does each of the two programs get its port from?",
        )


def _misses(run: Run, who: str) -> Refusal | None:
    """Why a client never got a connection, if a student's server listens at another port."""
    why = refusal(run.events, who)
    here = why is not None and why.proto == "tcp" and why.why == PORT and run.student(why.other)
    return why if here and not any(e.who == who for e in run.all(ev.Connected)) else None


def _caught(code: Code) -> Place:
    """The one ``except`` that a refused connection comes to, and that does not show the error."""
    found = {
        code.line(file, handler.lineno)
        for file, tried in code.nodes()
        if isinstance(tried, ast.Try)
        if any(name_of(n) in _CONNECTS for each in tried.body for n in _calls(each))
        for handler in tried.handlers
        if _names(handler.type) & _CATCHES and handler.name is None
    }
    return found.pop() if len(found) == 1 else Place()


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    yield from (each for each in ast.walk(node) if isinstance(each, ast.Call))


def _names(kind: ast.expr | None) -> set[str]:
    """The types of error that a handler is for; an empty name for all."""
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return {getattr(one, "attr", getattr(one, "id", "")) for one in kinds}


def listens_nowhere(case: Case) -> Iterator[Diagnosis]:
    """The program that should take connections asks for one, and none of its lines binds a port."""
    for who in case.own_servers:
        runs = [run for run in case.alone(who) if _only_asks(run, who)]
        code = case.code(who)
        if not runs or code.calls(*_BINDS):
            continue
        why = refusal(runs[0].events, who)
        yield from case.diagnosis(
            "listens-nowhere",
            [f for run in runs for f in run.unmet],
            "The server connects, which is what a client does: so it is refused, since nobody "
            "listens",
            code.only(*_CONNECTS),
            happened=f"{why.tried}, where nobody listens" if why else "",
            do="A server waits for others to connect. Which calls make a socket do that, and in "
            "which order?",
        )


def serves_too(case: Case, who: str, trace: Trace) -> tuple[str, str]:
    """Of a port that is taken, where a client is a server, too: it may be the wrong file."""
    code = case.code(who)
    if (
        not _is_taken(trace)
        or who in case.listeners
        or code.calls(*_CONNECTS)
        or not code.calls("accept")
    ):
        return "", ""
    return (
        f"{who} listens, which is what a server does, and the server has that port already",
        "Is it the right file? Which calls does a client make to reach a server that listens?",
    )


def runs_by_import(
    case: Case, who: str, trace: Trace, runs: list[Run]
) -> tuple[str, str, Place] | None:
    """Of a port that is taken, where a program was only to be imported: what, why, and where."""
    file, code = PurePosixPath(trace.file), case.code(who)
    at_top = re.compile(rf'File "[^"\n]*\b{re.escape(file.name)}", line {trace.line}, in <module>')
    if not _is_taken(trace) or not all(at_top.search(run.printed(who)) for run in runs):
        return None
    found = [
        code.line(name, node.lineno)
        for name, node in code.nodes()
        if PurePosixPath(name).name != file.name
        if (isinstance(node, ast.ImportFrom) and node.module == file.stem)
        or (isinstance(node, ast.Import) and file.stem in {each.name for each in node.names})
    ]
    says = f"To import {file.name} is to run it, so that this program is a server, too"
    do = 'Below if __name__ == "__main__" stands what is done only where a file is started itself.'
    return (says, do, found[0]) if len(found) == 1 else None


def _is_taken(trace: Trace) -> bool:
    return "[Errno 98]" in trace.message or "[Errno 48]" in trace.message


def _only_asks(run: Run, who: str) -> bool:
    """Whether a program was refused, and never listened."""
    return any(e.proto == "tcp" for e in run.all(ev.Refused, who)) and not run.all(
        ev.Listening, who
    )
