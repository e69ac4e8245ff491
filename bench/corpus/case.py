"""One small program (or a few that talk), what is done to it, and what quiet may say of it."""

from dataclasses import dataclass, field, replace

from harness.model.casting import Interpreter, Limits, Program, Recording, SceneJob, Scripted
from harness.model.events import (
    Cue,
    Ended,
    Event,
    Exited,
    Limit,
    Lull,
    Printed,
    Quiet,
)
from harness.model.play import Action, Outcome

PYTHON = Interpreter("/usr/bin/python3", (3, 11))
LIMITS = Limits(patience=1.0, scene=20.0, cpu=10.0)
QUIET, NEVER, EITHER = "quiet", "never", "either"
EXITED = "(exited)"
_WATCHED = 6.0  # s
_TOWARDS = ("connect", "close", "cut", "half-close", "break")

Act = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A scene of programs given as source text.

    ``programs``: role -> source; they are started in this order, each when all before it have come
    to rest.  ``acts`` follow in the same way: ``("type", role, line)``, ``("end input", role)``,
    ``("stop", role)``, ``(deed, role, pattern[, text])`` at a window, at scripted roles also
    ``send``, ``connect``, ``close``, ``reset``, and between two roles ``cut``, ``half-close``,
    ``break``.
    ``claim``: after the last act quiet must come (``quiet``), may not (``never``: a clock will end
    it), or may be claimed or not (``either``: only what is claimed must hold).  ``first``: (role,
    text) pairs that must have been printed when quiet is first claimed after the last act;
    ``EXITED`` stands for the end of that role's program.  ``together``: acts (and starts) are done
    at once, without waiting for rest.  ``screens``: the roles that have one.
    """

    name: str
    programs: dict[str, str]
    acts: tuple[Act, ...] = ()
    claim: str = QUIET
    first: tuple[tuple[str, str], ...] = ()
    scripted: tuple[Scripted, ...] = ()
    addresses: tuple[str, ...] = ()
    limits: Limits = LIMITS
    together: bool = False
    args: dict[str, tuple[str, ...]] = field(default_factory=dict)
    screens: tuple[str, ...] = ()
    python: Interpreter = PYTHON

    def actions(self) -> tuple[Action, ...]:
        """The starts and the acts, numbered."""
        starts = [Action(0, "start", role) for role in self.programs]
        starts += [Action(0, "start", part.role) for part in self.scripted]
        acts = [_action(act) for act in self.acts]
        return tuple(replace(action, step=step) for step, action in enumerate([*starts, *acts]))

    def job(self, folders: dict[str, str]) -> SceneJob:
        """The scene, given the folder of each role, which holds its ``main.py``."""
        programs = {
            role: Program(
                role,
                "student",
                folders[role],
                "main.py",
                self.python,
                screen=role in self.screens,
                args=self.args.get(role, ()),
                addresses=self.addresses,
            )
            for role in self.programs
        }
        scripted = {part.role: part for part in self.scripted}
        limits = self.limits
        if self.claim == NEVER:  # a clock is watched no longer than that
            limits = replace(limits, scene=min(limits.scene, _WATCHED))
        by = dict.fromkeys(programs, "student") | dict.fromkeys(scripted, "script")
        return SceneJob(self.name, "corpus", "1", 1, by, programs, scripted, limits=limits)

    def complaint(self, recording: Recording) -> str:
        """What is wrong with a recording of this case; nothing if all is well."""
        if recording.fault:
            return f"fault: {recording.fault}"
        if recording.disturbances:
            return recording.disturbances[0]
        events = recording.timeline.events
        last = max((event.n for event in events if isinstance(event, Cue)), default=-1)
        cues = sum(isinstance(event, Cue) for event in events)
        if cues < len(self.actions()):
            return f"only {cues} of {len(self.actions())} actions were done"
        quiet = next((e.n for e in events if isinstance(e, Quiet) and e.n > last), None)
        if quiet is not None and self.claim == NEVER:
            return f"quiet at event {quiet}, though a clock was running"
        if quiet is None and self.claim == QUIET:
            return f"no quiet; the last event was {events[-1]}"
        if quiet is None and self.claim == EITHER:
            return ""
        until = len(events) if quiet is None else quiet
        missing = [pair for pair in self.first if not _seen(pair, events[:until])]
        return f"quiet at event {quiet} before {missing}" if missing else ""


@dataclass(slots=True)
class Script:
    """A performance that does one action after another.

    Each is due when the one before has had its effect.  Over after the last: at quiet or at a
    limit, and at a lull if ``lull_ends``.
    """

    actions: tuple[Action, ...]
    lull_ends: bool = False
    together: bool = False
    lacking: bool = True
    goes_on: bool = False
    over: bool = False
    done: int = 0
    ready: bool = True

    def due(self) -> Action | None:
        """The next action, if the one before has had its effect."""
        if self.done < len(self.actions) and (self.ready or self.together):
            return self.actions[self.done]
        return None

    def feed(self, event: Event) -> None:
        """Take notice of one event."""
        if isinstance(event, Cue):
            self.done += 1
            self.ready = False
        rest = isinstance(event, (Quiet, Lull)) or (
            isinstance(event, Limit) and event.what == "patience"
        )
        if rest and self.done < len(self.actions):
            self.ready = True
        elif rest:
            self.over = self.lull_ends or not isinstance(event, Lull)
        self.over |= isinstance(event, Ended) or (
            isinstance(event, Limit) and event.what == "scene"
        )

    def outcome(self) -> Outcome:
        """Nothing: a script expects nothing."""
        return Outcome(())


@dataclass(frozen=True, slots=True)
class Fresh:
    """Makes a fresh script for each playing of a case (a callable that can be pickled)."""

    actions: tuple[Action, ...]
    lull_ends: bool = False
    together: bool = False

    def __call__(self) -> Script:
        """A fresh script."""
        return Script(self.actions, self.lull_ends, self.together)


def script(case: Case, patient: bool = False) -> Fresh:
    """What plays a case.

    ``patient``: a clock is watched until patience ends, not just to a lull.
    """
    return Fresh(case.actions(), case.claim != QUIET and not patient, case.together)


def _action(act: Act) -> Action:
    kind, who, *rest = act
    if kind in ("press", "fill", "pick", "close window"):
        data = tuple(text.encode() for text in rest[1:])
        return Action(0, kind, who, data=data, target=rest[0] if rest else "")
    data = (rest[0].encode(),) if rest and kind in ("type", "send") else ()
    return Action(0, kind, who, rest[0] if rest and kind in _TOWARDS else None, data)


def _seen(pair: tuple[str, str], events: tuple[Event, ...]) -> bool:
    role, text = pair
    if text == EXITED:
        return any(isinstance(event, Exited) and event.who == role for event in events)
    said = b"".join(e.data for e in events if isinstance(e, Printed) and e.who == role)
    return text.encode() in said
