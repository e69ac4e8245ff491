"""Who is who: which role a process, a socket or an address belongs to.

A process belongs to the role whose program it descends from, a socket to the process that has it
open; neither is what a program says of itself.
"""

import os
from collections.abc import Collection, Iterable

from harness.model.events import Listening
from harness.stage import sockets, threads
from harness.stage.commons import Commons, taken
from harness.stage.connections import UNKNOWN_ROLE, matches
from harness.stage.nets import Nets
from harness.stage.peer import Peer
from harness.stage.recorder import Recorder
from harness.stage.tap import Address


class Owners:
    """The roles of a scene, and what is theirs."""

    def __init__(self, nets: Nets, recorder: Recorder, hosts: dict[str, str]) -> None:
        self.nets, self._recorder, self._hosts = nets, recorder, hosts
        self.peers: dict[str, Peer] = {}
        self._roles: dict[int, str] = {}
        self.only = ""  # the one role that there is a program of, if sockets tell nothing
        self._listening: set[tuple[int, Address]] = set()
        self._had: dict[int, str] = {}  # whose a socket was that has listened, by its inode

    def begin(self, pid: int, role: str) -> None:
        """A role's program was started as process ``pid``."""
        # what was nobody's may be part of its sandbox, which was made before
        self._roles = {one: whose for one, whose in self._roles.items() if whose}
        self._roles[pid] = role

    def let_listen(self, peer: Peer, port: int | None = None) -> None:
        """Have a scripted server listen: on its own port, if none is said."""
        port = port or peer.port
        with self.nets.inside(peer.role):
            listens = peer.listen(port)
        if listens or not isinstance(self.nets, Commons):
            return
        if self.nets.strangers_at(peer.proto, port):  # and no program of the scene's
            self._recorder.unseen("stage", taken(port))

    def every_socket(self) -> list[sockets.Socket]:
        """Every socket of the scene's networks; new listeners are written down."""
        table = [plug for net in self.nets.every for plug in net.sockets()]
        self._note_listeners(table)
        return table

    def role_of(self, pid: int) -> str:
        """The role that a process belongs to; empty for one that cannot be told."""
        seen = []
        while pid not in self._roles and pid > 1:
            seen.append(pid)
            stat = threads.read(f"/proc/{pid}/stat")
            if not stat:
                return ""
            pid = int(stat[stat.rfind(")") + 2 :].split()[1])
        role = self._roles.get(pid, "")
        for child in seen:
            self._roles[child] = role
        return role

    def owner(self, proto: str, address: Address, other: Address | None) -> str:
        """The role of the socket at an address (``other``: the address it is connected to)."""
        for peer in self.peers.values():
            if _is_peers(peer, proto, address, other):
                return peer.role
        for plug in self.every_socket():
            fits = other is None or plug.there == other or proto == "udp"
            if plug.inode and plug.proto == proto and fits and matches(plug.here, address):
                role = self.role_of_inode(plug.inode)
                if role:  # else one of the harness's own, at a link
                    return role
        return self.only or UNKNOWN_ROLE

    def role_of_inode(self, inode: int) -> str:
        """The role that has a socket open; empty if none is known to.

        A process that ends lets go of its memory first, and of its sockets last.  In between a
        user who is not root may not look what it has open: whoever listened there does so still.
        """
        for peer in self.peers.values():
            if any(os.fstat(plug.fileno()).st_ino == inode for plug in peer.plugs()):
                return peer.role
        for pid in threads.processes():
            if inode in sockets.inodes(pid):
                return self.role_of(pid)
        return self._had.get(inode, "")

    def _note_listeners(self, table: list[sockets.Socket]) -> None:
        new = []
        for plug in table:
            bound = plug.proto == "udp" and plug.there[1] == 0
            if plug.state != sockets.LISTEN and not bound:
                continue
            key = (plug.inode, plug.here)
            if key not in self._listening and plug.inode:
                self._listening.add(key)
                new.append(plug)
        if not new:
            return
        # every process is looked through once for all of them: there may be thousands of each
        holders = {inode: pid for pid in threads.processes() for inode in sockets.inodes(pid)}
        for plug in new:
            role = self.role_of(holders[plug.inode]) if plug.inode in holders else ""
            if role:
                self._had[plug.inode] = role
                address, port = plug.here
                self._recorder.add(Listening, role, proto=plug.proto, address=address, port=port)

    def listener_of(
        self, role: str, proto: str, doors: Iterable[Collection[int]] = ()
    ) -> Address | None:
        """Where a role accepts ``tcp`` or ``udp``: the last place at which it listens.

        Of several places that at one of the ``doors``, meant for whoever asks, the best first.
        """
        places = [
            each
            for each in self._recorder.events
            if isinstance(each, Listening) and (each.who, each.proto) == (role, proto)
        ]
        if not places:
            return None
        meant = (each for ports in doors for each in reversed(places) if each.port in ports)
        last = next(meant, places[-1])
        everywhere = self._hosts.get(role, "127.0.0.1")
        return everywhere if last.address == "0.0.0.0" else last.address, last.port


def _is_peers(peer: Peer, proto: str, address: Address, other: Address | None) -> bool:
    if proto == "udp":
        plug = peer.datagrams
        return plug is not None and plug.getsockname()[1] == address[1]
    if any(end.here == address and other in (None, end.there) for end in peer.endpoints):
        return True
    return other is None and address[1] in peer.listeners
