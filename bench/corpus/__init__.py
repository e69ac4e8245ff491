"""Programs of every kind that could fool the stage into calling it quiet."""

from bench.corpus import calls, clocks, limits, local, processes, terminals, ticking, windows, wires
from bench.corpus.case import EITHER, EXITED, NEVER, QUIET, Case, Fresh, Script, script

PARTS: dict[str, tuple[Case, ...]] = {
    "terminals": terminals.CASES,
    "wires": wires.CASES,
    "local": local.CASES,
    "limits": limits.CASES,
    "clocks": clocks.CASES,
    "ticking": ticking.CASES,
    "calls": calls.CASES,
    "processes": processes.CASES,
    "windows": windows.CASES,
}
CASES: dict[str, Case] = {case.name: case for part in PARTS.values() for case in part}

__all__ = [
    "CASES",
    "EITHER",
    "EXITED",
    "NEVER",
    "PARTS",
    "QUIET",
    "Case",
    "Fresh",
    "Script",
    "script",
]
