"""What a message says whose sender's program puts it into a code: base64, zlib, a simple cipher.

The rules:

* Only of programs whose source shows that they do so (``harness.casting.forms``) is anything
  undone: of others whatever crosses is taken as it is.
* A code is undone only if all of a message is of it, but for a length before, and text comes out.
* A cipher that adds the same to each letter or byte is undone if a line that was typed comes out.
* What cannot be undone is ``opaque`` if it is no text, or its program has a cipher and neither what
  was typed stands in it nor a word that such programs say.
"""

import base64
import contextlib
import re
import zlib
from collections.abc import Callable, Collection, Iterator

from harness.model.events import Sent, Typed, Unseen

_LEAST = 3  # letters of a typed line that does not come out by chance
_MOST = 16 * 1024  # bytes of a message that is looked at, and of what comes out
_NESTED = 2  # codes within codes
_HEADS = (0, 2, 4, 8)  # bytes of a length before a message
_DIGITS = re.compile(rb"\s*\d{1,10}[\s:|]\s*")  # that in digits
_LINES = re.compile(rb"[\r\n\0]+")
_TEXT = re.compile(r"[^\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]+")
_PLAIN = re.compile(
    rb"(?i)\b(the|is|has|to|you|client|server|message|wait\w*|connect\w*|received|before|name|hello"
    rb"|welcome|bye)\b"
)
_LETTERS = bytes(range(65, 91)), bytes(range(97, 123))


class Codes:
    """The codes of a scene's programs; ``opaque``: the events that brought what nobody can read."""

    def __init__(self) -> None:
        self.opaque: set[int] = set()
        self._whys: dict[str, str] = {}
        self._secret: set[str] = set()
        self._typed: dict[bytes, None] = {}

    def unseen(self, event: Unseen) -> None:
        """Take notice of what nobody sees: what some program's messages say, perhaps."""
        if event.what in {"code", "cipher"}:
            self._whys[event.who] = event.why
        if event.what == "cipher":
            self._secret.add(event.who)

    def typed(self, event: Typed) -> None:
        """Take notice of a line that was typed: it may come out of a cipher."""
        if len(line := event.data.strip()) >= _LEAST:
            self._typed[line] = None

    def why(self, who: str) -> str:
        """Why what ``who`` says may be such that nobody can read it."""
        return self._whys.get(who, "")

    def text(self, event: Sent) -> bytes | None:
        """What a message says that is in a code; None if it is in none, or in one unknown."""
        if event.who not in self._whys or not event.data:
            return None
        secret = event.who in self._secret
        found = _undone(event.data, self._typed, bytewise=secret)
        if found is None and not is_text(event.data):
            self.opaque.add(event.n)
        read = _PLAIN.search(event.data) or _holds(event.data, self._typed)
        if found is None and secret and not read:
            self.opaque.add(event.n)
        return found


def is_text(data: bytes) -> bool:
    """Whether bytes are text that a person can read."""
    try:
        return _TEXT.fullmatch(data.decode()) is not None
    except UnicodeDecodeError:
        return False


def _undone(data: bytes, typed: Collection[bytes], *, bytewise: bool) -> bytes | None:
    """The text that ``data`` is a code of; None if it is of none that is known."""
    if len(data) > _MOST:
        return None
    found = _whole(data, _NESTED) or _lines(data)
    if (found is None or bytewise) and not _holds(found or data, typed):
        # what a cipher made is no text, so that it may be in base64
        for each in (data, *_outs(data)) if bytewise else (data,):
            texts = filter(is_text, _shifted(each, typed, bytewise=bytewise))
            if text := next((text for text in texts if _holds(text, typed)), None):
                return text
    return found


def _holds(data: bytes, lines: Collection[bytes]) -> bool:
    return any(line in data for line in lines)


def _lines(data: bytes) -> bytes | None:
    """The texts that each line of ``data`` is a code of."""
    lines = [line for line in _LINES.split(data) if line]
    found = [text for line in lines if (text := _whole(line, _NESTED)) is not None]
    return b"".join(text + b"\n" for text in found) if len(found) == len(lines) > 1 else None


def _whole(data: bytes, deep: int) -> bytes | None:
    """The text that all of ``data`` is a code of, or a code of a code."""
    for out in _outs(data) if deep else ():
        inner = _whole(out, deep - 1)
        if inner is not None or is_text(out):
            return inner or out
    return None


def _outs(data: bytes) -> Iterator[bytes]:
    """What ``data`` is a code of, by each code that it may be of."""
    digits = _DIGITS.match(data)
    heads = dict.fromkeys((*_HEADS, digits.end() if digits else 0))
    for undo in _CODES:
        for head in heads:
            with contextlib.suppress(ValueError, zlib.error):
                yield undo(data[head:])


def _shifted(data: bytes, lines: Collection[bytes], *, bytewise: bool) -> Iterator[bytes]:
    """``data`` with its letters shifted back, and its bytes by what gives one of ``lines``."""
    for by in range(1, 26) if bytewise else (13,):
        tables = (bytes.maketrans(part, part[by:] + part[:by]) for part in _LETTERS)
        upper, lower = tables
        yield data.translate(upper).translate(lower)
    for line in lines if bytewise else ():
        for key in _keys(data, line, lambda one, other: one ^ other):
            yield bytes(byte ^ key for byte in data)
        for key in _keys(data, line, lambda one, other: (one - other) % 256):
            yield bytes((byte - key) % 256 for byte in data)


def _keys(data: bytes, line: bytes, differ: Callable[[int, int], int]) -> Iterator[int]:
    """What ``line`` was changed by if it stands in ``data``: what its letters differ by stays."""
    steps, wanted = (
        bytes(differ(one, other) for one, other in zip(text[1:], text, strict=False))
        for text in (data, line)
    )
    at = steps.find(wanted)
    if at >= 0:
        yield differ(data[at], line[0])


def _hex(data: bytes) -> bytes:
    return bytes.fromhex(data.strip(b"\r\n\0").decode("ascii"))


def _base64(data: bytes) -> bytes:
    # encodebytes() breaks what is long into lines
    return base64.b64decode(data.replace(b"\n", b"").rstrip(b"\r\0"), validate=True)


def _deflated(data: bytes) -> bytes:
    undo = zlib.decompressobj(wbits=47)  # zlib's own header, or gzip's
    out = undo.decompress(data, _MOST)
    if not undo.eof or undo.unused_data:
        raise ValueError(data)
    return out


_CODES = (_hex, _base64, _deflated)
