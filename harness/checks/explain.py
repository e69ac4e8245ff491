"""Short plain sentences about one line of a story: what was expected, and what happened.

Sentences are data for the reports: no markup, what a program sent or printed in quotes, unprintable
characters as escapes, cut to about 120 characters.
"""

import re

from harness.checks import done
from harness.checks.early import early, out_of_order
from harness.checks.excerpts import excerpt, parting
from harness.checks.fates import Fates
from harness.checks.finished import Finished
from harness.checks.happenings import detailed
from harness.checks.known import known
from harness.checks.likeness import alike
from harness.checks.match import Finder
from harness.checks.phrases import BASE, deed, said, saying
from harness.checks.play import (
    IN_WINDOW,
    TEXTS,
    TO_LINK,
    Expect,
    Pattern,
    Play,
    Slot,
)
from harness.checks.records import WINDOW, Channel, Mark, Records
from harness.checks.solve import Judged
from harness.checks.view import Match
from harness.checks.waiting import clause
from harness.checks.wording import quote, quote_end
from harness.checks.wording import said as said_text
from harness.model.refusal import refusal

MOST = 120
_FEW = 4  # texts of a window
_ERROR = re.compile(r"(^|: )[A-Za-z_][\w.]*(Error|Exception|Warning)\b")  # as Python tells of one


class Explainer:
    """Writes the sentences about the lines of one finished beat."""

    def __init__(self, play: Play, records: Records, finder: Finder, beat: Finished) -> None:
        self._play, self._records, self._finder, self._beat = play, records, finder, beat
        quiets = [quiet for quiet in records.pauses if beat.since <= quiet.n <= beat.upto]
        self._waits, rest = (quiets[-1].waits, quiets[-1].n) if quiets else ((), -1)
        self._fates = Fates(play, records, beat.upto, self._waits, rest)

    def met(self, match: Match) -> str:
        """What met a line."""
        verb, who, to = match.channel
        if match.end > match.begin or verb in TEXTS or verb == WINDOW:
            return said(verb, who, to, self._words(match))
        return deed(verb, who, to, match.detail)

    def broke(self, match: Match) -> str:
        """What broke a ``never``, and what of the story it came before."""
        said = self.met(match)
        following = self._beat.following
        if match.channel[0] == "reads":
            said = said.replace(" read ", " had read ", 1)
        typed = [slot for slot in self._beat.beat.slots if slot.kind == "type" and not slot.asked]
        if typed and len(self._beat.beat.slots) == 1:
            # what it should not have been moved to by, such as a word that only sounds like another
            said += f" after {self.past(typed[0])}" + (", and" if following else "")
        return f"{said} before {self.past(following)}" if following else said

    def unmet(self, expect: Expect, judged: Judged) -> str:
        """What came instead of a line, on its own channel or on each that it may have been."""
        view = judged.view
        before = early(self._finder, expect, view)
        if before is not None and expect.verb != "waits":  # what it waits for now says more
            if self._counted(expect, before):
                return (
                    f"{self.met(before)}, and not once more{self._fates.aside(before.channel[1])}"
                )
            return f"{self.met(before)}, but too early: before what it should come after"
        if (other := out_of_order(self._finder, expect, view, self._beat.solution)) is not None:
            found, after = other
            return f"{self.met(found)}, but before {self._words(after)}"
        channels = [channel for channel, _ in self._finder.channels(expect, view.bound)]
        return "; ".join(dict.fromkeys(self._instead(expect, channel) for channel in channels[:3]))

    def instead(self, expect: Expect, judged: Judged) -> tuple[int, ...]:
        """The last few events that came on the line's channel instead."""
        view, solution = judged.view, self._beat.solution
        if (before := early(self._finder, expect, view)) is not None:
            return () if self._counted(expect, before) else before.events
        if (other := out_of_order(self._finder, expect, view, solution)) is not None:
            return other[0].events
        events: list[int] = []
        for channel, _ in self._finder.readable(expect, judged.view.bound):
            stream = self._records.stream(channel)
            if expect.of_text and stream is not None:
                events += stream.events(*self._window(channel, expect))
        # what may have come by now and did not says nothing against what came in other beats
        return tuple(sorted({n for n in events if n >= self._beat.since}))[-3:]

    def _counted(self, expect: Expect, found: Match) -> bool:
        """Whether what was found is what another line, of the same text, was met by."""
        return any(
            isinstance(judged.part, Expect)
            and judged.part.pattern == expect.pattern
            and judged.match is not None
            and (judged.match.channel, judged.match.begin) == (found.channel, found.begin)
            for judged in self._beat.solution.judged
        )

    def _words(self, match: Match) -> str:
        stream = self._records.stream(match.channel)
        return quote(stream.text(match.begin, match.end).strip()) if stream else ""

    def _window(self, channel: Channel, expect: Expect) -> tuple[int, int]:
        stream = self._records.stream(channel)
        if stream is None:
            return 0, 0
        begin = 0 if expect.by_now else stream.start(self._beat.since)
        end = stream.start(self._beat.upto + 1)
        late = min(end, stream.start(self._cause()))
        if channel[0] == "sends" and not expect.by_now and begin < late:
            said = stream.text(max(begin, late - 4 * MOST), late)
            if not (expect.pattern and alike(self._wanted(expect.pattern), said)):
                begin = late
        return begin, end

    def _cause(self) -> int:
        """When the last thing of the beat was begun, or the first of those done at once with it.

        The pieces in which one text is sent are one thing: who answers the first has answered.
        """
        cause, before = 0, None
        for slot in self._beat.beat.slots:
            piece = (slot.kind, slot.who, slot.to, slot.line, slot.source)
            if slot.step in self._records.missed:
                continue
            if not cause or not (slot.at_once or piece == before):
                cause = self._records.begun.get(slot.step, cause)
            before = piece
        return cause

    def _wanted(self, pattern: Pattern) -> str:
        bound = self._beat.solution.bound
        return known(self._play.words).shown(pattern, bound).strip('"/')

    def text(self, channel: Channel, expect: Expect) -> str:
        """What came through ``channel`` in the line's window, stripped."""
        stream = self._records.stream(channel)
        begin, end = self._window(channel, expect)
        if stream is None or end <= begin:
            return ""
        # The last of it: that is where the story stopped.
        return stream.text(max(begin, end - 4 * MOST), end).strip()

    def _excerpt(self, channel: Channel, expect: Expect, text: str) -> str:
        """The last of ``text``, which came through ``channel``."""
        stream = self._records.stream(channel)
        if stream is None or channel[0] != "sends":
            return quote_end(text)
        wanted = self._wanted(expect.pattern) if expect.pattern else ""
        window = self._window(channel, expect)
        whole = "" if stream.datagrams else self._exactly(expect)
        return parting(stream.text(*window), whole) or excerpt(stream, *window, wanted)

    def _exactly(self, expect: Expect) -> str:
        """The whole of an "exact" text, if it is known."""
        if expect.pattern is None or expect.pattern.style != "exact":
            return ""
        try:
            return "".join(
                said_text(expect.pattern, self._play.words, self._beat.solution.bound)[0]
            )
        except LookupError:
            return ""

    def _instead(self, expect: Expect, channel: Channel) -> str:
        verb, who, to = channel
        if verb == "shows" and who in self._play.windows:
            return self._not_shown(channel, expect)
        text = self.text(channel, expect)
        if verb in TEXTS or (verb == "reads" and text):
            after = self._unanswered(channel, expect, text) if text else self._after(who)
            if text and not after:
                # that a program came to its end in good order explains nothing here
                ended = self._fates.exit(who).removesuffix("; it had ended")
                beside = self._in_window(who, expect, 2) if to and not ended else ""
                words = self._excerpt(channel, expect, text)
                return f"{said(verb, who, to, words)}{ended}{beside}"
            nothing = f"{who} sent nothing to {to}" if to else f"{saying(verb, who, to)} nothing"
            nothing += after + self._fates.aside(who) + self._in_window(who, expect)
            return self._lost(channel) or nothing
        if verb == "connects":
            return self._not_connected(channel)
        if verb == "ends":
            return self._not_ended(channel, expect)
        if verb == "lasts":
            return self._not_lasting(who)
        if verb == "waits":
            return self._not_waiting(who, to, *expect.args)
        return self._over_another(channel, expect) or self._notdid(channel)

    def _over_another(self, channel: Channel, expect: Expect) -> str:
        """Over which protocol a program listened instead of the one that was asked for."""
        verb, who, to = channel
        made = self._marks(verb, channel) if verb == "listens" and expect.args else []
        if not made or any(mark.detail.split()[0] == expect.args[0] for mark in made):
            return ""
        over = deed(verb, who, to, made[-1].detail)
        return f"{over}, and not over {expect.args[0]}{self._fates.aside(who)}"

    def _unanswered(self, channel: Channel, expect: Expect, text: str) -> str:
        """What came to a role after all that it said, which was about something else."""
        verb, who, to = channel
        own = self._records.stream(channel)
        back = self._records.stream((verb, to, who)) if to else None
        if verb != "sends" or own is None or back is None or expect.pattern is None:
            return ""
        _, end = self._window(channel, expect)
        begin = back.start(own.event(end) + 1)
        got = back.text(begin, back.start(self._beat.upto + 1)).strip()
        if not got or alike(self._wanted(expect.pattern), text):
            return ""
        return f" after it was sent {quote(got[-MOST:])}"

    def _not_shown(self, channel: Channel, expect: Expect) -> str:
        """What came instead at a terminal and in windows."""
        who = channel[1]
        printed = self.text(channel, expect)
        said = [f"{who} showed {quote_end(printed)} on its terminal"] if printed else []
        shown = self._window_text(who, expect)
        said += [f"the window of {who} showed {shown}"] if shown else []
        if said:
            return (
                "; ".join(said)
                + self._undone()
                + self._fates.exit(who).removesuffix("; it had ended")
            )
        return f"the window of {who} showed nothing new" + self._after(who) + self._fates.aside(who)

    def _in_window(self, who: str, expect: Expect, few: int = _FEW) -> str:
        """What a role's window showed meanwhile, which may be why nothing came of it."""
        shown = self._window_text(who, expect, few) if who in self._play.windows else ""
        return f"; its window showed {shown}" if shown else ""

    def _window_text(self, who: str, expect: Expect, few: int = _FEW) -> str:
        """The last error that was new in the windows of ``who``, or the last texts, quoted."""
        lines = [line.strip() for line in self.text((WINDOW, who, None), expect).splitlines()]
        errors = [line for line in lines if _ERROR.search(line)][-1:]
        told = errors or [line for line in lines if line][-few:]
        return ", ".join(dict.fromkeys(quote(line, MOST if errors else MOST // 2) for line in told))

    def _not_waiting(self, who: str, to: str | None, own: str = "") -> str:
        """Whom a role does wait for; ``own``: a thread for ``to`` only was expected."""
        waits = [wait for wait in self._waits if wait.who == who]
        if own == "threads" and any(w.of == (to,) and w.on == "receive" for w in waits):
            main = f"it is the main thread of {who} that waits for {to}, and none was made for that"
            return main + self._fates.aside(who)
        if own and any(to in wait.of for wait in waits):
            return f"no thread of {who} waits for {to} alone" + self._fates.aside(who)
        return f"{who} does not wait for {to}" + self._fates.aside(who)

    def _not_lasting(self, who: str) -> str:
        """How long a role did wait, if not as long as it should."""
        waits = [
            float(mark.detail)
            for mark in self._marks("lasts", ("lasts", who, None))
            if self._beat.since <= mark.n <= self._beat.upto
        ]
        if not waits:
            return f"{who} did nothing after a wait" + self._fates.aside(who)
        return f"{who} waited {max(waits):.1f} s"

    def _notdid(self, channel: Channel) -> str:
        verb, who, to = channel
        before = [mark for mark in self._marks(verb, channel) if mark.n <= self._beat.upto]
        if before and before[-1].n < self._beat.since:
            return f"{deed(verb, who, to, before[-1].detail)} earlier, and not again"
        return f"{who} did not {BASE[verb].format(to or 'anybody')}" + self._fates.aside(who)

    def _not_connected(self, channel: Channel) -> str:
        _, who, to = channel
        made = self._marks("connects", (channel[0], who, None))
        if made:
            return "; ".join(deed("connects", who, mark.to, mark.detail) for mark in made[:2])
        refused = refusal(self._records.doors, who, to)
        if refused:
            return refused.sentence
        return f"{who} did not connect to {to}" + self._fates.aside(who)

    def _lost(self, channel: Channel) -> str:
        """Why no datagram of ``who`` ever arrived: who sends some has not sent nothing."""
        verb, who, to = channel
        refused = refusal(self._records.doors, who, to) if verb == "sends" else None
        none = self._records.stream(channel) is None
        return refused.sentence if none and refused and refused.proto == "udp" else ""

    def _not_ended(self, channel: Channel, expect: Expect) -> str:
        who = channel[1]
        ends = [mark for mark in self._marks("ends", channel) if mark.n <= self._beat.upto]
        if ends:
            ended = deed("ends", who, None, ends[-1].detail)
            slots = self._beat.beat.slots
            if ends[-1].n < self._beat.since and slots and detailed(expect, ends[-1]):
                return f"{ended}, but too early: before {self.past(slots[0])}"
            return ended + self._fates.last_line(who)
        if who in self._records.limits:
            return f"{who} did not end by itself" + self._fates.exit(who)
        waits = clause(self._fates.waits_of(who), who)
        return f"{who} did not end" + (f": it still {waits}" if waits else "")

    def _marks(self, verb: str, channel: Channel) -> list[Mark]:
        return [
            mark
            for mark in self._records.marks[verb]
            if mark.who == channel[1] and channel[2] in {None, mark.to} and not mark.forced
        ]

    def _after(self, who: str) -> str:
        """What of the story was done before ``who`` did nothing, or could not be done."""
        slots = [
            slot
            for slot in self._beat.beat.slots
            if not slot.asked and not slot.round and slot.step in self._records.begun
        ]
        last = slots[-1] if slots else None
        unsaid = last is not None and last.step in self._records.missed
        if last and unsaid and last.kind not in IN_WINDOW | TO_LINK and self._fates.exit(who):
            return ""  # that it had ended is reason enough, and told next
        undone = self._undone(last)
        if last is None or undone:
            return undone
        return f" after {self.past(last)}" + (" once more" if self._again(last) else "")

    def _again(self, slot: Slot) -> bool:
        """Whether the very same had been sent or typed before, when it may have gone well."""
        same = (slot.kind, slot.who, slot.pattern)
        return slot.kind in {"send", "type"} and any(
            (each.kind, each.who, each.pattern) == same and each.step in self._records.begun
            for beat in self._play.beats[: self._play.beats.index(self._beat.beat)]
            for each in beat.slots
        )

    def _undone(self, last: Slot | None = None) -> str:
        """What of the beat could not be done in a window or to a link, and why.

        ``last``: what was done last in it, which may be something that could not be said.
        """
        bound = self._beat.solution.bound
        for slot in self._beat.beat.slots:
            missed = self._records.missed.get(slot.step)
            if missed is not None and (slot.kind in IN_WINDOW | TO_LINK or slot is last):
                return f"; {done.undone(slot, missed.why, self._play, bound)}"
        return ""

    def past(self, slot: Slot) -> str:
        """An action as something that was done: *b connected*."""
        return done.past(slot, self._play, self._beat.solution.bound)
