"""Texts as they are said by the harness, and as they are shown to a person.

A scripted role says a text that is definite: no regex, no ``any``, every blank bound or with an
alternative that can be said.  A blank that is unbound when it is said is bound by that.
"""

import re
from collections.abc import Mapping, Sequence

from harness.checks.play import Choice, Pattern, Piece, Value
from harness.model.spec import Blank

Words = Mapping[str, Choice]
Bound = Mapping[str, str]
_PLAIN = re.compile(r"[\w ]+(\|[\w ]+)*")
_TWICE = re.compile(r"([\w ]+)\.\*\1")


def names(pattern: Pattern | None, words: Words) -> tuple[str, ...]:
    """The blanks of ``pattern``, and of all that these may stand for, outermost first."""
    found: dict[str, None] = {}
    todo = [pattern] if pattern is not None else []
    while todo:
        for piece in todo.pop(0).pieces:
            if isinstance(piece, Blank) and piece.name not in found:
                found[piece.name] = None
                choice = words.get(piece.name, Choice(any=True))
                todo += [text for rank in choice.ranks for text in rank]
                todo += [choice.say] if choice.say else []
    return tuple(found)


def excluded(choice: Choice, bound: Bound) -> frozenset[str]:
    """The values that ``choice`` may not take, caseless."""
    return frozenset(
        value.casefold()
        for other in choice.distinct
        if (value := other.text if isinstance(other, Value) else bound.get(other.name))
    )


def sayable(pattern: Pattern | None, words: Words, known: frozenset[str] | set[str]) -> bool:
    """True if ``pattern`` can be said once the blanks ``known`` are bound."""
    return pattern is not None and _sayable(pattern, words, known, frozenset())


def _sayable(
    pattern: Pattern, words: Words, known: frozenset[str] | set[str], above: frozenset[str]
) -> bool:
    if pattern.style == "regex":
        return False
    for name in (piece.name for piece in pattern.pieces if isinstance(piece, Blank)):
        choice = words.get(name)
        if name in known and not (choice and choice.composed):
            continue
        if choice is None or name in above:
            return False
        inner = above | {name}
        if not choice.roles and not any(
            _sayable(text, words, known, inner) for text in _said_texts(choice)
        ):
            return False
    return True


def said(pattern: Pattern, words: Words, bound: Bound) -> tuple[tuple[str, ...], dict[str, str]]:
    """``pattern`` as the texts of its segments, and all blanks as they are bound by saying it.

    Raises ``LookupError`` if it cannot be said: something in it is only a pattern, and unbound.
    """
    if pattern.style == "regex":
        raise LookupError(pattern)
    now = dict(bound)
    segments = []
    for segment in pattern.segments:
        texts = [_piece(piece, words, now) for piece in segment]
        if pattern.style == "bare":
            _trim(texts, segment)
        segments.append("".join(texts))
    return tuple(segments), now


def _trim(texts: list[str], pieces: Sequence[Piece]) -> None:
    """Take the white space from both ends of a bare text, but not from what a word says there.

    A word may be an exact text with a line end, without which a line of a protocol never ends.
    """
    for order, strip in ((range(len(texts)), str.lstrip), (range(len(texts))[::-1], str.rstrip)):
        for at in order:
            if texts[at] and isinstance(pieces[at], Blank):
                break
            texts[at] = strip(texts[at])
            if texts[at]:
                break


def _piece(piece: str | Value | Blank, words: Words, bound: dict[str, str]) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Value):
        return piece.text
    if piece.name in bound:
        return bound[piece.name]
    choice = words.get(piece.name, Choice())
    text = _said_choice(choice, words, bound)
    if not choice.composed:
        bound[piece.name] = text
    return text


def _said_choice(choice: Choice, words: Words, bound: dict[str, str]) -> str:
    taken = excluded(choice, bound)
    for role in choice.roles:
        if role.casefold() not in taken:
            return role
    for text in _said_texts(choice):
        try:
            segments, after = said(text, words, bound)
        except (LookupError, RecursionError):
            continue
        if "".join(segments).casefold() not in taken:
            bound.update(after)
            return "".join(segments)
    raise LookupError(choice)


def _said_texts(choice: Choice) -> list[Pattern]:
    texts = [text for rank in choice.ranks for text in rank]
    return [choice.say, *texts] if choice.say else texts


def shown(pattern: Pattern, words: Words, bound: Bound) -> str:
    """``pattern`` for a person: known blanks filled in, in quotes, or in slashes if a regex.

    A regex that is but a text, or texts to choose from, or one twice, or a blank, is shown as that:
    not every reader knows them.
    """
    inner = "".join(_shown(piece, words, bound, 0) for piece in pattern.pieces)
    whole = pattern.pieces
    blank = len(whole) == 1 and isinstance(whole[0], Blank)
    if pattern.style == "regex":
        twice = _TWICE.fullmatch(inner)
        if _PLAIN.fullmatch(inner) or twice or (blank and inner != "…"):
            return f"{quote(twice[1])} twice" if twice else quote(inner)
        return f"/{inner}/{pattern.flags}"
    if len(whole) == 1 and isinstance(whole[0], Blank) and inner == "…":
        ranks = words.get(whole[0].name, Choice(any=True)).ranks
        sought = next((text for rank in ranks for text in rank if text.style == "regex"), None)
        return shown(sought, words, bound) if sought else "any text"
    return quote(inner)


def _shown(piece: str | Value | Blank, words: Words, bound: Bound, depth: int) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Value):
        return piece.text
    if piece.name in bound:
        return bound[piece.name]
    choice = words.get(piece.name, Choice(any=True))
    instead = choice.say or choice.show
    if instead is not None and depth < 4:
        return "".join(_shown(part, words, bound, depth + 1) for part in instead.pieces)
    taken = excluded(choice, bound)
    texts = list(choice.roles)
    if depth < 4:
        texts += [
            "".join(_shown(part, words, bound, depth + 1) for part in text.pieces)
            for rank in choice.ranks
            for text in rank
            if text.style != "regex"
        ]
    texts = [text for text in texts if text.casefold() not in taken]
    return "|".join(texts[:3]) if texts else "…"


def quote(text: str, limit: int = 120) -> str:
    r"""``text`` in double quotes, on one line, unprintable characters as escapes, cut to ``limit``.

    Bytes that were not UTF-8 show as ``\xff``.
    """
    readable = _escaped(text[: limit + 1])
    if len(readable) > limit:
        readable = readable[: limit - 1] + "…"
    return f'"{readable}"'


def quote_end(text: str, limit: int = 120) -> str:
    """The same, but cut at its beginning: where a story stopped, the last that was said tells."""
    readable = _escaped(text[-limit - 1 :])
    if len(readable) > limit:
        readable = f"…{readable[1 - limit :]}"
    return f'"{readable}"'


def _escaped(text: str) -> str:
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return "".join(_readable(letter) for letter in text)


_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def _readable(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if not letter.isprintable():
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    return letter
