"""Quiet: the proof that nothing more can happen on a stage until the harness acts.

Every thread of every process sleeps in a call that only another of them, or the harness, can end;
nothing is under way between them; and no clock will end it.  All of it is read between two equal
looks at every thread's call and run count.  In the order of one judgement:

1. a look at every thread: asleep, in a known call;
2. terminals: pending delivery is run in both directions, and nothing comes out;
3. packets: as many have arrived as left, and none was missed;
4. sockets: everything sent is acknowledged, nothing is half-open, no kernel timer will act, and no
   thread waits where there is something to take;
5. clocks: whether any of the calls has a limit, an alarm runs, or the keyboard has one;
6. the same look again, equal;
7. links: what waits there for company is let go, and then nothing is said to be at rest.
"""

from dataclasses import field, replace
from enum import Enum
from typing import Protocol

from harness.model.quick import dataclass
from harness.stage import sleeps as words
from harness.stage import sockets, terminals, threads
from harness.stage.clocks import Clocks
from harness.stage.program import Running
from harness.stage.relay import Pair
from harness.stage.sleeps import LONGEST, Sleep
from harness.stage.threads import Look
from harness.stage.timekeeper import Due

_WAIT_ALL = 0x100
# s; an X server wakes by itself, to see whether its keyboard has been idle, and tells nobody
_OF_NO_CONCERN = 60.0
_AWAKE = Sleep(words.PROCESSOR, "running", limit=LONGEST)


class State(Enum):
    """What a judgement found.

    ``TICKING``: all sleep, and nothing but the stage's own clock would wake any.
    ``MOVING``: something is under way, look again soon.  ``BUSY``: some thread computes or waits
    for a disk, or processes come and go.  ``RESTING``: all sleep, and a clock will wake some; the
    kernel's own clocks count too (it tries again to connect, or to send).  ``QUIET``.
    """

    MOVING = "moving"
    BUSY = "busy"
    RESTING = "resting"
    TICKING = "ticking"
    QUIET = "quiet"


@dataclass(slots=True)
class Judgement:
    """``looks`` and ``sleeps`` are parallel; ``table`` holds every socket at that moment.

    ``longest``: seconds of the longest limit that a sleeping thread has (0: none).  ``dues``: what
    the stage's clock will end, earliest first; of a ``BUSY`` stage only the waits of threads that
    slept all the while.  ``under_way``: the kernel has something to do yet.
    Nothing but ``state`` can be relied on while it is ``MOVING``.
    """

    state: State
    looks: list[Look] = field(default_factory=list)
    sleeps: list[Sleep] = field(default_factory=list)
    table: list[sockets.Socket] = field(default_factory=list)
    longest: float = 0.0
    dues: list[Due] = field(default_factory=list)
    under_way: bool = False


class Scene(Protocol):
    """What a judgement needs of the stage."""

    def programs(self) -> list[Running]:
        """Every program that was started."""

    def collect(self) -> bool:
        """Write down what has happened; whether anything had."""

    def packets_agree(self) -> bool:
        """Whether as many packets have arrived as left."""

    def every_socket(self) -> list[sockets.Socket]:
        """Every socket of the stage."""

    def unread_locally(self) -> set[int]:
        """UNIX sockets between programs and their screens in which something is unread."""

    def in_flight(self) -> bool:
        """Whether some UNIX socket may be nobody's any more, and not yet closed."""

    def x_servers(self) -> set[int]:
        """The processes that are the screens of programs."""

    def dues(self, looks: list[Look]) -> list[Due]:
        """What the stage's clock will end, of those threads that sleep; earliest first."""

    def let_go(self, waited: set[Pair] | None = None, ticks: bool = False) -> bool:
        """Nothing else can happen: let go what waits at links; whether there was anything.

        ``waited``: the sockets at which threads wait; ``ticks``: some clock will go on.
        """

    def neighbours_unresolved(self) -> bool:
        """Whether some address is being asked for."""

    @property
    def clocks(self) -> Clocks:
        """The clocks that programs have set."""

    @property
    def stopping(self) -> bool:
        """Whether something on the stage may have stopped a program."""

    @property
    def awaits_screens(self) -> bool:
        """Whether a program waits for a screen that is being started."""

    def ready(self, milliseconds: float = 0) -> set[int]:
        """What there is something to read from, waiting so long for the first."""

    def crossed(self) -> int:
        """How many packets were seen."""

    def latest(self) -> str:
        """The newest event, in words."""


class Judge:
    """Judges one stage.  Remembers what each unchanged sleep was: a second look is cheap."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._known: dict[Look, tuple[Sleep, bool]] = {}
        self._now: dict[Look, tuple[Sleep, bool]] = {}  # known in this judgement only
        self._watch = threads.Watch()
        self._ran = 0  # the process that was last seen to run: asked first the next time

    def close(self) -> None:
        """Let go of the files that looks are taken through."""
        self._watch.close()

    def judge(self, thorough: bool = True) -> Judgement:
        """One judgement, without waiting.

        Not ``thorough``, for when little time has passed: what moves now will come to rest soon, so
        a thread that runs, or anything under way, is enough to say ``MOVING``.  Thorough: what has
        been under way for so long waits for a clock.
        """
        first, busy = self._look(thorough)
        if first is None:
            return Judgement(State.MOVING)
        if self._scene.collect():
            return Judgement(State.MOVING, first)
        self._now.clear()
        known = [self._sleep(seen) for seen in first]  # once: a scene may tick thousands of times
        sleeps = [sleep for sleep, _ in known]
        under_way = not self._scene.packets_agree()
        if under_way and not thorough:
            return Judgement(State.MOVING, first)
        table = self._scene.every_socket()
        under_way |= self._under_way(table, first, sleeps)
        if under_way and not thorough:
            return Judgement(State.MOVING, first)
        clocks = under_way or self._clocks_run(first, any(ends for _, ends in known))
        clocks |= any(plug.probes for plug in table)
        clocks |= any(plug.denied for plug in table) and self._scene.clocks.gives_up
        clocks |= bool(first) and self._scene.clocks.sends_files and self._scene.in_flight()
        dues = self._scene.dues(first)
        clocks |= _unanswered(first, sleeps, dues)
        second, moved = self._look(True)
        if busy:
            dues = _undisturbed(dues, first, second or [])
        if (not busy and (moved or second != first)) or self._scene.collect():
            return Judgement(State.MOVING, first)
        state = State.TICKING if dues else State.QUIET
        if busy or clocks:
            state = State.BUSY if busy else State.RESTING
        if not busy and self._scene.let_go(_waited(sleeps, table), state is not State.QUIET):
            return Judgement(State.MOVING, first)
        return Judgement(state, first, sleeps, table, _longest(sleeps), dues, under_way)

    def look(self) -> list[Look]:
        """Every thread now, for a comparison; nothing while one runs, comes or goes."""
        found, moved = self._look(True)
        return [] if moved or found is None else found

    def _look(self, thorough: bool) -> tuple[list[Look] | None, bool]:
        """Every thread; whether some of them is not asleep, or was coming or going.

        None if that is so and the look is not thorough.
        """
        if not thorough and self._ran and self._watch.awake(self._ran):
            return None, True
        ended = [program.reap() for program in self._scene.programs() if not program.ended]
        # who starts a screen is no process of the stage's until it is there
        coming_or_going = any(ended) or self._scene.awaits_screens
        found: list[Look] = []
        for pid in threads.processes():
            seen = self._watch.look(pid)
            coming_or_going |= seen is None
            if not thorough and (coming_or_going or not all(map(self._rests, seen or ()))):
                self._ran = pid
                return None, True
            found += seen or ()
        busy = coming_or_going or not all(map(self._rests, found))
        return (None if busy and not thorough else found), busy

    def _rests(self, seen: Look) -> bool:
        """Whether only others on the stage can make a thread run.

        One that nobody there has stopped was stopped from outside (a scheduler of jobs does that
        to all processes, one after another), and goes on when whoever did it pleases.  A terminal
        stops who is in its background, and tells nobody.  What is there of ours, the first process
        of a sandbox and the X servers, is stopped by neither, and may have an end to tell of.
        """
        if not seen.sleeping or seen.state != "T":
            return seen.sleeping
        helpers = {pid for each in self._scene.programs() for pid in each.launch.helpers}
        if seen.pid in helpers | self._scene.x_servers():
            return False
        return self._scene.stopping or threads.in_background(seen.pid)

    def _sleep(self, seen: Look) -> tuple[Sleep, bool]:
        """What a thread waits for, and whether that ends by itself at some time."""
        if not seen.sleeping:
            return _AWAKE, True
        known = self._known.get(seen) or self._now.get(seen)
        if known is None:
            sleep = words.sleep(seen)
            ours = seen.pid in self._scene.x_servers()
            if (sleep.limit or 0) > _OF_NO_CONCERN and ours:
                sleep = replace(sleep, limit=None)
            known = sleep, self._ends_by_itself(seen, sleep)
            # others can add to what an epoll watches while a thread waits at it; in an X server,
            # which has one thread, there are none
            lasts = ours or not sleep.name.startswith("epoll")
            (self._known if lasts else self._now)[seen] = known
        return known

    def _under_way(
        self, table: list[sockets.Socket], looks: list[Look], sleeps: list[Sleep]
    ) -> bool:
        if sockets.unsettled(table) or self._scene.neighbours_unresolved():
            return True
        filled = {plug.inode for plug in table if plug.unread and plug.inode}
        filled |= self._scene.unread_locally()
        return bool(filled) and any(map(_can_take, looks, sleeps, [filled] * len(looks)))

    def _clocks_run(self, looks: list[Look], ends: bool) -> bool:
        """Whether something will end by itself, such as a sleep (``ends``).

        To be asked between two looks, like all else.
        """
        self._known = {seen: self._known[seen] for seen in looks if seen in self._known}
        awake = {seen.pid for seen in looks if not seen.sleeping}
        # of all, so that all are reckoned
        rings = [self._rings(seen, seen.pid not in awake) for seen in looks]
        return ends or any(rings) or self._keyboard_has_limit()

    def _rings(self, seen: Look, asleep: bool) -> bool:
        clocks = self._scene.clocks
        return seen.state != "Z" and (
            clocks.alarm_runs(seen.pid, asleep) or clocks.watches_machine(seen.pid)
        )

    def _keyboard_has_limit(self) -> bool:
        programs = self._scene.programs()
        there = [program for program in programs if program.leaves or not program.ended]
        return not all(program.reads_without_limit() for program in there)

    def _ends_by_itself(self, seen: Look, sleep: Sleep) -> bool:
        if sleep.limit is not None:
            return True
        programs = self._scene.programs()
        for descriptor, what in sleep.kinds.items():
            if what.startswith(words.TERMINALS):
                ends = not terminals.is_ours(seen.thread, descriptor, programs)
            else:
                ends = threads.inode(what) >= 0 and self._scene.clocks.limited(
                    seen.thread, descriptor
                )
            if ends:
                return True
        return False


def _undisturbed(dues: list[Due], first: list[Look], second: list[Look]) -> list[Due]:
    """The waits of threads that did not run between two looks.

    No timers: a program that runs may be about to set them anew.
    """
    asleep = {seen.thread for seen in set(first) & set(second) if seen.sleeping}
    dues = [due for due in dues if due.timer is None]
    return [due for due in dues if due.page is None or due.thread in asleep]


def _unanswered(looks: list[Look], sleeps: list[Sleep], dues: list[Due]) -> bool:
    """Whether a thread waits for the stage's clock without saying until when.

    Only a program that spoils its own page does that, or makes the library's calls by itself.
    """
    known = {due.thread for due in dues}
    pairs = zip(looks, sleeps, strict=True)
    return any(sleep.far and seen.thread not in known for seen, sleep in pairs)


def _waited(sleeps: list[Sleep], table: list[sockets.Socket]) -> set[Pair]:
    """The sockets that some thread waits at: the addresses of each."""
    inodes = {threads.inode(what) for sleep in sleeps for what in sleep.kinds.values()}
    return {(plug.here, plug.there) for plug in table if plug.inode in inodes}


def _longest(sleeps: list[Sleep]) -> float:
    limits = [sleep.limit for sleep in sleeps if sleep.limit is not None]
    return max((limit for limit in limits if limit < LONGEST), default=0.0)


def _can_take(seen: Look, sleep: Sleep, filled: set[int]) -> bool:
    """Whether a sleeping thread waits on a socket that has something for it."""
    if sleep.writing or _waits_for_all(seen, sleep):
        return False
    kinds = (sleep.kinds.get(descriptor, "") for descriptor in sleep.readable)
    return any(threads.inode(what) in filled for what in kinds)


def _waits_for_all(seen: Look, sleep: Sleep) -> bool:
    """Whether it waits until its buffer is full (``MSG_WAITALL``)."""
    place = {"recvfrom": 4, "recvmsg": 3}.get(sleep.name)
    return place is not None and bool(int(seen.call.split()[place], 16) & _WAIT_ALL)
