"""A place in one statement of a story, moving to the right as its words are understood.

Whatever is not understood raises :class:`ReadError` with its place in the statement.
"""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet

from harness.model.spec import Blank, Part, Place, Text
from harness.spec import texts
from harness.spec.draft import ReadError, suggest
from harness.spec.names import FILE, NAME, RESERVED, Names

_WHO = re.compile(rf"\{{\s*(?P<blank>{NAME})\s*\}}|(?P<role>{NAME})(?P<number>\.\d+)?")
_NESTED = re.compile(rf"\{{({NAME})\s[^{{}}\n]*\{{({NAME})\}}")
_ARGUMENT = re.compile(r'"(?P<quoted>[^"]*)"(?=\s|$)|(?P<plain>\S+)')


# What the harness does itself: it says just this text, or looks for just these words.
DONE = frozenset({"types", "presses", "fills", "picks"})
_TYPED = frozenset({"types", "fills"})
# What a bare text would mean letter by letter, and nobody who writes it means so.
_ODD = (
    (
        re.compile(
            r"""[bfru]{0,2}'.*'|[bfru]{1,2}".*"|[\u201c-\u201e].*[\u201c\u201d]|\u2018.*\u2019|`.*`""",
            re.IGNORECASE,
        ),
        'these quotes would be part of the text: bare text has none, an exact one "these"',
    ),
    (
        re.compile(r".*?\s#\s.*"),
        'a comment has a line of its own, and this is text; a # that is meant needs "quotes"',
    ),
)


class Cursor:
    """Reads ``text``, one statement.

    ``place`` tells where an offset stands in the file; ``scope`` holds the blanks known by name;
    ``note`` takes mistakes after which reading can go on (offset, message).
    """

    def __init__(
        self,
        text: str,
        names: Names,
        scope: AbstractSet[str],
        place: Callable[[int], Place],
        note: Callable[[int, str], None],
    ) -> None:
        self.text, self.names, self.scope = text, names, scope
        self.place, self.note = place, note
        self.at = 0

    def within(self, start: int, end: int) -> "Cursor":
        """A cursor over a part of the text; its places and notes are those of the whole."""
        # A ReadError raised inside counts from the part's start: it is the caller's to shift.
        return Cursor(
            self.text[start:end],
            self.names,
            self.scope,
            lambda offset: self.place(start + offset),
            lambda offset, message: self.note(start + offset, message),
        )

    @property
    def rest(self) -> str:
        """What is still to be read."""
        return self.text[self.at :]

    def take(self, pattern: str) -> re.Match[str] | None:
        """Step over ``pattern`` and the space after it, if it stands here."""
        found = re.compile(pattern).match(self.text, self.at)
        if found:
            self.at = found.end()
            self.space()
        return found

    def space(self) -> None:
        """Step over white space."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def who(self, what: str, also: tuple[str, ...] = ()) -> tuple[Part, ...]:
        """Roles or blanks, with commas between.  ``also``: further names to suggest."""
        found: list[Part] = []
        while True:
            match = _WHO.match(self.text, self.at)
            if match is None:
                message = f"a role, or a blank such as {{x}}, is missing here: {what}"
                raise ReadError(self.at, message)
            found.append(self._one(match, also))
            self.at = match.end()
            self.space()
            if re.match(r"(and|&)\s", self.rest):
                raise ReadError(self.at, "put a comma between roles: a, b")
            if not self.take(","):
                return tuple(found)

    def arguments(self) -> tuple[Part, ...]:
        """The remaining words, each a text, a "quoted one" or a {blank}."""
        found: list[Part] = []
        while self.at < len(self.text):
            match = _ARGUMENT.match(self.text, self.at)
            assert match is not None  # anything but space begins an argument
            found.append(self._argument(match))
            self.at = match.end()
            self.space()
        return tuple(found)

    def end(self, after: str) -> None:
        """Nothing may follow ``after``."""
        if self.at >= len(self.text):
            return
        if self.text[self.at] == ":":
            raise ReadError(self.at, f"'{after}' takes no text")
        if self.text[self.at] == "#":
            raise ReadError(self.at, "a comment has a line of its own")
        raise ReadError(self.at, f"not understood after '{after}': '{self.rest[:30]}'")

    def words(self, what: str) -> Text:
        """A text that ends before the next ``: `` or with the line: words of a window."""
        begin = self.at
        if self.rest.startswith(('"', "/")):
            close = texts.quoted if self.rest.startswith('"') else texts.closing
            try:
                end = close(self.text, begin) + 1
            except ReadError as wrong:
                raise ReadError(wrong.offset, f"{what}: {wrong.message}") from None
            end += len(self.text[end:]) - len(self.text[end:].lstrip("imsx"))
        else:
            colon = re.compile(r"\s*:(?=\s|$)").search(self.text, begin)
            end = colon.start() if colon else len(self.text)
        self.at = end
        self.space()
        return self._text(begin, end, what)

    def said(self, verb: str) -> Text:
        """The text after ``: `` at the cursor, which must be there."""
        if not self.rest.startswith(":"):
            instead = f", not '{self.rest[:30]}'" if self.rest else ""
            free = "" if verb in DONE else " (': any' for any text)"
            message = f"'{verb}' needs ': ' and a text here{free}{instead}"
            raise ReadError(self.at, message)
        colon, self.at = self.at, self.at + 1
        if not self.rest.strip():
            raise ReadError(colon, "the text after ':' is missing; an empty one is \"\"")
        if not self.rest[0].isspace():
            raise ReadError(colon, "put a space after the ':' before the text")
        self.space()
        start, self.at = self.at, len(self.text)
        return self._text(start, self.at, verb)

    def _text(self, start: int, end: int, verb: str) -> Text:
        try:
            text = expand(texts.parse(self.text[start:end]), self.names, self.scope)
            return self._sound(text, verb)
        except ReadError as wrong:
            raise ReadError(start + wrong.offset, wrong.message) from None

    def _one(self, match: re.Match[str], also: tuple[str, ...]) -> Part:
        if match["blank"]:
            return Blank(match["blank"])
        name = match["role"]
        if name in RESERVED:
            end = "; what must not happen begins with 'never'" if name == "not" else ""
            raise ReadError(match.start(), f"'{name}' cannot stand here{end}")
        if name not in self.names.roles:
            if name in self.scope:
                self.note(match.start(), f"no role '{name}'; a blank is written {{{name}}}")
            elif self.names.roles:  # that there are none at all is told once
                self.note(match.start(), f"no role '{name}'{suggest(name, self.names.roles, also)}")
        elif match["number"]:
            message = f"one connection of several ('{match[0]}') is not available in this version"
            self.note(match.start(), message)
        return name

    def _argument(self, match: re.Match[str]) -> Part:
        if match["quoted"] is not None:
            return match["quoted"]
        word = match["plain"]
        blank = re.fullmatch(rf"\{{({NAME})\}}", word)
        if blank:
            return Blank(blank[1])
        if texts.BLANK.search(word):
            raise ReadError(
                match.start(), f"an argument is a word or one {{blank}}, not both: '{word}'"
            )
        return word

    def _sound(self, text: Text, verb: str) -> Text:
        if verb in _TYPED:
            if text.style == "regex":
                raise ReadError(0, "what is typed is a text, not a /pattern/")
        elif text.style == "bare":
            if not texts.has_word(text.segments[0]):
                message = (
                    'bare text ignores punctuation, so this has nothing to look for; use "quotes"'
                )
                raise ReadError(0, message)
            if "|" in text.source:
                message = (
                    'alternatives (A|B) are named under words; a | that is meant needs "quotes"'
                )
                raise ReadError(text.source.index("|"), message)
        if text.style == "bare":
            texts.refuse_letters(text)
            for odd, message in _ODD:
                if odd.fullmatch(text.source):
                    raise ReadError(0, message)
        return text


_WHERE = (
    ": where a program listens is known to 'answers' only; a story says localhost, or the role's"
    " name where there are 'hosts'"
)


def where(name: str) -> str:
    """What to say of a blank that is known to answers only; empty if it is another."""
    return _WHERE if name.startswith(("address of ", "port of ")) else ""


def expand(text: Text, names: Names, scope: AbstractSet[str]) -> Text:
    """The same text with a call such as ``{get index.html}`` replaced by the word's text.

    An argument that is a blank's name stands for that blank.  Raises :class:`ReadError` for a call
    of what takes no arguments, and for a word that needs them and has none.
    """
    nested = _NESTED.search(text.source)
    called = nested and (nested[1] in names.words and names.words[nested[1]].args)
    if nested and (called or nested[1] == FILE.strip()):
        right = f"{{{nested[1]} {nested[2]}}}"
        raise ReadError(nested.start(), f"a blank as an argument has no braces of its own: {right}")
    for name in texts.blanks(text):
        word, *given = name.split(" ")
        signature = names.words.get(word)
        offset = max(0, text.source.find("{" + word))
        if not given and (signature is None or (signature.kind != "lines" and not signature.args)):
            continue
        if signature is None:
            if word == "file":
                _known_file(text, name, scope, offset)
                continue
            if word == "salt":
                raise ReadError(offset, f"{{{word} …}} is not available in this version")
            end = where(name) or suggest(word, names.words)
            raise ReadError(offset, f"no word '{word}' with arguments{end}")
        if signature.kind == "lines":
            raise ReadError(
                offset, f"'{word}' is a piece of story; write: do {' '.join([word, *given])}"
            )
        if len(given) != len(signature.args):
            raise ReadError(offset, count(word, signature.args, len(given)))
        if text.style != "bare" or text.segments != ((Blank(name),),):
            raise ReadError(offset, f"{{{name}}} must be the whole text, without quotes")
        assert signature.text is not None
        return _filled(signature.text, dict(zip(signature.args, given, strict=True)), scope, text)
    return text


def _known_file(text: Text, name: str, scope: AbstractSet[str], offset: int) -> None:
    """See that ``{file NAME}`` is one that is put somewhere, in a text that is bytes.

    A NAME that is a blank's is one of several files: which ones, only the whole story shows.
    """
    file = name.removeprefix(FILE)
    if name not in scope and file not in scope:
        raise ReadError(offset, no_file(file, scope))
    if text.style != "exact":
        raise ReadError(offset, f'{{{name}}} is bytes: it stands in an "exact" text, in quotes')


def no_file(file: str, scope: AbstractSet[str]) -> str:
    """The message for a file that is not put, with what is put instead."""
    files = [one.removeprefix(FILE) for one in scope if one.startswith(FILE)]
    return f"no one file '{file}' of at most 100,000 bytes is put here" + suggest(file, files)


def count(word: str, args: tuple[str, ...], given: int) -> str:
    """The message for a wrong number of arguments."""
    wanted = f"{len(args)} argument{'' if len(args) == 1 else 's'}"
    named = f" ({', '.join(args)})" if args else ""
    return f"'{word}' takes {wanted}{named}, not {given}"


def _filled(body: Text, given: dict[str, str], scope: AbstractSet[str], call: Text) -> Text:
    def part(one: Part) -> Part:
        if isinstance(one, str) or one.name not in given:
            return one
        value = given[one.name]
        return Blank(value) if value in scope else value

    segments = tuple(texts.merged([part(one) for one in segment]) for segment in body.segments)
    return Text(body.style, segments, body.flags, call.source)
