"""What programs ask that no line of the story is about, and what is typed at that.

The rules:

* A question is what a program printed since something was last typed at it, when it waits for its
  keyboard, be it beside other things as with ``select``.  A pattern is about it only if what it
  finds reaches into the question's last line (the last that has a letter or digit): what was
  printed before that is news, and asks nothing.  Nor does what Python tells of an error, which a
  thread of its own may print behind the question or into the midst of it, nor what it warns of.
* The first pattern that fits decides, in the spec's order.  A question that none fits, and one that
  the spec leaves to the story (``{line}``), gets the story's next line, when its turn comes.
* The same answer is given at most twice before the story types something there: a program that
  asks once more did not want it, and must not keep the story waiting for ever.
* What a question's blanks stood for is known to its answer, and to nothing else.
* An ``address`` or ``port`` is where a program listens; of one that does not say (it is played by
  the harness, or not there yet), its host's address, and the port that such roles have.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress

from harness.checks.effort import Endless
from harness.checks.known import Same, keep, known
from harness.checks.pattern import Found
from harness.checks.play import Play, Reply, Whereabouts
from harness.checks.records import Records
from harness.checks.scope import Book, Scope
from harness.model.play import ANSWER, Action
from harness.model.spec import BY_SCRIPT, Answer, Blank, Role, Spec

MOST = 2
LOOPBACK, PORT = "127.0.0.1", 12000
_EVERYWHERE = frozenset({"0.0.0.0", "::", ""})
_SHOWN = 4000  # characters of what was printed last
_TRACEBACK, _WARNING = "Traceback (most recent call last)", "Warning: "
# its lines; one of code may stand behind the question's text
_TOLD = re.compile(
    r"""
      ^Exception\ in\ thread\b.*\n? | Traceback\ \(most\ recent\ call\ last\).*\n?
    | [ ]{2}File\ "[^"\n]*",\ line\ \d+.*\n? (?: [ ]{4}.*\n? )*
    | [ ]{4}\S.*\n (?: [ ]{4}[ ~^]*\r?\n )? (?= [ ]{2}File\ " | [\w.]+(?:Error|Exception)\b )
    | ^(?:\w+\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit)\b.*\n?
    | ^.*:\d+:\ [A-Z]\w*Warning:.*\n? (?: [ ]{2}.*\n? )?
    """,
    re.MULTILINE | re.VERBOSE,
)


class Answers:
    """What is typed at the questions of one performance's programs."""

    def __init__(self, play: Play, records: Records) -> None:
        self._play, self._records = play, records
        self._times: Counter[tuple[str, str]] = Counter()
        self._last: list[tuple[str, str]] = []
        self._looked: dict[str, tuple[int, int, Action | None]] = {}
        self.given = False

    def due(self) -> Action | None:
        """The answer to the first question that is open and that the spec has an answer to."""
        for who in self._play.replies:
            if self._records.heeds(who) and (action := self._answer(who)) is not None:
                return action
        return None

    def gave(self, who: str) -> None:
        """The answer that was due at ``who`` is being typed."""
        action = self._looked.get(who, (0, 0, None))[2]
        if action is not None:
            self._last = [(who, action.source)]
            self._times.update(self._last)
        self._looked.pop(who, None)
        self.given = True

    def gave_up(self) -> None:
        """The last answer could not be typed, and would not be now."""
        self._times.update(dict.fromkeys(self._last, MOST))

    def told(self, who: str) -> None:
        """The story itself types at ``who``."""
        for key in [key for key in self._times if key[0] == who]:
            del self._times[key]
        self._looked.pop(who, None)

    def _answer(self, who: str) -> Action | None:
        stream = self._records.stream(("prints", who, None))
        version = stream.version if stream else 0, len(self._records.typed[who])
        known = self._looked.get(who)
        if known is None or known[:2] != version:
            self._looked[who] = (*version, self._find(who))
        return self._looked[who][2]

    def _find(self, who: str) -> Action | None:
        reply, found = fitting(self._play, who, self._records.asked(who))
        if reply is None or reply.says is None or self._times[who, reply.source] >= MOST:
            return None
        text = "".join(
            part
            if isinstance(part, str)
            else self._where(part)
            if isinstance(part, Whereabouts)
            else found.get(part.name, "")
            for part in reply.says
        )
        data = text.encode("utf-8", "surrogateescape")
        return Action(ANSWER, "type", who, None, (data,), (), reply.line, reply.source)

    def _where(self, place: Whereabouts) -> str:
        listening = [role for role in place.roles if role in self._records.places]
        event = self._records.places[listening[0]] if listening else None
        if place.what == "port":
            played = (self._play.ports[role] for role in place.roles if role in self._play.ports)
            return str(event.port if event else next(played, PORT))
        if event is not None and event.address not in _EVERYWHERE:
            return event.address
        there = [role for role in listening or place.roles if role in self._play.hosts]
        return self._play.hosts[there[0]] if there else LOOPBACK


def fitting(play: Play, who: str, printed: str) -> tuple[Reply | None, Mapping[str, str]]:
    """The reply of ``who`` to a question, and what the question's blanks stand for in it."""
    text = printed[-_SHOWN:]
    if _TRACEBACK in text or _WARNING in text:
        text = _TOLD.sub("", text)
    replies = play.replies.get(who, ())
    if not replies:
        return None, {}
    kept = known(play.words).fitting
    return keep(kept, (Same(replies), text), lambda: _fitting(play, replies, text))


def _fitting(
    play: Play, replies: tuple[Reply, ...], text: str
) -> tuple[Reply | None, Mapping[str, str]]:
    last = _last_line(text)
    ready = known(play.words)
    for reply in replies:
        for one in ready.question(reply.pattern):
            found = _reaching(one.all(text), last)
            if found is not None:
                return reply, found.bound
    return None, {}


def _reaching(places: Iterable[Found], last: int) -> Found | None:
    with suppress(Endless):
        return next((found for found in places if found.end > last), None)
    return None


def _last_line(text: str) -> int:
    """Where the last line with a letter or digit begins."""
    kept = len(text)
    while kept and not text[kept - 1].isalnum():
        kept -= 1
    return text.rfind("\n", 0, kept) + 1


def replies(spec: Spec, play: Play, book: Book) -> dict[str, tuple[Reply, ...]]:
    """What is typed at the questions of each role of ``play`` that a program plays."""
    scope = Scope(book)
    slots = [slot for beat in play.beats for slot in beat.slots if slot.kind == "start"]
    started = {role for slot in slots for role in play.candidates(slot.who)}
    return {
        role.id: tuple(_reply(spec, role, answer, scope) for answer in role.answers)
        for role in spec.roles.values()
        if role.answers and role.id in started and play.by[role.id] != BY_SCRIPT
    }


def _reply(spec: Spec, role: Role, answer: Answer, scope: Scope) -> Reply:
    pattern = scope.pattern(answer.pattern)
    blanks = {piece.name for piece in pattern.pieces if isinstance(piece, Blank)}
    says: list[str | Blank | Whereabouts] = []
    for part in answer.says or ():
        if isinstance(part, str) or part.name in blanks:
            says.append(part)
        else:
            what, _, of = part.name.partition(" of ")
            says.append(Whereabouts(what, (of,) if of else _listeners(spec, role)))
    known = None if answer.says is None else tuple(says)
    return Reply(answer.place.line, answer.source, pattern, known)


def _listeners(spec: Spec, asker: Role) -> tuple[str, ...]:
    """The other roles that are meant to listen, in the spec's order."""
    return tuple(
        role.id
        for role in spec.roles.values()
        if role.id != asker.id
        and "listen" in {role.does, *(spec.roles[other].does for other in role.fallback)}
    )
