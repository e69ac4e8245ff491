"""Classes of plain data as :func:`dataclasses.dataclass` makes them, made in half the time.

The library writes up to six functions for each class as text, and has each compiled by itself: with
two hundred classes a third of the time until a command begins.  Here only ``__init__`` is written,
on which the time of every object hangs; what the others do is the same for any fields.

What comes out is a dataclass: ``fields``, ``replace`` and ``asdict`` take it.  Not to be had are
``order``, ``InitVar``, and frozen bases that the library has made.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError
from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]


def _dataclass(
    cls: Any = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    kw_only: bool = False,
) -> Any:
    if cls is None:
        return partial(_dataclass, frozen=frozen, slots=slots, eq=eq, kw_only=kw_only)
    # beside an __eq__ the language itself sets __hash__ to None
    own = {name for name, what in cls.__dict__.items() if name != "__hash__" or what is not None}
    bare = {"init": False, "repr": False, "eq": False, "slots": slots, "kw_only": kw_only}
    made = dataclasses.dataclass(cls, **bare)
    fields = dataclasses.fields(made)
    parts: dict[str, Callable[..., Any] | None] = {"__repr__": _repr}
    parts["__init__"] = _init(made, fields, frozen=frozen)
    if eq:
        compared = [each for each in fields if each.compare]
        hashed = [each for each in fields if (each.compare if each.hash is None else each.hash)]
        parts |= {"__eq__": _eq(compared), "__hash__": _hash(hashed) if frozen else None}
    if frozen:
        parts |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
    if frozen and slots:  # else they are copied and pickled by setting each field
        parts |= {"__getstate__": _state, "__setstate__": _set_state}
    for name, part in parts.items():
        if name not in own:
            setattr(made, name, part)
    return made


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass


def _init(
    made: type, fields: tuple[dataclasses.Field[Any], ...], *, frozen: bool
) -> Callable[..., None]:
    known: dict[str, Any] = {"_missing_": MISSING, "_set_": object.__setattr__}
    usual: list[str] = []
    named: list[str] = []
    body: list[str] = []
    for field in fields:
        name, value, default = field.name, field.name, ""
        if field.default is not MISSING:
            known[f"_of_{name}"] = field.default
            default, otherwise = f"=_of_{name}", f"_of_{name}"
        elif field.default_factory is not MISSING:
            known[f"_of_{name}"] = field.default_factory
            default, otherwise = "=_missing_", f"_of_{name}()"
            value = f"{otherwise} if {name} is _missing_ else {name}"
        elif not field.init:
            continue  # its class sees to it
        if field.init:
            (named if field.kw_only else usual).append(name + default)
        else:
            value = otherwise
        body.append(f"_set_(self,{name!r},{value})" if frozen else f"self.{name}={value}")
    if hasattr(made, "__post_init__"):
        body.append("self.__post_init__()")
    taken = ",".join(["self", *usual, *(["*", *named] if named else [])])
    exec(f"def __init__({taken}):\n {';'.join(body) or 'pass'}", known)  # noqa: S102 - our own names
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


@recursive_repr()
def _repr(self: Any) -> str:
    shown = [field.name for field in dataclasses.fields(self) if field.repr]
    told = ", ".join([f"{name}={getattr(self, name)!r}" for name in shown])
    return f"{type(self).__qualname__}({told})"


def _values(fields: list[dataclasses.Field[Any]]) -> Callable[[Any], tuple[Any, ...]]:
    names = [field.name for field in fields]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda made: tuple([getattr(made, name) for name in names])


def _eq(fields: list[dataclasses.Field[Any]]) -> Callable[[Any, object], bool]:
    values = _values(fields)

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    return __eq__


def _hash(fields: list[dataclasses.Field[Any]]) -> Callable[[Any], int]:
    values = _values(fields)

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return __hash__


def _refuse_to_set(_: object, name: str, __: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
