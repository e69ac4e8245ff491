"""An assignment as its ``spec.yaml`` says it: roles, words, casts, scenes with stories, rubric.

What the reader (``harness.spec``) makes and everything after it uses.  A story here still has its
``each``, ``do`` and rows in it; ``harness.checks.unfold`` turns it into a play (``model.play``).
"""

from dataclasses import field

from harness.model.link import Link
from harness.model.policy import Policy
from harness.model.quick import dataclass

BY_STUDENT, BY_SCRIPT, BY_REFERENCE, BY_PROGRAM = "student", "script", "reference", "program"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the spec: ``line`` and ``column`` count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Blank:
    """A ``{name}`` in a text, an actor or an argument."""

    name: str


Part = str | Blank


@dataclass(frozen=True, slots=True)
class Text:
    """A text to say or to look for.

    ``style``: ``bare`` (case, space and punctuation ignored, whole words), ``exact`` (bytes as
    written, ``segments`` sent one by one), ``regex`` (``flags`` from ``i``, ``m``, ``s``, ``x``).
    ``segments`` has one entry except for an exact text in several pieces.
    """

    style: str
    segments: tuple[tuple[Part, ...], ...]
    flags: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What a blank may stand for.

    ``ranks``: alternatives in order of preference; the alternatives within one rank are equal, and
    whichever comes first is taken.  ``any`` is a whole message or line.  ``distinct`` names the
    blanks whose value this one may not have.  ``roles`` is set instead of ``ranks`` where the
    alternatives are roles.  ``say`` is what a scripted role says (default: the first alternative
    that is no regex); ``show`` is only shown to a person in its place.  ``lines`` is set instead
    where the word is a piece of story with ``args``.
    """

    name: str
    ranks: tuple[tuple[Text, ...], ...] = ()
    distinct: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    say: Text | None = None
    args: tuple[str, ...] = ()
    lines: "tuple[Step, ...]" = ()
    any: bool = False
    show: Text | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a story.

    ``mood``: ``must``, ``never`` or ``maybe``.  ``by_now``: may have come at any time since the
    scene began, not only in its beat.  ``verb``: see ``VERBS``.  ``actors`` and ``objects`` are
    roles or blanks (each line holds for each actor and each object).  ``text`` is the text of the
    line, if it has one.  ``args`` are further words of the verb: arguments of ``start … with``,
    the protocol of ``connects to … over tcp``, the status of ``ends with 0``, ``in order`` of
    ``ends in order``, ``thread`` of ``waits for … in a thread``, ``threads`` of ``… in threads``.
    ``target``: the words of the button, field or row, or the title of the window, that it is about.
    """

    place: Place
    source: str
    verb: str
    actors: tuple[Part, ...]
    objects: tuple[Part, ...] = ()
    text: Text | None = None
    args: tuple[Part, ...] = ()
    mood: str = "must"
    by_now: bool = False
    items: tuple[str, ...] = ()
    target: Text | None = None


IN_ORDER = "in order"
"""How a program ends of its own will, in the ``args`` of ``ends``."""

VERBS = {
    # done by the harness always
    "start": "start WHO [with args]",
    "stop": "stop WHO",
    # done: the harness is the person at the keyboard
    "types": "WHO types: text",
    "ends input": "WHO ends input",
    # done: the harness is the person at the windows
    "presses": "WHO presses: words on the button",
    "fills": "WHO fills [FIELD]: text",
    "picks": "WHO picks: words of the row",
    "closes window": "WHO closes window [TITLE]",
    # done: to what lies between two roles
    "cut": "cut WHO, WHO",
    "half-close": "half-close WHO, WHO",
    "break": "break WHO, WHO",
    # done when WHO is scripted, expected otherwise
    "sends": "WHO -> WHO: text",
    "connects": "WHO connects to WHO [over tcp|udp]",
    "closes": "WHO closes WHO",
    "resets": "WHO resets [WHO]",
    # expected always
    "prints": "WHO prints: text",
    "shows": "WHO shows: text (printed, typed, or in its window)",
    "lasts": "WHO waits N..M s",
    "listens": "WHO listens [over tcp|udp]",
    "reads": "WHO reads WHO[: text]",
    "asks": "WHO asks",
    "waits": "WHO waits for WHO [in a thread | in threads]",
    "ends": "WHO ends [with status | in order]",
}


@dataclass(frozen=True, slots=True)
class Then:
    """What follows must come after what precedes (since the last action or ``then``)."""

    place: Place
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingElse:
    """In this beat nothing crosses the wire or is printed but what its lines say."""

    place: Place
    source: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Indented lines under a construct.

    ``how``: ``together`` (only a label above them), ``one of``, ``at once``, ``maybe``,
    ``repeat`` (``count`` times), ``each`` (``names`` take each tuple of ``values`` in turn),
    ``do`` (word ``word`` with ``values[0]`` as arguments), ``until`` (the body again, while an
    actor of it asks for input and ``condition`` has not come; at most ``count`` times).
    """

    place: Place
    source: str
    how: str
    body: "tuple[Step, ...]" = ()
    names: tuple[str, ...] = ()
    values: tuple[tuple[Part, ...], ...] = ()
    count: int = 0
    word: str = ""
    condition: Line | None = None
    items: tuple[str, ...] = ()


Step = Line | Then | NothingElse | Group


@dataclass(frozen=True, slots=True)
class Answer:
    """What is typed when a program asks something that no line of the story is about.

    ``pattern``: what its question says.  ``says``: what is typed then; its blanks are those of
    ``pattern``, or ``address`` and ``port`` (``of`` a role) where a program listens.  None: this
    question is what the story's own line is for.
    """

    place: Place
    source: str
    pattern: Text
    says: tuple[Part, ...] | None


@dataclass(frozen=True, slots=True)
class Role:
    """Who may play a part.

    ``files``: patterns, in order of preference, for the student's main file.  ``does``: what its
    files do when no pattern fits (``listen`` or ``connect``).  ``fallback``: roles whose program
    plays this one when it has none of its own.  ``by``: who plays it unless a cast says otherwise.
    ``run``: command template (``{file} 127.0.0.1``) or a path for ``by: program/reference``.
    ``says``: words of which its program has one, to tell it from others that could be meant.
    ``port``: the port a scripted role uses when the other side does not decide it.
    ``answers``: what is typed at its questions, the first that fits.  ``called``: the name that it
    types where it is asked for one, if the spec says so ('' if not).  ``window``: its windows'
    title, or ``yes``; None: it has none.  ``regions``: the folder of given files (beside the spec)
    into which the regions that a student fills are set; then ``files`` are those of the student's
    files, and ``run`` is the file that is run.
    """

    id: str
    files: tuple[str, ...] = ()
    does: str | None = None
    fallback: tuple[str, ...] = ()
    by: str = BY_STUDENT
    run: str | None = None
    proto: str = "tcp"
    port: int | None = None
    host: str | None = None
    answers: tuple[Answer, ...] = ()
    window: str | None = None
    regions: str | None = None
    says: tuple[str, ...] = ()
    called: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One scenario.

    Who plays in it (``casts``), in which variants (``rows``), how often, and its ``story``.
    ``hosts`` maps roles to host names of a lab (empty: all on one loopback).  ``put`` maps a role
    to files laid into its folder.  ``limit``: seconds of the scene's own time.  ``links``: what
    lies between roles.
    """

    id: str
    story: tuple[Step, ...]
    casts: tuple[str, ...]
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    runs: int = 3
    hosts: dict[str, str] = field(default_factory=dict)
    put: dict[str, dict[str, bytes]] = field(default_factory=dict)
    limit: float = 60.0
    title: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a source item looks at: ``what`` is ``top comment`` or ``all comments`` of ``roles``.

    No ``roles``: every role that a student plays.  ``pattern`` is what it should hold.
    """

    what: str
    roles: tuple[str, ...] = ()
    pattern: Text | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A rubric item.

    ``by``: ``machine`` (judged), ``person`` (judged by the source as a proposal that a person may
    correct).  ``share``: how partial credit is given: ``runs`` (the share of runs that passed),
    ``lines`` (the share of its lines that passed), ``none``.  ``hidden``: ``no``, ``yes`` or a
    date text.  ``gate``: an item that gets points only if these items pass.  ``nudges``: smaller
    hints that a student may have before ``hint``.
    """

    id: str
    title: str
    points: float
    extra: bool = False
    hint: str = ""
    by: str = "machine"
    look: Look | None = None
    hidden: str = "no"
    share: str = "runs"
    gate: tuple[str, ...] = ()
    place: Place = Place(1, 1)
    nudges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spec:
    """A whole assignment.  ``id`` is the name of its folder, ``folder`` that folder's path.

    ``casts`` maps a cast's name to who plays which role (roles not named: as the role says).
    ``put`` are files for every scene.  ``left_out``: hidden items that are in no rubric any more,
    since this is the assignment as a student may see it.
    """

    id: str
    title: str
    folder: str
    roles: dict[str, Role]
    words: dict[str, Word]
    casts: dict[str, dict[str, str]]
    scenes: dict[str, Scene]
    rubric: dict[str, Item]
    put: dict[str, dict[str, bytes]] = field(default_factory=dict)
    digest: str = ""
    policy: Policy = field(default_factory=Policy)
    left_out: tuple[Item, ...] = ()
