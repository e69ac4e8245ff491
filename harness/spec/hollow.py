"""Lines whose text has nothing in it, once its blanks have their values.

A bare text with nothing in it is met by anything, so that a wrong program keeps the points; an
exact one by nothing, so that a right one loses them.  Written out, a bare one is refused where it
is read; an empty value of a row, or an empty file, only shows where the story is laid out.

What the harness says may be empty: an Enter, or a datagram without content.
"""

from collections.abc import Mapping

from harness.model.spec import Blank, Line, Part
from harness.spec.line import HARNESS_ONLY
from harness.spec.names import FILE
from harness.spec.walk import Environment


def hollow(line: Line, env: Environment, files: Mapping[str, bytes]) -> str | None:
    """The blank that leaves nothing of the text of a line, or "" if it is written so; None if not.

    ``files``: the blanks for files, and what these have in them.
    """
    text = line.text
    if text is None or line.verb in HARNESS_ONLY:
        return None
    parts = [part for segment in text.segments for part in segment]
    blanks = [part.name for part in parts if isinstance(part, Blank)]
    if any(_something(part, text.style) for part in parts if isinstance(part, str)):
        return None
    if not blanks:
        return ""
    left = [_values(name, env, files, text.style) for name in blanks]
    # Which values of several blanks come together only a round of an each shows.
    empty = not all(left[0]) if len(left) == 1 else not any(map(any, left))
    return blanks[0] if empty else None


def _values(
    name: str, env: Environment, files: Mapping[str, bytes], style: str
) -> tuple[bool, ...]:
    """Of each value that a blank may have: whether there is something in it."""
    if name in files:
        return (bool(files[name]),)
    values = env.get(name.removeprefix(FILE), (Blank(name),))
    if name.startswith(FILE):  # which file it is stands in the value
        return tuple(bool(files.get(f"{FILE}{one}", b"?")) for one in values)
    return tuple(_something(one, style) for one in values)


def _something(part: Part, style: str) -> bool:
    return isinstance(part, Blank) or bool(part.strip() if style == "bare" else part)
