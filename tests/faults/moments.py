"""Runs `grade.py` so that whoever plays a scene stops at one moment, until that was heard of.

`python moments.py SOCKET MOMENT PYTHON grade.py ARGUMENTS…`: who plays says at SOCKET that it is
there, and goes on when the connection is closed.  MOMENT is the number of an event of the scene
(it is written down just then), or its kind, or kind and role, or `gate`: a program's sandbox is
made, and it has not begun.  Once somebody has stopped, SOCKET is not there any more: then no other
does.
"""

import select
import socket
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # the harness of this grade.py
    sys.path.insert(0, str(Path(sys.argv[4]).parent))

from harness import cli
from harness.model.casting import Limits
from harness.model.events import Event
from harness.stage import program
from harness.stage.program import Running
from harness.stage.recorder import Recorder

GATE = "gate"
_add, _start = Recorder.add, program.start


def main() -> None:
    """Put the stop where it belongs, and run what stands on the command line."""
    path, moment = sys.argv[1:3]
    del sys.argv[:3]
    stop_at(path, moment)
    sys.exit(cli.main(sys.argv[2:]))


def stop_at(path: str, moment: str) -> None:
    """Let whoever plays in this process, or in one that it forks, stop there."""

    def add(self: Recorder, kind: type[Event], who: str, **values: Any) -> None:
        _add(self, kind, who, **values)
        count, name = str(len(self.events)), kind.__name__
        if moment in (count, name, f"{name} {who}"):
            _stop(path, f"{count} {name} {who}")

    def start(running: Running, limits: Limits) -> None:
        if moment == GATE:
            select.select([running.launch.status], [], [])  # then its first process is there
            _stop(path, f"{GATE} {running.role}")
        _start(running, limits)

    Recorder.add = add  # type: ignore[method-assign]
    program.start = start


def _stop(path: str, said: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as plug:
        try:
            plug.connect(path)
            plug.send(said.encode())
            plug.recv(1)
        except OSError:
            return  # somebody has stopped already


if __name__ == "__main__":
    main()
