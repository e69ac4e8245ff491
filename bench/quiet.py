"""The soak of quiet: after each quiet the stage is held still, and whatever happens is a failure.

``python -m bench.soak quiet``.  Plays the programs of ``bench.corpus``, each of which could fool
the stage in its own way, over and over and many at once, beside busy loops.  A failure is an event,
a packet, an exit or a thread that ran while the stage was held; a quiet that was claimed while a
clock ran, or before what had to come first; and a quiet that should have been claimed and was not.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from bench.corpus import CASES, Case, script, windows
from bench.load import busy
from harness.stage import pool


@dataclass
class Soaked:
    """What came of a soak: quiets held, how often each case was played, what failed."""

    held: int = 0
    runs: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def lay_out(case: Case, room: Path) -> dict[str, str]:
    """Write a case's programs into folders of their own; role -> folder."""
    folders = {}
    for role, source in case.programs.items():
        folder = room / f"{case.name}-{role}"
        folder.mkdir()
        (folder / "main.py").write_text(source, encoding="utf-8")
        folders[role] = str(folder)
    return folders


def soak(cases: list[Case], quiets: int, hold: float, at_once: int, seconds: float) -> Soaked:
    """Play the cases in turn until so many quiets were held, or the time is up."""
    soaked = Soaked()
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        room = Path(name)
        room.chmod(0o755)
        folders = {case.name: lay_out(case, room) for case in cases}

        def orders() -> Iterator[pool.Order]:
            for case in cycle(cases):
                if soaked.held >= quiets or time.monotonic() > end:
                    return
                yield pool.Order(case.job(folders[case.name]), script(case, True), hold=hold)

        for played in pool.play(orders(), at_once):
            case = CASES[played.order.job.scene]
            before = soaked.held // 500
            soaked.held += played.recording.held
            soaked.runs[case.name] += 1
            complaint = case.complaint(played.recording)
            if complaint:
                events = "\n".join(f"    {event}" for event in played.recording.timeline.events)
                soaked.failures.append(f"{case.name}: {complaint}")
                print(f"{case.name}: {complaint}\n{events[:5000]}", flush=True)
            if soaked.held // 500 > before:
                _say(soaked)
    return soaked


def _say(soaked: Soaked) -> None:
    line = f"{soaked.held} quiets held, {len(soaked.failures)} failures"
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Run the soak; 0 if nothing failed."""
    parser = argparse.ArgumentParser(prog="soak quiet", description=__doc__)
    parser.add_argument("--runs", type=int, default=2000, help="quiets to hold (2000)")
    parser.add_argument("--hold", type=float, default=5.0, help="seconds to hold each (5)")
    parser.add_argument("--jobs", type=int, default=64, help="scenes at once (64)")
    parser.add_argument("--load", type=int, default=6, help="busy loops beside it (6)")
    parser.add_argument("--seconds", type=float, default=3600, help="stop after so long (3600)")
    parser.add_argument(
        "--only", nargs="+", choices=sorted(CASES), metavar="CASE", help="play only these cases"
    )
    given = parser.parse_args()
    begun = time.monotonic()
    cases = [case for name, case in CASES.items() if not given.only or name in given.only]
    if not windows.playable():
        cases = [case for case in cases if not case.screens]
    with busy(given.load):
        soaked = soak(cases, given.runs, given.hold, given.jobs, given.seconds)
    print(
        f"quiet: {soaked.held} held for {given.hold:g} s each, {len(soaked.failures)} failures; "
        f"{soaked.runs.total()} scenes of {len(soaked.runs)} kinds, {given.jobs} at once, "
        f"{given.load} busy loops, {time.monotonic() - begun:.0f} s"
    )
    if soaked.held and not soaked.failures:
        print(f"so a quiet is wrong less often than once in {soaked.held // 3} (95 %)")
    return 1 if soaked.failures or not soaked.held else 0


if __name__ == "__main__":
    sys.exit(main())
