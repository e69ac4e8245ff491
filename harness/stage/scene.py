"""One scene's stage: programs, peers, packets and sockets, turned into events as they happen."""

import os
import select
import time
from collections.abc import Iterable, Sequence

from harness.model.casting import Limits, Scripted
from harness.model.events import Shown
from harness.model.link import Link
from harness.stage import (
    bare,
    barriers,
    netlink,
    scenery,
    shared,
    sockets,
    threads,
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
from harness.stage.troupe import Around, Troupe
from harness.stage.wire import Wire
from harness.stage.world import World

_SOON = 0.002  # s between looks at whether a program is over
_DRIP = 0.0003  # s between looks while a byte waits for the one before to be taken


class Scene:
    """A stage with its recorder.  Raises OSError at the start if the machine denies a means.

    What is who's is asked of ``owners``, connections of ``wire``.  ``tree``: what all programs find
    around them (see ``scenery``), empty where there is none.
    """

    def __init__(
        self,
        world: World,
        limits: Limits,
        recorder: Recorder,
        tree: str,
        hosts: dict[str, str],
        links: Iterable[Link] = (),
        probes: Sequence[str] = (),
    ) -> None:
        if world.means:
            hosts, links = {}, ()  # scenes with such are not played there
        self._world, self._limits, self.recorder = world, limits, recorder
        self._tree = tree
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
        self.nets = Commons(world.means) if world.means else Nets(hosts, probes)
        if world.means:
            barriers.say(recorder, world.means)
        self._hosts = hosts
        self.owners = Owners(self.nets, recorder, hosts)
        self.wire = Wire(self.nets, self.owners, recorder, self._stop, limits.output)
        self.links = Links(links, self.nets, self.wire.connections, self._now)
        self.wire.linked = self.links.between
        self.screens = Screens(world, recorder, self._stop)
        self.troupe = Troupe(
            Around(world, limits, recorder, self.nets, self.owners, self.screens, self.wait),
            self._tree,
            self._hosts,
        )
        self._calls = Calls(self.wire, self.owners, self.links, self.screens)
        # what the poll is about: programs, screens, and who has ended
        self._polled: tuple[list[Running], list[int], list[bool]] | None = None
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

    @property
    def stopping(self) -> bool:
        """Whether something here may have stopped a program, or nothing would tell of it."""
        return self._calls.stopping or any(r.listener is None for r in self.running.values())

    # -- beginning and ending -------------------------------------------------------------

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
        self.troupe.account()
        self.screens.account()

    def end(self) -> None:
        """End every program and let go of every descriptor; the world reaps what is left."""
        self.links.close()
        for peer in self.peers.values():
            peer.end(reset=self._world.means is not None)
        self.troupe.end()
        self.screens.end()
        self.nets.release()
        if self.keeper is not None:
            self._page.close()

    def _now(self) -> int:
        """The clock that links delay by, in nanoseconds."""
        return self.keeper.now if self.keeper else time.monotonic_ns()

    # -- what a judgement asks ------------------------------------------------------------

    @property
    def running(self) -> dict[str, Running]:
        """The program of each role that was started, the ended ones too."""
        return self.troupe.running

    def programs(self) -> list[Running]:
        """All of these."""
        return list(self.running.values())

    @property
    def awaits_screens(self) -> bool:
        """Whether a program waits for a screen that is being started."""
        return self._calls.early

    @property
    def sees_threads(self) -> bool:
        """Whether it can be seen what programs wait for."""
        return self._world.sees_threads

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
        programs = (netlink.unix_unread(net.diagnosis) for net in self.nets.own)
        return self.screens.unread().union(*programs)

    def in_flight(self) -> bool:
        """Whether some UNIX socket may be nobody's any more, and not yet closed."""
        if self._world.means is not None:
            return True  # most of them are of others
        there: set[int] = set()
        for net in self.nets.own:
            found = netlink.unix_inodes(net.diagnosis)
            if found is None:
                return True
            there |= found
        for process in (os.getpid(), *threads.processes()):
            there -= sockets.inodes(process).keys()
        return bool(there - {0})

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
        return any(netlink.neighbours_unresolved(net.route) for net in self.nets.own)

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
        on_stage = [running for running in self.running.values() if not running.over]
        # of those who have ended less is asked: what told it would be there to read for ever
        about = on_stage, self.screens.outlets(), [running.ended for running in on_stage]
        if self.peers or self.links.any or self._polled != about:
            self._poll, self._polled = self._new_poll(*about[:2]), about
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
        heard = [(running, running.heard(ready)) for running in self.running.values()]
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
                self.troupe.print(running, data)
                moved = True
        moved |= self._calls.release()
        for running in ended:
            if not (running.parted or running.leaves):
                running.parted = True
                self.wire.let_go(running.role)
            if not running.reported:
                self.troupe.note_end(running)
        others = moved or len(self.recorder.events) > before + len(seen)
        self.only_looked = looked and not others and all(isinstance(one, Shown) for one in seen)
        return looked or others or bool(seen)

    def _stop(self, role: str, what: str, detail: str) -> None:
        if role in self.running:
            self.troupe.stop_for(self.running[role], what, detail)
