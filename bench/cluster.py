"""What many machines cost: ``make bench-cluster``.

One class is graded on this machine as usual, and by Dask workers on this machine, with a scheduler
and all that there is between them: two workers that play two hand-ins at once, four that play one.
So all play as many at once, and what Dask costs more is its overhead.  They take turns, in another
order each round; workers have played before, as on a cluster that is there, and what their start
costs is told apart.  A figure is the median of the rounds, with the least and the most.
"""

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Cost, descendants, measure
from bench.page import machine, promises, replace_figures, spread
from bench.run import class_of, lay_out, say
from bench.ways import OURS, TOP, Setting
from harness.store.database import STORE

AT_ONCE = 4
WAYS = (
    (0, AT_ONCE),
    (2, 2),
    (4, 1),
)  # workers (none: this machine as usual), hand-ins at once for each
PROMISED = 1.1
MANY = 50_000


@dataclass(frozen=True, slots=True)
class Round:
    """What a class cost: the command, the workers' and the scheduler's processor time, on disk."""

    command: Cost
    others: float
    store: int
    reports: int

    @property
    def cpu(self) -> float:
        """All of the processor time."""
        return self.command.cpu + self.others


def name_of(workers: int, threads: int) -> str:
    """What a way is called."""
    return f"{workers} workers, {threads} at once each" if workers else f"local, {threads} at once"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A scheduler and workers that run: its address and their processes."""

    address: str
    processes: "list[subprocess.Popen[bytes]]"

    def spent(self) -> float:
        """Seconds of processor time so far, with all that they have begun."""
        below = (each for one in self.processes for each in descendants(one.pid))
        pids = [*(one.pid for one in self.processes), *below]
        return sum(map(spent, pids))


def spent(pid: int) -> float:
    """Seconds of processor time of a process and of those below it that have ended."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def cluster(setting: Setting, workers: int, threads: int) -> Iterator[Cluster]:
    """A scheduler and workers, until the block ends."""
    home = setting.room / f"cluster-{workers}"
    home.mkdir()
    file = str(home / "scheduler.json")
    common = ["--no-dashboard", "--scheduler-file", file]
    one = ["--no-nanny", "--nthreads", str(threads), "--local-directory", str(home)]
    commands = [["dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common]]
    commands += [["dask_worker", *common, *one] for _ in range(workers)]
    there = (
        "from distributed import Client; import sys; "
        f"client = Client(scheduler_file={file!r}, timeout=60); "
        f"client.wait_for_workers({workers}); print(client.scheduler.address)"
    )
    with ExitStack() as stack, (home / "log").open("w") as log:
        begun = []
        for name, *words in commands:
            argv = [OURS, "-m", f"distributed.cli.{name}", *words]
            process = subprocess.Popen(argv, env=setting.env, stdout=log, stderr=log)
            stack.enter_context(process)
            stack.callback(process.terminate)
            begun.append(process)
        argv = [OURS, "-c", there]
        told = subprocess.run(argv, env=setting.env, capture_output=True, text=True, check=True)
        yield Cluster(told.stdout.strip(), begun)


def grade(setting: Setting, folder: Path, by: Cluster | None) -> Round:
    """Grade the class once."""
    out = setting.room / "out"
    shutil.rmtree(out, ignore_errors=True)
    argv = [OURS, str(TOP / "grade.py"), "batch", "first-message", str(folder), "--out", str(out)]
    argv += ["--scheduler", by.address] if by else ["--jobs", str(AT_ONCE)]
    before = by.spent() if by else 0.0
    cost = measure(argv, TOP, setting.env)
    if cost.code or cost.left:
        sys.exit(f"not all of the class passed (exit code {cost.code})\n{cost.output}")
    store = (out / STORE).stat().st_size
    whole = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    return Round(cost, by.spent() - before if by else 0.0, store, whole - store)


def figures(
    found: dict[str, list[Round]], one: Round, begun: float, count: int, sentence: str
) -> str:
    """All that was measured, as Markdown."""
    rows = ["| | wall, s | processor, s | of which here, s |", "|---|---|---|---|"]
    for name, rounds in found.items():
        wall = spread([each.command.wall for each in rounds])
        cpu = spread([each.cpu for each in rounds])
        rows.append(f"| {name} | {wall} | {cpu} | {spread([r.command.cpu for r in rounds])} |")
    local, *others = found
    kept = [
        (
            f"{name}: wall time, of {local}",
            statistics.median(
                each.command.wall / base.command.wall
                for each, base in zip(found[name], found[local], strict=True)
            ),
            PROMISED,
        )
        for name in others
    ]
    return "\n\n".join(
        [
            sentence,
            f"A class of {count}:",
            "\n".join(rows),
            promises(kept),
            cost(found, one, begun, count),
        ]
    )


def cost(found: dict[str, list[Round]], one: Round, begun: float, count: int) -> str:
    """What a submission costs with workers beyond the first (``one``), and so what many do."""
    rounds = [each for name, some in found.items() if "workers" in name for each in some]

    def each(what: Callable[[Round], float]) -> float:
        return (statistics.median(map(what, rounds)) - what(one)) / (count - 1)

    cpu, here = each(lambda r: r.cpu), each(lambda r: r.command.cpu)
    store, reports = each(lambda r: r.store), each(lambda r: r.reports)
    hours = cpu * MANY / 3600
    return (
        f"To begin costs {begun:.1f} s of a processor for a scheduler and four workers, and "
        f"{one.command.cpu - here:.1f} s for the command. Each further submission costs "
        f"{cpu:.2f} s in all, {here * 1000:.0f} ms of it where the command runs, "
        f"{store / 1000:.0f} kB of the store and {reports / 1000:.0f} kB of reports.\n\n"
        f"**{MANY:,} submissions**, projected from that: {hours:.1f} hours of one processor, so "
        f"{hours * 60 / 64:.0f} minutes on 64 and {hours * 60 / 256:.0f} on 256; the command "
        f"itself needs {here * MANY / 60:.0f} minutes of one, which is the least that it takes "
        f"however many workers there are; {store * MANY / 1e9:.1f} GB for the store and "
        f"{reports * MANY / 1e9:.1f} GB for reports."
    )


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="bench.cluster", description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="size of the class (default: 60)")
    parser.add_argument("--rounds", type=int, default=3, help="turns for each way (default: 3)")
    parser.add_argument("--python", default="/usr/bin/python3", help="for students' programs")
    parser.add_argument(
        "--reference", type=Path, default=TOP / "assignments/first-message/reference"
    )
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the figures into this page")
    return parser.parse_args()


def main() -> int:
    """Measure, print, and put the figures into a page if one is named."""
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # and with it all that it began
    sentence = machine(options.python)
    found: dict[str, list[Round]] = {name_of(*way): [] for way in WAYS}
    with tempfile.TemporaryDirectory(prefix="callsheet-bench-") as room, ExitStack() as stack:
        setting = lay_out(options, Path(room))
        setting.env["PYTHONPATH"] = str(TOP)
        folder = class_of(setting, "class", options.count)
        say("the workers begin")
        by = {way: stack.enter_context(cluster(setting, *way)) for way in WAYS if way[0]}
        begun = by[WAYS[-1]].spent()
        for each in by.values():
            grade(setting, class_of(setting, f"first-{each.address[-5:]}", 2 * AT_ONCE), each)
        one = grade(setting, class_of(setting, "one", 1), by[WAYS[-1]])
        for number in range(options.rounds):
            for way in WAYS[number % 3 :] + WAYS[: number % 3]:
                say(f"round {number + 1} of {options.rounds}: {name_of(*way)}")
                found[name_of(*way)].append(grade(setting, folder, by.get(way)))
    say("")
    text = figures(found, one, begun, options.count, sentence)
    print(text)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(replace_figures(page, text, "bench-cluster"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
