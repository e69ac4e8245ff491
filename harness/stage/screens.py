"""All screens of a scene: what the stage asks of them together."""

from collections.abc import Callable, Iterable

from harness.model.casting import Screenshot
from harness.model.play import Action
from harness.stage.barescreen import BareScreen
from harness.stage.driver import Driver
from harness.stage.errand import Errand
from harness.stage.recorder import Recorder
from harness.stage.screen import Screen
from harness.stage.threads import Look
from harness.stage.world import World

DEEDS = ("press", "fill", "pick", "close window")
_NONE = "it has no window: the assignment does not say that it has"


class Screens:
    """The screens of a scene, by role.  ``stop``: ends a role's program for a bound, in words."""

    def __init__(
        self, world: World, recorder: Recorder, stop: Callable[[str, str, str], None]
    ) -> None:
        self._world, self._recorder, self._stop = world, recorder, stop
        self._drivers: dict[str, Driver] = {}
        self._before: list[Driver] = []  # of roles that were started again since
        self._spare: list[Screen] = []  # of no role that has started: each is for one, and once
        self._reserved: dict[str, Screen] = {}  # some of these
        self._count = 0

    def expect(self, count: int) -> None:
        """So many roles will need a screen some time.

        The first X server begins when a program has been started, so that making the sandbox does
        not have to share the machine with it; each other one when one is ready.
        """
        self._spare += [self._make() for _ in range(count)]

    def reserve(self, role: str) -> Screen:
        """A place for a role's screen; raises OSError where the machine has none."""
        free = [each for each in self._spare if each not in self._reserved.values()]
        if not free:
            free = [self._make()]
            self._spare += free
        self._reserved[role] = free[0]
        return free[0]

    def open(self, role: str) -> None:
        """The role whose screen was reserved has started."""
        screen = self._reserved.pop(role)
        self._spare.remove(screen)
        if role in self._drivers:
            self._before.append(self._drivers[role])
        self._drivers[role] = Driver(screen, role, self._recorder, self._stop)
        screen.begin()

    def _begin_another(self) -> None:
        """Begin one more of the servers that will be needed: they leave room for programs."""
        waiting = [screen for screen in self._spare if not screen.begun]
        if waiting and all(each.display for each in self._screens() if each.begun):
            waiting[0].begin()

    def _make(self) -> Screen:
        self._count += 1
        kind = BareScreen if self._world.means else Screen
        return kind(self._world, self._count)

    @property
    def any(self) -> bool:
        """Whether some role that has started has one."""
        return bool(self._drivers)

    @property
    def mapped(self) -> int:
        """How many windows have come onto screens by now."""
        displays = (driver.screen.display for driver in self._drivers.values())
        return sum(display.mapped for display in displays if display is not None)

    @property
    def pids(self) -> set[int]:
        """The processes of all X servers."""
        return {screen.pid for screen in self._screens()}

    def role_of(self, pid: int) -> str:
        """The role whose X server a process is; empty for any other."""
        found = (role for role, driver in self._drivers.items() if driver.screen.pid == pid)
        return next(found, "")

    @property
    def busy(self) -> bool:
        """Whether something that the story wants done at a window is not done yet."""
        return any(driver.errand is not None for driver in self._drivers.values())

    @property
    def written(self) -> bool:
        """Whether some program has written something anew that is not told yet."""
        return any(driver.written for driver in self._drivers.values())

    @property
    def asking(self) -> bool:
        """Whether some program was asked something, and has not answered yet."""
        return any(driver.asking for driver in self._drivers.values())

    def ready(self, role: str) -> bool:
        """Whether a role's program may connect: its screen is there, or it has none."""
        driver = self._drivers.get(role)
        return driver is None or driver.screen.display is not None

    def bare(self, role: str) -> bool:
        """Whether there is a window of a role's, and nothing to press or to fill in any."""
        driver = self._drivers.get(role)
        return driver is not None and driver.bare

    def outlets(self) -> list[int]:
        """Where something can be read when an X server has said something."""
        there = [driver.screen for driver in self._every()]
        there += [screen for screen in self._spare if screen.display is None]
        return [descriptor for screen in there for descriptor in screen.outlets()]

    def unread(self) -> set[int]:
        """Sockets of X servers in which there is something that they have not taken yet."""
        told = (screen.unread() for screen in self._screens())
        return next((found for found in told if found is not None), set())

    def pump(self) -> bool:
        """Take what the X servers have said; whether there was anything."""
        moved = [driver.pump() for driver in self._every()]  # each of them, whatever came
        moved += [screen.wake() for screen in self._spare if screen.begun]
        self._begin_another()
        return any(moved)

    def begin(self, action: Action) -> str:
        """Do something at a window, as soon as it can be done.  Returns why it cannot be at all."""
        driver = self._drivers.get(action.who)
        if driver is None:
            return _NONE
        driver.errand = Errand(action)
        return ""

    def attend(self, looks: Iterable[Look], mark: object, *, quiet: bool, rest: bool) -> bool:
        """Look at what has changed, and do what is to be done; whether there was anything.

        Then rest has to be found anew.  ``mark``, ``quiet`` and ``rest``: see ``Driver.attend``.
        """
        if not self._drivers:
            return False
        runs = {seen.pid: seen.runs for seen in looks}
        busy = [
            driver.attend(runs.get(driver.screen.pid, ""), mark, quiet=quiet, rest=rest)
            for driver in self._drivers.values()
        ]
        return any(busy)

    def give_up(self) -> bool:
        """Nothing more is waited for: what is not done is missed; whether there was anything."""
        waiting = [driver for driver in self._drivers.values() if driver.errand is not None]
        for driver in waiting:
            driver.give_up()
        return bool(waiting)

    def pictures(self) -> tuple[Screenshot, ...]:
        """The scene is over: every picture that was taken, and a last one of each screen."""
        for driver in self._drivers.values():
            driver.last_picture()
        shots = [shot for driver in self._every() for shot in driver.album.shots]
        return tuple(sorted(shots, key=lambda shot: shot.n))

    def account(self) -> None:
        """Raise OSError if somebody has killed the X server of a role."""
        for driver in self._every():
            driver.account()

    def end(self) -> None:
        """End every X server."""
        for screen in self._screens():
            screen.end()

    def _screens(self) -> list[Screen]:
        return [driver.screen for driver in self._every()] + self._spare

    def _every(self) -> list[Driver]:
        return [*self._before, *self._drivers.values()]
