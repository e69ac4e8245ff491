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
* A digest or other bytes right beside a text, as in a message that is signed, are no part of it.
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
_DIGITS = 10  # most of a length before a message
_NUMBER = re.compile(r"[0-9]+\Z")
_LENGTH = re.compile(r"(\d{1,10}):?|[\x01-\x1f]")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ud800-\udfff]")
_DIGEST = re.compile(r"(?!\d*\Z)(?:(?:[0-9a-f]{2}){4,}|(?:[0-9A-F]{2}){4,})")
_SIGNED = re.compile(f"{_NO_TEXT.pattern}|{_DIGEST.pattern}")
_LAST_WORD, _FIRST_WORD = re.compile(r"\w*\Z"), re.compile(r"\w*")
_BESIDE = 512  # characters beside a text that are looked at
_LEAST_BYTES = 4  # of what is no text
_NUMBERS = 12  # bytes of a length, and a kind or another number
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
        self.signed = False  # there are digests in it, or bytes that are no text

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
            if not self._terminal and not self.signed:
                self.signed = _SIGNED.search(text) is not None
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

    def parts(self, begin: int, end: int, since: int) -> bool:
        """True if a text stands between seams of messages or characters that are no word's.

        A seam, too, are the offset ``since``, the length before a message and where that ends, a
        letter that says of which kind it is, and what signs it.
        """
        before = (
            begin == since
            or not _is_inside(self.text(begin - 1, begin + 1))
            or self._borders(begin)
            or self._has_length(since, begin)
            or self._is_kind(begin - 1)
            or self._headed(begin)
        )
        after = (
            not _is_inside(self.text(end - 1, end + 1))
            or self._borders(end)
            or self._ends_counted(max(since, begin - _BESIDE), begin, end)
            or self._sealed(end)
        )
        return before and after

    def signs(self, begin: int, end: int) -> bool:
        """True if a digest, or bytes that are no text, stand right beside a text."""
        return self._headed(begin) or self._sealed(end)

    def _borders(self, offset: int) -> bool:
        """True if one event's characters end, and another's begin, at ``offset``."""
        at = bisect_left(self._ends, offset)
        return offset == 0 or (at < len(self._ends) and self._ends[at] == offset)

    def _has_length(self, since: int, offset: int) -> bool:
        """True if the length of a message from ``offset`` stands before it.

        A digit that the message before it ends in is no part of that.
        """
        first = max(since, offset - _DIGITS)
        seam = max(first, self._message(offset))
        return any(self._counted(self.text(start, offset), offset) for start in {first, seam})

    def _message(self, offset: int) -> int:
        """Where the event that brought the character at ``offset`` began."""
        at = bisect_right(self._ends, offset)
        return self._ends[at - 1] if at else 0

    def _counted(self, before: str, offset: int) -> bool:
        """True if ``before`` ends in the length, in digits or a byte, of a message from ``offset``.

        It says how many characters follow until those of an event end.
        """
        digits = _NUMBER.search(before)
        counts = [int(digits[0])] if digits else []
        counts += [ord(before[-1])] if before else []
        return any(self._borders(offset + count) for count in counts if count)

    def _ends_counted(self, since: int, begin: int, end: int) -> bool:
        """True if a length before a text, or before what stands before it, counts up to its end."""
        lengths = _LENGTH.finditer(self.text(since, begin))
        return any(since + found.end() + int(found[1] or ord(found[0])) == end for found in lengths)

    def _is_kind(self, offset: int) -> bool:
        """True if a single capital stands at an offset, where a message or a line begins."""
        letter = self.text(offset, offset + 1)
        begins = self._borders(offset) or self.text(offset - 1, offset) in {"\n", "\0"}
        return begins and "A" <= letter <= "Z"

    def _headed(self, offset: int) -> bool:
        """True if bytes or a digest stand between a message's beginning and its text.

        They may end in what could be letters, but in no word that a length before it counts.
        """
        begin = max(self._message(offset), offset - _BESIDE)
        head = self.text(begin, offset)
        word = _LAST_WORD.findall(head)[0]
        first = offset - len(word)
        # in more bytes than numbers take, one of them is as large by chance
        counted = first - begin <= _NUMBERS and any(
            self._counted(head[: at - begin], at) for at in range(first, offset)
        )
        return _is_for_programs(head, word, plain=counted)

    def _sealed(self, offset: int) -> bool:
        """True if the same stand between a text that ends at an offset and its message's end."""
        at = bisect_right(self._ends, offset)
        end = self._ends[at] if at < len(self._ends) else offset
        tail = self.text(offset, min(end, offset + _BESIDE))
        return _is_for_programs(tail, _FIRST_WORD.findall(tail)[0])


def _is_inside(pair: str) -> bool:
    return len(pair) == 2 and all(letter.isalnum() or letter == "_" for letter in pair)


def _is_for_programs(part: str, word: str, *, plain: bool = False) -> bool:
    """Whether a part of a message is no text, though a ``word`` of it touches the text.

    ``plain``: that is a word of the text's, if it is no digest.
    """
    if _DIGEST.fullmatch(word):
        return True
    is_long = len(part) >= _LEAST_BYTES and 2 * len(word) < len(part)
    return is_long and not plain and 4 * len(_NO_TEXT.findall(part)) >= len(part)


def _seen(text: str, *, cut: bool = False) -> str:
    """Terminal output as a person sees it; ``cut``: an unfinished escape sequence shows nothing."""
    if "\x1b" in text:
        text = _ESCAPE.sub("", text)
        if cut:
            text = text.partition("\x1b")[0]
    return _LINE_END.sub("\n", text) if "\r" in text else text
