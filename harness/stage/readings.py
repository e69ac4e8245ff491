"""What can be read on a screen now and could not at the look before: texts for ``Shown`` events.

* A line that was added to a text, or a row to a list, is told by itself; so is a text that changed.
* What only moved (the window was built anew with the same words) was there before.
* What the harness typed into a field is no message of the program's: a field it typed into is left
  out from then on.
"""

from collections import Counter
from collections.abc import Iterator

from harness.stage.widgets import View, Widget

_GROWING = {"Text", "Listbox", "Treeview", "Canvas"}


class Readings:
    """Compares each look at a screen with the one before."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, str], list[str]] = {}
        self._titles: dict[tuple[str, str], str] = {}
        self.typed: set[tuple[str, str]] = set()

    def news(self, seen: View) -> list[tuple[str, str]]:
        """Each text that is new, with the title of its window, in reading order."""
        now = {
            widget.key: widget.lines() for widget in seen.widgets if widget.key not in self.typed
        }
        gone: Counter[str] = Counter()
        for key, lines in self._before.items():
            if key not in now:
                gone.update(lines)
        found = list(self._new_titles(seen))
        order = {window.key: number for number, window in enumerate(seen.windows())}

        def place(widget: Widget) -> tuple[int, int, int]:
            return order.get((widget.app.name, widget.top), len(order)), widget.y, widget.x

        for widget in sorted(seen.widgets, key=place):
            if widget.key not in now:
                continue
            before = self._before.get(widget.key)
            lines = now[widget.key]
            if before is not None:
                lines = _added(before, lines, grows=widget.kind in _GROWING)
            for line in lines:
                if before is None and gone[line]:
                    gone[line] -= 1
                else:
                    found.append((widget.title, line))
        self._before = now
        return found

    def _new_titles(self, seen: View) -> Iterator[tuple[str, str]]:
        titles = {window.key: window.title for window in seen.windows()}
        for key, title in titles.items():
            if title and self._titles.get(key) != title:
                yield title, title
        self._titles = titles


def _added(before: list[str], now: list[str], *, grows: bool) -> list[str]:
    """The lines that a widget did not have before."""
    if before == now:
        return []
    if grows:
        for start in range(len(before)):  # from the front some may have been cut off
            kept = len(before) - start
            if now[:1] == before[start : start + 1] and now[:kept] == before[start:]:
                return now[kept:]
    had = Counter(before)
    found = []
    for line in now:
        if had[line]:
            had[line] -= 1
        else:
            found.append(line)
    return found
