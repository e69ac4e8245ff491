"""One role's screen where there are no namespaces: an X server among the machine's own.

* It is started like a program, with an usher that sees it to its end, and under the same user id,
  since the stage looks at its threads as it does at a program's.
* Its socket is where all X servers of the machine have theirs; the cookie is in a folder that has
  no name to guess, and is told to its own program alone.  Where programs are fenced in no other can
  read it.
* X clients look for an abstract socket first: where the stage is told of calls, no program gets
  one of such a name (see ``calls``).
* It has its own keyboard compiled: nothing can be put in that program's place here.
"""

import contextlib
import os
import pty
import signal
import socket
import tty
from dataclasses import replace

from harness.stage import deaths, displays, family, netlink
from harness.stage.displays import FOLDER, MANY
from harness.stage.screen import COOKIE, Screen
from harness.stage.shared import files_of_ours
from harness.stage.usher import Usher
from harness.stage.ushering import Command
from harness.stage.world import World


class BareScreen(Screen):
    """A place for an X server in a world without namespaces.  Raises OSError without one."""

    def __init__(self, world: World, number: int) -> None:
        self._usher: Usher | None = None
        super().__init__(world, number)

    @property
    def pid(self) -> int:
        """The server's process; 0 until it has begun."""
        if not self._pid and self._usher is not None:
            self._pid = next(iter(family.children(self._usher.pid)), 0)
        return self._pid

    def begin(self) -> None:
        """Start the server, unless it was."""
        if self._usher is not None:
            return
        means = self._world.means
        assert means is not None
        self._plug = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._diagnosis = netlink.diagnosis()
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C"}
        command = Command(self._words, environment, "/", {}, read=[self._base])
        # nobody listens to what it is about to call
        self._usher = Usher(replace(means, calls=False), command, self._told)
        os.close(self._told)
        self._told = -1
        self._usher.bound({})

    @property
    def begun(self) -> bool:
        """Whether the server was started."""
        return self._usher is not None

    def killed(self) -> str:
        """Once the server has hung up: that somebody has killed it, which no program can; or empty.

        As in a scene of its own; but where programs are not fenced in, one can.
        """
        assert self._usher is not None
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGVTALRM)
        os.set_blocking(self._usher.status, True)
        how = self._usher.reap()
        if how is None or how[0] != -signal.SIGKILL:
            return ""
        return deaths.killed(signal.SIGKILL, self._starved)

    def end(self) -> None:
        """End the server, and take away what it has left."""
        if self._usher is not None:
            self._usher.kill()
            self._usher.release()
        self._release()
        with files_of_ours(self._world):
            displays.clear(self.number, 1)

    def _hear(self) -> bytes:
        try:
            return super()._hear()
        except BlockingIOError:
            raise
        except OSError:  # a terminal at which nobody is any more
            return b""

    def _draw(self, number: int) -> int:
        assert self._world.means is not None
        return self._world.means.displays + number % MANY

    def _lay_out(self, number: int) -> tuple[str, str]:
        world = self._world
        with files_of_ours(world):
            if not os.path.isdir(FOLDER):
                os.mkdir(FOLDER)
                os.chmod(FOLDER, 0o1777)  # noqa: S103 - X servers want it so
            base = os.path.join(world.base, f"screen{number}-{os.urandom(16).hex()}")
            os.mkdir(base, 0o700)
            self._write_cookie(os.path.join(base, COOKIE))
            assert world.means is not None
            if world.means.user is not None:
                os.chown(os.path.join(base, COOKIE), world.means.user, -1)
                os.chown(base, world.means.user, -1)
        return base, FOLDER

    def _ends(self) -> tuple[int, int]:
        """Two ends of a terminal, since that is what an usher gives to what it starts."""
        ours, theirs = pty.openpty()
        tty.setraw(theirs)
        if self._world.means is not None and self._world.means.user is not None:
            os.fchown(theirs, self._world.means.user, -1)
        return ours, theirs

    @property
    def _authority(self) -> str:
        return os.path.join(self._base, COOKIE)
