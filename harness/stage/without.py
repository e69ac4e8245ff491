"""What this machine can do for the stage where no namespaces are allowed."""

import pickle

from harness.stage import kernel, sandbox, shared
from harness.stage.barescreen import BareScreen
from harness.stage.check import Check, open_screen
from harness.stage.world import World

_WITHOUT = (
    ("waiting", "threads", "quiet is proved: what each program waits for can be seen",
     "docker run --security-opt systempaths=unconfined"),
    ("all sockets", "sockets", "what is unread in programs' sockets can be seen", ""),
    ("packets", "tap", "what crosses between two programs can be seen",
     "run as root, or docker run --cap-add NET_RAW"),
    ("asked first", "calls", "connections are given to the programs that made them", ""),
    ("fence", "fence", "files, memory and sockets of others are out of a program's reach",
     "a kernel of Linux 6.12 or newer, with Landlock"),
    ("screens", "screen", "programs with windows run, each with an X server of its own", ""),
    ("a user", "user", "programs run under a user id of their own", "run as root"),
)  # fmt: skip


def checks() -> list[Check]:
    """What the modes have that need no namespaces; tried as they would use it."""
    try:
        if kernel.numbers():
            sandbox.prepare()
        answer = shared.ask(lambda made: b"=" + pickle.dumps(_lacks(made)))
    except OSError as error:
        answer = f"!{error}".encode()
    facts: dict[str, str] = {}
    if answer.startswith(b"="):
        facts = pickle.loads(answer[1:])  # noqa: S301 - our own keeper wrote it
    found = []
    for name, means, gives, helps in _WITHOUT:
        why = facts.get(means, "" if facts else "not reached")
        found.append(Check(name, not why, False, gives, why, helps if why else ""))
    return found


def _lacks(made: World) -> dict[str, str]:
    """Means -> why it is not there; never empty."""
    means = made.means
    if means is None:
        return {"": ""}
    found = {"": ""} | means.lacks
    if means.user is None:
        found["user"] = "only root can give programs another user id"
    if not means.screens:
        return found | {"screen": "it cannot be seen when what a window shows is complete"}
    try:
        open_screen(BareScreen(made, 0))
    except OSError as error:
        found["screen"] = str(error)
    return found
