"""The roles that the harness plays itself: what they do, what they speak, and where they listen."""

from collections.abc import Iterator

from harness.model.casting import SceneJob, Scripted
from harness.model.spec import BY_SCRIPT, BY_STUDENT, Role, Spec
from harness.plan.troupe import Troupe


def scripted(spec: Spec, by: dict[str, str], programs: Troupe) -> dict[str, Scripted]:
    """Each scripted role of a cast; ``by``: who plays which role."""
    found = {}
    for name, player in by.items():
        if player == BY_SCRIPT:
            role = spec.roles[name]
            does = role.does or _does_as_fallback(spec, name) or "connect"
            own = programs.get((name, BY_STUDENT))
            doors = own.ports if own else ()
            proto = _protocol(spec, role, does)
            own_port = (role.port,) if role.port is not None and does == "connect" else ()
            theirs = tuple(_theirs(spec, by, proto))
            found[name] = Scripted(name, does, proto, role.port or 12000, doors, own_port, theirs)
    return found


def _theirs(spec: Spec, by: dict[str, str], proto: str) -> Iterator[int]:
    """The ports that the spec has for the programs that listen."""
    for name, player in by.items():
        role = spec.roles[name]
        if player != BY_SCRIPT and role.does == "listen" and role.proto == proto and role.port:
            yield role.port


def ports(job: SceneJob) -> dict[str, int]:
    """Where scripted servers listen, unless the other side decides it."""
    return {role: part.port for role, part in job.scripted.items() if part.does == "listen"}


def _protocol(spec: Spec, role: Role, does: str) -> str:
    """What a scripted role speaks: if it says no port, what all on the other side are said to."""
    if role.port is not None:
        return role.proto
    others = {
        other.proto
        for other in spec.roles.values()
        if (other.does or _does_as_fallback(spec, other.id)) not in (None, does)
    }
    return others.pop() if len(others) == 1 else role.proto


def _does_as_fallback(spec: Spec, name: str) -> str | None:
    """What the role does whose program would play this one."""
    for other in spec.roles[name].fallback:
        if other in spec.roles and spec.roles[other].does:
            return spec.roles[other].does
    return None
