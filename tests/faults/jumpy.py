"""Runs a Python program whose clock of the day jumps by hours, back and forth, whenever it is read.

`python jumpy.py PYTHON PROGRAM ARGUMENTS…`: PROGRAM, in this process.
"""

import itertools
import runpy
import sys
import time

_JUMPS = itertools.cycle((0, 7_200, -86_400, 3_600, -7_200, 86_400 * 400, -3))
_right, _right_ns = time.time, time.time_ns


def main() -> None:
    """Bend the clock and run what stands on the command line."""
    time.time = lambda: _right() + next(_JUMPS)
    time.time_ns = lambda: _right_ns() + next(_JUMPS) * 1_000_000_000
    del sys.argv[:2]
    sys.path[0] = sys.argv[0].rpartition("/")[0]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
