"""A scene's run as data: who took part, and every event in order.

Saved as JSON Lines, one event a line, bytes as text in which every byte is one character
(latin-1): human eyes can read it and no byte is lost.  What is long and nothing to read would take
six characters a byte so (a flood of zeros made a file of 54 MB): it is compressed, in base64.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from harness.model.events import KINDS, Event, Wait, field_names
from harness.model.quick import dataclass

_LONG = 1024  # bytes
_DENSE = 15  # one unreadable byte in so many, and base64 takes less room than text
_READABLE = bytes([*b"\t\n\r", *range(0x20, 0x7F)])


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of one run of one scene.

    ``scene``, ``cast`` and ``row`` name what was played; ``run`` counts from 1;
    ``by`` maps each role to who played it (``student``, ``script``, ``reference``, ``program``).
    """

    scene: str
    cast: str
    row: str
    run: int
    by: dict[str, str]
    events: tuple[Event, ...]


def dump(timeline: Timeline) -> Iterator[str]:
    """Yield the lines of a saved timeline (no line ends): a head, then one line an event."""
    head = {
        "callsheet": "timeline/v1",
        "scene": timeline.scene,
        "cast": timeline.cast,
        "row": timeline.row,
        "run": timeline.run,
        "by": timeline.by,
    }
    yield json.dumps(head)
    for event in timeline.events:
        yield json.dumps(_plain(event))


def load(lines: Iterable[str]) -> Timeline:
    """Read back what :func:`dump` wrote.  Raises ``ValueError`` on anything else."""
    rows = iter(lines)
    head = json.loads(next(rows, "null"))
    if not isinstance(head, dict) or head.get("callsheet") != "timeline/v1":
        raise ValueError("not a saved timeline (callsheet timeline/v1)")
    # all at once: a class that is marked again has hundreds of thousands of events
    events = tuple(map(_event, json.loads(f"[{','.join(row for row in rows if row.strip())}]")))
    return Timeline(head["scene"], head["cast"], head["row"], head["run"], head["by"], events)


def _plain(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": type(event).__name__}
    for name in field_names(type(event)):
        value = getattr(event, name)
        if isinstance(value, bytes) and _unreadable(value):
            row[f"{name}.zlib"] = b64encode(zlib.compress(value)).decode()
            continue
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        elif name == "waits":
            value = [{f.name: getattr(wait, f.name) for f in fields(wait)} for wait in value]
        row[name] = value
    return row


def _unreadable(data: bytes) -> bool:
    return len(data) > _LONG and len(data.translate(None, _READABLE)) * _DENSE > len(data)


def _event(row: dict[str, Any]) -> Event:
    values = row
    kind = KINDS[values.pop("kind")]
    if "data.zlib" in values:
        values["data"] = zlib.decompress(b64decode(values.pop("data.zlib")))
    elif "data" in values:
        values["data"] = values["data"].encode("latin-1")
    if "argv" in values:
        values["argv"] = tuple(values["argv"])
    if "waits" in values:
        values["waits"] = tuple(
            Wait(**{**wait, "of": tuple(wait["of"])}) for wait in values["waits"]
        )
    return kind(**values)
