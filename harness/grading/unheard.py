"""Fair blame for programs to which nobody of their own hand-in ever spoke.

A server that waits for JSON is right if its own clients send it JSON.  Where these never send
anything, since they end or fail first, only scripts have spoken to it, in plain text.  What it did
not do then it might have done for clients that work, so that it cannot be told.

A client that was spoken to as it wants may still have been left waiting for what would have
ended it: its own server never closes, and a script cannot tell it in JSON that it may go.  So that
it did not end cannot be told either; that it did not do anything else can.

Where students write only one side, nobody else can have failed: there the scripts of the other are
the protocol.

And who ended over how it was called, which the grader had guessed, did nothing that could count
against it, or against those whom it was to meet.
"""

import shlex
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from harness.model.play import NOT_OBSERVED, UNMET, UNOBSERVABLE, UNREACHED, Finding
from harness.model.record import Record, Take, Unlike
from harness.model.spec import BY_STUDENT

Place = tuple[str, str]  # scene and row
Finder = Callable[[Take, Mapping[str, str]], frozenset["Line"]]
Line = tuple[int, int, tuple[str, ...]]

_NEVER = (
    "none of the programs handed in with it ever sent it anything, so that the grader does not know"
    " what to send"
)
_LEFT = (
    "the programs handed in with it left it waiting, so that the grader does not know what it would"
    " have done"
)
_LET_DOWN = (
    "the programs handed in with it hung up on it, or did not send it what it was to read, so that"
    " the grader does not know what it would have done"
)
_SAYING = ' ("%s")'
_SEE = "a person has to see how it wants to be called"


def excused(record: Record) -> Record:
    """``record`` without blame for what came of messages in a form that a program does not read."""
    record = replace(record, takes=tuple(map(_miscalled, record.takes)))
    heard = {record.mains.get(role) for take in record.takes for role in take.heard}
    unheard = {
        role
        for role, main in record.mains.items()
        if main not in heard and (failed := _failed(record, main)) and main not in failed
    }
    takes = tuple(_excused(take, unheard) for take in record.takes)
    for lines_of, why in ((_unended_of, _LEFT), (_let_down, _LET_DOWN)):
        lines = _among_themselves(record, lines_of)
        takes = tuple(_spared(take, lines, why) for take in takes)
    # beside a script it may have lost another line of the item, so that this cast is the better one
    lines, unlike = _among_themselves(record, _let_down), _unlike(record)
    return replace(record, takes=tuple(_spared(t, lines, _LET_DOWN, unlike) for t in takes))


def _miscalled(take: Take) -> Take:
    if not take.miscalled or take.findings is None:
        return take
    first = take.miscalled[0]
    called = shlex.join(first.called)
    why = f"{first.role} was called as '{called}', which is the grader's guess, and ended over that"
    told = f"{NOT_OBSERVED}{why}{_SAYING % first.said if first.said else ''}; {_SEE}"
    return replace(
        take,
        findings=tuple(
            replace(one, verdict=UNOBSERVABLE, happened=told)
            if one.at >= first.since and _is_short(one)
            else one
            for one in take.findings
        ),
    )


def _is_short(finding: Finding) -> bool:
    """Whether something did not come; what should not have come and did is another thing."""
    return finding.verdict == UNREACHED or (finding.verdict == UNMET and finding.mood != "never")


def _failed(record: Record, main: str) -> set[str]:
    """The main files that were the first to fail where ``main`` and others of them played.

    Another part of the hand-in, that ends as it should, has failed nobody.  Who has no program at
    all has failed as well; that is nobody else's file.
    """
    among = (
        take
        for take in record.takes
        if set(take.by.values()) == {BY_STUDENT}
        and main in {record.mains.get(role) for role in take.by}
    )
    found = {record.mains[take.gave_up] for take in among if take.gave_up in record.mains}
    return found | {f"no program for {one.role}" for one in record.unfilled}


def _excused(take: Take, unheard: Collection[str]) -> Take:
    unknown = {each.role: each for each in take.unlike if each.role in unheard}
    if not unknown or take.findings is None:
        return take
    return replace(take, findings=tuple(_finding(one, unknown) for one in take.findings))


def _among_themselves(record: Record, lines_of: Finder) -> dict[Place, frozenset[Line]]:
    """For each scene and row what ``lines_of`` finds in every run of programs by themselves."""
    found: dict[Place, frozenset[Line]] = {}
    for take in record.takes:
        if set(take.by.values()) == {BY_STUDENT} and take.findings is not None:
            place, lines = (take.shown.id, take.shown.row), lines_of(take, record.mains)
            found[place] = found.get(place, lines) & lines
    return found


def _unlike(record: Record) -> dict[Place, tuple[Unlike, ...]]:
    """To whom a script spoke otherwise than it wants it, for each scene and row."""
    found: dict[Place, tuple[Unlike, ...]] = {}
    for take in record.takes:
        place = (take.shown.id, take.shown.row)
        found[place] = (*found.get(place, ()), *(replace(one, since=0) for one in take.unlike))
    return found


def _unended_of(take: Take, mains: Mapping[str, str]) -> frozenset[Line]:
    """The ends that did not come, of who in the end waited for another one alone.

    By the story that had owed it something before, and had not done that; until then it had done
    all of its own.
    """
    short = [one for one in take.findings or () if one.verdict in {UNMET, UNREACHED}]
    found: set[Line] = set()
    for role in take.left:
        own = {other for other, main in mains.items() if main == mains.get(role)}
        first = min((one.step for one in short if role in one.actors), default=0)
        owed = any(
            one.mood != "never" and role in one.objects and one.step < first
            for one in short
            if not own & {*one.actors}
        )
        if owed:
            found |= {_line(one) for one in short if _ends(one, role)}
    return frozenset(found)


def _let_down(take: Take, mains: Mapping[str, str]) -> frozenset[Line]:
    """What those did not do who had done all of their own until another one let them down."""
    short = [one for one in take.findings or () if one.verdict in {UNMET, UNREACHED}]
    found: set[Line] = set()
    for role in take.by:
        own = {other for other, main in mains.items() if main == mains.get(role)}
        mine = [one for one in short if role in one.actors]
        first = min((one.step for one in mine), default=0)
        before = [
            (one.verb, one.mood == "never")
            for one in short
            if _concerns(one, role) and one.step < first and not own & {*one.actors}
        ]
        # whoever ends first may have been what the other one closed for
        hung_up = ("closes", True) in before and take.gave_up not in own
        if hung_up or ("sends", True) in before:
            found |= {_line(one) for one in mine}
        elif ("sends", False) in before:
            found |= {_line(one) for one in mine if one.verb == "reads"}
    return frozenset(found)


def _concerns(finding: Finding, role: str) -> bool:
    """Whether a line is about what was done to ``role``: one that names nobody is about all."""
    return role in finding.objects or (finding.verb == "closes" and not finding.objects)


def _spared(
    take: Take,
    lines: Mapping[Place, frozenset[Line]],
    why: str,
    unlike: Mapping[Place, tuple[Unlike, ...]] | None = None,
) -> Take:
    """``take`` without blame for some lines; ``unlike``: for whom, among programs by themselves."""
    place = (take.shown.id, take.shown.row)
    spared = lines.get(place, frozenset())
    among = set(take.by.values()) == {BY_STUDENT}
    known = unlike.get(place, ()) if unlike and among else take.unlike
    unknown = {each.role: each for each in known}
    if not spared or not unknown or take.findings is None:
        return take
    return replace(
        take,
        findings=tuple(
            _finding(one, unknown, why) if _line(one) in spared else one for one in take.findings
        ),
    )


def _line(finding: Finding) -> Line:
    return finding.line, finding.step, finding.actors


def _ends(finding: Finding, role: str) -> bool:
    return finding.verb in {"ends", "closes"} and finding.actors == (role,)


def _finding(finding: Finding, unknown: Mapping[str, Unlike], why: str = _NEVER) -> Finding:
    whys = [unknown[role] for role in finding.actors if role in unknown]
    short = finding.verdict in {UNMET, UNREACHED}
    if not whys or not short or finding.at < whys[0].since:
        return finding
    told = f"{NOT_OBSERVED}{whys[0].role} wants {whys[0].form}, and {why}; mend these first"
    return replace(finding, verdict=UNOBSERVABLE, happened=told)
