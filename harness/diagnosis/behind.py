"""Programs that are one message behind: what is due comes only when the next message does.

Of a server, what arrives is then a message that was said before, as it was, so that nothing looks
altered.  It is told only where that is so again and again, and no message ever arrives by itself.
Of a kit's program, it is enough that what was missed comes after another message than its own.
"""

from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.model import events as ev
from harness.model.result import Diagnosis

_AGAIN = 2  # times: once may be chance


def one_behind(case: Case) -> Iterator[Diagnosis]:
    """Whenever a client says something, the other one gets what it had said before that."""
    for hub in case.own_servers:
        for run in case.alone(hub):
            clients = run.clients(hub)
            pairs = [(a, b) for a in clients for b in clients if a != b]
            late = next((one for pair in pairs if (one := _late(run, hub, *pair))), None)
            if late is None:
                continue
            who, now, other, before = late
            yield from case.diagnosis(
                "one-behind",
                [
                    f
                    for each in case.alone(hub)
                    for f in each.unmet
                    if f.verb == "sends" and hub in f.actors and f.objects
                ],
                "The server is one message behind: each is passed on only when the next one comes",
                happened=f'When {who} said "{now}", {hub} sent {other} "{before}"',
                do="What is kept until the next recv() returns? Send on what recv() has just "
                "returned.",
            )
            return


def answers_one_behind(case: Case) -> Iterator[Diagnosis]:
    """Nothing comes of a message, and what should is sent when the next one comes, another."""
    for who in case.students():
        if not case.is_kit(who):
            continue
        for run in case.alone(who):
            late = _answered_late(run, who)
            if late is None:
                continue
            asked, now, answer = late
            hub = who in case.listeners
            yield from case.diagnosis(
                "one-behind",
                case.unmet_by(who),
                "The server is one message behind: each is passed on only when the next one comes"
                if hub
                else "The client is one message behind: it answers each only when the next one "
                "comes",
                happened=f'Nothing came of "{asked}"; when "{now}" came, {who} sent "{answer}"',
                do="Your function is called with the message that came. Which one does it look at?",
            )
            return


def _answered_late(run: Run, who: str) -> tuple[str, str, str] | None:
    """A message whose answer, which was missed, was sent after another one had come."""
    missed = [f for f in run.unmet if (f.verb, f.mood) == ("sends", "must") and who in f.actors]
    came = [e for e in run.all(ev.Sent) if e.to == who]
    own = run.all(ev.Sent, who)
    for e, then, end in zip(came, came[1:], [*came[2:], None], strict=False):
        until = end.n if end else len(run.events)
        answers = [text(each.data).strip() for each in own if then.n < each.n < until]
        if (
            len(answers) == 1
            and e.data != then.data
            and not any(e.n < each.n < then.n for each in own)
            and any(e.n <= f.at < then.n and f'"{answers[0]}\\n"' in f.expected for f in missed)
        ):
            return text(e.data).strip(), text(then.data).strip(), answers[0]
    return None


def _late(run: Run, hub: str, who: str, other: str) -> tuple[str, str, str, str] | None:
    """A message of ``who`` after which ``other`` got the one before it, if it always is so."""
    said = [e for e in run.all(ev.Sent, who) if e.to == hub]
    words = [text(e.data).strip() for e in said]
    ends = [*(e.n for e in said), len(run.events)][1:]
    got = [_between(run, hub, other, e.n, end) for e, end in zip(said, ends, strict=True)]
    if any(now and now in come for now, come in zip(words, got, strict=True)):
        return None
    late = [i for i in range(1, len(words)) if got[i] and got[i] == words[i - 1]]
    return (who, words[late[0]], other, got[late[0]]) if len(late) >= _AGAIN else None


def _between(run: Run, hub: str, other: str, since: int, until: int) -> str:
    sent = (e for e in run.all(ev.Sent, hub) if e.to == other and since < e.n < until)
    return text(b"".join(e.data for e in sent)).strip()
