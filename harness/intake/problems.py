"""What a person should know about a hand-in: gathered by kind, told in one sentence a kind.

A hostile hand-in may have a thousand links in it; the sentence names a few and counts the rest.
"""

from harness.intake.names import Parts, show

_NAMED = 4  # names told in full, a kind

# Kind -> what was done and why; {n} is how many, {s} makes the plural.
_SENTENCES = {
    "link": "{n} link{s} skipped, since a link can lead out of a hand-in",
    "special": "{n} special file{s} skipped (devices, pipes, sockets)",
    "outside": "{n} name{s} skipped that would lead out of the hand-in",
    "large": "{n} file{s} skipped, larger than {bound}",
    "deep": "{n} name{s} skipped, more than {bound} folders deep",
    "long": "{n} name{s} skipped, longer than {bound} bytes",
    "unreadable": "{n} file{s} skipped that could not be read",
    "clash": "{n} name{s} skipped that would be a file and a folder at once",
    "renamed": "{n} name{s} changed that had unreadable characters",
    "opened": "{n} archive{s} inside opened",
    "sealed": "{n} archive{s} inside of a kind that cannot be opened here (a zip or a tar can)",
}


class Problems:
    """Collects what was skipped or changed, and tells it in sentences."""

    def __init__(self) -> None:
        self._found: dict[str, dict[Parts, str]] = {}
        self._bounds: dict[str, str] = {}

    def add(self, kind: str, raw: Parts, detail: str = "", bound: str = "") -> None:
        """Remember one: ``kind`` is a key of the sentences, ``detail`` follows the name."""
        self._found.setdefault(kind, {})[raw] = f"{show(raw)}{detail}"
        if bound:
            self._bounds[kind] = bound

    def forget(self, folder: Parts) -> None:
        """Drop all that was remembered about what lies in ``folder``."""
        for found in self._found.values():
            for raw in [raw for raw in found if raw[: len(folder)] == folder]:
                del found[raw]

    def left_out(self) -> dict[Parts, str]:
        """What was left out, by name, with a sentence for each; not names that lead outside."""
        kinds = [kind for kind in self._found if kind not in ("outside", "renamed", "opened")]
        return {
            raw: _SENTENCES[kind].format(n="1", s="", bound=self._bounds.get(kind, ""))
            + f": {told}."
            for kind in kinds
            for raw, told in self._found[kind].items()
        }

    def sentences(self) -> tuple[str, ...]:
        """One sentence for each kind that was met, in a fixed order."""
        return tuple(self._tell(kind) for kind in _SENTENCES if self._found.get(kind))

    def _tell(self, kind: str) -> str:
        found = self._found[kind]
        count = len(found)
        head = _SENTENCES[kind].format(
            n=f"{count:,}", s="" if count == 1 else "s", bound=self._bounds.get(kind, "")
        )
        named = ", ".join(list(found.values())[:_NAMED])
        rest = f" and {count - _NAMED:,} more" if count > _NAMED else ""
        return f"{head}: {named}{rest}."
