r"""What went through a channel, as text in which each character knows the event that brought it.

The rules:

* A terminal is read as a person sees it: escape sequences removed, every line end one ``\n``.
  The line end that the person types is not echoed by the stage's terminals, so it is put in.
  Source that Python quotes in a traceback is left out (see :mod:`.quotations`).
* The wire is read as it is.  Both are UTF-8; bytes that are not stay as lone surrogates.  A wire
  that begins as UTF-16 or UTF-32 does (see :mod:`.encodings`) is read as that.
* How the bytes were cut into events changes nothing: an escape sequence or a character that ends
  in a later event is held back until it does.
* Of a datagram channel, each datagram stands alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from harness.checks.encodings import Decoder
from harness.checks.quotations import Quotations

_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC and other strings: titles
    r"|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])"  # character sets, and the short ones
)
# a run of CRs is looked at from its first one only: else its length counts squared
_UNSURE = re.compile(
    r"(?:(?<!\r)\r+|\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]{0,4096}\x1b?|[ -/]*)?)\Z"
)
_NUMBER = re.compile(r"[0-9]+\Z")
_LINE_END = re.compile(r"(?<!\r)\r+\n|\r")


class Stream:
    """The text of one channel so far.  Offsets count its characters from the scene's beginning."""

    def __init__(self, *, terminal: bool = False, datagrams: bool = False) -> None:
        self.datagrams = datagrams
        self._terminal = terminal
        self._decoder = Decoder(wide=not terminal)
        self._quotations = Quotations()
        self._sure: list[str] = []
        self._length = 0
        self._held = ""
        self._tail = ""
        self._joined = ""
        self._ends: list[int] = []
        self._events: list[int] = []
        self._slices: dict[int, tuple[int, str]] = {}
        self.version = 0

    def __len__(self) -> int:
        return self._length + len(self._tail)

    def feed(self, n: int, data: bytes) -> None:
        """Take the bytes that event ``n`` brought."""
        self.version += 1
        if self.datagrams:
            whole = Decoder(wide=True)
            text = whole.decode(data)
            self._append(text + whole.pending)
        else:
            text = self._held + self._decoder.decode(data)
            self._held = ""
            if self._terminal and (unsure := _UNSURE.search(text)):
                self._held = unsure[0]
                text = text[: unsure.start()]
            self._append(self._quotations.left_out(_seen(text)) if self._terminal else text)
            self._tail = _seen(self._held, cut=True) if self._terminal else ""
            self._tail += self._decoder.pending
        before = self._ends[-1] if self._ends else 0
        self._ends.append(max(before, len(self)))
        self._events.append(n)

    def end_line(self, n: int) -> None:
        """Begin a new line, as the person did by typing one in event ``n``."""
        if len(self) and not self.text(max(0, len(self) - 1)).endswith("\n"):
            self.feed(n, b"\n")

    def _append(self, text: str) -> None:
        if text:
            self._sure.append(text)
            self._length += len(text)

    def text(self, begin: int, end: int | None = None) -> str:
        """The text from offset ``begin`` to ``end``, or all that has come since."""
        known = self._slices.get(begin)
        if end is None and known is not None and known[0] == self.version:
            return known[1]
        if self._sure:
            self._joined += "".join(self._sure)
            self._sure.clear()
        if end is not None and end <= self._length:
            return self._joined[begin:end]
        text = self._joined[begin:] + self._tail[max(0, begin - self._length) :]
        if end is not None:
            return text[: max(0, end - begin)]
        if len(self._slices) > 8:
            self._slices.clear()
        self._slices[begin] = (self.version, text)
        return text

    def start(self, n: int) -> int:
        """The offset of the first character that came with event ``n`` or later."""
        at = bisect_left(self._events, n)
        return self._ends[at - 1] if at else 0

    def event(self, offset: int) -> int:
        """The number of the event that brought the character just before ``offset``."""
        at = min(bisect_left(self._ends, offset), len(self._events) - 1)
        return self._events[at]

    def events(self, begin: int, end: int) -> tuple[int, ...]:
        """The events that brought the characters from ``begin`` to ``end``."""
        first = bisect_right(self._ends, begin)
        last = min(bisect_left(self._ends, end), len(self._events) - 1)
        return tuple(self._events[first : last + 1])

    def pieces(self, begin: int) -> Iterator[tuple[int, int, int]]:
        """``(begin, end, event)`` of what each event brought, from offset ``begin`` on."""
        at = bisect_right(self._ends, begin)
        start = begin
        for index in range(at, len(self._ends)):
            if self._ends[index] > start:
                yield start, self._ends[index], self._events[index]
            start = max(start, self._ends[index])

    def borders(self, offset: int) -> bool:
        """True if one event's characters end, and another's begin, at ``offset``."""
        at = bisect_left(self._ends, offset)
        return offset == 0 or (at < len(self._ends) and self._ends[at] == offset)

    def counted(self, before: str, offset: int) -> bool:
        """True if ``before`` ends in the length, in digits or a byte, of a message from ``offset``.

        It says how many characters follow until those of an event end.
        """
        digits = _NUMBER.search(before)
        counts = [int(digits[0])] if digits else []
        counts += [ord(before[-1])] if before else []
        return any(self.borders(offset + count) for count in counts if count)


def _seen(text: str, *, cut: bool = False) -> str:
    """Terminal output as a person sees it; ``cut``: an unfinished escape sequence shows nothing."""
    if "\x1b" in text:
        text = _ESCAPE.sub("", text)
        if cut:
            text = text.partition("\x1b")[0]
    return _LINE_END.sub("\n", text) if "\r" in text else text
