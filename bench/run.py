"""Compares Callsheet with other ways of judging the same three scenes, on this machine, now.

The ways take turns, round by round, so that whatever else the machine does falls on all of them.
What comes out is a page of Markdown: for each case the median of the rounds, and in brackets the
least and the most.
"""

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path

from bench.measure import Cost
from bench.page import Costs, cores, machine, median, promises, replace_figures, table
from bench.ways import ALL, BARE, BATCH, BENCH, PEERS, RUN, TOP, Setting, Way, batch_command, exit_0
from harness.stage import kernel
from harness.stage.nets import bring_up

HANGING = (
    "The first four end each wait after five seconds.  check50 judges only the first scene: its "
    "other two checks depend on that one, so that they do not run at the same time."
)
FEW, MANY = 1, 9  # scenes in flight, between which memory is compared
TURNS = 5  # times that it is: which processes are largest at the same moment is chance


def in_turn(ways: Iterable[Way], rounds: int, judge: Callable[[Way], Cost]) -> Costs:
    """Lets the ways take turns; returns what each cost, by name."""
    ways = list(ways)
    costs: Costs = {way.name: [] for way in ways}
    for number in range(rounds):
        for way in ways:
            say(f"round {number + 1} of {rounds}: {way.name}")
            costs[way.name].append(judge(way))
    return costs


def one_good(setting: Setting, rounds: int) -> Costs:
    """What a good submission costs."""
    return in_turn(ALL, rounds, lambda way: way.judge(setting, setting.good, good=True))


def one_hanging(setting: Setting, rounds: int) -> Costs:
    """What a submission that hangs costs; the peers wait for their clocks, so once is enough."""

    def judge(way: Way) -> Cost:
        return way.judge(setting, setting.hanging, good=False)

    return in_turn(PEERS, 1, judge) | in_turn((RUN, BATCH), rounds, judge)


def whole_class(setting: Setting, count: int, sample: int, rounds: int) -> Costs:
    """What a class of good submissions costs; the peers judge a sample, which is scaled."""
    folder = class_of(setting, "class", count)
    some = sorted(folder.iterdir())[:sample]
    ours = Way(f"Callsheet `batch` of {count}", lambda at, _: batch_command(at, folder), exit_0)

    def judge(way: Way) -> Cost:
        if way is ours:
            return way.judge(setting, folder, good=True)
        each = [way.judge(setting, submission, good=True) for submission in some]
        by = count / len(each)
        return Cost(sum(cost.wall for cost in each) * by, sum(cost.cpu for cost in each) * by)

    return in_turn((*PEERS, ours), rounds, judge)


def class_of(setting: Setting, name: str, count: int) -> Path:
    """A folder of good submissions, no two of which have equal files."""
    folder = setting.room / name
    for number in range(1, count + 1):
        copy = folder / f"student-{number:02}"
        shutil.copytree(setting.good, copy)
        for file in copy.glob("*.py"):
            file.write_text(f"{file.read_text()}\n# handed in by student {number}\n")
    return folder


def memory(setting: Setting) -> tuple[str, float]:
    """A sentence on memory, and the MiB that one more scene in flight takes."""
    folder = class_of(setting, "memory", 12)
    costs: dict[int, list[Cost]] = {FEW: [], MANY: []}
    for _, jobs in product(range(TURNS), costs):
        say(f"memory: {jobs} at a time")

        def command(at: Setting, _: Path, jobs: int = jobs) -> list[str]:
            return batch_command(at, folder, "--jobs", str(jobs))

        cost = Way("Callsheet", command, exit_0).judge(setting, folder, good=True, watch=True)
        costs[jobs].append(cost)
    bare = BARE.judge(setting, setting.good, good=True, watch=True).peak / 2**20
    few, many = (median(found, "peak") / 2**20 for found in costs.values())
    least, most = (find(cost.peak for cost in costs[MANY]) / 2**20 for find in (min, max))
    each = (many - few) / (MANY - FEW)
    return (
        f"All processes together, shared pages counted once, sampled many times a second, medians "
        f"of {TURNS}: the bare script {bare:.0f} MiB; Callsheet {few:.0f} MiB with one scene at a "
        f"time and {many:.0f} MiB ({least:.0f}-{most:.0f}) with {MANY}, so "
        f"{each:.1f} MiB for each more in flight."
    ), each


def promised(
    good: Costs, hanging: Costs, many: Costs, count: int, mib: float
) -> list[tuple[str, float, float]]:
    """Rows of (what, measured, promised at most)."""
    ours = many[f"Callsheet `batch` of {count}"]
    cpu, wall = median(ours, "cpu"), median(ours, "wall")
    later = median(good[RUN.name], "wall") - median(good[BARE.name], "wall")
    rows = [
        (
            "processor time of a good submission in a batch, of bare",
            cpu / median(many[BARE.name], "cpu"),  # which took turns with it
            1.2,
        ),
        ("a single `run`: seconds more than bare", later, 0.3),
        (f"{count} good ones: wall time, of processor time ÷ cores", wall * cores() / cpu, 1.5),
    ]
    for way in PEERS[1:]:
        of = wall / median(many[way.name], "wall")
        rows.append((f"{count} good ones: wall time, of {way.name}", of, 1 / 8))
    for way in (RUN, BATCH):
        of = median(hanging[way.name], "wall") / median(good[way.name], "wall")
        rows.append((f"one that hangs, of a good one, {way.name}: wall time", of, 1.5))
    return [*rows, ("MiB for each more scene in flight", mib, 15)]


def lay_out(options: argparse.Namespace, room: Path) -> Setting:
    """Puts the submissions into the room, each in a folder of its own."""
    good, hanging = room / "good/submission", room / "hanging/submission"
    for folder in (good, hanging):
        folder.mkdir(parents=True)
        for file in options.reference.glob("client*.py"):
            shutil.copy(file, folder)
    shutil.copy(options.reference / "server.py", good)
    shutil.copy(BENCH / "hanging/server.py", hanging)
    # Nothing else of the environment: a stray PYTHON variable makes some ways several times slower.
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return Setting(options.python, room, good, hanging, env | {"PYTHON": options.python})


def stand_apart() -> None:
    """With root: a network of our own, since all but Callsheet need port 12000 for themselves.

    A second benchmark, or a forgotten server, would make their submissions fail.
    """
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            kernel.unshare(kernel.CLONE_NEWNET)
            bring_up("lo")


def say(text: str) -> None:
    """Shows progress, to a person who waits."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns for each way (default: 5)")
    parser.add_argument(
        "--class", type=int, default=40, dest="count", help="size of the class (default: 40)"
    )
    parser.add_argument(
        "--sample", type=int, default=6, help="how many of it the peers judge (default: 6)"
    )
    parser.add_argument(
        "--reference",
        type=Path,
        default=TOP / "assignments/first-message/reference",
        help="the folder of the good submission",
    )
    parser.add_argument(
        "--python", default="/usr/bin/python3", help="the interpreter for students' programs"
    )
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the figures into this page, in their place"
    )
    return parser.parse_args()


def main() -> int:
    """Measures all cases, prints the figures, and puts them into a page if one is named."""
    options = arguments()
    sentence = machine(options.python)
    stand_apart()
    with tempfile.TemporaryDirectory(prefix="callsheet-bench-") as room:
        setting = lay_out(options, Path(room))
        one_good(setting, 1)  # unrecorded: fills the caches of all
        good = one_good(setting, options.rounds)
        hanging = one_hanging(setting, options.rounds)
        many = whole_class(setting, options.count, options.sample, max(1, options.rounds // 2))
        weight, mib = memory(setting)
    say("")
    note = (
        "The first four judge one submission after another, since two at a time fail with 'address "
        f"in use'; measured on {options.sample} of the {options.count}, and scaled."
    )
    figures = "\n\n".join(
        (
            sentence,
            "### One good submission",
            table(good),
            "### One submission that hangs",
            HANGING,
            table(hanging),
            f"### A class of {options.count} good submissions",
            note,
            table(many),
            "### Memory",
            weight,
            "### Promised and measured",
            promises(promised(good, hanging, many, options.count, mib)),
        )
    )
    print(figures)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(replace_figures(page, figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
