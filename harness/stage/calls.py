"""Calls that programs make, told by the kernel before they happen (see ``notify``).

A ``connect``, or a first datagram, is held until it is known who makes it and who listens there;
of two that go to the same place at once, the second waits until the first one's packet was seen.
"""

import errno
import socket
from collections.abc import Callable, Iterable

from harness.stage import kernel, notify, sockets, terminals, threads
from harness.stage.clocks import Clocks
from harness.stage.commons import Commons, is_local, taken
from harness.stage.connections import UNKNOWN_ROLE, Attempt, matches
from harness.stage.links import NO_WAY, Links
from harness.stage.nets import Net
from harness.stage.owners import Owners
from harness.stage.program import Running
from harness.stage.screens import Screens
from harness.stage.tap import Address
from harness.stage.wire import Wire

_AT_ONCE = 200  # heard of one role before the stage looks at anything else


class Calls:
    """The calls of a scene's programs that the stage is told of."""

    def __init__(self, wire: Wire, owners: Owners, links: Links, screens: Screens) -> None:
        self._wire, self._owners, self._nets = wire, owners, owners.nets
        self._commons = self._nets if isinstance(self._nets, Commons) else None
        self._links, self._screens = links, screens
        self._early: list[tuple[str, notify.Call]] = []  # connects to a screen not ready yet
        self.clocks = Clocks()
        self.stopping = False  # whether some program has made a call that stops programs
        self._held: list[tuple[Running, notify.Call, str, Address]] = []
        self._datagrams: set[tuple[int, Address]] = set()

    @property
    def waiting(self) -> bool:
        """Whether some call waits for our leave."""
        return bool(self._held or self._early)

    @property
    def early(self) -> bool:
        """Whether some call waits for a screen that we have yet to start."""
        return bool(self._early)

    def hear(self, programs: Iterable[Running], ready: set[int]) -> bool:
        """Take notice of what programs are about to do; whether there was anything.

        ``ready``: the descriptors that there is something to read from.
        """
        moved = False
        for running in programs:
            listener = running.listener
            if listener is None or listener not in ready:
                continue
            for _ in range(_AT_ONCE):
                call = notify.receive(listener)
                if call is None:
                    break
                moved = True
                self._heed(running, call)
        return moved

    def _heed(self, running: Running, call: notify.Call) -> None:
        if not self._screens.ready(running.role) and notify.is_local(call):
            self._early.append((running.role, call))
            return
        if notify.is_bind(call):
            commons = self._commons
            if commons is not None and (
                notify.takes_display(call) or self._may_not_bind(commons, call)
            ):
                call.fail(errno.EADDRINUSE)
                return
        elif notify.names_place(call):
            self.clocks.sends_files = self.clocks.sends_files or notify.sends_files(call)
            if self._commons is not None and self._leads_away(self._commons, call):
                return
            if self._goes_somewhere(running, call):
                return
        elif notify.stops(call):
            # the first of each program puts it in front: what starts it has made it
            self.stopping |= running.in_front or not notify.groups(call)
            running.in_front = True
        elif notify.sets_modes(call):
            if not running.reads_without_limit():
                running.limited |= terminals.is_read(running, call.thread)
        else:
            self.clocks.heed(call)
        call.go()

    def _leads_away(self, commons: Commons, call: notify.Call) -> bool:
        """Whether a call would leave the scene, and so was failed as it is in one of its own."""
        away = notify.destination(call, besides=True)
        if away is None:
            return False
        if ":" in away[0]:
            call.fail(errno.EADDRNOTAVAIL)  # a scene has no IPv6
            return True
        if not is_local(away[0]):
            call.fail(errno.ENETUNREACH)
            return True
        commons.expect("tcp", away)
        commons.expect("udp", away)
        return False

    def _may_not_bind(self, commons: Commons, call: notify.Call) -> bool:
        """Whether a TCP socket may not have the port that it asks for: this scene holds it still.

        What an earlier scene has left there is nobody's business.  The kernel would deny the port
        for that, for a minute, unless both sockets allow it; so all are made to, and where the
        program's own had not, what the kernel would have said in a network of its own is said here.
        """
        place = notify.bound_to(call)
        if place is None or not place[1]:
            return False
        stream = notify.is_stream(call)
        if commons.strangers_at("tcp" if stream else "udp", place[1]):
            self._wire.unseen_stage(taken(place[1]))
            return False
        if not stream:
            return False
        with notify.copy_socket(call.thread, call.arguments[0] & 0xFFFFFFFF) as plug:
            if plug is None:
                return False
            allows = plug.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
            if not allows and commons.lingers_at(place[1]):
                return True
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return False

    def _goes_somewhere(self, running: Running, call: notify.Call) -> bool:
        """A call that may send a first packet: whether it is held for that."""
        numbers = kernel.numbers()
        target = notify.destination(call)
        self._forget(call.thread)
        if target is None or self._is_known(call, target):
            return False
        if notify.is_stream(call):
            opens = call.number == numbers["connect"] or notify.opens_fast(call)
            if opens:
                self._held.append((running, call, "tcp", target))
            return opens
        if call.number == numbers["sendto"]:
            self._held.append((running, call, "udp", target))
            return True
        # a datagram socket's connect sends nothing yet, and what follows names no place
        listener = self._listener("udp", target, self._nets.of(running.role))
        self._wire.connections.meant.setdefault(target, {})[running.role] = listener
        if port := notify.port_of(call):
            self._wire.connections.ports[port, target] = running.role
        return False

    def _is_known(self, call: notify.Call, target: Address | None) -> bool:
        """Whether a datagram is not the first of its socket to its target; notes it if it is."""
        if target is None or call.number != kernel.numbers()["sendto"]:
            return False
        plug = threads.inode(threads.target(call.thread, call.arguments[0] & 0xFFFFFFFF))
        known = (plug, target) in self._datagrams
        self._datagrams.add((plug, target))
        return known

    def _forget(self, thread: int) -> None:
        """A thread that calls again is past what it called before, and its packet has crossed."""
        attempts = self._wire.connections.attempts
        if any(attempt.thread == thread for attempt in attempts):
            self._wire.watch()
            attempts[:] = [attempt for attempt in attempts if attempt.thread != thread]

    def release(self) -> bool:
        """Let connects go on: to a screen once it is ready, else one at a time for each place."""
        moved = False
        for role, call in list(self._early):
            if self._screens.ready(role):
                self._early.remove((role, call))
                call.go()
                moved = True
        for attempt in list(self._wire.connections.attempts):
            if self._over(attempt):
                self._wire.connections.attempts.remove(attempt)
        for entry in list(self._held):
            running, call, proto, target = entry
            if self._wire.connections.pending(proto, target):
                continue
            if proto == "tcp" and self._links.expects(target):
                continue
            listener = self._listener(proto, target, self._nets.of(running.role))
            port = notify.port_of(call, bind=True) if proto == "udp" else 0
            attempt = Attempt(proto, running.role, call.thread, target, listener, port)
            if proto == "tcp" and self._links.between(running.role, listener):
                if self._links.is_cut(running.role, listener):
                    self._held.remove(entry)
                    call.fail(NO_WAY)
                    moved = True
                    continue
                if not self._links.open(running.role, listener, target, self._expecting(attempt)):
                    continue
            self._held.remove(entry)
            self._wire.connections.attempts.append(attempt)
            call.go()
            moved = True
        return moved

    def _expecting(self, attempt: Attempt) -> Callable[[], bool]:
        """Whether the first packet of an attempt may still come."""
        attempts = self._wire.connections.attempts
        return lambda: any(one is attempt for one in attempts)

    def _over(self, attempt: Attempt) -> bool:
        """An attempt whose thread is past its call without a packet (it failed at once)."""
        call = threads.read(f"/proc/{attempt.thread}/syscall")
        name = "connect" if attempt.proto == "tcp" else "sendto"
        if call.startswith(("running", f"{kernel.numbers()[name]} ")):
            return False
        self._wire.watch()
        return attempt in self._wire.connections.attempts

    def _listener(self, proto: str, target: Address, asker: Net) -> str:
        """Who accepts at a place; a scripted server begins to, wherever it is looked for.

        Where several roles share a port (``SO_REUSEPORT``) the kernel deals, and we cannot tell.
        """
        net = self._nets.at(target[0], asker)
        roles = set()
        for plug in net.sockets():
            open_to_all = plug.state == sockets.LISTEN if proto == "tcp" else plug.there[1] == 0
            if plug.proto == proto and open_to_all and matches(plug.here, target):
                roles.add(self._owners.role_of_inode(plug.inode))
        if roles:
            return roles.pop() if len(roles) == 1 else UNKNOWN_ROLE
        for peer in self._owners.peers.values():
            if peer.listens and peer.started and peer.proto == proto:
                self._owners.let_listen(peer, target[1])
                return peer.role
        return ""
