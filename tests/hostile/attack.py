"""What an attacking hand-in is: what it tries, what must hold, and what stops it.

Each is a *correct* solution (or one whose grade is known without the attack), and the attack. What
it could get or do it says on its own terminal as a line that begins with ``LOOT``; that it tried
all that it wanted, by ``OVER``.  The test looks besides at what nobody can say of himself: the
canaries, and what is left on the machine.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PASS, FAIL = "pass", "fail"

PRELUDE = r"""
import ctypes, errno, json, os, platform, signal, socket, struct, sys
KNOWN = json.loads(bytes.fromhex("@known@"))
TOKEN, PREFIX = KNOWN["token"], KNOWN["prefix"]
libc = ctypes.CDLL(None, use_errno=True)

def loot(*what):
    print("LOOT", *what, flush=True)

def attempt(what, act, *arguments):
    try:
        got = act(*arguments)
    except (OSError, ValueError, RuntimeError, OverflowError, KeyError) as error:
        return error
    loot(what, repr(got)[:300])

def call(name, *arguments):
    # a system call by its name; what it gives, or an error
    given = libc.syscall(KNOWN["numbers"][name], *arguments)
    if given == -1:
        raise OSError(ctypes.get_errno(), name)
    return given

def others():
    # every process that can be seen, but for this one
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]

def read(path, size=1 << 20):
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return os.read(handle, size)
    finally:
        os.close(handle)

def search(path):
    # whether a file holds one of the canaries, other than this program's own
    try:
        data = read(path)
    except (OSError, ValueError):
        return
    at = data.find(PREFIX.encode() + b"-")
    if at >= 0:
        loot("found in", path, data[at : at + 60])
"""
LISTEN = 'import socket\nlistener = socket.create_server(("", 12000))\n'
HEAR = "plug, _ = listener.accept()\ndata = plug.recv(100)\nprint(data.decode(), flush=True)\n"
ANSWER = "plug.sendall(data)\n"
OVER = '\nprint("OVER", flush=True)\n'
GOOD = LISTEN + HEAR + ANSWER
SILENT = LISTEN + HEAR + "plug.recv(100)\n"
"""It hears and never answers: what it might gain by a forged result is the answer's points."""

NO_ANSWER = {"echoes": FAIL}
DEAD = {"asks": FAIL, "echoes": FAIL, "shows": FAIL}


def attacking(code: str) -> str:
    """The good server, which attacks before it takes a connection."""
    return PRELUDE + LISTEN + code + OVER + HEAR + ANSWER


def forging(code: str) -> str:
    """The silent server, which attacks when it should have answered."""
    return PRELUDE + LISTEN + HEAR + code + OVER + "plug.recv(100)\n"


@dataclass(frozen=True, slots=True)
class Attack:
    """One hand-in of the class.

    ``tries``: what it attacks.  ``holds``: what must hold.  ``stops``: keys of
    :data:`tests.hostile.defences.DEFENCES`, all that it takes.  ``files``: its files; or ``make``
    writes it as a path that nothing has yet.  ``but``: the verdicts that are no pass.  ``over``:
    whether it comes to its own end.  ``name``: of what is handed in, if not that of the attack.
    ``assignment``: whose.  ``bare``: without any sandbox it does get its loot, and harms nobody
    by it: the test tries that, to know that the attack is one.  ``says``: a pattern that the result
    must have, in its problems or an item's note.  ``shared``: played by an ordinary user too.
    ``heavy``: takes seconds of processor time, and so is left to ``make hostile``.
    """

    kind: str
    name: str
    tries: str
    holds: str
    stops: tuple[str, ...]
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    make: Callable[[Path], object] | None = None
    but: Mapping[str, str] = field(default_factory=dict)
    over: bool = True
    called: str = ""
    assignment: str = "echo"
    bare: str = ""
    says: str = ""
    shared: bool = False
    heavy: bool = False


def server(source: str, **more: str | bytes) -> dict[str, str | bytes]:
    """The files of a hand-in that is one server; ``more``: others beside it."""
    return {"server.py": source, **more}
