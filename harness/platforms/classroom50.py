"""Classroom 50's autograder of one assignment: grades a submission into ``result.json``.

The submission is the folder that the first argument names, or the checked-out repository, or the
folder that this is started in.  Ends with 0 if grading ran, whatever came of it; otherwise with
something else, and without a ``result.json``: no score, never a zero.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def committed(folder: Path) -> str:
    """When the submission was committed; empty if git does not tell."""
    words = ["git", "-c", f"safe.directory={folder}", "-C", str(folder), "log", "-1"]
    try:
        done = subprocess.run([*words, "--format=%cI"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def main() -> int:
    """Grade; returns the exit code."""
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("GITHUB_WORKSPACE") or "."
    folder = Path(named).resolve()
    assignment = next((HERE / "callsheet" / "assignments").iterdir())
    about = dict(os.environ)
    about.setdefault("CALLSHEET_COMMITTED", committed(folder))
    result = Path("result.json").resolve()
    result.unlink(missing_ok=True)
    words = ["sh", str(HERE / "callsheet" / "launch.sh"), "platform", str(assignment), str(folder)]
    done = subprocess.run(
        [*words, "--for", "classroom50", "--out", str(result)], env=about, check=False
    )
    if done.returncode == 0 and result.exists():
        return 0
    result.unlink(missing_ok=True)
    print("The grader failed, not this submission: there is no score, and that is not a zero.")
    return done.returncode or 3


if __name__ == "__main__":
    sys.exit(main())
