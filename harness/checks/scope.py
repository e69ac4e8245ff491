"""What a name in a story stands for, at the place where it stands.

A name is looked for, innermost first, among what was put in for it (a row's values, the names of
an ``each``, a word's arguments) and among the blanks already used.  One that is neither becomes a
blank *of the innermost round*: a word first used inside an ``each`` or a ``do`` binds anew in
every round, and one used before it goes on meaning the same.
"""

import re
from collections.abc import Iterable, Mapping

from harness.checks.play import Actor, Choice, Pattern, Piece, Value
from harness.model.spec import Blank, Part, Text, Word

_FILE = "file "
_BLANK = re.compile(r"\{([^\W\d][\w-]*)\}")


class Book:
    """All blanks of one play: the spec's words, and what each used blank may stand for.

    ``files``: what is put beside programs, by name.
    """

    def __init__(
        self,
        words: Mapping[str, Word],
        roles: Iterable[str],
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        self.words = words
        self.files = files or {}
        self.roles = frozenset(roles)
        self.used: dict[str, Choice] = {}
        self._rounds: dict[str, int] = {}

    def fresh(self, name: str) -> str:
        """A name like ``name`` that no blank of the play has."""
        while True:
            count = self._rounds.get(name, 0) + 1
            self._rounds[name] = count
            if f"{name}.{count}" not in self.used:
                return f"{name}.{count}"


class Scope:
    """The names that hold in one round of the story (or, without a parent, in all of it)."""

    def __init__(
        self, book: Book, parent: "Scope | None" = None, given: Mapping[str, str] | None = None
    ) -> None:
        self._book = book
        self._parent = parent
        self._row = dict(given or {})
        self._given: dict[str, tuple[Piece, ...]] = {}
        self._local: dict[str, str] = {}

    def round(self, names: Iterable[str], values: Iterable[Part]) -> "Scope":
        """A scope within this one in which ``names`` stand for ``values``."""
        inner = Scope(self._book, self)
        for name, value in zip(names, values, strict=False):
            inner._given[name] = self._put_in(value)
        return inner

    def pattern(self, text: Text, *, to_say: bool = False) -> Pattern:
        """``text`` with its names resolved.

        The bare text ``any`` is a blank of its own, except where it is there ``to_say``.
        """
        if text.style == "bare" and text.segments == (("any",),) and not to_say:
            name = self._book.fresh("any")
            self._book.used[name] = Choice(any=True)
            return Pattern("bare", ((Blank(name),),))
        segments = tuple(
            tuple(piece for part in segment for piece in self._resolve(part))
            for segment in text.segments
        )
        return Pattern(text.style, segments, text.flags)

    def actor(self, part: Part) -> Actor:
        """The role, or the blank for one, that ``part`` names."""
        pieces = self._put_in(part)
        if len(pieces) == 1 and isinstance(pieces[0], Blank):
            return pieces[0]
        return _text(pieces)

    def text(self, part: Part) -> str:
        """``part`` as plain text; blanks that stand for nothing yet stay as they were written."""
        return _text(self._put_in(part))

    def name(self, written: str) -> str:
        """``written`` with each ``{name}`` in it replaced by its text."""
        return _BLANK.sub(lambda found: self.text(Blank(found[1])), written)

    def _put_in(self, part: Part) -> tuple[Piece, ...]:
        pieces = _parse(part) if isinstance(part, str) else (part,)
        return tuple(found for piece in pieces for found in self._resolve(piece))

    def _resolve(self, piece: Piece) -> tuple[Piece, ...]:
        return self._look(piece.name) if isinstance(piece, Blank) else (piece,)

    def _look(self, name: str) -> tuple[Piece, ...]:
        if name.startswith(_FILE):
            file = name[len(_FILE) :]
            found = self._book.files.get(file)
            if found is None:  # the name of a blank, which has that of a file
                found = self._book.files[self.text(Blank(file))]
            # its bytes as they are read from a wire
            return (found.decode("utf-8", "surrogateescape"),)
        scope: Scope | None = self
        while scope is not None:
            if name in scope._given:
                return scope._given[name]
            if name in scope._row:
                # Taken out while it is resolved, so that a row may say {f: '{f}'}.
                written = scope._row.pop(name)
                pieces = scope._put_in(written)
                scope._given[name] = pieces
                return pieces
            if name in scope._local:
                return (Blank(scope._local[name]),)
            scope = scope._parent
        return (Blank(self._define(name)),)

    def _define(self, name: str) -> str:
        actual = name if self._parent is None else self._book.fresh(name)
        self._local[name] = actual
        self._book.used[actual] = Choice(any=True)
        self._book.used[actual] = self._choice(name)
        return actual

    def _choice(self, name: str) -> Choice:
        word = self._book.words.get(name)
        if word is None:
            return Choice(any=True)
        return Choice(
            ranks=tuple(tuple(self.pattern(text) for text in rank) for rank in word.ranks),
            any=word.any or not (word.ranks or word.roles),
            roles=word.roles or self._roles(word),
            distinct=tuple(
                piece
                for other in word.distinct
                for piece in self._look(other)
                if not isinstance(piece, str)
            ),
            say=self.pattern(word.say) if word.say else None,
            show=self.pattern(word.show) if word.show else None,
        )

    def _roles(self, word: Word) -> tuple[str, ...]:
        texts = [text for rank in word.ranks for text in rank]
        names = [text.segments[0][0] for text in texts if len(text.segments[0]) == 1]
        roles = tuple(name for name in names if isinstance(name, str) and name in self._book.roles)
        return roles if texts and len(roles) == len(texts) else ()


def _parse(written: str) -> tuple[Piece, ...]:
    """A value of a row or an ``each``: text, in which ``{name}`` is a blank."""
    pieces: list[Piece] = []
    at = 0
    for found in _BLANK.finditer(written):
        if found.start() > at:
            pieces.append(Value(written[at : found.start()]))
        pieces.append(Blank(found[1]))
        at = found.end()
    if at < len(written) or not pieces:
        pieces.append(Value(written[at:]))
    return tuple(pieces)


def _text(pieces: tuple[Piece, ...]) -> str:
    return "".join(
        piece.text
        if isinstance(piece, Value)
        else f"{{{piece.name}}}"
        if isinstance(piece, Blank)
        else piece
        for piece in pieces
    ).strip()
