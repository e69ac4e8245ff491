"""Arguments that are a whole URL: ``tcp://127.0.0.1:12000``.

A program takes such a one apart by ``urlparse``, or at ``://``.  What goes before that is the word
that it compares with, or that stands before ``://`` in one of its texts.  ``urlparse('//' + word)``
wants no such word.
"""

import re
from collections.abc import Iterable, Iterator

from harness.casting.kinds import WHOLE
from harness.casting.slot import Slot
from harness.casting.sources import Source

_PARSES = r"\b(?:urllib\s*\.\s*parse\s*\.\s*)?url(?:parse|split)\s*\(\s*"
_CUT = (
    r"\s*\.\s*(?:r?(?:split|partition)|removeprefix|startswith|replace)"
    r"\s*\(\s*['\"][\w+.-]*://"
)
_BARE = r"f?(?:['\"]//['\"]\s*\+\s*|['\"]//\{)"
_SCHEME = re.compile(r"\b([A-Za-z][\w+.-]*)://")
_COMPARED = re.compile(
    r"\bscheme\b[^\n'\"]*(?:==|!=|\bin\b)\s*[(\[{]?\s*['\"]([A-Za-z][\w+.-]*)['\"]"
)
_USUAL = "tcp"
_PAGES = frozenset({"http", "https"})  # where a source was copied from


def mark_urls(found: Iterable[Slot], source: Source) -> None:
    """Say of each argument that is taken apart in that way that it is host and port in a URL."""
    if "://" not in source.text and "url" not in source.code:
        return
    code = source.uncommented
    place = 0
    for slot in found:
        place += not slot.option
        names = "|".join(_names(slot, place))
        if not names:
            continue
        if re.search(rf"{_PARSES}{_BARE}\s*(?:\w+\s*\.\s*)*(?:{names})", code):
            slot.joined = True
        elif slot.name == WHOLE and re.search(_CUT, code):  # by a function
            slot.form = f"{_scheme(source)}://{{host}}:{{port}}"
        elif re.search(rf"{_PARSES}(?:\w+\s*\.\s*)*(?:{names})|(?:{names}){_CUT}", code):
            slot.joined, slot.form = True, f"{_scheme(source)}://{{host}}:{{port}}"


def _names(slot: Slot, place: int) -> Iterator[str]:
    """What stands in the program for an argument."""
    for name in {slot.name, slot.dest}:
        if plain := name.lstrip("-").replace("-", "_"):
            yield rf"\b{re.escape(plain)}\b"
    if not slot.option:
        yield rf"\bargv\s*\[\s*{place}\s*\]"


def _scheme(source: Source) -> str:
    if (compared := _COMPARED.search(source.uncommented)) is not None:
        return compared[1]
    said = (found[1] for text in source.strings for found in _SCHEME.finditer(text))
    return next((word for word in said if word not in _PAGES), _USUAL)
