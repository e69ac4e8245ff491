"""What the keeper of a world does: set the stage, direct the scene, give back what was recorded."""

import os
import pickle
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from harness.model.casting import HOME, Recording, SceneJob, most_named
from harness.model.events import STAGE, Event, Unseen
from harness.model.play import Outcome, Performance
from harness.model.quick import dataclass
from harness.model.timeline import Timeline
from harness.stage import barriers, kernel, scenery, shared, stuck
from harness.stage.director import Director
from harness.stage.hold import Hold
from harness.stage.means import ISOLATED
from harness.stage.recorder import Recorder
from harness.stage.scene import Scene
from harness.stage.tap import pcap
from harness.stage.withheld import without_code
from harness.stage.world import World, answer, scene

NUMBER = 4  # bytes of an order's number


@dataclass(frozen=True, slots=True)
class Order:
    """One scene to play: ``performance`` makes a fresh story for it.

    ``hold``: seconds that the stage is held still after each quiet (see ``stage.hold``); 0: not.
    """

    job: SceneJob
    performance: Callable[[], Performance]
    explain: bool = False
    hold: float = 0.0


def play(
    world: World, job: SceneJob, performance: Performance, explain: bool, hold: float = 0.0
) -> tuple[Recording, Outcome]:
    """Play one scene in this world, to its end."""
    begun = time.perf_counter()
    tree = _scenery(world, job)
    recorder = Recorder(performance.feed)
    stage = Scene(world, job.limits, recorder, tree, job.hosts, job.links, job.probes)
    denied = barriers.denied(world, job)
    if denied:
        barriers.refuse(recorder, denied)
    else:
        stage.screens.expect(sum(part.screen for part in job.programs.values()))
    for part in job.scripted.values():
        stage.join(part)
    _say_what_cannot_be_seen(recorder)
    held = Hold(hold) if hold else None
    director = Director(stage, job, performance, stuck.explain if explain else None, held)
    try:
        director.play()
        screenshots = stage.screens.pictures()
        stage.account()
    finally:
        stage.end()
    recording = Recording(
        timeline=_timeline(job, recorder.events),
        pcap=pcap([packet for tap in stage.nets.taps() for packet in tap.packets]),
        mode=world.means.mode if world.means else ISOLATED,
        seconds=time.perf_counter() - begun,
        cpu=director.patience.used_by_all(),
        held=held.count if held else 0,
        disturbances=tuple(held.disturbances) if held else (),
        screenshots=screenshots,
    )
    return recording, performance.outcome()


def _scenery(world: World, job: SceneJob) -> str:
    """What all programs find around them, which is the world's: earlier scenes may have had it."""
    if world.means:
        return ""
    roots = {each.python.root for each in job.programs.values() if each.python.root}
    return scenery.lay_out(world, job.names, roots)


def serve(orders: Sequence[Order], world: World, told: int, answers: int) -> None:
    """Play the orders whose numbers are told, until there are no more.

    A scene in which the harness fails is answered with ``!`` and the traceback, and is the world's
    last, since nobody knows what it left.
    """
    while number := os.read(told, NUMBER):
        order = orders[int.from_bytes(number, "little")]
        try:
            with set_up(world, order.job):
                played = play(world, order.job, order.performance(), order.explain, order.hold)
            answer(answers, b"=" + pickle.dumps(played))
        except Exception:
            answer(answers, b"!" + traceback.format_exc().encode("utf-8", "replace"))
            return


def set_up(world: World, job: SceneJob) -> AbstractContextManager[None]:
    """What a scene is played in, in a world of either kind."""
    if world.means:
        return shared.scene(world)
    own = job.own_address or most_named(job.programs.values()) or HOME
    return scene(world, job.addresses, dict.fromkeys(job.probes, own), job.own_address)


def _timeline(job: SceneJob, events: list[Event]) -> Timeline:
    told = without_code(job.by, events)
    return Timeline(job.scene, job.cast, job.row, job.run, dict(job.by), told)


def _say_what_cannot_be_seen(recorder: Recorder) -> None:
    if not kernel.numbers():
        why = "this processor's calls are not known to the harness"
        recorder.add(Unseen, STAGE, what="quiet", why=why)
