"""The end of a chat: what the word ends that should end it."""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of, text
from harness.diagnosis.code import Code, Place, known
from harness.diagnosis.quoted import quoted
from harness.diagnosis.traps import (
    GO_OVER_A_COPY,
    MISSES,
    asked_otherwise,
    break_of_inner_loop,
    closed_as_a_copy,
    compared_as_bytes,
    removed_under_its_loop,
)
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.quick import dataclass
from harness.model.result import Diagnosis

_BYE = "bye"
_TASKS = ("start_server", "sock_recv", "drain")
_BOTH = "Close both."
_ASLEEP = (
    "And close() does not end a connection on which another thread still sleeps in recv(): call "
    "shutdown(socket.SHUT_RDWR) on it first."
)
_CHAT = 2  # messages of one client before it leaves
_BYTES = re.compile(r"\brecv\((\d{1,4})\)")
_LIKE_BYE = re.compile(r"bye", re.IGNORECASE)
_CUTS_LINES = ("strip", "rstrip", "split", "splitlines", "replace", "removesuffix", "partition",
               "readline", "makefile", "startswith", "find")  # fmt: skip


@dataclass(frozen=True)
class Farewell:
    """A run in which ``leaver`` sent the word to ``hub`` as a whole message (event ``at``).

    What ``hub`` did then: whether it passed the word on to ``stayer``, and whom it closed.
    ``line``: the word had a line end behind it.
    """

    run: Run
    leaver: str
    stayer: str
    word: str
    line: bool
    relayed: bool
    closed: frozenset[str]
    unmet: tuple[Finding, ...]


def _farewells(case: Case, hub: str) -> list[Farewell]:
    return [one for run in case.alone(hub) if (one := _farewell(run, hub)) is not None]


def _farewell(run: Run, hub: str) -> Farewell | None:
    clients = run.clients(hub)
    said = [
        e for e in run.all(ev.Sent)
        if e.to == hub and text(e.data).strip().strip("'\"").lower() == _BYE
    ]  # fmt: skip
    ends = [e for e in run.all(ev.Closed, hub) if said and e.n < said[-1].n]
    if len(clients) != 2 or not said or ends:
        return None
    at, leaver = said[-1].n, said[-1].who
    before = [text(e.data).strip() for e in run.all(ev.Sent, leaver) if e.to == hub and e.n < at]
    if len(before) < _CHAT:
        return None  # said to end what is no chat
    stayer = next(one for one in clients if one != leaver)
    passed = text(b"".join(e.data for e in run.all(ev.Sent, hub) if e.n < at))
    if not any(words and words in passed for words in before):
        return None  # perhaps it waits for the end of a line, and has understood nothing at all
    relayed = bool(_LIKE_BYE.search(text(run.sent(hub, stayer, at))))
    closed = frozenset(e.to for e in run.all(ev.Closed, hub) if e.n > at)
    if run.exited(hub):
        closed = frozenset(clients)
    unmet = tuple(f for f in run.unmet if hub in f.actors and f.at >= at and f.verb != "ends")
    word = text(said[-1].data)
    ended = word.endswith("\n")
    return Farewell(run, leaver, stayer, word.strip(), ended, relayed, closed, unmet)


def bye(case: Case) -> Iterator[Diagnosis]:
    """What is wrong with the end of the chat, if one thing is: over all runs, from both sides."""
    for hub in case.listeners:
        found = _farewells(case, hub)
        if not any(one.unmet for one in found):
            continue
        heard = [one for one in found if one.closed]
        deaf = [one for one in found if not one.closed]
        if deaf and len({one.leaver for one in deaf}) < len({one.leaver for one in found}):
            if all(len(one.closed) == 1 for one in heard):  # it is no end then, either
                yield from _half_an_end(case, hub, heard)
            else:
                yield from _from_one_side(case, hub, found, deaf)
        elif len(deaf) == len(found):
            yield from _ends_nothing(case, hub, found)
        elif not deaf:
            yield from _half_an_end(case, hub, found)


def _from_one_side(
    case: Case, hub: str, found: list[Farewell], deaf: list[Farewell]
) -> Iterator[Diagnosis]:
    heard = next(one for one in found if one.closed)
    yield from case.diagnosis(
        "bye-from-one-side",
        deaf[0].unmet,
        f"{heard.word} ends the chat only when it comes from one of the two clients",
        _one(case, hub),
        happened=f"When {heard.leaver} said it the chat ended; when {deaf[0].leaver} said it "
        "nothing was closed",
        do="Look for it in what either client sends.",
    )


def _ends_nothing(case: Case, hub: str, found: list[Farewell]) -> Iterator[Diagnosis]:
    word = found[0].word
    compared = case.code(hub).comparisons(_BYE)
    why, how, place = asked_otherwise(case.code(hub), _BYE)
    if why:
        yield from case.diagnosis(
            "bye-asked-otherwise",
            found[0].unmet,
            why,
            place,
            happened=f"{found[0].leaver} said {word}, and {hub} closed neither connection",
            do=how,
        )
        return
    other = [one for one in compared if one[1].strip() != word and not _folds(one[0].code)]
    if compared and len(other) == len(compared):
        yield from case.diagnosis(
            "bye-spelt-otherwise",
            found[0].unmet,
            f'Texts are compared letter by letter, capitals too: "{other[0][1]}" is not "{word}"',
            other[0][0],
            happened=f"{found[0].leaver} said {word}, and {hub} closed nothing",
            do=f"Compare with {word}, or make both small letters first.",
        )
        return
    if (place := compared_as_bytes(case.code(hub))) in [one[0] for one in compared]:
        yield from case.diagnosis(
            "bytes-are-no-text",
            found[0].unmet,
            f'recv() returns bytes, and they never equal a text, which "{word}" is',
            place,
            happened=f"{found[0].leaver} said {word}, and {hub} closed neither connection",
            do="Compare two of a kind: what came as text, after decode(), or with b in front.",
        )
        return
    if _with_line_ends(case.code(hub), found):
        yield from case.diagnosis(
            "bye-with-a-line-end",
            found[0].unmet,
            f'What comes has a line end behind it: "{word}\\n" is not "{word}"',
            compared[0][0],
            happened=f'{found[0].leaver} sent "{word}\\n", and {hub} closed nothing',
            do="Take the line end off (strip()) before you compare, or do not send it.",
        )
        return
    inner = break_of_inner_loop(case.code(hub), _BYE)
    if inner.line:
        yield from case.diagnosis(
            "break-of-the-inner-loop",
            found[0].unmet,
            f"At {word} this break leaves the inner loop only, and the loop around it goes on",
            inner,
            happened=f"{found[0].leaver} said {word}, and {hub} closed neither connection",
            do="What has to be true for the outer loop to end, or which function to return?",
        )
        return
    goes_on = any(found[0].leaver in w.of for w in found[0].run.waits(hub) if w.on == "receive")
    if not goes_on and (copy := closed_as_a_copy(case.code(hub), _BYE)).line:
        yield from case.diagnosis(
            "closes-a-copy",
            found[0].unmet,
            "close() is about this process alone: while another one has the connection, it stays",
            copy,
            happened=f"{found[0].leaver} said {word}, and {hub} closed neither connection",
            do="shutdown(socket.SHUT_RDWR) ends it for all of them, the parent's process too.",
        )
        return
    yield from case.diagnosis(
        "bye-ends-nothing",
        found[0].unmet,
        f"{word} is treated like any other message: it ends nothing",
        known(_one(case, hub), case.code(hub).receive()),
        happened=f"{found[0].leaver} said {word}, and {hub} closed neither connection",
        do="When the message is just this word, pass it on, and close both connections.",
    )


def _with_line_ends(code: Code, found: list[Farewell]) -> bool:
    """Whether the word came with a line end that nothing takes off, and is asked for without."""
    compared = code.comparisons(_BYE)
    return (
        all(one.line for one in found)
        and len(compared) == 1
        and compared[0][2] == "=="
        and not compared[0][1].endswith("\n")
        and not code.calls(*_CUTS_LINES)
    )


def _folds(code: str) -> bool:
    return any(word in code for word in (".lower(", ".upper(", ".casefold(", ".title("))


def _half_an_end(case: Case, hub: str, found: list[Farewell]) -> Iterator[Diagnosis]:
    silent = [one for one in found if not one.relayed]
    half = [one for one in found if len(one.closed) == 1]
    # whom such a loop misses may end by itself, where no thread is left for another one
    removed = removed_under_its_loop(case.code(hub)) if half else Place()
    if removed.line:
        yield from _missed(case, hub, half[0], removed)
    elif len(silent) == len(found) and not half and (told := _others_told(silent, hub)):
        one, said = told
        yield from case.diagnosis(
            "bye-in-other-words",
            one.unmet,
            f"The other client is told something else than {one.word}",
            known(quoted(case.code(hub), said), _one(case, hub)),
            happened=f'{one.leaver} said {one.word}, and {hub} sent {one.stayer} "{said}"',
            do="Pass it on like any other message, before both connections are closed.",
        )
    elif silent and len(silent) == len(found) and not half and not _goes_back(silent[0], hub):
        yield from case.diagnosis(
            "bye-not-relayed",
            silent[0].unmet,
            f"The connections are closed before {silent[0].word} is passed on to the other client",
            _one(case, hub),
            happened=f"{silent[0].leaver} said {silent[0].word}; {silent[0].stayer} was sent "
            "nothing, and both connections ended",
            do="First pass it on like any message; then close.",
        )
    elif half and len(half) == len(found):
        one = next((each for each in half if _sleeper(each, hub).line), half[0])
        (closed,) = one.closed
        other = one.stayer if closed == one.leaver else one.leaver
        sleeper = _sleeper(one, hub)
        yield from case.diagnosis(
            "bye-ends-one-side",
            one.unmet,
            f"{one.word} ends the connection to one client only; the other one stays connected",
            known(_ends_one(case, hub), sleeper),
            happened=f"{one.leaver} said {one.word}; {hub} closed its connection to {closed}, and "
            f"not that to {other}{_held_open(case, hub, sleeper)}",
            do=_BOTH if case.code(hub).calls(*_TASKS) else f"{_BOTH} {_ASLEEP}",
        )


def _goes_back(one: Farewell, hub: str) -> bool:
    """Whether the word was sent back to whom it came from: that is another mistake."""
    said = max(e.n for e in one.run.all(ev.Sent, one.leaver) if e.to == hub)
    return one.word.lower() in text(one.run.sent(hub, one.leaver, said)).lower()


def _others_told(silent: list[Farewell], hub: str) -> tuple[Farewell, str] | None:
    """One that is not passed on, and what the other client is sent in its place."""
    for one in silent:
        at = max(e.n for e in one.run.all(ev.Sent, one.leaver) if e.to == hub)
        if said := " ".join(text(one.run.sent(hub, one.stayer, at)).split()):
            return one, said
    return None


def _held_open(case: Case, hub: str, sleeper: Place) -> str:
    """Why close() alone would end nothing there, if the program has nothing else for that."""
    code = case.code(hub)
    if not sleeper.line:
        return ""
    if not code.calls("close") or code.calls("shutdown", "_exit"):
        return ", for which a thread sleeps there in recv()"
    return (
        ": a thread sleeps there in recv(), and as long as it does another thread's close() has no "
        "effect"
    )


def _missed(case: Case, hub: str, one: Farewell, removed: Place) -> Iterator[Diagnosis]:
    (closed,) = one.closed
    yield from case.diagnosis(
        "removed-under-its-loop",
        one.unmet,
        MISSES,
        removed,
        happened=f"{one.leaver} said {one.word}; {hub} closed its connection to {closed} only",
        do=GO_OVER_A_COPY,
    )


def _sleeper(one: Farewell, hub: str) -> Place:
    """Where a thread sleeps that should have been told that the chat is over."""
    left = [w for w in one.run.waits(hub) if w.on == "receive" and not {*w.of} & one.closed]
    return place_of(left[0]) if left else Place()


def _ends_one(case: Case, hub: str) -> Place:
    """The only call that can have ended a connection, if it does so to whoever sleeps on it."""
    code = case.code(hub)
    found = code.calls("close", "shutdown")
    alone = len(found) == 1 and found[0].name == "shutdown" and not found[0].loops
    blocks = (node for _, node in code.nodes())
    return found[0].place if alone and not any(isinstance(b, ast.With) for b in blocks) else Place()


def _one(case: Case, hub: str) -> Place:
    found = case.code(hub).comparisons(_BYE)
    return found[0][0] if len(found) == 1 else Place()


def part_of_a_word(case: Case) -> Iterator[Diagnosis]:
    """The chat is ended by a message that only has the word in it."""
    for hub in case.listeners:
        for run in case.alone(hub):
            broken = [f for f in run.unmet if f.mood == "never" and f.verb == "closes"]
            at = min((n for f in broken for n in f.events), default=-1)
            said = [e for e in run.all(ev.Sent) if e.to == hub and e.n < at]
            last = text(said[-1].data).strip() if said else ""
            if not broken or last.lower() == _BYE or not _LIKE_BYE.search(last):
                continue
            few = _takes_fewer(case, hub, len(said[-1].data))
            if few.line:
                yield from _in_pieces(case, hub, broken, last, few)
                return
            found = [one for one in case.code(hub).comparisons(_BYE) if one[2] == "in"]
            yield from case.diagnosis(
                "part-of-a-word",
                broken,
                f'A message that only contains the word ends the chat: "{last}"',
                found[0][0] if len(found) == 1 else Place(),
                happened=f"{said[-1].who} said that, and {hub} closed the connection",
                do="Compare the whole message (==, after strip()), and do not look for the word "
                "in it (in, find, startswith).",
            )
            return


def _takes_fewer(case: Case, hub: str, count: int) -> Place:
    """The only recv(), if its number of bytes is smaller than that of a message."""
    calls = case.code(hub).receives()
    given = _BYTES.search(calls[0].place.code) if len(calls) == 1 else None
    return calls[0].place if given and int(given[1]) < count else Place()


def _in_pieces(
    case: Case, hub: str, broken: list[Finding], last: str, place: Place
) -> Iterator[Diagnosis]:
    """The word was all that one recv() took of a longer message."""
    yield from case.diagnosis(
        "piece-of-a-message",
        broken,
        f'A message is received in pieces, and a piece of it ends the chat: "{last}"',
        place,
        happened=f"{hub} takes fewer bytes than that at once, and closed the connection",
        do="The number is how many bytes are taken at most. What one recv() returns is no whole "
        "message: where does one end, and what is compared?",
    )


def leaves_in_silence(case: Case) -> Iterator[Diagnosis]:
    """A client closes its connection, or ends, at the word that it should have sent before that."""
    for who in case.students():
        for run in case.alone(who) if who not in case.listeners else ():
            typed = [e for e in run.all(ev.Typed, who) if _is_word(e.data)]
            if not typed or run.failed(who):
                continue
            short = [f for f in run.unmet if f.verb == "sends" and who in f.actors]
            if not all("bye" in f.expected.lower() for f in short):
                continue  # it had stopped taking lines before, and may not know of the word
            since = typed[-1].n
            left = [e for e in run.all(ev.Closed, who) if e.n > since]
            said = any(_is_word(e.data) for e in run.all(ev.Sent, who) if e.n > since)
            told = any(e.to == who for e in run.all(ev.Sent) if e.n > since)
            if not left or said or told or run.sent(who, left[0].to, since):
                continue
            yield from case.diagnosis(
                "leaves-in-silence",
                [
                    f
                    for each in case.alone(who)
                    for f in each.unmet
                    if f.verb == "sends" and who in f.actors and "bye" in f.expected.lower()
                ],
                "The client leaves at Bye without sending it, so that nobody is told",
                _one(case, who),
                happened=f"Bye was typed at {who}, and it closed its connection and had sent "
                "nothing since",
                do="Send it like any other message, and leave after that.",
            )
            return


def _is_word(data: bytes) -> bool:
    return data.strip().lower() == b"bye"
