"""A line of a story: who does what, to whom, with which text.

It reads ``[by now] [never|maybe] WHO verb [WHO][: text]``; its text begins after the first ``: ``
that follows the verb, so that a text may hold colons.  Verbs may be plural (``a, b print``).  What
is no line raises :class:`ReadError`.
"""

import re
from collections.abc import Callable

from harness.model.spec import IN_ORDER, VERBS, Line, Part, Text
from harness.spec.cursor import Cursor
from harness.spec.draft import ReadError, suggest
from harness.spec.names import NAME

WINDOW = frozenset({"presses", "fills", "picks", "closes window"})
LINK = frozenset({"cut", "half-close", "break"})
HARNESS_ONLY = frozenset({"start", "stop", "types", "ends input"}) | WINDOW | LINK
CAN_BE_DONE = HARNESS_ONLY | {"sends", "connects", "closes", "resets"}

_WRITTEN_OTHERWISE = LINK | {"start", "stop", "sends", "lasts"}
# Both forms of every verb's first word: prints and print, presses and press.
_FORMS = {
    form: verb
    for verb in (verb.split()[0] for verb in VERBS if verb not in _WRITTEN_OTHERWISE)
    for form in (verb, verb.removesuffix("es" if verb.endswith("sses") else "s"))
}
# What people write, and what it is called here.
_SENDING = frozenset(
    {"sends", "send", "replies", "answers", "→", "=>", "-->", "->>", "\u2014>", "\u2013>"}
)
_BACKWARDS = frozenset({"receives", "receive", "gets", "<-", "<--", "←", "<="})
_DENYING = frozenset({"does", "do", "doesn't", "don't", "cannot", "can't", "must", "may", "should"})
_MEANT = {
    **dict.fromkeys(("exits", "exit", "terminates", "quits", "stops", "finishes"), "ends"),
    **dict.fromkeys(("crashes", "crash", "dies", "die", "leaves", "leave"), "ends"),
    **dict.fromkeys(("outputs", "output", "says", "writes", "logs", "displays"), "prints"),
    **dict.fromkeys(("enters", "enter", "inputs"), "types"),
    **dict.fromkeys(("disconnects", "disconnect", "hangs"), "closes"),
}
_WAITS = (
    "nothing waits for a time here: the next thing is done when what is expected has come, or when "
    "nothing more can; that a program waits is written: a waits 0.9..1.5 s"
)
_OTHERWISE = {
    "for": "write: each n in 1..3:  or  each x, y in p q, q p:",
    "wait": _WAITS,
    "sleep": _WAITS,
    "expect": "what the harness does not do itself is expected: write the line alone",
    "kill": "write: stop a",
    **dict.fromkeys(("run", "launch", "execute"), "write: start a"),
    "nothing": "write: nothing else",
    "if": "what may come, and need not, is written: maybe a prints: text; where one of several is "
    "enough: one of:",
    **dict.fromkeys(
        ("all", "any"), "each line is expected; where one of several is enough: one of:"
    ),
    "in": "the lines of one channel come in the order in which they stand; between others: then",
    **dict.fromkeys(
        ("after", "when", "once"),
        "what is done comes after what is expected above it; between expected lines: then",
    ),
}
_KEYWORDS = (*("start", "stop", "do", "then", "never", "maybe", "each", "repeat", "until"), *LINK)


def read(cursor: Cursor) -> Line:
    """The :class:`Line` that a statement writes."""
    mood, by_now = _prefixes(cursor)
    actors: tuple[Part, ...]
    control = cursor.take(r"(start|stop)\b")
    severed = cursor.take(r"(cut|half-close|break)(?=\s|$)")
    if severed:
        found, actors = _severed(cursor, severed[1])
    elif control:
        actors = cursor.who(f"who is to {control[1]}")
        found = _Found(control[1], args=_with(cursor, control[1]))
    else:
        label = re.match(rf"({NAME})\s*:", cursor.rest)
        if label and label[1] in cursor.names.items:
            raise ReadError(
                cursor.at, f"the label comes first: {label[1]}: {cursor.text[: cursor.at]}…"
            )
        _refuse_other_notations(cursor)
        actors = cursor.who("who does something", _KEYWORDS)
        found = _predicate(cursor)
    if found.verb in HARNESS_ONLY and (by_now or mood == "never"):
        word = "by now" if by_now else "never"
        raise ReadError(0, f"the harness does '{found.verb}', so '{word}' has no meaning here")
    if found.verb in LINK | {"start", "stop"} and mood != "must":
        raise ReadError(0, f"'{found.verb}' is always done, so '{mood}' has no meaning here")
    return Line(
        cursor.place(0),
        cursor.text,
        found.verb,
        actors,
        found.objects,
        found.text,
        found.args,
        mood,
        by_now,
        target=found.target,
    )


class _Found:
    def __init__(
        self,
        verb: str,
        objects: tuple[Part, ...] = (),
        text: Text | None = None,
        args: tuple[Part, ...] = (),
        target: Text | None = None,
    ) -> None:
        self.verb, self.objects, self.text, self.args = verb, objects, text, args
        self.target = target


def _prefixes(cursor: Cursor) -> tuple[str, bool]:
    mood, by_now = "must", False
    while True:
        start = cursor.at
        found = cursor.take(r"(never|maybe|by\s+now)(?=[\s:]|$)")
        if found is None:
            return mood, by_now
        if cursor.rest.startswith(":"):
            raise ReadError(cursor.at, f"write '{found[1]}' before each line itself")
        if not cursor.rest:
            raise ReadError(cursor.at, f"what '{found[1]}' is about is missing")
        if found[1] in ("never", "maybe"):
            if mood != "must":
                raise ReadError(start, f"'{mood}' and '{found[1]}' in one line")
            mood = found[1]
        else:
            by_now = True


def _refuse_other_notations(cursor: Cursor) -> None:
    """What begins a line elsewhere, and is said otherwise here."""
    first = re.match(r"\w+(?=\s|$)", cursor.rest)
    if first and first[0] in _OTHERWISE and first[0] not in cursor.names.roles:
        raise ReadError(cursor.at, _OTHERWISE[first[0]])


def _predicate(cursor: Cursor) -> _Found:
    if cursor.take(r"->"):
        objects = cursor.who("the receiver")
        if cursor.take(r"(lost|late)\b"):
            raise ReadError(
                cursor.at, "faults on a link (lost, late) are not available in this version"
            )
        return _Found("sends", objects, cursor.said("->"))
    start = cursor.at
    word = cursor.take(r"[^\s:]+")
    if word is None:
        raise ReadError(start, "a verb or '->' is missing here")
    verb = _FORMS.get(word[0])
    if verb is None:
        if word[0] in cursor.names.roles and cursor.text[:start].rstrip().endswith("}"):
            raise ReadError(start, f"a verb is missing before '{word[0]}'; no {{blank}} can be one")
        if word[0].startswith("{"):
            raise ReadError(start, f"no {{blank}} can be a verb, as '{word[0]}' would be here")
        raise ReadError(start, _no_verb(word[0]))
    return _VERBS[verb](cursor, verb)


def _no_verb(word: str) -> str:
    if word in ("clicks", "click"):
        return "a click is written by what it does: a presses: Ping, a picks: Tom"
    if word in _SENDING:
        return "write sending as an arrow: a -> b: text"
    if word in _BACKWARDS:
        return "an arrow points to who receives: b -> a: text"
    if word in ("starts", "runs", "launches"):
        return "that a program is started is written: start a"
    if word in _DENYING:
        return "write the verb alone, and before what must not happen: never a prints: hi"
    if word in ("accepts", "accept"):
        return "a connection is told of who makes it: b connects to a"
    if word in _MEANT:
        return f"no verb '{word}'; did you mean '{_MEANT[word]}'?"
    end = suggest(word, _FORMS)
    return f"no verb '{word}'{end if end.startswith(';') else ''}"


def _speaks(cursor: Cursor, verb: str) -> _Found:
    return _Found(verb, text=cursor.said(verb))


def _uses(cursor: Cursor, verb: str) -> _Found:
    return _Found(verb, target=cursor.said(verb))


def _fills(cursor: Cursor, verb: str) -> _Found:
    target = None if cursor.rest.startswith(":") else cursor.words("the field's name")
    return _Found(verb, text=cursor.said(verb), target=target)


def _ends(cursor: Cursor, verb: str) -> _Found:
    if cursor.take(r"input\b"):
        cursor.end("ends input")
        return _Found("ends input")
    if cursor.take(r"in\s+order\b"):
        cursor.end("ends in order")
        return _Found(verb, args=(IN_ORDER,))
    if not cursor.take(r"with\b"):
        cursor.end(verb)
        return _Found(verb)
    start = cursor.at
    args = cursor.arguments()
    if len(args) != 1 or (isinstance(args[0], str) and not re.fullmatch(r"\d{1,3}", args[0])):
        raise ReadError(start, "an exit status is one number: ends with 0")
    return _Found(verb, args=args)


def _connects(cursor: Cursor, verb: str) -> _Found:
    if not cursor.take(r"to\b"):
        raise ReadError(cursor.at, "write whom to: a connects to server")
    objects = cursor.who("whom it connects to")
    args = _protocol(cursor, "a connection is over tcp or over udp")
    cursor.end(verb)
    return _Found(verb, objects, args=args)


def _listens(cursor: Cursor, verb: str) -> _Found:
    args = _protocol(cursor, "a program listens over tcp or over udp")
    cursor.end(verb)
    return _Found(verb, args=args)


def _protocol(cursor: Cursor, otherwise: str) -> tuple[Part, ...]:
    if not cursor.take(r"over\b"):
        return ()
    start = cursor.at
    proto = cursor.take(r"(tcp|udp)\b")
    if proto is None:
        raise ReadError(start, otherwise)
    return (proto[1],)


def _closes(cursor: Cursor, verb: str) -> _Found:
    if "window" in cursor.names.roles or not cursor.take(r"window(?=\s|:|$)"):
        return _perhaps_whom(cursor, verb)
    if cursor.rest.startswith(":"):
        raise ReadError(cursor.at, "the title stands without a ':': a closes window Chat")
    target = cursor.words("the window's title") if cursor.rest else None
    cursor.end("closes window")
    return _Found("closes window", target=target)


def _perhaps_whom(cursor: Cursor, verb: str) -> _Found:
    objects = () if not cursor.rest else cursor.who(f"whom '{verb}' is about")
    cursor.end(verb)
    return _Found(verb, objects)


def _reads(cursor: Cursor, verb: str) -> _Found:
    objects = cursor.who("whose message is read")
    text = cursor.said(verb) if cursor.rest else None
    return _Found(verb, objects, text)


def _asks(cursor: Cursor, verb: str) -> _Found:
    cursor.end(verb)
    return _Found(verb)


def _waits(cursor: Cursor, verb: str) -> _Found:
    if re.match(r"[\d.]", cursor.rest):
        return _lasts(cursor, verb)
    if not cursor.take(r"for\b"):
        raise ReadError(cursor.at, "write for whom, or how long: a waits for b, a waits 0.9..1.5 s")
    objects = cursor.who("whom it waits for")
    alone = cursor.take(r"in\s+(a\s+thread|threads)\b")
    cursor.end(verb)
    return _Found(verb, objects, args=(alone[1].split()[-1],) if alone else ())


def _lasts(cursor: Cursor, verb: str) -> _Found:
    start = cursor.at
    span = cursor.take(r"(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)\s*s\b")
    if span is None or float(span[1]) > float(span[2]):
        raise ReadError(start, "a time is from .. to, in seconds: a waits 0.9..1.5 s")
    cursor.end(verb)
    return _Found("lasts", args=(span[1], span[2]))


_VERBS: dict[str, Callable[[Cursor, str], _Found]] = {
    "types": _speaks,
    "prints": _speaks,
    "shows": _speaks,
    "ends": _ends,
    "connects": _connects,
    "presses": _uses,
    "fills": _fills,
    "picks": _uses,
    "closes": _closes,
    "resets": _perhaps_whom,
    "listens": _listens,
    "reads": _reads,
    "asks": _asks,
    "waits": _waits,
}


def _severed(cursor: Cursor, verb: str) -> tuple[_Found, tuple[Part, ...]]:
    """What is done to the link between two roles."""
    start = cursor.at
    ends = cursor.who(f"between whom is the link: {verb} a, b")
    cursor.end(verb)
    if len(ends) != 2 or ends[0] == ends[1]:
        raise ReadError(start, f"a link is between two roles: {verb} a, b")
    return _Found(verb, ends[1:]), ends[:1]


def _with(cursor: Cursor, verb: str) -> tuple[Part, ...]:
    if verb == "stop" or not cursor.take(r"with\b"):
        cursor.end(verb)
        return ()
    if not cursor.rest:
        raise ReadError(cursor.at, "the arguments after 'with' are missing")
    return cursor.arguments()
