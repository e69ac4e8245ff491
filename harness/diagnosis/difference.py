"""How a message that came differs from the one that was written, in words.

What crosses is often a record of several texts, of which one is the message: so the two that are
compared are those that are most alike, under one name.  A report has its lines filled anew, and
spaces do not survive that: therefore it is said in words which of them are missing.
"""

import json
import re
from difflib import SequenceMatcher

_MOST = 2000  # characters of texts that are compared
_LIKE = 0.5  # of two texts that are the same one, changed
_ROOM = 48  # characters of a text that are shown
_BEFORE = 16  # of them before the first that differs
_CAPITALS = (
    (str.lower, "its capitals become small letters"),
    (str.upper, "its small letters become capitals"),
    (str.capitalize, "it begins with a capital, and goes on with small letters"),
    (str.title, "each of its words begins with a capital"),
)


def words(said: str, came: str) -> str:
    """What was done to a message of which all words came; '' if that has no name."""
    said, came = _differing(said, came)
    if said.split() == came.split():
        return _spaces(said, came) if said else ""
    if said.lower() == came.lower():
        return next((told for how, told in _CAPITALS if came == how(said)), "its capitals differ")
    if "".join(said.split()).lower() == "".join(came.split()).lower():
        same = "".join(said.split()) == "".join(came.split())
        return "its spaces differ" if same else "its spaces and its capitals differ"
    if re.sub(r"[^\w\s]", "", said) == re.sub(r"[^\w\s]", "", came):
        return "its signs, such as commas and quotes, differ"
    if came in said.splitlines():
        return f"of its {len(said.splitlines())} lines only one is left"
    return ""


def told(said: str, came: str) -> str:
    """What was written and what was sent on, from shortly before the place where they part."""
    said, came = _differing(said, came)
    both = zip(said, came, strict=False)
    at = next((n for n, (a, b) in enumerate(both) if a != b), min(len(said), len(came)))
    since = max(at - _BEFORE, 0)
    shown = f'"{_part(said, since)}" was sent on as "{_part(came, since)}"'
    return shown if said else ""


def record(line: str) -> dict[str, object]:
    """A line that is one record, by its names; an empty one if it is none."""
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def texts(sent: str) -> list[tuple[str, str]]:
    """The texts of what crossed: those of a record with their names, or each line as it is."""
    found: list[tuple[str, str]] = []
    for line in sent.splitlines():
        read = record(line)
        named = [(name, value) for name, value in read.items() if isinstance(value, str)]
        found += named if read else [("", line)]
    return found


def _spaces(said: str, came: str) -> str:
    if came in {f"{said}\n", f"{said}\r\n"}:
        return "an end of line is put behind it"
    if came == said.strip():
        return "the spaces at its beginning and its end are taken away"
    if came in {said.lstrip(), said.rstrip()}:
        return f"the spaces at its {'end' if came == said.rstrip() else 'beginning'} are taken away"
    if " ".join(came.split()) == came.strip() != said.strip():
        return "of several spaces, or ends of lines, only one space is left"
    return "its spaces, or the ends of its lines, differ"


def _part(text: str, since: int) -> str:
    end = "…" if len(text) > since + _ROOM else ""
    shown = text[since : since + _ROOM].replace("\n", "\\n")  # an end of line is not seen as such
    return f"{'…' if since else ''}{shown}{end}"


def _differing(said: str, came: str) -> tuple[str, str]:
    """The text that was written and what came of it; two empty ones if that is not known."""
    pairs = [
        (_like(one, other), one, other)
        for name, one in texts(said)
        for under, other in texts(came)
        if name == under and one != other
    ]
    likeness, said, came = max(pairs, default=(0.0, "", ""))
    return (said, came) if likeness >= _LIKE else ("", "")


def _like(some: str, other: str) -> float:
    if some.split() == other.split() or some.lower() == other.lower():
        return 1
    if other.strip() and other in some.splitlines():
        return 1  # one of its lines, however many there are
    return SequenceMatcher(None, some[:_MOST], other[:_MOST], autojunk=False).ratio()
