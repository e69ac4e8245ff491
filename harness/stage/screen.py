"""One role's screen: an X server (Xvfb) that its program alone can reach.

* It stands outside the program's sandbox and inside the scene's world: quiet looks at it like at
  any process, and the world takes it along when it ends.
* Only a folder with its socket and its cookie is put into the sandbox, read-only.  There is no TCP,
  and no abstract socket.  Since X clients look for an abstract socket first, and another role could
  have one, the display has a number that nobody can guess, and the servers live in a network in
  which no program is, so that none can list it.
* It has no capability, and with root no user id that matters: what a program draws is no trouble
  but its own.
* It starts beside its program, which needs longer to load its own libraries, or beside that of an
  earlier role, and nobody waits for it but who needs it: a program that wants to connect before is
  held in that call until the server is ready (``calls``).  No clock decides.
* Its time never ends a wait: no screen saver, no key that repeats itself.
"""

import os
import secrets
import shutil
import signal
import socket
import struct
import threading
from _thread import start_new_thread
from functools import cache

from harness.stage import deaths, displays, kernel, keymap, netlink
from harness.stage.displays import FOLDER
from harness.stage.world import PROGRAM_ID, World
from harness.stage.x11 import Display

COOKIE = "cookie"
_WIDTH, _HEIGHT = 1024, 768
_ANY_HOST = 0xFFFF  # FamilyWild: a cookie for whatever the host is called
_NUMBERS = 900_000_000
# An X server asks these of every program: a cursor that blinks would be a clock, as would be keys.
_RESOURCES = b"*insertOffTime: 0\n"
_EXTENSIONS = ("GLX", "MIT-SHM", "MIT-SCREEN-SAVER", "XVideo", "DPMS")
_STACK = 256 * 1024


@cache
def x_server() -> str | None:
    """The path of Xvfb, if this machine has it."""
    return shutil.which("Xvfb", path="/usr/bin:/usr/local/bin:/bin:" + os.environ.get("PATH", ""))


class Screen:
    """A place for an X server, which :meth:`begin` starts.  Raises OSError without one.

    ``place``: the folder to be put into the sandbox at :data:`FOLDER`.  ``display``: the driver's
    own connection, once the server is ready.
    """

    def __init__(self, world: World, number: int) -> None:
        path = x_server()
        if path is None:
            raise OSError("no X server is installed (sudo apt-get install xvfb)")
        self._world = world
        self.number = self._draw(number)
        self._cookie = secrets.token_bytes(16)
        self._pid = 0
        self._starved = deaths.starved()
        self._plug: socket.socket | None = None
        self._diagnosis: netlink.Netlink | None = None
        self.display: Display | None = None
        self._said = b""
        self._errors: list[BaseException] = []
        self._over = threading.Lock()  # held while the server is being started
        self._base, self.place = self._lay_out(number)
        self._ready, self._told = self._ends()
        os.set_blocking(self._ready, False)
        self._words = self._command(path)

    @property
    def pid(self) -> int:
        """The server's process; 0 until it has begun."""
        return self._pid

    def begin(self) -> None:
        """Start the server, unless it was; :meth:`wake` says what came of it."""
        if self._told >= 0:
            told, self._told = self._told, -1  # the thread's to close, from now on
            self._over.acquire()
            threading.stack_size(_STACK)
            start_new_thread(self._live, (told,))

    @property
    def begun(self) -> bool:
        """Whether the server was started."""
        return self._told < 0

    @property
    def environment(self) -> dict[str, str]:
        """What tells a program of its screen."""
        return {"DISPLAY": f":{self.number}", "XAUTHORITY": self._authority}

    @property
    def place_of_cookie(self) -> str:
        """The folder in which its program finds the cookie."""
        return os.path.dirname(self._authority)

    def outlets(self) -> list[int]:
        """Where something can be read when the server has said something."""
        if self.display is not None:
            return [self.display.fileno()] if not self.display.closed else []
        return [self._ready]

    def wake(self) -> bool:
        """Connect once the server is ready; whether it has become so just now.

        Raises OSError if it came to nothing: no program had to do with it yet.
        """
        if self.display is not None:
            return False
        try:
            more = self._hear()
        except BlockingIOError:
            return False
        self._said += more
        if not more:
            self._join()
            why = self._errors[0] if self._errors else self._how_it_went()
            raise OSError(f"a screen could not be made: {why}")
        if b"%d\n" % self.number in self._said:
            self._join()
            path = os.path.join(self.place, f"X{self.number}")
            assert self._plug is not None
            self.display = Display(self._plug, path, self._cookie)
            self.display.replace(self.display.root, 23, _RESOURCES)  # RESOURCE_MANAGER
            self.display.watch()
        return True

    def _hear(self) -> bytes:
        """What the server has said; nothing once it has hung up.  Raises BlockingIOError."""
        return os.read(self._ready, 1024)

    def _how_it_went(self) -> str:
        """What became of a server that never was ready: it hung up before it said so."""
        how = self.killed()
        return f"the X server {how}" if how else "the X server did not start"

    def unread(self) -> set[int] | None:
        """Sockets of X servers in which there is something that they have not taken yet.

        Of all servers of the scene, as they are in one network.  None from one that has not begun.
        """
        return netlink.unix_unread(self._diagnosis) if self.pid and self._diagnosis else None

    def killed(self) -> str:
        """Once the server has hung up: that somebody has killed it, which no program can; or empty.

        It may still be coming to its end; if it is not, it is ended, by a signal that it lets be.
        """
        os.kill(self.pid, signal.SIGVTALRM)
        how = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        if how is None or how.si_status != signal.SIGKILL:
            return ""
        return deaths.killed(signal.SIGKILL, self._starved)

    def end(self) -> None:
        """End the server, which the world reaps, and let go of every descriptor."""
        self._join()
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        self._release()

    def _release(self) -> None:
        for end in (self._plug, self._diagnosis):
            if end is not None:
                end.close()
        for descriptor in (self._ready, self._told):
            if descriptor >= 0:
                os.close(descriptor)

    def _lay_out(self, number: int) -> tuple[str, str]:
        """The folder that is the server's ``/tmp``, and that of its socket, with its cookie."""
        base = os.path.join(self._world.base, f"screen{number}")
        place = os.path.join(base, os.path.basename(FOLDER))
        os.mkdir(base, 0o755)
        os.mkdir(place)
        os.chmod(place, 0o1777)  # noqa: S103 - the X server wants it so
        self._write_cookie(os.path.join(place, COOKIE))
        if self._world.spare:
            os.chown(base, PROGRAM_ID, PROGRAM_ID)
        keymap.stock(self._world)
        return base, place

    def _draw(self, number: int) -> int:  # noqa: ARG002 - it shall not be guessed
        return displays.LOWEST + secrets.randbelow(_NUMBERS)

    def _write_cookie(self, path: str) -> None:
        name = b"MIT-MAGIC-COOKIE-1"
        entry = struct.pack(">H", _ANY_HOST)
        for part in (b"", b"", name, self._cookie):
            entry += struct.pack(">H", len(part)) + part
        with open(path, "wb") as file:
            file.write(entry)

    def _ends(self) -> tuple[int, int]:
        """Where we read what the server says, and where it does."""
        return os.pipe2(os.O_CLOEXEC)

    @property
    def _authority(self) -> str:
        """Where the cookie is, to those who use it."""
        return f"{FOLDER}/{COOKIE}"

    def _command(self, path: str) -> list[str]:
        words = [path, f":{self.number}", "-displayfd", "1"]
        words += ["-screen", "0", f"{_WIDTH}x{_HEIGHT}x24", "-auth", self._authority]
        words += ["-nolisten", "tcp", "-nolisten", "local", "-noreset", "-s", "0", "-r"]
        for extension in _EXTENSIONS:
            words += ["-extension", extension]
        return words

    def _live(self, told: int) -> None:
        """A thread of its own, which goes into the server's namespaces and starts it there."""
        world, words = self._world, self._words
        try:
            kernel.unshare(kernel.CLONE_NEWNS)
            kernel.setns(world.apart, kernel.CLONE_NEWNET)
            self._diagnosis = netlink.diagnosis()
            # the server's end of a connection is listed, by name, in the network of who connects
            self._plug = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            kernel.mount(self._base, "/tmp", None, kernel.MS_BIND)
            keymap.put_in_place(world)
            nothing = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
            kernel.no_new_privileges()
            if world.spare:
                kernel.become(PROGRAM_ID)
            else:
                kernel.drop_capabilities()
            actions = [(os.POSIX_SPAWN_DUP2, source, number)
                       for number, source in enumerate((nothing, told, nothing))]  # fmt: skip
            environment = {"PATH": "/usr/bin:/bin", "LANG": "C"}
            self._pid = os.posix_spawn(words[0], words, environment, file_actions=actions)
            os.close(nothing)
        except BaseException as error:
            self._errors.append(error)
        finally:
            os.close(told)
            self._over.release()

    def _join(self) -> None:
        """Wait for the thread, if there is one."""
        with self._over:
            pass
