"""Plays one scene: does what the story says at its cue, and knows when nothing more will come.

A step goes on when its own event has come; quiet only proves that it will not.  Nothing here
decides a verdict, and no clock does: where quiet cannot be proved (a program that polls or
computes for ever) a bound of own time ends the waiting, and the timeline says so.
"""

import time

from harness.model.casting import Limits, SceneJob
from harness.model.events import (
    STAGE,
    Connected,
    Cue,
    Ended,
    Exited,
    Limit,
    Listening,
    Shown,
    Started,
    Typed,
)
from harness.model.play import UNMET, UNREACHED, Action, Performance
from harness.stage import bounds, sleeps
from harness.stage.endurance import TALKATIVE_LULL, Endurance
from harness.stage.hold import Hold
from harness.stage.onlooker import Onlooker
from harness.stage.pace import Pace
from harness.stage.patience import Patience
from harness.stage.quiet import Judge, Judgement, State
from harness.stage.rests import Explain, Rests
from harness.stage.scene import Scene
from harness.stage.screens import DEEDS
from harness.stage.stagehand import Stagehand
from harness.stage.waits import people

# s between judgements, if nothing happens: the first and the longest.  That a window has been drawn
# is told by nothing.
_GAPS, _GAPS_AT_SCREENS = (0.002, 0.020), (0.0003, 0.008)
_GAP_GROWTH, _GROWTH_AT_SCREENS = 2, 1.4
# who was woken by the clock does little, as a rule, and may already sleep again
_AWAKENED_GAP, _SOON = 0.0, 0.0004
# s of own time in which nothing happened
_RESTING_LULL, _BUSY_LULL = 0.25, 0.3
_UNSEEN_LULL = 1.5  # where nobody sees whether a program that has begun is ready
_SHORTEST = 1e-6
_THOROUGH_AFTER = 0.1
_WHOLE = Limits().scene  # s of own time
_UNCONSIDERED = 0.25  # s of events without a pause, after which the bounds are looked at


class Director:
    """Directs one scene.

    ``explain`` adds source lines to the last word on who waits for whom; ``hold`` watches the stage
    for a while after each quiet.
    """

    def __init__(
        self,
        scene: Scene,
        job: SceneJob,
        performance: Performance,
        explain: Explain | None = None,
        hold: Hold | None = None,
    ) -> None:
        self._scene, self._job, self._performance = scene, job, performance
        self._rests, self._hold = Rests(scene, explain), hold
        self._judge = Judge(scene) if scene.sees_threads else Onlooker(scene)
        self._hand = Stagehand(scene, job)
        self.patience = Patience()
        self._held = bounds.Held()
        self._whole = max(job.limits.scene, _WHOLE)
        self._pace = Pace(scene.keeper, self.patience)
        self._endurance = Endurance(job.limits, self._pace, self.patience)
        self._waits_a_moment = False
        self._quiet_at = self._lull_at = -1
        self._attended = 0.0  # how long it had been silent when the screens were seen to last
        self._gave_up = ("", -1)
        self._bounded = self._over = False
        self._last = Judgement(State.MOVING)  # that of which more than its state can be relied on
        self._considered = self._moved = time.monotonic()

    def play(self) -> str:
        """Play to the end.  Returns how it ended: ``done``, ``quiet`` or ``limit``."""
        gap = _GAPS[0]
        while not self._performance.over:
            at_screens = self._scene.screens.any
            first, longest = _GAPS_AT_SCREENS if at_screens else _GAPS
            action = self._performance.due()
            held_up = self._waits_a_moment or self._scene.screens.busy
            if action is not None and not held_up:
                self._do(action)
                # an interpreter takes a while to load: no need to look whether it has
                gap = longest if action.kind == "start" else first
                continue
            mapped = self._scene.screens.mapped
            moved = self._scene.wait(gap)
            overdue = time.monotonic() > self._considered + _UNCONSIDERED
            if moved:
                self._note_happening()
            awakened = gap == _AWAKENED_GAP
            if moved or awakened:
                gap = self._after(first) if moved else _SOON
            elif self._scene.screens.mapped > mapped:
                gap = first  # a program whose window is there has little left to do
            else:
                growth = _GROWTH_AT_SCREENS if at_screens else _GAP_GROWTH
                gap = min(gap * growth, longest)
            jumps = self._pace.jumps
            if (overdue or not moved) and not self._consider(overdue, awakened):
                break
            if self._pace.jumps > jumps:
                gap = _AWAKENED_GAP
        if not self._performance.over:
            self._scene.screens.give_up()
        self._scene.collect()
        self._judge.close()
        self.patience.close()
        return self._finish()

    def _after(self, first: float) -> float:
        """How long to wait after something has come.

        Who is asked for what a window shows answers soon, and does nothing more then.
        """
        if self._scene.screens.asking:
            return _GAPS[0]
        return _AWAKENED_GAP if self._scene.only_looked else first

    def _note_happening(self) -> None:
        """Something has come.  What a look has found happened before the look."""
        if not self._scene.only_looked:
            self.patience.happened()
            self._pace.happened()
        elif isinstance(self._scene.recorder.events[-1], Shown):
            self.patience.happened()
        self._moved = time.monotonic()

    def _finish(self) -> str:
        how = "done"
        if self._unmet():
            self._rests.say_where()
            how = "limit" if self._bounded else "quiet"
        self._scene.recorder.add(Ended, STAGE, how=how)
        return how

    def _unmet(self) -> bool:
        findings = self._performance.outcome().findings
        return any(finding.verdict in (UNMET, UNREACHED) for finding in findings)

    # -- silence --------------------------------------------------------------------------

    def _consider(self, overdue: bool, awakened: bool) -> bool:
        """Nothing has come: judge why.  False when the story cannot go on.

        ``overdue``: something comes all the time; the bounds have to be looked at all the same.
        ``awakened``: the clock has just woken somebody, who may run.
        """
        long = time.monotonic() > self._moved + _THOROUGH_AFTER and not awakened
        thorough = overdue or long
        known = len(self._scene.recorder.events)
        judgement = self._judge.judge(thorough)
        if len(self._scene.recorder.events) > known:
            self._note_happening()  # it came just now, and was found by the judgement
        self._considered = time.monotonic()
        self._last = judgement if judgement.state is not State.MOVING else self._last
        self._pace.follow(judgement, self.patience.pass_time(judgement))
        if self._bounds(judgement):
            return True
        if self._over:
            return False
        if judgement.state is State.QUIET:
            return self._quiet(judgement)
        if judgement.state is State.TICKING:
            return self._tick(judgement)
        if judgement.state is not State.MOVING:
            return self._silence(judgement)
        return True

    def _quiet(self, judgement: Judgement) -> bool:
        count = len(self._scene.recorder.events)
        if self._attend(judgement, quiet=True):
            return True
        if self._waits_a_moment:
            self._waits_a_moment = not self._pace.act(judgement, self._performance.due())
            return True
        if self._quiet_at == count:
            return False  # told already, and the story had nothing to do
        self._rests.quiet(judgement)
        self._quiet_at = len(self._scene.recorder.events)
        self._gave_up = ("", -1)
        self._hold_still(judgement)
        if (action := self._performance.due()) is not None:
            self._pace.act(judgement, action)
        return True

    def _hold_still(self, judgement: Judgement) -> None:
        judge = self._judge
        if isinstance(judge, Judge) and self._hold and self._hold.wanted(judgement):
            self._hold.watch(self._scene, judge, judgement)
            self.patience.leave_out()

    def _tick(self, judgement: Judgement) -> bool:
        """Nothing but the stage's clock can end what waits: go on, or move it."""
        self._hold_still(judgement)
        delayed = bool(self._scene.links.deadlines())
        rest = not delayed and self._settled(judgement) and self._pace.breathed(judgement)
        if rest and (not self._scene.screens.asking or self._pace.answered(judgement)):
            # what is drawn all the time can be looked at all the time
            if self._attend(judgement) and self.patience.turn <= TALKATIVE_LULL:
                return True
            self._lull(judgement)
            if self._performance.over or self._performance.due() is not None:
                self._waits_a_moment = not self._pace.act(judgement, self._performance.due())
                return True
        delay = self._scene.links.longest if delayed else None
        self._endurance.follow(self._performance)
        bound, turn = self._endurance.ticking(self._performance, judgement, delay)
        left = min(bound - self.patience.silent, turn - self.patience.turn)
        if left > _SHORTEST:
            self._pace.jump(judgement.dues, left, judgement)
            return True
        still = bound - self.patience.silent <= _SHORTEST
        what, given = ("patience", bound) if still else ("turn", turn)
        self.patience.forgive(given if still else given - self._endurance.came)
        doing = "nothing happened for" if what == "patience" else "the turn went on for"
        return self._give_up(what, f"{doing} {given:.0f} s of its own time", judgement)

    def _settled(self, judgement: Judgement) -> bool:
        """Whether nobody sleeps before what comes next, nor has yet to come onto the network."""
        if not (opening := self._pace.opening()):
            return self._pace.settled(judgement)
        met = (Connected, Listening)
        opening -= {each.who for each in self._scene.recorder.events if isinstance(each, met)}
        bare = {role: self._scene.screens.bare(role) for role in opening}
        whose = ((due, self._scene.owners.role_of(due.process)) for due in judgement.dues)
        begins = [(due, role, bare[role]) for due, role in whose if role in opening]
        return self._pace.settled(judgement, begins)

    def _silence(self, judgement: Judgement) -> bool:
        """No proof of quiet: a lull is enough for a cue, and patience has an end."""
        busy = judgement.state is State.BUSY
        self._rests.other_clocks(judgement)
        silent, turned = self.patience.since_a_jump  # whoever that woke may not have run yet
        enough, talkative = (_BUSY_LULL if busy else _RESTING_LULL), TALKATIVE_LULL
        beginning = not self._bounded and self._begins(judgement)
        if beginning:  # what the story does next would meet a program that is not there
            enough = talkative = self._job.limits.patience
        elif not self._scene.sees_threads and self._yet_to_begin():
            enough = _UNSEEN_LULL
        delayed = bool(self._scene.links.deadlines())
        # beside one that spins the clock goes on only later, and who polls has not looked yet
        polled = not busy or self._pace.breathed(judgement)
        if (silent > enough or turned > talkative) and not delayed and polled:
            self._attended = min(self._attended, silent)
            rest = silent > self._attended + enough
            if self._attend(judgement, rest=rest) or self._scene.let_go():
                return True
            self._waits_a_moment = False  # who was only to do what it was woken for would have
            self._lull(judgement)
        delay = self._scene.links.longest if delayed else None
        awaited = bool(self._performance.lacking) or beginning
        self._endurance.follow(self._performance)
        bound, turn = self._endurance.silence(judgement, awaited, delay)
        if silent > bound:
            self._endurance.spins |= busy
            doing = "it computed" if busy else "nothing happened"
            return self._give_up("patience", f"{doing} for {bound:.0f} s", judgement)
        if turned > turn:
            return self._give_up("turn", f"the turn went on for {turn:.0f} s", judgement)
        return True

    def _attend(self, judgement: Judgement, *, quiet: bool = False, rest: bool = True) -> bool:
        """See to the screens, now that nothing else runs; whether there was anything to do."""
        at_rest = judgement.state in (State.QUIET, State.TICKING)
        mark = (self._pace.jumps, self._hand.done) if at_rest else object()
        if self._scene.screens.written:
            self._scene.wire.note_read(judgement.table)
        if not self._scene.screens.attend(judgement.looks, mark, quiet=quiet, rest=rest):
            return False
        self._pace.asked()
        self._attended = self.patience.silent
        return True

    def _lull(self, judgement: Judgement) -> None:
        if self._lull_at == self._scene.recorder.caused or self._scene.screens.busy:
            return  # what the story wants at a window has yet to be done
        self._rests.lull(judgement)
        self._lull_at = self._scene.recorder.caused

    def _give_up(self, what: str, detail: str, judgement: Judgement) -> bool:
        """The story goes on without what it waits for; False if it has nothing else to do."""
        if self._scene.screens.give_up():
            self.patience.happened()
            return True
        mark = self._scene.recorder.caused if what == "patience" else self._hand.done
        if self._gave_up == (what, mark) and not self._waits_a_moment:
            return False
        self._bounded, self._waits_a_moment = True, False
        self._rests.limit(judgement, what, detail)
        self._gave_up = what, mark
        self.patience.happened()
        return True

    def _yet_to_begin(self) -> set[str]:
        """The roles whose programs have done nothing since they were started.

        One that others connect to has to listen: what it prints before helps nobody.
        """
        started: set[str] = set()
        sees, programs = self._scene.sees_threads, self._job.programs
        listening = {role for role, program in programs.items() if sees and program.listens}
        for event in self._scene.recorder.events:
            if isinstance(event, Started):
                started.add(event.who)
            elif event.who in listening:
                started -= {event.who} if isinstance(event, (Listening, Exited)) else set()
            elif not isinstance(event, (Cue, Typed)):
                started.discard(event.who)
        return started

    def _begins(self, judgement: Judgement) -> bool:
        """Whether a program that has done nothing yet is about to.

        Who computes is loading its modules, or its tables.  Who sleeps by a clock of the kernel's
        will wake; but one that waits for its keyboard may do nothing else before, and what is at a
        screen is not known before somebody looks.
        """
        roles = self._yet_to_begin()
        if not roles or judgement.state is State.BUSY:
            return bool(roles)
        there, waking = people(self._scene, judgement), set[str]()
        asking = {role for role, program in self._job.programs.items() if program.screen}
        for seen, sleep, role, _ in there:
            if sleep.limit is not None or self._scene.clocks.alarm_runs(seen.pid):
                waking.add(role)
            if sleep.on == sleeps.KEYBOARD or sleeps.heeds_keyboard(sleep):
                asking.add(role)
        return bool(roles & waking - asking)

    def _bounds(self, judgement: Judgement) -> bool:
        """End programs that are over a bound, and the scene when its time is up.

        Whether somebody is gone of whom a judgement tells, so that it is worth nothing.
        """
        limits, swept = self._job.limits, False
        what = detail = ""
        if self.patience.total > limits.scene and not self._left_has_time():
            swept = self._sweep_left()
            if not swept:
                what, detail = "scene", f"{limits.scene:.0f} s of the scene's own time"
        elif len(self._scene.recorder.events) > limits.events:
            what, detail = "events", f"{limits.events} events"
        if detail and not self._over:
            self._bounded = self._over = True
            self._scene.recorder.add(Limit, STAGE, what=what, detail=detail)
        bounds.enforce(self._scene, limits, judgement.looks, self.patience, self._held)
        return swept

    def _left_has_time(self) -> bool:
        """The scene's time is up: whether only what was left behind a prompt moves, and has more.

        It has as long as a scene mostly has, so that it is waited for, and given up on, as a
        program is that has not ended.
        """
        alone = bool(bounds.left_alone(self._scene, self._last))
        return alone and self.patience.total <= self._whole

    def _sweep_left(self) -> bool:
        """That time is up, too: whether what moves hides nothing, and was ended.

        It has done nothing since its program has ended, or for long nothing that was awaited.
        """
        left = bounds.left_alone(self._scene, self._last)
        vain = self.patience.turn - self._endurance.came > self._whole / 2
        if not left or not (vain or not any(bounds.goes_on(self._scene, role) for role in left)):
            return False
        self._scene.troupe.sweep(left)
        self.patience.forgive(self.patience.total)
        return True

    def _do(self, action: Action) -> None:
        self.patience.happened()
        self._gave_up = ("", -1)
        known = (
            self._rests.judgement if self._quiet_at == len(self._scene.recorder.events) else None
        )
        self._hand.do(action)
        if known is not None and action.kind in DEEDS:
            self._attend(known)  # nothing has happened since: no need to find rest anew
        program = self._job.programs.get(action.who)  # none where the harness plays
        opens = action.kind == "start" and program is not None and program.screen
        self._pace.acted(action, opens=opens)
        self.patience.acted()  # silence begins when it is done: a start takes a while
        self._moved = time.monotonic()
