"""Starting a program where there is no sandbox: a process beside it does what a sandbox would.

The *usher* is a fork of the keeper, and does what :mod:`.ushering` says.  It adopts every orphan of
its program, so all that the program has started is below it; it reaps them, says how the program
ended, and ends whoever is left.  It belongs to the harness, and runs under a user id that the
program has not, where we are root.  Here is what the keeper has of it.
"""

import contextlib
import os
import signal
import socket
from collections.abc import Mapping

from harness.stage import deaths
from harness.stage.means import Means
from harness.stage.ushering import FAILED, LEFT, Command, Ushering


class Usher:
    """A program that waits at a gate, and the usher beside it; as ``launch.Launch``.

    Raises OSError where the machine does not let us start it.
    """

    def __init__(self, means: Means, command: Command, terminal: int) -> None:
        self.helpers: tuple[int, ...] = ()
        self.lasts = False  # the program has ended, and what it had started has not
        self.listener: int | None = None
        self._reaped = False
        self._starved = deaths.starved()
        self.family = means.family
        self.status, said = os.pipe()
        self.signs = (self.status,)
        gate, self._gate = os.pipe()
        ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self._gate)
                Ushering(means, command, terminal, said, gate, theirs).go()
            finally:
                os._exit(1)
        self.family.ushers.add(self.pid)
        os.close(said)
        os.close(gate)
        theirs.close()
        with ours:
            heard, handles, _, _ = socket.recv_fds(ours, 1, 1)
        if not heard:
            self.kill()
            self.release()
            raise OSError("a program could not be started")
        if handles:
            self.listener = handles[0]
            os.set_inheritable(self.listener, False)
        os.set_blocking(self.status, False)

    def bound(self, _bounds: Mapping[int, int]) -> None:
        """Open the gate; the limits are the usher's to set."""
        self.family.starting.add(self.pid)
        os.write(self._gate, b".")

    def kill(self) -> None:
        """Have the usher end the program and all that it started."""
        if not self._reaped:
            self.family.ending.add(self.pid)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)

    def reap(self) -> tuple[int, str] | None:
        """How the program ended, and why that was no end of its own; None while it has not."""
        try:
            said = os.read(self.status, 64)
        except BlockingIOError:
            return None
        self.lasts = said.endswith(LEFT)
        said = said.removesuffix(LEFT)
        status = 0 if self.lasts else self._await()  # it has only to end what the program has left
        if said and not said.startswith(FAILED):
            hungry = int(said) == -signal.SIGKILL and deaths.starved() > self._starved
            why = f"it {deaths.killed(signal.SIGKILL, self._starved)}" if hungry else ""
            return int(said), why
        how = deaths.ended(status, self._starved)
        why = f"the process that watches over it {how}" if how else "it could not be started"
        return -signal.SIGKILL, why

    @property
    def going(self) -> bool:
        """Whether the usher is coming to its end."""
        return deaths.going(self.pid)

    @property
    def leaves(self) -> bool:
        """Whether the program has ended, and what it has started has not."""
        return self.lasts and not self.going

    @property
    def gone(self) -> bool:
        """Whether nobody is there any more of a program that was ended: its usher is last."""
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        if not self._reaped and os.waitid(os.P_PID, self.pid, flags):
            self._await()
        return self._reaped

    def lost(self) -> str:
        """Why an usher ends that has outlived its program, if those whom it left are not why."""
        how = deaths.ended(self._await(), self._starved)
        return f"the process that watches over it {how}" if how else ""

    def release(self) -> None:
        """Let go of every descriptor; the usher ends what still runs."""
        for descriptor in (self.status, self._gate, self.listener):
            if descriptor is not None and descriptor >= 0:
                os.close(descriptor)
        if not self._reaped:
            self._await()

    def _await(self) -> int:
        """Wait for the usher's end; its status, as ``waitpid`` has it."""
        _, status = os.waitpid(self.pid, 0)
        self._reaped = True
        self.family.forget(self.pid)
        return status
