"""Does what the story says: starts and stops programs, types, and plays the scripted roles."""

import time

from harness.model.casting import SceneJob
from harness.model.events import Cue, InputEnded, Missed, Severed, Stopped, Typed
from harness.model.play import Action
from harness.stage import links
from harness.stage.peer import Endpoint, Peer
from harness.stage.scene import Scene
from harness.stage.screens import DEEDS
from harness.stage.tap import Address

_SOON = 0.002  # s between looks at whether a connection is through
# what can be done to those whom a program has left: a window may be theirs, and the keyboard is not
_AFTERWARDS = (*DEEDS, "stop")
_CLOSED = "here nobody may look at packets, and a scripted role that has closed gets none"


class Stagehand:
    """Does the actions of one scene."""

    def __init__(self, scene: Scene, job: SceneJob) -> None:
        self._scene, self._job = scene, job
        self.done, self.last = 0, ""  # how many actions, and of which kind the last was

    def do(self, action: Action) -> None:
        """Do one action; one that could not be done is written down with the reason."""
        self.done, self.last = self.done + 1, action.kind
        self._scene.recorder.add(Cue, action.who, step=action.step)
        peer = self._scene.peers.get(action.who)
        if action.kind in links.KINDS:
            missed = self._sever(action)
        else:
            missed = self._direct(peer, action) if peer else self._run(action)
        if missed:
            self._scene.recorder.add(Missed, action.who, step=action.step, why=missed)

    def _run(self, action: Action) -> str:
        """An action at a program: start, stop, or its keyboard.  Returns why it was not done."""
        who, running = action.who, self._scene.running.get(action.who)
        if action.kind == "start":
            return self._start(action)
        if running is None:
            return "it was never started"
        if running.ended and not (running.leaves and action.kind in _AFTERWARDS):
            return "it had ended"
        if action.kind in DEEDS:
            return self._scene.screens.begin(action)
        if action.kind == "stop":
            self._scene.recorder.add(Stopped, who)
            running.kill()
            return ""
        running.asked = running.heeds = False
        if action.kind == "end input":
            self._scene.recorder.add(InputEnded, who)
            return "" if running.type(b"\x04") else "its input is full"
        line = _typed(b"".join(action.data))
        if running.program.quoted and not line.isdigit():
            line = b'"' + line.replace(b'"', b"'") + b'"'
        self._scene.recorder.add(Typed, who, data=line + b"\n")
        # Enter is a CR; a terminal makes a line end of it, unless its program reads key by key
        return "" if running.type(line + b"\r") else "its input is full"

    def _start(self, action: Action) -> str:
        who, running = action.who, self._scene.running.get(action.who)
        if who not in self._job.programs:
            return "nothing in the submission plays it"
        if running is not None and not (running.ended or running.stopped):
            return "it runs already"
        self._scene.troupe.start(self._job.programs[who], self._job.put.get(who, {}), action.args)
        for role, part in self._job.programs.items():
            self._scene.troupe.prepare(part, self._job.put.get(role, {}))
        return ""

    def _sever(self, action: Action) -> str:
        """Do something to a link.  Returns why it could not be done."""
        self._scene.collect()  # what crossed before it, crossed before it
        to = action.to or ""
        missed = self._scene.links.act(action.kind, action.who, to)
        if not missed:
            self._scene.recorder.add(Severed, action.who, to=to, how=action.kind)
        return missed

    def _direct(self, peer: Peer, action: Action) -> str:
        """An action of a scripted role.  Returns why it could not be done."""
        if action.kind == "start":
            peer.started = True
            if peer.listens:
                self._scene.owners.let_listen(peer)
            elif peer.stream:
                self._reach(peer, None)  # as a real client would, if there is a server yet
            return ""
        if action.kind == "stop":
            peer.end()
            self._note_blind(peer)
            return ""
        peer.started = True
        if action.kind in ("connect", "type", "send") and not peer.listens:
            why = self._reach(peer, action.to)
            if why or action.kind == "connect":
                return why
        return self._speak(peer, action)

    def _reach(self, peer: Peer, role: str | None) -> str:
        """Connect a scripted client, unless it is."""
        if any(not endpoint.ended for endpoint in peer.endpoints):
            return ""
        if peer.stream:
            # a port that was opened just now, and told to who is to connect to it, is one of them
            self._scene.every_socket()
        role = role or self._whom(peer)
        target = self._place(role, peer)
        if target is None and not self._scene.sees_threads and peer.stream:
            return self._knock(peer, role)
        if target is None:
            return self._nobody(peer.proto)
        if not peer.stream:
            return ""
        why = self._prepare(peer.role, role or "", target)
        if why:
            return why
        with self._scene.nets.inside(peer.role):
            connected = peer.connect(target)
        if not connected:
            return f"{role} refused the connection"
        self._scene.wire.connections.announce(
            peer.endpoints[-1].here, target, peer.role, role or ""
        )
        self._let_through(target)
        return ""

    def _whom(self, peer: Peer) -> str | None:
        """To whom a scripted client speaks that types something, which says nobody's name."""
        return next((name for name in self._job.by if self._place(name, peer)), None)

    def _knock(self, peer: Peer, role: str | None) -> str:
        """Connect where nobody sees who listens: try until somebody does, or patience ends."""
        whose = [role] if role else list(self._job.programs)
        ports = {port for name in whose for port in self._job.programs[name].ports}
        until = time.monotonic() + self._job.limits.patience
        while time.monotonic() < until:
            for port in sorted(
                ports, key=lambda port: (*(port not in d for d in peer.doors), port)
            ):
                target = ("127.0.0.1", port)
                if peer.knock(target, self._job.limits.patience):
                    here = peer.endpoints[-1].here
                    self._scene.wire.connections.announce(here, target, peer.role, whose[0])
                    return ""
            self._scene.wait(_SOON)
        return "nobody was found to accept connections"

    def _prepare(self, source: str, target: str, place: Address) -> str:
        """Open the gate of a link, if there is one.  Returns why there is no way to ``place``."""
        between = self._scene.links
        self._let_through(place)
        if not between.between(source, target):
            return ""
        if between.is_cut(source, target):
            return "the link was cut"
        if not between.open(source, target, place, lambda: True):
            return f"{target} takes no more connections"
        return ""

    def _let_through(self, place: Address) -> None:
        """Wait until who is on the way through a gate is through: one at a time."""
        while self._scene.links.expects(place):
            self._scene.wait(_SOON)

    def _place(self, role: str | None, peer: Peer) -> Address | None:
        return self._scene.owners.listener_of(role, peer.proto, peer.doors) if role else None

    def _nobody(self, proto: str) -> str:
        """Why nobody is found: it may be that somebody is, in another way."""
        other = {"tcp": "udp", "udp": "tcp"}[proto]
        listener_of = self._scene.owners.listener_of
        found = next((name for name in self._job.by if listener_of(name, other)), None)
        if found:
            return f"{found} listens over {other.upper()}, and not over {proto.upper()}"
        return "nobody accepts connections"

    def _speak(self, peer: Peer, action: Action) -> str:
        if not peer.stream:
            target = self._datagram_target(peer, action.to)
            if target is None:
                if peer.listens:
                    return f"it listens, and {action.to} has sent it nothing that it could answer"
                return "it has nobody to send to"
            with self._scene.nets.inside(peer.role):
                sent = peer.send_datagrams(target, action.data)
            return "" if sent else "it could not be sent"
        self._scene.collect()  # who is at the other end of each connection
        endpoint = self._scene.wire.endpoint_to(peer, action.to)
        if endpoint is None:
            return f"it has no connection to {action.to}"
        if action.kind in ("close", "reset"):
            peer.close(endpoint, reset=action.kind == "reset")
            self._note_blind(peer)
            return ""
        peer.send(endpoint, self._worded(endpoint, action))
        return ""

    def _worded(self, endpoint: Endpoint, action: Action) -> tuple[bytes, ...]:
        """What a scripted role sends; a line, unless the spec says how it ends, to who reads lines.

        Where each team makes up its own framing, no spec can know it.
        """
        connection = self._scene.wire.connections.get(endpoint.here, endpoint.there)
        there = connection.sides(endpoint.here)[1].role if connection else ""
        program = self._job.programs.get(there)
        if program is None or not program.reads_lines or action.exact or not action.data:
            return action.data
        *before, last = action.data
        return (*before, last if last.endswith(b"\n") else last + b"\n")

    def _note_blind(self, peer: Peer) -> None:
        """Whoever has closed is told nothing of what the other side does then."""
        if peer.noting:
            self._scene.recorder.unseen("wire", _CLOSED, peer.role)

    def _datagram_target(self, peer: Peer, role: str | None) -> tuple[str, int] | None:
        if not peer.listens:
            return self._place(role or self._whom(peer), peer)
        for connection in reversed(self._scene.wire.connections.every()):
            sides = (connection.source, connection.target)
            for side, other in (sides, sides[::-1]):
                meant = side.role == role or (role is None and other.role == peer.role)
                if connection.proto == "udp" and meant:
                    return side.address
        return None


def _typed(text: bytes) -> bytes:
    """What is typed before the last Enter.

    A text for a scripted role has its line end, since such a role sends no other. A person's last
    line end is the Enter that is pressed after every text, and none more; all are one key.
    """
    return text.replace(b"\r\n", b"\n").removesuffix(b"\n")
