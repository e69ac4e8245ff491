"""What can be read on a screen now and could not at the look before: texts for ``Shown`` events.

* A line that was added to a text, or a row to a list, is told by itself; so is a text that changed.
* What only moved (the window was built anew with the same words) was there before.  It was written
  once more, though, and is told as that; so is a text that stands where it stood, and was put there
  again since: a line that says "Received Pong" after each message, whatever it said in between.
* What the harness typed into a field is no message of the program's: a field it typed into is left
  out from then on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from harness.stage.widgets import View, Widget

_MOST_AGAIN = 20  # of one widget at one look
_GROWING = {"Text", "Listbox", "Treeview", "Canvas"}


class Readings:
    """Compares each look at a screen with the one before."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, str], list[str]] = {}
        self._titles: dict[tuple[str, str], str] = {}
        self.typed: set[tuple[str, str]] = set()
        self.again: list[tuple[str, str]] = []  # as ``news``: what the last look found written anew

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
        self.again = []
        moved: list[tuple[str, str]] = []
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
                anew = _anew(widget.written, now[widget.key], lines)
                self.again += [(widget.title, line) for line in anew]
            for line in lines:
                if before is None and gone[line]:
                    gone[line] -= 1
                    moved.append((widget.title, line))
                else:
                    found.append((widget.title, line))
        self.again += moved[-_MOST_AGAIN:]
        self._before = now
        return found

    def _new_titles(self, seen: View) -> Iterator[tuple[str, str]]:
        titles = {window.key: window.title for window in seen.windows()}
        for key, title in titles.items():
            if title and self._titles.get(key) != title:
                yield title, title
        self._titles = titles


def _anew(written: Iterable[str], now: list[str], added: list[str]) -> list[str]:
    """The lines that stand in a widget and were written there once more than they were added."""
    more = Counter(written)
    more.subtract(added)
    return [line for line in dict.fromkeys(now) for _ in range(more[line])][-_MOST_AGAIN:]


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
