"""What cannot be seen, or not be played at all, in a world without namespaces."""

from harness.model.casting import SceneJob, Scripted
from harness.model.events import STAGE, Ended
from harness.stage import linger
from harness.stage.commons import is_local
from harness.stage.means import Means
from harness.stage.nets import first_port
from harness.stage.recorder import Recorder
from harness.stage.world import World

_TAP = "here nobody may look at packets (see: callsheet doctor)"
_DATAGRAMS = "here nobody may look at packets, and a scripted role keeps no datagrams"
_OWNER = "here it cannot be told whose a connection is (see: callsheet doctor)"
_QUIET = "here it cannot be seen what programs wait for (see: callsheet doctor)"


def denied(world: World, job: SceneJob) -> str:
    """Why a scene cannot be played in such a world; empty if it can."""
    if world.means is None:
        return ""
    named = {address for part in job.programs.values() for address in part.addresses}
    away = sorted(address for address in named if not is_local(address))
    ports = {port for part in job.programs.values() for port in part.ports}
    ports |= {part.port for part in job.scripted.values() if part.does == "listen"}
    if not linger.wait(sorted(ports), world.means.copies, world.means.sockets):
        return "its port is not free: another program of this machine has it"
    # of the ports in a source the first stands in a call, if any does
    kept = [p for part in job.programs.values() for p in part.ports[:1] if p < first_port()]
    lacks = [
        (bool(job.hosts), "hosts of its own"),
        (bool(job.links), "something between two programs that delays, splits or cuts"),
        (not world.means.screens and _windows(job), "a screen of its own"),
        (bool(job.names), f"the host name {next(iter(job.names), '')}"),
        (bool(away), f"the address {next(iter(away), '')}"),
        (bool(kept), f"port {next(iter(kept), '')} for programs that are not root's"),
        # the own address that is learnt by it would be this machine's, and not where others look
        (bool(job.probes), f"a way to {next(iter(job.probes), '')}"),
        (bool(job.own_address), "a card of its own, whose address can be asked for"),
    ]
    for lacking, what in lacks:
        if lacking:
            return f"this scene needs {what}, which takes namespaces (see: callsheet doctor)"
    return ""


def _windows(job: SceneJob) -> bool:
    return any(part.screen for part in job.programs.values())


def refuse(recorder: Recorder, why: str) -> None:
    """End a scene before it begins: nothing of it can be observed."""
    recorder.unseen("stage", why)
    recorder.add(Ended, STAGE, how="limit")


def say(recorder: Recorder, means: Means) -> None:
    """Write down what cannot be observed in any scene.

    Without a tap a scripted role still knows all that crosses to and from its own sockets.  That
    nothing more will cross is known where the kernel tells of sockets and calls.
    """
    if not means.tap and means.threads and means.sockets and means.calls:
        recorder.unseen("between", _TAP)
    elif not means.tap:
        recorder.unseen("wire", _TAP)
        recorder.unseen("owner", _OWNER if not means.calls else _TAP)
    if not (means.threads and means.sockets):
        recorder.unseen("quiet", _QUIET)
        recorder.unseen("read", _QUIET)


def say_of_peer(recorder: Recorder, part: Scripted) -> None:
    """Write down what cannot be observed of a scripted role, where it has to know all itself."""
    if part.proto == "udp":
        recorder.unseen("wire", _DATAGRAMS, part.role)
