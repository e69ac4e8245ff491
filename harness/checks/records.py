"""The events of a scene, filed by what the lines of a story ask about.

One stream of text for each channel (a wire direction, a terminal, a screen), and one list of marks
for each kind of thing that just happens (a connection, a read, an exit).

What can be read in windows is a channel of its own, beside the terminal: a text that appears there
in the middle of a printed line does not part it.  Each text there is a line by itself.  Once a
window could not be read, a text that was there before is no news: it may be read again.
"""

import re
from collections import defaultdict

from harness.checks.coded import Codes
from harness.checks.streams import Stream
from harness.checks.taken import Taken
from harness.model import events as ev
from harness.model.play import ANSWER
from harness.model.quick import dataclass

Channel = tuple[str, str, str | None]
"""``(verb, actor, object)``: the lines of one channel are ordered among themselves."""

WINDOW = "window"
"""The verb of the channel of a role's windows; a ``shows`` line looks there, too."""
AGAIN = "again"
"""The object there of what stood in them, and was written once more (:mod:`.anew`)."""

# Python tells so of what nobody caught; of a mistake in the grammar it shows no calls.
_ERROR = re.compile(r"^Traceback \(most recent call last\)|^(?:\w+\.)*\w+Error\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mark:
    """What ``who`` did towards ``to`` in event ``n``; ``detail`` is what its verb may ask about.

    ``forced``: the stage did it for the program, which it ended at a limit.  ``orderly``: it ended
    with status 0, or, as by ``sys.exit("Done.")``, with 1 and without an error of Python's.
    """

    n: int
    who: str
    to: str | None = None
    detail: str = ""
    forced: bool = False
    orderly: bool = True


@dataclass(slots=True)
class Asking:
    """``who`` waits for its keyboard from event ``since`` to ``until`` (None: it still does)."""

    who: str
    since: int
    until: int | None = None


class Records:
    """All that has happened so far in a scene."""

    def __init__(self) -> None:
        self.streams: dict[Channel, Stream] = {}
        self.codes = Codes()
        self.taken = Taken(self.codes.opaque)
        self.marks: dict[str, list[Mark]] = defaultdict(list)
        self.asking: list[Asking] = []
        self.pauses: list[ev.Quiet | ev.Lull | ev.Limit] = []  # when all waited, and for what
        self.rests: list[int] = []  # the events that say that nothing came
        self.unseen: list[ev.Unseen] = []
        self.exits: dict[str, ev.Exited] = {}
        self.typed: dict[str, list[ev.Typed]] = defaultdict(list)
        self.places: dict[str, ev.Listening] = {}
        self.doors: list[ev.Event] = []  # what tells why somebody was refused
        self.last = -1
        self.begun: dict[int, int] = {}  # when the story began to do something, by its step
        self.missed: dict[int, ev.Missed] = {}  # what the story could not do, by its step
        self.limits: dict[str, ev.Limit] = {}
        self.time_up: ev.Limit | None = None  # the scene was ended with the story under way
        self._ended_by_us: set[str] = set()
        self._since: dict[str, int] = {}  # when each program was started
        self._stood: dict[str, set[str]] = defaultdict(set)  # what windows have shown
        self._clock: dict[str, int] = {}  # when each role last did something
        self._open: dict[str, Asking] = {}
        self._heeding: set[str] = set()

    @property
    def blindfolded(self) -> bool:
        """Whether the stage could not see something of anybody's from the beginning.

        Then what follows from that is no program's doing.
        """
        return any(
            event.n == number and event.who == ev.STAGE and event.what in _NOBODY_SEES
            for number, event in enumerate(self.unseen)
        )

    @property
    def apart(self) -> bool:
        """Whether scripted roles tell what crosses, each of its own sockets: there is no tap."""
        return self.blindfolded and any(
            event.who == ev.STAGE and event.what in {"wire", "between"} for event in self.unseen
        )

    def stream(self, channel: Channel) -> Stream | None:
        """The text of ``channel``, or None if nothing has come through it."""
        verb, who, to = channel
        if verb == "reads":
            return self.taken.stream(who, to) if to else None
        return self.streams.get(channel)

    def asked(self, who: str, nth: int | None = None) -> str:
        """What ``who`` had printed since the typing before, when it was typed to the ``nth`` time.

        None: since it was last typed to.
        """
        stream = self.stream(("prints", who, None))
        typed = self.typed[who]
        if stream is None:
            return ""
        before = typed if nth is None else typed[:nth]
        begin = stream.start(before[-1].n + 1) if before else 0
        end = None if nth is None else stream.start(typed[nth].n)
        return stream.text(begin, end)

    def asks(self, who: str) -> bool:
        """True if ``who`` waits for its keyboard now."""
        return who in self._open

    def heeds(self, who: str) -> bool:
        """True if ``who`` takes what is typed now, be it only beside other things."""
        return who in self._open or who in self._heeding

    def linked(self, who: str) -> bool:
        """True if ``who`` has connected, and no end of a connection of its was closed."""
        made, ended = (
            any(who in {mark.who, mark.to} for mark in self.marks[verb])
            for verb in ("connects", "closes")
        )
        return made and not ended

    def awaits(self, who: str, to: str) -> bool:
        """True if ``who``, at rest, waits for ``to`` alone, and has not answered what it said.

        At the last rest of all, that is: of one that does not tell who waits nothing is known.
        """
        if not self.pauses or self.pauses[-1].n < max(self.rests, default=-1) or self.heeds(who):
            return False
        waits = [wait for wait in self.pauses[-1].waits if wait.who == who]
        heard, said = (self._latest(*pair) for pair in ((to, who), (who, to)))
        return (
            (said <= heard or self._unread(who, to, heard, said))
            and any(to in wait.of for wait in waits)
            and not any(wait.on in _PERSONS for wait in waits)
        )

    def _unread(self, who: str, of: str, heard: int, said: int) -> bool:
        """True if what ``who`` heard of ``of`` lay unread at the last rest before it ``said`` more.

        Then that is no answer: it was typed at a question that was asked before.
        """
        rest = max((pause.n for pause in self.pauses if pause.n < said), default=-1)
        read = (mark.n for mark in self.marks["reads"] if mark.who == who and mark.to == of)
        return heard < rest and not any(heard < n < rest for n in read)

    def _latest(self, who: str, to: str) -> int:
        """The event in which ``who`` last said something to ``to``; -1 before it has."""
        stream = self.streams.get(("sends", who, to))
        return stream.event(len(stream) - 1) if stream else -1

    def feed(self, event: ev.Event) -> str:
        """File ``event``; return the verb of the lines that it may meet ('' if none)."""
        self.last = event.n
        if event.who != ev.STAGE and type(event) not in _NOT_ITS_DOING:
            self._lasted(event)
        if type(event) in _DOORS:
            self.doors.append(event)
        file = _FILE.get(type(event))
        return file(self, event) if file else ""

    def _lasted(self, event: ev.Event) -> None:
        """What a role does next came so long, on its own clock, after what it did before."""
        before = self._clock.get(event.who)
        if before is not None and event.clock > before:
            seconds = f"{(event.clock - before) / 1e9:.3f}"
            self.marks["lasts"].append(Mark(event.n, event.who, None, seconds))
        self._clock[event.who] = event.clock

    def _printed(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Printed)
        self._terminal("prints", event.who).feed(event.n, event.data)
        self._terminal("shows", event.who).feed(event.n, event.data)
        return "prints"

    def _typed(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Typed)
        self._answered(event)
        self.typed[event.who].append(event)
        self.codes.typed(event)
        self._terminal("prints", event.who).end_line(event.n)
        self._terminal("shows", event.who).feed(event.n, event.data)
        return "shows"

    def _shown(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Shown)
        channel = (WINDOW, event.who, AGAIN if event.again else None)
        known = self._stood[event.who]
        if event.text in known and any(
            unseen.what == "screen" and unseen.who in {event.who, ev.STAGE}
            for unseen in self.unseen
        ):
            return ""
        known.add(event.text)
        if channel not in self.streams:
            self.streams[channel] = Stream(terminal=True)
        text = event.text.encode("utf-8", "surrogatepass")
        self.streams[channel].feed(event.n, text + b"\n")
        return "shows"

    def _begun(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Cue)
        self.begun[event.step] = event.n
        return ""

    def _missed(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Missed)
        if event.step != ANSWER:
            self.missed[event.step] = event
        return ""

    def _terminal(self, verb: str, who: str) -> Stream:
        channel = (verb, who, None)
        if channel not in self.streams:
            self.streams[channel] = Stream(terminal=True)
        return self.streams[channel]

    def _sent(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Sent)
        channel = ("sends", event.who, event.to)
        if channel not in self.streams:
            self.streams[channel] = Stream(datagrams=event.proto == "udp")
        text = self.codes.text(event)
        self.streams[channel].feed(event.n, event.data if text is None else text)
        self.taken.sent(event, text)
        return "sends"

    def veiled(self, who: str, to: str, since: int, upto: int) -> bool:
        """Whether nobody can read something that ``who`` sent ``to`` between two events."""
        stream = self.streams.get(("sends", who, to))
        brought = stream.events(0, len(stream)) if stream and self.codes.opaque else ()
        return any(n in self.codes.opaque for n in brought if since <= n <= upto)

    def _connected(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Connected)
        host = event.source.rpartition(":")[0]
        way = f"{event.proto} (from {host} to {event.target})"
        detail = way if event.source and event.target else event.proto
        self.marks["connects"].append(Mark(event.n, event.who, event.to, detail))
        return "connects"

    def _listening(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Listening)
        self.places[event.who] = event
        where = f"{event.proto} (at {event.address}:{event.port})"
        self.marks["listens"].append(Mark(event.n, event.who, None, where))
        return "listens"

    def _closed(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Closed)
        mark = Mark(event.n, event.who, event.to, event.how, event.who in self.limits)
        self.marks["closes"].append(mark)
        if event.how == "rst":
            self.marks["resets"].append(mark)
        return "closes"

    def _read(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Read)
        if event.count <= 0:
            return ""
        self.taken.read(event)
        self.marks["reads"].append(Mark(event.n, event.who, event.of, str(event.count)))
        return "reads"

    def _asked(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Asked)
        if event.among:
            self._heeding.add(event.who)
            return ""
        if event.who not in self._open:
            asking = Asking(event.who, event.n)
            self.asking.append(asking)
            self._open[event.who] = asking
        return "asks"

    def _answered(self, event: ev.Event) -> str:
        self._heeding.discard(event.who)
        asking = self._open.pop(event.who, None)
        if asking is not None:
            asking.until = event.n
        return ""

    def _started(self, event: ev.Event) -> str:
        for verb in ("prints", "shows"):  # what the program before it printed is a line of its own
            if (verb, event.who, None) in self.streams:
                self._terminal(verb, event.who).end_line(event.n)
        self.exits.pop(event.who, None)
        self._since[event.who] = event.n
        self.limits.pop(event.who, None)
        self._ended_by_us.discard(event.who)
        return ""

    def _exited(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Exited)
        self._answered(event)
        self.exits[event.who] = event
        if event.who not in self._ended_by_us:
            how = str(event.code) if event.signal is None else f"signal {event.signal}"
            orderly = how == "0" or (how == "1" and not self._failed(event.who))
            self.marks["ends"].append(Mark(event.n, event.who, None, how, orderly=orderly))
        return "ends"

    def _failed(self, who: str) -> bool:
        stream = self._terminal("prints", who)
        return bool(_ERROR.search(stream.text(stream.start(self._since.get(who, 0)))))

    def _stopped(self, event: ev.Event) -> str:
        self._ended_by_us.add(event.who)
        return ""

    def _limit(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Limit)
        if event.who != ev.STAGE:
            self.limits[event.who] = event
            self._ended_by_us.add(event.who)
        elif event.what == "scene":
            self.time_up = event
        elif event.waits:
            self._rest(event)
            return "waits"
        return ""

    def _lull(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Lull)
        self.rests.append(event.n)
        if not event.waits:
            return ""
        self._rest(event)
        return "waits"

    def _quiet(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Quiet)
        self.rests.append(event.n)
        self._rest(event)
        return "waits"

    def _rest(self, event: ev.Quiet | ev.Lull | ev.Limit) -> None:
        self.pauses.append(event)
        for wait in event.waits:
            # a thread that waits for a message of one role, and for nothing beside it
            kind = "thread" if wait.thread == 1 else "threads"  # the main one was not made for that
            alone = kind if wait.on == "receive" and len(wait.of) == 1 else ""
            self.marks["waits"] += [Mark(event.n, wait.who, role, alone) for role in wait.of]

    def _blind(self, event: ev.Event) -> str:
        assert isinstance(event, ev.Unseen)
        self.unseen.append(event)
        self.codes.unseen(event)
        return ""


# written down when the stage looks, not when it happened
_NOBODY_SEES = {"wire", "owner", "between", "quiet", "stage"}
_NOT_ITS_DOING = frozenset(
    {ev.Cue, ev.Missed, ev.Read, ev.Listening, ev.Asked, ev.Shown, ev.Unseen}
)
_PERSONS = frozenset({"keyboard", "window"})
_DOORS = frozenset(
    {ev.Started, ev.Exited, ev.Listening, ev.Connected, ev.Refused, ev.Asked, ev.Typed}
)
_FILE = {
    ev.Printed: Records._printed,
    ev.Typed: Records._typed,
    ev.Shown: Records._shown,
    ev.Cue: Records._begun,
    ev.Missed: Records._missed,
    ev.Sent: Records._sent,
    ev.Connected: Records._connected,
    ev.Listening: Records._listening,
    ev.Closed: Records._closed,
    ev.Read: Records._read,
    ev.Asked: Records._asked,
    ev.InputEnded: Records._answered,
    ev.Started: Records._started,
    ev.Exited: Records._exited,
    ev.Stopped: Records._stopped,
    ev.Limit: Records._limit,
    ev.Lull: Records._lull,
    ev.Quiet: Records._quiet,
    ev.Unseen: Records._blind,
}
