"""Texts that a program kept back: without a line end they are shown with what is printed next.

Whoever prints ``end=""`` and does not flush has printed in time, perhaps, and nobody could see it.
Such a text comes in one piece and in one line with the text of another line of the story, or as the
last thing that a program says when it ends.  One that is really printed too late, and without a
line end, looks the same.

Where one text runs into the next, a capital letter begins the next.
"""

import re
from dataclasses import replace
from functools import cached_property

from harness.checks.finished import Finished
from harness.checks.match import Finder
from harness.checks.play import NEVER, Expect, OneOf, Play
from harness.checks.records import Records
from harness.checks.solve import Judged
from harness.checks.streams import Stream
from harness.checks.view import Match, View

_VERB = "prints"
_SEAM = re.compile(r"(?<=[^\W_])(?=[A-Z][a-z])|(?<=[a-z0-9])(?=[A-Z])")


class KeptBack:
    """What was kept back in a story that is through, of which all beats are ``done``."""

    def __init__(self, play: Play, records: Records, done: list[Finished]) -> None:
        self._play, self._records, self._done = play, records, done

    def holds(self, option: Expect, judged: Judged, after: int) -> bool:
        """Whether what a line asks for came after that event, and had been kept back till then."""
        late = self._late(option, judged, after)
        if late is None:
            return False
        stream = self._parted.streams[late.channel]
        rest = stream.text(late.end).partition("\n")
        who = late.channel[1]
        if not rest[1] and stream.event(late.end) == stream.event(len(stream)):
            last = self._records.exits.get(who)
            if last is not None and not self._acts(who, stream.event(late.end), last.n):
                return True
        return any(
            match.channel == late.channel
            and late.end <= match.begin < late.end + len(rest[0])
            and stream.event(match.end) == stream.event(late.end)
            for match in self._others
        )

    @cached_property
    def _parted(self) -> Records:
        """What was printed, with texts apart that ran into one another."""
        found = Records()
        for channel, stream in self._records.streams.items():
            if channel[0] == _VERB:
                found.streams[channel] = _apart(stream)
        return found

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._play, self._parted)

    @cached_property
    def _others(self) -> list[Match]:
        """What meets the lines of the story that are about terminals, whenever it came."""
        found = []
        for beat in self._done:
            for judged in beat.solution.judged:
                part = judged.part
                if isinstance(part, Expect | OneOf) and part.mood != NEVER:
                    after = -1 if judged.match else beat.upto
                    late = (self._late(option, judged, after) for option in part.options)
                    found += [each for each in late if each is not None]
        return found

    def _late(self, option: Expect, judged: Judged, after: int) -> Match | None:
        """What would meet a line of the terminal if it might have come later."""
        if option.verb != _VERB or self._finder.unbound(option, judged.view.bound):
            return None
        view = View(after + 1, judged.view.bound, typed=judged.view.typed)
        return self._finder.find(replace(option, by_now=False), view)

    def _acts(self, who: str, begin: int, end: int) -> bool:
        """Whether a role does anything that is seen between two events."""
        return any(
            verb in {"sends", _VERB} and sender == who and _between(stream, begin, end)
            for (verb, sender, _), stream in self._records.streams.items()
        )


def _apart(stream: Stream) -> Stream:
    parted = Stream(terminal=True)
    first, text = 0, stream.text(0)
    for begin, end, n in stream.pieces(0):
        if end > first + len(text):  # there is a most that is given at once
            first, text = begin, stream.text(begin)
        piece = _SEAM.sub(" ", text[begin - first : end - first])
        parted.feed(n, piece.encode("utf-8", "surrogateescape"))
    return parted


def _between(stream: Stream, begin: int, end: int) -> bool:
    return stream.start(end) > stream.start(begin + 1)
