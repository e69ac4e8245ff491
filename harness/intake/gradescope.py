"""Gradescope, *Export Submissions*: a folder a submission, and ``submission_metadata.yml``.

The metadata say whose each folder is (all of a group), and when it came.  They are written by
Ruby, with tags of its own: they are read as plain texts, so that no tag means anything.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from harness.intake.layout import Arrived, Pile
from harness.intake.names import Parts
from harness.model.errors import UsageError
from harness.model.handin import Student

METADATA = "submission_metadata.yml"
_LARGEST = 16 * 2**20


def fits(names: Collection[Parts]) -> bool:
    """Whether the metadata are there."""
    return (METADATA,) in names


def read(arrived: Arrived) -> dict[str, Pile]:
    """A pile for each submission, those without files among them."""
    if (METADATA,) not in arrived.files:
        raise UsageError(arrived.left_out.get((METADATA,)) or f"{METADATA} cannot be read")
    piles = {name: _pile(about) for name, about in _loaded(arrived.files[METADATA,]).items()}
    for name in arrived.names:
        if len(name) > 1 or name[0] in piles:
            pile = piles.setdefault(name[0], Pile((Student(name=name[0]),)))
            pile.add(name[1:], arrived, name)
    return piles


def _loaded(file: Path) -> dict[str, dict[str, Any]]:
    import yaml

    if file.stat().st_size > _LARGEST:
        raise UsageError(f"{METADATA} is too large to be one")
    try:
        # every value a text, a list or a table, whatever its tag: nothing is constructed
        data = yaml.load(file.read_bytes(), Loader=yaml.BaseLoader)  # noqa: S506 - as above
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{METADATA} cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise UsageError(f"{METADATA} is no table of submissions")
    return {str(name): about for name, about in data.items() if isinstance(about, dict)}


def _pile(about: dict[str, Any]) -> Pile:
    submitters = _value(about, "submitters")
    students = tuple(
        Student(name=_text(one, "name"), sis=_text(one, "sid"), email=_text(one, "email"))
        for one in (submitters if isinstance(submitters, list) else ())
        if isinstance(one, dict)
    )
    when = _value(about, "created_at")
    if isinstance(when, dict):  # newer exports write the time with its zone as a table
        when = when.get("utc", "")
    return Pile(students, submitted=when if isinstance(when, str) else "")


def _value(table: dict[str, Any], name: str) -> Any:
    """Ruby's symbols are keys that begin with a colon."""
    return table.get(f":{name}", table.get(name))


def _text(table: dict[str, Any], name: str) -> str:
    value = _value(table, name)
    return value.strip() if isinstance(value, str) else ""
