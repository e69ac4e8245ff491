"""Programs that look whether something has come, and sleep in between: for whom, nobody can see.

A thread whose socket does not wait sleeps by the clock and not at that socket, so its code alone
tells what it does there.  A line about what it waits for is *unobservable* then, if threads enough
sleep so: where a thread for each connection is asked for, one for each that sleeps, or waits for
nobody else.
"""

from harness.checks.records import Records

_LOOKS = frozenset({"clock", "processor"})


def polled(records: Records, who: str, since: int, upto: int, thread: bool) -> str:
    """Why it cannot be told for whom ``who`` waited when all was at rest last; empty if it can.

    ``thread``: whether a thread of its own is asked for.
    """
    blind = (e for e in records.unseen if e.what == "polled" and e.who == who and e.n <= upto)
    why = next((event.why for event in blind), "")
    rests = [each for each in records.pauses if since <= each.n <= upto]
    if not why or not rests:
        return ""
    own = [wait for wait in rests[-1].waits if wait.who == who]
    looking = sum(wait.on in _LOOKS for wait in own)
    alone = sum(wait.on == "receive" and len(wait.of) == 1 for wait in own)
    peers = {other for mark in records.marks["connects"] if who in (mark.who, mark.to)
             for other in (mark.who, mark.to) if other != who}  # fmt: skip
    enough = len(peers) if thread else 1
    return why if looking and looking + alone >= enough else ""
