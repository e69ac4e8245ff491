"""Who plays which role, with what program: what the plan gives to the stage."""

from collections.abc import Iterable
from dataclasses import field
from pathlib import PurePosixPath

from harness.model.link import Link
from harness.model.quick import dataclass
from harness.model.timeline import Timeline

# What messages are made of, where it is not plain text: in the words of a sentence.
JSON, OBJECTS, VALUES = "JSON", "pickled objects", "Python values"
UTF_16, NAME = "UTF-16", "a name before the first message"
FIRST, MORE = "to be told something first", "to be told more before it asks for anything"
CODED, SECRET = "its messages in base64, hex or compressed", "encrypted messages"
BLOCKS = "messages that are all of one length"
LENGTHS, WORDS = "a length before each message", "a word of its own before each message"
LEAVE = "perhaps a word of its own that asks it to leave, and not just the end of the connection"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python on this machine.

    ``path`` is its executable, ``root`` what must be visible to run it: None for one that lives
    under ``/usr``.  ``version`` is ``(major, minor)``.  ``windows``: it has tkinter.
    ``libraries``: the names of what was installed for it.  ``heeds``: its asyncio reads nothing
    from a connection of which it is told so as soon as that is made.
    """

    path: str
    version: tuple[int, int]
    root: str | None = None
    windows: bool = True
    libraries: frozenset[str] = frozenset()
    heeds: bool = True


LINE = "{line}"
"""In an argument: what the story first types at the program."""

LOOPBACK = "127."
"""How an address of one machine's own begins."""

HOME = "127.0.0.1"
"""Where a program is for itself."""

MACHINE = "lab"
"""What a stage's machine calls itself."""

LAB = "10.0.0.1"
"""The address of a lab's first host, where programs name none."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program for a role.

    ``folder``: absolute path whose content becomes the program's own (a private copy);
    ``main``: its main file, relative to ``folder``; it runs in the directory of ``main``.
    ``module``: its name for ``python -m``, if it is part of a package; then it runs in the
    directory above that (``..``: above ``folder``).  ``above``: or so many directories above.
    ``call``: the function of it that is called, where nothing in the file does that.
    ``args``: its arguments, in which LINE stands for what a story first types there.
    ``listens``: others are to connect to it, so that it has not begun before it listens.
    ``variables``: what it finds in its environment besides what every program does.
    ``quoted``: typed lines are put in quotes (Python 2 ``input()``).
    ``addresses``: IPv4 addresses and ``names``: host names that its source names.
    ``laid``: files that stand in the private copy in place of ``folder``'s own (its name there,
    its bytes): the student's regions set into files of the kit.  ``screen``: it has windows.
    ``reads_ahead``: a library takes bytes out of its sockets before its own code asks for them.
    ``peeks``: it may look at a message without taking it out.
    ``polls``: it has sockets that do not wait, so that it looks for messages again and again.
    ``reads_lines``: what a script says to it ends with a line end, be it that it waits for one, or
    that its own partners send nothing else.
    ``form``: what its messages have to be made of, if its source shows that plain text will not do.
    ``six``: it knows addresses of IPv6 only, which a scene does not have.
    ``probes``: addresses that are nobody's here, by which it asks for its own.  ``own_name``: it
    asks what its machine is called.  ``own_address``: it asks which addresses its machine has.
    ``guessed``: how it is called is known from its source alone.
    """

    role: str
    by: str
    folder: str
    main: str
    python: Interpreter
    args: tuple[str, ...] = ()
    quoted: bool = False
    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    reads_ahead: bool = False
    polls: bool = False
    reads_lines: bool = False
    form: str = ""
    module: str = ""
    laid: tuple[tuple[str, bytes], ...] = ()
    screen: bool = False
    six: bool = False
    probes: tuple[str, ...] = ()
    own_name: bool = False
    own_address: bool = False
    peeks: bool = False
    call: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    above: int = 0
    listens: bool = False
    guessed: bool = False

    @property
    def place(self) -> str:
        """The directory in which it runs, relative to ``folder``."""
        here = PurePosixPath(self.main).parent
        if not self.module:
            return "/".join(here.parts[: len(here.parts) - self.above])
        depth = self.module.count(".") + (PurePosixPath(self.main).name == "__main__.py")
        kept = here.parts[: len(here.parts) - depth]
        return ".." if depth > len(here.parts) else "/".join(kept)

    @property
    def command(self) -> tuple[str, ...]:
        """What the interpreter is told to run."""
        if self.call:
            name = self.module or PurePosixPath(self.main).stem
            return ("-c", f"import sys; from {name} import {self.call}; sys.exit({self.call}())")
        if self.module:
            return ("-m", self.module)
        return ("/".join(PurePosixPath(self.main).parts[-1 - self.above :]),)


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A role that no program can play: ``why``, for the student.

    ``whose``: ``student`` (nothing fits: their items fail), ``machine`` (no interpreter that fits)
    or ``person`` (several programs fit, and somebody has to say which): their items are
    unobservable.
    """

    role: str
    why: str
    whose: str = "student"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one scene; sizes in bytes, times in seconds.

    ``patience``: of nothing happening where quiet cannot be proved, counted only while no thread
    of the stage waits for a processor; of a program that computes, its processor time.
    ``still``: the same on the programs' own clock, where the stage moves that.  ``turn``: of things
    happening, but nothing that the story waits for.  ``scene``: of the scene's own time.
    ``events``: of what is written down of a scene; who floods the stage reaches that.
    """

    memory: int = 512 * 2**20
    processes: int = 128
    output: int = 2 * 2**20
    file: int = 64 * 2**20
    disk: int = 64 * 2**20
    cpu: float = 20.0
    patience: float = 8.0
    still: float = 30.0
    turn: float = 30.0
    scene: float = 60.0
    descriptors: int = 512
    events: int = 20_000


@dataclass(frozen=True, slots=True)
class Scripted:
    """A role that the harness itself plays on sockets: it listens (``does``) or connects.

    Where the other side listens at several ports, those come first that the spec has for this role
    (``own``), then those that the hand-in's own program for it names (``doors``), then those that
    the spec has for whom it speaks to (``theirs``).
    """

    role: str
    does: str
    proto: str = "tcp"
    port: int = 12000
    doors: tuple[int, ...] = ()
    own: tuple[int, ...] = ()
    theirs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Screenshot:
    """What a role's screen looked like: a PNG, taken after event number ``n``."""

    n: int
    who: str
    png: bytes


@dataclass(frozen=True)
class SceneJob:
    """One run of one scene, ready for the stage.

    ``programs`` maps roles to programs (none for scripted ones); ``hosts`` maps roles to host
    addresses where the scene has hosts, ``hostnames`` the names of hosts to theirs; ``put`` files
    to lay beside a program's main file; ``links`` what lies between roles.
    """

    scene: str
    cast: str
    row: str
    run: int
    by: dict[str, str]
    programs: dict[str, Program]
    scripted: dict[str, Scripted]
    hosts: dict[str, str] = field(default_factory=dict)
    put: dict[str, dict[str, bytes]] = field(default_factory=dict)
    limits: Limits = Limits()
    links: tuple[Link, ...] = ()
    hostnames: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """Where the host names lead that programs use: all to this stage, or a lab's first host.

        On a lab's hosts the name of each host leads there, and so does that of a role.  What the
        machine calls itself leads to the address by which other programs know it, if they do, or
        which they can ask for.
        """
        address = next(iter(self.hosts.values()), HOME)
        used = {name: address for program in self.programs.values() for name in program.names}
        others = [program for program in self.programs.values() if not program.own_name]
        asked = len(others) < len(self.programs)
        known = most_named(others) or self.own_address if asked else ""
        return used | ({MACHINE: known} if known else {}) | self.hosts | self.hostnames

    @property
    def addresses(self) -> tuple[str, ...]:
        """Addresses that programs name, but for loopback's: they are the stage's."""
        found = {address for program in self.programs.values() for address in program.addresses}
        return tuple(sorted(address for address in found if not address.startswith(LOOPBACK)))

    @property
    def own_address(self) -> str:
        """The address that the stage's machine has beside loopback's, if a program asks for one.

        It is that by which programs know it, if they do.  A lab's hosts have theirs.
        """
        if self.hosts or not any(program.own_address for program in self.programs.values()):
            return ""
        return most_named(self.programs.values()) or LAB

    @property
    def probes(self) -> tuple[str, ...]:
        """Addresses elsewhere, to which there is a way so that programs learn their own."""
        found = {address for program in self.programs.values() for address in program.probes}
        return tuple(sorted(found - {*self.addresses, *self.hosts.values()}))


def most_named(programs: Iterable[Program]) -> str:
    """The address, but for loopback's, that most programs name; of equals the first named."""
    named = [
        address
        for program in programs
        for address in program.addresses
        if not address.startswith(LOOPBACK)
    ]
    return max(named, key=lambda each: (named.count(each), -named.index(each)), default="")


@dataclass(frozen=True)
class Recording:
    """What the stage gives back: the timeline, and the packets as a pcap file's bytes.

    ``mode`` names the means the stage had; ``fault`` is set when the harness (never the student)
    failed, and says what.  ``seconds`` is wall time, ``cpu`` the programs' processor seconds.
    ``held`` counts how often the stage was held still after a quiet (soak only), ``disturbances``
    says what happened then though nothing could.
    """

    timeline: Timeline
    pcap: bytes
    mode: str
    seconds: float
    cpu: float
    fault: str | None = None
    held: int = 0
    disturbances: tuple[str, ...] = ()
    screenshots: tuple[Screenshot, ...] = ()
