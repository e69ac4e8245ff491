"""A program on a terminal of its own.

The terminal does not echo: what comes out of it is what the program wrote.  Its other end is kept
open here as well, so that typed input not yet read can be seen and the kernel's pending delivery
run (``poll`` on a pty's end flushes it).
"""

import os
import select
import struct
import termios
from fcntl import ioctl

from harness.model.casting import Limits, Program
from harness.model.quick import dataclass
from harness.stage import bare, sandbox, scenery
from harness.stage.launch import Launch
from harness.stage.means import CONTAINER
from harness.stage.rolepage import RolePage
from harness.stage.screen import Screen
from harness.stage.usher import Usher
from harness.stage.world import World

_ROWS, _COLUMNS = 24, 80
_CHUNK = 65_536


@dataclass(slots=True, eq=False)
class Running:
    """A program in its sandbox, which waits at a gate until it is started.

    ``page``: what its threads wait for, if there is a clock to move.  ``root``: the keeper's copy
    of what it sees, until then; empty without a sandbox.  ``fault``: why its
    end is none of its own.
    """

    program: Program
    launch: Launch | Usher
    terminal: int
    other_end: int
    page: RolePage | None
    root: str
    code: int | None = None
    written: int = 0
    asked: bool = False
    heeds: bool = False  # it was told that it takes what is typed, besides other things
    ended: bool = False
    killed_for: str = ""
    fault: str = ""
    stopped: bool = False
    in_front: bool = False  # it has its terminal, and what starts it makes no call any more
    reported: bool = False
    parted: bool = False  # from all that it was connected to: nobody of it lives
    limited: bool = False  # a read of its terminal may go on that began with a limit

    @property
    def pid(self) -> int:
        """The process id of its bubblewrap, or its usher."""
        return self.launch.pid

    @property
    def listener(self) -> int | None:
        """Its seccomp listener, if the kernel gives one."""
        return self.launch.listener

    @property
    def role(self) -> str:
        """The role that it plays."""
        return self.program.role

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it: what it has started may go on when it has ended."""
        return self.ended and (self.stopped or not self.launch.lasts)

    @property
    def leaves(self) -> bool:
        """Whether it has ended, and what it has started goes on."""
        return self.ended and not self.stopped and self.launch.leaves

    @property
    def gone(self) -> bool:
        """Whether nobody of it is there any more, once it was ended."""
        return self.launch.gone

    def outlets(self) -> list[int]:
        """Where something can be read when it prints, calls, or ends."""
        found = [self.terminal] if self.ended else [self.terminal, *self.launch.signs]
        return found if self.listener is None else [*found, self.listener]

    def output(self) -> bytes:
        """All that the program has written by now, without waiting."""
        parts: list[bytes] = []
        while True:
            try:
                data = os.read(self.terminal, _CHUNK)
            except (BlockingIOError, OSError):
                break
            if not data:
                break
            parts.append(data)
            if sum(map(len, parts)) > 16 * _CHUNK:
                break
        return b"".join(parts)

    def heard(self, ready: set[int]) -> bytes:
        """What it has printed; all of it, if it has ended.  ``ready``: see :meth:`reap`."""
        all_of_it = self.ended and not self.reported
        if (self.reported and self.over) or not (all_of_it or self.terminal in ready):
            return b""
        return self.output()

    def type(self, data: bytes) -> bool:
        """Type; False if the program's input is full (it reads none)."""
        try:
            return os.write(self.terminal, data) == len(data)
        except OSError:
            return False

    def input_waits(self) -> bool:
        """True while something typed has not been read.  Runs pending delivery both ways."""
        poll = select.poll()
        poll.register(self.other_end, select.POLLIN)
        return any(mask & select.POLLIN for _, mask in poll.poll(0))

    def reads_without_limit(self) -> bool:
        """False if a read of the terminal may return by itself (``VMIN`` 0 or ``VTIME``).

        One that is under way keeps what it began with, whatever the terminal's modes are since.
        """
        if self.limited:
            return False
        modes = termios.tcgetattr(self.other_end)
        if modes[3] & termios.ICANON:
            return True
        minimum, time = modes[6][termios.VMIN], modes[6][termios.VTIME]
        return _number(minimum) > 0 and _number(time) == 0

    def reap(self, ready: set[int] | None = None) -> bool:
        """True once the program has ended; ``code`` is then set (negative: by a signal).

        Bubblewrap says so before it ends: no need to ask the kernel while it is not in ``ready``.
        """
        if self.ended:
            if self.stopped and self.launch.lasts:
                self.launch.lasts = not self.launch.gone
            return True
        if ready is not None and not ready.intersection(self.launch.signs):
            return False
        how = self.launch.reap()
        if how is None:
            return False
        self.code, why = how
        if why and not self.stopped:
            self.fault = f"{self.role}: {why}"
        self.ended = True
        return True

    def kill(self) -> None:
        """End the program and all that it started, now."""
        self.account()
        self.stopped = True
        if not self.ended or self.launch.lasts:
            self.launch.kill()

    def account(self) -> None:
        """Where the harness's own part of it is about to end, see of what, before we end it."""
        if self.stopped or not self.launch.going:
            return
        if self.launch.lasts and not self.fault:
            why = self.launch.lost()
            self.launch.lasts = False
            self.fault = f"{self.role}: {why}" if why else ""
        elif not self.ended:
            os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
            self.reap()

    def release(self) -> None:
        """Let go of the terminal; a call that waits for leave fails, and the kill lands."""
        os.close(self.terminal)
        os.close(self.other_end)
        if self.page is not None:
            self.page.close()
        self.launch.release()


def _number(value: bytes | int) -> int:
    return value if isinstance(value, int) else value[0]


def prepare(
    world: World,
    program: Program,
    limits: Limits,
    tree: str,
    put: dict[str, bytes],
    extra: tuple[str, ...] = (),
    screen: Screen | None = None,
) -> Running:
    """Make a program's sandbox.  Raises OSError where the machine does not let us."""
    terminal, other_end = _terminal()
    if world.means is not None:
        return _prepare_bare(world, program, limits, put, extra, (terminal, other_end), screen)
    booth = sandbox.furnish(world, tree, program, limits, put, other_end, screen)
    words = [*sandbox.command(program, booth), *extra]
    page = RolePage(booth.page) if booth.page else None  # it must be there before the program is
    environment = sandbox.environment(program) | (screen.environment if screen else {})
    launch = Launch(world, words, environment, other_end, screen=screen is not None)
    os.set_blocking(terminal, False)
    running = Running(program, launch, terminal, other_end, page, booth.root)
    running.in_front = scenery.session() is None
    return running


def start(running: Running, limits: Limits) -> None:
    """Let a program begin.  Raises OSError if its sandbox came to nothing."""
    try:
        running.launch.bound(sandbox.bounds(limits))
    except OSError as error:
        raise OSError(f"{running.role}: {error}") from error
    if running.root:
        scenery.leave(running.root)


def _prepare_bare(
    world: World,
    program: Program,
    limits: Limits,
    put: dict[str, bytes],
    extra: tuple[str, ...],
    ends: tuple[int, int],
    screen: Screen | None,
) -> Running:
    """The same without a sandbox, in a world without namespaces."""
    assert world.means is not None
    booth = bare.furnish(world, program, put, ends[1])
    page = RolePage(booth.page) if booth.page else None  # it must be there before the program is
    usher = Usher(world.means, bare.command(program, booth, limits, extra, screen), ends[1])
    os.set_blocking(ends[0], False)
    in_front = world.means.mode != CONTAINER
    return Running(program, usher, *ends, page, "", in_front=in_front)


def _terminal() -> tuple[int, int]:
    terminal, other_end = os.openpty()
    modes = termios.tcgetattr(other_end)
    modes[3] &= ~(termios.ECHO | termios.ECHONL | termios.ECHOCTL)
    modes[6][termios.VSUSP] = b"\0"  # nobody is there who would let go on what a key has stopped
    termios.tcsetattr(other_end, termios.TCSANOW, modes)
    ioctl(other_end, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    return terminal, other_end
