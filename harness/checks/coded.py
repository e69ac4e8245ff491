"""What a message says whose sender's program puts it into a code: base64, zlib, a simple cipher.

The rules:

* Only of programs whose source shows that they do so (``harness.casting.forms``) is anything
  undone: of others whatever crosses is taken as it is.
* A code is undone only if all of a message is of it, but for a length before, and text comes out;
  of base64 also what stands among other things, and says what programs say.  What is compressed
  may stand between any few bytes.
* What was typed and stands in a message as it is was put into no code that changes letters.
* A cipher that adds the same to each letter or byte is undone if a line that was typed comes out,
  or a word that such programs say, but for a length and a checksum; once its key is known, always.
* What cannot be undone is ``opaque`` if it is no text, or its program has a cipher and what was
  typed does not stand in it, nor a word that such programs say and nothing but words.
"""

import base64
import re
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from itertools import chain, cycle, islice
from urllib.parse import unquote_to_bytes

from harness.model.events import Sent, Typed, Unseen

_Way = tuple[int, str, int]  # bytes of a length, their order, and bytes of a checksum
Undo = Callable[[bytes], bytes]
"""Undoes a code; raises ValueError or zlib.error if bytes are not of it."""

_LEAST = 3  # letters of a typed line that does not come out by chance
_MOST = 16 * 1024  # bytes of a message that is looked at, and of what comes out
_ALL = 2**21  # the same of a scene; whoever floods it is not read any more
_EACH = 1000  # what a message costs of that beside its own bytes
_NESTED = 2  # codes within codes
_HEADS = (0, 2, 4, 8)  # bytes of a length before a message
_FRAME = 24  # bytes of a kind, a length and a checksum around what is compressed
_TRIED = 50  # places where that may begin
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_SUM = 4  # bytes of a checksum behind a message
_WAYS = [(1, "big", rest) for rest in range(_SUM + 1)] + [
    (size, order, rest)
    for size in (2, 4, 8)
    for order in ("big", "little")
    for rest in range(_SUM + 1)
]
_END = re.compile(rb"[\s.,;:!?)\]}\"'>]*")
_DIGITS = re.compile(rb"\s*\d{1,10}[\s:|]\s*")  # that in digits
_LINES = re.compile(rb"[\r\n\0]+")
_TEXT = re.compile(r"[^\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]+")
_PLAIN = re.compile(
    rb"(?i)\b(the|is|has|to|you|client|server|message|wait\w*|connect\w*|received|before|name|hello"
    rb"|welcome|bye)\b"
)
_HTTP = re.compile(rb"(?:[A-Z]+ \S+ HTTP/1|HTTP/1)\.\d[^\n]*\r\n(?:[^\r\n]+\r\n)*\r\n")
_SIGNS = re.compile(rb"[A-Za-z\d+/]+")
_WORD = re.compile(rb"(?:[A-Z]?[a-z]*|[A-Z]+|[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})+)\d{0,12}")
_ROW = re.compile(rb"\d+(?:[,\s]+\d+){2,}")
_USUAL = (b"lient ", b"onnect", b"eceive", b"essage", b"erver ", b"elcome")
"""What comes out of a cipher as little by chance as what was typed."""
_BASE64 = re.compile(rb"(?<![\w+/=-])(?:[\w+/-]{4})*?[\w+/-]{2,4}={0,2}(?![\w+/=-])")
_NUMBERS = re.compile(rb"[\s\[]*\d{1,8}(?:[,\s]+\d{1,8})+[\]\s\0]*")
_BITS = re.compile(rb"[01]{7,8}")
_LETTERS = bytes(range(65, 91)), bytes(range(97, 123))


class Codes:
    """The codes of a scene's programs; ``opaque``: the events that brought what nobody can read."""

    def __init__(self) -> None:
        self.opaque: set[int] = set()
        self._whys: dict[str, str] = {}
        self._secret: set[str] = set()
        self._typed: dict[bytes, None] = dict.fromkeys(_USUAL)
        self._left = _ALL
        self._table = b""  # what undoes the cipher, once that is known
        self._ways = list(_WAYS)  # in which its messages may be framed; one, once that is known

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
        found = self._undone(event.data, secret=secret)
        if found is None and self._is_opaque(event.data, secret=secret):
            self.opaque.add(event.n)
        return found

    def _is_opaque(self, data: bytes, *, secret: bool) -> bool:
        if is_text(data):
            spoken = self._known(data) and self._is_spoken(data)
            return secret and not (spoken or _HTTP.fullmatch(data))
        return (secret or len(data) > max(_HEADS)) and not _holds(data, self._typed)

    def _is_spoken(self, data: bytes) -> bool:
        """Whether a text is what somebody says, and no frame (JSON, say) around what is secret."""
        if _holds(data, self._typed.keys() - _USUAL):
            return True
        return not _ROW.search(data) and all(map(_WORD.fullmatch, _SIGNS.findall(data)))

    def _undone(self, data: bytes, *, secret: bool) -> bytes | None:
        """The text that ``data`` is a code of; None if it is of none that is known.

        ``secret``: its program has a cipher: not all that looks like text is what was said.
        """
        self._left -= len(data) + _EACH
        if len(data) > _MOST or self._left < 0:
            return None
        plain = _holds(data, self._typed.keys() - _USUAL)
        codes = _IN_CLEAR if plain else _CODES
        found = (None if plain else self._rare(data)) or _whole(data, codes)
        found = found or (None if plain else _lines(data)) or self._within(data)
        found = found or (None if plain else self._object(data))
        if found is not None and (not secret or self._known(found)):
            return found
        clear = plain or (is_text(data) and self._known(data))
        return None if clear else self._deciphered(data, secret=secret)

    def _deciphered(self, data: bytes, *, secret: bool) -> bytes | None:
        """What a cipher made of what was typed, or is usual; or of anything, once it is known."""
        for body in (data, *_outs(data, _CODES)) if secret else (data,):
            if _holds(body[::-1], self._typed):
                return body[::-1]
            framed = [(way, parts) for way in self._ways if (parts := _parts(body, *way))]
            for table in _tables(body, self._typed, bytewise=secret):
                text = self._turned(body, table, framed)
                if text is not None and _holds(text, self._typed):
                    self._table = table
                    return text
            if self._table and (text := self._turned(body, self._table, framed)) is not None:
                return text
        return None

    def _turned(
        self, data: bytes, table: bytes, framed: list[tuple[_Way, list[bytes]]]
    ) -> bytes | None:
        """The text that comes out, without what frames it; None if it is none.

        The way in which the first is framed is that of all.
        """
        plain = data.translate(table)
        for way, parts in framed:
            texts = [self._said(part.translate(table)) for part in parts]
            sure = len(self._ways) == 1 or self._begins(plain, way[0])
            if sure and all(text and is_text(text) for text in texts):
                text = b"\n".join(texts)
                if _holds(text, self._typed):
                    self._ways = [way]
                return text
        text = self._said(plain)
        return text if is_text(text) else None

    def _begins(self, plain: bytes, at: int) -> bool:
        """Whether what was typed begins there, or at least no word goes on."""
        lines = tuple(self._typed.keys() - _USUAL)
        return plain[at:].startswith(lines) or not re.match(rb"[A-Za-z][a-z]", plain[at - 1 :])

    def _said(self, text: bytes) -> bytes:
        """A text without what is no more of it: a checksum may look like more letters."""
        for line in self._typed.keys() - _USUAL:
            rest = text.rpartition(line)[2] if line in text else b""
            if 0 < len(rest) <= _SUM and not _END.fullmatch(rest):
                text = text[: -len(rest)]
        return text.lstrip(b"\0")

    def _within(self, data: bytes) -> bytes | None:
        """``data`` with its base64 undone, which other things stand around."""

        def text(found: re.Match[bytes]) -> bytes:
            try:
                out = base64.b64decode(found[0], validate=True)
            except ValueError:
                return found[0]
            # any word of four letters is something in base64
            return out if is_text(out) and self._known(out) else found[0]

        changed = _BASE64.sub(text, data)
        return changed if changed != data else None

    def _object(self, data: bytes) -> bytes | None:
        """What is no text, as an object that was pickled; known by a checksum, or what it holds."""
        sure, others = _outs(data, (_deflated,)), _outs(data, _CODES)
        return next(chain(sure, (one for one in others if _holds(one, self._typed))), None)

    def _rare(self, data: bytes) -> bytes | None:
        """What a code says of which most words are, too: so it has to be something known."""
        outs = (out for out in _outs(data, _RARE) if is_text(out) and self._known(out))
        return next(outs, None)

    def _known(self, data: bytes) -> bool:
        return _PLAIN.search(data) is not None or _holds(data, self._typed)


def is_text(data: bytes) -> bool:
    """Whether bytes are text that a person can read."""
    try:
        return _TEXT.fullmatch(data.decode()) is not None
    except UnicodeDecodeError:
        return False


def _parts(data: bytes, size: int, order: str, rest: int) -> list[bytes]:
    """What stands between lengths of ``size`` bytes and ``rest`` more bytes, if all of it does."""
    found, at = [], 0
    while at < len(data):
        begin = at + size
        end = begin + int.from_bytes(data[at:begin], "big" if order == "big" else "little")
        if end == begin or end + rest > len(data):
            return []
        found.append(data[begin:end])
        at = end + rest
    return found


def _holds(data: bytes, lines: Collection[bytes]) -> bool:
    return any(line in data for line in lines)


def _lines(data: bytes) -> bytes | None:
    """The texts that each line of ``data`` is a code of."""
    lines = [line for line in _LINES.split(data) if line]
    found = [text for line in lines if (text := _whole(line, _CODES)) is not None]
    return b"".join(text + b"\n" for text in found) if len(found) == len(lines) > 1 else None


def _whole(data: bytes, codes: Collection[Undo], deep: int = _NESTED) -> bytes | None:
    """The text that all of ``data`` is a code of, or a code of a code."""
    for out in _outs(data, codes) if deep else ():
        inner = _whole(out, codes, deep - 1)
        if inner is not None or is_text(out):
            return inner or out
    return None


def _outs(data: bytes, codes: Collection[Undo]) -> Iterator[bytes]:
    """What ``data`` is a code of, by each code that it may be of."""
    digits = _DIGITS.match(data)
    heads = dict.fromkeys((*_HEADS, digits.end() if digits else 0))
    for undo in codes:
        for head in heads:
            with suppress(ValueError, zlib.error):
                yield undo(data[head:])


def _tables(data: bytes, lines: Collection[bytes], *, bytewise: bool) -> Iterator[bytes]:
    """What would turn the letters of ``data`` back, and those of its bytes that give a line."""
    for by in range(1, 26) if bytewise else (13,):
        turned = b"".join(part[by:] + part[:by] for part in _LETTERS)
        yield bytes.maketrans(b"".join(_LETTERS), turned)
    for differ in (_xor, _less) if bytewise else ():
        steps = _steps(data, differ)
        for line in lines:
            at = steps.find(_steps(line, differ))
            if at >= 0:
                key = differ(data[at], line[0])
                yield bytes(differ(byte, key) for byte in range(256))


def _steps(text: bytes, differ: Callable[[int, int], int]) -> bytes:
    """What each byte differs by from the one before it: that stays, whatever is done to all."""
    return bytes(map(differ, text[1:], text))


def _xor(one: int, other: int) -> int:
    return one ^ other


def _less(one: int, other: int) -> int:
    return (one - other) % 256


def _hex(data: bytes) -> bytes:
    return bytes.fromhex(data.strip(b"\r\n\0").decode("ascii"))


def _base64(data: bytes) -> bytes:
    # encodebytes() breaks what is long into lines
    return base64.b64decode(data.replace(b"\n", b"").rstrip(b"\r\0"), validate=True)


def _base32(data: bytes) -> bytes:
    return base64.b32decode(data.strip(b"\r\n\0"))


def _base85(data: bytes) -> bytes:
    return base64.b85decode(data.strip(b"\r\n\0"))


def _ascii85(data: bytes) -> bytes:
    return base64.a85decode(data.strip(b"\r\n\0"))


def _percent(data: bytes) -> bytes:
    form = re.match(rb"\w+=[^=\s]", data)
    if b" " in data or not (form or b"%" in data):
        raise ValueError(data)
    plain = data.replace(b"+", b" ") if form else data
    return unquote_to_bytes(plain.strip(b"\r\n\0"))


def _deflated(data: bytes) -> bytes:
    """All that was compressed: its own checksum tells that it was, whatever frames it."""
    said, end = [], 0
    for found in islice(_PACKED.finditer(data), _TRIED):
        if not end <= found.start() <= end + _FRAME:
            continue
        undo = zlib.decompressobj(wbits=47)  # zlib's own header, or gzip's
        with suppress(zlib.error):
            out = undo.decompress(data[found.start() :], _MOST)
            if undo.eof:
                said.append(out)
                end = len(data) - len(undo.unused_data)
    if not said or len(data) - end > _FRAME:
        raise ValueError(data)
    return b"\n".join(said)


def _numbered(data: bytes) -> bytes:
    """The number of each letter, in binary or not."""
    numbers = _NUMBERS.fullmatch(data)
    if numbers is None:
        raise ValueError(data)
    found = numbers[0].replace(b",", b" ").strip(b" []\r\n\0").split()
    base = 2 if all(_BITS.fullmatch(one) for one in found) else 10
    return "".join(chr(int(one, base)) for one in found).encode()


def _wide(data: bytes) -> bytes:
    """UTF-16 or UTF-32 of letters most of which take one byte; a mark may stand before."""
    for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            text = data.decode(name).replace("\ufeff", "")
            if is_text(text.encode()) and 2 * sum(map(str.isascii, text)) > len(text):
                return text.encode()
    raise ValueError(data)


def _masked(data: bytes) -> bytes:
    """Frames as the client of a WebSocket sends them: each has the mask before its text."""
    said, at = b"", 0
    while at < len(data):
        kind, size = data[at : at + 2]
        if kind & 0x70 or size < 0x80:
            raise ValueError(data)
        wide = {126: 2, 127: 8}.get(size & 0x7F, 0)
        body = at + 2 + wide + 4
        at = body + (int.from_bytes(data[at + 2 : body - 4]) if wide else size & 0x7F)
        if at > len(data):
            raise ValueError(data)
        if not kind & 0x08:  # what only keeps it up, or ends it, says nothing
            mask = cycle(data[body - 4 : body])
            said += bytes(byte ^ key for byte, key in zip(data[body:at], mask, strict=False))
            said += b"\n" if kind & 0x80 else b""  # the message ends here
    return said


_IN_CLEAR = (_percent,)
_RARE = (_base32, _base85, _ascii85)
_CODES = (_hex, _base64, _deflated, _masked, _numbered, _wide, *_IN_CLEAR)
