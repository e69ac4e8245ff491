"""Who was spoken to in a run, and in what form.

Where the form of the messages is the student's to choose, scripted roles speak plain text.  What a
program wants instead only programs of its own hand-in can show: ``harness.grading.unheard`` asks
whether one ever did.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping

from harness.model.casting import (
    BLOCKS,
    FIRST,
    JSON,
    LEAVE,
    LENGTHS,
    MORE,
    NAME,
    OBJECTS,
    UTF_16,
    WORDS,
)
from harness.model.events import (
    Asked,
    Closed,
    Connected,
    Exited,
    Limit,
    Printed,
    Quiet,
    Sent,
    Unseen,
)
from harness.model.record import Unlike
from harness.model.spec import BY_SCRIPT, BY_STUDENT
from harness.model.timeline import Timeline

_WORD = re.compile(rb"[A-Z]{2,}[ :|,;/]")
_PLAIN = re.compile(rb"[\t\n\r -~\x80-\xff]+")


def heard(timeline: Timeline, by: Mapping[str, str]) -> tuple[str, ...]:
    """The student's roles to which another of them sent something; all, if that cannot be known."""
    if any(isinstance(event, Unseen) and event.what in _HIDES for event in timeline.events):
        return tuple(by)
    own = {role for role, who in by.items() if who == BY_STUDENT}
    sent = (event for event in timeline.events if isinstance(event, Sent) and event.data)
    return tuple(dict.fromkeys(each.to for each in sent if {each.who, each.to} <= own))


def unlike(
    timeline: Timeline, by: Mapping[str, str], forms: Mapping[str, str]
) -> tuple[Unlike, ...]:
    """Those of ``forms`` (role: what its messages are made of) that no script spoke.

    And those who waited to the end for the first word of a script that had none for them; and who
    went to it, heard it, and waited for more before they asked for anything or said anything.
    And clients that went on at an ended connection until the stage ended them: a script has no
    words that ask them to leave.
    """
    found: dict[str, Unlike] = {}
    told: dict[str, int] = {}  # when each heard a script last
    spoke, went, answered, understood = set[str](), set[str](), set[str](), set[str]()
    waiting: set[str] = set()
    for event in timeline.events:
        if isinstance(event, Connected):
            went.add(event.who)
            for role, other in ((event.who, event.to), (event.to, event.who)):
                if role in forms and by.get(other) == BY_SCRIPT:
                    found.setdefault(role, Unlike(role, event.n, forms[role]))
        if isinstance(event, Asked):
            answered.add(event.who)
        if isinstance(event, Sent) and event.data:
            answered |= {event.who} & told.keys()
            spoke |= {event.who, event.to}
            if by.get(event.who) == BY_SCRIPT:
                told[event.to] = event.n
            known = by.get(event.who) == BY_SCRIPT and _is(forms.get(event.to, ""), event.data)
            if known:
                understood.add(event.to)
        if isinstance(event, Quiet):
            waiting = _for_scripts(event, by)
            for who in waiting & went & told.keys() - answered:
                found.setdefault(who, Unlike(who, told[who], MORE))
    for who in waiting - spoke:
        found.setdefault(who, Unlike(who, 0, FIRST))
    found = {each.role: each for each in _staying(timeline, by)} | found
    return tuple(each for who, each in found.items() if who not in understood)


def _staying(timeline: Timeline, by: Mapping[str, str]) -> Iterator[Unlike]:
    """The clients that went on, when a script had hung up, until a limit ended them."""
    hung_up: dict[str, int] = {}
    went = {event.who for event in timeline.events if isinstance(event, Connected)}
    for event in timeline.events:
        if isinstance(event, Closed) and by.get(event.who) == BY_SCRIPT:
            hung_up.setdefault(event.to, event.n)
        elif isinstance(event, Closed):
            hung_up.pop(event.who, None)
        if isinstance(event, Limit) and event.who in went & hung_up.keys():
            yield Unlike(event.who, hung_up[event.who], LEAVE)


def _for_scripts(quiet: Quiet, by: Mapping[str, str]) -> set[str]:
    """Who waits for a word of scripts then, and for nothing else."""
    found: dict[str, bool] = {}
    for wait in quiet.waits:
        alone = wait.on == "receive" and all(by.get(other) == BY_SCRIPT for other in wait.of)
        found[wait.who] = found.get(wait.who, True) and alone
    return {who for who, alone in found.items() if alone}


def gave_up(timeline: Timeline, by: Mapping[str, str]) -> str:
    """The first of the student's roles that hung up, ended or told of an error; empty if none did.

    Whoever fails because another is gone does so after that one's connection was closed, or after
    it ended.
    """
    for event in timeline.events:
        failed = isinstance(event, Printed) and _TRACEBACK in event.data
        ended = isinstance(event, Exited) and event.code is not None
        gone = failed or ended or isinstance(event, Closed)
        if gone and by.get(event.who) == BY_STUDENT:
            return event.who
    return ""


def left(timeline: Timeline, by: Mapping[str, str]) -> tuple[str, ...]:
    """The clients that at the last rest waited for others of the hand-in, and for nothing else."""
    rests = (event for event in reversed(timeline.events) if isinstance(event, Quiet))
    waits = next((event.waits for event in rests), ())
    own = {role for role, who in by.items() if who == BY_STUDENT}
    waiting = {wait.who for wait in waits if wait.on == "receive" and wait.of}
    busy = {
        wait.who
        for wait in waits
        if not (wait.on in _WITHIN or (wait.on == "receive" and wait.of and own >= {*wait.of}))
    }
    went = {event.who for event in timeline.events if isinstance(event, Connected)}
    return tuple(role for role in by if role in (waiting & own & went) - busy)


_WITHIN = {"thread", "lock"}  # for another thread of its own
_TRACEBACK = b"Traceback (most recent call last)"
_HIDES = {"wire", "owner", "stage"}


def _is(form: str, data: bytes) -> bool:
    """Whether a message is made of what its reader wants; the whole of it came at once."""
    text = data.decode("utf-8", "replace")
    if form in {LENGTHS, OBJECTS}:
        return _PLAIN.fullmatch(data) is None
    if form == UTF_16:
        return b"\0" in data
    if form in {"", NAME, BLOCKS}:
        return False
    if form == WORDS:
        return _WORD.match(data) is not None
    reads: Callable[[str], object] = json.loads if form == JSON else ast.literal_eval
    try:
        reads(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False
    return True
