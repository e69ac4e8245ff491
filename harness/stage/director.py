"""Plays one scene: does what the story says at its cue, and knows when nothing more will come.

A step goes on when its own event has come; quiet only proves that it will not.  Nothing here
decides a verdict, and no clock does: where quiet cannot be proved (a program that polls or
computes for ever) a bound of own time ends the waiting, and the timeline says so.
"""

import os
import time
from collections.abc import Callable

from harness.model.casting import SceneJob
from harness.model.events import (
    STAGE,
    Asked,
    Cue,
    Ended,
    InputEnded,
    Limit,
    Lull,
    Missed,
    Quiet,
    Started,
    Stopped,
    Typed,
)
from harness.model.play import UNMET, UNREACHED, Action, Performance
from harness.stage import sleeps, threads
from harness.stage.hold import Hold
from harness.stage.patience import Patience
from harness.stage.peer import Peer
from harness.stage.quiet import Judge, Judgement, State
from harness.stage.scene import Scene
from harness.stage.waits import Person, people, waits

_FIRST_GAP, _LONGEST_GAP = 0.002, 0.020  # s between judgements, if nothing happens
_GAP_GROWTH = 2
# s of own time in which nothing happened; a program that has only just begun is loading its modules
_RESTING_LULL, _BUSY_LULL, _BEGINNING_LULL = 0.25, 0.3, 1.5
_BEYOND_A_SLEEP = 2.0
_PATIENCE_FOR_NEVER = 1.0
_THOROUGH_AFTER = 0.1
_UNCONSIDERED = 0.25  # s of events without a pause, after which the bounds are looked at
_MOST_EVENTS = 50_000
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Director:
    """Directs one scene.

    ``explain`` adds source lines to the last word on who waits for whom; ``hold`` watches the stage
    for a while after each quiet.
    """

    def __init__(
        self,
        scene: Scene,
        job: SceneJob,
        performance: Performance,
        explain: Callable[[Scene, Judgement, Quiet], Quiet] | None = None,
        hold: Hold | None = None,
    ) -> None:
        self._scene, self._job, self._performance = scene, job, performance
        self._explain, self._hold = explain, hold
        self._judge = Judge(scene)
        self.patience = Patience()
        self._quiet_at = self._lull_at = self._limit_at = -1
        self._judgement: Judgement | None = None
        self._bounded = False
        self._considered = time.monotonic()

    def play(self) -> str:
        """Play to the end.  Returns how it ended: ``done``, ``quiet`` or ``limit``."""
        gap = _FIRST_GAP
        while not self._performance.over:
            action = self._performance.due()
            if action is not None:
                self._do(action)
                # an interpreter takes a while to load: no need to look whether it has
                gap = _LONGEST_GAP if action.kind == "start" else _FIRST_GAP
                continue
            moved = self._scene.wait(gap)
            overdue = time.monotonic() > self._considered + _UNCONSIDERED
            if moved:
                self.patience.happened()
            gap = _FIRST_GAP if moved else min(gap * _GAP_GROWTH, _LONGEST_GAP)
            if (overdue or not moved) and not self._consider(overdue):
                break
        self._scene.collect()
        self._judge.close()
        self.patience.close()
        return self._finish()

    def _finish(self) -> str:
        self._say_where()
        how = "done"
        if self._unmet():
            how = "limit" if self._bounded else "quiet"
        self._scene.recorder.add(Ended, STAGE, how=how)
        return how

    def _say_where(self) -> None:
        """Put source lines into the last quiet, if the story ended there and came to nothing."""
        events = self._scene.recorder.events
        if self._explain is None or self._judgement is None or not events:
            return
        last = events[-1]
        if isinstance(last, Quiet) and last.waits and self._unmet():
            events[-1] = self._explain(self._scene, self._judgement, last)

    def _unmet(self) -> bool:
        findings = self._performance.outcome().findings
        return any(finding.verdict in (UNMET, UNREACHED) for finding in findings)

    # -- silence --------------------------------------------------------------------------

    def _consider(self, overdue: bool) -> bool:
        """Nothing has come: judge why.  False when the story cannot go on.

        ``overdue``: something comes all the time; the bounds have to be looked at all the same.
        """
        thorough = overdue or self.patience.silent > _THOROUGH_AFTER
        judgement = self._judge.judge(thorough)
        self._considered = time.monotonic()
        self.patience.pass_time(judgement.looks)
        self._bounds(judgement)
        if self._bounded and self.patience.total > self._job.limits.scene:
            return False
        if judgement.state is State.QUIET:
            return self._quiet(judgement)
        if judgement.state is not State.MOVING:
            return self._silence(judgement)
        return True

    def _quiet(self, judgement: Judgement) -> bool:
        count = len(self._scene.recorder.events)
        if self._quiet_at == count:
            return False  # told already, and the story had nothing to do
        self._scene.note_read(judgement.table)
        there = people(self._scene, judgement)
        self._note_asking(there)
        event = {"waits": waits(self._scene, judgement, there)}
        self._judgement = judgement
        self._scene.recorder.add(Quiet, STAGE, **event)
        self._quiet_at = len(self._scene.recorder.events)
        self._limit_at = -1
        if self._hold:
            self._hold.watch(self._scene, self._judge, judgement)
            self.patience.leave_out()
        return True

    def _silence(self, judgement: Judgement) -> bool:
        """No proof of quiet: a lull is enough for a cue, and patience has an end."""
        silent, limits = self.patience.silent, self._job.limits
        enough = _RESTING_LULL
        if judgement.state is State.BUSY:
            enough = _BUSY_LULL if self._all_begun() else _BEGINNING_LULL
        if silent > enough and self._lull_at != self._mark():
            self._scene.note_read(judgement.table)
            self._note_asking(people(self._scene, judgement))
            self._scene.recorder.add(Lull, STAGE)
            self._lull_at = self._mark()
        bound = _PATIENCE_FOR_NEVER
        if self._performance.lacking:
            bound = max(limits.patience, judgement.longest + _BEYOND_A_SLEEP)
        if silent > bound:
            if self._limit_at == self._mark():
                return False
            self._bounded = True
            self._scene.recorder.add(
                Limit, STAGE, what="patience", detail=f"nothing happened for {bound:.0f} s"
            )
            self._limit_at = self._mark()
            self.patience.happened()
        return True

    def _all_begun(self) -> bool:
        """Whether every program that was started has done something since."""
        started: set[str] = set()
        for event in self._scene.recorder.events:
            if isinstance(event, Started):
                started.add(event.who)
            elif not isinstance(event, (Cue, Typed)):
                started.discard(event.who)
        return not started

    def _mark(self) -> int:
        """The number of events that programs or actions have caused so far."""
        return sum(
            not isinstance(event, (Lull, Asked)) and event.who != STAGE
            for event in self._scene.recorder.events
        )

    def _note_asking(self, there: list[Person]) -> None:
        for _, sleep, role, _ in there:
            running = self._scene.running.get(role)
            if sleep.on != sleeps.KEYBOARD or running is None or running.asked:
                continue
            if not running.input_waits():
                running.asked = True
                self._scene.recorder.add(Asked, role)

    def _bounds(self, judgement: Judgement) -> None:
        """End a program that is over a bound; end the scene when its time is up."""
        limits = self._job.limits
        detail = ""
        if self.patience.total > limits.scene:
            detail = f"{limits.scene:.0f} s of the scene's own time"
        elif len(self._scene.recorder.events) > _MOST_EVENTS:
            detail = f"{_MOST_EVENTS} events"
        if detail and not self._bounded:
            self._bounded = True
            self._scene.recorder.add(Limit, STAGE, what="scene", detail=detail)
        counts: dict[str, set[int]] = {}
        for seen in judgement.looks:
            role = self._scene.role_of(seen.pid)
            if role:
                self.patience.use(role, seen)
                counts.setdefault(role, set()).add(seen.pid)
        for role, pids in counts.items():
            running = self._scene.running[role]
            if self.patience.used(role) > limits.cpu:
                self._scene.stop_for(running, "cpu", f"{limits.cpu:.0f} s of processor time")
            elif len(pids) > limits.processes:
                self._scene.stop_for(running, "processes", f"{limits.processes} processes")
            elif sum(map(_resident, pids)) > limits.memory:
                self._scene.stop_for(running, "memory", f"{limits.memory >> 20} MiB of memory")

    # -- actions --------------------------------------------------------------------------

    def _do(self, action: Action) -> None:
        self._scene.recorder.add(Cue, action.who, step=action.step)
        self.patience.happened()
        self._limit_at = -1
        peer = self._scene.peers.get(action.who)
        missed = self._direct(peer, action) if peer else self._run(action)
        if missed:
            self._scene.recorder.add(Missed, action.who, step=action.step, why=missed)
        if action.kind == "start":
            # the thread that starts it may wait for a processor, and no look at the stage sees that
            self.patience.leave_out()
        self.patience.happened()  # silence begins when it is done: a start takes a while

    def _run(self, action: Action) -> str:
        """An action at a program: start, stop, or its keyboard.  Returns why it was not done."""
        who, running = action.who, self._scene.running.get(action.who)
        if action.kind == "start":
            if who not in self._job.programs:
                return "nothing in the submission plays it"
            self._scene.start(self._job.programs[who], self._job.put.get(who, {}), action.args)
            return ""
        if running is None:
            return "it was never started"
        if running.ended:
            return "it had ended"
        if action.kind == "stop":
            self._scene.recorder.add(Stopped, who)
            running.kill()
            return ""
        running.asked = False
        if action.kind == "end input":
            self._scene.recorder.add(InputEnded, who)
            return "" if running.type(b"\x04") else "its input is full"
        line = b"".join(action.data)
        if running.program.quoted:
            line = b'"' + line.replace(b'"', b"'") + b'"'
        line += b"\n"
        self._scene.recorder.add(Typed, who, data=line)
        return "" if running.type(line) else "its input is full"

    def _direct(self, peer: Peer, action: Action) -> str:
        """An action of a scripted role.  Returns why it could not be done."""
        if action.kind == "start":
            peer.started = True
            if peer.listens:
                with self._scene.nets.inside(peer.role):
                    peer.listen()
            elif peer.stream:
                self._reach(peer, None)  # as a real client would, if there is a server yet
            return ""
        if action.kind == "stop":
            peer.end()
            return ""
        peer.started = True
        if action.kind in ("connect", "type", "send") and not peer.listens:
            why = self._reach(peer, action.to)
            if why or action.kind == "connect":
                return why
        return self._speak(peer, action)

    def _reach(self, peer: Peer, role: str | None) -> str:
        """Connect a scripted client, unless it is."""
        if any(not link.ended for link in peer.links):
            return ""
        role = role or next((name for name in self._job.by if self._accepts(name)), None)
        target = self._scene.listener_of(role) if role else None
        if target is None:
            return "nobody accepts connections"
        if not peer.stream:
            return ""
        with self._scene.nets.inside(peer.role):
            connected = peer.connect(target)
        if not connected:
            return f"{role} refused the connection"
        self._scene.connections.announce(peer.links[-1].here, target, peer.role, role or "")
        return ""

    def _accepts(self, role: str) -> bool:
        return self._scene.listener_of(role) is not None

    def _speak(self, peer: Peer, action: Action) -> str:
        if not peer.stream:
            target = self._datagram_target(peer, action.to)
            if target is None:
                return "it has nobody to send to"
            with self._scene.nets.inside(peer.role):
                sent = peer.send_datagrams(target, action.data)
            return "" if sent else "it could not be sent"
        self._scene.collect()  # who is at the other end of each link
        link = self._scene.link_to(peer, action.to)
        if link is None:
            return f"it has no connection to {action.to}"
        if action.kind in ("close", "reset"):
            peer.close(link, reset=action.kind == "reset")
            return ""
        peer.send(link, action.data)
        return ""

    def _datagram_target(self, peer: Peer, role: str | None) -> tuple[str, int] | None:
        if not peer.listens:
            return self._scene.listener_of(role) if role else None
        for connection in reversed(self._scene.connections.every()):
            for side in (connection.source, connection.target):
                if connection.proto == "udp" and side.role == role:
                    return side.address
        return None


def _resident(pid: int) -> int:
    words = threads.read(f"/proc/{pid}/statm").split()
    return int(words[1]) * _PAGE if len(words) > 1 else 0
