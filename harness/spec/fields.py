"""Reading the tables of a spec: keys, texts, lists, numbers and choices, each with its mistakes."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from harness.spec.draft import Draft, Mapping, Node, ReadError, Scalar, Sequence, suggest
from harness.spec.names import split

T = TypeVar("T")


def mapping(draft: Draft, node: Node | None, what: str) -> tuple[tuple[Scalar, Node], ...]:
    """The pairs of a mapping; nothing, and a mistake, for any other node.  Nothing for no node."""
    if node is None:
        return ()
    if isinstance(node, Mapping):
        return node.pairs
    draft.wrong(node.place, f"{what} is a mapping: 'name: value' lines, or {{name: value}}")
    return ()


def keys(
    draft: Draft,
    node: Node | None,
    what: str,
    known: Collection[str],
    later: Collection[str] = (),
    meant: dict[str, str] | None = None,
) -> dict[str, Node]:
    """The values of a mapping with fixed keys.  Unknown keys are noted, ``later`` ones as such.

    ``meant``: what is to be written in place of a key that is called otherwise elsewhere.
    """
    values = {}
    for key, value in mapping(draft, node, what):
        if key.text in known:
            values[key.text] = value
        elif key.text in later:
            draft.wrong(key.place, f"'{key.text}' is not available in this version")
        elif meant and key.text in meant:
            draft.wrong(key.place, f"{what} has no '{key.text}': {meant[key.text]}")
        else:
            draft.wrong(key.place, f"{what} has no '{key.text}'{suggest(key.text, known)}")
    return values


def text(draft: Draft, node: Node | None, what: str) -> Scalar | None:
    """A text that is there; None, and a mistake unless ``node`` is None, otherwise."""
    if node is None:
        return None
    if not isinstance(node, Scalar):
        draft.wrong(node.place, f"{what} is a text; one that begins with {{ or [ needs 'quotes'")
        return None
    if not node.text.strip() and not node.style:
        draft.wrong(node.place, f"{what} is missing")
        return None
    return node


def texts(draft: Draft, node: Node | None, what: str) -> list[Scalar]:
    """A list of texts, or a single one."""
    entries = node.entries if isinstance(node, Sequence) else () if node is None else (node,)
    found = [text(draft, entry, what) for entry in entries]
    return [one for one in found if one is not None]


def words(draft: Draft, node: Node | None, what: str) -> list[tuple[str, Scalar, int]]:
    """Names in a list or in one text with commas: (name, where it stands, its offset there)."""
    return [
        (name, scalar, offset)
        for scalar in texts(draft, node, what)
        for name, offset in split(scalar.text)
        if name
    ]


def string(draft: Draft, node: Node | None, what: str) -> str | None:
    """The stripped text of a scalar, or None."""
    scalar = text(draft, node, what)
    return None if scalar is None else scalar.text.strip()


def number(
    draft: Draft, node: Node | None, what: str, bounds: tuple[int, int], unit: str = ""
) -> int | None:
    """A whole number within ``bounds`` (both included), a ``unit`` after it if one is allowed."""
    scalar = text(draft, node, what)
    if scalar is None:
        return None
    ending = rf"(?:\s*{unit})?" if unit else ""
    found = re.fullmatch(rf"([0-9]{{1,9}}){ending}", scalar.text.strip())
    low, high = bounds
    if found is None or not low <= int(found[1]) <= high:
        said = scalar.text.strip()[:40]
        draft.wrong(
            draft.at(scalar), f"{what} is a whole number from {low} to {high}, not '{said}'"
        )
        return None
    return int(found[1])


def choice(draft: Draft, node: Node | None, what: str, options: Iterable[str]) -> str | None:
    """One of ``options``; None, and a mistake, for anything else."""
    scalar = text(draft, node, what)
    if scalar is None:
        return None
    said, allowed = scalar.text.strip(), list(options)
    if said in allowed:
        return said
    listed = f"{', '.join(allowed[:-1])} or {allowed[-1]}"
    message = f"{what} is {listed}, not '{said[:40]}'{_close(said, allowed)}"
    draft.wrong(draft.at(scalar), message)
    return None


def parsed(draft: Draft, scalar: Scalar, parse: Callable[[str], T]) -> T | None:
    """What ``parse`` makes of a scalar's text; a :class:`ReadError` becomes a noted mistake."""
    lead = len(scalar.text) - len(scalar.text.lstrip())
    try:
        return parse(scalar.text.strip())
    except ReadError as wrong:
        draft.wrong(draft.at(scalar, lead + wrong.offset), wrong.message)
        return None


def _close(said: str, allowed: list[str]) -> str:
    end = suggest(said, allowed)
    return end if end.startswith(";") else ""
