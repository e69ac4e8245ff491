"""A record as bytes and back: JSON, compressed.

JSON and no pickle: a store is a file that people send each other, and reading it must run nothing.
What is large and seldom needed stands apart: of each take its events, and its packets and pictures.

A dataclass is the list of its fields.  What an earlier version packed is shorter: fields are only
added, at the end and with a default.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from harness.model.handin import Member
from harness.model.quick import dataclass
from harness.model.record import Record, Take
from harness.model.timeline import Timeline, dump, load

_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Packed:
    """A record as bytes: its head, and of each take its ``events`` and its ``rest``."""

    head: bytes
    takes: tuple[tuple[bytes, bytes], ...]


def pack(record: Record) -> Packed:
    """``record`` as bytes, its takes apart."""
    takes = tuple((_events(take), _rest(take)) for take in record.takes)
    bare = replace(record, takes=tuple(map(without_recording, record.takes)))
    return Packed(_squeeze(_plain(bare)), takes)


def unpack(head: bytes) -> Record:
    """The record, its takes without what was recorded."""
    record: Record = _maker(Record)(_spread(head))
    return record


def pack_member(member: Member) -> str:
    """How somebody's hand-in came, as JSON."""
    return json.dumps(_plain(member), separators=(",", ":"))


def member(text: str) -> Member:
    """How somebody's hand-in came."""
    found: Member = _maker(Member)(json.loads(text))
    return found


def events(data: bytes) -> Timeline | None:
    """The timeline of a take."""
    return load(zlib.decompress(data).decode().split("\n")) if data else None


def with_takes(record: Record, rows: Sequence[tuple[bytes, bytes]]) -> Record:
    """``record`` with what was recorded of its takes."""
    takes = tuple(_whole(take, *row) for take, row in zip(record.takes, rows, strict=True))
    return replace(record, takes=takes)


def _whole(take: Take, timeline: bytes, rest: bytes) -> Take:
    """``take`` with what was recorded of it."""
    packets, pictures = _spread(rest)
    shown = replace(
        take.shown,
        recorded=events(timeline),
        packets=b64decode(packets),
        screenshots=tuple(
            replace(one, png=b64decode(png))
            for one, png in zip(take.shown.screenshots, pictures, strict=True)
        ),
    )
    return replace(take, shown=shown)


def without_recording(take: Take) -> Take:
    """``take`` without what was recorded of it."""
    pictures = tuple(replace(one, png=b"") for one in take.shown.screenshots)
    shown = replace(take.shown, recorded=None, packets=b"", screenshots=pictures)
    return replace(take, shown=shown)


def _events(take: Take) -> bytes:
    timeline = take.shown.recorded
    return zlib.compress("\n".join(dump(timeline)).encode(), _LEVEL) if timeline else b""


def _rest(take: Take) -> bytes:
    pictures = [b64encode(one.png).decode() for one in take.shown.screenshots]
    return _squeeze([b64encode(take.shown.packets).decode(), pictures])


def _squeeze(value: object) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), _LEVEL)


def _spread(data: bytes) -> Any:
    return json.loads(zlib.decompress(data))


def _plain(value: Any) -> Any:
    """Data of the model as JSON has it: a dataclass is the list of its fields."""
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value.decode("latin-1") if isinstance(value, bytes) else value


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """What makes a ``kind`` of JSON.  A timeline is None: it stands apart."""
    if kind is bytes:
        return lambda value: value.encode("latin-1")
    if is_dataclass(kind):
        return _of_fields(kind)
    inner = [part for part in get_args(kind) if part is not NoneType]
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        make = _maker(inner[0])
        return make if make is _itself else lambda value: None if value is None else make(value)
    if origin is tuple:
        return _of_tuple(inner)
    if origin is dict:
        make = _maker(inner[1])
        if make is _itself:
            return make
        return lambda value: {key: make(part) for key, part in value.items()}
    return _itself


def _of_tuple(inner: list[Any]) -> Callable[[Any], Any]:
    makers = [_maker(part) for part in inner if part is not Ellipsis]
    if all(make is _itself for make in makers):
        return lambda value: tuple(value or ())
    if inner[-1] is Ellipsis:
        return lambda value: tuple(map(makers[0], value or ()))
    return lambda value: tuple(make(part) for make, part in zip(makers, value, strict=True))


def _of_fields(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    makers = [_maker(hints[field.name]) for field in fields(kind)]
    # most fields are what they are: only the others cost a call
    changing = [(at, make) for at, make in enumerate(makers) if make is not _itself]

    def make_it(value: list[Any]) -> Any:
        for at, make in changing:
            if at < len(value):
                value[at] = make(value[at])
        return kind(*value)

    return make_it


def _itself(value: Any) -> Any:
    return value
