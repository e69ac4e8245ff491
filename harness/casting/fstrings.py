"""F-strings that only Python 3.12 reads, or a later one.

Before it, what stands in the braces was cut out and read by itself.  So it could have neither the
quotes of the string around it nor a backslash, a comment, or the end of a line that the string has
not.  Where a string does not end, nothing is said: no Python reads that.
"""

import re

_DEEPEST = 50  # braces in braces; nobody writes more, and Python stops soon after
_QUOTES = r"'''|\"\"\"|'|\""
_STRING = rf"(?P<prefix>(?<!\w)[rRbBuUfFtT]{{1,2}})?(?P<quote>{_QUOTES})"
_CODE = re.compile(rf"(?P<comment>\#[^\n]*)|{_STRING}")
_FIELD = re.compile(rf"(?P<comment>\#[^\n]*)|{_STRING}|!=|[\[({{\])}}:]")
_TEXT = re.compile(rf"\\N\{{[^}}'\"\n]*\}}|\\[^{{}}]|\{{\{{|[{{\n]|{_QUOTES}", re.DOTALL)
_RAW_TEXT = re.compile(rf"\\[^{{}}]|\{{\{{|[{{\n]|{_QUOTES}", re.DOTALL)
_FORMAT = re.compile(rf"[{{}}\n]|{_QUOTES}")
_PLAIN = {
    quote: re.compile(rf"(?:[^\\{'' if quote[1:] else quote + chr(10)}]|\\.)*?{quote}", re.DOTALL)
    for quote in ("'", '"', "'''", '"""')
}


class _BrokenError(Exception):
    """A string or its braces do not end."""


def is_of_312(text: str) -> bool:
    """Whether an f-string of a program is none for a Python before 3.12."""
    reader = _Reader(text)
    try:
        reader.read()
    except _BrokenError:
        return False
    return reader.found


class _Reader:
    """Reads a text from its beginning; each method takes a place and returns the one it came to."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.found = False

    def read(self) -> None:
        """Look at every string.  Raises _BrokenError."""
        at = 0
        while (token := _CODE.search(self._text, at)) is not None:
            at = token.end() if token["comment"] else self._string(token, 0)

    def _string(self, token: re.Match[str], depth: int) -> int:
        prefix, quote = (token["prefix"] or "").lower(), token["quote"]
        if set(prefix) & {"f", "t"}:
            return self._formatted(token.end(), quote, depth, raw="r" in prefix)
        rest = _PLAIN[quote].match(self._text, token.end())
        if rest is None:
            raise _BrokenError
        return rest.end()

    def _formatted(self, at: int, quote: str, depth: int, *, raw: bool) -> int:
        while True:
            token = self._next(_RAW_TEXT if raw else _TEXT, at)
            at = token.end()
            if self._ends(token, quote):
                return token.start() + len(quote)
            if token[0] == "{":
                at = self._field(at, quote, depth)

    def _field(self, begin: int, quote: str, depth: int) -> int:
        """What stands in braces, and what follows there behind a colon."""
        if depth > _DEEPEST:
            raise _BrokenError
        at, opened = begin, 0
        while True:
            token = self._next(_FIELD, at)
            at = token.end()
            if token["comment"]:
                self.found = True
            elif token["quote"]:
                at = self._string(token, depth + 1)
            elif token[0] in "[({":
                opened += 1
            elif opened and token[0] in "])}":
                opened -= 1
            elif not opened and token[0] in "])}:":
                break
        code = self._text[begin : token.start()]
        self.found |= quote in code or "\\" in code or (len(quote) == 1 and "\n" in code)
        if token[0] == ":":
            return self._format(at, quote, depth)
        if token[0] != "}":
            raise _BrokenError
        return at

    def _format(self, at: int, quote: str, depth: int) -> int:
        while True:
            token = self._next(_FORMAT, at)
            at = token.end()
            if self._ends(token, quote):
                raise _BrokenError
            if token[0] == "{":
                at = self._field(at, quote, depth + 1)
            elif token[0] == "}":
                return at

    def _next(self, pattern: re.Pattern[str], at: int) -> re.Match[str]:
        token = pattern.search(self._text, at)
        if token is None:
            raise _BrokenError
        return token

    @staticmethod
    def _ends(token: re.Match[str], quote: str) -> bool:
        """Whether a string with these quotes ends here.  Raises _BrokenError if its line does."""
        if token[0] == "\n" and len(quote) == 1:
            raise _BrokenError
        return token[0].startswith(quote)
