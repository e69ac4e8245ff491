"""Fair blame for programs to which nobody of their own hand-in ever spoke.

A server that waits for JSON is right if its own clients send it JSON.  Where these never send
anything, since they end or fail first, only scripts have spoken to it, in plain text.  What it did
not do then it might have done for clients that work, so that it cannot be told.

Where students write only one side, nobody else can have failed: there the scripts of the other are
the protocol.
"""

from collections.abc import Collection
from dataclasses import replace

from harness.model.play import NOT_OBSERVED, UNMET, UNOBSERVABLE, UNREACHED, Finding
from harness.model.record import Record, Take, Unlike
from harness.model.spec import BY_STUDENT


def excused(record: Record) -> Record:
    """``record`` without blame for what came of messages in a form that a program does not read."""
    heard = {record.mains.get(role) for take in record.takes for role in take.heard}
    failed = _failed(record)
    unheard = {
        role
        for role, main in record.mains.items()
        if main not in heard and failed and main not in failed
    }
    return replace(record, takes=tuple(_excused(take, unheard) for take in record.takes))


def _failed(record: Record) -> set[str]:
    """The main files that were the first to fail where they played among themselves.

    Who has no program at all has failed as well; that is nobody else's file.
    """
    among = (take for take in record.takes if set(take.by.values()) == {BY_STUDENT})
    found = {record.mains[take.gave_up] for take in among if take.gave_up in record.mains}
    return found | {f"no program for {one.role}" for one in record.unfilled}


def _excused(take: Take, unheard: Collection[str]) -> Take:
    unknown = {each.role: each for each in take.unlike if each.role in unheard}
    if not unknown or take.findings is None:
        return take
    return replace(take, findings=tuple(_finding(one, unknown) for one in take.findings))


def _finding(finding: Finding, unknown: dict[str, Unlike]) -> Finding:
    whys = [unknown[role] for role in finding.actors if role in unknown]
    short = finding.verdict in {UNMET, UNREACHED}
    if not whys or not short or finding.at < whys[0].since:
        return finding
    why = (
        f"{NOT_OBSERVED}{whys[0].role} wants {whys[0].form}, and none of the programs handed in"
        " with it ever sent it anything, so that the grader does not know what to send; mend these"
        " first"
    )
    return replace(finding, verdict=UNOBSERVABLE, happened=why)
