"""Names in a hand-in, made safe.

A hand-in's names come from every system there is.  Programs, terminals and web pages later show
them, so a name keeps its letters of whatever language, but bytes that are no UTF-8, control and
invisible characters and a leading ``-`` (an interpreter would take it for an option) become ``_``.
Two names never become one: the later gets ``~2``, ``~3``, and so on.
"""

import unicodedata

# Control, invisible, lone surrogate (how Python holds bytes that are no UTF-8), line separators.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LONGEST = 200  # bytes; file systems allow 255, and names get additions

Parts = tuple[str, ...]


class Names:
    """Gives each name of a hand-in its place in the plain tree, always the same one."""

    def __init__(self) -> None:
        self._given: dict[Parts, str] = {}
        self._taken: set[Parts] = set()

    def place(self, raw: Parts) -> Parts:
        """The safe path for a path as the hand-in has it, each component on its own."""
        safe: Parts = ()
        for depth in range(1, len(raw) + 1):
            key = raw[:depth]
            if key not in self._given:
                self._given[key] = self._free(safe, clean(key[-1]))
            safe = (*safe, self._given[key])
        return safe

    def _free(self, folder: Parts, wanted: str) -> str:
        stem, dot, suffix = wanted.rpartition(".")
        if not stem:
            stem, dot, suffix = wanted, "", ""
        name, count = wanted, 1
        while (*folder, name) in self._taken:
            count += 1
            name = f"{stem}~{count}{dot}{suffix}"
        self._taken.add((*folder, name))
        return name


def clean(part: str) -> str:
    """One component of a path with every unwanted character replaced, and not too long."""
    safe = "".join("_" if _unwanted(letter) else letter for letter in part)
    if safe.startswith("-"):
        safe = f"_{safe}"
    if len(safe.encode()) > _LONGEST:
        stem, dot, suffix = safe.rpartition(".")
        ending = dot + suffix if stem and len(suffix) < 10 else ""
        room = _LONGEST - len(ending.encode())
        safe = safe.encode()[:room].decode(errors="ignore") + ending
    return safe


def show(raw: Parts) -> str:
    """A path as the hand-in has it, for a message: unwanted characters are shown as escapes."""
    text = "/".join(raw)
    shown = "".join(_escape(letter) if _unwanted(letter) else letter for letter in text)
    return shown if len(shown) <= 120 else f"{shown[:117]}..."


def _unwanted(letter: str) -> bool:
    if letter.isascii():
        return not letter.isprintable()
    return unicodedata.category(letter) in _UNWANTED


def _escape(letter: str) -> str:
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return letter.encode("unicode_escape", errors="replace").decode()
