"""Which event meets one expected line, given what is bound and what was matched before.

The rules:

* A line looks at its own channel: what one role sent another, one terminal, or one kind of event
  between two roles.  In its channel it comes after the match of the line before it *that has the
  same labels*: each rubric item is judged by itself, so two may be about the same message.
* A program ends once, and perhaps as soon as it has met the last line of a beat: before or after
  the next thing is done, as chance will have it.  So an end, of it or of a connection, counts from
  there on.  (Not for ``never``: what came before a thing was done was not brought about by it.)
* What was closed by ending a program at a limit, that program has not closed.  (For ``never`` it
  has: it brought that about.)
* A line that comes after a ``then`` is met only by an event later than the floor that it sets.
* ``by now`` lines look at everything since the scene began, whatever other lines have taken or
  whatever order ``then`` asks for: 'by now' says only that it has happened.
* Ranks first: a preferred alternative anywhere in the window wins over a less preferred one before
  it; within a rank, of all roles that a blank may be, the earliest event wins.
  Where something crossed that nobody can read, only the most preferred is looked for: that may be
  in there, and what is clear beside it need not be what was meant.
* Bare text stands between non-word characters of the joined stream.  Only if it is found nowhere
  so, the seams between messages count as such too: ``Alice`` and then ``Bob``, sent without any
  separator, are still two words.  (Not for ``never``, which must be sure, nor for what programs
  print, since they print a line in pieces.)  So does the end of
  the length before a message, where it counts the rest of it (``0005Alice``), and of a letter for
  its kind (``MAlice``).  A digest, or bytes, beside a text may look like letters by chance: so what
  they part is no worse than what other characters do.
* A ``shows`` line is met on the role's terminal or in its windows, and takes what it says in both:
  a message that is printed and shown is one.  In windows the order of lines means nothing, since a
  look finds the texts as they stand, not as they came; but two equal lines need the text twice.
  A ``never`` is broken there only by a text that stands together, and never by one that was there
  before and was only written anew; by that another line is met if a message led to it (``anew``).
* While a program prints on and on (``hasty``) only the first ``CAP`` characters of a channel are
  searched, and fewer for a regex, whose cost is unknown; at a pause all are, but for those of a
  program that was ended for how much it said.  What was not found in a text is not looked for again
  until there is more of it.  A channel in which a search had to be given up (see :mod:`.effort`)
  is not searched for a regex any more.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace

from harness.checks import anew, happenings
from harness.checks.asked import Asked
from harness.checks.effort import Effort, Endless
from harness.checks.known import known
from harness.checks.pattern import Found, Matcher, choices
from harness.checks.play import NEVER, Expect, Pattern, Play
from harness.checks.records import AGAIN, WINDOW, Channel, Records
from harness.checks.streams import Stream
from harness.checks.view import Match, View
from harness.checks.wording import Bound, excluded
from harness.model.spec import Blank

CAP = 256 * 1024
REGEX_CAP = CAP // 4
_ON_THE_WIRE = {"sends", "reads"}
_AT_WORDS, _AT_BYTES, _AT_SEAMS = range(3)  # where a bare text may begin and end
_FURTHER = 6.0  # s of processor time for what lies beyond: a hundred searches of a million
LONGEST = 2000
"""Most characters of a message that a blank stands for: it becomes part of other patterns."""


class Finder:
    """Finds matches in the records of one scene.

    ``endless``: the channels in which a search was given up.  ``asked``: all that was looked for.
    ``hasty``: long texts are searched in part; ``partly``: since that was set, one was.
    """

    def __init__(self, play: Play, records: Records) -> None:
        self._play = play
        self._records = records
        self._known = known(play.words)
        self.endless: set[Channel] = set()
        self.asked = Asked(play)
        self.hasty = self.partly = False
        self._effort = Effort()
        self._further = Effort(_FURTHER)
        self._barren: dict[tuple[Matcher, Channel, int, int, bool], tuple[int, int]] = {}

    def find(self, expect: Expect, view: View) -> Match | None:
        """The best match of ``expect`` in ``view``, or None."""
        if expect.by_now:
            view = View(0, view.bound, typed=view.typed)
        if expect.of_text:
            return self._text(expect, view)
        best: Match | None = None
        for channel, bound in self.channels(expect, view.bound):
            match = happenings.find(self._records, expect, view, channel, bound)
            if match is not None and (best is None or match.at < best.at):
                best = match
        return best

    def unbound(self, expect: Expect, bound: dict[str, str]) -> list[str]:
        """The blanks of a line that stand for anything at all, and have no value yet."""
        free = self._known.free(expect.pattern) if expect.pattern else ()
        return [name for name in free if name not in bound]

    def occurs(self, expect: Expect, bound: dict[str, str], text: str) -> bool:
        """Whether what a line says stands anywhere in a text, or may for all that was searched."""
        if expect.pattern is None or not text:
            return False
        ready = self._known.matcher(expect.pattern, bound, {}, loose=False)
        try:
            return next(ready.all(text, 0, self._effort), None) is not None
        except Endless:
            return True

    def channels(
        self, expect: Expect, bound: dict[str, str]
    ) -> list[tuple[Channel, dict[str, str]]]:
        """Each channel that ``expect`` may be about, with the blanks that this binds."""
        found: list[tuple[Channel, dict[str, str]]] = []
        for actor, with_actor in self._roles(expect.actor, bound):
            for to, with_both in self._roles(expect.object, with_actor):
                found.append(((expect.verb, actor or "", to), with_both))
        return found

    def readable(
        self, expect: Expect, bound: dict[str, str]
    ) -> list[tuple[Channel, dict[str, str]]]:
        """The channels of a line with a text, and the windows of its actors if it looks there."""
        found = self.channels(expect, bound)
        if expect.verb == "shows":
            kinds = (None,) if expect.mood == NEVER else (None, AGAIN)
            found += [((WINDOW, to[1], kind), after) for to, after in found for kind in kinds]
        return found

    def _roles(
        self, actor: str | Blank | None, bound: dict[str, str]
    ) -> list[tuple[str | None, dict[str, str]]]:
        if actor is None or isinstance(actor, str):
            return [(actor, bound)]
        if actor.name in bound:
            return [(bound[actor.name], bound)]
        choice = self._play.words.get(actor.name)
        if choice is None:
            return []
        taken = excluded(choice, bound)
        return [
            (role, {**bound, actor.name: role})
            for role in choice.roles
            if role.casefold() not in taken
        ]

    def about(self, expect: Expect) -> tuple[str, ...]:
        """The blanks whose values the text of a line depends on."""
        return self._about(expect.pattern) if expect.pattern else ()

    # Texts

    def _text(self, expect: Expect, view: View) -> Match | None:
        pattern = expect.pattern
        ranks = self._choices(pattern, view.bound, expect.closed) if pattern else [{}]
        channels = [
            (channel, bound, stream)
            for channel, bound in self.readable(expect, view.bound)
            if (stream := self._records.stream(channel)) is not None
            and anew.counts(self._records, channel, view.since)
        ]
        tries = ((_AT_WORDS, _AT_BYTES), (_AT_SEAMS,)) if _has_seams(expect) else ((_AT_WORDS,),)
        for rank in ranks if channels else []:
            for places in tries:
                found = [
                    match
                    for channel, bound, stream in channels
                    if not (any(rank.values()) and self._may_be_veiled(channel, view.since))
                    for place in places
                    if (match := self._search(expect, view, channel, bound, stream, rank, place))
                ]
                if found:
                    best = min(found, key=lambda match: match.at)
                    if expect.verb != "shows":
                        return best
                    return replace(best, also=self._also(expect, view, best))
        return None

    def _also(
        self, expect: Expect, view: View, best: Match
    ) -> tuple[tuple[Channel, int, int], ...]:
        """Where else the role shows what ``best`` found: on its terminal, or in its windows."""
        also = []
        for channel, _ in self.readable(expect, best.bound):
            stream = self._records.stream(channel)
            if stream is None or channel == best.channel or channel[1] != best.channel[1]:
                continue
            match = self._search(expect, view, channel, best.bound, stream, {}, _AT_WORDS)
            if match is not None:
                also.append((channel, match.begin, match.end))
        return tuple(also)

    def _search(
        self,
        expect: Expect,
        view: View,
        channel: Channel,
        bound: dict[str, str],
        stream: Stream,
        rank: dict[str, int],
        place: int,
    ) -> Match | None:
        if place == _AT_BYTES and not stream.signed:
            return None
        window = stream.start(view.since)
        cursor = (channel, expect.items)
        taken = view.taken.get((cursor, expect.pattern), ())
        begin = max(window, view.cursors.get(cursor, 0))
        if expect.pattern is None:
            places = _messages(stream, begin, None, lines=expect.verb not in _ON_THE_WIRE)
        else:
            ready = self._known.matcher(expect.pattern, bound, rank, loose=place != _AT_WORDS)
            if ready.whole is not None:
                places = _messages(stream, begin, ready, lines=expect.verb not in _ON_THE_WIRE)
            else:
                places = self._patiently(channel, stream, window, begin, ready)
        for found in places:
            at = stream.event(found.end)
            if at <= view.floor:
                continue
            if place != _AT_WORDS and not stream.parts(found.start, found.end, window):
                continue
            if place == _AT_BYTES and not stream.signs(found.start, found.end):
                continue
            if any(found.start < last and first < found.end for first, last in taken):
                continue
            events = stream.events(found.start, found.end)
            if self._veiled(expect, channel, events):
                continue
            if channel[0] == WINDOW and expect.mood == NEVER and len(events) > 1:
                continue
            return Match(channel, at, events, {**bound, **found.bound}, found.start, found.end)
        return None

    def _veiled(self, expect: Expect, channel: Channel, events: tuple[int, ...]) -> bool:
        """Whether what came in some of these says nothing to anybody but two programs."""
        text = expect.pattern
        if text is None or text.anything or self._records.codes.opaque.isdisjoint(events):
            return False
        return not self._play.with_script(channel[1], channel[2])

    def _may_be_veiled(self, channel: Channel, since: int) -> bool:
        """Whether what a line would rather find may be in what nobody else can read.

        What is clear beside that, as when they greet each other, need not be what was meant.
        """
        verb, who, to = channel
        if verb != "sends" or to is None or self._play.with_script(who, to):
            return False
        return self._records.veiled(who, to, since, sys.maxsize)

    def _patiently(
        self, channel: Channel, stream: Stream, window: int, begin: int, ready: Matcher
    ) -> Iterator[Found]:
        """The places of ``ready``, until a search has to be given up."""
        if ready.costly and channel in self.endless:
            return
        try:
            yield from self._places(channel, stream, window, begin, ready)
        except Endless:
            self.endless.add(channel)

    def _places(
        self, channel: Channel, stream: Stream, window: int, begin: int, ready: Matcher
    ) -> Iterator[Found]:
        """Where ``ready`` is found from offset ``begin`` on; offsets are the stream's."""
        if stream.datagrams:
            for start, end, _ in stream.pieces(begin):
                text = stream.text(start, end)
                pieces = ready.all(text, 0, self._effort)
                for found in self.asked.about(ready, text, 0, pieces):
                    yield Found(start + found.start, start + found.end, found.bound)
            return
        head = self._head(stream, window, REGEX_CAP if ready.costly else CAP)
        key = (ready, channel, window, begin)
        yield from self._found(stream, (*key, True), stream.text(window, head), self._effort)
        if head < len(stream) and self._further_on(channel):
            for found in self._found(stream, (*key, False), stream.text(window), self._further):
                if found.end > head:
                    yield found

    def _found(
        self,
        stream: Stream,
        key: tuple[Matcher, Channel, int, int, bool],
        text: str,
        effort: Effort,
    ) -> Iterator[Found]:
        """The places in a text that begins at an offset of a stream, if any were when last asked.

        ``key``: what is looked for, where, from where on, and whether it is only the text's head.
        """
        ready, _, window, begin, _ = key
        seen = len(text), 0 if window + len(text) < len(stream) else stream.version
        if self._barren.get(key) == seen:
            return
        fruit = False
        at = begin - window
        places = self._known.places(ready, text, at, effort)
        for found in self.asked.about(ready, text, at, places):
            fruit = True
            yield Found(window + found.start, window + found.end, found.bound)
        if not fruit:
            self._barren[key] = seen

    def _head(self, stream: Stream, window: int, most: int) -> int:
        """Up to where a stream is searched first: of a long text to the end of a line."""
        if len(stream) - window <= most:
            return len(stream)
        return window + (stream.text(window).rfind("\n", 0, most) + 1 or most)

    def _further_on(self, channel: Channel) -> bool:
        """Whether what lies beyond the head is searched, too."""
        limit = self._records.limits.get(channel[1])
        if limit is not None and limit.what == "output":
            return False
        self.partly |= self.hasty
        return not self.hasty

    def _choices(
        self, pattern: Pattern, bound: Bound, closed: frozenset[str]
    ) -> list[dict[str, int]]:
        key = (pattern, closed, tuple(map(bound.__contains__, self._about(pattern))))
        ranks = self._known.ranks.get(key)
        if ranks is None:
            ranks = self._known.ranks[key] = choices(pattern, self._play.words, bound, closed)
        return ranks

    def _about(self, pattern: Pattern) -> tuple[str, ...]:
        """The blanks whose values ``pattern`` depends on."""
        return self._known.concern(pattern)


def _messages(stream: Stream, begin: int, ready: Matcher | None, *, lines: bool) -> Iterator[Found]:
    """The first non-blank line of each message, or each non-blank line of a terminal."""
    text = stream.text(begin)
    pieces = [(begin, begin + len(text), 0)] if lines else list(stream.pieces(begin))
    for start, end, _ in pieces:
        at = start
        for line in text[start - begin : end - begin].splitlines(keepends=True):
            inner = line.strip()
            if inner:
                first = at + line.index(inner[0])
                bound = {ready.whole: inner[:LONGEST]} if ready is not None and ready.whole else {}
                if ready is None or ready.admits(bound):
                    yield Found(first, first + len(inner), bound)
                if not lines:
                    break
            at += len(line)


def _has_seams(expect: Expect) -> bool:
    """True if the seams between messages may part words, too."""
    bare = expect.pattern is not None and expect.pattern.style == "bare"
    return bare and expect.verb in _ON_THE_WIRE | {"shows"} and expect.mood != NEVER
