"""TCP carries bytes: what was sent at once may come in pieces, or together with what came after."""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of, text
from harness.diagnosis.code import Code, Place
from harness.diagnosis.regions import own_lines
from harness.diagnosis.shapes import name_of
from harness.diagnosis.syntax import RECEIVE_CALLS
from harness.model import events as ev
from harness.model.result import Diagnosis

_COLLECT = "Collect what comes, and cut it at a mark that ends each message (a line end, say)."
_NOTHING = ("not {}", "{} == b''", "len({}) == 0", "not len({})")
_BYTES = re.compile(r"\brecv\((\d{1,4})\)")
_MANY = 50  # lines that are one and the same by no chance
_LITTLE = 8192  # bytes that a program may well print before that
_SHOWN = 60  # characters of what it prints
_GIVEN = (
    "What is given to you puts whole messages together, and your function is called with each: is "
    "there more to receive than that?"
)


def recv_is_no_message(case: Case) -> Iterator[Diagnosis]:
    """Lines fail only in scenes whose links split or join what crosses them."""
    for who in case.students():
        runs = case.alone(who)
        linked = [run for run in runs if run.scene in case.spec.scenes and _links(case, run.scene)]
        short = [f for run in linked for f in run.unmet if who in f.actors]
        plain = [run for run in runs if run not in linked]
        if not short or not plain or any(who in f.actors for run in plain for f in run.unmet):
            continue
        calls, kit = case.code(who).receives(), case.is_kit(who)
        if kit and not any(call.place.line in own_lines(case, who) for call in calls):
            continue  # all that it receives it gets from what is given, as whole messages
        place = calls[0].place if len(calls) == 1 else None
        yield from case.diagnosis(
            "recv-is-no-message",
            short,
            "What one recv() returns is taken for one message: TCP carries bytes, and may bring "
            "half a message, or two at once",
            place,
            happened=f"{who} did well as long as messages came one by one and whole",
            do=_GIVEN if kit else _COLLECT,
        )


def takes_too_few(case: Case) -> Iterator[Diagnosis]:
    """The one recv() is given a number of bytes that is smaller than what it should take."""
    for who in case.students():
        receive = case.code(who).receive()
        given = _BYTES.search(receive.code)
        if given is None or case.is_kit(who) or _again(case.code(who)):
            continue
        most = int(given[1])
        for run in case.alone(who):
            sent = {e.who: run.sent(e.who, who) for e in run.all(ev.Sent) if e.to == who}
            left = [of for of in sent if _stops_at(run, who, of, most)]
            if left:
                yield from case.diagnosis(
                    "takes-too-few",
                    [f for f in run.unmet if f.mood == "must" and who in f.actors],
                    f"recv({most}) takes {most} byte{'s' * (most != 1)} at most of what has come",
                    receive,
                    happened=f"{left[0]} sent {who} {len(sent[left[0]])} bytes, of which the rest "
                    "was never taken",
                    do="The number is how many bytes are taken at most, and not how many messages.",
                )
                return


def _stops_at(run: Run, who: str, of: str, most: int) -> bool:
    """Whether no more was taken of what one sent, at the end or whenever all rested before it.

    What is left when a program closes counts as read in the end.
    """
    end = run.events[-1].n + 1
    for at in (*(e.n for e in run.all(ev.Quiet)), end):
        sent = sum(len(e.data) for e in run.all(ev.Sent, of) if e.to == who and e.n < at)
        taken = sum(e.count for e in run.all(ev.Read, who) if e.of == of and e.n < at)
        if taken <= most < sent and (taken or at == end):
            return True
    return False


def _again(code: Code) -> bool:
    """Whether the one call that receives may be made more than once."""
    (receives,) = code.receives()
    around = code.calls(receives.function) if receives.function else []
    return bool(receives.loops) or len(around) > 1 or any(call.loops for call in around)


def line_never_ends(case: Case) -> Iterator[Diagnosis]:
    """A program reads lines, and its own partner has sent it something without a line end."""
    for who in case.students():
        code = case.code(who)
        found = code.calls("readline", "readuntil") or code.calls("makefile")
        # the keyboard's lines are no socket's, and what recv() returns needs no end
        lines = [] if code.calls("recv") else [c for c in found if "stdin" not in c.place.code]
        halves = ((run, of) for run in case.runs if run.student(who) for of in _unended(run, who))
        run, of = next(halves, (None, "")) if lines else (None, "")
        if run is None:
            continue
        yield from case.diagnosis(
            "line-never-ends",
            [f for each in case.runs for f in each.unmet if who in f.actors],
            "The one side waits for the end of a line, and the other sends none: together they "
            "never come further",
            lines[0].place,
            happened=f"{who} took what {of} sent out of its socket, and waits for the rest of that "
            "line",
            do=f"Let each message of {of} end with a line end, or take what has come with recv().",
        )


def until_the_end(case: Case) -> Iterator[Diagnosis]:
    """A loop gathers what comes until the connection ends, and the other side keeps it open."""
    for who in case.students():
        places = {place for place in _gathering(case.code(who)) if not case.is_kit(who)}
        for run in case.alone(who) if places else ():
            read = {each.of for each in run.all(ev.Read, who) if each.count > 0}
            waits = [w for w in run.waits(who) if w.on == "receive" and place_of(w) in places]
            if who not in case.listeners:
                # in a thread of its own, a client's loop shows what comes, and nothing waits for it
                waits = [w for w in waits if w.thread == 1 or not _shows(case.code(who), w)]
            taken = [(w, of) for w in waits for of in w.of if of in read]
            taken = [(w, of) for w, of in taken if not _spoke_in_vain(run, who, of)]
            if not taken:
                continue
            wait, of = taken[0]
            yield from case.diagnosis(
                "until-the-end",
                [
                    f
                    for each in case.alone(who)
                    for f in each.unmet
                    if who in f.actors or f.verb == "one of"
                ],
                "This loop receives until the other side closes its connection, and the other side "
                "keeps it open",
                place_of(wait),
                happened=f"{who} took what {of} sent out of its socket, and waits here for more",
                do="By what can be told that a message is whole, while the connection stays open? "
                "A line end, say, or that recv() has returned it.",
            )
            return


def _spoke_in_vain(run: Run, who: str, of: str) -> bool:
    """Whether a program had sent another what it must not, which that one does not answer."""
    return any(
        (f.mood, f.verb) == ("never", "sends") and who in f.actors and of in f.objects
        for f in run.unmet
    )


def waits_for_more(case: Case) -> Iterator[Diagnosis]:
    """A loop gathers so many bytes, and the other side, of the same hand-in, has sent fewer.

    Beside the harness, which knows of no lengths, that is no mistake.  Of what came nothing may
    have been of use yet: who has had a whole message may wait there for the next one.
    """
    for who in case.students():
        places = {*_counting(case.code(who))} if not case.is_kit(who) else set()
        runs = [run for run in case.runs if places and len({*run.students}) == len(run.by)]
        for run in runs:
            waits = [w for w in run.waits(who) if w.on == "receive" and place_of(w) in places]
            found = [(w, of) for w in waits for of in w.of if _took_all_in_vain(run, who, of)]
            for wait, of in found[:1]:
                came = sum(len(e.data) for e in run.all(ev.Sent, of) if e.to == who)
                yield from case.diagnosis(
                    "waits-for-more",
                    [
                        f
                        for each in runs
                        for f in each.unmet
                        if who in f.actors or f.verb == "one of"
                    ],
                    "This loop waits for more bytes than the other side has sent",
                    place_of(wait),
                    happened=f"{of} sent {came} bytes in all, {who} took them out of its socket, "
                    "and waits here for more",
                    do="How does the one side tell how long a message is, and does the other side "
                    "read that in the same way?",
                )
                return


def _took_all_in_vain(run: Run, who: str, of: str) -> bool:
    """Whether all that one sent was taken, and nothing of it shown, nor anything said since."""
    sent = [e for e in run.all(ev.Sent, of) if e.to == who]
    taken = sum(e.count for e in run.all(ev.Read, who) if e.of == of)
    data = b"".join(e.data for e in sent)
    words = re.findall(r"[^\W\d_]{2,}", text(data))
    said = any(e.n > sent[0].n for e in run.all(ev.Sent, who)) if sent else True
    return taken == len(data) > 0 and not said and not any(w in run.printed(who) for w in words)


def _counting(code: Code) -> Iterator[Place]:
    """Where a loop receives that goes on while what it has is shorter than a number."""
    for file, node in code.nodes():
        match node:
            case ast.While(
                test=ast.Compare(
                    left=ast.Call(func=ast.Name(id="len")), ops=[ast.Lt() | ast.NotEq()]
                )
            ):
                calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
                yield from (code.line(file, n.lineno) for n in calls if name_of(n) in RECEIVE_CALLS)


def _shows(code: Code, wait: ev.Wait) -> bool:
    """Whether the loop in which a thread receives prints each piece."""
    return any(
        "print" in {name_of(call) for call in ast.walk(loop) if isinstance(call, ast.Call)}
        for _, loop in code.nodes()
        if isinstance(loop, ast.While) and wait.line in {*_received_there(loop)}
    )


def _gathering(code: Code) -> Iterator[Place]:
    """Where a loop receives that is left only when nothing more comes, and does nothing else."""
    for file, tree in code.trees():
        for loop in ast.walk(tree) if tree is not None else ():
            if isinstance(loop, ast.While) and not loop.orelse:
                for line in _received_there(loop):
                    yield code.line(file, line)


def _received_there(loop: ast.While) -> Iterator[int]:
    rest, piece, at = list(loop.body), "", loop.lineno
    match loop.test, rest:
        case ast.NamedExpr(target=ast.Name(id=piece), value=value), _:
            pass
        case (
            ast.Constant(value=1),
            [
                ast.Assign(targets=[ast.Name(id=piece)], value=value, lineno=at),
                ast.If(test=test, body=[ast.Break()], orelse=[]),
                *rest,
            ],
        ) if ast.unparse(test) in {each.format(piece) for each in _NOTHING}:
            pass
        case _:
            return
    calls = [n for n in ast.walk(value) if isinstance(n, ast.Call)]
    receives = any(getattr(each.func, "attr", "") in RECEIVE_CALLS for each in calls)
    if receives and rest and all(_gathers(each, piece) for each in rest):
        yield at


def _gathers(statement: ast.stmt, piece: str) -> bool:
    """Whether it does nothing but add a piece to what there is, or print it."""
    match statement:
        case ast.AugAssign() | ast.Assign(value=ast.BinOp()):
            return piece in {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append" | "extend" | "write"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
    return False


def deaf_to_the_end(case: Case) -> Iterator[Diagnosis]:
    """A loop takes the end of a connection for an empty message, without end."""
    for who in case.students():
        for run in case.alone(who) if not case.is_kit(who) else ():
            spun = next(
                (e for e in run.all(ev.Limit) if _computes(e, who) or _floods(e, who)), None
            )
            ended = _ended(run, who, spun.n) if spun else []
            if spun is None or not ended:
                continue
            flood = _flood(run, who, ended[-1]) if _floods(spun, who) else None
            if flood is None and (_floods(spun, who) or not _since(run, who, ended, spun)):
                continue
            shown = f'"{flood[:_SHOWN]}" again and again' if flood else "blank lines"
            did = "computed" if flood is None else f"printed {shown}"
            calls = case.code(who).receives()
            calls = [each for each in calls if each.loops] or calls
            yield from case.diagnosis(
                "deaf-to-the-end",
                [f for f in run.unmet if f.at >= ended[-1].n],
                "A loop goes round for ever once the other side has closed: recv() returns b'' at "
                "once, each time",
                calls[0].place if len(calls) == 1 else None,
                happened=f"{ended[-1].who} closed its connection, and {who} {did} from then on",
                do="What is empty is the end: leave the loop there, and close the connection.",
            )
            return


def _computes(limit: ev.Limit, who: str) -> bool:
    busy = any(wait.who == who and wait.on == "processor" for wait in limit.waits)
    return limit.what == "patience" and busy


def _floods(limit: ev.Limit, who: str) -> bool:
    return limit.what == "output" and limit.who == who


def _flood(run: Run, who: str, ended: ev.Closed) -> str | None:
    """What ``who`` printed without end once the other side had closed.

    It is what is left of a line that shows a message of the other side, if nothing is in its place.
    """
    printed = run.all(ev.Printed, who)
    before = sum(len(e.data) for e in printed if e.n < ended.n)
    lines = text(b"".join(e.data for e in printed)).splitlines()
    again = {line.strip() for line in lines[-_MANY:-1]}
    if before > _LITTLE or len(lines) < 2 * _MANY or len(again) != 1:
        return None
    left = again.pop()
    sent = [e.data for e in run.all(ev.Sent, ended.who) if e.to == who]
    said = [each.strip() for data in sent for each in text(data).splitlines() if each.strip()]
    for line in lines[:_MANY]:
        for each in said:
            head, found, tail = line.rpartition(each)
            if found and f"{head}{tail}".strip().endswith(left) and (left or not tail.strip()):
                return left
    return None


def _ended(run: Run, who: str, upto: int) -> list[ev.Closed]:
    """What others had closed, and ``who`` had not, at event ``upto``."""
    closed = [e for e in run.all(ev.Closed) if e.n < upto]
    own = {e.conn for e in closed if e.who == who}
    return [e for e in closed if e.to == who and e.conn not in own]


def _since(run: Run, who: str, ended: list[ev.Closed], spun: ev.Limit) -> bool:
    """Whether nothing else can be what it computes for.

    Either it was at rest before the other side closed, and nothing came since; or it has a thread
    for each connection, and of those that are open each waits.
    """
    last = ended[-1]
    kinds = (ev.Sent, ev.Connected, ev.Typed)
    came = [e.n for kind in kinds for e in run.all(kind) if who in {e.who, getattr(e, "to", "")}]
    before = max((n for n in came if n < last.n), default=-1)
    rested = any(before < e.n < last.n for e in (*run.all(ev.Quiet), *run.all(ev.Lull)))
    if rested and not any(last.n < n < spun.n for n in came):
        return True
    own = [wait for wait in spun.waits if wait.who == who]
    there = {e.who for e in run.all(ev.Connected) if e.to == who and e.n < spun.n}
    open_ = there - {e.who for e in ended}
    waited = {of for wait in own if wait.on == "receive" for of in wait.of}
    busy = sum(wait.on == "processor" for wait in own)
    return open_ <= waited and busy == len(ended) and any(wait.on == "accept" for wait in own)


def _unended(run: Run, who: str) -> list[str]:
    """Of whom ``who`` has read something, and waits for more, though no line of it has ended."""
    read = {each.of for each in run.all(ev.Read, who) if each.count > 0}
    waits = {
        of for wait in run.rest(who, run.events[-1].n) if wait.on == "receive" for of in wait.of
    }
    both = (of for of in run.students if of in read & waits)
    return [of for of in both if b"\n" not in run.sent(of, who)]


def _links(case: Case, scene: str) -> bool:
    return bool(case.spec.scenes[scene].links)
