r"""Texts: bare, "exact" and /regex/, with {blanks} in each.

How a text is quoted is how strict it is.  Bare text ignores case, space and punctuation; quotes
mean these bytes (``\r \n \t \0 \xNN \\ \" \{ \}``), in several "segments" if it is to be sent in
several; slashes are a Python regular expression with the flags i, m, s, x.  A bare text with
nothing but punctuation would match everything, so it must be quoted.  What is none of them raises
:class:`ReadError` with the place in the text.
"""

import re
import warnings

from harness.model.spec import Blank, Part, Text
from harness.spec.draft import ReadError

LONGEST = 4000
# What a word processor makes of the keyboard's quotes.
PRINTED = re.compile("[\u2018-\u201f]")
_OUTSIDE_SETS = re.compile(
    rf"(?P<printed>{PRINTED.pattern})|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL
)
_IN_A_PATTERN = (
    "{0} is what a word processor makes of {1}, and programs print what a keyboard has: write {1},"
    " or [{1}{0}] for either"
)
BLANK = re.compile(r"\{([^\W\d][\w-]*(?:\s[^{}\n]*)?)\}")

_ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\", '"': '"', "{": "{", "}": "}"}
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


def parse(source: str, *, tried: bool = False) -> Text:
    """The text that ``source`` writes.  Raises :class:`ReadError` at what is wrong first.

    ``tried``: whoever wrote it has compiled its pattern, which takes most of the time that this
    takes.
    """
    if len(source) > LONGEST:
        raise ReadError(0, f"a text of more than {LONGEST} characters")
    if source.startswith("/"):
        return _regex(source, tried=tried)
    if source.startswith('"'):
        return _exact(source)
    return Text("bare", (parts_of(source),), "", source)


def refuse_letters(text: Text) -> None:
    """Refuse a line end in a bare text: there it is two letters, and nobody means these."""
    if text.style == "bare" and re.search(r"\\r\\n|\\[rnt0]$", text.source):
        raise ReadError(0, r'in bare text \r and \n are letters; put it in "quotes"')


def blanks(text: Text) -> list[str]:
    """The names of the blanks in a text, in their order."""
    return [part.name for segment in text.segments for part in segment if isinstance(part, Blank)]


def parts_of(source: str) -> tuple[Part, ...]:
    """What a text that means just what it says is made of: itself, and its blanks."""
    parts: list[Part] = []
    at = 0
    for found in BLANK.finditer(source):
        parts += [source[at : found.start()], Blank(" ".join(found[1].split()))]
        at = found.end()
    return merged([*parts, source[at:]])


def merged(parts: list[Part]) -> tuple[Part, ...]:
    """The same parts with neighbouring strings joined and empty ones left out."""
    out: list[Part] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part != "":
            out.append(part)
    return tuple(out)


def closing(source: str, start: int) -> int:
    """Where the /pattern/ that opens at ``start`` closes: its slash outside a [set], unescaped."""
    at, in_set = start + 1, False
    while at < len(source):
        char = source[at]
        if char == "\\":
            at += 1
        elif in_set:
            in_set = char != "]"
        elif char == "[":
            in_set = True
            at += 1 if source.startswith("^", at + 1) else 0
            at += 1 if source.startswith("]", at + 1) else 0
        elif char == "/":
            return at
        at += 1
    raise ReadError(
        start, 'the /pattern/ does not close; if the text itself begins with /, put it in "quotes"'
    )


def quoted(source: str, start: int) -> int:
    """Where the quote that opens at ``start`` closes."""
    at = start + 1
    while at < len(source):
        if source[at] == "\\":
            at += 1
        elif source[at] == '"':
            return at
        at += 1
    raise ReadError(start, 'the "quote" does not close')


def has_word(parts: tuple[Part, ...]) -> bool:
    """Whether a bare text has anything that a match can hold on to: a word or a blank."""
    return any(isinstance(part, Blank) or re.search(r"\w", part) for part in parts)


def _exact(source: str) -> Text:
    segments: list[tuple[Part, ...]] = []
    at = 0
    while at < len(source):
        if source[at] != '"':
            raise ReadError(at, 'after a closing quote only another "segment" may follow')
        end = quoted(source, at)
        segments.append(_unescaped(source, at + 1, end))
        at = end + 1
        while at < len(source) and source[at].isspace():
            at += 1
    return Text("exact", tuple(segments), "", source)


def _unescaped(source: str, at: int, end: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    while at < end:
        blank = BLANK.match(source, at, end)
        if blank:
            parts.append(Blank(" ".join(blank[1].split())))
            at = blank.end()
        elif source[at] == "\\":
            char, at = _escape(source, at)
            parts.append(char)
        else:
            parts.append(source[at])
            at += 1
    return tuple(part if isinstance(part, Blank) else _as_read(part) for part in merged(parts))


def _escape(source: str, at: int) -> tuple[str, int]:
    char = source[at + 1]
    if char in _ESCAPES:
        return _ESCAPES[char], at + 2
    if char == "x":
        digits = source[at + 2 : at + 4]
        if not re.fullmatch(r"[0-9a-fA-F]{2}", digits):
            raise ReadError(at, r"\x needs two hexadecimal digits, as in \x0a")
        byte = bytes([int(digits, 16)])
        return byte.decode("utf-8", "surrogateescape"), at + 4
    raise ReadError(at, rf'no escape \{char} in "quotes"; there are \r \n \t \0 \xNN \\ \" \{{ \}}')


def _as_read(text: str) -> str:
    # Bytes written one by one (\xc3\xa9) must equal the same character as it is read from a wire.
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _regex(source: str, *, tried: bool) -> Text:
    end = closing(source, 0)
    flags = source[end + 1 :]
    if not re.fullmatch(r"[imsx]*", flags):
        if "/" in flags:
            raise ReadError(end, r"the pattern closes here; write \/ for a slash inside it")
        raise ReadError(end + 1, "after the closing / only the flags i, m, s, x may follow")
    if end == 1:
        raise ReadError(0, "the pattern is empty")
    if "x" not in flags:  # with which there may be a comment, in words
        _refuse_printed(source[1:end])
    parts = _pattern(source[1:end])
    if not tried:
        _compile("".join("(?:_)" if isinstance(part, Blank) else part for part in parts), flags)
    return Text("regex", (parts,), flags, source)


def _pattern(body: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = 0
    while at < len(body):
        blank = BLANK.match(body, at)
        if blank:
            parts.append(Blank(" ".join(blank[1].split())))
            at = blank.end()
        else:
            step = 2 if body[at] == "\\" else 1
            parts.append(body[at : at + step])
            at += step
    return merged(parts)


def _refuse_printed(body: str) -> None:
    """Refuse a quotation mark that no keyboard has, outside of [sets], where one may be meant."""
    for found in _OUTSIDE_SETS.finditer(body):
        if found["printed"]:
            plain = "'" if found["printed"] < "\u201c" else '"'
            message = _IN_A_PATTERN.format(found["printed"], plain)
            raise ReadError(found.start() + 1, message)


def _compile(pattern: str, flags: str) -> None:
    if re.match(r"\(\?[aiLmsux]+\)", pattern):
        raise ReadError(1, "write flags after the closing slash: /pattern/i")
    wanted = re.MULTILINE
    for flag in flags:
        wanted |= _FLAGS[flag]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(pattern, wanted)
    except (re.error, RecursionError, OverflowError) as error:
        said = getattr(error, "msg", None) or "too deep or too large"
        raise ReadError(0, f"not a regular expression: {said}") from None
    # Patterns are put together with blanks' own patterns, so group names and numbers would clash.
    if compiled.groupindex or re.search(r"(?<!\\)(?:\\\\)*(?:\\[1-9]|\(\?\()", pattern):
        raise ReadError(0, "a pattern refers to no groups (\\1, (?P<name>…)); use a {blank} twice")
