"""How a stage's clock goes on: when nothing but the clock can end what waits, it is moved.

* The clock jumps to the earliest deadline, and wakes that one wait.  The next is woken when all is
  at rest again: so sleepers wake in the order of their deadlines, however busy the machine is.
* An action takes a moment (:data:`_MOMENT`) of the programs' time, as it would a person: what two
  programs do after equal sleeps then comes in the order in which they were started.  Whoever is to
  wake within that moment wakes before.
* Who has started a program with a window has to find that first, which takes a second: what the
  program does until then (``root.after(500, connect)``) it has done before anything else is.
  While it is not on the network yet, and waits for the clock without ticking, what that comes to
  (``root.after(3000, connect)``) is awaited like the end of a nap: somebody sees that it begins.
  While there is nothing to be done in its windows (a picture that greets) so is what ticks.
* Who types for the first time when somebody else has typed does so over a second later, and so does
  a second client that is played: they are two people.  A program that notes in whole seconds when
  each was heard then knows who came first.  It is only once for each of them: in a long talk it
  would use up the time that the scene has.
* A *nap* is a sleep that waits for nothing but the clock (a delay before connecting, say).  While
  somebody naps not all has settled, and the next thing is not done before.  But a thread that has
  napped for the same time again and again ticks, and is not waited for; nor is one that naps long.
  To set an alarm and wait for a signal is a nap, too.
* Who looks every now and then whether there is something new (a *poll*: a short nap, again and
  again) has looked since the last event before the next thing is done; so has whatever would have
  come in a breath anyway.  Nobody types faster than that, and what two people do one after the
  other would else be found there at once.
* One that ticks and ticks though nothing comes of it wakes late, as on a busy machine it would: by
  no more than a fiftieth of a second, and never later than others who wait for the clock.
* While something waits by a clock of the kernel's that cannot be moved (a program without the
  library), the stage's clock goes as fast as the stage's own time.
* A program that computes holds the clock up.  But one that *spins*, asking over and over whether
  another is done that sleeps, would do so for ever.  So when somebody has computed for a second
  without a rest, the clock goes on, by no more than what is computed.  Who is woken beside it has
  to get a processor first: one that computes, or has not even begun, has seen nothing yet.
"""

from collections import Counter
from collections.abc import Iterable

from harness.model.play import ANSWER, Action
from harness.stage import sleeps
from harness.stage.patience import Patience
from harness.stage.quiet import Judgement, State
from harness.stage.threads import Look
from harness.stage.timekeeper import Due, Timekeeper

_SECOND = 1_000_000_000
_MOMENT = _SECOND // 10
_ANOTHER = _SECOND + _MOMENT  # until somebody else begins to speak
_SETTLING = 5 * _SECOND  # of a turn, in which naps are waited for
_TICKS = 3  # naps of one length after which a thread ticks
_BREATH = _SECOND // 4
_POLL = _SECOND  # the longest nap of who polls
_SHORT = 3 * _SECOND // 4  # one of a second is none: a ``never`` would just miss its end
_SPINS = 1.0  # s of processor time
_STIRS = 0.3  # s of processor time; who computes for longer after a wake-up is no poll
_ALIKE = _SECOND // 200
_LEAST = _SECOND // 1_000_000  # so much passes at the least, should nobody heed a wake-up
_IDLE = 100  # jumps without an event, after which one that ticks may wake late
_LATE = _SECOND // 50
_MOST_WOKEN = 500  # in one moment
_LONGEST_BREATH = 2 * _SECOND  # of a turn; something may happen all the time


class Pace:
    """Moves the clock of one scene (``keeper``: None where there is none to be moved).

    ``jumps`` counts how often it has jumped to wake something; ``spun`` are the seconds that were
    computed since somebody rested.
    """

    def __init__(self, keeper: Timekeeper | None, patience: Patience) -> None:
        self._keeper, self._patience = keeper, patience
        self._naps: Counter[tuple[int, int]] = Counter()
        self._rung: Counter[int] = Counter()  # how often alarms of a process have
        self._act_at: int | None = None
        self._woken = 0  # in the moment before that
        self._found = 0  # when the window that was opened last is found
        self._opened: dict[str, int] = {}  # when each role's was
        self._woke: Counter[tuple[int, int]] = Counter()  # how often waits of one length have ended
        self._spoke: dict[tuple[str, str | None], set[str]] = {}  # how, and to whom: who has
        self.spun = 0.0  # s that somebody has computed without a rest
        self._acted = self._happened = self._asked = 0  # when that was last, on the stage's clock
        self.jumps = 0
        self._idle = 0  # jumps since the last event
        self._roused: dict[int, Look] = {}  # who was woken beside one that computes, as it slept

    def happened(self) -> None:
        """Something happened now."""
        if self._keeper is not None:
            self._happened = self._keeper.now
        self._idle = 0

    def acted(self, action: Action, *, opens: bool = False) -> None:
        """An action was done now: a turn begins.  ``opens``: it starts a program with a window."""
        self.happened()
        if opens:
            self._found = self._happened + _ANOTHER
            self._opened[action.who] = self._happened
        if _speaks(action):
            self._spoke.setdefault((action.kind, action.to), set()).add(action.who)
        self._acted, self._act_at = self._happened, None

    def act(self, judgement: Judgement, action: Action | None) -> bool:
        """An action is due (None: the end) and all is at rest: whether its moment is over.

        If not, whoever wakes within it was woken; to be asked again when all is at rest.
        """
        if self._keeper is None:
            return True
        if self._act_at is None:
            moment = _ANOTHER if self._is_another(action) else _MOMENT
            self._act_at, self._woken = max(self._keeper.now + moment, self._found), 0
        left = (self._act_at - self._keeper.now) / _SECOND
        # who does not heed a wake-up, or sets a timer again at once, holds nobody up
        due = bool(judgement.dues) and judgement.dues[0].deadline <= self._act_at
        if due and self._woken < _MOST_WOKEN:
            self._woken += 1
            self.jump(judgement.dues, left, judgement)
            return False
        self._keeper.advance(self._act_at)
        self._patience.jump(max(left, 0.0))
        self._act_at = None
        return True

    def _is_another(self, action: Action | None) -> bool:
        """Whether by this somebody begins to speak, as somebody else already does."""
        if action is None or not _speaks(action):
            return False
        spoke = self._spoke.get((action.kind, action.to), set())
        return bool(spoke) and action.who not in spoke

    def opening(self) -> set[str]:
        """The roles whose windows have been there for no longer than a nap is waited for."""
        if self._keeper is None:
            return set()
        now = self._keeper.now
        return {role for role, opened in self._opened.items() if now < opened + _SETTLING}

    def settled(self, judgement: Judgement, begins: Iterable[tuple[Due, str, bool]] = ()) -> bool:
        """Whether nobody naps, but for those that tick or nap for long.

        ``begins``: the waits of roles that are opening and have not met anybody yet, and whether
        there is nothing to be done in their windows.
        """
        if self._keeper is None:
            return True
        return not any(
            due.deadline <= self._acted + _SETTLING for due in self._slept(judgement)
        ) and not any(
            due.deadline <= self._opened[role] + _SETTLING
            and (bare or (due.asked > _SHORT and self._woke[_nap(due)] < _TICKS))
            for due, role, bare in begins
        )

    def _slept(self, judgement: Judgement) -> list[Due]:
        """The naps, but those of who ticks; an alarm that rings again and again ticks, too."""
        napping, paused = _napping(judgement), _paused(judgement)
        naps = [due for due in judgement.dues if due.thread in napping and not self._ticks(due)]
        return naps + [
            due
            for due in judgement.dues
            if due.timer is not None
            and due.thread not in napping
            and due.process in paused
            and self._rung[due.process] < _TICKS
        ]

    def breathed(self, judgement: Judgement) -> bool:
        """Whether all who poll have seen what happened last, twice: one may wait for another."""
        if self._keeper is None or self._keeper.now > self._acted + _LONGEST_BREATH:
            return True
        if self._stirs(judgement):
            return False
        napping = _napping(judgement)
        for due in judgement.dues:
            after = due.deadline - self._happened
            polls = due.thread in napping and after <= min(_POLL, 2 * due.asked)
            if polls or after <= _BREATH:
                return False
        return True

    def asked(self) -> None:
        """A program was asked for what its windows show: whoever polls has to see that first."""
        if self._keeper is not None:
            self._asked = self._keeper.now

    def answered(self, judgement: Judgement) -> bool:
        """Whether all who look every now and then have done so since; they may have to twice."""
        if self._keeper is None or self._keeper.now > self._asked + _LONGEST_BREATH:
            return True
        return not any(
            due.deadline - self._asked <= max(_BREATH, min(_POLL, 2 * due.asked))
            for due in judgement.dues
        )

    def jump(self, dues: list[Due], most: float, judgement: Judgement) -> None:
        """Move the clock to the earliest deadline, but no more than so many seconds."""
        assert self._keeper is not None
        first, now = dues[0], self._keeper.now
        limit = now + int(max(most, 0.0) * _SECOND)
        to = max(now, min(first.deadline, limit))
        if self._idle > _IDLE and self._ticks(first):
            others = [due.deadline for due in dues[1:] if not self._ticks(due)]
            to = max(to, min([now + _LATE, limit, *others]))
        self._keeper.advance(to)
        self._patience.jump(max(to - now, _LEAST) / _SECOND)
        if first.deadline <= to:
            self.jumps += 1
            self._idle += 1
            if first.thread in _napping(judgement):
                self._naps[_nap(first)] += 1
            self._woke[_nap(first)] += 1
            self._rung[first.process] += first.timer is not None
            self._keeper.wake([first])

    def _ticks(self, due: Due) -> bool:
        """Whether a thread naps for the same time over and over, longer than a countdown would."""
        naps = self._naps[_nap(due)]
        return naps >= _TICKS and naps * due.asked >= _SETTLING

    def follow(self, judgement: Judgement, seconds: float) -> None:
        """So much time has passed on the stage by itself, since the judgement before this one.

        The clock goes with it if a clock of the kernel's is what is waited for, or if somebody
        spins.  What the kernel itself has under way takes no time.
        """
        if judgement.state is State.BUSY:
            self.spun += seconds
            seconds = min(seconds, max(self.spun - _SPINS, 0.0))
        elif judgement.state is not State.MOVING:
            self.spun = 0.0
        if self._keeper is None or judgement.state not in (State.BUSY, State.RESTING):
            return
        if not judgement.under_way:
            self._keeper.advance(self._keeper.now + int(seconds * _SECOND))
        if judgement.dues and judgement.dues[0].deadline <= self._keeper.now:
            self._rouse(judgement)

    def _rouse(self, judgement: Judgement) -> None:
        """Wake the first that waits for the clock, beside others that do not."""
        assert self._keeper is not None
        first = judgement.dues[0]
        self._roused |= {
            seen.thread: seen for seen in judgement.looks if seen.thread == first.thread
        }
        self._keeper.wake([first])

    def _stirs(self, judgement: Judgement) -> bool:
        """Whether somebody who was woken so is still about what it woke for.

        Whoever wants the interpreter, while another thread computes, waits for parts of a second.
        """
        pairs = zip(judgement.looks, judgement.sleeps, strict=False)
        there = {seen.thread: (seen, sleep.limit is not None) for seen, sleep in pairs}
        self._roused = {
            thread: before
            for thread, before in self._roused.items()
            if thread in there and _is_about(*there[thread], before)
        }
        return bool(self._roused)

    def asleep(self, judgement: Judgement) -> float:
        """For how many seconds yet the clock has to go on for the first that waits for it."""
        if self._keeper is None or not judgement.dues:
            return 0.0
        return max(judgement.dues[0].deadline - self._keeper.now, 0) / _SECOND

    def limit(self, judgement: Judgement) -> float:
        """Seconds until the next ends who waits for long; 0 if nobody waits with such a limit."""
        if self._keeper is None:
            return 0.0
        long = [
            due.deadline
            for due in judgement.dues
            if due.asked > _SHORT and due.deadline > self._keeper.now and not self._ticks(due)
        ]
        long += [due.deadline for due in self._slept(judgement) if due.timer is not None]
        return max(min(long, default=0) - self._keeper.now, 0) / _SECOND

    def nap(self, judgement: Judgement) -> float:
        """Seconds until the next long nap ends; 0 if nobody naps so, or another gives up before."""
        if self._keeper is None:
            return 0.0
        slept, napping = self._slept(judgement), _napping(judgement)
        naps = [due.deadline for due in slept if due.timer is not None or due.asked > _SHORT]
        if not naps or any(
            due.thread not in napping
            and due not in slept
            and (due.timer is not None or due.asked > _SHORT)
            and due.deadline <= min(naps)
            for due in judgement.dues
        ):
            return 0.0
        return max(min(naps) - self._keeper.now, 0) / _SECOND

    def longest(self, judgement: Judgement, within: float) -> float:
        """Seconds of the longest wait for the clock that somebody has asked for, up to a bound."""
        asked = (due.asked / _SECOND for due in judgement.dues)
        return max((seconds for seconds in asked if seconds <= within), default=0.0)


def _speaks(action: Action) -> bool:
    """Whether a message is typed or sent; an answer to a question of the program's own is none."""
    return action.kind in ("type", "send") and action.step != ANSWER


def _is_about(seen: Look, moves: bool, before: Look) -> bool:
    """Whether a thread that was woken has yet to run, or runs and has not for long."""
    return seen == before or (moves and seen.ran < before.ran + _STIRS)


def _nap(due: Due) -> tuple[int, int]:
    """A thread and the length of its nap.  One until a point in time is never quite the same."""
    return due.thread, round(due.asked / _ALIKE)


def _napping(judgement: Judgement) -> set[int]:
    """The threads that sleep for the clock alone."""
    pairs = zip(judgement.looks, judgement.sleeps, strict=False)
    return {seen.thread for seen, sleep in pairs if sleep.far and sleep.on == sleeps.CLOCK}


def _paused(judgement: Judgement) -> set[int]:
    """The processes in which a thread waits for a signal."""
    pairs = zip(judgement.looks, judgement.sleeps, strict=False)
    return {seen.pid for seen, sleep in pairs if sleep.on == sleeps.SIGNAL}
