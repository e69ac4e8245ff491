"""Programs that end by saying how they want to be called, since they were called otherwise.

How a program is to be started the harness reads in its source, as far as it understands it; a
person would read what it says, and call it so.  The rules:

* Only a role that the spec gives answers to: whoever leaves to students what their programs ask
  leaves to them how these are called, too.  Where the story itself says what is put on the command
  line, a program that wants something else is wrong.
* The program ended before it had listened, or tried to connect, and nobody had typed anything.
* It said how it is called ('usage: ...'), and no error of Python's followed; or it ended with an
  error that quotes a word of the command line (``KeyError: 'X'``).
* Then nothing is known of it.
"""

import re

from harness.checks.baffled import Baffled
from harness.checks.play import Play
from harness.checks.records import Records
from harness.checks.wording import quote
from harness.model.events import Refused, Started

_USAGE = re.compile(
    r"^\W*(?:(?:usage|uso|utilisation|aufruf|verwendung|benutzung|u.ycie|kullan.m|gebruik)\b"
    r"[^\n:]{0,20}:|用法|使用方法)[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
_ERROR = re.compile(r"^(?:\w+\.)*\w+(?:Error|Exception): [^\n]*\s*\Z", re.MULTILINE)
_TRACEBACK = "Traceback (most recent call last)"


def miscalled(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` ended since it wanted another command line."""
    begun = [each for each in records.doors if isinstance(each, Started) and each.who == who]
    if who not in play.replies or not begun or who not in records.exits:
        return None
    if records.typed.get(who) or _reached(records, who) or _told(play, who):
        return None
    started = begun[-1]
    stream = records.stream(("prints", who, None))
    said = stream.text(stream.start(started.n)) if stream is not None else ""
    line = _refusal(said, started.argv[1:])
    if not line:
        return None
    called = quote(" ".join(each.rpartition("/")[2] for each in started.argv[1:]))
    why = f"{who} was started as {called} and ended with {quote(line.strip())}; a person has to see"
    return Baffled(0, f"{why} how it wants to be started")


def _refusal(said: str, given: tuple[str, ...]) -> str:
    """The line in which a program speaks of its command line."""
    if _TRACEBACK not in said:
        found = _USAGE.search(said)
        return found[0] if found else ""
    error = _ERROR.search(said)
    quoted = (f"'{word}'" for word in given)
    return error[0] if error and any(word in error[0] for word in quoted) else ""


def _reached(records: Records, who: str) -> bool:
    """Whether it has listened or tried to connect."""
    marks = (mark for verb in ("listens", "connects") for mark in records.marks[verb])
    refused = (each.who for each in records.doors if isinstance(each, Refused))
    return any(who in {mark.who, mark.to} for mark in marks) or who in refused


def _told(play: Play, who: str) -> bool:
    """Whether the story says what is on its command line."""
    slots = (slot for beat in play.beats for slot in beat.slots if slot.kind == "start")
    return any(slot.args for slot in slots if who in play.candidates(slot.who))
