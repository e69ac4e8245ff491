"""A class of 300, all of it: ``python -m bench.large [--write docs/performance.md]``.

`first-message`, whole, on this machine, now:

* 300 good submissions: wall and processor time, the most memory, and wall ÷ (processor ÷ cores);
* the same with 60 whose server never answers;
* killed with SIGKILL, with all that it started, at ten random moments, and gone on with each time:
  whether anybody's result differs, is missing, or was played twice;
* marked again, after a change of points and after one of a pattern.

What comes out is Markdown.  Takes about a quarter of an hour on two cores.

``--marked-again DIR`` measures only that, of a class that this harness has graded into DIR: each
change several times, and the median of them.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.measure import Cost, descendants, measure
from bench.page import cores, machine, promises, replace_figures
from bench.ways import BENCH, OURS, TOP

_ASSIGNMENT = TOP / "assignments/first-message"
_GRADE = [OURS, str(TOP / "grade.py")]
_KILLS = 10
_TIMES = 5
_MAIN = ("/{m1}.*before.*{m2}(", "/{m1}.*before .*{m2}(")
_EARLY = ("never server prints: Alice", "never server prints: /Alice/i")
_CHANGES = {
    "points": [("is: 10 TCP", "is: 12 TCP")],
    "a line more at the top": [("callsheet: 1", "# changed\ncallsheet: 1")],
    "a line of a scene with one run": [_EARLY],
    "a pattern of the main scene": [_MAIN],
    "a pattern of every scene": [
        _MAIN,
        _EARLY,
        ("{name}\\W+Hello\\W+", "{name}\\W*Hello\\W+"),
        ("by now server listens", "by now server listens over tcp"),
        ("/goodbye for now.*goodbye for now/is", "/goodbye for now.*goodbye for/is"),
    ],
}


def main() -> int:
    """Measure all of it and print the page."""
    parser = argparse.ArgumentParser(prog="bench.large", description=__doc__)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--hanging", type=int, default=60, help="of them, in the second class")
    parser.add_argument("--write", metavar="FILE", help="put the figures into this page, too")
    parser.add_argument("--marked-again", metavar="DIR", help="only mark the class there again")
    told = parser.parse_args()
    if told.marked_again:
        print(_marked_again(Path(told.marked_again)))
        return 0
    with tempfile.TemporaryDirectory(prefix="callsheet-large-") as place:
        text = _page(Path(place), told.students, told.hanging)
    print(text)
    if told.write:
        page = Path(told.write)
        page.write_text(replace_figures(page.read_text(), text, "bench-large"))
    return 0


def _page(room: Path, students: int, hanging: int) -> str:
    said = [machine("/usr/bin/python3")]
    good = _class(room / "good", students, 0)
    some = _class(room / "some", students, hanging)
    first = _timed(_batch(good, room / "out"))
    say("some hang")
    second = _timed(_batch(some, room / "out-some"))
    say("killed")
    moments, wrong = _killed(good, room / "killed", _results(room / "out"), first.wall)
    say("marked again")
    out = room / "out"
    points = _remark(room / "points", out, _CHANGES["points"])
    pattern = _remark(room / "pattern", out, [_MAIN])
    said.append(
        f"| | wall, s | processor, s | most memory, MiB |\n|---|---|---|---|\n"
        f"| {students} good | {first.wall:.1f} | {first.cpu:.1f} | {first.peak / 2**20:.0f} |\n"
        f"| {students}, of which {hanging} hang | {second.wall:.1f} | {second.cpu:.1f} "
        f"| {second.peak / 2**20:.0f} |\n"
        f"| marked again: points | {points.wall:.2f} | {points.cpu:.2f} | |\n"
        f"| marked again: a pattern of the main scene | {pattern.wall:.2f} | {pattern.cpu:.2f} | |"
    )
    said.append(
        f"Killed with SIGKILL {len(moments)} times, after "
        f"{', '.join(f'{moment:.1f}' for moment in moments)} s of each start, and gone on with: "
        f"{wrong or 'every result is what it was, and none was played twice'}."
    )
    said.append(
        promises(
            [
                (
                    f"{students} good: wall, of processor ÷ cores",
                    first.wall * cores() / first.cpu,
                    1.3,
                ),
                (f"with {hanging} that hang: wall, of all good", second.wall / first.wall, 1.3),
                ("marked again, points: s", points.wall, 2),
                ("marked again, a pattern of the main scene: s", pattern.wall, 2),
            ]
        )
    )
    return "\n\n".join(said)


def _class(folder: Path, students: int, hanging: int) -> Path:
    """Submissions no two of which have equal files; the first ``hanging`` never answer."""
    for number in range(students):
        copy = folder / f"student-{number:03}"
        shutil.copytree(_ASSIGNMENT / "reference", copy)
        if number < hanging:
            shutil.copy(BENCH / "hanging/server.py", copy / "server.py")
        for file in copy.glob("*.py"):
            file.write_text(f"{file.read_text()}\n# handed in by student {number}\n")
    return folder


def _batch(folder: Path, out: Path) -> list[str]:
    return [*_GRADE, "batch", str(_ASSIGNMENT), str(folder), "--out", str(out)]


def _timed(command: list[str]) -> Cost:
    say(" ".join(command[2:4]))
    cost = measure(command, TOP, dict(os.environ), watch=True)
    if cost.code > 2 or cost.left:
        sys.exit(f"exit code {cost.code}, {cost.left} left running\n{cost.output}")
    return cost


def _killed(folder: Path, out: Path, expected: object, wall: float) -> tuple[list[float], str]:
    """Kill a batch ten times, and let it end; when, and what is wrong afterwards."""
    dice = random.Random()
    moments = [dice.uniform(0.3, wall / (_KILLS + 1)) for _ in range(_KILLS)]
    for moment in moments:
        batch = subprocess.Popen(
            _batch(folder, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            batch.wait(moment)
        for pid in (*descendants(batch.pid), batch.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        batch.wait()
    _timed(_batch(folder, out))
    with contextlib.closing(sqlite3.connect(out / "grades.sqlite")) as store:
        (plays,) = store.execute("SELECT count(*) FROM plays").fetchone()
    wrong = []
    if plays != len(list(folder.iterdir())):
        wrong.append(f"{plays} plays of {len(list(folder.iterdir()))}")
    if _results(out) != expected:
        wrong.append("results differ")
    return moments, " and ".join(wrong)


def _results(out: Path) -> object:
    told = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return {
        one["submission"]: [(item["id"], item["points"], item["verdict"]) for item in one["items"]]
        for one in told["results"]
    }


def _marked_again(out: Path) -> str:
    """Each change of the spec, several times: the medians."""
    rows = ["| what was changed | wall, s | processor, s |", "|---|---|---|"]
    for name, pairs in _CHANGES.items():
        with tempfile.TemporaryDirectory(prefix="callsheet-large-") as place:
            costs = [_remark(Path(place, str(n)), out, pairs) for n in range(_TIMES)]
        wall, cpu = (median(getattr(cost, kind) for cost in costs) for kind in ("wall", "cpu"))
        rows.append(f"| {name} | {wall:.2f} | {cpu:.2f} |")
    return "\n".join([machine("/usr/bin/python3"), "", *rows])


def _remark(room: Path, out: Path, pairs: list[tuple[str, str]]) -> Cost:
    """Mark the class in ``out`` again by a spec that differs; nothing is written."""
    copy = room / "first-message"
    shutil.copytree(_ASSIGNMENT, copy)
    spec = copy / "spec.yaml"
    text = spec.read_text(encoding="utf-8")
    for before, after in pairs:
        if before not in text:
            sys.exit(f"the spec has no '{before}' any more")
        text = text.replace(before, after)
    spec.write_text(text, encoding="utf-8")
    return _timed([*_GRADE, "remark", str(copy), str(out)])


def say(what: str) -> None:
    """Progress, for whoever waits."""
    sys.stderr.write(f"{what} ...\n")


if __name__ == "__main__":
    sys.exit(main())
