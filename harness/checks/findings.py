"""What became of each expected line of a story.

The rules:

* Only what a student's program does is judged.  A line whose actor could still be one of several
  roles is about all of these that students play.
* A line that did not come while its beat lasted is ``unmet``, and the story went on without it;
  one whose beat never began, or whose ``then`` was never passed, is ``unreached``.
* A ``never`` holds if its beat ended with the proof that nothing more could come; if a limit ended
  it, it holds too, but is marked ``bounded``.
* What was not seen is ``unobservable``, not ``unmet``, if the stage said that it could not see it.
  A ``never`` about what could not be seen is not known to hold either.  So is what was looked for
  in a text in which a search was given up (see :mod:`.effort`), and was not found.
* Where the stage sees nothing of what programs wait for, what did not come is ``unobservable``
  unless all of them had ended; and so is all of a scene that it could not play.
* What was still open, or not begun, when the scene's time was up is ``unobservable``: it might have
  come.
* Nobody is blamed for what followed from something else (see :mod:`.excused`): that is
  ``unobservable``, too.
* What did not come after something could not be done in a window that does not say what it shows is
  ``unobservable``, whoever should have done it: a person might have found the button.
* So is whatever was not as it should be after a scripted role could not say what it had to, since
  nobody saw what was said to it (see :mod:`.unsaid`).
* So is when a program read what one read took along with the line before it (see :mod:`.along`).
* What was shown too late because it had no line end (see :mod:`.keptback`) may have been printed in
  time, and is ``unobservable``.
* So is what does not come up to a guess (see :mod:`.guessed`).
* What a blank stands for is not told to be expected where nobody said it (see :mod:`.unlearnt`).
  Of several ways to meet a line, one that asks for just that is not told at all.
* A ``maybe`` gives a finding only if it came.
"""

from dataclasses import replace

from harness.checks.apart import doubted
from harness.checks.excused import excused
from harness.checks.explain import Explainer
from harness.checks.finished import Finished
from harness.checks.guessed import Guessed
from harness.checks.hidden import BETWEEN
from harness.checks.keptback import KeptBack
from harness.checks.match import Finder
from harness.checks.phrases import expected
from harness.checks.play import (
    ANYTHING,
    MAYBE,
    NEVER,
    Beat,
    Choice,
    Expect,
    OneOf,
    Order,
    Play,
    Silence,
)
from harness.checks.records import Records
from harness.checks.sight import WHAT, Sight, not_observed, too_late
from harness.checks.silence import silence
from harness.checks.solve import Judged
from harness.checks.together import untold
from harness.checks.unlearnt import Unlearnt
from harness.checks.unreached import unreached
from harness.checks.unsaid import unsaid
from harness.model.events import STAGE
from harness.model.play import MET, UNMET, UNOBSERVABLE, UNREACHED, Finding
from harness.model.spec import Blank


def findings(
    play: Play,
    records: Records,
    finder: Finder,
    done: list[Finished],
    left: tuple[Beat, ...],
) -> tuple[Finding, ...]:
    """The findings of all beats: those ``done``, and those ``left`` that were never reached."""
    found: list[Finding] = []
    kept, guessed, unlearnt = KeptBack(play, records, done), Guessed(play, records), Unlearnt(play)
    for beat in done:
        judge = _Judge(play, records, finder, beat, kept, unlearnt.after(beat))
        lines = [guessed.tell(each, judge.findings(each)) for each in beat.solution.judged]
        found += _in_order(beat, lines, records)
    bound = done[-1].solution.bound if done else {}
    why = next((f.happened for f in found if f.verdict == UNMET), "the scene was ended")
    why = f"the story did not come this far: {why}"
    verdict = UNREACHED
    if records.time_up:
        verdict, why = UNOBSERVABLE, too_late(records.time_up)
    unseen = next((f.happened for f in found if f.verdict == UNOBSERVABLE), "")
    if unseen and records.blindfolded and not records.time_up:
        verdict, why = UNOBSERVABLE, unseen
    for left_beat in left:
        for part in left_beat.parts:
            found += unreached(play, part, bound, verdict, why)
    at = records.last
    found = [replace(each, at=at) if each.verdict == UNREACHED else each for each in found]
    return excused(play, records, found, unsaid(play, records, done))


def _in_order(beat: Finished, found: list[list[Finding]], records: Records) -> list[Finding]:
    """The findings of a beat, line by line.

    What came after a ``then`` is known to have come after what stands before it only if that was
    seen, on a stage that shows not all.
    """
    if not records.blindfolded:
        return [finding for line in found for finding in line]
    lines, told = iter(found), []
    why = before = ""
    for part in beat.beat.parts:
        if isinstance(part, Order):
            why = before
            continue
        for finding in next(lines):
            if finding.verdict == UNOBSERVABLE:
                before = before or finding.happened
            unsure = why and finding.verdict == MET
            told.append(replace(finding, verdict=UNOBSERVABLE, happened=why) if unsure else finding)
    return told


class _Judge:
    """Makes the findings of one beat."""

    def __init__(
        self,
        play: Play,
        records: Records,
        finder: Finder,
        beat: Finished,
        kept: KeptBack,
        unlearnt: frozenset[str],
    ) -> None:
        self._play, self._records, self._finder, self._beat = play, records, finder, beat
        self._kept, self._unlearnt = kept, unlearnt
        self._explain = Explainer(play, records, finder, beat)
        self._sight = Sight(play, records, finder, beat)

    def findings(self, judged: Judged) -> list[Finding]:
        part = judged.part
        if isinstance(part, Silence):
            told = silence(self._play, self._records, self._finder, self._beat, part)
            return [self._known(finding) for finding in told]
        if isinstance(part, Order) or (part.mood == MAYBE and judged.match is None):
            return []
        actors = self._actors(part.options, judged)
        if not actors:
            return []
        bound = judged.match.bound if judged.match else judged.view.bound
        ways = [o for o in part.options if judged.match or not self._unfilled(o, bound)]
        words = " or ".join(
            dict.fromkeys(self._expected(one, bound, judged) for one in ways or part.options)
        )
        finding = Finding(
            part.step,
            part.line,
            part.source,
            part.items,
            actors,
            MET,
            mood=part.mood,
            verb=part.verb if isinstance(part, Expect) else "one of",
            objects=self._objects(part, judged),
            expected=words if isinstance(part, Expect) else f"one of: {words}",
            at=self._beat.upto,
        )
        return [self._never(finding, judged) if part.mood == NEVER else self._must(finding, judged)]

    def _unfilled(self, option: Expect, bound: dict[str, str]) -> bool:
        """Whether it asks for what somebody said before, and nobody has: no text would meet it."""
        pieces = option.pattern.pieces if option.pattern else ()
        blank = pieces[0] if len(pieces) == 1 and isinstance(pieces[0], Blank) else None
        if blank is None or blank.name.startswith(ANYTHING):
            return False
        known = blank.name in bound and blank.name not in self._unlearnt
        return self._play.words.get(blank.name, Choice()).any and not known

    def _expected(self, option: Expect, bound: dict[str, str], judged: Judged) -> str:
        to = judged.match.channel[2] if judged.match and judged.option is option else None
        if judged.match is None:
            bound = {name: value for name, value in bound.items() if name not in self._unlearnt}
        return expected(self._play, option, bound, to)

    def _actors(self, options: tuple[Expect, ...], judged: Judged) -> tuple[str, ...]:
        if judged.match is not None:
            who = judged.match.channel[1]
            if self._play.judged(who):
                return (who,)
            if len(options) == 1:
                return ()
        roles: dict[str, None] = {}
        for option in options:
            for channel, _ in self._finder.channels(option, judged.view.bound):
                roles[channel[1]] = None
        return tuple(role for role in roles if self._play.judged(role))

    def _objects(self, part: Expect | OneOf, judged: Judged) -> tuple[str, ...]:
        if judged.match is not None:
            to = judged.match.channel[2]
            return (to,) if to else ()
        if isinstance(part, OneOf):
            return ()
        channels = self._finder.channels(part, judged.view.bound)
        return tuple(dict.fromkeys(channel[2] for channel, _ in channels if channel[2]))

    def _must(self, finding: Finding, judged: Judged) -> Finding:
        if why := doubted(self._play, self._finder, self._records, self._beat, judged):
            return replace(finding, verdict=UNOBSERVABLE, happened=not_observed(why))
        if judged.match is not None:
            return replace(
                finding,
                events=judged.match.events,
                at=judged.match.at,
                happened=self._explain.met(judged.match),
            )
        options = judged.part.options
        unseen = [why for option in options if (why := self._sight.unseen(option, judged))]
        if unseen:
            return replace(finding, verdict=UNOBSERVABLE, happened=not_observed(unseen[0]))
        if (limit := self._sight.cut_off()) is not None:
            return replace(finding, verdict=UNOBSERVABLE, happened=too_late(limit))
        if not self._beat.proved and (why := self._sight.waited_only()):
            return replace(finding, verdict=UNOBSERVABLE, happened=not_observed(why))
        if any(self._kept.holds(option, judged, self._beat.upto) for option in options):
            return replace(finding, verdict=UNOBSERVABLE, happened=not_observed(WHAT["kept"]))
        if why := self._untold(options, judged):
            return replace(finding, verdict=UNOBSERVABLE, happened=not_observed(why))
        said = dict.fromkeys(self._explain.unmet(option, judged) for option in options)
        events = [n for option in options for n in self._explain.instead(option, judged)]
        return replace(
            finding,
            verdict=UNMET,
            events=tuple(sorted(set(events))),
            happened="; ".join(said),
            bounded=not self._beat.proved,
        )

    def _never(self, finding: Finding, judged: Judged) -> Finding:
        part = judged.part
        assert isinstance(part, Expect)
        unseen = self._sight.unseen(part, judged, but="quiet")
        if not unseen or (judged.match is not None and part.verb != "reads"):
            unseen = doubted(self._play, self._finder, self._records, self._beat, judged)
        if judged.match is not None:
            unseen = unseen or self._untold((part,), judged)
        if part.verb == "waits":
            unseen = unseen or self._sight.ahead(judged)
        if unseen:
            return replace(finding, verdict=UNOBSERVABLE, happened=not_observed(unseen))
        if judged.match is not None:
            return replace(
                finding,
                verdict=UNMET,
                events=judged.match.events,
                at=judged.match.at,
                happened=self._explain.broke(judged.match),
            )
        if (limit := self._sight.cut_off()) is not None:
            return replace(finding, verdict=UNOBSERVABLE, happened=too_late(limit))
        if not judged.open:
            if self._records.blindfolded:
                why = "what it should come after never came"
                return replace(finding, verdict=UNOBSERVABLE, happened=not_observed(why))
            why = "it cannot be told: what it should come after never came"
            return replace(finding, verdict=UNREACHED, happened=why)
        if self._beat.proved:
            return replace(finding, happened="it did not happen, and nothing more could")
        if why := self._sight.waited_only():
            return replace(finding, verdict=UNOBSERVABLE, happened=not_observed(why))
        return replace(
            finding, bounded=True, happened="it did not happen in the time that was given"
        )

    def _untold(self, options: tuple[Expect, ...], judged: Judged) -> str:
        """Why nobody can tell whether one of these was kept, by order; empty if one can."""
        whys = (untold(self._finder, self._records, each, judged.view) for each in options)
        return next((why for why in whys if why), "")

    def _known(self, finding: Finding) -> Finding:
        """That there was nothing else holds only if it would have been seen."""
        why = "" if self._beat.proved else self._sight.waited_only()
        needs = {"wire", BETWEEN} if len(self._play.programs) > 1 else {"wire"}
        whys = [e.why for e in self._records.unseen if e.what in needs and e.who == STAGE]
        if finding.verdict != MET or not (why or (self._records.blindfolded and whys)):
            return finding
        return replace(finding, verdict=UNOBSERVABLE, happened=not_observed(why or whys[0]))
