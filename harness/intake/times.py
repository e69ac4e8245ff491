"""Times as people and platforms write them.

A time without a zone is one of this machine's zone; every time that leaves here has a zone.
"""

from datetime import datetime

from harness.model.errors import UsageError

# ISO 8601 aside: Moodle's worksheet, and what spreadsheets make of a time.
_FORMATS = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d/%m/%Y %H:%M", "%Y/%m/%d %H:%M")


def read(text: str) -> datetime | None:
    """The time that ``text`` says, or None."""
    said = text.strip().removesuffix(" UTC")
    zone = "+00:00" if said != text.strip() else ""
    try:
        return datetime.fromisoformat(_iso(said) + zone).astimezone()
    except ValueError:
        pass
    for form in _FORMATS:
        try:
            return datetime.strptime(said + zone, form + ("%z" if zone else "")).astimezone()
        except ValueError:
            continue
    return None


def required(text: str, what: str) -> datetime:
    """The time that an argument says.  Raises UsageError."""
    found = read(text)
    if found is None:
        raise UsageError(f"{what}: '{text}' is no time; write 2026-11-02 18:00, or with a zone")
    return found


def _iso(text: str) -> str:
    """Ruby writes ``2026-11-02 10:00:00.829823000 Z``: a space before the zone, nine digits."""
    head, dot, tail = text.partition(".")
    digits = len(tail) - len(tail.lstrip("0123456789"))
    if dot:
        text = f"{head}.{tail[: min(digits, 6)]}{tail[digits:]}"
    date, _, rest = text.partition(" ")
    return f"{date} {rest.replace(' ', '')}" if rest else text
