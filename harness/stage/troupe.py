"""The programs of a scene: made ready, started, and seen to their end."""

import signal
from collections.abc import Callable, Iterable, Mapping

from harness.model.casting import CODED, SECRET, UTF_16, Limits, Program
from harness.model.events import Exited, Limit, Printed, Started
from harness.model.quick import dataclass
from harness.stage import program, sandbox
from harness.stage.nets import Nets
from harness.stage.owners import Owners
from harness.stage.program import Running
from harness.stage.recorder import Recorder
from harness.stage.screens import Screens
from harness.stage.world import World

_SOON = 0.002  # s between looks at whether a program is over
_SIX = "a program names IPv6 addresses only, and there is no IPv6 where programs are graded"
_READ_AHEAD = (
    "its event loop takes messages out of the socket before the program asks for them, so when the"
    " program itself received one cannot be seen"
)
_PEEKED = (
    "it looks at messages and leaves them in the socket (MSG_PEEK), so when it first knew of one"
    " cannot be seen"
)
_VEILED = "what its messages say cannot be read on the wire: {}"
_WHAT = {
    CODED: ("code", _VEILED.format("they are in a code that the grader does not know")),
    UTF_16: ("code", _VEILED.format("they are in a code that the grader does not know")),
    SECRET: ("cipher", _VEILED.format("they are encrypted")),
}
_POLLED = "it looks again and again whether something has come, so for whom it does cannot be seen"


@dataclass(frozen=True, slots=True)
class Around:
    """What of a scene its programs have to do with.  ``wait``: for so long, and note what comes."""

    world: World
    limits: Limits
    recorder: Recorder
    nets: Nets
    owners: Owners
    screens: Screens
    wait: Callable[[float], bool]


class Troupe:
    """Every program of a scene.

    ``tree``: what all of them find around themselves; ``hosts``: each role's address in a lab.
    """

    def __init__(self, around: Around, tree: str, hosts: Mapping[str, str]) -> None:
        self._around, self._tree, self._hosts = around, tree, hosts
        self.running: dict[str, Running] = {}
        self._before: list[Running] = []  # of roles that were started again since
        self._ready: dict[str, Running] = {}  # of roles that are yet to come

    def start(self, part: Program, put: dict[str, bytes], extra: tuple[str, ...] = ()) -> None:
        """Start a role's program, and its screen beside it: the first, or another one when the
        last is over.
        """
        before = self.running.get(part.role)
        if before is not None:
            self._see_off(before)
        running = self._ready.pop(part.role, None)
        if running is not None and extra:  # it was made for other words
            self._before.append(running)
            running = None
        running = running or self._make(part, put, extra)
        if part.screen and running.listener is None:
            self._await_screen(part.role)  # else it is held when it wants to connect there
        program.start(running, self._around.limits)
        self.running[part.role] = running
        if part.screen and running.listener is not None:
            self._around.screens.open(part.role)
        self._around.owners.begin(running.pid, part.role)
        if not self._around.world.sees_threads:
            self._around.owners.only = part.role if len(self.running) == 1 else ""
        if running.listener is None:
            self._around.recorder.unseen("owner", "the kernel does not tell who connects")
        if part.six:
            self._around.recorder.unseen("stage", _SIX)
        if part.reads_ahead:
            self._around.recorder.unseen("ahead", _READ_AHEAD, part.role)
        if part.peeks:
            self._around.recorder.unseen("read", _PEEKED, part.role)
        if part.polls:
            self._around.recorder.unseen("polled", _POLLED, part.role)
        if part.form in _WHAT:
            self._around.recorder.unseen(*_WHAT[part.form], part.role)
        words = (*sandbox.argv(part), *part.args, *extra)
        self._around.recorder.add(Started, part.role, argv=words, host=self._hosts.get(part.role))

    def _await_screen(self, role: str) -> None:
        self._around.screens.open(role)
        while not self._around.screens.ready(role):
            self._around.wait(_SOON)

    def prepare(self, part: Program, put: dict[str, bytes]) -> None:
        """Make the sandbox of a role that will start later, while others load what they need."""
        if part.role not in self._ready and part.role not in self.running:
            self._ready[part.role] = self._make(part, put)

    def _make(self, part: Program, put: dict[str, bytes], extra: tuple[str, ...] = ()) -> Running:
        screen = self._around.screens.reserve(part.role) if part.screen else None
        with self._around.nets.inside(part.role):
            return program.prepare(
                self._around.world, part, self._around.limits, self._tree, put, extra, screen
            )

    def _see_off(self, before: Running) -> None:
        """Wait until all is written down of a program that was stopped: then another may begin.

        What it said and how it ended would else be taken for the next one's.
        """
        if before.ended:
            before.kill()  # what it has started
        while before.stopped and not (before.reported and before.gone):
            self._around.wait(_SOON)
        self._before.append(before)

    def sweep(self, roles: Iterable[str]) -> None:
        """End what programs of such roles have left, and wait until nobody of it is there."""
        for running in [self.running[role] for role in roles]:
            running.kill()
            while not running.gone:
                self._around.wait(_SOON)

    def account(self) -> None:
        """Raise OSError if a part of ours that a program had need of is gone."""
        for running in (*self._before, *self.running.values()):
            running.account()
            if running.fault:
                raise OSError(running.fault)

    def end(self) -> None:
        """End every program, and let go of all that is theirs."""
        # Whoever closes first keeps the port for a minute where ports are the machine's: better a
        # client, which began later, its own than a server the one that the next scene needs.
        for running in (*reversed(self.running.values()), *self._before, *self._ready.values()):
            running.kill()
            running.release()

    def note_end(self, running: Running) -> None:
        """Write down that a program ended, after all that it had sent and printed before.

        Raises OSError where something of ours ended it.
        """
        running.reported = True
        code = running.code or 0
        if running.fault:
            raise OSError(running.fault)
        if code == -signal.SIGXCPU and not running.killed_for:
            # the kernel was first: on a busy machine it counts more often than we look
            what = running.killed_for = "cpu"
            detail = f"{self._around.limits.cpu:.0f} s of processor time"
            self._around.recorder.add(Limit, running.role, what=what, detail=detail)
        self._around.recorder.add(
            Exited,
            running.role,
            code=code if code >= 0 else None,
            signal=-code if code < 0 else None,
        )

    def print(self, running: Running, data: bytes) -> None:
        """Write down what a program has printed, as far as there is room for it."""
        room = self._around.limits.output - running.written
        running.written += len(data)
        if room > 0:
            self._around.recorder.add(Printed, running.role, data=data[:room])
        if running.written > self._around.limits.output:
            bound = self._around.limits.output >> 10
            self.stop_for(running, "output", f"{bound:,} KiB of output")

    def stop_for(self, running: Running, what: str, detail: str) -> None:
        """End a program that went over a bound."""
        if not running.killed_for:
            running.killed_for = what
            self._around.recorder.add(Limit, running.role, what=what, detail=detail)
            running.kill()
