"""What stands in a program's windows.

All of it is what the program says of itself, bounded in number and length when it was asked
(``tk.tcl``).  Only what can be seen is here: windows that are hidden are not.
"""

from collections.abc import Iterable
from dataclasses import replace

from harness.model.quick import dataclass
from harness.stage.tk import App, listed

MOST, LONGEST = 2_000, 20_000  # widgets or rows of one program, characters of one text
FIELDS = {"Entry", "TEntry", "Spinbox", "TSpinbox", "TCombobox", "Text"}
_UNFOLDED = {"Menu", "ComboboxPopdown"}
_LABELS = {"Label", "TLabel", "Message"}
_SIDES = 4
_ROUND = 4  # points, by which a label on a field may be larger
_BLINKING = {"TEntry", "TSpinbox", "TCombobox"}  # their cursor blinks whatever resources say


@dataclass(frozen=True, slots=True)
class Row:
    """A part of a widget with words of its own: a row, a tab, an entry of a menu, a drawn text.

    ``folded``: it can be seen, and clicked, once the widget was clicked.  ``box``: left, top, right
    and bottom in its widget of a text that is drawn.
    """

    id: str
    text: str
    disabled: bool = False
    folded: bool = False
    box: tuple[int, ...] = ()

    @property
    def is_unsaid(self) -> bool:
        """It stands for what a program puts into its list only when that unfolds."""
        return self.folded and not self.text


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget that can be seen.  ``value``: what a field holds; ``top``: its window's path.

    ``covered``: by another part of its window, but for the ``label`` that lies on a field until
    somebody types there, and says what is asked for.  ``written``: the lines that its program has
    put into it since the look before, in order.
    """

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
    folded: tuple[Row, ...] = ()
    written: tuple[str, ...] = ()
    covered: bool = False
    label: str = ""

    @property
    def disabled(self) -> bool:
        """It does not react."""
        return self.state == "disabled"

    @property
    def editable(self) -> bool:
        """Somebody can type into it."""
        return self.kind in FIELDS and self.state not in ("disabled", "readonly")

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
    it shows.  ``noted``: up to where each program has told what it wrote.
    """

    widgets: tuple[Widget, ...] = ()
    focus: tuple[Widget, ...] = ()
    grabs: tuple[tuple[App, str], ...] = ()
    whole: bool = True
    mute: bool = False
    noted: tuple[tuple[App, int], ...] = ()

    def of(self, app: App) -> "View":
        """One program's part of it, as it stands: what was written by then is no news any more."""
        own = [replace(widget, written=()) for widget in self.widgets if widget.app == app]
        return View(
            tuple(own),
            tuple(widget for widget in self.focus if widget.app == app),
            tuple(grab for grab in self.grabs if grab[0] == app),
            noted=tuple(note for note in self.noted if note[0] == app),
        )

    def last_note(self, app: App) -> int:
        """Up to where a program has told what it wrote."""
        return dict(self.noted).get(app, 0)

    def windows(self) -> list[Widget]:
        """Every window, in the order in which they were made."""
        return [each for each in self.widgets if each.is_window and each.kind not in _UNFOLDED]

    def blocked(self, widget: Widget) -> bool:
        """Whether a dialog keeps it waiting."""
        return any(app == widget.app and not within(widget, path) for app, path in self.grabs)

    @property
    def blinks(self) -> bool:
        """Whether the cursor stands in a field that makes it blink."""
        return any(widget.kind in _BLINKING for widget in self.focus)


def view(app: App, text: str) -> View:
    """One program's part of a look.  Raises ValueError for what is no answer to it."""
    focus, grabbing, left, rows, last = listed(text)
    each = [_widget(app, row) for row in listed(rows)[:MOST]]
    there = {widget.path: widget for widget, _ in each}
    widgets = tuple(_under(widget, there.get(cover), cover) for widget, cover in each)
    holder = tuple(widget for widget in widgets if widget.path == focus)
    grabs = ((app, grabbing),) if grabbing else ()
    return View(widgets, holder, grabs, left == "0", noted=((app, int(last)),))


def joined(views: Iterable[View]) -> View:
    """The parts of a look, together."""
    parts = list(views)
    return View(
        tuple(widget for part in parts for widget in part.widgets),
        tuple(widget for part in parts for widget in part.focus),
        tuple(grab for part in parts for grab in part.grabs),
        all(part.whole for part in parts),
        any(part.mute for part in parts),
        tuple(note for part in parts for note in part.noted),
    )


def drawn(canvas: Widget) -> Iterable[Widget]:
    """The texts that are drawn on a canvas, as the labels that they look like."""
    for row in canvas.rows:
        if len(row.box) == _SIDES and canvas.kind == "Canvas":
            left, top, right, bottom = row.box
            yield replace(
                canvas,
                path=f"{canvas.path}#{row.id}",
                kind="Label",
                text=row.text,
                rows=(),
                x=canvas.x + left,
                y=canvas.y + top,
                width=right - left,
                height=bottom - top,
            )


def _widget(app: App, text: str) -> tuple[Widget, str]:
    """A widget, and the path of what covers it."""
    path, kind, words, value, state, x, y, width, height, top, title, *parts = listed(text)
    rows, more, texts, cover = parts
    each_row = (listed(row) for row in listed(rows)[: MOST + 1])
    found = tuple(
        Row(one, its, how == "disabled", box=tuple(map(int, box)))
        for one, its, how, *box in each_row
    )
    folded = tuple(Row("fold", each, folded=True) for each in listed(more)[: MOST + 1])
    place = (int(x), int(y), int(width), int(height))
    written = tuple(
        line for each in listed(texts)[:MOST] for line in each.split("\n") if line.strip()
    )
    own = (app, path, kind, words, value, state, *place, top, title)
    return Widget(*own, found, folded, written), cover


def _under(widget: Widget, cover: Widget | None, path: str) -> Widget:
    """The widget, with what covers it (None: that has gone meanwhile)."""
    if cover is not None and widget.kind in FIELDS and lies_on(cover, widget):
        return replace(widget, label=path)
    return replace(widget, covered=True) if path else widget


def lies_on(label: Widget, field: Widget) -> bool:
    """Whether it is a label that begins on a field, and is no higher: what is to be typed there.

    One that is in a text of several lines is a part of that text.
    """
    return (
        label.kind in _LABELS
        and not (field.kind == "Text" and within(label, field.path))
        and field.x - _ROUND <= label.x < field.x + field.width
        and field.y - _ROUND <= label.y
        and label.y + label.height <= field.y + field.height + _ROUND
    )


def within(widget: Widget, path: str) -> bool:
    """Whether a widget is, or is in, the one with this path."""
    return path in (".", widget.path) or widget.path.startswith(path + ".")
