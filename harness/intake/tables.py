"""Tables that people bring: CSV with whatever headings their platform gives it."""

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from harness.model.errors import UsageError

if TYPE_CHECKING:
    from _csv import Reader

_RUNS = ("=", "+", "-", "@", "|", "＝", "＋", "－", "＠")  # noqa: RUF001 - some spreadsheets run these
_SEPARATOR = re.compile(r"\"?sep=([,;\t|])\"?[\r\n]+", re.IGNORECASE)
_LARGEST = 16 * 2**20


def text_of(file: Path) -> str:
    """The text of a file.  Raises UsageError."""
    try:
        if file.stat().st_size > _LARGEST:
            raise UsageError(f"{file} is too large for a list of a class")
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")  # what spreadsheets call Unicode text
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what spreadsheets save where it is not UTF-8


def rows(text: str, known: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Each row as a table of what ``known`` calls its columns (heading, folded -> name).

    Empty cells and columns that are not known are left out.  Raises UsageError at what is no CSV.
    """
    reader = _reader(text)
    try:
        headings = [known.get(folded(cell), "") for cell in next(reader, [])]
        for cells in reader:
            found: dict[str, str] = {}
            for name, cell in zip(headings, cells, strict=False):
                if name and cell.strip():
                    found.setdefault(name, plain(cell))
            if found:
                yield found
    except csv.Error as error:
        raise UsageError(f"line {reader.line_num} is no CSV: {error}") from error


def headings(text: str, known: Mapping[str, str]) -> set[str]:
    """What the first row of a table has, as ``known`` calls it."""
    try:
        cells = next(_reader(text), [])
    except csv.Error:  # a text of another kind
        return set()
    return {known[folded(cell)] for cell in cells if folded(cell) in known}


def _reader(text: str) -> "Reader":
    """A reader that stands before the headings: below empty lines, and Excel's ``sep=;``."""
    text = text.lstrip("\r\n")
    told = _SEPARATOR.match(text)
    text = text[told.end() :] if told else text
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    delimiter = told[1] if told else max(",;\t", key=first.count)
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter)


def folded(heading: str) -> str:
    """A heading without case, spaces and signs."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


def plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it, if it has one."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" '\"").startswith(_RUNS) else cell
