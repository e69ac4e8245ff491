"""A story as it is being played: what is due, whether it is over, what became of it.

The rules (the *pause* below is ``Quiet``, ``Lull``, or the limit of patience or of a turn):

* A beat's first action is due when the beat before it is finished.  A further action is due when
  a pause came after the cue before it, so that this has taken its full effect; within ``at once``
  straight away.
* An action on condition (``maybe``, later rounds of ``until``) waits for a pause, and is left out
  unless its actor takes what is typed.  Before each round after the first an ``until`` group ends
  if its line has come, or if nothing could be done in the round before.
* What a program asks beside the story (see :mod:`.answers`) is answered when a pause came after
  the cue before, and before anything else; once that was, every typed line waits for a pause.
* A beat is finished as soon as all its must-lines are met, if it has any, and nothing that is
  still to come could break it; or when a pause came after its last action: ``Quiet`` proves that
  nothing more will come, the limit does not, and a ``Lull`` counts only if nothing is outstanding.
* A beat's window opens with its first cue, or where the beat before ended if it has none.  Once
  finished its findings and its blanks stand.

Events that come in a flood are looked at only as their text has grown by a quarter, and all of a
long text only at a pause, or when the beat is through.
"""

from contextlib import suppress

from harness.checks.answers import Answers
from harness.checks.beats import verbs
from harness.checks.cues import PAUSES, Cues
from harness.checks.doing import Doing
from harness.checks.findings import findings
from harness.checks.finished import Finished
from harness.checks.hidden import hidden
from harness.checks.match import Finder
from harness.checks.play import IN_WINDOW, Beat, Play, Slot
from harness.checks.records import Records
from harness.checks.solve import Solution, solve
from harness.checks.target import USED, learnt, used
from harness.model import events as ev
from harness.model.play import ANSWER, Action, Outcome

FLOOD = 16 * 1024
_DEEDS, _SAYING = (ev.Cue, ev.Missed), (ev.Printed, ev.Sent)
_RESTS = (ev.Quiet, ev.Lull, ev.Limit, ev.Exited, ev.Ended)


class StoryPerformance:
    """Follows ``play`` event by event; implements ``model.play.Performance``."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._records = Records()
        self._finder = Finder(play, self._records)
        self._doing = Doing(play, self._records, self._finder)
        self._answers = Answers(play, self._records)
        self._bound: dict[str, str] = {}
        self._finished: list[Finished] = []
        self._over = False
        # The beat that is being played.
        self._beat = 0
        self._slot = 0
        self._since = self._wake = 0
        self._open = False  # it has had a cue
        self._unsaid = False  # a scripted role could not say what was its turn to say
        self._due: tuple[Action, dict[str, str]] | None = None
        self._using: list[tuple[str, Slot]] = []  # begun in windows, and not yet done
        self._solution: Solution | None = None
        self._partly = False  # that was found in a part of what was said
        self._calm = False  # a pause is being looked at, or what a beat came to
        self._concerns: frozenset[str] = frozenset()
        self._typed: dict[str, int] = {}
        self._solved_text = 0
        self._new_text = 0
        self._cues = Cues()
        self._enter()
        self._advance()

    def due(self) -> Action | None:
        """The next action, if its cue has come; the same until its ``Cue`` event is fed."""
        return self._due[0] if self._due and not self._over else None

    @property
    def over(self) -> bool:
        """True when the last beat is finished, or the scene was ended."""
        return self._over

    @property
    def lacking(self) -> int:
        """How many must-lines of the beat are not met."""
        return 0 if self._over else self._solved().unmet

    @property
    def goes_on(self) -> bool:
        """True while a later beat has an action that is done in any case."""
        later = self._play.beats[self._beat + 1 :]
        return any(not slot.asked for beat in later for slot in beat.slots)

    def feed(self, event: ev.Event) -> None:
        """Take notice of one event, in timeline order."""
        if self._over:
            return
        verb = self._records.feed(event)
        self._calm = type(event) in PAUSES
        if self._calm:
            self._cues.notice(event)
        if isinstance(event, _DEEDS):
            self._cue_came(event)
        elif type(event) in USED and (said := used(event)) is not None:
            self._learn(event.who, said)
        self._age(event, verb)
        if isinstance(event, ev.Ended) or (
            isinstance(event, ev.Limit) and event.what in {"scene", "events"}
        ):
            if self._begun:
                self._finish()
            self._over = True
            return
        self._advance()

    def outcome(self) -> Outcome:
        """What became of every expected line, so far."""
        done = list(self._finished)
        bound = self._bound
        if not self._over and self._begun:
            current = self._close()
            bound = current.solution.bound
            done.append(current)
        left = self._play.beats[len(done) :]
        found = findings(self._play, self._records, self._finder, done, left)
        return Outcome(found, dict(bound), self._finder.asked.text())

    # What was done

    def _cue_came(self, event: ev.Cue | ev.Missed) -> None:
        if event.step == ANSWER:
            self._answered(event)
            return
        if event.step > self._cues.step:
            if self._due is None or event.step != self._due[0].step:
                self._catch_up(event.step)
            if self._due is not None:
                action, self._bound = self._due
                self._due = None
                self._begin(action, event.n)
        if isinstance(event, ev.Missed):
            self._using = [one for one in self._using if one[1].step != event.step]
            if event.step == self._cues.step:
                self._cues.missed()
                self._unsaid |= self._play.scripted(event.who)
                self._solution = None

    def _answered(self, event: ev.Cue | ev.Missed) -> None:
        """Something was typed at a question: no action of the story, but it has effects as one."""
        if isinstance(event, ev.Missed):
            self._answers.gave_up()
            self._cues.missed()
            return
        asker = self._due[0].who if self._due and self._due[0].step == ANSWER else event.who
        self._answers.gave(asker)
        self._due = self._solution = None
        self._typed[asker] = event.n
        self._cues.answered(event.n)

    def _catch_up(self, step: int) -> None:
        """Go on to an action that was done already.

        A saved timeline may be marked by patterns that have changed since: then the performance
        that played it went on at other moments than this one would have.
        """
        beats = self._play.beats[self._beat :]
        ahead = [slot.step for beat in beats[1:] for slot in beat.slots]
        ahead += [slot.step for beat in beats[:1] for slot in beat.slots[self._slot :]]
        if step not in ahead:
            return
        while self._slot >= len(self._now.slots) or self._now.slots[self._slot].step != step:
            if self._slot >= len(self._now.slots):
                self._finish()
            else:
                self._slot += 1
        self._due = None
        with suppress(LookupError):
            self._due = self._doing.action(self._now.slots[self._slot], self._bound)

    def _begin(self, action: Action, n: int) -> None:
        slot = self._now.slots[self._slot]
        self._slot += 1
        self._solution = None
        if not self._open:
            self._open, self._since = True, n
        self._doing.began(slot, n)
        if action.kind in IN_WINDOW:
            self._using.append((action.who, slot))
        if action.kind == "type" or action.kind in IN_WINDOW:
            self._answers.told(action.who)
        if action.kind in {"start", "type", "end input"}:
            self._typed[action.who] = n
        self._cues.began(action.step, n)

    def _learn(self, who: str, said: str) -> None:
        """What was used in a window gives the blanks among its words their values."""
        slot = next((slot for role, slot in self._using if role == who), None)
        if slot is None:
            return
        self._using.remove((who, slot))
        if slot.target is not None:
            self._bound = learnt(slot.target, self._play.words, self._bound, said)
            if self._due is not None:
                self._due = (self._due[0], {**self._bound, **self._due[1]})
            self._solution = None

    def _age(self, event: ev.Event, verb: str) -> None:
        """Forget the solution if ``event`` may have changed it (in a flood: may by now have)."""
        if verb in self._concerns and isinstance(event, _SAYING):
            self._new_text += len(event.data)
            if self._solved_text > FLOOD and self._new_text * 4 < self._solved_text:
                return
        elif isinstance(event, _RESTS):
            if not self._new_text and verb not in self._concerns:
                return
        elif verb not in self._concerns:
            return
        self._solution = None

    # Going on

    @property
    def _now(self) -> Beat:
        return self._play.beats[self._beat]

    def _advance(self) -> None:
        while not self._over and self._due is None:
            if self._beat >= len(self._play.beats):
                self._over = True
            elif self._cues.paused and (answer := self._answers.due()):
                self._due = (answer, self._bound)
            elif self._slot < len(self._now.slots):
                if not self._next_slot():
                    return
            elif self._complete():
                self._finish()
            else:
                return

    def _next_slot(self) -> bool:
        """Make the next slot due, or pass over it; False if its cue has not come."""
        slot = self._now.slots[self._slot]
        first = self._slot == 0 and not slot.asked
        if first and slot.kind == "type" and (self._answers.given or self._may_ask(slot)):
            first = False  # it may ask something else before it takes this line
        if not (first or slot.at_once or self._cues.paused):
            return False
        if not self._doing.doable(slot, self._bound):
            self._slot += 1
            return True
        try:
            action, bound = self._doing.action(slot, self._bound)
        except LookupError:
            # What it should say was never learnt: the lines that wait for it will say so.
            self._slot += 1
            self._unsaid = True
            self._solution = None
            return True
        self._due = (action, bound)
        return True

    def _may_ask(self, slot: Slot) -> bool:
        """Whether a program may first ask what programs ask when they begin."""
        roles = [role for role in self._play.candidates(slot.who) if role in self._play.replies]
        return any(not self._records.typed[role] for role in roles)

    # Finishing a beat

    def _solved(self) -> Solution:
        if self._solution is None or (self._partly and self._calm):
            self._finder.hasty, self._finder.partly = not self._calm, False
            self._solution = solve(
                self._finder, self._now, self._since, self._bound, self._typed, self._wake
            )
            self._finder.hasty, self._partly = False, self._finder.partly
            self._solution.hidden = hidden(self._solution, self._records, unsaid=self._unsaid)
            self._solution.unmet -= self._solution.hidden
            self._solved_text += self._new_text
            self._new_text = 0
        return self._solution

    def _complete(self) -> bool:
        solution = self._solved()
        settled = not solution.unmet and not solution.outstanding
        cued = self._cued(solution) or not self.goes_on
        if solution.musts and settled and not solution.hidden and cued:
            return True
        if self._cues.given_up:
            return True
        return self._cues.paused and settled

    def _cued(self, solution: Solution) -> bool:
        """Whether anything that was waited for came of the last thing that was done.

        Else (it had come ``by now``) nobody knows yet what that will come to, and the next thing
        would reach a slow program together with it.
        """
        came = (one.match.at for one in solution.judged if one.match is not None)
        return any(at > self._cues.cue for at in came)

    def _close(self) -> Finished:
        self._calm = True
        solution = self._solved()
        return Finished(
            self._now,
            solution,
            self._since,
            self._records.last,
            proved=self._cues.proved,
            following=self._following(solution.bound),
        )

    def _following(self, bound: dict[str, str]) -> Slot | None:
        """The first action of the next beat that will be done, whatever this one came to.

        Not one that depends on something; above all no connection that is there already, since
        nothing comes before what was done long ago.
        """
        for beat in self._play.beats[self._beat + 1 :][:1]:
            for slot in beat.slots:
                if slot.asked or slot.round:
                    continue
                if not slot.fresh or (slot.rounds is None and self._doing.doable(slot, bound)):
                    return slot
        return None

    def _finish(self) -> None:
        finished = self._close()
        self._finished.append(finished)
        self._bound = finished.solution.bound
        self._beat += 1
        self._enter()

    def _enter(self) -> None:
        """Stand before the beat that comes next, if there is one."""
        self._slot = 0
        self._open = self._unsaid = False
        self._since = self._wake = self._records.last + 1
        self._due = None
        self._solution = None
        self._typed = {}
        self._new_text = self._solved_text = 0
        beats = self._play.beats[self._beat : self._beat + 1]
        self._concerns = frozenset(verb for beat in beats for verb in verbs(beat))

    @property
    def _begun(self) -> bool:
        return self._beat < len(self._play.beats) and (self._slot > 0 or not self._now.slots)
