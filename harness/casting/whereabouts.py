"""Where programs that ask are told to go: where those go that know it by themselves.

So it is where a lab puts the first role: at the address that most programs name, be it in an
example of how to call them.
"""

from collections.abc import Mapping, Sequence

from harness.casting.facts import Facts
from harness.model.casting import HOME, LOOPBACK
from harness.model.spec import Role, Spec

_PORT = 12000


def way(spec: Spec, cast: Sequence[Role], known: Mapping[str, Facts]) -> tuple[str, int]:
    """The host and the port for those who are told; ``known``: what each role's program names."""
    listening = sorted(cast, key=lambda role: role.does != "listen")
    ports = [port for role in listening for port in known[role.id].ports[:1]]
    ports += [role.port for role in spec.roles.values() if role.port is not None]
    servers = [known[role.id] for role in cast if role.does == "listen"]
    named = [address for role in cast for address in known[role.id].addresses]
    named = sorted(named, key=lambda each: (-named.count(each), named.index(each)))
    at = [each.listens for each in servers if each.listens]
    at += [address for each in servers for address in each.addresses if _is_away(address)]
    at += filter(_is_away, named)
    return next(iter(at), HOME), next(iter(ports), _PORT)


def _is_away(address: str) -> bool:
    return not address.startswith(LOOPBACK)
