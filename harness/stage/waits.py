"""Who waits for whom: from sleeping threads to the roles at the other ends of what they wait on."""

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

    Left out are the sandbox's own processes (bubblewrap's two).
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
    for _, sleep, role, number in there:
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
        if on == sleeps.SEVERAL and others and len(set(others)) == len(sleep.kinds):
            on = sleeps.RECEIVE
        names = tuple(dict.fromkeys(others))
        found.append(Wait(who=role, on=on, of=names, thread=number, call=sleep.name))
    return tuple(found)
