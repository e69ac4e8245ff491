"""The page that a benchmark prints: Markdown, medians with the least and the most beside them."""

import os
import platform
import statistics
import subprocess
from pathlib import Path

from bench.measure import Cost
from bench.ways import BARE

Costs = dict[str, list[Cost]]
BEGIN, END = "<!-- figures of make {} -->", "<!-- end of the figures -->"


def table(costs: Costs) -> str:
    """Wall and processor time of each way, and how many times the bare script's they are."""
    wall, cpu = median(costs[BARE.name], "wall"), median(costs[BARE.name], "cpu")
    lines = ["| | wall, s | of bare | processor, s | of bare |", "|---|---|---|---|---|"]
    for name, each in costs.items():
        walls, cpus = [cost.wall for cost in each], [cost.cpu for cost in each]
        lines.append(
            f"| {name} | {spread(walls)} | {median(each, 'wall') / wall:.2f} "
            f"| {spread(cpus)} | {median(each, 'cpu') / cpu:.2f} |"
        )
    return "\n".join(lines)


def spread(values: list[float], places: int = 2) -> str:
    """A median with the least and the most, as `0.42 (0.41-0.45)`."""
    middle = f"{statistics.median(values):.{places}f}"
    least, most = f"{min(values):.{places}f}", f"{max(values):.{places}f}"
    return f"{middle} ({least}-{most})" if len(values) > 1 else middle


def median(costs: list[Cost], what: str) -> float:
    """The median of one figure of several costs: ``wall`` or ``cpu`` in s, ``peak`` in bytes."""
    return float(statistics.median(getattr(cost, what) for cost in costs))


def promises(rows: list[tuple[str, float, float]]) -> str:
    """What was promised at most, what was measured, and whether that is kept."""
    lines = ["| | promised, at most | measured | |", "|---|---|---|---|"]
    for what, measured, most in rows:
        kept = "kept" if measured <= most else "**not kept**"
        lines.append(f"| {what} | {most:.3g} | {measured:.3g} | {kept} |")
    return "\n".join(lines)


def machine(python: str) -> str:
    """One sentence: what the figures were measured on."""
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 2**20
    student = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        f"{model}, {cores()} cores, {memory:.0f} GiB; Linux {platform.release()}; "
        f"{student.strip()} for the programs; load over 1, 5 and 15 minutes before the start: "
        f"{load}."
    )


def cores() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0))


def replace_figures(page: str, figures: str, target: str = "bench") -> str:
    """A page with new figures between the two marks of a target of the Makefile.

    Raises ValueError if it has no such marks.
    """
    mark = BEGIN.format(target)
    before, begin, rest = page.partition(mark)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page has no place for figures: '{mark}' and then '{END}'")
    return f"{before}{mark}\n\n{figures}\n\n{END}{after}"
