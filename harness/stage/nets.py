"""The networks of a scene: one loopback, or a small lab of hosts joined by a bridge.

A host is a network namespace with a ``lo`` and an ``eth0``; the other end of each ``eth0`` hangs on
a bridge in the keeper's own namespace, where the tap listens, as in a Mininet lab with one switch.
Hosts know one another's hardware addresses beforehand, so that no ARP is needed between them.
"""

import contextlib
import fcntl
import os
import socket
import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from harness.model.quick import dataclass
from harness.stage import kernel, netlink, sockets
from harness.stage.tap import Tap

_SIOCSIFFLAGS, _UP_RUNNING = 0x8914, 0x41
_FIRST_PORT = "/proc/sys/net/ipv4/ip_unprivileged_port_start"
PREFIX = 24


@dataclass(frozen=True, slots=True)
class Net(ABC):
    """A network that roles are on: a host's ``address`` and namespace (None: the keeper's own)."""

    address: str | None
    handle: int | None

    @abstractmethod
    def sockets(self) -> list[sockets.Socket]:
        """Every TCP and UDP socket there is of the scene's."""


@dataclass(frozen=True, slots=True)
class OwnNet(Net):
    """A network namespace that the scene has for itself: its diagnosis, its tap."""

    diagnosis: netlink.Netlink
    route: netlink.Netlink
    tap: Tap
    counts: tuple[int, int]

    def sockets(self) -> list[sockets.Socket]:
        """Every TCP and UDP socket there is."""
        return [
            plug
            for protocol, family in sockets.present(self.counts)
            for plug in sockets.table(self.diagnosis, protocol, family)
        ]


class Nets:
    """Every network of a scene.  ``hosts`` maps roles to addresses; empty: one loopback for all.

    ``probes`` are addresses to which every host has a way, though nobody is there.

    Raises OSError where the machine denies a means (raw sockets, virtual links, a bridge).
    """

    own: Sequence[OwnNet] = ()  # the namespaces that were made for the scene

    @property
    def every(self) -> Sequence[Net]:
        """Every network on which a role can be."""
        return self.own

    @property
    def settled(self) -> bool:
        """Whether nothing is under way that no tap sees."""
        return True

    def __init__(self, hosts: dict[str, str], probes: Sequence[str] = ()) -> None:
        self._home = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self._by_role: dict[str, Net] = {}
        self.cable: Tap | None = None
        if not hosts:
            self.own = [self._net(None, None)]
            return
        addresses = sorted(set(hosts.values()), key=socket.inet_aton)
        link = netlink.route()
        bridge = netlink.add_bridge(link, "lab")
        found: dict[str, OwnNet] = {}
        for number, address in enumerate(addresses):
            found[address] = self._host(link, bridge, number, addresses, probes)
        self._by_role = {role: found[address] for role, address in hosts.items()}
        self.own = list(found.values())
        ports = {f"port{number}": address for number, address in enumerate(addresses)}
        self.cable = Tap(ports)

    def _net(self, address: str | None, handle: int | None) -> OwnNet:
        counts = sockets.counters()
        return OwnNet(address, handle, netlink.diagnosis(), netlink.route(), Tap(), counts)

    def _host(
        self,
        link: netlink.Netlink,
        bridge: int,
        number: int,
        addresses: list[str],
        probes: Sequence[str],
    ) -> OwnNet:
        kernel.unshare(kernel.CLONE_NEWNET)
        handle = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        bring_up("lo")
        with open("/proc/sys/net/ipv6/conf/all/disable_ipv6", "w", encoding="ascii") as file:
            file.write("1")
        let_bind_anywhere()
        self.return_home()
        netlink.add_cable(link, f"port{number}", bridge, handle, _hardware(number))
        kernel.setns(handle, kernel.CLONE_NEWNET)
        try:
            inner = netlink.route()
            index = socket.if_nametoindex("eth0")
            bring_up("eth0")
            address = addresses[number]
            netlink.add_address(inner, address, index, PREFIX)
            netlink.acknowledge_at_once(inner, "127.0.0.1")
            netlink.acknowledge_at_once(inner, "127.0.0.0", 8)
            netlink.acknowledge_at_once(inner, address)
            netlink.acknowledge_neighbours_at_once(inner, address, PREFIX, index)
            for other, neighbour in enumerate(addresses):
                if other != number:
                    netlink.add_neighbour(inner, neighbour, _hardware(other), index)
            for probe in probes:
                netlink.add_way(inner, probe, address, index)
            inner.close()
            return self._net(address, handle)
        finally:
            self.return_home()

    def release(self) -> None:
        """Let go of every descriptor."""
        for net in self.own:
            net.diagnosis.close()
            net.route.close()
            for descriptor in (*net.counts, net.handle):
                if descriptor is not None and descriptor >= 0:
                    os.close(descriptor)
        for tap in self.taps():
            tap.close()
        os.close(self._home)

    def return_home(self) -> None:
        """Back into the keeper's own network namespace."""
        kernel.setns(self._home, kernel.CLONE_NEWNET)

    def of(self, role: str) -> Net:
        """The network that a role is on."""
        return self._by_role.get(role, self.every[0])

    def at(self, address: str, asker: Net) -> Net:
        """The network where an address is, seen from ``asker``."""
        return next((net for net in self.every if net.address == address), asker)

    @contextlib.contextmanager
    def inside(self, role: str) -> Iterator[None]:
        """Make sockets on the role's network."""
        with self.within(self.of(role)):
            yield

    @contextlib.contextmanager
    def within(self, net: Net) -> Iterator[None]:
        """Make sockets on a network."""
        if net.handle is None:
            yield
            return
        kernel.setns(net.handle, kernel.CLONE_NEWNET)
        try:
            yield
        finally:
            self.return_home()

    def taps(self) -> list[Tap]:
        """Every tap: one on each loopback, and one on the bridge's ports."""
        taps = [net.tap for net in self.own]
        return [*taps, self.cable] if self.cable else taps


def bring_up(name: str) -> None:
    """``ip link set NAME up`` in the current network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
        request = struct.pack("16sh", name.encode(), _UP_RUNNING) + bytes(14)
        fcntl.ioctl(plug, _SIOCSIFFLAGS, request)


def let_bind_anywhere() -> None:
    """Let programs listen at ports below 1024 in the current network namespace, without being root.

    On Windows and macOS anybody may: whose server is at port 80 has seen it work.
    """
    with contextlib.suppress(OSError), open(_FIRST_PORT, "w", encoding="ascii") as file:
        file.write("0")


def first_port() -> int:
    """The lowest port at which a program may listen here without being root."""
    try:
        with open(_FIRST_PORT, encoding="ascii") as file:
            return int(file.read())
    except (OSError, ValueError):
        return 0


def _hardware(number: int) -> bytes:
    """A locally administered hardware address (RFC 7042) for the host with this number."""
    return bytes((2, 0, 0, 0, number >> 8, number & 255))
