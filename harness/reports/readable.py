"""Text from a submission, made readable and harmless.

What a program prints may hold escape codes, characters that turn the reading direction, bytes that
are no UTF-8, or a hundred accents on one letter.  In a report such a character *shows*, as its
escape, and does nothing.  The rule is ``str.isprintable``: it refuses every control, format
(zero-width, bidirectional), surrogate, private and unassigned character and all blanks but the
space; a pasted zero-width or no-break space is a real and common reason for a syntax error.
"""

import re
import unicodedata

_ANSI = re.compile(
    r"""\x1b(?:
        \[ [0-?]* [ -/]* [@-~]                 # CSI: colours, cursor
      | \] [^\x07\x1b]* (?:\x07|\x1b\\)        # OSC: window titles, links
      | [PX^_] [^\x1b]* \x1b\\                 # strings for the terminal itself
      | [ -/]* [0-~]                           # two characters and the like
    )""",
    re.VERBOSE,
)
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), 127)} | str.maketrans(_SHORT)
# What shows for certain, found out fast: ASCII, Latin, dashes and quotes, arrows, ticks.
_SHOWS = " -~\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2710-\u271f"
_PLAIN = re.compile(f"[{_SHOWS}]*").fullmatch
_PLAIN_LINES = re.compile(f"[{_SHOWS}\n\t]*").fullmatch
_ACCENTS = 3  # marks on one letter; no language needs more, and a pile of them covers other lines


def decode(data: bytes) -> str:
    """``data`` as UTF-8; each byte that is none becomes a lone surrogate (``visible`` shows it)."""
    return data.decode("utf-8", "surrogateescape")


def screen(data: bytes) -> str:
    """What a terminal shows of ``data``: no escape codes, every line end as LF."""
    text = decode(data)
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def visible(text: str, keep: str = "") -> str:
    """``text`` with every character that does not show as its escape; those in ``keep`` stay.

    ``keep`` is empty, or line end and tab.
    """
    if (_PLAIN_LINES if keep else _PLAIN)(text):
        return text
    if not keep and text.isascii():
        return text.translate(_CONTROLS)
    return "".join(piece for _, piece in pieces(text, keep))


def pieces(text: str, keep: str = "") -> list[tuple[bool, str]]:
    """``text`` cut into (is it an escape, piece), so that a page can show which are escapes."""
    found: list[tuple[bool, str]] = []
    start = accents = 0
    for place, letter in enumerate(text):
        if letter.isascii():
            accents = 0
            if letter.isprintable() or letter in keep:
                continue
        else:
            accents = accents + 1 if unicodedata.category(letter)[0] == "M" else 0
            if accents <= _ACCENTS and letter.isprintable():
                continue
        if start < place:
            found.append((False, text[start:place]))
        found.append((True, _escape(letter)))
        start = place + 1
    if start < len(text):
        found.append((False, text[start:]))
    return found


def scalar(text: str) -> str:
    """``text`` as valid Unicode: only lone surrogates are replaced, by their escapes."""
    if text.isascii():
        return text
    return "".join(_escape(c) if "\ud800" <= c <= "\udfff" else c for c in text)


def columns(text: str) -> int:
    """How many columns of a terminal ``text`` takes (it must be ``visible`` already)."""
    if text.isascii():
        return len(text)
    return sum(_width(letter) for letter in text)


def cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` columns; what does not fit becomes ``…``."""
    if columns(text) <= limit:
        return text
    return _head(text, max(limit - 1, 0)) + "…"


def pad(text: str, width: int) -> str:
    """``text`` cut or filled with spaces to exactly ``width`` columns."""
    short = cut(text, width)
    return short + " " * (width - columns(short))


def wrap(text: str, width: int, lines: int) -> list[str]:
    """``text`` in at most ``lines`` lines of ``width`` columns, cut at spaces where possible."""
    found: list[str] = []
    rest = text
    while rest and len(found) < lines - 1 and columns(rest) > width:
        head = _head(rest, width)
        space = head.rfind(" ")
        if len(head) < len(rest) and rest[len(head)] != " " and space > width // 3:
            head = head[:space]
        found.append(head.rstrip())
        rest = rest[len(head) :].lstrip(" ")
    return [*found, cut(rest, width)] if rest or not found else found


def _head(text: str, width: int) -> str:
    if text.isascii():
        return text[:width]
    used = 0
    for place, letter in enumerate(text):
        used += _width(letter)
        if used > width:
            return text[:place]
    return text


def _width(letter: str) -> int:
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 0 if unicodedata.combining(letter) else 1


def _escape(letter: str) -> str:
    if letter in _SHORT:
        return _SHORT[letter]
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
