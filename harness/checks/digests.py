"""Hashes of plays, by which it is known what two specs have in common.

The rules:

* Nothing depends on which line of the spec a thing stands in, so no hash does.
* ``script`` is of what is done: whoever has the same one does the same, whatever is expected.
* ``shape`` is of a play without the letters of the texts that it looks for.  So in it stands all of
  a text that decides anything but where it is found: its style, its blanks, what these stand for,
  and which lines have the same one.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from harness.checks.play import (
    Choice,
    Expect,
    OneOf,
    Part,
    Pattern,
    Piece,
    Play,
    Silence,
    Slot,
    Value,
)
from harness.checks.wording import names
from harness.model.spec import Blank


def digest(value: object) -> str:
    """A hash of plain data, the same in every process; of no line of the spec."""
    text = json.dumps(_plain(value), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def script(play: Play, *beside: object) -> str:
    """A hash of what ``play`` does; ``beside``: what else its scene is played with."""
    replies = {
        role: [replace(reply, line=0, source="") for reply in found]
        for role, found in play.replies.items()
    }
    done = [_bare(slot) for beat in play.beats for slot in beat.slots]
    used = {name: play.words.get(name) for slot in _slots(play) for name in _named(play, slot)}
    return digest([done, used, _learnt(play, set(used)), replies, play.windows, beside])


def _slots(play: Play) -> Iterator[Slot]:
    for beat in play.beats:
        yield from beat.slots


def _learnt(play: Play, used: set[str]) -> list[object]:
    """The expected texts from which what is said takes a value."""
    return [
        line.pattern
        for beat in play.beats
        for part in beat.parts
        for line in part.options
        if used & {*names(line.pattern, play.words)}
    ]


def _bare(slot: Slot) -> Slot:
    """A slot without its place in the spec, and without what ends its rounds."""
    rounds = replace(slot.rounds, conditions=()) if slot.rounds else None
    return replace(slot, line=0, source="", rounds=rounds)


def _named(play: Play, slot: Slot) -> tuple[str, ...]:
    """The words that decide what a slot says, and to whom."""
    actors = [actor.name for actor in (slot.who, slot.to) if actor and not isinstance(actor, str)]
    found = (*names(slot.pattern, play.words), *names(slot.target, play.words))
    return (*actors, *found)


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    own = _fields(kind)
    if own is not None:
        found = (0 if name == "line" else _plain(getattr(value, name)) for name in own)
        return [kind.__name__, *found]
    if isinstance(value, dict):
        return [[key, _plain(part)] for key, part in value.items()]
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.decode("latin-1") if isinstance(value, bytes) else value


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    """What a dataclass is made with; None for anything else."""
    return tuple(each.name for each in fields(kind) if each.init) if is_dataclass(kind) else None


def shape(play: Play, *beside: object) -> str:
    """A hash of ``play`` without the letters that it looks for; ``beside``: as in ``script``."""
    at = {pattern: n for n, pattern in enumerate(play.texts)}
    words = {name: _choice(choice) for name, choice in play.words.items()}
    beats = [
        [
            [_line(line, at) for slot in beat.slots for line in slot.conditions],
            [_part(part, at) for part in beat.parts],
        ]
        for beat in play.beats
    ]
    return digest([beats, words, play.by, script(play, *beside)])


def _part(part: Part, at: dict[Pattern, int]) -> list[object]:
    if isinstance(part, Expect):
        return _line(part, at)
    if isinstance(part, OneOf):
        options = [_line(option, at) for option in part.options]
        return ["one of", part.step, part.items, part.mood, options]
    return ["nothing else", part.step, part.items] if isinstance(part, Silence) else ["then"]


def _line(line: Expect, at: dict[Pattern, int]) -> list[object]:
    text = line.pattern and (at[line.pattern], _form(line.pattern))
    return [replace(line, line=0, source="", pattern=None), text]


def _choice(choice: Choice) -> list[object]:
    ranks = [[_form(text) for text in rank] for rank in choice.ranks]
    return [replace(choice, ranks=(), show=None), ranks]


def _form(pattern: Pattern) -> list[str]:
    """A text without its letters: its style, and its blanks with something between them or not."""
    return [pattern.style, *(_kind(piece) for piece in pattern.pieces)]


def _kind(piece: Piece) -> str:
    if isinstance(piece, Blank):
        return f"{{{piece.name}}}"
    return "value" if isinstance(piece, Value) else "text" if piece.strip() else ""
