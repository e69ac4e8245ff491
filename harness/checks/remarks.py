"""A Python source file as lines that say something to its reader and lines that do something.

Made for files as students hand them in: Python 2, syntax errors and stray bytes included.  Read by
``tokenize`` where that gets through, and line by line where it does not.
"""

import io
import re
import tokenize
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from functools import lru_cache

from harness.model.quick import dataclass

COMMENT, DOCSTRING = "comment", "docstring"
IMPORT = "import"  # or ``__author__ = "Kim"``, which is about the file and does nothing either
SETTING, CODE = "setting", "code"  # a name for a number or a text; any other statement

_IMPORT = re.compile(r"(import|from)\b|__[a-z]+__\s*=(?!=)")
_CODING = re.compile(r"#.*?coding[:=]\s*([-\w.]+)")
_SETTING = re.compile(r"\w+\s*=\s*(\d[\w.]*|\"[^\"]*\"|'[^']*')\s*;?\s*(#.*)?")
_QUOTE = re.compile(r"[rRuUbB]{0,2}(\"\"\"|'''|\"|')")
_LAYOUT = {
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.NEWLINE,
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A run of source lines of one ``kind``, from line ``first`` to ``last`` (from 1).

    ``text`` is what a comment or docstring says, without ``#`` and quotes; '' for code.
    """

    kind: str
    first: int
    last: int
    text: str = ""


@lru_cache(maxsize=64)  # several items look at the same files of a hand-in
def remarks(source: bytes) -> tuple[Remark, ...]:
    """All that ``source`` says and does, in order.  Shebang and encoding lines are left out."""
    text = _decoded(source)
    try:
        found = list(_tokens(text))
    except (tokenize.TokenError, SyntaxError, ValueError):
        found = list(_lines(text))
    return tuple(remark for remark in found if not _head(remark))


def _head(remark: Remark) -> bool:
    if remark.kind != COMMENT or remark.first > 2:
        return False
    shebang = remark.first == 1 and remark.text.startswith("!")
    return shebang or bool(_CODING.match(f"#{remark.text}"))


def _decoded(source: bytes) -> str:
    head = b"\n".join(source.splitlines()[:2]).decode("latin-1")
    named = _CODING.search(head)
    # Python cannot run what was saved as UTF-16, and a person can read it all the same.
    first = "utf-16" if source.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8"
    for encoding in (named[1] if named else first, first, "latin-1"):
        try:
            text = source.decode(encoding)
        except (LookupError, ValueError):
            continue
        return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return ""


def _tokens(text: str) -> Iterator[Remark]:
    line: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row = token.start[0]
            yield Remark(COMMENT, row, row, token.string[1:].strip(" #"))
        elif token.type not in _LAYOUT:
            line.append(token)
        if token.type in {tokenize.NEWLINE, tokenize.ENDMARKER} and line:
            yield _statement(line)
            line = []


def _statement(line: list[tokenize.TokenInfo]) -> Remark:
    first, last = line[0].start[0], line[-1].end[0]
    if all(token.type == tokenize.STRING for token in line):
        return Remark(DOCSTRING, first, last, " ".join(_unquoted(t.string) for t in line))
    row = " ".join(token.string for token in line).strip()
    if _IMPORT.match(row):
        return Remark(IMPORT, first, last)
    return Remark(SETTING if _SETTING.fullmatch(row) else CODE, first, last)


def _unquoted(string: str) -> str:
    opening = _QUOTE.match(string)
    if opening is None:
        return string
    return string[opening.end() :].removesuffix(opening[1]).strip()


def _lines(text: str) -> Iterator[Remark]:
    rows = text.splitlines()
    at = 0
    while at < len(rows):
        row = rows[at].strip().lstrip("\ufeff\u200b")
        opening = _QUOTE.match(row)
        first = at + 1
        if row.startswith("#"):
            yield Remark(COMMENT, first, first, row.strip("# "))
        elif opening is not None and len(opening[1]) == 3:
            said = row[opening.end() :]
            while opening[1] not in said and at + 1 < len(rows):
                at += 1
                said += f"\n{rows[at]}"
            yield Remark(DOCSTRING, first, at + 1, said.partition(opening[1])[0].strip())
        elif _IMPORT.match(row):
            yield Remark(IMPORT, first, first)
        elif row:
            yield Remark(SETTING if _SETTING.fullmatch(row) else CODE, first, first)
            _, mark, said = row.partition(" #")
            if mark:
                yield Remark(COMMENT, first, first, said.strip("# "))
        at += 1
