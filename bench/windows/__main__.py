"""What a scene with windows costs beside its programs alone: ``python -m bench.windows``.

*Alone*: the programs are started one after the other on one X server that is there already; each as
soon as the one before says that it has begun, without any waiting; the button is pressed by the
program itself as soon as its window is there.  Nobody looks at anything.

On the *stage*: each in a sandbox with an X server of its own, which has to be started too; a real
click; what is shown is read, quiet is proved before each thing that is done, pictures are taken.

Timed is from the beginning of the scene until the answer is shown.  For the stage there is also the
time from when the scene was asked for until all of it is there: with its end, the last quiet, and
a world that was made and ended for it.  Both ways take turns, round by round.  A figure is the
median, with the least and the most.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpus.case import Case, script
from bench.page import spread
from bench.quiet import lay_out
from bench.run import say
from bench.windows.plays import Play, plays
from harness.model.casting import Interpreter
from harness.model.events import Shown
from harness.stage import pool

PROMISED = 1.3
_PORT = "12000"  # as all sources have it
_FIRST_PORT = 12_500  # alone, nobody else may have it


@dataclass(slots=True)
class Figures:
    """What was measured of one play, in seconds, and of the last round how many pictures."""

    alone: list[float] = field(default_factory=list)
    stage: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    alone_cpu: list[float] = field(default_factory=list)
    stage_cpu: list[float] = field(default_factory=list)
    pictures: int = 0


def alone(play: Play, python: str, room: Path, display: str, port: int) -> float:
    """Seconds that the programs alone need, from the start of the first to the answer shown."""
    with tempfile.TemporaryDirectory(dir=room) as name:
        place = Path(name)
        sources = {f"{role}_alone.py": play.by_itself(role) for role in play.programs}
        for file, text in {**play.files, **sources}.items():
            (place / file).write_text(text.replace(_PORT, str(port)), encoding="utf-8")
        env = {"PATH": "/usr/bin:/bin", "HOME": "/", "DISPLAY": display}
        env |= {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        started = []
        begun = time.perf_counter()
        for role in play.programs:
            words = [python, f"{role}_alone.py"]
            program = subprocess.Popen(words, cwd=place, env=env, stdout=subprocess.PIPE, text=True)
            started.append(program)
            assert program.stdout is not None
            if not any(play.said[role] in line for line in program.stdout):
                sys.exit(f"{role} alone did not come to its end")
        took = time.perf_counter() - begun
        for program in started:
            program.kill()
            program.communicate()
    return took


def staged(play: Play, python: Interpreter, room: Path, figures: Figures) -> float:
    """Have the stage play the same; the programs' processor time."""
    roles = tuple(play.programs)
    case = Case("windows", play.programs, (("press", *play.press),), screens=roles, python=python)
    with tempfile.TemporaryDirectory(dir=room) as name:
        place = Path(name)
        place.chmod(0o755)
        folders = lay_out(case, place)
        for folder in folders.values():
            for file, text in play.files.items():
                (Path(folder) / file).write_text(text, encoding="utf-8")
        begun = time.perf_counter()
        (played,) = pool.play([pool.Order(case.job(folders), script(case))], 1)
        figures.whole.append(time.perf_counter() - begun)
    recording = played.recording
    seen = [
        event.at
        for event in recording.timeline.events
        if isinstance(event, Shown) and (event.who, event.text) == play.shown
    ]
    if not seen:
        sys.exit(f"the stage did not see it: {recording.fault}")
    figures.pictures = len(recording.screenshots)
    figures.stage.append(seen[0] / 1e9)
    return recording.cpu


def processor() -> float:
    """Seconds of processor time of all that was started, has ended, and was waited for."""
    account = resource.getrusage(resource.RUSAGE_CHILDREN)
    return account.ru_utime + account.ru_stime


def measure(play: Play, python: Interpreter, room: Path, display: str, rounds: int) -> Figures:
    """Play it both ways, in turns; the first of each is to warm up and not counted."""
    figures = Figures()
    for number in range(rounds + 1):
        say(f"{play.name}: round {number} of {rounds}")
        if number == 1:
            figures = Figures()
        before = processor()
        figures.alone.append(alone(play, python.path, room, display, _FIRST_PORT + number))
        between = processor()
        # the kernel itself ends and reaps what is in a sandbox: that time is in nobody's account
        programs = staged(play, python, room, figures)
        figures.alone_cpu.append(between - before)
        figures.stage_cpu.append(processor() - between + programs)
    return figures


def tell(play: Play, figures: Figures) -> bool:
    """Print what was measured; whether the promise is kept."""
    bare = statistics.median(figures.alone)
    ratio = statistics.median(figures.stage) / bare
    print(f"\n{play.name}; {figures.pictures} pictures")
    print(f"  programs alone, on a screen that is there: {spread(figures.alone, 3)} s")
    print(f"  on the stage, a screen for each: {spread(figures.stage, 3)} s, {ratio:.2f} times")
    whole = statistics.median(figures.whole)
    print(
        f"  with the scene's end, and a world for it: {spread(figures.whole, 3)} s,"
        f" {whole / bare:.2f} times"
    )
    print(
        f"  processor time: alone, without the screen's: {spread(figures.alone_cpu, 3)} s;"
        f" on the stage, with the screens': {spread(figures.stage_cpu, 3)} s"
    )
    return ratio <= PROMISED


def _all(python: Interpreter, room: Path, display: str, rounds: int) -> list[bool]:
    """Measure and tell each play; whether the promise is kept by it."""
    pool.ready()
    kept = []
    for play in plays():
        kept.append(tell(play, measure(play, python, room, display, rounds)))
        load = ", ".join(f"{each:.2f}" for each in os.getloadavg())
        print(f"  load over 1, 5 and 15 minutes: {load}")
    return kept


def main() -> int:
    """Measure, and print the two and their ratio."""
    parser = argparse.ArgumentParser(prog="bench.windows", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="rounds of each (default: 11)")
    parser.add_argument("--python", default="/usr/bin/python3", help="the programs' Python")
    options = parser.parse_args()
    python = Interpreter(options.python, (3, 11))
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-nolisten", "tcp", "-noreset"]
    words += ["-screen", "0", "1024x768x24"]
    with (
        tempfile.TemporaryDirectory(prefix="windows-") as name,
        subprocess.Popen(words, pass_fds=[writer], stderr=subprocess.DEVNULL) as server,
    ):
        os.close(writer)
        display = ":" + os.read(reader, 20).decode().strip()
        room = Path(name)
        room.chmod(0o755)
        try:
            kept = _all(python, room, display, options.rounds)
        finally:
            server.terminate()
    os.close(reader)
    print(f"\nat most {PROMISED} times is promised: {'kept' if all(kept) else 'not kept'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
