"""Which widget somebody means by its words: a button, a row, a field, a window.

Whole words come before a part of them, what works before what is disabled, what a dialog or a page
in front leaves free before what it keeps waiting, what can be seen before what has to be
unfolded, and of equals what is in the window where something was done last.  Where nothing fits,
the answer is the reason, with what there is instead.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product

from harness.model.quick import dataclass
from harness.stage.widgets import FIELDS, Row, View, Widget, drawn, lies_on, within

BUTTONS = {"Button", "TButton", "Menubutton", "TMenubutton"}
_CHOICES = {"Checkbutton", "TCheckbutton", "Radiobutton", "TRadiobutton"}
_LISTS = {"Listbox", "Treeview"}
_NAMED = 6  # words that an explanation quotes at most
_QUOTED = 40  # characters of each


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be clicked: a widget, or one row of it; ``words``: what it reads."""

    widget: Widget
    row: Row | None
    words: str


def to_press(seen: View, pattern: str, near: Widget | None = None) -> Target | str:
    """What is pressed by these words: a button if there is one, else whatever reads so.

    Of several the one in the window where something was done last (``near``).
    """
    return _best(seen, pattern, (list(_pressable(seen)), near), "button")


def may_be_wordless(seen: View, pattern: str) -> bool:
    """Whether what is to be pressed may be a button that has a picture instead of words."""
    if any(re.search(pattern, target.words.strip()) for _, target in _pressable(seen)):
        return False
    return any(each.kind in BUTTONS and not each.text.strip() for each in seen.widgets)


def to_pick(seen: View, pattern: str, near: Widget | None = None) -> Target | str:
    """The row of a list that reads so; else whatever does."""
    return _best(seen, pattern, (list(_pickable(seen)), near), "row")


def _best(
    seen: View,
    pattern: str,
    offered: tuple[list[tuple[int, Target]], Widget | None],
    what: str,
) -> Target | str:
    """The target that fits best: by its rank, then whole words before a part of them."""
    ranked, near = offered
    unsaid = [target for _, target in ranked if target.row and target.row.is_unsaid]
    found: list[tuple[bool, bool, bool, int, bool, bool, int, Target]] = []
    for number, (rank, target) in enumerate(ranked):
        words = target.words.strip()
        if re.search(pattern, words) and target not in unsaid:
            still = target.widget.disabled and target.widget.kind != "Text"  # a text can be clicked
            off = still or (target.row is not None and target.row.disabled)
            part = re.fullmatch(pattern, words) is None
            # a line of a log has a name in it, and whoever is called so stands elsewhere
            said = part and rank > 0 and what == "row"
            away = near is None or (near.app, near.top) != (target.widget.app, target.widget.top)
            blocked = seen.blocked(target.widget) or target.widget.covered
            found.append((blocked, off, said, rank, part, away, number, target))
    if not found and unsaid and what == "row":
        return unsaid[0]
    if not found:
        others = [target.words for rank, target in ranked if rank < _ANY]
        return f"{_whose(seen)} no such {what}{_there(others, what)}"
    _, off, *_, target = min(found, key=lambda each: each[:-1])
    return f"its {what} {_quoted(target.words)} is disabled" if off else target


_ANY = 2  # the rank of what is neither a button nor a row
_FOLDED = 4  # of what can be seen only after a click
_LAST = 9


def _pressable(seen: View) -> Iterator[tuple[int, Target]]:
    for widget in seen.widgets:
        words = widget.text.strip()
        if widget.kind in BUTTONS and words:
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
        yield from ((_FOLDED, Target(widget, row, row.text)) for row in widget.folded)


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
            # what a list would unfold from may read like the row that is chosen now
            last = _LAST if target.row is None and target.widget.folded else 0
            yield rank + _ANY + last, target


def to_fill(seen: View, pattern: str, near: Widget | None = None) -> Target | str:
    """The field that is called so: by words beside or above it, its name, what it says inside.

    Without a name the last of those in the window where something was done last (``near``).
    """
    fields = [widget for widget in seen.widgets if widget.editable]
    free = [field for field in fields if not (seen.blocked(field) or field.covered)]
    fields = free or fields
    if not fields:
        off = any(widget.kind in FIELDS and widget.disabled for widget in seen.widgets)
        return "its fields are disabled" if off else f"{_whose(seen)} no field to type into"
    if not pattern:
        there = [
            field for field in fields if near and (field.app, field.top) == (near.app, near.top)
        ]
        return Target(max(there or fields, key=lambda field: (field.y, field.x)), None, "")
    matches = re.compile(pattern).search
    found = list(_called(seen, fields, matches))
    if found:
        return min(found, key=lambda each: each[0])[1]
    words = [widget.text for widget in seen.widgets if widget.text.strip() and not widget.is_window]
    return f"{_whose(seen)} no field of that name{_there(words, 'label')}"


def as_before(seen: View, target: Target) -> Target | None:
    """A field that was called so before, and has lost its name: often that stood in it."""
    for field in seen.widgets:
        if field.key == target.widget.key and field.editable and not seen.blocked(field):
            return Target(field, None, target.words)
    return None


def _called(
    seen: View, fields: list[Widget], matches: Callable[[str], object]
) -> Iterator[tuple[int, Target]]:
    """Each field that could be meant, with how far its name is from it."""
    for field in fields:
        name = field.path.rpartition(".")[2].lstrip("!")
        if field.value and matches(field.value):
            yield 5_000, Target(field, None, field.value)
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
    texts = [text for widget in seen.widgets for text in drawn(widget) if matches(text.text)]
    for text, field in product(texts, fields):
        near = _distance(text, field)
        # what is drawn may as well be what somebody has said
        if (field.app, field.top) == (text.app, text.top) and near < _FAR:
            yield _DRAWN + near, Target(field, None, text.text.strip())


_FAR, _DRAWN = 4_000, 9_000  # of what stands neither beside nor above a field; of what is drawn


def _distance(label: Widget, field: Widget) -> int:
    """How far a field is from its label: to the right of it, below it, in it, or elsewhere."""
    if within(field, label.path) or lies_on(label, field):
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
