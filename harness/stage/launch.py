"""Starting bubblewrap from a thread, without a copy of the harness.

A fork of the harness copies its page tables, and both sides then copy the pages that they touch:
for each program that cost as much as bubblewrap itself.  ``posix_spawn`` copies nothing, but runs
nothing of ours in the new process either.  So what the program has to inherit is prepared in a
thread made for it:

* user id, ``no_new_privs`` and seccomp filters belong to a thread, and pass on to what it starts.
  The listener that the kernel gives for the filter is then the harness's own already.
* limits belong to the whole process.  They are set from outside on the first process of the
  sandbox, from which all others of it come: bubblewrap says who that is before it does anything,
  and waits at a gate (``--block-fd``) before it begins with what is the program's.

Signals that whoever started the harness ignores (``nohup``, a job in the background), or Python
itself, are no program's to inherit: all begin as by default.

The thread stays until the program is let go of: the kernel takes the end of a *thread* for the
death of a parent, and bubblewrap wants to die with its parent.

The program is not what bubblewrap starts, but a child of that (``shell.c``), which says how it
ended and stays for as long as anybody is left: a server that forks and lets its parent exit goes on
in its child, as it does behind the prompt of a terminal.  Where that was not built, all end with
the program.
"""

import contextlib
import errno
import json
import os
import re
import resource
import select
import signal
import threading
from _thread import start_new_thread
from collections.abc import Mapping
from fcntl import F_DUPFD_CLOEXEC, fcntl

from harness.stage import deaths, kernel, sandbox, scenery
from harness.stage.filters import tell
from harness.stage.world import PROGRAM_ID, World

_ABOVE = 64  # no descriptor that is passed on may be one of the numbers that it is passed on as
_STACK = 256 * 1024
_MADE = 1000  # ms at most until a sandbox is made
_SHELLS = 128  # bubblewrap reports a signal as this and its number, as shells do
_KILLED = _SHELLS + signal.SIGKILL
_EXIT_CODE = re.compile(rb'"exit-code": *(\d+)')
_STATUS, _ALONE = 0xFFFF, 1 << 34  # what ``shell.c`` reports: see waitpid(2); nobody is left


# what the kernel's limits are called, and the letter by which ``ulimit`` knows them
_CALLED = {
    resource.RLIMIT_AS: ("bytes of memory", "v"),
    resource.RLIMIT_CPU: ("seconds of processor time", "t"),
    resource.RLIMIT_FSIZE: ("bytes in a file", "f"),
    resource.RLIMIT_NOFILE: ("open files", "n"),
    resource.RLIMIT_NPROC: ("processes", "u"),
}


class Launch:
    """A bubblewrap that was started, and the thread that is its parent.

    ``pid``: its process; ``helpers``: those that are not the program's.  ``listener``: of
    the filter that tells of calls, or None where the kernel has none.  ``status``: what bubblewrap
    says is read from here.  ``screen``: an X server begins after it.  Raises OSError where the
    machine does not let us start it.
    """

    def __init__(
        self,
        world: World,
        words: list[str],
        environment: Mapping[str, str],
        terminal: int,
        *,
        screen: bool,
    ) -> None:
        self._screen = screen
        self.pid = 0
        self.lasts = False  # the program has ended, and its sandbox has not
        self._report = -1  # an eventfd to which is added how the program ended, if somebody tells
        self.helpers: tuple[int, ...] = ()  # until it is known, see ``bound``
        self._first_handle = -1
        self._starved = deaths.starved()
        self.listener: int | None = None
        self._errors: list[BaseException] = []
        self.status, said = os.pipe2(os.O_CLOEXEC)
        gate, self._gate = os.pipe2(os.O_CLOEXEC)
        rules = os.open(f"/proc/self/fd/{sandbox.filter_file()}", os.O_RDONLY | os.O_CLOEXEC)
        passed = {sandbox.FILTER: rules, sandbox.STATUS: said, sandbox.GATE: gate}
        if scenery.session() is not None:
            self._report = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
            passed[sandbox.REPORT] = os.dup(self._report)
        for number, descriptor in passed.items():
            passed[number] = _above(descriptor)
            os.close(descriptor)
        self._actions = [
            (os.POSIX_SPAWN_DUP2, descriptor, number)
            for number, descriptor in {0: terminal, 1: terminal, 2: terminal, **passed}.items()
        ]
        # One lock for each word between the threads: an Event or a join is made of several.
        self._started, self._over, self._gone = (threading.Lock() for _ in range(3))
        for lock in (self._started, self._over, self._gone):
            lock.acquire()
        threading.stack_size(_STACK)
        start_new_thread(self._live, (world, words, environment))
        self._started.acquire()
        for descriptor in passed.values():
            os.close(descriptor)
        if self._errors:
            self.release()
            raise OSError(f"a program could not be started: {self._errors[0]}")

    def bound(self, bounds: Mapping[int, int]) -> None:
        """Set limits on the sandbox's first process, and open the gate.

        Raises OSError if the sandbox came to nothing, or a limit cannot be set.
        """
        try:
            first = self._first()
            self.helpers = (self.pid, first)
            self._first_handle = os.pidfd_open(first)
            for kind, bound in bounds.items():
                _limit(first, kind, bound)
        except BaseException as error:
            fallen = self.going
            if not fallen:
                self.kill()
            code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            why = self._why(code, told=False)
            self.release()
            if fallen:
                raise OSError(why) from error
            raise
        if self._screen:
            self._await_made()
        os.close(self._gate)  # it waits for a byte, or for the end
        self._gate = -1

    def _await_made(self) -> None:
        """Let the sandbox go on to the program, and wait until it does, or has ended.

        It reads a byte at the gate, and closes its end there, when all else of it is made.  An X
        server that began before would make bubblewrap wait at each mount that it takes away: the
        kernel asks every processor then, and a busy one answers late.  Where none begins, there is
        the next sandbox to be made meanwhile.
        """
        with contextlib.suppress(BrokenPipeError):
            os.write(self._gate, b".")
        end = select.poll()
        end.register(self._gate, 0)
        end.poll(_MADE)  # nothing depends on it but how long this takes

    def kill(self) -> None:
        """End the sandbox: with its first process the kernel ends every other one in it."""
        with contextlib.suppress(ProcessLookupError):
            if self._first_handle >= 0:
                signal.pidfd_send_signal(self._first_handle, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def reap(self) -> tuple[int, str] | None:
        """How the program ended, and why that was no end of its own; None while it has not."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        told_of = self._reported()
        if told_of is not None:
            self.lasts = pid == 0 and not told_of & _ALONE
            code = os.waitstatus_to_exitcode(told_of & _STATUS)
            hungry = code == -signal.SIGKILL and deaths.starved() > self._starved
            if not self.lasts:
                self.kill()
            return code, f"it {deaths.killed(-code, self._starved)}" if hungry else ""
        if pid == 0:
            return None
        told = _EXIT_CODE.search(os.read(self.status, 4096))
        code = int(told[1]) if told else os.waitstatus_to_exitcode(status)
        why = self._why(code, told=bool(told))
        # what bubblewrap says of the first process of its sandbox is no proof that it is gone
        self.kill()
        return (_SHELLS - code if code > _SHELLS else code), why

    def _reported(self) -> int | None:
        """How the program ended, as ``shell.c`` tells it; None while nothing was told."""
        if self._report < 0:
            return None
        try:
            return os.eventfd_read(self._report)
        except BlockingIOError:
            return None

    @property
    def signs(self) -> tuple[int, ...]:
        """Where there is something to read when the program, or its sandbox, has ended."""
        return (self.status,) if self._report < 0 else (self.status, self._report)

    @property
    def leaves(self) -> bool:
        """Whether the program has ended, and what it has started has not."""
        return self.lasts and not self.going

    @property
    def gone(self) -> bool:
        """Whether nobody of a sandbox that was ended is there: its first process is the last."""
        end = select.poll()
        end.register(self._first_handle, select.POLLIN)
        return bool(end.poll(0))

    def lost(self) -> str:
        """Why a sandbox that has outlived its program ends, if nobody in it is the cause."""
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        return self._why(os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), told=True)

    def _why(self, code: int, *, told: bool) -> str:
        """What the end of bubblewrap with ``code`` was, if not the program's; ``told`` of that."""
        if code < 0:
            return f"its sandbox {deaths.killed(-code, self._starved)}"
        if code == _KILLED and self._first_was_killed():
            return f"its sandbox {deaths.killed(signal.SIGKILL, self._starved)}"
        if code == _KILLED and deaths.starved() > self._starved:  # maybe for another's sake
            return f"it {deaths.killed(signal.SIGKILL, self._starved)}"
        return "" if told else "its sandbox could not be made"

    @property
    def going(self) -> bool:
        """Whether bubblewrap is coming to its end, outside of the sandbox or in it."""
        return any(map(deaths.going, self.helpers))

    def _first_was_killed(self) -> bool:
        """Whether that ended the sandbox's first process, before it could say how the program did.

        Nobody in a sandbox can kill its first process, and whoever kills it from outside kills all
        the others with it.  Bubblewrap tells both ends in the same words, unless the first has told
        of the program's before.  But where the first is bubblewrap's own and knows of that, it ends
        and leaves the first process to us; it reaps one that dies before.
        """
        if self._first_handle < 0:
            return True  # it was gone before we could have a handle of it
        try:
            os.waitid(os.P_PIDFD, self._first_handle, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return True
        return False

    def release(self) -> None:
        """Let go of every descriptor and of the thread; what still runs dies with it."""
        for descriptor in (
            *(self.status, self._gate, self.listener, self._first_handle),
            self._report,
        ):
            if descriptor is not None and descriptor >= 0:
                os.close(descriptor)
        self._over.release()
        self._gone.acquire()

    def _first(self) -> int:
        """The sandbox's first process, as bubblewrap says; it does so before it begins."""
        line = b""
        while not line.endswith(b"\n"):
            more = os.read(self.status, 4096)  # it says nothing else before the gate is open
            if not more:  # bubblewrap is gone, or about to go
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
                raise OSError("its sandbox could not be made")
            line += more
        return int(json.loads(line)["child-pid"])

    def _live(self, world: World, words: list[str], environment: Mapping[str, str]) -> None:
        """The thread: become what the program shall be, start it, and stay."""
        try:
            kernel.no_new_privileges()
            if world.spare:
                kernel.become(PROGRAM_ID)
            with contextlib.suppress(OSError):
                self.listener = kernel.install_listener(tell())
            self.pid = os.posix_spawn(
                words[0],
                words,
                environment,
                file_actions=self._actions,
                setsigdef=kernel.SIGNALS,
            )
            self.helpers = (self.pid,)
        except BaseException as error:
            self._errors.append(error)
        finally:
            self._started.release()
        self._over.acquire()
        self._gone.release()


def _above(descriptor: int) -> int:
    try:
        return fcntl(descriptor, F_DUPFD_CLOEXEC, _ABOVE)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # that many open files are not allowed, which the kernel says so
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE)) from error


def _limit(process: int, kind: int, bound: int) -> None:
    # a second before the hard limit comes a signal that says which limit it was
    hard = bound + (kind == resource.RLIMIT_CPU)
    try:
        resource.prlimit(process, kind, (bound, hard))
    except PermissionError as error:
        most = resource.prlimit(process, kind)[1]
        if not 0 <= most < hard or kind not in _CALLED:
            raise
        what, letter = _CALLED[kind]
        raise OSError(
            f"programs may have {bound:,} {what} here, and this machine allows {most:,}"
            f" (a limit of whoever started the grader: ulimit -H{letter})"
        ) from error
