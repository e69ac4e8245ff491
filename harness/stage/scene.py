"""One scene's stage: programs, peers, packets and sockets, turned into events as they happen."""

import os
import select
from collections.abc import Iterable

from harness.model.casting import Limits, Program, Scripted
from harness.model.events import (
    STAGE,
    Closed,
    Connected,
    Exited,
    Limit,
    Listening,
    Printed,
    Read,
    Refused,
    Sent,
    Started,
    Unseen,
)
from harness.stage import kernel, netlink, notify, program, sandbox, scenery, sockets, threads
from harness.stage.clocks import Clocks
from harness.stage.connections import (
    NOBODY,
    UNKNOWN_ROLE,
    Attempt,
    Connection,
    Connections,
    matches,
)
from harness.stage.nets import Net, Nets
from harness.stage.peer import Link, Peer
from harness.stage.program import Running
from harness.stage.recorder import Recorder
from harness.stage.tap import Address, Crossing
from harness.stage.world import World

_CALLS_AT_ONCE = 200  # heard of one role before the stage looks at anything else
_MOST_SENT = 32 * 2**20  # bytes; more is a flood, and all of it would have to be kept


class Scene:
    """A stage with its recorder.  Raises OSError at the start if the machine denies a means."""

    def __init__(
        self,
        world: World,
        limits: Limits,
        recorder: Recorder,
        names: dict[str, str],
        interpreters: Iterable[str],
        hosts: dict[str, str],
    ) -> None:
        self._world, self._limits, self.recorder = world, limits, recorder
        self._tree = scenery.lay_out(world, names, interpreters)
        self.nets = Nets(hosts)
        self._hosts = hosts
        self.running: dict[str, Running] = {}
        self._before: list[Running] = []  # of roles that were started again since
        self.peers: dict[str, Peer] = {}
        self.connections = Connections(self.owner)
        self._held: list[tuple[Running, notify.Call, str, Address]] = []
        self._sent: dict[str, int] = {}
        self.clocks = Clocks()
        self._datagrams: set[tuple[int, Address]] = set()
        self._listening: set[tuple[int, Address]] = set()
        self._roles: dict[int, str] = {}
        self._blind: set[str] = set()
        self._polled: list[Running] | None = None  # whom the poll below is about
        self._poll = select.poll()

    # -- beginning and ending -------------------------------------------------------------

    def start(self, part: Program, put: dict[str, bytes], extra: tuple[str, ...] = ()) -> None:
        """Start a role's program."""
        with self.nets.inside(part.role):
            running = program.start(self._world, part, self._limits, self._tree, put, extra)
        if part.role in self.running:
            self._before.append(self.running[part.role])
        self.running[part.role] = running
        self._roles[running.pid] = part.role
        if running.listener is None:
            self._unseen("owner", "the kernel does not tell who connects")
        words = (*sandbox.argv(part), *part.args, *extra)
        self.recorder.add(Started, part.role, argv=words, host=self._hosts.get(part.role))

    def join(self, part: Scripted) -> None:
        """Let a scripted role take part."""
        self.peers[part.role] = Peer(part)

    def end(self) -> None:
        """End every program and let go of every descriptor; the world reaps what is left."""
        for peer in self.peers.values():
            peer.end()
        for running in (*self._before, *self.running.values()):
            running.kill()
            running.release()
        self.nets.release()

    # -- what a judgement asks ------------------------------------------------------------

    def programs(self) -> list[Running]:
        """Every program that was started, the ended ones too."""
        return list(self.running.values())

    def packets_agree(self) -> bool:
        """Whether no packet and no call of a program is under way."""
        if self._held:
            return False  # a call that waits for our leave will send one
        if any(tap.behind for tap in self.nets.taps()):
            return False
        return all(tap.left == tap.arrived or tap.dropped > 0 for tap in self.nets.taps())

    def every_socket(self) -> list[sockets.Socket]:
        """Every socket of the scene's networks; new listeners are written down."""
        table = [plug for net in self.nets.every for plug in net.sockets()]
        self._note_listeners(table)
        return table

    def neighbours_unresolved(self) -> bool:
        """Whether a host is being asked for by ARP."""
        if self.nets.cable is None:
            return False  # on loopback nobody is asked for by ARP
        return any(netlink.neighbours_unresolved(net.route) for net in self.nets.every)

    def crossed(self) -> int:
        """How many packets the taps have seen, leaving and arriving."""
        return sum(tap.left + tap.arrived for tap in self.nets.taps())

    def latest(self) -> str:
        """The newest event, in words."""
        return repr(self.recorder.events[-1])

    # -- collecting -----------------------------------------------------------------------

    def ready(self, milliseconds: float = 0) -> set[int]:
        """What there is something to read from, waiting so long for the first.

        Runs the kernel's pending delivery at both ends of every terminal.
        """
        on_stage = [running for running in self.running.values() if not running.ended]
        if self.peers or self._polled != on_stage:
            self._poll, self._polled = self._new_poll(on_stage), on_stage
        return {descriptor for descriptor, _ in self._poll.poll(milliseconds)}

    def _new_poll(self, on_stage: list[Running]) -> select.poll:
        poll = select.poll()
        for tap in self.nets.taps():
            poll.register(tap.fileno(), select.POLLIN)
        for running in on_stage:
            for descriptor in running.outlets():
                poll.register(descriptor, select.POLLIN)
            poll.register(running.other_end, 0)
        for peer in self.peers.values():
            for plug in peer.plugs():
                poll.register(plug.fileno(), select.POLLIN)
        return poll

    def wait(self, seconds: float) -> bool:
        """Wait for something to happen, and write it down; True if there was anything."""
        ready = self.ready(seconds * 1000)
        unseen = self._held or self.connections.attempts or self.peers
        return bool(ready or unseen) and self.collect(ready)

    def collect(self, ready: set[int] | None = None) -> bool:
        """Write down all that has happened by now; True if there was anything.

        ``ready``: what there is something to read from, if that was just asked.
        """
        before = len(self.recorder.events)
        ready = self.ready() if ready is None else ready
        ended = [running for running in self.running.values() if running.reap(ready)]
        moved = self._hear_calls(ready)
        # What is printed is read before the packets and written down after them: what a packet
        # caused to be printed then never stands before it.
        heard = [(running, self._hear(running, ready)) for running in self.running.values()]
        moved |= self._watch_wire()
        for peer in self.peers.values():
            moved |= peer.read() | peer.flush()
        for running, data in heard:
            if data:
                self._print(running, data)
                moved = True
        moved |= self._release()
        for running in ended:
            if not running.reported:
                self._note_end(running)
        return moved or len(self.recorder.events) > before

    def _hear(self, running: Running, ready: set[int]) -> bytes:
        """What a program has printed; all of it, if it has ended."""
        if running.reported or not (running.ended or running.terminal in ready):
            return b""
        return running.output()

    def _note_end(self, running: Running) -> None:
        """Write down that a program ended, after all that it had sent and printed before."""
        running.reported = True
        code = running.code or 0
        if running.failed and not running.stopped:
            raise OSError(f"the sandbox of {running.role} could not be made")
        self.recorder.add(
            Exited,
            running.role,
            code=code if code >= 0 else None,
            signal=-code if code < 0 else None,
        )

    def _print(self, running: Running, data: bytes) -> None:
        room = self._limits.output - running.written
        running.written += len(data)
        if room > 0:
            self.recorder.add(Printed, running.role, data=data[:room])
        if running.written > self._limits.output:
            self.stop_for(running, "output", f"{self._limits.output} bytes of output")

    def stop_for(self, running: Running, what: str, detail: str) -> None:
        """End a program that went over a bound."""
        if not running.killed_for:
            running.killed_for = what
            self.recorder.add(Limit, running.role, what=what, detail=detail)
            running.kill()

    # -- calls that programs make -----------------------------------------------------------

    def _hear_calls(self, ready: set[int]) -> bool:
        moved = False
        for running in self.running.values():
            listener = running.listener
            if listener is None or listener not in ready:
                continue
            for _ in range(_CALLS_AT_ONCE):
                call = notify.receive(listener)
                if call is None:
                    break
                moved = True
                self._heed(running, call)
        return moved

    def _heed(self, running: Running, call: notify.Call) -> None:
        numbers = kernel.numbers()
        if call.number in (numbers["connect"], numbers["sendto"]):
            target = notify.destination(call)
            self._forget(call.thread)
            if self._is_known(call, target):
                call.go()
                return
            stream = notify.is_stream(call)
            # a datagram socket's connect sends nothing
            if target is not None and stream == (call.number == numbers["connect"]):
                self._held.append((running, call, "tcp" if stream else "udp", target))
                return
        else:
            self.clocks.heed(call)
        call.go()

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
        attempts = self.connections.attempts
        if any(attempt.thread == thread for attempt in attempts):
            self._watch_wire()
            attempts[:] = [attempt for attempt in attempts if attempt.thread != thread]

    def _release(self) -> bool:
        """Let connects go on, one at a time for each place."""
        moved = False
        for attempt in list(self.connections.attempts):
            if self._over(attempt):
                self.connections.attempts.remove(attempt)
        for entry in list(self._held):
            running, call, proto, target = entry
            if self.connections.pending(proto, target):
                continue
            self._held.remove(entry)
            listener = self._listener(proto, target, self.nets.of(running.role))
            self.connections.attempts.append(
                Attempt(proto, running.role, call.thread, target, listener)
            )
            call.go()
            moved = True
        return moved

    def _over(self, attempt: Attempt) -> bool:
        """An attempt whose thread is past its call without a packet (it failed at once)."""
        call = threads.read(f"/proc/{attempt.thread}/syscall")
        name = "connect" if attempt.proto == "tcp" else "sendto"
        if call.startswith(("running", f"{kernel.numbers()[name]} ")):
            return False
        self._watch_wire()
        return attempt in self.connections.attempts

    def _listener(self, proto: str, target: Address, asker: Net) -> str:
        """Who accepts at a place; a scripted server begins to, wherever it is looked for.

        Where several roles share a port (``SO_REUSEPORT``) the kernel deals, and we cannot tell.
        """
        net = self.nets.at(target[0], asker)
        roles = set()
        for plug in net.sockets():
            open_to_all = plug.state == sockets.LISTEN if proto == "tcp" else plug.there[1] == 0
            if plug.proto == proto and open_to_all and matches(plug.here, target):
                roles.add(self._role_of_inode(plug.inode))
        if roles:
            return roles.pop() if len(roles) == 1 else UNKNOWN_ROLE
        for peer in self.peers.values():
            if peer.listens and peer.started and peer.proto == proto:
                with self.nets.inside(peer.role):
                    peer.listen(target[1])
                return peer.role
        return ""

    # -- the wire ---------------------------------------------------------------------------

    def _watch_wire(self) -> bool:
        moved = False
        for tap in self.nets.taps():
            for crossing in tap.read():
                self._cross(crossing)
                moved = True
            if tap.lost():
                self._unseen("wire", "more packets crossed than could be recorded")
        return moved

    def _cross(self, crossing: Crossing) -> None:
        source, target = crossing.source, crossing.target
        if crossing.what == "syn":
            self.connections.begin("tcp", source, target)
            return
        connection = self.connections.get(source, target)
        if connection is None:
            proto = "udp" if crossing.what == "datagram" else "tcp"
            connection = self.connections.begin(proto, source, target)
            if proto == "udp" and connection.target.role == NOBODY:
                who = connection.source.role
                self.recorder.add(Refused, who, proto="udp", target=_text(target))
            elif proto == "udp":
                self._connected(connection)
        elif crossing.what == "datagram":
            self.connections.arrived("udp", target)
        sender, receiver = connection.sides(source)
        if connection.proto == "udp" and not connection.open:
            return
        match crossing.what:
            case "open":
                self._connected(connection)
            case "data" | "datagram":
                sender.sent += len(crossing.data)
                if self._floods(sender.role, len(crossing.data)):
                    return
                self.recorder.add(
                    Sent,
                    sender.role,
                    to=receiver.role,
                    conn=connection.name,
                    proto=connection.proto,
                    data=crossing.data,
                )
            case "rst" if not connection.open:
                self.recorder.add(Refused, receiver.role, proto="tcp", target=_text(sender.address))
            case how:
                if not sender.ended:
                    sender.ended = how
                    self.recorder.add(
                        Closed, sender.role, to=receiver.role, conn=connection.name, how=how
                    )

    def _floods(self, role: str, size: int) -> bool:
        """Count what a role sends; whether that is more than can be kept, which ends it."""
        self._sent[role] = self._sent.get(role, 0) + size
        if self._sent[role] <= _MOST_SENT:
            return False
        if role in self.running:
            self.stop_for(self.running[role], "output", f"{_MOST_SENT >> 20} MiB sent")
        return True

    def _connected(self, connection: Connection) -> None:
        if connection.open:
            return
        connection.open = True
        for side in (connection.source, connection.target):
            if side.role == NOBODY:  # it began to accept just after we had looked
                side.role = self.owner(connection.proto, side.address, None)
        if UNKNOWN_ROLE in (connection.source.role, connection.target.role):
            self._unseen("owner", "a connection could not be given to a program")
        self.recorder.add(
            Connected,
            connection.source.role,
            to=connection.target.role,
            conn=connection.name,
            proto=connection.proto,
            source=_text(connection.source.address),
            target=_text(connection.target.address),
        )

    def note_read(self, table: list[sockets.Socket]) -> None:
        """Write down how much each receiver has taken out of its sockets."""
        for receiver, sender, connection, count in self.connections.newly_read(table):
            self.recorder.add(
                Read, receiver.role, of=sender.role, conn=connection.name, count=count
            )

    # -- who is who ---------------------------------------------------------------------------

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
                return self._role_of_inode(plug.inode) or UNKNOWN_ROLE
        return UNKNOWN_ROLE

    def _role_of_inode(self, inode: int) -> str:
        for peer in self.peers.values():
            if any(os.fstat(plug.fileno()).st_ino == inode for plug in peer.plugs()):
                return peer.role
        for pid in threads.processes():
            if inode in sockets.inodes(pid):
                return self.role_of(pid)
        return ""

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
                address, port = plug.here
                self.recorder.add(Listening, role, proto=plug.proto, address=address, port=port)

    def listener_of(self, role: str) -> Address | None:
        """Where a role accepts: its peer's port, or the last place its program listens at."""
        for event in reversed(self.recorder.events):
            if isinstance(event, Listening) and event.who == role:
                everywhere = self._hosts.get(role, "127.0.0.1")
                address = everywhere if event.address == "0.0.0.0" else event.address
                return address, event.port
        return None

    def link_to(self, peer: Peer, role: str | None) -> Link | None:
        """A peer's newest open link to a role (to anybody if None)."""
        for link in reversed(peer.links):
            connection = self.connections.get(link.here, link.there)
            if connection is None or link.ended:
                continue
            other = connection.sides(link.here)[1]
            if role is None or other.role == role:
                return link
        return None

    def _unseen(self, what: str, why: str) -> None:
        if what not in self._blind:
            self._blind.add(what)
            self.recorder.add(Unseen, STAGE, what=what, why=why)


def _is_peers(peer: Peer, proto: str, address: Address, other: Address | None) -> bool:
    if proto == "udp":
        plug = peer.datagrams
        return plug is not None and plug.getsockname()[1] == address[1]
    if any(link.here == address and other in (None, link.there) for link in peer.links):
        return True
    return other is None and address[1] in peer.listeners


def _text(address: Address) -> str:
    return f"{address[0]}:{address[1]}"
