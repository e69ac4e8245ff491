"""What the process does that is the usher of one program: start it, and see it to its end.

The filter that tells of calls belongs to a thread, and passes on to what that starts.  So a thread
of the usher's takes it on and starts the program, while the first thread gives its listener to the
keeper: the program's own thread could not, since it would be told of that call, too.
"""

import contextlib
import fcntl
import os
import resource
import signal
import socket
import sys
import termios
import threading
from collections.abc import Mapping, Sequence
from types import FrameType

from harness.model.quick import dataclass
from harness.stage import family, fence, filters, headcount, kernel
from harness.stage.means import CONTAINER, Means

LINUX = sys.platform == "linux"
TOLD = ("bind",)  # of these calls the stage is told where it has no network of its own
FAILED, LEFT = b"!", b"+"
_HIGHEST = 1 << 16
# what a terminal sends to who leads a session on it, or is put in front there by a program
_OF_TERMINALS = (
    *(signal.SIGHUP, signal.SIGINT, signal.SIGQUIT),
    *(signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU),
)
_AS_MANY = 4  # times the processes of a program that one may start, beside all others of a user
# what the kernel counts by user; elsewhere than on Linux there is none
_SHARED = (resource.RLIMIT_SIGPENDING,) if sys.platform == "linux" else ()


@dataclass(frozen=True, slots=True)
class Command:
    """What a program is started with: ``folder`` is where, ``bounds`` are by ``RLIMIT_*``.

    Where it can be kept in, ``read`` and ``write`` are the paths that are its own besides.
    """

    words: Sequence[str]
    environment: Mapping[str, str]
    folder: str
    bounds: Mapping[int, int]
    read: Sequence[str] = ()
    write: Sequence[str] = ()


class _Over(BaseException):
    """The usher was told to end its program."""


class Ushering:
    """The usher itself, in its own process; ``said``, ``gate`` and ``plug`` lead to the keeper."""

    def __init__(
        self,
        means: Means,
        command: Command,
        terminal: int,
        said: int,
        gate: int,
        plug: socket.socket,
    ) -> None:
        self._means, self._command, self._terminal = means, command, terminal
        self._said, self._gate, self._plug = said, gate, plug
        self._usher, self._program = os.getpid(), 0
        self._code: int | None = None
        self._told = False  # how the program ended, and that others go on
        self._lets_go_on = LINUX and means.mode == CONTAINER  # else nobody sees when they rest
        self._listener: int | None = None
        self._begun, self._for_ever = threading.Lock(), threading.Lock()
        self._can_be_told = threading.Lock()
        for lock in (self._begun, self._for_ever, self._can_be_told):
            lock.acquire()

    def go(self) -> None:
        """Start the program when the gate opens, and see it to its end."""
        signal.signal(signal.SIGTERM, _stop)
        for number in _OF_TERMINALS:
            signal.signal(number, signal.SIG_IGN)
        os.setsid()  # what is typed at the harness's own terminal is not for us
        if LINUX:
            kernel.name_process("usher")
            with contextlib.suppress(OSError):
                kernel.adopt_orphans()
                kernel.die_with_parent(signal.SIGTERM)
        self._leave_the_rest()
        if self._lets_go_on:
            fcntl.ioctl(self._terminal, termios.TIOCSCTTY, 0)
        try:
            self._see_to_it()
        except _Over:
            pass
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            self._end()

    def _see_to_it(self) -> None:
        threading.Thread(target=self._live, daemon=True).start()
        self._can_be_told.acquire()
        handles = [] if self._listener is None else [self._listener]
        socket.send_fds(self._plug, [b"."], handles)
        self._plug.close()
        for handle in handles:
            os.close(handle)
        self._begun.acquire()
        if not self._program:
            return
        while LINUX:  # elsewhere nobody's orphans come here
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            if ended is None or ended.si_pid == self._program:
                self._let_go_on()
                return
            os.waitpid(ended.si_pid, 0)
        self._code = os.waitstatus_to_exitcode(os.waitpid(self._program, 0)[1])

    def _let_go_on(self) -> None:
        """The program has ended: wait for those whom it has left, as behind a shell's prompt."""
        if not (self._lets_go_on and self._has_left_somebody()):
            return
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        self._code = self._look()
        self._give_terminal_up()
        os.write(self._said, b"%d" % self._code + LEFT)
        self._told = True
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)

    def _has_left_somebody(self) -> bool:
        """Whether anybody lives: the children of one that has ended are the usher's own."""
        while others := {*family.children(os.getpid())} - {self._program}:
            if not all(map(family.is_dead, others)):
                return True
            for pid in others:
                os.waitpid(pid, 0)
        return False

    def _give_terminal_up(self) -> None:
        """As a sandbox's first process does (``shell.c``)."""
        with contextlib.suppress(OSError):
            os.tcsetpgrp(self._terminal, os.getpgrp())
            termios.tcflush(self._terminal, termios.TCIFLUSH)
            fcntl.ioctl(self._terminal, termios.TIOCNOTTY)
        with contextlib.suppress(OSError):
            os.killpg(self._program, signal.SIGCONT)

    def _end(self) -> None:
        """Say how the program ended, before anybody can see that it is gone; end what is left."""
        if self._program:
            if self._code is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._program, signal.SIGKILL)  # it may have ended, and is not reaped
                self._code = self._look()
            if not self._told:  # else it may be reaped, and its number another's
                os.write(self._said, b"%d" % self._code)
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._program, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._program, 0)
        if LINUX:
            family.end_descendants()
        os._exit(0)

    def _look(self) -> int:
        """How the program ended.  Where we are watched it stays a zombie until that is said."""
        if not LINUX:
            return os.waitstatus_to_exitcode(os.waitpid(self._program, 0)[1])
        ended = os.waitid(os.P_PID, self._program, os.WEXITED | os.WNOWAIT)
        if ended is None:
            return -signal.SIGKILL
        return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status

    def _leave_the_rest(self) -> None:
        """Let go of all that is the keeper's: what is open here would never end there."""
        kept = sorted((self._terminal, self._said, self._gate, self._plug.fileno()))
        below = 2
        for descriptor in (*kept, _HIGHEST):
            os.closerange(below + 1, descriptor)
            below = descriptor

    def _live(self) -> None:
        """The thread: take on what the program shall have, start it, and stay."""
        # a SIGTERM is for the first thread, which may be in a call that only a signal ends
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            if self._means.calls:
                kernel.no_new_privileges()
                self._listener = kernel.install_listener(filters.tell(TOLD))
                os.set_inheritable(self._listener, False)
        finally:
            self._can_be_told.release()
        try:
            if os.read(self._gate, 1):
                pid = os.fork()
                if pid == 0:
                    self._become()
                self._program = pid
        finally:
            self._begun.release()
        self._for_ever.acquire()  # to the kernel the end of this thread were a parent's death

    def _become(self) -> None:
        """In the program's own process: a terminal, limits, a user, a filter, and the program."""
        try:
            self._come_to_the_front()
            for number in range(3):
                os.dup2(self._terminal, number)
            for number in kernel.SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            os.chdir(self._command.folder)
            self._bound()
            rules = self._rules()
            if self._means.user is not None:
                kernel.become(self._means.user)
            if LINUX:
                kernel.die_with_parent()
                if os.getppid() != self._usher:
                    os._exit(126)
            if rules is not None:
                fence.enter(rules)
            if self._means.calls:
                kernel.install_filter(filters.deny(shared=True))
            os.execve(
                self._command.words[0], list(self._command.words), dict(self._command.environment)
            )
        except BaseException as error:
            os.write(self._said, FAILED)
            os.write(2, f"this program could not be started: {error}\n".encode())
        finally:
            os._exit(126)

    def _come_to_the_front(self) -> None:
        """Have the terminal.  Where others may go on it is the usher that leads the session."""
        if self._lets_go_on:
            os.setpgid(0, 0)
            os.tcsetpgrp(self._terminal, os.getpid())
        else:
            os.setsid()
            fcntl.ioctl(self._terminal, termios.TIOCSCTTY, 0)

    def _rules(self) -> int | None:
        """What it may reach, if it can be kept to that; made while we can reach all of it."""
        if not self._means.fence:
            return None
        # not those that it makes: the kernel knows no difference to another role's
        own = os.ttyname(self._terminal)
        return fence.build(self._means.fence, self._command.read, (own, *self._command.write))

    def _bound(self) -> None:
        for kind, bound in self._command.bounds.items():
            if kind == resource.RLIMIT_NPROC and self._means.user is None:
                # the kernel counts all that is ours on this machine, not the program's alone
                bound = headcount.taken() + _AS_MANY * bound  # noqa: PLW2901 - what it comes to
            if kind in _SHARED and self._means.user is None:
                continue  # nor could it be told how many of those there are
            with contextlib.suppress(ValueError, OSError):  # ours may be lower
                # a second before the hard limit comes a signal that says which limit it was
                resource.setrlimit(kind, (bound, bound + (kind == resource.RLIMIT_CPU)))


def _stop(_: int, __: FrameType | None) -> None:
    raise _Over
