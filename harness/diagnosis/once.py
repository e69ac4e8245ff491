"""Programs that receive, or pass on, what comes first, and nothing of what comes later."""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.asked import is_due, said_to
from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Code, Place
from harness.diagnosis.syntax import RECEIVE_CALLS
from harness.model import events as ev
from harness.model.play import MET, UNMET, Finding
from harness.model.result import Diagnosis

_LEAST = 2  # messages that such a client has sent since, and so has not only waited for its turn
_BLIND = frozenset({"read", "ahead", "owner", "wire", "between", "polled"})  # to be seen for it
_SIDES = 2  # texts that did not come again, one of each client
_RECEIVES = frozenset({"receive", "several"})


def stops_receiving(case: Case) -> Iterator[Diagnosis]:
    """No thread waits for the network any more; what is sent to the client stays in its socket."""
    for who in case.students():
        if who in case.listeners or case.is_kit(who) or _in_turn(case.code(who)):
            continue
        for run in case.alone(who):
            if run.exited(who) or any(e.what in _BLIND for e in run.all(ev.Unseen)):
                continue
            since = _last_received(run, who)
            later = [e for e in run.all(ev.Sent) if e.to == who and e.n > since]
            short = [f for f in run.unmet if f.at > since and _is_about(f, who, later)]
            if not short or not _goes_on_without(run, who, since):
                continue
            yield from case.diagnosis(
                "stops-receiving",
                short,
                "The client stops receiving: what comes later stays in its socket",
                _receive(case.code(who)),
                happened=f'{later[-1].who} had sent it "{_last(later)}", and {who} waited for its '
                "keyboard only",
                do="One recv() takes what has come by then, and no more: it has to be called again "
                "and again, until it returns nothing.",
            )
            return


def ends_with_the_first(case: Case) -> Iterator[Diagnosis]:
    """A client whose one recv() is in no loop ends in the middle of a chat, with a loop that asks.

    What that loop depends on is not known, only that nobody has ended the chat.
    """
    for who in case.students():
        place = _receive(case.code(who))
        if who in case.listeners or case.is_kit(who) or not place.line or not _asks(case.code(who)):
            continue
        for run in case.alone(who):
            ended = run.exited(who)
            came = [e for e in run.all(ev.Sent) if e.to == who]
            short = [f for f in run.unmet if who in f.actors and ended and f.at > ended.n]
            data = [*(e.data for e in run.all(ev.Sent)), *(e.data for e in run.all(ev.Typed))]
            said = [text(each).strip().lower() for each in data]
            if not short or not came or ended is None or ended.code != 0 or "bye" in said:
                continue
            yield from case.diagnosis(
                "ends-with-the-first",
                case.unmet_by(who),
                "The client receives once only, and soon after that it ends",
                place,
                happened=f'{who} was sent "{_last(came[:1])}", and ended in the middle of the chat',
                do="One recv() takes what has come by then, and no more: it has to be called again "
                "and again, until it returns nothing.",
            )
            return


def _asks(code: Code) -> bool:
    """Whether lines are asked for in a loop that something else may end."""
    for _, tree in code.trees():
        for loop in ast.walk(tree) if tree is not None else ():
            if isinstance(loop, ast.While) and not isinstance(loop.test, ast.Constant):
                calls = [n for n in ast.walk(loop) if isinstance(n, ast.Call)]
                if any(getattr(n.func, "id", "") in {"input", "raw_input"} for n in calls):
                    return True
    return False


def first_round_only(case: Case) -> Iterator[Diagnosis]:
    """A server's loop ends with its first round: one message is passed on, and no second one."""
    for hub in case.own_servers:
        place = _left_at_once(case.code(hub))
        for run in case.alone(hub) if place.line else ():
            for finding in run.unmet:
                said = said_to(run, hub, finding) if is_due(finding, hub) else None
                if said is None or not _first_came(run, hub, said, finding):
                    continue
                yield from case.diagnosis(
                    "first-round-only",
                    [f for f in run.unmet if hub in f.actors and f.mood == "must"],
                    "This ends the loop with its first round, whatever came: what comes later is "
                    "not received",
                    place,
                    happened=finding.happened,
                    do="In which case should the loop end, and under which condition does this "
                    "line stand?",
                )
                return


def _first_came(run: Run, hub: str, said: ev.Sent, finding: Finding) -> bool:
    """Whether the first message of who said this was passed on, and nothing that came later."""
    own = [e for e in run.all(ev.Sent, said.who) if e.to == hub]
    told = text(b"".join(run.sent(hub, to) for to in finding.objects))
    came = [e for e in own if text(e.data).strip() in told]
    return own[0].n < said.n and came == own[:1]


def _left_at_once(code: Code) -> Place:
    """The one statement that leaves a loop which receives, under no condition."""
    found = {code.line(file, line) for file, tree in code.trees() for line in _ends_loops(tree)}
    return found.pop() if len(found) == 1 else Place()


def _ends_loops(tree: ast.Module | None) -> Iterator[int]:
    for loop in ast.walk(tree) if tree is not None else ():
        if not isinstance(loop, ast.While):
            continue
        inside = list(ast.walk(loop))
        calls = {getattr(n.func, "attr", "") for n in inside if isinstance(n, ast.Call)}
        goes_on = any(isinstance(n, ast.Continue) for n in inside)
        for statement in loop.body if calls & {*RECEIVE_CALLS} and not goes_on else ():
            if isinstance(statement, ast.Return | ast.Break):
                yield statement.lineno


def _in_turn(code: Code) -> bool:
    """Whether one loop asks for a line and receives one: it does receive, when its turn comes."""
    asks = {loop for call in code.calls("input", "raw_input") for loop in call.loops}
    return any(asks & {*call.loops} for call in code.receives())


def _last_received(run: Run, who: str) -> int:
    """When a client was last seen to wait for the network."""
    rests = [e for e in run.all(ev.Quiet) for w in e.waits if w.who == who and w.on in _RECEIVES]
    return max((e.n for e in rests), default=-1)


def _goes_on_without(run: Run, who: str, since: int) -> bool:
    """Whether it has sent several messages since, slept at the keyboard only, and left some."""
    rests = [e for e in run.all(ev.Quiet) if e.n > since]
    slept = [{w.on for w in rest.waits if w.who == who} for rest in rests]
    sent = [e for e in run.all(ev.Sent, who) if e.n > since]
    came = [len(e.data) for e in run.all(ev.Sent) if e.to == who and rests and e.n < rests[-1].n]
    read = [e.count for e in run.all(ev.Read, who)]
    only = all(on == {"keyboard"} for on in slept)
    return only and len(rests) > _LEAST <= len(sent) and sum(read) < sum(came)


def _is_about(finding: Finding, who: str, later: list[ev.Sent]) -> bool:
    """Whether a line asks for something to be shown, or taken, that was sent to the client then."""
    said = re.findall(r'"(.+?)"', finding.expected.lower())
    heard = text(b"".join(e.data for e in later)).lower()
    wanted = finding.verb in {"prints", "shows", "reads", "one of"} and finding.mood == "must"
    return wanted and {*finding.actors} == {who} and any(words in heard for words in said)


def _last(later: list[ev.Sent]) -> str:
    return " ".join(text(later[-1].data).split())


def _receive(code: Code) -> Place:
    """The one receive, or the one in a function: for a thread; if none stands in a loop."""
    found = code.receives()
    inside = [call for call in found if call.function] if len(found) > 1 else found
    return inside[0].place if len(inside) == 1 and not any(c.loops for c in found) else Place()


def said_again(case: Case) -> Iterator[Diagnosis]:
    """What a client says a second time is not passed on, though what comes before and after is."""
    for hub in case.own_servers:
        for run in case.alone(hub):
            sends = [
                f for f in run.findings
                if (f.verb, f.mood) == ("sends", "must") and hub in f.actors
            ]  # fmt: skip
            came = {f.expected: f.at for f in sends if f.verdict == MET}
            missed = [f for f in sends if f.verdict == UNMET and f.at > came.get(f.expected, f.at)]
            again = {f.expected for f in missed}
            if len(again) < _SIDES or max(came.values()) < missed[-1].at:
                continue
            yield from case.diagnosis(
                "said-again",
                [f for each in case.alone(hub) for f in each.unmet if f.expected in again],
                "A message that was said before is not passed on when somebody says it again",
                happened=missed[0].happened,
                do="What makes it the same message: that it has the same words, or that it came "
                "once more?",
            )
            return
