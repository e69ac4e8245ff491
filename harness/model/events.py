"""What happens on a stage, as frozen facts.

A timeline is a tuple of events with one sequence and one clock.  What one source did is in true
order.  Across sources the order is trusted only where one thing caused the other: a line is
typed before it crosses the wire, a message is sent before it is read.

``who`` is the role that did it; ``STAGE`` stands for the harness itself.
"""

from dataclasses import fields

from harness.model.quick import dataclass

STAGE = "stage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact.

    ``n``: position in the timeline, from 0, no gaps.  ``at``: ns since the scene began.  ``clock``:
    the same on the clock that the programs see, which stands while they can run and jumps while
    they wait for it; like ``at`` where there is no such clock.
    """

    n: int
    at: int
    who: str
    clock: int = 0

    def __reduce__(self) -> tuple[object, ...]:
        """By class and values: what a dataclass does for itself looks its fields up each time."""
        kind = type(self)
        return _event, (kind, tuple(getattr(self, name) for name in field_names(kind)))


def field_names(kind: type[Event]) -> tuple[str, ...]:
    """The names of an event's fields, in order."""
    names = _names.get(kind)
    if names is None:
        names = _names[kind] = tuple(field.name for field in fields(kind))
    return names


_names: dict[type[Event], tuple[str, ...]] = {}


def _event(kind: type[Event], values: tuple[object, ...]) -> Event:
    return kind(**dict(zip(field_names(kind), values, strict=True)))  # type: ignore[arg-type]  # its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue(Event):
    """The harness begins action number ``step`` of the play (see ``model.play.Action``)."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed(Event):
    """An action of the play that could not be done, and why (``who`` had ended, …)."""

    step: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """A program was started.

    ``argv`` as inside its sandbox; ``host`` is its address if it has one.
    """

    argv: tuple[str, ...]
    host: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Event):
    """The harness typed ``data`` on the role's keyboard (the line end included)."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class InputEnded(Event):
    """The harness ended the role's input (Ctrl-D)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Event):
    """The harness clicked the widget of the role's window that reads ``text``."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled(Event):
    """The harness typed ``text`` into the field of the role's window that is called ``field``."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked(Event):
    """The harness clicked the row ``text`` of a list in the role's window."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowClosed(Event):
    """The harness closed the role's window ``title``, as its frame's button does."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Event):
    """Text that can now be read on the role's screen and could not when it was last looked at.

    ``window``: the title of the window that it stands in; a title is itself such a text.  What is
    on a screen is the program's word, like what it prints.  ``again``: it could be read there at
    the last look, too, and the program has put it there once more.
    """

    window: str
    text: str
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Event):
    """The role's program waits for its keyboard, with nothing typed left to read.

    ``among``: something else, too, would wake it (a ``select`` on keyboard and socket).  So it
    takes what is typed, but may be asking for nothing.
    """

    among: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed(Event):
    """Bytes that the role's program wrote to its terminal.  Its terminal does not echo."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening(Event):
    """The role has a socket that accepts (TCP) or is bound (UDP)."""

    proto: str
    address: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(Event):
    """A TCP handshake from ``who`` to ``to`` is complete, or (UDP) a first datagram crossed.

    ``conn`` names the connection within the timeline (``c1``, ``c2`` …).
    ``source`` and ``target`` are ``address:port``.
    """

    to: str
    conn: str
    proto: str
    source: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Event):
    """``who`` tried to connect to ``target`` (``address:port``) and nobody accepts there.

    ``other``: the role that the harness plays there, in the other protocol.
    """

    proto: str
    target: str
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Event):
    """Bytes of ``who`` that crossed the wire to ``to``: a segment's new bytes, or one datagram."""

    to: str
    conn: str
    proto: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Event):
    """``who`` has taken ``count`` more bytes of what ``of`` sent on ``conn`` out of its socket."""

    of: str
    conn: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Event):
    """``who`` closed its side of ``conn`` to ``to``; ``how`` is ``fin`` or ``rst``.

    Of a connection that the other side has reset nothing is seen until the program has ended.
    """

    to: str
    conn: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Severed(Event):
    """The harness did something to the link between ``who`` and ``to``.

    ``how``: ``cut`` (nothing passes any more), ``half-close`` (what ``who`` sends has ended) or
    ``break`` (reset at both ends).
    """

    to: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exited(Event):
    """The role's program ended, with an exit ``code`` or by ``signal`` (its number)."""

    code: int | None
    signal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Event):
    """The harness ended the role's program because the story says so."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One thread that waits, and for what.

    ``on`` is one of ``keyboard``, ``window`` (for somebody to use it), ``accept``, ``receive``,
    ``send``, ``connect``, ``thread``, ``child``, ``lock``, ``pipe``, ``signal``, ``clock``,
    ``several``, ``processor`` (it computes), ``unknown``; ``of`` the roles waited for (empty when
    it is a person, or not known). ``thread`` counts from 1 (the main one). ``until`` names the
    thread waited for (``on == 'thread'``) if known. ``file`` is as the student knows it, relative
    to their folder; ``code`` is that line of it.
    """

    who: str
    on: str
    of: tuple[str, ...] = ()
    thread: int = 1
    until: int | None = None
    call: str = ""
    file: str = ""
    line: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet(Event):
    """Nothing can happen any more until the harness acts.

    Every thread waits, for what ``waits`` say.
    """

    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lull(Event):
    """Nothing happens, but that nothing will cannot be proved (a program polls, or computes).

    Enough to go on with the next action where nothing is outstanding; it proves nothing of what
    comes.  ``waits``: who waited for what, if all did, and only the stage's clock would wake any.
    """

    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Event):
    """A bound was reached.

    ``what``: ``patience`` (nothing happened for so long, see ``Lull``), ``turn`` (things happened,
    but not what the story waits for), ``scene`` (the scene's own time), ``events`` (how many are
    kept), or of one program, which is then ended: ``output``, ``cpu``, ``memory``, ``processes``,
    ``disk``, ``screen`` (its X server ended, or threw the harness out).  ``detail`` is the bound in
    words; ``waits`` who waited for what, if they all did.
    """

    what: str
    detail: str = ""
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen(Event):
    """From here on something cannot be observed.

    ``what``: ``wire``, ``owner`` (whose connection it is), ``between`` (both of what crosses
    between two programs; of scripted roles it is known), ``read``, ``quiet``, ``output``,
    ``ahead`` (what of that which its library took out of its sockets a program has asked for),
    ``polled`` (what a program waits for that only looks, and sleeps in between),
    ``code`` and ``cipher`` (what a program's messages say, where they are in base64 or the like, or
    encrypted, and that cannot be undone),
    ``screen`` (no screen, or a window that does not say what it shows),
    ``clock`` (how long a program waits: its clock is not the stage's), ``stage`` (nothing at all).
    """

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """The scene is over.

    ``how`` is ``done``, ``quiet``, ``limit`` or ``fault`` (``why`` says more).
    """

    how: str
    why: str = ""


KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        Cue,
        Missed,
        Started,
        Typed,
        InputEnded,
        Pressed,
        Filled,
        Picked,
        WindowClosed,
        Shown,
        Asked,
        Printed,
        Listening,
        Connected,
        Refused,
        Sent,
        Read,
        Closed,
        Severed,
        Exited,
        Stopped,
        Quiet,
        Lull,
        Limit,
        Unseen,
        Ended,
    )
}
