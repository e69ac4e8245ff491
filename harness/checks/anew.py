"""Whether a text counts that stood in a window and was written there once more.

The line under a button says "Received Pong" after the first answer, and after the second: it said
"Sent Ping" in between, for a moment that no look has seen, or nothing else at all.  What is written
twice is shown twice, as what is printed twice is.

* A program was sent something in the beat, and has read all of it: else it may be one that writes
  all its texts anew at each click, and has taken no notice of the message that it should show.
* Where nobody can see what is sent or read, that is not asked.
* It breaks no ``never``: it may be what was shown rightly long ago.
"""

from harness.checks.records import AGAIN, WINDOW, Channel, Records


def counts(records: Records, channel: Channel, since: int) -> bool:
    """Whether what came through a channel counts; if anew, then for what came from ``since`` on."""
    verb, who, what = channel
    if verb != WINDOW or what != AGAIN:
        return True
    unseen = {event.what for event in records.unseen}
    if unseen & {"wire", "owner", "between"}:
        return True
    heard = any(
        key[0] == "sends"
        and key[2] == who
        and len(stream)
        and stream.event(len(stream) - 1) >= since
        for key, stream in records.streams.items()
    )
    return heard and (bool(unseen & {"read", "ahead"}) or records.taken.everything(who))
