"""Connections that somebody has to close: both, and without waiting for the other side to do it."""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of
from harness.diagnosis.code import Code, Place, known
from harness.diagnosis.loops import LEFT, left_at_once
from harness.diagnosis.shapes import FUNCTIONS, name_of
from harness.diagnosis.syntax import RECEIVE_CALLS
from harness.diagnosis.tracebacks import Trace
from harness.model import events as ev
from harness.model.play import MET, Finding
from harness.model.result import Diagnosis

BY_WITH = "This with closes the connection at its end, and the program goes on to use it"
LATER = "Who still has something to say on it, when the block has ended?"
_CLOSES = re.compile(r"\bcloses (\w+)")
_CLOSED = re.compile(r"\[Errno 9\]|Bad file descriptor")
_USES = re.compile(r"\.(?:send|sendall|recv|shutdown)\(")


def one_is_closed(case: Case) -> Iterator[Diagnosis]:
    """Of two connections one is closed, or told to close, and the other is not; or neither is."""
    for who in case.own_servers:
        for run in case.alone(who):
            about = _left_open(run, who)
            named = {found for f in about for found in _CLOSES.findall(f.expected)}
            clients = {*run.clients(who)}
            if not about or len(clients) != 2 or run.failed(who):
                continue
            by = max(f.at for f in about)
            closed = {e.to for e in run.all(ev.Closed, who) if e.n <= by}
            if not named or named & closed:
                continue
            if (clients - named) & (closed | _told_to_close(run, who, by)):
                leaves, at = left_at_once(case.code(who), "close", "shutdown")
                yield from case.diagnosis(
                    "one-is-closed",
                    about,
                    LEFT.format(leaves)
                    if leaves
                    else "Only one of the two connections is closed, or asked to close",
                    known(
                        at,
                        _waits_for(run, who, named, by),
                        case.code(who).only("close", "shutdown"),
                    ),
                    happened=_in_short(about[0], who),
                    do="Close both, or send each client a message that asks for it.",
                )
                return
            first = min(f.at for f in about)
            left = {e.who for e in run.all(ev.Closed) if e.to == who and e.n <= first}
            if left or not _sleeps_for(run, who, clients, first):
                continue  # they have left, and nobody waits for them; or it does something else
            if _owes_more(run, who, first):
                continue
            alike = [r for r in case.runs if r.scene == run.scene and _left_open(r, who)]
            # told of the run in which the line is known, so that both are of one client
            told = next((r for r in alike if _waits_for(r, who, clients, first).line), run)
            yield from case.diagnosis(
                "none-is-closed",
                about,
                "Neither side ends the connection: each waits for the other to close (deadlock)",
                _waits_for(told, who, clients, first),
                happened=_in_short(_left_open(told, who)[0], who),
                do="Somebody has to be the first: close both, or send each client a message that "
                "asks for it, before you wait for them to leave.",
            )
            return


def _owes_more(run: Run, who: str, by: int) -> bool:
    """Whether a server has not come to the end that is asked for: it has not even answered."""
    sent = [e for e in run.all(ev.Sent) if e.n <= by and who in (e.who, e.to)]
    owed = (f for f in run.unmet if (f.verb, f.mood) == ("sends", "must") and f.at <= by)
    return bool(sent) and sent[-1].to == who and any(who in f.actors for f in owed)


def _left_open(run: Run, who: str) -> list[Finding]:
    """The lines that ask for a connection to be closed, or that as one way among others."""
    short = [f for f in run.unmet if f.verb in {"closes", "one of"} and who in f.actors]
    return [f for f in short if f"{who} closes " in f.expected]


def _told_to_close(run: Run, who: str, by: int) -> set[str]:
    """Those whose connection was closed, or who were asked to do that, as a line wants it."""
    done = [f for f in run.findings if f.verdict == MET and f.mood == "must" and who in f.actors]
    done = [f for f in done if f"{who} closes " in f.expected and f.events and max(f.events) <= by]
    return {found for f in done for found in _CLOSES.findall(f.expected)}


def _in_short(finding: Finding, who: str) -> str:
    """That a connection was not closed, and why; without all that had been said on it."""
    return finding.happened.partition(f"; {who} sent ")[0]


def _sleeps_for(run: Run, who: str, clients: set[str], at: int) -> bool:
    """Whether a thread of ``who`` waited then, or at last, for something from its clients."""
    waits = (*run.rest(who, at), *run.waits(who))
    return any(w.on in {"receive", "several"} and clients & {*w.of} for w in waits)


def _waits_for(run: Run, who: str, others: set[str], at: int) -> Place:
    """Where a thread waits for one of ``others``, if the interpreter could tell."""
    found = [w for w in (*run.rest(who, at), *run.waits(who)) if others & {*w.of}]
    return known(*map(place_of, found))


def closed_by_with(code: Code, trace: Trace, at: Place) -> Place:
    """The one with that closes what it was handed, in another function than what fails for it."""
    if not (_CLOSED.search(trace.message) and _USES.search(at.code)):
        return Place()
    found = {*_handed_on(code, at)} or {
        code.line(file, block.lineno)
        for file, function in code.nodes()
        if isinstance(function, FUNCTIONS)
        if not at.is_in(function)
        for block in ast.walk(function)
        if isinstance(block, ast.With)
        for item in block.items
        if isinstance(item.context_expr, ast.Name) and _receives(block, item.context_expr.id)
    }
    return found.pop() if len(found) == 1 else Place()


def _handed_on(code: Code, at: Place) -> Iterator[Place]:
    """Where a with has an accepted connection, and hands it to a thread or keeps it in a list."""
    accepted = {
        getattr(getattr(target, "elts", [target])[0], "id", "")
        for _, node in code.nodes()
        if isinstance(node, ast.Assign) and ".accept(" in ast.unparse(node.value)
        for target in node.targets
    }
    for file, node in code.nodes():
        if not isinstance(node, ast.With) or at.is_in(node):
            continue
        for name in {getattr(item.context_expr, "id", "") for item in node.items} & accepted - {""}:
            inner = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
            waits = any(name_of(call) == "join" for call in inner)
            given = [call for call in inner if name_of(call) in {"append", "Thread"}]
            if not waits and any(
                getattr(n, "id", "") == name for call in given for n in ast.walk(call)
            ):
                yield code.line(file, node.lineno)


def _receives(block: ast.With, name: str) -> bool:
    """Whether something is received on a name in a block, so that it is a connection."""
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in {f"{name}.{how}" for how in RECEIVE_CALLS}
        for node in ast.walk(block)
    )
