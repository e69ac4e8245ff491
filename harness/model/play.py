"""A story unfolded for one cast and one row, and what plays it.

The stage plays a :class:`Performance` without knowing how it decides; ``harness.checks`` decides
without knowing what a stage is.  Marking a saved timeline again is feeding its events to a fresh
performance and ignoring the actions it asks for.
"""

from dataclasses import field
from typing import Protocol

from harness.model.events import Event
from harness.model.quick import dataclass

ANSWER = -1


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the harness does.

    ``step`` numbers the actions of a play, from 0 (``ANSWER``: typed at a question that is no part
    of the story); ``kind``: ``start``, ``stop``, ``type``,
    ``end input`` (keyboard), ``connect``, ``send``, ``close``, ``reset`` (scripted peers),
    ``press``, ``fill``, ``pick``, ``close window`` (the role's screen), ``cut``, ``half-close``,
    ``break`` (the link between ``who`` and ``to``; ``break`` resets it).
    ``data``: segments to send, the line to type (without its line end), or what is typed into a
    field.  ``target``: a Python regular expression (flags written in it) for the words of the
    button, field or row.  ``line`` is the line of the spec that asked for it.  ``exact``: ``data``
    is sent as it is; else who reads lines gets one.
    """

    step: int
    kind: str
    who: str
    to: str | None = None
    data: tuple[bytes, ...] = ()
    args: tuple[str, ...] = ()
    line: int = 0
    source: str = ""
    target: str = ""
    exact: bool = False


MET, UNMET, UNREACHED, UNOBSERVABLE = "met", "unmet", "unreached", "unobservable"
NOT_OBSERVED = "this could not be observed: "  # and why


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one expected line of the story, as data.

    ``actors``: the roles whose doing it judges (never a scripted one).  ``line`` and ``source``:
    the spec's line, ``items``: the rubric items it is labelled with.  ``events``: numbers of the
    events that met it, or (a ``never``) that broke it.  ``expected`` is the line with what is
    known filled in; ``happened`` what came instead (data, see ``harness.checks.explain``);
    ``at`` the event number at which it was decided.  ``bounded``: decided by a limit, not by proof.
    """

    step: int
    line: int
    source: str
    items: tuple[str, ...]
    actors: tuple[str, ...]
    verdict: str
    mood: str = "must"
    verb: str = ""
    objects: tuple[str, ...] = ()
    events: tuple[int, ...] = ()
    expected: str = ""
    happened: str = ""
    at: int = 0
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """All findings of one performance, and what the blanks were bound to.

    ``asked``: what was looked for on the way, and found (see ``checks.asked``); empty: not known.
    """

    findings: tuple[Finding, ...]
    blanks: dict[str, str] = field(default_factory=dict)
    asked: str = ""


class Performance(Protocol):
    """A story as it is being played.  Deterministic in the events that it is fed."""

    def due(self) -> Action | None:
        """The next action, if its cue has come; the same until its ``Cue`` event is fed."""

    def feed(self, event: Event) -> None:
        """Take notice of one event, in timeline order."""

    @property
    def over(self) -> bool:
        """True when nothing is left to do, and nothing that may yet come could change a finding."""

    @property
    def lacking(self) -> int:
        """How many lines must come yet, of what is played now; 0 if at most a ``never`` is open."""

    @property
    def goes_on(self) -> bool:
        """True while the harness has something to do yet, after what it waits for now."""

    def outcome(self) -> Outcome:
        """What became of every expected line, so far."""
