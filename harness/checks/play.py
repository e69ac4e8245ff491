"""A story unfolded for one cast and one row: flat beats of things to do and things to expect.

What :mod:`.unfold` makes and :mod:`.performance` follows.  No ``each``, ``do``, ``repeat`` or row
is left in it.  A *slot* is an action that the harness may do; a *part* is something expected.
A *beat* is a run of slots with the parts that follow them.
"""

from collections.abc import Iterator
from dataclasses import field

from harness.model.quick import dataclass
from harness.model.spec import BY_SCRIPT, BY_STUDENT, Blank

MUST, NEVER, MAYBE = "must", "never", "maybe"

TEXTS = frozenset({"sends", "prints", "shows"})
"""What is always about a text; who ``reads`` may be."""
IN_WINDOW = frozenset({"press", "fill", "pick", "close window"})
"""What the harness does in windows, as a person would."""
ANYTHING = "any."
"""How the name of a blank begins that stands for just any text, and for nothing later."""
TO_LINK = frozenset({"cut", "half-close", "break"})
"""What it does to that which lies between two roles."""


@dataclass(frozen=True, slots=True)
class Value:
    """A text that took a blank's place when the story was unfolded; never pattern syntax."""

    text: str


Piece = str | Value | Blank
Actor = str | Blank


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text to say or to look for, as ``model.spec.Text``, with every name resolved.

    ``style``: ``bare``, ``exact`` or ``regex``.  A ``str`` piece is as the spec wrote it.
    ``pieces``: all of them, of all segments.  What is known of a pattern is kept under it, so its
    hash is looked for more often than anything else, and found but once.
    """

    style: str
    segments: tuple[tuple[Piece, ...], ...]
    flags: str = ""
    pieces: tuple[Piece, ...] = field(init=False, repr=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find what is asked for over and over."""
        pieces = tuple(piece for segment in self.segments for piece in segment)
        object.__setattr__(self, "pieces", pieces)
        object.__setattr__(self, "_hash", hash((self.style, self.segments, self.flags)))

    def __hash__(self) -> int:
        """The same for equal patterns, within one process."""
        return self._hash

    @property
    def anything(self) -> bool:
        """True if whatever is said will do, and is not asked for again."""
        name = self.pieces[0].name if self.pieces and isinstance(self.pieces[0], Blank) else ""
        return len(self.pieces) == 1 and name.startswith(ANYTHING)

    def __reduce__(self) -> tuple[object, ...]:
        """By its values: another process hashes texts in a way of its own."""
        return Pattern, (self.style, self.segments, self.flags)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a blank may stand for, as ``model.spec.Word``, with every name in it resolved.

    ``distinct``: blanks whose value, and texts which, it may not have.  One that is made of other
    blanks (``composed``) is a short way to write these: they bind, and it does not itself.
    """

    ranks: tuple[tuple[Pattern, ...], ...] = ()
    any: bool = False
    roles: tuple[str, ...] = ()
    distinct: tuple[Blank | Value, ...] = ()
    say: Pattern | None = None
    show: Pattern | None = None

    @property
    def composed(self) -> bool:
        """True if an alternative has a blank in it."""
        texts = [text for rank in self.ranks for text in rank]
        texts += [self.say] if self.say else []
        return any(isinstance(piece, Blank) for text in texts for piece in text.pieces)


@dataclass(frozen=True, slots=True)
class Expect:
    """One line expected of one actor towards one object.

    ``step`` numbers the story's lines, one number for each actor of a line, whoever plays: it is
    the same in every cast and row, and shared by the line's objects.  ``closed``: blanks that an
    earlier line was to bind, so that this one does not bind them to just ``any`` text.
    """

    step: int
    line: int
    source: str
    items: tuple[str, ...]
    verb: str
    actor: Actor
    object: Actor | None = None
    pattern: Pattern | None = None
    args: tuple[str, ...] = ()
    mood: str = MUST
    by_now: bool = False
    closed: frozenset[str] = frozenset()

    @property
    def of_text(self) -> bool:
        """True if a text is looked for, be it any."""
        return self.verb in TEXTS or self.pattern is not None

    @property
    def options(self) -> "tuple[Expect, ...]":
        """The lines any of which is enough, as :class:`OneOf` has them: this one."""
        return (self,)


@dataclass(frozen=True, slots=True)
class OneOf:
    """Met by whichever of its options comes first."""

    step: int
    line: int
    source: str
    items: tuple[str, ...]
    options: tuple[Expect, ...]
    mood: str = MUST


@dataclass(frozen=True, slots=True)
class Order:
    """``then``: what follows comes after what precedes."""

    @property
    def options(self) -> tuple[Expect, ...]:
        """No line."""
        return ()


@dataclass(frozen=True, slots=True)
class Silence:
    """``nothing else``: no byte but those that the beat's lines account for."""

    step: int
    line: int
    source: str
    items: tuple[str, ...]

    @property
    def options(self) -> tuple[Expect, ...]:
        """No line: what it forbids, no line says."""
        return ()


Part = Expect | OneOf | Order | Silence


@dataclass(frozen=True, slots=True)
class Rounds:
    """What ends the rounds of an ``until`` group; ``id`` tells two groups of a play apart."""

    id: int
    conditions: tuple[Expect, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """An action that the harness may do; see ``model.play.Action`` for ``kind``.

    ``asked``: only if ``who`` asks for input.  ``at_once``: straight after the action before it.
    ``fresh``: only if ``who`` is not connected to ``to`` yet.  ``round`` counts from 0 within
    ``rounds``; ``opens`` marks a round's first slot.  ``target``: the words of the button, field or
    row, or the title of the window, that it is about.
    """

    step: int
    kind: str
    who: Actor
    to: Actor | None = None
    pattern: Pattern | None = None
    args: tuple[str, ...] = ()
    line: int = 0
    source: str = ""
    asked: bool = False
    at_once: bool = False
    fresh: bool = False
    rounds: Rounds | None = None
    round: int = 0
    opens: bool = False
    target: Pattern | None = None

    @property
    def conditions(self) -> tuple[Expect, ...]:
        """The lines that end the group which it is in."""
        return self.rounds.conditions if self.rounds else ()


@dataclass(frozen=True, slots=True)
class Beat:
    """Actions, and what is expected to come of them."""

    slots: tuple[Slot, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The ``address`` or ``port`` (``what``) at which the first of ``roles`` that listens does."""

    what: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is typed at a question, as ``model.spec.Answer``, with every name resolved."""

    line: int
    source: str
    pattern: Pattern
    says: tuple[str | Blank | Whereabouts, ...] | None


@dataclass(frozen=True, slots=True)
class Play:
    """A whole unfolded story.

    ``words`` maps each blank that the story uses to what it may stand for; ``by`` maps each role
    to who plays it (``student``, ``script``, ``reference``, ``program``).  ``replies`` maps those
    that may be asked something by their program to what is typed then.  ``hosts``: the address of
    each role in a lab; ``ports``: where scripted roles listen, unless the other side decides it.
    ``windows`` maps each role that has windows, and a program that plays it, to their title (empty:
    whatever it is).
    """

    beats: tuple[Beat, ...]
    words: dict[str, Choice] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    replies: dict[str, tuple[Reply, ...]] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    windows: dict[str, str] = field(default_factory=dict)

    def candidates(self, actor: Actor | None) -> tuple[str, ...]:
        """The roles that ``actor`` may be, whatever has been bound."""
        if actor is None:
            return ()
        if isinstance(actor, str):
            return (actor,)
        choice = self.words.get(actor.name)
        return choice.roles if choice else ()

    def scripted(self, actor: Actor | None) -> bool:
        """True if the harness itself plays ``actor``, whichever of its roles that is."""
        roles = self.candidates(actor)
        return bool(roles) and all(self.by.get(role) == BY_SCRIPT for role in roles)

    @property
    def lines(self) -> Iterator[Expect]:
        """Every line that is looked for, in the order of the story."""
        for beat in self.beats:
            for slot in beat.slots:
                yield from slot.conditions
            for part in beat.parts:
                if isinstance(part, OneOf):
                    yield from part.options
                elif isinstance(part, Expect):
                    yield part

    @property
    def texts(self) -> list[Pattern]:
        """The texts of these lines, each once."""
        return list(dict.fromkeys(line.pattern for line in self.lines if line.pattern is not None))

    @property
    def programs(self) -> set[str]:
        """The roles that are started in this story, and that the harness does not play itself."""
        slots = [slot for beat in self.beats for slot in beat.slots if slot.kind == "start"]
        started = {role for slot in slots for role in self.candidates(slot.who)}
        return {role for role in started if self.by.get(role) != BY_SCRIPT}

    def with_script(self, who: str, to: str | None) -> bool:
        """True if the harness itself plays one end of what crosses so (``to`` None: to anybody)."""
        if to is None:
            return self.scripted(who) or self.programs <= {who}
        return self.scripted(who) or self.scripted(to)

    def judged(self, role: str) -> bool:
        """True if a student's program plays ``role``: only those are judged."""
        return self.by.get(role, BY_STUDENT) == BY_STUDENT
