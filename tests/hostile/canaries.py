"""What must not be touched: listeners, a process, secrets; and what must not be left behind."""

import contextlib
import json
import os
import secrets
import select
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from harness.stage import kernel

PREFIX = "canary"
# calls that the stage has no use for, by processor
_MORE = {
    "x86_64": {"mq_open": 240, "semget": 64, "clock_adjtime": 305, "mlockall": 151},
    "aarch64": {"mq_open": 180, "semget": 190, "clock_adjtime": 266, "mlockall": 230},
}
# It takes no signal: those that came stand there when it is asked.
_VICTIM = """
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
print("here", flush=True)
for _ in sys.stdin:
    print(sorted(int(number) for number in signal.sigpending()), flush=True)
"""


@dataclass
class Canaries:
    """They are set out on entering.  ``secrets``: by kind, random texts that nobody may have.

    ``owner``: whose the process is, if not that of who runs the tests.
    """

    house: Path
    owner: int | None = None
    token: str = field(default_factory=lambda: f"attack{secrets.token_hex(6)}")
    key: int = field(default_factory=lambda: secrets.randbelow(2**30) + 1000)
    secrets: dict[str, str] = field(
        default_factory=lambda: {
            kind: f"{PREFIX}-{kind}-{secrets.token_hex(8)}"
            for kind in ("spec", "reference", "other", "environment", "file")
        }
    )

    def __enter__(self) -> Self:
        """Set them out."""
        self._open = contextlib.ExitStack()
        self._listeners = [self._keep(one) for one in self._listening()]
        self.victim = subprocess.Popen(
            [sys.executable, "-c", _VICTIM],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={"SECRET": self.secrets["environment"]}, user=self.owner, group=self.owner,
        )  # fmt: skip
        assert self.victim.stdout
        assert self.victim.stdout.readline() == "here\n"
        (self.house / "secret").write_text(self.secrets["file"], encoding="utf-8")
        (self.house / "secret").chmod(0o644)
        return self

    def __exit__(self, *_: object) -> None:
        """Take them in."""
        self._open.close()
        self.victim.kill()
        self.victim.communicate()

    def _keep(self, plug: socket.socket) -> socket.socket:
        return self._open.enter_context(plug)

    def _listening(self) -> list[socket.socket]:
        """Sockets of the machine's own network: TCP and UDP, abstract, and in a file."""
        self.places: list[tuple[list[int], int]] = []
        made = []
        for address in ("127.0.0.1", _address()):
            stream = socket.create_server((address, 0))
            place = stream.getsockname()
            datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            datagrams.bind(place)
            made += [stream, datagrams]
            self.places.append(([int(part) for part in address.split(".")], place[1]))
        for name in (f"\0{self.token}-abstract", str(self.house / "socket")):
            local = socket.socket(socket.AF_UNIX)
            local.bind(name)
            local.listen()
            made.append(local)
        (self.house / "socket").chmod(0o777)
        return made

    def known(self) -> str:
        """What an attack knows beforehand: where all of it is, but for the secrets."""
        machine = os.uname().machine
        known: dict[str, Any] = {
            "token": self.token, "prefix": PREFIX, "house": str(self.house), "places": self.places,
            "abstract": f"{self.token}-abstract", "process": self.victim.pid, "tester": os.getpid(),
            "key": self.key, "numbers": kernel.numbers() | _MORE.get(machine, {}),
        }  # fmt: skip
        return json.dumps(known).encode().hex()

    def touched(self) -> list[str]:
        """What somebody reached, and which signals came: each with what should have kept it."""
        found = []
        for one in select.select(self._listeners, [], [], 0)[0]:
            place = one.getsockname()
            in_file = isinstance(place, str) and place.startswith("/")
            found.append(f"{'own tree' if in_file else 'network'}: {place}")
        if self.victim.poll() is None:
            assert self.victim.stdin
            assert self.victim.stdout
            self.victim.stdin.write("\n")
            self.victim.stdin.flush()
            signals = self.victim.stdout.readline().strip()
            found += [f"processes: signals {signals}"] if signals != "[]" else []
        else:
            found.append("processes: it was ended")
        return found

    def left(self) -> list[str]:
        """What of the attacks is still on the machine, by the names that they use.

        Each with what should have seen to it.
        """
        found = []
        for folder in (
            "/tmp",
            "/dev/shm",
            "/var/tmp",
            "/var/crash",
            "/dev/mqueue",
            "/run",
            "/home",
        ):
            with contextlib.suppress(OSError):
                found += [str(path) for path in Path(folder).iterdir() if self.token in path.name]
        for path in ("/tmp/escaped.py", "/escaped.py", "/tmp/mark", "/dev/shm/mark"):
            found += [path] if os.path.lexists(path) else []
        for kind in ("shm", "msg", "sem"):
            with contextlib.suppress(OSError):
                rows = Path(f"/proc/sysvipc/{kind}").read_text(encoding="utf-8").splitlines()
                found += [row for row in rows if row.split()[0] == str(self.key)]
        for path in ("/proc/keys", "/proc/net/unix"):
            with contextlib.suppress(OSError):
                rows = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
                own = f"{self.token}-abstract"
                found += [row for row in rows if self.token in row and not row.endswith(own)]
        left = [f"ipc: {one}" for one in found]
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if self.token.encode() in (entry / "cmdline").read_bytes():
                        left.append(f"end: process {entry.name}")
        return left


def _address() -> str:
    """An address of this machine that is not its loopback's, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
        try:
            plug.connect(("192.0.2.1", 9))  # nothing is sent
        except OSError:
            return "127.0.0.2"
        address: str = plug.getsockname()[0]
        return address
