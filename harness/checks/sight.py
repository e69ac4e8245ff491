"""What the stage could see of a beat, and how it is said if it could not."""

from collections.abc import Iterable

from harness.checks.along import WHY, along, later
from harness.checks.finished import Finished
from harness.checks.hidden import BETWEEN, NEEDS
from harness.checks.match import Finder
from harness.checks.play import NEVER, Expect, Play
from harness.checks.polled import polled
from harness.checks.records import Channel, Records
from harness.checks.solve import Judged
from harness.model.events import STAGE, Limit, Unseen
from harness.model.play import NOT_OBSERVED

WHAT = {
    "wire": "what crosses the wire cannot be seen",
    "owner": "whose connection it is cannot be told",
    "read": "what a program has read cannot be seen",
    "ahead": "what a program has asked for cannot be seen",
    "clock": "how long a program waits cannot be told from how slow the machine is",
    "quiet": "what a program waits for cannot be seen",
    "output": "not all of the output was kept",
    "screen": "what its windows show cannot be read",
    "kept": "without a line end, it was shown only with what was printed next; flush=True shows it",
    "search": "what it said is so made that looking for this in it takes for ever",
}


class Sight:
    """What was seen of one beat."""

    def __init__(self, play: Play, records: Records, finder: Finder, beat: Finished) -> None:
        self._play, self._records, self._finder, self._beat = play, records, finder, beat

    def waited_only(self) -> str:
        """Why it cannot be known that nothing more would have come; empty if it can."""
        blind = (e for e in self._records.unseen if e.what == "quiet" and e.who == STAGE)
        return next((event.why for event in blind), "")

    def cut_off(self) -> Limit | None:
        """The limit that ended the scene in the middle of this beat, if one did."""
        limit = self._records.time_up
        return limit if limit is not None and self._beat.upto >= limit.n else None

    def unseen(self, option: Expect, judged: Judged, but: str = "") -> str:
        """Why a line could not be observed; empty if it could."""
        needs = NEEDS.get(option.verb, set()) - {but}
        if option.verb == "reads" and option.pattern is not None:
            needs |= NEEDS["sends"]
        if option.mood == NEVER and judged.match is None:
            needs -= {"ahead"}  # what its library has left in the socket, no program has
        roles = {STAGE}
        concerned = [channel for channel, _ in self._finder.channels(option, judged.view.bound)]
        for _, who, to in concerned:
            roles |= {who, to or STAGE}
        if not any(self._met(who, to) for _, who, to in concerned):
            needs -= {"ahead"}  # nor is there a socket
        if all(self._play.with_script(who, to) for _, who, to in concerned):
            needs -= {BETWEEN}
        if not roles & set(self._play.windows):
            needs -= {"screen"}
        for event in self._records.unseen:
            if event.what in needs and event.who in roles and self._hides(event, option):
                return event.why or WHAT[event.what]
        # who must not wait, and only looks, would have taken what is there: that is seen
        if option.verb == "waits" and option.mood != NEVER:
            since, upto = self._beat.since, self._beat.upto
            thread = bool(option.args)
            whys = (polled(self._records, who, since, upto, thread) for _, who, _ in concerned)
            return next(filter(None, whys), "")
        if option.pattern is not None:
            return self._veiled(option, concerned) or self._unread(option, judged, concerned)
        return ""

    def _met(self, who: str, other: str | None) -> bool:
        """Whether one of them has connected to the other, or to somebody who cannot be told."""
        pairs = [{mark.who, mark.to} for mark in self._records.marks["connects"]]
        pairs += [{one, to} for verb, one, to in self._records.streams if verb == "sends"]
        return any("?" in pair or {who, other or who} <= pair for pair in pairs)

    def _unread(self, option: Expect, judged: Judged, concerned: list[Channel]) -> str:
        """Why a text may be there that was not found; empty if it is not."""
        if any(self._records.taken.unknown(who, to or "") for _, who, to in concerned):
            return WHAT["read"]
        if option.verb == "reads" and self._taken_along(option, judged):
            return WHY
        channels = self._finder.readable(option, judged.view.bound)
        endless = any(channel in self._finder.endless for channel, _ in channels)
        return WHAT["search"] if endless else ""

    def _hides(self, event: Unseen, option: Expect) -> bool:
        """Whether it may be for that that a line was not seen to be met.

        Not where whoever made the connections that are nobody's, none of them is of the kind that
        is asked for: a datagram that somebody sent and was gone is no connection over TCP.
        """
        if event.n > self._beat.upto:
            return False
        if (event.what, option.verb, len(option.args)) != ("owner", "connects", 1):
            return True
        made = [mark for mark in self._records.marks["connects"] if "?" in (mark.who, mark.to)]
        kinds = {mark.detail.split()[0] for mark in made if mark.n <= self._beat.upto}
        here = any(mark.n == event.n + 1 for mark in made)
        return not here or option.args[0].lower() in kinds

    def _veiled(self, option: Expect, concerned: Iterable[Channel]) -> str:
        """Why what a line about the wire is about may be there, and unreadable; empty if not."""
        if option.verb not in {"sends", "reads"}:
            return ""
        since = 0 if option.by_now else self._beat.since
        for verb, one, other in concerned:
            who, to = (one, other) if verb == "sends" else (other, one)
            if not who or not to or self._play.with_script(who, to):
                continue
            if self._records.veiled(who, to, since, self._beat.upto):
                return self._records.codes.why(who)
        return ""

    def _taken_along(self, option: Expect, judged: Judged) -> bool:
        """Whether what a line is about came out of the socket with the line before it."""
        if judged.match is not None:
            stream = self._records.stream(judged.match.channel)
            return stream is not None and along(stream, judged.match.begin)
        return any(
            self._finder.occurs(option, bound, text)
            for channel, bound in self._finder.channels(option, judged.view.bound)
            if (stream := self._records.stream(channel)) is not None
            for text in later(stream)
        )

    def ahead(self, judged: Judged) -> str:
        """Why a program that waits for a message need not want one; empty if it does.

        Its library waits for whatever comes to its sockets, and takes it out of them.
        """
        if judged.match is None:
            return ""
        who = judged.match.channel[1]
        seen = (e for e in self._records.unseen if e.n <= self._beat.upto)
        whys = (e.why or WHAT[e.what] for e in seen if e.who == who and e.what in {"read", "ahead"})
        return next(whys, "")


def not_observed(why: str) -> str:
    """The sentence of a finding that could not be observed."""
    return f"{NOT_OBSERVED}{why}"


def too_late(limit: Limit) -> str:
    """The sentence of what a limit came before."""
    return f"{NOT_OBSERVED}the scene was ended after {limit.detail}"
