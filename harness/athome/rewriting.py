"""The ``spec.yaml`` that students get: the instructor's, without what is not for them.

It is cut as YAML and not written anew, so that each text stays as it was quoted, which is how
strict it is.  Comments go: they are notes of the instructor's.
"""

import re
from collections.abc import Callable
from typing import Any

from harness.athome.open import Open
from harness.portable import compose, serialize


def rewritten(source: str, left: Open) -> str:
    """``source``, a spec's text, with what is ``left`` of it."""
    root = compose(source)
    used = {cast for casts in left.scenes.values() for cast in casts}
    _filter(_table(root, "casts"), lambda name: name in used)
    _filter(_table(root, "scenes"), lambda name: name in left.scenes)
    for name, scene in _pairs(_table(root, "scenes")):
        casts = _table(scene, "casts")
        if casts is not None:
            _set_words(casts, left.scenes[name])
    _filter(_table(root, "rubric"), lambda name: name in left.items)
    for _, item in _pairs(_table(root, "rubric")):
        _keep_gates(item, left)
    _drop_words(root, left)
    for key in ("casts", "words", "scenes"):
        if _table(root, key) is not None and not _table(root, key).value:
            _filter(root, _is_not(key))
    return serialize(root)


def _drop_words(root: Any, left: Open) -> None:
    """Leave out the words that nothing left speaks of: they may tell of what was cut."""
    words = _table(root, "words")
    if words is None:
        return
    _filter(words, lambda name: name not in left.words)
    while True:
        known = {name for name, _ in _pairs(words)}
        said = {
            name: serialize(node)
            for name, node in [*_pairs(words), *((f"={key}", node) for key, node in _pairs(root))]
            if name != "=words"
        }
        used = {
            name
            for name in known
            if any(re.search(rf"\b{re.escape(name)}\b", s) for n, s in said.items() if n != name)
        }
        if used == known:
            return
        _filter(words, used.__contains__)


def _table(node: Any, key: str) -> Any:
    return next((value for name, value in node.value if name.value == key), None)


def _pairs(table: Any) -> list[tuple[str, Any]]:
    """The entries of a table, one for each name that a key declares."""
    if table is None:
        return []
    return [(name, value) for key, value in table.value for name in _names(key.value)]


def _names(key: str) -> list[str]:
    """``a, b u`` declares a and b; what follows a word's name are its arguments."""
    return [part.split()[0] for part in key.split(",") if part.strip()]


def _filter(table: Any, keep: Callable[[str], bool]) -> None:
    """Leave only the names in a table that are to be kept."""
    if table is None:
        return
    entries = []
    for key, value in table.value:
        parts = [part.strip() for part in key.value.split(",") if part.strip()]
        kept = [part for part in parts if keep(part.split()[0])]
        if kept:
            if len(kept) < len(parts):
                key.value = ", ".join(kept)
            entries.append((key, value))
    table.value = entries


def _is_not(name: str) -> Callable[[str], bool]:
    return lambda other: other != name


def _keep_gates(item: Any, left: Open) -> None:
    if isinstance(item.value, str) or (gate := _table(item, "gate")) is None:
        return
    named = [name for name in _words(gate) if name in left.items]
    if len(named) < len(_words(gate)) and not named:
        _filter(item, lambda key: key != "gate")
    elif named:
        _set_words(gate, tuple(named))


def _words(node: Any) -> list[str]:
    if isinstance(node.value, str):
        return [part.strip() for part in node.value.split(",")]
    return [part.strip() for entry in node.value for part in entry.value.split(",")]


def _set_words(node: Any, words: tuple[str, ...]) -> None:
    """Make a list, or a text with commas, name just these."""
    import yaml

    if isinstance(node.value, str):
        node.value = ", ".join(words)
    else:
        node.value = [yaml.ScalarNode("tag:yaml.org,2002:str", word) for word in words]
