"""A program on a terminal of its own.

The terminal does not echo: what comes out of it is what the program wrote.  Its other end is kept
open here as well, so that typed input not yet read can be seen and the kernel's pending delivery
run (``poll`` on a pty's end flushes it).
"""

import contextlib
import os
import select
import signal
import socket
import struct
import termios
from dataclasses import dataclass
from fcntl import F_DUPFD_CLOEXEC, fcntl, ioctl

from harness.model.casting import Limits, Program
from harness.stage import kernel, sandbox
from harness.stage.filters import tell
from harness.stage.world import PROGRAM_ID, World

_ROWS, _COLUMNS = 24, 80
_CHUNK = 65_536


@dataclass(slots=True)
class Running:
    """A started program.  ``pid`` is its bubblewrap's; ``listener`` a seccomp listener or None."""

    program: Program
    pid: int
    terminal: int
    other_end: int
    status: int
    listener: int | None
    code: int | None = None
    written: int = 0
    asked: bool = False
    ended: bool = False
    killed_for: str = ""
    failed: bool = False
    stopped: bool = False
    unread: bool = False
    reported: bool = False

    @property
    def role(self) -> str:
        """The role that it plays."""
        return self.program.role

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
        """False if a read of the terminal may return by itself (``VMIN`` 0 or ``VTIME``)."""
        modes = termios.tcgetattr(self.other_end)
        if modes[3] & termios.ICANON:
            return True
        minimum, time = modes[6][termios.VMIN], modes[6][termios.VTIME]
        return _number(minimum) > 0 and _number(time) == 0

    def reap(self) -> bool:
        """True once the program has ended; ``code`` is then set (negative: by a signal)."""
        if self.ended:
            return True
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return False
        code = os.waitstatus_to_exitcode(status)
        if b'"exit-code"' not in os.read(self.status, 4096):
            self.failed = True  # bubblewrap never got as far as the program
        # bubblewrap reports a signal as 128 + its number, as shells do
        self.code = 128 - code if code > 128 else code
        self.ended = True
        return True

    def kill(self) -> None:
        """End the program and all that it started, now."""
        self.stopped = True
        if not self.ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def release(self) -> None:
        """Let go of the terminal; a call that waits for leave fails, and the kill lands."""
        for descriptor in (self.terminal, self.other_end, self.status, self.listener):
            if descriptor is not None:
                os.close(descriptor)


def _number(value: bytes | int) -> int:
    return value if isinstance(value, int) else value[0]


def start(
    world: World,
    program: Program,
    limits: Limits,
    etc: str,
    interpreter: str | None,
    put: dict[str, bytes],
    extra: tuple[str, ...] = (),
) -> Running:
    """Start a program in its sandbox.  Raises OSError where the machine does not let us."""
    booth = sandbox.furnish(world, program, limits, put)
    words = [*sandbox.command(program, booth, etc, interpreter), *extra]
    environment = sandbox.environment(program)
    terminal, other_end = _terminal()
    here, there = socket.socketpair()
    status, said = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(world, words, environment, limits, (other_end, said), there)
    there.close()
    os.close(said)
    with here:
        told, descriptors, _, _ = socket.recv_fds(here, 64, 1)
    if told.startswith(b"!"):
        os.waitpid(pid, 0)
        raise OSError(f"a program could not be started: {told[1:].decode()}")
    os.set_blocking(terminal, False)
    listener = descriptors[0] if descriptors else None
    return Running(program, pid, terminal, other_end, status, listener)


def _terminal() -> tuple[int, int]:
    terminal, other_end = os.openpty()
    modes = termios.tcgetattr(other_end)
    modes[3] &= ~(termios.ECHO | termios.ECHONL | termios.ECHOCTL)
    termios.tcsetattr(other_end, termios.TCSANOW, modes)
    ioctl(other_end, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    return terminal, other_end


def _become(
    world: World,
    words: list[str],
    environment: dict[str, str],
    limits: Limits,
    ends: tuple[int, int],
    report: socket.socket,
) -> None:
    """In the new process: limits, terminal, listener, user id; then bubblewrap.  Never returns."""
    try:
        other_end, said = ends
        filter_file = os.open(f"/proc/self/fd/{sandbox.filter_file()}", os.O_RDONLY)
        for number, descriptor in enumerate((other_end, other_end, other_end)):
            os.dup2(descriptor, number)
        # the two numbers may be in use by what is duplicated: lift everything above them first
        taken = (filter_file, said, report.fileno())
        lifted = [fcntl(descriptor, F_DUPFD_CLOEXEC, 64) for descriptor in taken]
        os.dup2(lifted[0], sandbox.FILTER)
        os.dup2(lifted[1], sandbox.STATUS)
        report = socket.socket(fileno=lifted[2])
        sandbox.limit(limits)
        if world.spare:
            os.setgroups([])
            os.setresgid(PROGRAM_ID, PROGRAM_ID, PROGRAM_ID)
            os.setresuid(PROGRAM_ID, PROGRAM_ID, PROGRAM_ID)
        kernel.no_new_privileges()
        try:
            listener = kernel.install_listener(tell())
        except OSError:
            report.send(b"-")
        else:
            socket.send_fds(report, [b"+"], [listener])
            os.close(listener)
        os.execve(words[0], words, environment)
    except BaseException as error:
        report.send(f"!{error}".encode()[:60])
    finally:
        os._exit(127)
