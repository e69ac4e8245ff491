"""Programs of the assignment's own that broke down by themselves.

The rules:

* One that no student plays, and that ended with an error or by a signal; neither the story nor a
  bound ended it, and nothing was typed there.
* Until then it had connected to nobody, nobody to it, and nobody had refused it: so nothing that
  another program did can have reached it.  That is certain.  Of one that breaks later it is not: a
  wrong message may have been too much for it, and that is the sender's doing.
* On a stage that shows nothing of that in any scene, whatever broke is taken for such a one.
* From then on what did not come says nothing about anybody.
"""

from harness.checks.baffled import Baffled
from harness.checks.play import Play
from harness.checks.records import Records
from harness.model.events import STAGE, Connected, Refused, Typed


def broken(play: Play, records: Records) -> list[Baffled]:
    """The programs that did, in the order in which they ended."""
    blind = {event.what for event in records.unseen if event.who == STAGE}
    hidden = bool(blind & {"owner", "wire", "between"})
    if hidden and not records.blindfolded:
        return []  # who had to do with whom is not known
    return [
        Baffled(end.n, _why(end.who, end.detail))
        for end in records.marks["ends"]
        if end.detail != "0"
        and not play.judged(end.who)
        and (hidden or not _was_reached(records, end.who, end.n))
    ]


def _was_reached(records: Records, who: str, until: int) -> bool:
    """Whether anything of another's, or of the story's, came to a program before an event."""
    for event in records.doors:
        if event.n < until:
            if isinstance(event, Connected | Refused) and who in {event.who, _to(event)}:
                return True
            if isinstance(event, Typed) and event.who == who:
                return True
    return any(
        who in {sender, to} and stream.start(until) > 0
        for (verb, sender, to), stream in records.streams.items()
        if verb == "sends"
    )


def _why(who: str, how: str) -> str:
    how = how if how.startswith("signal") else f"exit code {how}"
    return (
        f"{who}, which is a program of the assignment's own, broke down by itself ({how}) before it"
        " had to do with any other; a person has to see why"
    )


def _to(event: Connected | Refused) -> str | None:
    return event.to if isinstance(event, Connected) else None
