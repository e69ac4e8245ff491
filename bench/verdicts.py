"""The soak of verdicts: the same programs over and over beside busy loops; every run must be right.

``python -m bench.verdicts --runs 20000``.  Plays scenes of the reference, of one that prints and
computes before it listens, and of three mistakes, and compares the items that each run loses with
those that it must lose.  Prints the counts, and the bound that none wrong of n gives: with 95 %
certainty fewer than 3 in n are (the rule of three).
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from bench.load import busy
from harness import pipeline
from harness.casting import cast_roles
from harness.checks.performance import StoryPerformance
from harness.checks.play import Play
from harness.intake import open_submission
from harness.model.casting import SceneJob
from harness.model.play import MET
from harness.stage import pool

TOP = Path(__file__).resolve().parent.parent
ASSIGNMENT = TOP / "assignments" / "first-message"
SCENES = (("order", "whole"), ("order", "server"), ("early", "server"))
Key = tuple[str, str, str, str]  # submission, scene, cast, row


@dataclass(frozen=True)
class Case:
    """A submission, and the items that its runs lose: by scene and row, ``*`` for every row.

    ``scenes``: what is played of it, with its casts.  ``before``: what its server does before all.
    """

    name: str
    folder: Path
    lost: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    scenes: tuple[tuple[str, str], ...] = SCENES
    before: str = ""

    def hand_in(self, room: Path) -> Path:
        """Where it lies; in ``room`` if it is not just as it was."""
        if not self.before:
            return self.folder
        copied = Path(shutil.copytree(self.folder, room))
        server = copied / "server.py"
        server.write_text(self.before + server.read_text(encoding="utf-8"), encoding="utf-8")
        return copied

    def expected(self, job: SceneJob) -> set[str]:
        """What a run of ``job`` must lose."""
        every = self.lost.get((job.scene, "*"), set())
        return every | self.lost.get((job.scene, job.row), set())


def _mistake(name: str, lost: dict[tuple[str, str], set[str]]) -> Case:
    return Case(name, ASSIGNMENT / "mistakes" / name / "submission", lost)


# for longer than it could compute unseen once it has begun
_LOADS = "import time\nprint('loading')\nwhile time.process_time() < 0.5:\n    pass\n"
CASES = (
    Case("reference", ASSIGNMENT / "reference"),
    Case("loads-first", ASSIGNMENT / "reference", scenes=SCENES[:1], before=_LOADS),
    _mistake(
        "order-of-connection",
        {("order", "y-first"): {"arrival-order"}, ("order", "against"): {"arrival-order"}},
    ),
    _mistake("reads-early-shows-nobody", {("early", "*"): {"accept-both-first"}}),
    # what a scripted client cannot show, it does not lose
    replace(_mistake("client-hides-the-reply", {("order", "*"): {"prints"}}), scenes=SCENES[:1]),
)


def orders(course: pipeline.Course, room: Path) -> list[tuple[Case, SceneJob, Play]]:
    """Every scene of every case, once."""
    found = []
    for number, case in enumerate(CASES):
        intake = open_submission(case.hand_in(room / case.name), room / str(number))
        casting = cast_roles(course.spec, intake.folder, intake.files, course.pythons)
        troupe = {(name, "student"): each for name, each in casting.programs.items()}
        for scene, cast in case.scenes:
            rows = course.book.jobs(course.spec.scenes[scene], cast, troupe)
            found += [(case, job, play) for job, play in rows if job.run == 1]
    return found


def soak(runs: int, at_once: int, seconds: float) -> tuple[int, list[str], Counter[str]]:
    """Play ``runs`` scenes, or as many as fit: how many, what was wrong, and the counts."""
    course = pipeline.prepare(ASSIGNMENT)
    end = time.monotonic() + seconds
    wrong: list[str] = []
    counts: Counter[str] = Counter()
    cases: dict[int, Case] = {}
    with tempfile.TemporaryDirectory(prefix="soak-") as room:
        scenes = orders(course, Path(room))

        def endless() -> Iterator[pool.Order]:
            for case, job, play in islice(cycle(scenes), runs):
                if time.monotonic() > end:
                    return
                order = pool.Order(job, partial(StoryPerformance, play))
                cases[id(order.job)] = case
                yield order

        done = 0
        for played in pool.play(endless(), at_once):
            done += 1
            case = cases[id(played.order.job)]
            counts[case.name] += 1
            why = _wrong(case, played)
            if why:
                wrong.append(why)
                print(why, flush=True)
            if done % 1000 == 0:
                print(f"{done} of {runs} runs, {len(wrong)} wrong", file=sys.stderr, flush=True)
    return done, wrong, counts


def _wrong(case: Case, played: pool.Played) -> str:
    job = played.order.job
    where = f"{case.name}: {job.scene}, {job.cast}, {job.row or '-'}"
    if played.outcome is None:
        return f"{where}: fault: {played.recording.fault}"
    lost = {
        item
        for finding in played.outcome.findings
        if finding.verdict != MET
        for item in finding.items
    }
    expected = case.expected(job)
    if lost == expected:
        return ""
    events = "\n".join(f"    {event}" for event in played.recording.timeline.events)
    return f"{where}: lost {sorted(lost)}, and not {sorted(expected)}\n{events}"


def main() -> int:
    """Run the soak; 0 if no verdict was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--runs", type=int, default=20_000, help="scene runs (20000)")
    parser.add_argument("--jobs", type=int, default=8, help="scenes at once (8)")
    parser.add_argument("--load", type=int, default=6, help="busy loops beside it (6)")
    parser.add_argument("--seconds", type=float, default=6 * 3600, help="stop after so long")
    given = parser.parse_args()
    begun = time.monotonic()
    with busy(given.load):
        done, wrong, counts = soak(given.runs, given.jobs, given.seconds)
    for name, count in counts.items():
        print(f"{name}: {count} runs")
    print(
        f"verdicts: {done} scene runs, {len(wrong)} wrong, {given.jobs} at once, "
        f"{given.load} busy loops, {time.monotonic() - begun:.0f} s"
    )
    if done and not wrong:
        print(f"so a run is wrong less often than once in {done // 3} (95 %)")
    return 1 if wrong or not done else 0


if __name__ == "__main__":
    sys.exit(main())
