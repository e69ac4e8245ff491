"""The hosts of a lab: where each role stands, and where the names lead that programs use."""

from collections.abc import Iterable

from harness.model.casting import LAB, Program, SceneJob, most_named
from harness.model.spec import Scene
from harness.plan.troupe import Troupe


def arrange(scene: Scene, by: dict[str, str], programs: Troupe) -> dict[str, str]:
    """The host address of each role, for a scene with hosts.

    Where a program of the students names an address that is not loopback, the role that the spec
    puts first is at that address and the others beside it.  Where one names a host or a role of the
    lab, the first is at the lab's first address.  Otherwise all are on one lab host, where
    ``localhost`` leads to each other; and so they are if only the first names anything, since the
    others cannot go to it then, be it at an address that it just speaks of.
    """
    if not scene.hosts:
        return {}
    there = [programs[key] for name in scene.hosts if (key := (name, by.get(name, ""))) in programs]
    address = most_named(there)
    known = {*scene.hosts, *scene.hosts.values()}
    if not address and any(known & set(program.names) for program in there):
        address = LAB
    others = [each for each in there if each.role != next(iter(scene.hosts))]
    if not address or (others and not most_named(others) and not any(p.names for p in others)):
        return dict.fromkeys(scene.hosts, address or LAB)
    network, _, last = address.rpartition(".")
    free = (number for number in range(1, 254) if number != int(last))
    places: dict[str, str] = {}
    for host in scene.hosts.values():
        if host not in places:
            places[host] = address if not places else f"{network}.{next(free)}"
    return {name: places[host] for name, host in scene.hosts.items()}


def led(programs: Iterable[Program], jobs: Iterable[SceneJob]) -> list[str]:
    """Where the stage led each host name that a program uses, in a sentence each."""
    users: dict[str, str] = {}
    for program in programs:
        for name in program.names:
            users.setdefault(name, program.main)
    ways: dict[str, dict[str, dict[str, None]]] = {}
    for job in jobs:
        for name, place in job.names.items():
            ways.setdefault(name, {}).setdefault(place, {})[job.scene] = None
    return [
        f"{users[name]} names the host '{name}', which was led to "
        + " and to ".join(f"{place} in {', '.join(scenes)}" for place, scenes in places.items())
        + "."
        for name, places in ways.items()
        if name in users
    ]
