"""What stands in a program's windows, and which widget somebody means by its words.

All of it is what the program says of itself, bounded in number and length when it was asked
(``tk.tcl``).  Only what can be seen is here: windows that are hidden are not.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from harness.stage.tk import App, listed

MOST, LONGEST = 2_000, 20_000  # widgets or rows of one program, characters of one text
_BUTTONS = {"Button", "TButton", "Menubutton", "TMenubutton"}
_CHOICES = {"Checkbutton", "TCheckbutton", "Radiobutton", "TRadiobutton"}
_FIELDS = {"Entry", "TEntry", "Spinbox", "TSpinbox", "TCombobox", "Text"}
_LISTS = {"Listbox", "Treeview"}
_BLINKING = {"TEntry", "TSpinbox", "TCombobox"}  # their cursor blinks whatever resources say
_NAMED = 6  # words that an explanation quotes at most
_QUOTED = 40  # characters of each


@dataclass(frozen=True, slots=True)
class Row:
    """A part of a widget with words of its own: a row, a tab, an entry of a menu, a drawn text."""

    id: str
    text: str
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget that can be seen.  ``value``: what a field holds; ``top``: its window's path."""

    app: App
    path: str
    kind: str
    text: str
    value: str
    state: str
    x: int
    y: int
    width: int
    height: int
    top: str
    title: str
    rows: tuple[Row, ...]

    @property
    def disabled(self) -> bool:
        """It does not react."""
        return self.state == "disabled"

    @property
    def editable(self) -> bool:
        """Somebody can type into it."""
        return self.kind in _FIELDS and self.state not in ("disabled", "readonly")

    @property
    def key(self) -> tuple[str, str]:
        """Which widget it is, from one look to the next."""
        return self.app.name, self.path

    @property
    def is_window(self) -> bool:
        """It is a window, not something in one."""
        return self.path == self.top

    def lines(self) -> list[str]:
        """All that can be read in it, line by line."""
        found = [*self.text.split("\n"), *self.value.split("\n")]
        found += [line for row in self.rows for line in row.text.split("\n")]
        return [line for line in found if line.strip()]


@dataclass(frozen=True, slots=True)
class View:
    """One look at all windows of a role.

    ``focus``: the widget that has the keyboard; ``grabs``: a window that keeps the others waiting
    (by program).  ``whole``: nothing was left out.  ``mute``: there are windows, and none says what
    it shows.
    """

    widgets: tuple[Widget, ...] = ()
    focus: tuple[Widget, ...] = ()
    grabs: tuple[tuple[App, str], ...] = ()
    whole: bool = True
    mute: bool = False

    def of(self, app: App) -> "View":
        """One program's part of it."""
        return View(
            tuple(widget for widget in self.widgets if widget.app == app),
            tuple(widget for widget in self.focus if widget.app == app),
            tuple(grab for grab in self.grabs if grab[0] == app),
        )

    def windows(self) -> list[Widget]:
        """Every window, in the order in which they were made."""
        return [widget for widget in self.widgets if widget.is_window and widget.kind != "Menu"]

    @property
    def blinks(self) -> bool:
        """Whether the cursor stands in a field that makes it blink."""
        return any(widget.kind in _BLINKING for widget in self.focus)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be clicked: a widget, or one row of it; ``words``: what it reads."""

    widget: Widget
    row: Row | None
    words: str


def view(app: App, text: str) -> View:
    """One program's part of a look.  Raises ValueError for what is no answer to it."""
    focus, grabbing, left, rows = listed(text)
    widgets = tuple(_widget(app, row) for row in listed(rows)[:MOST])
    holder = tuple(widget for widget in widgets if widget.path == focus)
    grabs = ((app, grabbing),) if grabbing else ()
    return View(widgets, holder, grabs, left == "0")


def joined(views: Iterable[View]) -> View:
    """The parts of a look, together."""
    parts = list(views)
    return View(
        tuple(widget for part in parts for widget in part.widgets),
        tuple(widget for part in parts for widget in part.focus),
        tuple(grab for part in parts for grab in part.grabs),
        all(part.whole for part in parts),
        any(part.mute for part in parts),
    )


def _widget(app: App, text: str) -> Widget:
    path, kind, words, value, state, x, y, width, height, top, title, rows = listed(text)
    parts = (listed(row) for row in listed(rows)[: MOST + 1])
    found = tuple(Row(row[0], row[1], row[2] == "disabled") for row in parts)
    place = (int(x), int(y), int(width), int(height))
    return Widget(app, path, kind, words, value, state, *place, top, title, found)


# -- finding ------------------------------------------------------------------------------------


def to_press(seen: View, pattern: str) -> Target | str:
    """What is pressed by these words: a button if there is one, else whatever reads so."""
    return _best(seen, pattern, _pressable(seen), "button")


def to_pick(seen: View, pattern: str) -> Target | str:
    """The row of a list that reads so; else whatever does."""
    return _best(seen, pattern, _pickable(seen), "row")


def _best(
    seen: View, pattern: str, offered: Iterator[tuple[int, Target]], what: str
) -> Target | str:
    """The target that fits best: by its rank, then whole words before a part of them."""
    ranked = list(offered)
    found: list[tuple[bool, int, bool, int, Target]] = []
    for number, (rank, target) in enumerate(ranked):
        words = target.words.strip()
        if re.search(pattern, words):
            still = target.widget.disabled and target.widget.kind != "Text"  # a text can be clicked
            off = still or (target.row is not None and target.row.disabled)
            part = re.fullmatch(pattern, words) is None
            found.append((off, rank, part, number, target))
    if not found:
        others = [target.words for rank, target in ranked if rank < _ANY]
        return f"{_whose(seen)} no such {what}{_there(others, what)}"
    off, *_, target = min(found, key=lambda each: each[:-1])
    return f"its {what} {_quoted(target.words)} is disabled" if off else target


_ANY = 2  # the rank of what is neither a button nor a row


def _pressable(seen: View) -> Iterator[tuple[int, Target]]:
    for widget in seen.widgets:
        words = widget.text.strip()
        if widget.kind in _BUTTONS and words:
            yield 0, Target(widget, None, words)
        elif widget.kind in _CHOICES and words:
            yield 1, Target(widget, None, words)
        elif words and not widget.is_window:
            yield _ANY, Target(widget, None, words)
        if widget.kind in ("Menu", "TNotebook"):
            yield from ((1, Target(widget, row, row.text)) for row in widget.rows)
        elif widget.kind == "Canvas":
            yield from ((_ANY, Target(widget, row, row.text)) for row in widget.rows)
        elif widget.kind in _LISTS:
            yield from ((_ANY + 1, Target(widget, row, row.text)) for row in widget.rows)


def _pickable(seen: View) -> Iterator[tuple[int, Target]]:
    for widget in seen.widgets:
        if widget.kind in _LISTS:
            yield from ((0, Target(widget, row, row.text)) for row in widget.rows)
        elif widget.kind == "Text" and not (widget.editable and "\n" not in widget.value):
            lines = enumerate(widget.value.split("\n"), 1)
            rows = (Row(str(number), line) for number, line in lines if line.strip())
            yield from ((1, Target(widget, row, row.text)) for row in rows)
    for rank, target in _pressable(seen):
        if target.widget.kind not in _LISTS:
            yield rank + _ANY, target


def to_fill(seen: View, pattern: str) -> Target | str:
    """The field that is called so: by words beside or above it, its name, what it says inside."""
    fields = [widget for widget in seen.widgets if widget.editable]
    for app, grabbing in seen.grabs:  # a dialog that keeps the others waiting
        inside = [field for field in fields if field.app == app and _within(field, grabbing)]
        fields = inside or fields
    if not fields:
        off = any(widget.kind in _FIELDS and widget.disabled for widget in seen.widgets)
        return "its fields are disabled" if off else f"{_whose(seen)} no field to type into"
    if not pattern:
        return Target(max(fields, key=lambda field: (field.y, field.x)), None, "")
    matches = re.compile(pattern).search
    found = list(_called(seen, fields, matches))
    if found:
        return min(found, key=lambda each: each[0])[1]
    words = [widget.text for widget in seen.widgets if widget.text.strip() and not widget.is_window]
    return f"{_whose(seen)} no field of that name{_there(words, 'label')}"


def _called(
    seen: View, fields: list[Widget], matches: Callable[[str], object]
) -> Iterator[tuple[int, Target]]:
    """Each field that could be meant, with how far its name is from it."""
    for field in fields:
        name = field.path.rpartition(".")[2].lstrip("!")
        if field.value and matches(field.value):
            yield 0, Target(field, None, field.value)
        if matches(name):
            yield 3_000, Target(field, None, name)
        if field.title and matches(field.title):
            yield 6_000, Target(field, None, field.title)
    for label in seen.widgets:
        if not label.text.strip() or label.is_window or not matches(label.text):
            continue
        for field in fields:
            if field.app == label.app and field.top == label.top:
                yield _distance(label, field), Target(field, None, label.text.strip())


def _distance(label: Widget, field: Widget) -> int:
    """How far a field is from its label: to the right of it, below it, in it, or elsewhere."""
    if _within(field, label.path):
        return 1
    in_row = label.y < field.y + field.height and field.y < label.y + label.height
    if in_row and field.x >= label.x:
        return field.x - label.x
    above = label.y <= field.y and label.x < field.x + field.width
    if above and field.x < label.x + label.width + _QUOTED:
        return 2_000 + field.y - label.y
    if in_row:
        return 4_000 + label.x - field.x
    return 8_000 + abs(label.x - field.x) + abs(label.y - field.y)


def to_close(seen: View, pattern: str) -> Widget | str:
    """The window with this title; without one the first that there is."""
    windows = seen.windows()
    found = [window for window in windows if re.search(pattern, window.title)]
    if not found:
        return f"it has no such window{_there([each.title for each in windows], 'window')}"
    whole = [window for window in found if re.fullmatch(pattern, window.title)]
    return (whole or found)[0]


def _within(widget: Widget, path: str) -> bool:
    return path in (".", widget.path) or widget.path.startswith(path + ".")


def _whose(seen: View) -> str:
    if not seen.widgets:
        return "it shows no window, so it has"
    return "its windows have" if len(seen.windows()) > 1 else "its window has"


def _there(words: list[str], what: str) -> str:
    """What there is instead, in short."""
    names = list(dict.fromkeys(_quoted(each) for each in words if each.strip()))
    if not names:
        return ""
    more = ", …" if len(names) > _NAMED else ""
    kind = what if len(names) == 1 else what + "s"
    return f"; it shows the {kind} {', '.join(names[:_NAMED])}{more}"


def _quoted(words: str) -> str:
    line = " ".join(words.split())
    return f"'{line[:_QUOTED]}…'" if len(line) > _QUOTED else f"'{line}'"
