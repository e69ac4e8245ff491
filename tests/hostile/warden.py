"""Starts a command and says what processes it left behind: they are handed to this one.

In a process of its own, since what is handed to pytest's might be another test's.
"""

import ctypes
import json
import os
import subprocess
import sys

_SET_CHILD_SUBREAPER = 36
LEFT = "LEFT "


def main() -> None:
    """Run the command that stands on the command line; print what is left, and end as it did."""
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    done = subprocess.run(sys.argv[1:], check=False)
    left = []
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if not pid:
            left.append("a process")
            break
        left.append("a dead process")
    print(f"\n{LEFT}{json.dumps(left)}", flush=True)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
