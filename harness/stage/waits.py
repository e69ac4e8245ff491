"""Who waits for whom: from sleeping threads to the roles at the other ends of what they wait on.

What a program wakes its own thread by, a pipe or a UNIX socket beside a connection, is nobody whom
the thread waits for: no role has the other end of such.  With a screen a UNIX socket may be that.
"""

from collections.abc import Iterable
from pathlib import Path

from harness.model.events import Wait
from harness.stage import sleeps, sockets, threads
from harness.stage.quiet import Judgement
from harness.stage.scene import Scene
from harness.stage.sleeps import Sleep
from harness.stage.threads import Look

_SHOWN = {
    sleeps.KEYBOARD, sleeps.ACCEPT, sleeps.RECEIVE, sleeps.SEND, sleeps.CONNECT, sleeps.LOCK,
    sleeps.CHILD, sleeps.SIGNAL, sleeps.PIPE, sleeps.CLOCK, sleeps.SEVERAL, sleeps.PROCESSOR,
}  # fmt: skip


Person = tuple[Look, Sleep, str, int]


def people(scene: Scene, judgement: Judgement) -> list[Person]:
    """Each thread of a role's own processes: look, sleep, role, and its number within the role.

    Left out are the sandbox's own processes (bubblewrap, and the first).
    """
    helpers = {pid for running in scene.programs() for pid in running.launch.helpers}
    found: list[Person] = []
    counts: dict[str, int] = {}
    pairs = sorted(
        zip(judgement.looks, judgement.sleeps, strict=False),
        key=lambda pair: (pair[0].pid, pair[0].thread),
    )
    for seen, sleep in pairs:
        if seen.pid in helpers:
            continue
        role = scene.owners.role_of(seen.pid)
        if role:
            counts[role] = counts.get(role, 0) + 1
            found.append((seen, sleep, role, counts[role]))
    return found


def waits(scene: Scene, judgement: Judgement, there: list[Person]) -> tuple[Wait, ...]:
    """What every thread waits for, by role; threads of one role in order.

    ``there``: those who are on the stage (see :func:`people`).
    """
    whose = {plug.inode: (plug.here, plug.there) for plug in judgement.table if plug.inode}
    doors = {plug.inode for plug in judgement.table if plug.inode and plug.state == sockets.LISTEN}
    found = []
    for seen, sleep, role, number in there:
        on = sleep.on if sleep.on in _SHOWN else "unknown"
        if sleep.on in (sleeps.ZOMBIE, sleeps.STOPPED):
            continue
        plugs = {threads.inode(what) for what in sleep.kinds.values()} - {-1}
        if on == sleeps.RECEIVE and plugs and plugs <= doors:
            on = sleeps.ACCEPT  # it polls a socket that accepts
        others: list[str] = []
        for what in sleep.kinds.values():
            pair = whose.get(threads.inode(what))
            connection = scene.wire.connections.get(*pair) if pair else None
            if pair and connection:
                others.append(connection.sides(pair[0])[1].role)
        if on == sleeps.SEVERAL and others:
            apart = _apart(seen, sleep.kinds.values(), screen=bool(scene.x_servers()))
            on = sleeps.RECEIVE if len(set(others)) == apart else on
        names = tuple(dict.fromkeys(others))
        found.append(Wait(who=role, on=on, of=names, thread=number, call=sleep.name))
    return tuple(found)


def _apart(seen: Look, kinds: Iterable[str], screen: bool) -> int:
    """How many of the things that a thread waits on are not the program's own."""
    rest = [what for what in kinds if not what.startswith("pipe:")]
    local: set[int] = set()
    if not screen and any(what.startswith("socket:") for what in rest):
        local = _unix_sockets(seen.pid)
    return sum(threads.inode(what) not in local for what in rest)


def _unix_sockets(pid: int) -> set[int]:
    """The inodes of the UNIX sockets in a process's network; empty if they are not told."""
    try:
        rows = Path(f"/proc/{pid}/net/unix").read_text(errors="replace").splitlines()[1:]
    except OSError:
        return set()
    words = (row.split() for row in rows)
    return {int(row[6]) for row in words if len(row) > 6 and row[6].isdigit()}
