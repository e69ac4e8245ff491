r"""The bytes of one channel to text, as they come.

UTF-8, unless the channel is ``wide`` and begins as UTF-16 or UTF-32 does: with its byte order mark,
or with three letters of ASCII (a mark is left out by ``encode('utf-16-le')``), which takes more
zero bytes at just these places than a length in front of a message has.  A mark begins every
message of a program that encodes each by itself; none of these is text.

What cannot be decided yet, or is the beginning of a character, is ``pending``: as UTF-8 would have
it, so that nothing that came is ever invisible.
"""

import codecs

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_LETTERS = 3
_MARK = "\ufeff"


class Decoder:
    """Decodes one channel, or one datagram of it."""

    def __init__(self, *, wide: bool) -> None:
        self._decoder: codecs.IncrementalDecoder
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._waiting = b""
        self._decided = not wide
        self._marked = False

    def decode(self, data: bytes) -> str:
        """The text that is sure now."""
        if self._decided:
            return self._text(data)
        self._waiting += data
        name = _encoding(self._waiting)
        if name is None:
            return ""
        self._decided = True
        if name != "utf-8":
            self._decoder = codecs.getincrementaldecoder(name)("replace")
            self._marked = True
        data, self._waiting = self._waiting, b""
        return self._text(data)

    def _text(self, data: bytes) -> str:
        text = self._decoder.decode(data)
        return text.replace(_MARK, "") if self._marked else text

    @property
    def pending(self) -> str:
        """What came and is not sure."""
        held = self._waiting + bytes(self._decoder.getstate()[0])
        return held.decode("utf-8", "surrogateescape")


def _encoding(begin: bytes) -> str | None:
    """How a channel that begins so is encoded; None if that cannot be told yet."""
    marks = [(mark, name) for mark, name in _MARKS if begin.startswith(mark)]
    if marks and (len(begin) >= 4 or not any(m.startswith(begin) for m, _ in _MARKS)):
        return marks[0][1]
    if any(mark.startswith(begin) for mark, _ in _MARKS):
        return None
    open_still = False
    for name in _UNMARKED:
        unit = int(name[4:6]) // 8
        head = begin[: _LETTERS * unit]
        if not _plain(head, unit, little=name.endswith("le")):
            continue
        if len(head) == _LETTERS * unit:
            return name
        open_still = True
    return None if open_still else "utf-8"


def _plain(head: bytes, unit: int, *, little: bool) -> bool:
    """Whether these bytes may be printable ASCII in units of so many bytes."""
    place = 0 if little else unit - 1
    return all(
        0x20 <= byte < 0x7F if at % unit == place else byte == 0 for at, byte in enumerate(head)
    )
