"""A text to look for, made into a regular expression under what is bound so far.

The rules:

* Bare text: its words, case ignored, with anything that is no word character between them, and
  not inside a larger word; a terminal's colours are no words, be they sent to whoever prints them
  (from a terminal itself they are gone already).  Exact text: as written.  A regex: Python's,
  ``MULTILINE`` always on; ``$`` stands before a carriage return and line feed, too.
* A bound blank is its value: barely in bare text, exactly in exact text, and in a regex literally
  but with any whitespace for whitespace.
* An unbound blank is a group of its word's alternatives *of one rank*; :func:`choices` lists the
  ranks to try in order of preference.  ``any`` within a longer text is what stands on the line up
  to what follows, stripped; alone it is a whole message or line, which the caller cuts out.
* A value that a blank must differ from is refused.
* A word made of other blanks binds these and not itself: two lines that both say ``{reply}`` agree
  on its blanks, not on every letter between them.

Every fragment sets its own flags, so that texts of different styles can stand in one another.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import islice, product

from harness.checks.effort import Effort
from harness.checks.play import Choice, Pattern, Piece, Value
from harness.checks.wording import Bound, Words, excluded, names
from harness.model.quick import dataclass
from harness.model.spec import Blank

ANY = 200
"""Most characters that an ``any`` within a longer text takes: keeps the search linear."""

MOST_CHOICES = 64
MOST_COMBINED = 4096

_APART = re.compile(r"[\s=:(\[,]")
_WORDS = re.compile(rf"(?:(?<={_APART.pattern})[-\u2212](?=\d))?\w+")  # -1 is not 1; 11-30 are two
_SPACE = re.compile(r"\s+")
_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\$", re.DOTALL)  # in [ ] a $ is like others
_END = r"(?=\r?$)"  # many protocols end their lines with \r\n
_FLAGS = re.compile(r"\(\?([aimsux]+)\)")
_FREE = Choice(any=True)
_BETWEEN = r"\W*(?:(?<=\x1b\[)[\d;]*m\W*)*"  # what is no word, and the rest of colours
# a look behind has one width each; the longest colour is 38;2;255;255;255
_COLOURED = "|".join(rf"(?<=\x1b\[[\d;]{{{width}}}m)" for width in range(17))
_BEGIN = rf"(?:(?<!\w)|(?<=m)(?:{_COLOURED}))"


@dataclass(frozen=True, slots=True)
class Found:
    """Where in a text a pattern was found (character offsets), and what its blanks took."""

    start: int
    end: int
    bound: dict[str, str]


@dataclass(frozen=True, slots=True)
class Making:
    """What a matcher is made of: values for the blanks that ``pattern`` depends on, and ranks."""

    pattern: Pattern
    values: tuple[str | None, ...]
    ranks: tuple[tuple[str, int], ...]
    loose: bool


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """A pattern under certain bindings and ranks; equal to itself alone.

    ``whole``: the blank that is all of it, where that is an ``any``.  ``costly``: how long a search
    takes is not sure to grow with the text alone.  ``of``: what it was made of, where that is kept.
    """

    regex: re.Pattern[str]
    groups: tuple[tuple[str, str], ...]
    barred: tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]
    whole: str | None = None
    costly: bool = False
    of: Making | None = None

    def all(self, text: str, begin: int = 0, effort: Effort | None = None) -> Iterator[Found]:
        """Every place in ``text`` from ``begin`` on where it is found, in order; none is empty.

        Raises Endless if the search is ``costly`` and was given up; ``effort``: what it may take.
        """
        places = (
            (effort or Effort()).searched(self.regex, text, begin)
            if self.costly
            else self.regex.finditer(text, begin)
        )
        for found in places:
            if found.end() == found.start():
                continue
            bound = self._values(found)
            if bound is not None:
                yield Found(found.start(), found.end(), bound)

    def admits(self, bound: Mapping[str, str]) -> bool:
        """False if a value in ``bound`` is one that its blank may not have."""
        for name, taken, others in self.barred:
            value = bound.get(name, "").casefold()
            rivals = {bound[other].casefold() for other in others if other in bound}
            if value in taken or value in rivals:
                return False
        return True

    def _values(self, found: re.Match[str]) -> dict[str, str] | None:
        bound: dict[str, str] = {}
        for group, name in self.groups:
            value = found[group]
            if value is None:
                continue
            value = value.strip()
            if bound.setdefault(name, value).casefold() != value.casefold():
                return None
        return bound if self.admits(bound) else None


def choices(
    pattern: Pattern, words: Words, bound: Bound, closed: Collection[str] = ()
) -> list[dict[str, int]]:
    """The ranks to try for the unbound blanks of ``pattern``, most preferred first.

    ``closed``: blanks that are not to be ``any`` text.  Empty if nothing is left to try.
    """
    open_names = [name for name in names(pattern, words) if name not in bound]
    sizes = [_size(words.get(name, _FREE), closed=name in closed) for name in open_names]
    if all(size == 1 for size in sizes):
        return [{}]
    combined = list(islice(product(*(range(size) for size in sizes)), MOST_COMBINED))
    combined.sort(key=lambda ranks: (sum(ranks), ranks))
    return [dict(zip(open_names, ranks, strict=True)) for ranks in combined[:MOST_CHOICES]]


def _size(choice: Choice, *, closed: bool) -> int:
    return 1 if choice.roles else len(choice.ranks) + (choice.any and not closed)


def matcher(
    pattern: Pattern,
    words: Words,
    bound: Bound,
    ranks: Mapping[str, int] | None = None,
    *,
    loose: bool = False,
) -> Matcher:
    """``pattern`` ready to be searched for.

    ``ranks``: which rank of each unbound blank to try (see :func:`choices`).  ``loose``: bare
    text may begin and end inside a word; the caller then looks at what surrounds it.
    Raises ``ValueError`` if the spec's regular expression is none.
    """
    builder = _Builder(words, bound, ranks or {}, loose=loose)
    source = builder.fragment(pattern)
    try:
        regex = _compiled(source)
    except (re.error, OverflowError) as error:
        raise ValueError(f"not a regular expression: {source} ({error})") from None
    return Matcher(
        regex,
        tuple(builder.groups),
        tuple(builder.barred),
        builder.whole(pattern),
        builder.wild or bool(builder.groups),
    )


@lru_cache(maxsize=4096)
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.MULTILINE)


class _Builder:
    """Writes one regular expression, and remembers which group is which blank."""

    def __init__(
        self, words: Words, bound: Bound, ranks: Mapping[str, int], *, loose: bool
    ) -> None:
        self.groups: list[tuple[str, str]] = []
        self.barred: list[tuple[str, frozenset[str], tuple[str, ...]]] = []
        self._words, self._bound, self._ranks, self._loose = words, bound, ranks, loose
        self.wild = False  # there is a regular expression in it, maybe in one of its words
        self._seen: dict[str, str] = {}
        self._within: list[str] = []

    def whole(self, pattern: Pattern) -> str | None:
        """The blank that is all of ``pattern``, if it stands for ``any`` at its chosen rank."""
        pieces = [piece for piece in pattern.pieces if not _empty(piece)]
        if len(pieces) != 1 or not isinstance(pieces[0], Blank) or pieces[0].name in self._bound:
            return None
        name = pieces[0].name
        choice = self._words.get(name, _FREE)
        return name if not choice.roles and self._any(choice, name) else None

    def _any(self, choice: Choice, name: str) -> bool:
        return self._ranks.get(name, 0) >= len(choice.ranks)

    def fragment(self, pattern: Pattern) -> str:
        if pattern.style == "bare":
            return f"(?i-sx:{self._bare(pattern.pieces)})"
        if pattern.style == "exact":
            inner = "".join(self._literal(piece, pattern) for piece in pattern.pieces)
            return f"(?-isx:{inner})"
        return self._regex(pattern)

    def _literal(self, piece: Piece, pattern: Pattern) -> str:
        if isinstance(piece, Blank):
            if piece.name in self._bound:
                return re.escape(self._bound[piece.name])
            return self._blank(piece.name, last=piece is pattern.pieces[-1])
        return re.escape(piece.text if isinstance(piece, Value) else piece)

    def _regex(self, pattern: Pattern) -> str:
        self.wild = True
        flags = set(pattern.flags)
        pieces = list(pattern.pieces)
        branches = any(isinstance(piece, str) and "|" in piece for piece in pieces)
        written: list[str] = []
        for piece in pieces:
            if isinstance(piece, str):
                head = _FLAGS.match(piece) if not written else None
                flags |= set(head[1]) if head else set()
                written.append(piece[head.end() :] if head else piece)
            elif isinstance(piece, Value):
                written.append(_spaced(piece.text))
            elif piece.name in self._bound:
                written.append(_spaced(self._bound[piece.name]))
            else:
                if branches:
                    # Its other branch may be the one that is taken: each place has its own group.
                    self._seen.pop(piece.name, None)
                written.append(self._blank(piece.name, last=piece is pieces[-1]))
        on = "".join(sorted(flags & set("isx")))
        off = "".join(sorted(set("isx") - flags))
        close = "\n)" if "x" in flags else ")"
        inner = _SIGN.sub(lambda sign: _END if sign[0] == "$" else sign[0], "".join(written))
        return f"(?{on}{'-' if off else ''}{off}:{inner}{close}"

    def _bare(self, pieces: tuple[Piece, ...]) -> str:
        parts: list[str] = []
        last = next((p for p in reversed(pieces) if not _empty(p)), None)
        for before, piece in zip((" ", *pieces), pieces, strict=False):
            lead = before[-1:] if isinstance(before, str) else ""
            if isinstance(piece, Blank) and piece.name not in self._bound:
                parts.append(self._blank(piece.name, last=piece is last))
            elif isinstance(piece, str):
                parts += _words(piece, lead)
            else:
                text = piece.text if isinstance(piece, Value) else self._bound[piece.name]
                parts += _barely(text, lead)
        if not parts:
            # Nothing but punctuation: then that is what is looked for.
            written = "".join(p for p in pieces if isinstance(p, str)).strip()
            return re.escape(written) if written else r"\S"
        inner = _BETWEEN.join(parts)
        if self._loose:
            return inner
        begin = "" if _symbol(parts[0]) else _BEGIN
        end = "" if _symbol(parts[-1]) else r"(?!\w)"
        return f"{begin}{inner}{end}"

    def _blank(self, name: str, *, last: bool) -> str:
        if name in self._seen:
            return f"(?P={self._seen[name]})"
        if name in self._within:
            raise ValueError(f"the word {name!r} contains itself")
        choice = self._words.get(name, _FREE)
        if choice.composed:
            return self._alternatives(choice, name, last=last)
        group = f"b{len(self.groups)}"
        self.groups.append((group, name))
        taken = excluded(choice, self._bound)
        others = tuple(o.name for o in choice.distinct if isinstance(o, Blank))
        if choice.distinct:
            self.barred.append((name, taken, others))
        guards = [f"(?!(?i:{_spaced(value)})(?!\\w))" for value in sorted(taken)]
        guards += [f"(?!(?P={self._seen[o]})(?!\\w))" for o in others if o in self._seen]
        body = self._alternatives(choice, name, last=last)
        self._seen[name] = group
        return f"(?P<{group}>{''.join(guards)}{body})"

    def _alternatives(self, choice: Choice, name: str, *, last: bool) -> str:
        if choice.roles:
            return "(?:" + "|".join(re.escape(role) for role in choice.roles) + ")"
        if self._any(choice, name):
            return rf"\S(?:[^\r\n]{{0,{ANY}}}\S)?" if last else rf"\S(?:[^\r\n]{{0,{ANY}}}?\S)??"
        self._within.append(name)
        outside = dict(self._seen)
        written: list[str] = []
        for text in choice.ranks[self._ranks.get(name, 0)]:
            written.append(self.fragment(text))
            # What one alternative took is not there for another.
            self._seen = dict(outside)
        self._within.pop()
        return f"(?:{'|'.join(written)})"


def _empty(piece: Piece) -> bool:
    return isinstance(piece, str) and not piece.strip()


def _spaced(text: str) -> str:
    """``text`` literally, but any whitespace where it has some."""
    return r"\s+".join(re.escape(part) for part in _SPACE.split(text))


def _barely(text: str, lead: str) -> list[str]:
    words = _words(text, lead)
    return words if words or not text.strip() else [re.escape(text.strip())]


def _words(text: str, lead: str) -> list[str]:
    """The words as they are looked for, of a number below zero with its sign, however written.

    ``lead``: the character before the text.
    """
    found = _WORDS.findall(f"{lead if _APART.match(lead) else '.'}{text}")
    return [
        rf"[-\u2212]\s?{word[1:]}" if word[0] in "-\u2212" else re.escape(word) for word in found
    ]


def _symbol(part: str) -> bool:
    """True for a part that is punctuation, beside which a word may stand."""
    return not (part[0] in "(_[" or part[0].isalnum())
