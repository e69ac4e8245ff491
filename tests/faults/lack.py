"""Runs a command on a machine that lacks something: `python lack.py WHAT… -- COMMAND…`, WHAT any of

`small=FOLDER:OPTIONS`  FOLDER is a tmpfs with such options
`gone=FILE`             FILE can be neither run nor read

The command is run in a mount namespace of its own: nothing is mounted on the machine.  What is
in a small folder afterwards is printed as the last line, once no process is left.  If such a folder
was the command's ``out``, it gets room and the command is run a second time.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from harness.stage import kernel

LEFT = "LEFT "
_SET_CHILD_SUBREAPER = 36
_REMOUNT = 32
_PATIENCE = 300  # s in which whatever was killed has ended


def main(words: list[str]) -> int:
    """Take away what the words before ``--`` name, and run the command after it."""
    at = words.index("--")
    command, small = words[at + 1 :], []
    _alone()
    for word in words[:at]:
        what, _, where = word.partition("=")
        if what == "gone":
            kernel.mount("/dev/null", where, None, kernel.MS_BIND)
        else:
            place, _, options = where.partition(":")
            kernel.mount("none", place, "tmpfs", 0, options)
            small.append(Path(place))
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    code = subprocess.run(command, check=False).returncode
    left = [each.name for folder in small for each in folder.iterdir() if folder.name != "out"]
    for folder in small:
        if folder.name == "out":
            _again(command, folder, left)
    _processes()
    print(f"\n{LEFT}{json.dumps(left)}", flush=True)
    return code


def _alone() -> None:
    """A mount namespace of its own; who is not root needs a user namespace for it."""
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWNS | (kernel.CLONE_NEWUSER if user else 0))
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)


def _again(command: list[str], folder: Path, left: list[str]) -> None:
    """With room for it; what it wrote is copied to beside the folder."""
    kernel.mount("none", str(folder), None, _REMOUNT, "size=64m")
    second = subprocess.run(command, check=False)
    left += [each.name for each in folder.rglob("*.part")]
    subprocess.run(["cp", "-r", str(folder), f"{folder}-second"], check=True)
    print(f"second time: {second.returncode}")


def _processes() -> None:
    """Reap what was left to this process; who does not end is what the alarm is for."""
    signal.alarm(_PATIENCE)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    signal.alarm(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
