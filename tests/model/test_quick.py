"""Classes made quickly are what the library would have made."""

import copy
import dataclasses
from collections.abc import Callable
from dataclasses import field, fields, replace
from typing import Any

import pytest

from harness.model import quick


def _classes(dataclass: Callable[..., Any]) -> list[type]:
    @dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 2
        near: list[int] = field(default_factory=list)
        _sum: int = field(init=False, repr=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "_sum", self.x + self.y)

    @dataclass(frozen=True, slots=True)
    class Single:
        x: int

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Fact:
        n: int
        at: int = 0

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Said(Fact):
        text: str
        seen: set[int] = field(default_factory=set, hash=False)

        def __repr__(self) -> str:
            return f"<{self.text}>"

    @dataclass(frozen=True)
    class Open:
        x: int

    @dataclass(slots=True, eq=False)
    class Apart:
        x: int
        told: list[int] = field(default_factory=list, init=False)
        count: int = field(default=3, init=False)

    @dataclass
    class Plain:
        x: int = 1
        tags: dict[str, int] = field(default_factory=dict)

    @dataclass(frozen=True)
    class Own:
        x: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own) and self.x % 2 == other.x % 2

        def __hash__(self) -> int:
            return self.x % 2

    return [Point, Single, Fact, Said, Open, Apart, Plain, Own]


_OURS, _LIBRARY = _classes(quick.dataclass), _classes(dataclasses.dataclass)
_GIVEN: dict[str, list[dict[str, Any]]] = {
    "Point": [{"x": 1}, {"x": 1, "y": 2, "near": []}, {"x": 1, "near": [1]}],
    "Single": [{"x": 1}, {"x": 2}],
    "Fact": [{"n": 1}, {"n": 1, "at": 2}],
    "Said": [{"n": 1, "text": "a"}, {"n": 1, "text": "a", "seen": {1}}],
    "Open": [{"x": 1}, {"x": 2}],
    "Apart": [{"x": 1}, {"x": 1}],
    "Plain": [{}, {"x": 1}, {"tags": {"a": 1}}],
    "Own": [{"x": 1}, {"x": 3}, {"x": 2}],
}


def _tried(act: Callable[[], object]) -> object:
    """What comes of it, in words that do not tell which class it was."""
    try:
        return act()
    except Exception as error:
        return type(error), str(error).replace("test_quick.", "")


def _traits(made: type) -> list[object]:
    """All that can be seen of a class and of what is made of it."""
    some = [made(**given) for given in _GIVEN[made.__name__]]
    first, name = some[0], fields(made)[0].name
    seen: list[object] = [
        [(each.name, each.init, each.default, each.kw_only) for each in fields(made)],
        made.__match_args__,  # type: ignore[attr-defined]
        hasattr(first, "__dict__"),
        [[one == other for other in some] for one in some],
        first == object(),
        [_tried(lambda one=one: repr(one)) for one in some],  # type: ignore[misc]
        [dataclasses.asdict(one) for one in some],
        [repr(copy.copy(one)) for one in some],
        [dataclasses.asdict(copy.deepcopy(one)) for one in some],
        _tried(lambda: made(1, 2, 3, 4, 5)),
        _tried(lambda: made(strange=1)),
        _tried(lambda: repr(made())),
        _tried(lambda: repr(replace(first, **{name: 8}))),
        _tried(lambda: replace(first, strange=8)),
        _tried(lambda: setattr(first, name, 7)),
        _tried(lambda: delattr(first, name)),
    ]
    if made.__name__ != "Apart":  # its hash is where it lies
        seen.append([_tried(lambda one=one: hash(one)) for one in some])  # type: ignore[misc]
    return seen


@pytest.mark.parametrize(("ours", "librarys"), list(zip(_OURS, _LIBRARY, strict=True)), ids=_GIVEN)
def test_a_class_is_what_the_library_makes_of_it(ours: type, librarys: type) -> None:
    """Its objects compare, hash, print, copy and refuse alike."""
    assert _traits(ours) == _traits(librarys)
