"""Which mark meets a line without a text: a connection, a read, an exit, a question."""

from harness.checks.play import NEVER, Expect
from harness.checks.records import Channel, Mark, Records
from harness.checks.view import Match, View
from harness.model.spec import IN_ORDER

_ONCE = frozenset({"ends", "closes", "resets"})


def find(
    records: Records, expect: Expect, view: View, channel: Channel, bound: dict[str, str]
) -> Match | None:
    """The first mark of a channel that meets ``expect`` in ``view``, or None."""
    if expect.verb == "asks":
        return _asks(records, expect, channel, view, bound)
    begin = view.opens(once=expect.verb in _ONCE)
    after = max(begin - 1, view.floor, view.cursors.get((channel, expect.items), -1))
    for mark in records.marks[expect.verb]:
        if mark.forced and expect.mood != NEVER:
            continue
        if mark.n > after and _fits(mark, channel) and detailed(expect, mark):
            return Match(channel, mark.n, (mark.n,), bound, detail=mark.detail)
    return None


def _asks(
    records: Records, expect: Expect, channel: Channel, view: View, bound: dict[str, str]
) -> Match | None:
    """Asking is a state: one that began before the window holds in it, unless it was answered.

    Where the beat itself types at that keyboard, only asking after that counts.
    """
    who = channel[1]
    after = max(view.since - 1, view.floor, view.cursors.get((channel, expect.items), -1))
    for asking in records.asking:
        if asking.who != who:
            continue
        still = asking.until is None or asking.until > after
        fresh = asking.since > max(after, view.typed.get(who, -1))
        if fresh or (still and who not in view.typed):
            at = max(asking.since, view.cursors.get((channel, expect.items), -1))
            return Match(channel, at, (asking.since,), bound)
    return None


def _fits(mark: Mark, channel: Channel) -> bool:
    return mark.who == channel[1] and (channel[2] is None or mark.to == channel[2])


def detailed(expect: Expect, mark: Mark) -> bool:
    """Whether something that happened is what a line says more of than who and to whom."""
    if expect.verb in ("connects", "listens") and expect.args:
        return mark.detail.split()[0] == expect.args[0].lower()
    if expect.verb == "waits" and expect.args:
        return mark.detail.startswith(expect.args[0])  # each of 'threads' is a 'thread', too
    if expect.verb == "ends" and expect.args:
        return mark.orderly if IN_ORDER in expect.args else mark.detail == expect.args[0]
    if expect.verb == "lasts":
        return float(expect.args[0]) <= float(mark.detail) <= float(expect.args[1])
    return True
