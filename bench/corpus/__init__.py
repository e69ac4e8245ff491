"""Programs of every kind that could fool the stage into calling it quiet."""

from bench.corpus import calls, clocks, processes, terminals, ticking, windows, wires
from bench.corpus.case import EITHER, EXITED, NEVER, QUIET, Case, Fresh, Script, script

CASES: dict[str, Case] = {
    case.name: case
    for part in (terminals, wires, clocks, ticking, calls, processes, windows)
    for case in part.CASES
}

__all__ = ["CASES", "EITHER", "EXITED", "NEVER", "QUIET", "Case", "Fresh", "Script", "script"]
