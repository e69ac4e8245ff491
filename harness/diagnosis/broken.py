"""Connections on which nothing can be sent any more, or not yet: whose doing that is.

A socket that listens, and one that was never connected, break a pipe as a connection does that the
other side has closed.  What a program's end closes may be noted before what it printed of its
error, so that the order of the two tells nothing.
"""

import ast
import re

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import SEND_CALLS, Code, Place
from harness.diagnosis.syntax import RECEIVE_CALLS
from harness.diagnosis.tracebacks import Trace
from harness.model import events as ev

_LISTENER = re.compile(r"\b(\w+)\.(?:send|sendall|sendto)\(")
_CONNECTS = ("connect", "connect_ex", "create_connection", "open_connection")
_FIRST = "A client's socket is connected to a server's address before anything is said on it."


def whose_doing(
    case: Case, who: str, trace: Trace, place: Place, runs: list[Run]
) -> tuple[str, str]:
    """What a pipe that is broken comes of, and what to do; empty if another ended it."""
    if trace.kind != "BrokenPipeError":
        return "", ""
    code = case.code(who)
    listens = _LISTENER.search(place.code)
    if listens and _only_listens(code, listens[1]):
        return (
            f"{listens[1]} is the socket that listens, and it is connected to nobody",
            "accept() returns a socket for each client: what is said to it goes through that.",
        )
    if who not in case.listeners and not any(run.all(ev.Connected, who) for run in runs):
        connects = code.calls(*_CONNECTS)
        if not connects:
            says = "Something is sent on a socket that was never connected"
            return says, _FIRST
        if _above_all(code, place):
            return "Something is sent on a socket before it is connected", _FIRST
    if all(hung_up(run, who, told_at(run, who)) for run in runs):
        return (
            "Something is sent on a connection that the program itself has ended",
            "Where is it shut down, and who may still need it?",
        )
    return "", ""


def goes_round_once_more(code: Code, at: Place) -> bool:
    """Whether a line sends in a loop what the loop receives, and ends no connection in between.

    Where the program has ended both connections, a thread that slept in recv() gets nothing there
    and comes to that line with it: nothing was lost by that.
    """
    receives = [each for each in code.calls(*RECEIVE_CALLS) if each.place.file == at.file]
    sends = [each for each in code.calls(*SEND_CALLS) if each.place == at]
    ends = [each.place for each in code.calls("close", "shutdown", *_calls_that_end(code))]
    return len(sends) > 0 and any(
        each.loops
        and each.loops[-1] in sends[0].loops
        and each.function == sends[0].function
        and each.place.line <= at.line
        and not any(each.place.line <= end.line <= at.line for end in ends if end.file == at.file)
        for each in receives
    )


def _calls_that_end(code: Code) -> set[str]:
    """The functions of a program that end a connection."""
    return {each.function for each in code.calls("close", "shutdown")} - {""}


def _above_all(code: Code, place: Place) -> bool:
    """Whether a line that sends stands above every one that connects, in the same function."""
    sends = [call for call in code.calls(*SEND_CALLS) if call.place == place]
    return len(sends) == 1 and all(
        (call.place.file, call.function) == (place.file, sends[0].function)
        and call.place.line > place.line
        for call in code.calls(*_CONNECTS)
    )


def hung_up(run: Run, who: str, told: int) -> bool:
    """Whether a program was the first to end every connection that had ended by then."""
    ends = [e for e in run.all(ev.Closed) if e.n < told and who in (e.who, e.to)]
    return {end.who for end in {e.conn: e for e in reversed(ends)}.values()} == {who}


def told_at(run: Run, who: str) -> int:
    """When a program told of its error."""
    told = (e.n for e in run.all(ev.Printed, who) if b"Traceback" in e.data)
    return next(told, -1)


def _only_listens(code: Code, name: str) -> bool:
    """Whether a name is that of one socket, and connections are accepted on it."""
    calls = [call.place.code for call in code.calls("accept")]
    given = [
        target
        for _, node in code.nodes()
        if isinstance(node, ast.Assign)
        for target in ast.walk(node)
        if isinstance(target, ast.Name) and target.id == name and isinstance(target.ctx, ast.Store)
    ]
    return len(given) == 1 and any(re.search(rf"\b{name}\.accept\(", each) for each in calls)
