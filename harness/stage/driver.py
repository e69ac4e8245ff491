"""Drives one role's screen: looks at it when all is at rest, and does what the story says there.

Rules, in the order of :meth:`Driver.attend`, which is asked when nothing else runs:

* A question that is not answered though all is at rest is answered by nobody: the program does not
  handle its events.  It shows then what it showed before, as it does to a person.
* Where the X server has run since the last look, the screen is looked at again, and what is new
  there becomes ``Shown``.  A look wakes the program, so quiet has to be proved anew after it.  What
  the look itself made the server do is no reason for another; but only if from one rest to the
  next nothing else was done, since a program may change its window just after it has answered.
* A deed is done on what the last look saw.  One that finds nothing to be done at waits for another
  look; it is missed, with the reason, when nothing more can happen.
* While something ticks, looks that find nothing new become rarer.
"""

from collections.abc import Callable

from harness.model.events import (
    Event,
    Filled,
    Lull,
    Missed,
    Picked,
    Pressed,
    Quiet,
    Shown,
    WindowClosed,
)
from harness.stage import deaths, finding, hands, places, x11
from harness.stage.dialogue import Dialogue, Then
from harness.stage.errand import Errand
from harness.stage.hands import Gone, Hands, Silent, Step
from harness.stage.keys import Keys
from harness.stage.picture import Album
from harness.stage.readings import Readings
from harness.stage.recorder import Recorder
from harness.stage.screen import Screen
from harness.stage.tk import Talk
from harness.stage.widgets import View, Widget
from harness.stage.x11 import Display

_MUTE = "its window does not say what it shows, as only programs with tkinter do"
_DEAF = "its window does not react: the program does not handle its events"
_GONE = "its window is gone"
_BROKEN = "its screen broke down under what the program did there"
_WORDLESS = "its window has a button without words, and what that is for cannot be read"
_PART = "its windows hold more than is looked at"
_LOOKS = (Shown, Lull, Quiet)  # of these the program knows nothing
_MOST_MOVES = 100  # of windows, beside each other; a program may put them back each time
_RAREST, _RARER = 16, 4  # ticks between two looks that find nothing; while a deed waits for one


class Driver:
    """The screen of one role, as somebody who sits before it."""

    def __init__(
        self,
        screen: Screen,
        role: str,
        recorder: Recorder,
        stop: Callable[[str, str, str], None],
    ) -> None:
        self.screen, self._role, self._recorder, self._stop = screen, role, recorder, stop
        self.album = Album(role)
        self.errand: Errand | None = None
        self.broken = self._told = False
        self._hands: Hands | None = None
        self._talk: Talk | None = None
        self._dialogue: Dialogue | None = None
        self._view = View()
        self._readings = Readings()
        self._last: Widget | None = None  # where something was done last
        self._fields: dict[str, finding.Target] = {}  # what was filled by each name
        self._looked: str | None = None  # the server's run count after the last look
        self._settled = True
        self._wants_shot = False
        self._mark: object = None  # what it was when something was begun
        self._vain = self._skipped = self._moved = self._caused = 0
        self.written: list[tuple[str, str]] = []  # anew, and to be told when what was read is
        self._again: tuple[list[tuple[str, str]], int] = [], 0  # what was told last, and by when

    @property
    def asking(self) -> bool:
        """Whether something was asked that is not answered yet."""
        return self._dialogue is not None and self._dialogue.going

    @property
    def bare(self) -> bool:
        """Whether what was seen last are windows in which there is nothing to press or to fill."""
        return bool(self._view.widgets) and not any(
            widget.kind in finding.BUTTONS or widget.editable for widget in self._view.widgets
        )

    # -- what comes from the screen -------------------------------------------------------

    def pump(self) -> bool:
        """Take what the X server has said, and go on with what was begun; whether anything was."""
        moved = self.screen.wake()
        display = self.screen.display
        if display is None or self.broken:
            return moved
        if self._hands is None:
            self._meet(display)
        assert self._talk is not None
        assert self._dialogue is not None
        moved |= display.pump()
        self._talk.hear()
        while self._dialogue.advance():
            moved = True
        if display.closed and not self.broken:
            self._complain()
            self.broken = True
            moved = True
        return moved

    def account(self) -> None:
        """Raise OSError if somebody is killing the X server, or has."""
        if self.screen.pid and not self.broken and deaths.going(self.screen.pid):
            self._complain()

    def _complain(self) -> None:
        """The server has come to its end: raise OSError if somebody has killed it."""
        if how := self.screen.killed():
            raise OSError(f"{self._role}: its X server {how}")

    @property
    def _size(self) -> tuple[int, int]:
        display = self.screen.display
        return (display.width, display.height) if display is not None else (0, 0)

    def _meet(self, display: Display) -> None:
        """Get to know the server, while nobody else does."""
        names = ("InterpRegistry", "Comm", "WM_PROTOCOLS", "WM_DELETE_WINDOW")
        wanted = [display.atom(name) for name in names]
        wanted += [display.extension("XTEST"), display.keyboard()]
        found = [display.settle(number) for number in wanted]
        registry, comm, protocols, delete = (x11.word(each, 8) for each in found[:4])
        xtest = found[4].data[9]
        self._talk = Talk(display, registry, comm, display.listening_window())
        keys = Keys(display, xtest, found[5])
        self._hands = Hands(display, self._talk, xtest, keys, (protocols, delete))
        self._dialogue = Dialogue(display, self._talk)

    def _begin(self, task: Step, then: Then) -> None:
        """Ask something at the screen; ``then`` is told the result, or why there is none."""
        assert self._dialogue is not None

        def over(result: object) -> None:
            self._settled = False
            if isinstance(result, Silent):
                result = _DEAF
            elif isinstance(result, Gone):
                result = _BROKEN if self.broken else _GONE
            then(result)

        self._dialogue.begin(task, over)
        self.pump()

    # -- when nothing else runs -----------------------------------------------------------

    def attend(self, runs: str, mark: object, *, quiet: bool, rest: bool) -> bool:
        """Do what there is to do, now that there is time for it; whether that was anything.

        ``runs``: the X server's run count.  ``mark``: another whenever anything but looks was done
        to the stage, its clock included, or if it was not at rest.  ``quiet``: nothing will happen
        any more by itself.  ``rest``: whoever could answer has had the time to.
        """
        if self.broken:
            return self._break()
        if self._hands is None:
            return False
        if self.written:
            told = len(self._recorder.events)
            self._note_written()
            if len(self._recorder.events) > told:
                return True
        if self.asking:
            if rest:
                self._ask_no_more(quiet=quiet)
            return rest
        if not self._settled:
            self._settled = True
            if self._looked is not None:
                self._looked = runs if mark == self._mark else None
        self._mark = mark
        changed = self._looked != runs
        if self.errand is not None and self.errand.due(changed=changed):
            self._begin(self._attempt(self.errand), self._did)
            return True
        if changed and not self._skip(quiet):
            self._begin(self._hands.look(self._view), self._saw)
            return True
        if self.errand is not None and quiet:
            self.give_up()
            return True
        return self._take_picture()

    def _ask_no_more(self, *, quiet: bool) -> None:
        """What is waited for does not come now; it may yet, unless all is quiet."""
        assert self._dialogue is not None
        self._dialogue.ask_no_more()
        if not quiet and not self.asking:
            self._looked, self._vain = None, self._vain + 1

    def _skip(self, quiet: bool) -> bool:
        """Whether this look is left out: many before found nothing, and nothing happened since."""
        if self._recorder.caused != self._caused:
            self._caused, self._vain = self._recorder.caused, min(self._vain, 1)
        rarest = _RAREST if self.errand is None else _RARER
        if quiet or self._skipped >= min(self._vain, rarest):
            self._skipped = 0
            return False
        self._skipped += 1
        return True

    def _saw(self, result: object) -> None:
        """Write down what a look found."""
        self._looked = ""
        if not isinstance(result, View):
            return
        if self._talk is not None and self._talk.too_much:
            self._recorder.unseen("screen", _PART, self._role)
        if not result.whole:
            self._recorder.unseen("screen", _PART, self._role)
        if result.mute:
            self._recorder.unseen("screen", _MUTE, self._role)
        self._view = result
        if self.errand is not None:
            self.errand.tried, self.errand.seen = False, True
        news = self._readings.news(result)
        self._vain = 0 if news else self._vain + 1
        for title, text in news:
            self._recorder.add(Shown, self._role, window=title, text=text)
        self.written += self._readings.again
        if result.blinks and self._hands is not None:
            self._hands.rest()
        moves = places.spread(result.windows(), self._size)
        if moves and self._moved < _MOST_MOVES:
            assert self._hands is not None
            self._moved += 1
            self._looked = None
            self._begin(self._hands.spread(moves), lambda _: None)

    def _note_written(self) -> None:
        """Write down what was written anew; only once where that is all that happens: it ticks."""
        again, told, self.written = self.written, self._again, []
        since = self._recorder.events[told[1] :]
        if set(again) - set(told[0]) or (
            again and not all(isinstance(one, _LOOKS) for one in since)
        ):
            for title, text in again:
                self._recorder.add(Shown, self._role, window=title, text=text, again=True)
            self._again = again, len(self._recorder.events)

    # -- deeds ----------------------------------------------------------------------------

    def _attempt(self, errand: Errand) -> Step:
        """Try to do what the story says, on what was seen last."""
        assert self._hands is not None
        errand.tried = True
        action, view = errand.action, self._view
        if action.kind == "close window":
            window = finding.to_close(view, action.target)
            if isinstance(window, str):
                return window
            self._last = window
            say = self._saying(WindowClosed, title=window.title)
            return (yield from self._hands.close(window, say))
        text = b"".join(action.data).decode("utf-8", "replace")
        find = {"press": finding.to_press, "pick": finding.to_pick, "fill": finding.to_fill}
        target = find[action.kind](view, action.target, self._last)
        if isinstance(target, str) and action.kind == "fill" and action.target in self._fields:
            target = finding.as_before(view, self._fields[action.target]) or target
        if isinstance(target, str):
            return target
        self._last = target.widget
        if target.row is not None and target.row.folded:
            return (yield from self._unfold(errand, target))
        if action.kind == "fill":
            self._fields[action.target] = target
            self._readings.typed.add(target.widget.key)
            say = self._saying(Filled, field=target.words, text=text)
            return (yield from self._hands.fill(target, text, say))
        say = self._saying(Pressed if action.kind == "press" else Picked, text=target.words)
        return (yield from self._hands.press(target, say))

    def _unfold(self, errand: Errand, target: finding.Target) -> Step:
        """Click what a list comes out of, once; what is wanted there is done at the next look.

        Where it is not there then, the list is closed: it would keep all else waiting.
        """
        assert self._hands is not None
        if errand.unfolded and not errand.folded:
            errand.folded = True
            yield from self._hands.fold(target)
            self._looked = None
        if errand.folded:
            return "its list does not unfold, or has no such row"
        errand.unfolded = True
        why = yield from self._hands.press(target, lambda: None)
        self._looked = None
        return why or "its list was about to unfold"

    def _saying(self, kind: type[Event], **values: str) -> Callable[[], None]:
        """What writes down that a deed is done, just before the program can see anything of it."""

        def say() -> None:
            if self.errand is not None:
                self.errand.begun = True
            self._recorder.add(kind, self._role, **values)

        return say

    def _did(self, result: object) -> None:
        """A deed came to its end: it is done, or there is a reason."""
        if self.errand is None:
            return
        if isinstance(result, str) and result:
            self.errand.why = result
            if not self.errand.begun:
                return
            self.give_up()
        self.errand = None
        self._looked = None
        self._wants_shot = True

    def give_up(self) -> None:
        """What the story wants done cannot be: write down why."""
        if self.errand is None:
            return
        errand, self.errand = self.errand, None
        action = errand.action
        if action.kind == "press" and finding.may_be_wordless(self._view, action.target):
            self._recorder.unseen("screen", _WORDLESS, self._role)
        why = errand.why or "its window never came to rest"
        self._recorder.add(Missed, self._role, step=errand.action.step, why=why)

    def _break(self) -> bool:
        if self._told:
            return False
        self._told = True
        self._stop(self._role, "screen", _BROKEN)
        if self.errand is not None:
            self.errand.why = _BROKEN
            self.give_up()
        return True

    # -- pictures -------------------------------------------------------------------------

    def _take_picture(self) -> bool:
        if not self._wants_shot or self._hands is None:
            return False
        self._wants_shot = False
        box = self.album.full or places.around(self._view.windows(), self._size)
        if not isinstance(box, tuple):
            return False
        last = len(self._recorder.events) - 1
        self._begin(self._hands.picture(*box), lambda points: self.album.keep(last, points, box))
        return True

    def last_picture(self) -> None:
        """The scene is over: what the screen looks like now."""
        display = self.screen.display
        if display is None or self._hands is None or self.broken or self.asking:
            return
        box = self.album.full or places.around(self._view.windows(), self._size)
        if isinstance(box, tuple):
            answer = display.settle(display.picture(*box), patience=1.0)
            self.album.keep(len(self._recorder.events) - 1, hands.points(answer, box), box)
