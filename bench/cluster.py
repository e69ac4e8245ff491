"""What many machines cost: ``make bench-cluster``.

One class is graded on this machine as usual, and by Dask workers on this machine, with a scheduler
and all that there is between them: two workers that play two hand-ins at once, four that play one.
So all play as many at once, and what Dask costs more is its overhead.  They take turns; each time
with a scheduler and workers that have just begun.  A figure is the median of the rounds, with the
least and the most.
"""

import argparse
import json
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

from bench import measure as meter
from bench.measure import Cost, descendants, measure
from bench.page import machine, promises, replace_figures, spread
from bench.run import class_of, lay_out, say
from bench.ways import OURS, TOP, Setting
from harness.store.database import STORE

WAYS = ((0, 4), (2, 2), (4, 1))  # workers (none: this machine as usual), hand-ins at once for each
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


@contextmanager
def measured(argv: list[str], setting: Setting, account: list[float]) -> Iterator[None]:
    """A command in the background until the block ends; its processor time goes to ``account``."""
    me = [sys.executable, "-I", "-S", str(meter.__file__), *argv]
    with subprocess.Popen(
        me, cwd=setting.room, env=setting.env, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield
        finally:
            for pid in descendants(process.pid)[:1]:
                os.kill(pid, signal.SIGTERM)
            output, _ = process.communicate(timeout=30)
        account.append(json.loads(output.splitlines()[-1])["cpu"])


@contextmanager
def cluster(setting: Setting, workers: int, threads: int, account: list[float]) -> Iterator[str]:
    """A scheduler and workers; gives its address."""
    file = setting.room / "scheduler.json"
    file.unlink(missing_ok=True)
    dask = [OURS, "-m", "distributed.cli.dask_{}"]
    where = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    with ExitStack() as stack:
        scheduler = [part.format("scheduler") for part in dask] + where
        stack.enter_context(measured(scheduler, setting, account))
        for number in range(workers):
            worker = [part.format("worker") for part in dask]
            worker += ["--scheduler-file", str(file), "--no-nanny", "--no-dashboard"]
            worker += ["--nthreads", str(threads)]
            worker += ["--local-directory", str(setting.room / f"worker-{number}")]
            stack.enter_context(measured(worker, setting, account))
        waiting = (
            "from distributed import Client, client; import sys; "
            f"Client(scheduler_file={str(file)!r}, timeout=60).wait_for_workers({workers}); "
            f"print(open({str(file)!r}).read())"
        )
        told = subprocess.run(
            [OURS, "-c", waiting], env=setting.env, capture_output=True, text=True, check=True
        ).stdout
        yield json.loads(told)["address"]


def grade(setting: Setting, folder: Path, workers: int, threads: int) -> Round:
    """Grade the class once."""
    out = setting.room / "out"
    shutil.rmtree(out, ignore_errors=True)
    argv = [OURS, str(TOP / "grade.py"), "batch", "first-message", str(folder), "--out", str(out)]
    account: list[float] = []
    if workers:
        with cluster(setting, workers, threads, account) as address:
            cost = measure([*argv, "--scheduler", address], TOP, setting.env)
    else:
        cost = measure([*argv, "--jobs", str(threads)], TOP, setting.env)
    if cost.code or cost.left:
        sys.exit(f"not all of the class passed (exit code {cost.code})\n{cost.output}")
    store = (out / STORE).stat().st_size
    whole = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    return Round(cost, sum(account), store, whole - store)


def figures(found: dict[str, list[Round]], one: Round, count: int, sentence: str) -> str:
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
        [sentence, f"A class of {count}:", "\n".join(rows), promises(kept), cost(found, one, count)]
    )


def cost(found: dict[str, list[Round]], one: Round, count: int) -> str:
    """What a submission costs with workers beyond the first (``one``), and so what many do."""
    rounds = [each for name, some in found.items() if "workers" in name for each in some]

    def each(what: Callable[[Round], float]) -> float:
        return (statistics.median(map(what, rounds)) - what(one)) / (count - 1)

    cpu, here = each(lambda r: r.cpu), each(lambda r: r.command.cpu)
    store, reports = each(lambda r: r.store), each(lambda r: r.reports)
    hours = cpu * MANY / 3600
    return (
        f"So each further submission costs {cpu:.2f} s of a processor in all, {here * 1000:.0f} ms "
        f"of it where the command runs, {store / 1000:.0f} kB of the store and "
        f"{reports / 1000:.0f} kB of reports. {MANY:,} of them: {hours:.1f} hours of one "
        f"processor, so {hours * 60 / 64:.0f} minutes on 64 and {hours * 60 / 256:.0f} on 256; the "
        f"command itself needs {here * MANY / 60:.0f} minutes of one, {store * MANY / 1e9:.1f} GB "
        f"for the store and {reports * MANY / 1e9:.1f} GB for reports."
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
    sentence = machine(options.python)
    found: dict[str, list[Round]] = {name_of(*way): [] for way in WAYS}
    with tempfile.TemporaryDirectory(prefix="callsheet-bench-") as room:
        setting = lay_out(options, Path(room))
        setting.env["PYTHONPATH"] = str(TOP)
        folder = class_of(setting, "class", options.count)
        say("a class of one")
        one = grade(setting, class_of(setting, "one", 1), 4, 1)
        for number in range(options.rounds):
            for way in WAYS:
                say(f"round {number + 1} of {options.rounds}: {name_of(*way)}")
                found[name_of(*way)].append(grade(setting, folder, *way))
    say("")
    text = figures(found, one, options.count, sentence)
    print(text)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(replace_figures(page, text, "bench-cluster"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
