"""One scene's stage: programs, peers, packets and sockets, turned into events as they happen."""

import select
import signal
import time
from collections.abc import Iterable

from harness.model.casting import Limits, Link, Program, Scripted
from harness.model.events import Exited, Limit, Printed, Shown, Started
from harness.stage import (
    bare,
    barriers,
    netlink,
    program,
    sandbox,
    scenery,
    shared,
    sockets,
    timekeeper,
)
from harness.stage.calls import Calls
from harness.stage.clocks import Clocks
from harness.stage.commons import Commons
from harness.stage.links import Links
from harness.stage.nets import Nets
from harness.stage.owners import Owners
from harness.stage.peer import Peer
from harness.stage.poll import Poll
from harness.stage.program import Running
from harness.stage.recorder import Recorder
from harness.stage.relay import Pair
from harness.stage.rolepage import StagePage
from harness.stage.screens import Screens
from harness.stage.threads import Look
from harness.stage.timekeeper import Due, Timekeeper
from harness.stage.wire import Wire
from harness.stage.world import World

_SOON = 0.002  # s between looks at whether a program is over
_DRIP = 0.0003  # s between looks while a byte waits for the one before to be taken
_SIX = "a program names IPv6 addresses only, and there is no IPv6 where programs are graded"
_READ_AHEAD = (
    "its event loop takes messages out of the socket before the program asks for them, so when the"
    " program itself received one cannot be seen"
)


class Scene:
    """A stage with its recorder.  Raises OSError at the start if the machine denies a means.

    What is who's is asked of ``owners``, connections of ``wire``.
    """

    def __init__(
        self,
        world: World,
        limits: Limits,
        recorder: Recorder,
        names: dict[str, str],
        interpreters: Iterable[str],
        hosts: dict[str, str],
        links: Iterable[Link] = (),
    ) -> None:
        if world.means:
            hosts, links = {}, ()  # scenes with such are not played there
        self._world, self._limits, self.recorder = world, limits, recorder
        self._tree = "" if world.means else scenery.lay_out(world, names, interpreters)
        self.keeper: Timekeeper | None = None
        page = self._stage_page()
        if page is not None:
            self._page = page
            self.keeper = Timekeeper(self._page)
            recorder.follow(self.keeper)
        elif self.sees_threads:
            recorder.unseen("clock", "the clock library is not built (see: callsheet doctor)")
        else:
            recorder.unseen("clock", "here programs wait by the machine's own clock")
        self.nets = Commons(world.means) if world.means else Nets(hosts)
        if world.means:
            barriers.say(recorder, world.means)
        self._hosts = hosts
        self.running: dict[str, Running] = {}
        self._before: list[Running] = []  # of roles that were started again since
        self._ready: dict[str, Running] = {}  # of roles that are yet to come
        self.owners = Owners(self.nets, recorder, hosts)
        self.wire = Wire(self.nets, self.owners, recorder, self._stop, limits.output)
        self.links = Links(links, self.nets, self.wire.connections, self._now)
        self.wire.linked = self.links.between
        self.screens = Screens(world, recorder, self._stop)
        self._calls = Calls(self.wire, self.owners, self.links, self.screens)
        self._polled: tuple[list[Running], list[int]] | None = None  # what the poll is about
        self._poll = Poll({})
        self.only_looked = False  # all that came last came of looks at screens

    def _stage_page(self) -> StagePage | None:
        """The clock of the programs, if there is a library to bring it to them."""
        if timekeeper.library() is None:
            return None
        if self._world.means is None:
            return StagePage(scenery.stage_page(self._world))
        if not self._world.means.threads:
            return None
        with shared.files_of_ours(self._world):
            return StagePage(bare.stage_page(self._world))

    @property
    def peers(self) -> dict[str, Peer]:
        """The scripted roles."""
        return self.owners.peers

    @property
    def clocks(self) -> Clocks:
        """The clocks that programs have set."""
        return self._calls.clocks

    # -- beginning and ending -------------------------------------------------------------

    def start(self, part: Program, put: dict[str, bytes], extra: tuple[str, ...] = ()) -> None:
        """Start a role's program, and its screen beside it: the first, or another one when the
        last is over.
        """
        before = self.running.get(part.role)
        if before is not None:
            self._see_off(before)
        running = self._ready.pop(part.role, None)
        if running is not None and extra:  # it was made for other words
            self._before.append(running)
            running = None
        running = running or self._prepare(part, put, extra)
        if part.screen and running.listener is None:
            self._await_screen(part.role)  # else it is held when it wants to connect there
        program.start(running, self._limits)
        self.running[part.role] = running
        if part.screen and running.listener is not None:
            self.screens.open(part.role)
        self.owners.begin(running.pid, part.role)
        if not self.sees_threads:
            self.owners.only = part.role if len(self.running) == 1 else ""
        if running.listener is None:
            self.recorder.unseen("owner", "the kernel does not tell who connects")
        if part.six:
            self.recorder.unseen("stage", _SIX)
        if part.reads_ahead:
            self.recorder.unseen("read", _READ_AHEAD, part.role)
        words = (*sandbox.argv(part), *part.args, *extra)
        self.recorder.add(Started, part.role, argv=words, host=self._hosts.get(part.role))

    def _await_screen(self, role: str) -> None:
        self.screens.open(role)
        while not self.screens.ready(role):
            self.wait(_SOON)

    def prepare(self, part: Program, put: dict[str, bytes]) -> None:
        """Make the sandbox of a role that will start later, while others load what they need."""
        if part.role not in self._ready and part.role not in self.running:
            self._ready[part.role] = self._prepare(part, put)

    def _prepare(
        self, part: Program, put: dict[str, bytes], extra: tuple[str, ...] = ()
    ) -> Running:
        screen = self.screens.reserve(part.role) if part.screen else None
        with self.nets.inside(part.role):
            return program.prepare(self._world, part, self._limits, self._tree, put, extra, screen)

    def _see_off(self, before: Running) -> None:
        """Wait until all is written down of a program that was stopped: then another may begin.

        What it said and how it ended would else be taken for the next one's.
        """
        while before.stopped and not before.reported:
            self.wait(_SOON)
        self._before.append(before)

    def join(self, part: Scripted) -> None:
        """Let a scripted role take part."""
        self.peers[part.role] = peer = Peer(part)
        peer.noting = not self.nets.taps()
        if peer.noting:
            barriers.say_of_peer(self.recorder, part)

    def account(self) -> None:
        """Raise OSError if anything of ours is gone that the scene had need of to its end.

        What went with it may have been seen before it was itself.
        """
        for running in (*self._before, *self.running.values()):
            running.account()
            if running.fault:
                raise OSError(running.fault)
        self.screens.account()

    def end(self) -> None:
        """End every program and let go of every descriptor; the world reaps what is left."""
        self.links.close()
        for peer in self.peers.values():
            peer.end(reset=self._world.means is not None)
        # Whoever closes first keeps the port for a minute where ports are the machine's: better a
        # client, which began later, its own than a server the one that the next scene needs.
        for running in (*reversed(self.running.values()), *self._before, *self._ready.values()):
            running.kill()
            running.release()
        self.screens.end()
        self.nets.release()
        if self.keeper is not None:
            self._page.close()

    def _now(self) -> int:
        """The clock that links delay by, in nanoseconds."""
        return self.keeper.now if self.keeper else time.monotonic_ns()

    # -- what a judgement asks ------------------------------------------------------------

    def programs(self) -> list[Running]:
        """Every program that was started, the ended ones too."""
        return list(self.running.values())

    @property
    def sees_threads(self) -> bool:
        """Whether it can be seen what programs wait for."""
        means = self._world.means
        return means is None or (means.threads and means.sockets)

    def packets_agree(self) -> bool:
        """Whether no packet and no call of a program is under way."""
        if self._calls.waiting:
            return False  # a call that waits for our leave will send one
        if self.links.moving or (self.keeper is None and self.links.deadlines()):
            return False
        if any(tap.behind for tap in self.nets.taps()) or not self.nets.settled:
            return False
        return all(tap.left == tap.arrived or tap.dropped > 0 for tap in self.nets.taps())

    def every_socket(self) -> list[sockets.Socket]:
        """Every socket of the scene's networks; new listeners are written down."""
        return self.owners.every_socket()

    def dues(self, looks: list[Look]) -> list[Due]:
        """What the stage's clock will end, of those threads that sleep; earliest first."""
        if self.keeper is None:
            return []
        by_role: dict[str, list[Look]] = {}
        for seen in looks:
            by_role.setdefault(self.owners.role_of(seen.pid), []).append(seen)
        self.keeper.forget(looks)
        found: list[Due] = []
        for role, running in self.running.items():
            if running.page is not None and role in by_role:
                found += self.keeper.due(running.page, by_role[role])
        found += [Due(when, None, 0, 0) for when in self.links.deadlines()]
        return sorted(found, key=lambda due: due.deadline)

    def unread_locally(self) -> set[int]:
        """UNIX sockets between programs and their screens in which something is unread."""
        if not self.screens.pids:
            return set()
        if self._world.means is not None:
            return self.screens.unread()  # of all networks there is one
        programs = (netlink.unix_unread(net.diagnosis) for net in self.nets.every)
        return self.screens.unread().union(*programs)

    def x_servers(self) -> set[int]:
        """The processes that are the screens of programs."""
        return self.screens.pids

    def let_go(self, waited: set[Pair] | None = None, ticks: bool = False) -> bool:
        """Nothing else can happen: let go what waits at links; whether there was anything."""
        return self.links.let_go(waited, ticks)

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
        about = on_stage, self.screens.outlets()
        if self.peers or self.links.any or self._polled != about:
            self._poll, self._polled = self._new_poll(*about), about
        return self._poll.ready(milliseconds / 1000)

    def _new_poll(self, on_stage: list[Running], screens: list[int]) -> Poll:
        masks = dict.fromkeys(screens, select.POLLIN)
        masks |= {tap.fileno(): select.POLLIN for tap in self.nets.taps()}
        for running in on_stage:
            masks |= dict.fromkeys(running.outlets(), select.POLLIN)
            masks[running.other_end] = 0
        masks |= {
            plug.fileno(): select.POLLIN for peer in self.peers.values() for plug in peer.plugs()
        }
        return Poll(masks | dict(self.links.plugs()))

    def wait(self, seconds: float) -> bool:
        """Wait for something to happen, and write it down; True if there was anything."""
        if self.links.dripping:
            seconds = min(seconds, _DRIP)
        ready = self.ready(seconds * 1000)
        unseen = self._calls.waiting or self.wire.connections.attempts or self.peers
        return bool(ready or unseen or self.links.any) and self.collect(ready)

    def collect(self, ready: set[int] | None = None) -> bool:
        """Write down all that has happened by now; True if there was anything.

        ``ready``: what there is something to read from, if that was just asked.
        """
        before = len(self.recorder.events)
        ready = self.ready() if ready is None else ready
        looked = self.screens.pump()
        seen = self.recorder.events[before:]
        ended = [running for running in self.running.values() if running.reap(ready)]
        moved = self._calls.hear(self.running.values(), ready)
        # What is printed is read before the packets and written down after them: what a packet
        # caused to be printed then never stands before it.
        heard = [(running, self._hear(running, ready)) for running in self.running.values()]
        moved |= self.wire.watch()
        if self.wire.blind:
            self.links.lose_count()
        moved |= self.links.move()
        for peer in self.peers.values():
            moved |= peer.read() | peer.flush()
        if any(peer.noting for peer in self.peers.values()):
            moved |= self.wire.watch()  # they are the tap, and what they know comes before prints
        for running, data in heard:
            if data:
                self._print(running, data)
                moved = True
        moved |= self._calls.release()
        for running in ended:
            if not running.reported:
                self._note_end(running)
        others = moved or len(self.recorder.events) > before + len(seen)
        self.only_looked = looked and not others and all(isinstance(one, Shown) for one in seen)
        return looked or others or bool(seen)

    def _hear(self, running: Running, ready: set[int]) -> bytes:
        """What a program has printed; all of it, if it has ended."""
        if running.reported or not (running.ended or running.terminal in ready):
            return b""
        return running.output()

    def _note_end(self, running: Running) -> None:
        """Write down that a program ended, after all that it had sent and printed before."""
        running.reported = True
        code = running.code or 0
        if running.fault:
            raise OSError(running.fault)
        if code == -signal.SIGXCPU and not running.killed_for:
            # the kernel was first: on a busy machine it counts more often than we look
            what = running.killed_for = "cpu"
            detail = f"{self._limits.cpu:.0f} s of processor time"
            self.recorder.add(Limit, running.role, what=what, detail=detail)
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

    def _stop(self, role: str, what: str, detail: str) -> None:
        if role in self.running:
            self.stop_for(self.running[role], what, detail)
