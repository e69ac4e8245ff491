"""What is done at a window: looks, clicks and keys, one after another, without ever waiting.

Each is a generator.  It yields what it needs next (an X reply, a program's answer) and is resumed
when that has come; whoever resumes it knows when it will not come (``driver``).  A deed returns
nothing when it is done, or why it cannot be done now: then it may be tried again.

Clicks and keys are real (XTEST): the pointer moves onto the widget, its window is raised, and the
program sees what it would see of a person.
"""

import re
from collections.abc import Callable, Generator
from typing import Any

from harness.model.quick import dataclass
from harness.stage import tk, widgets, x11
from harness.stage.finding import Target
from harness.stage.keys import DELETE, Keys
from harness.stage.places import Box
from harness.stage.tk import App, Talk, Told
from harness.stage.widgets import View, Widget
from harness.stage.x11 import Answer, Display

_MOST_WINDOWS = 50


class Silent(Exception):  # noqa: N818 - a state of the program
    """All is at rest, and what was asked is not answered."""


class Gone(Exception):  # noqa: N818 - a state of the program
    """Whoever was asked is not there any more."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a deed waits for: the reply to an X request, or the answer to question ``serial``."""

    request: int
    serial: int = 0


Step = Generator[Awaited, Any, Any]
Deed = Generator[Awaited, Any, str]


def points(answer: Answer, box: Box) -> bytes:
    """The points of a picture, from the reply to the request for it."""
    return bytes(answer.data[32 : 32 + 4 * box[2] * box[3]])


class Hands:
    """Does things at one display.  ``say``: called with the moment at which a deed is done."""

    def __init__(
        self, display: Display, talk: Talk, xtest: int, keys: Keys, protocols: tuple[int, int]
    ) -> None:
        self._display, self._talk, self._xtest = display, talk, xtest
        self._keys, self._protocols = keys, protocols

    # -- looking --------------------------------------------------------------------------

    def look(self, before: View) -> Generator[Awaited, Any, View]:
        """All that stands in the role's windows.

        A program that does not answer shows what it showed ``before``.
        """
        registry = yield Awaited(self._talk.registered())
        parts = []
        there = tk.apps(x11.value(registry)[0])
        if len(there) > tk.MOST_APPS:
            parts.append(View(whole=False))
        for app in there[: tk.MOST_APPS]:
            try:
                last = before.last_note(app)
                words = tk.script("look", widgets.MOST, widgets.LONGEST, last)
                told = yield from self._ask(app, words)
                parts.append(widgets.view(app, told.text))
            except Gone:
                continue
            except Silent:
                parts.append(before.of(app))
            except ValueError:
                parts.append(View(whole=False))
        if not parts:
            parts.append(View(mute=(yield from self._anybody())))
        return widgets.joined(parts)

    def _anybody(self) -> Generator[Awaited, Any, bool]:
        """Whether there is a window, of whatever kind."""
        family = yield Awaited(self._display.family(self._display.root))
        for window in x11.children(family)[:_MOST_WINDOWS]:
            about = yield Awaited(self._display.attributes(window))
            if len(about.data) > 26 and about.data[26] == x11.VIEWABLE:
                return True
        return False

    def spread(self, places: list[tuple[Widget, int, int]]) -> Step:
        """Put windows beside each other."""
        for window, x, y in places:
            yield from self._ask(window.app, tk.script("stand", window.path, x, y))

    def picture(self, *box: int) -> Generator[Awaited, Any, bytes]:
        """What a part of the screen looks like, four bytes a point."""
        left, top, width, height = box
        answer = yield Awaited(self._display.picture(left, top, width, height))
        return points(answer, (left, top, width, height))

    def rest(self) -> None:
        """Take the keyboard away from every window."""
        self._display.focus(0)

    # -- doing ----------------------------------------------------------------------------

    def press(self, target: Target, say: Callable[[], None]) -> Deed:
        """Click a widget, or a row of it."""
        found = yield from self._reach(target)
        if isinstance(found, str):
            return found
        say()
        yield from self._click(*found)
        return ""

    def fold(self, target: Target) -> Step:
        """Click what a list has come out of, though that has grabbed all clicks: it closes."""
        told = yield from self._ask(target.widget.app, tk.script("at", target.widget.path, ""))
        try:
            x, y = (int(each) for each in tk.listed(told.text)[:2])
        except ValueError:
            return
        if 0 <= x < self._display.width and 0 <= y < self._display.height:
            yield from self._click(x, y)

    def fill(self, target: Target, text: str, say: Callable[[], None]) -> Deed:
        """Click a field, and type so that nothing else is in it."""
        strokes = [stroke for sign in text if (stroke := self._keys.for_sign(sign)) is not None]
        if len(strokes) < len(text):
            return "what is to be typed has a character that no key types"
        found = yield from self._reach(target)
        if isinstance(found, str):
            return found
        say()
        yield from self._click(*found)
        if target.widget.label:  # which goes, or hands the keyboard on
            told = yield from self._ask(target.widget.app, "focus")
            again = yield from self._reach(target)
            if told.text != target.widget.path and not isinstance(again, str):
                yield from self._click(*again)
        aim = tk.script("aim", target.widget.path)
        told = yield from self._ask(target.widget.app, aim)
        if told.text:
            slash, delete = self._keys.for_sign("/"), self._keys.for_symbol(DELETE)
            if slash is not None and delete is not None:
                self._keys.type(slash, control=True)  # selects all, in every field of Tk's
                self._keys.type(delete)
        for stroke in strokes:
            self._keys.type(stroke)
        yield Awaited(self._display.sync())
        return ""

    def close(self, window: Widget, say: Callable[[], None]) -> Deed:
        """Do what the button in a window's frame does (ICCCM 4.2.8.1, ``WM_DELETE_WINDOW``)."""
        script = f"winfo id {tk.quoted(window.path)}"
        told = yield from self._ask(window.app, script)
        number = int(told.text, 16) if re.fullmatch("0x[0-9a-f]{1,8}", told.text) else 0
        family = yield Awaited(self._display.family(number))
        wrapper = x11.word(family, 12)
        if wrapper in (0, self._display.root):
            wrapper = number
        say()
        protocols, delete = self._protocols
        self._display.message(wrapper, protocols, delete, 0)
        yield Awaited(self._display.sync())
        return ""

    # -- parts of that --------------------------------------------------------------------

    def _ask(self, app: App, words: str) -> Generator[Awaited, Any, Told]:
        serial, sent = self._talk.ask(app, words)
        told: Told = yield Awaited(sent, serial)
        return told

    def _reach(self, target: Target) -> Generator[Awaited, Any, tuple[int, int] | str]:
        """Where to click; or why a click would not get there."""
        widget, row = target.widget, target.row.id if target.row else ""
        if target.row and target.row.folded and widget.kind != "TCombobox":
            row = ""
        told = yield from self._ask(widget.app, tk.script("at", widget.path, row))
        try:
            x, y, there, grabs = tk.listed(told.text)
            place = int(x), int(y)
        except ValueError:
            return "it is no longer in its window"
        if grabs and not (widget.path + ".").startswith(grabs.rstrip(".") + "."):
            return "a dialog in front of it waits to be answered first"
        if not (0 <= place[0] < self._display.width and 0 <= place[1] < self._display.height):
            return "it is not on the screen"
        own = {widget.path, widget.label or widget.path}
        if not (there in own or there.startswith(widget.path.rstrip(".") + ".")):
            return "something else in its window covers it"
        return place

    def _click(self, x: int, y: int) -> Step:
        fake, extension = self._display.fake, self._xtest
        fake(extension, x11.MOTION, 0, x, y)
        fake(extension, x11.BUTTON_PRESS, 1)
        fake(extension, x11.BUTTON_RELEASE, 1)
        yield Awaited(self._display.sync())
