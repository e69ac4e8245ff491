"""A process for work that forks, told by messages: for callers that have threads, and must not.

The rules:

* It is a fresh Python and no fork, so that no thread of the caller can have left a lock behind.
* It is told on its standard input and answers on its standard output, each with the length before
  it; whatever prints there in between goes to standard error instead.
* It ends when its input does, and the kernel ends it with the thread that started it, in whatever
  way that ends: nothing is left over.
"""

import contextlib
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from harness.stage import kernel, world

_LENGTH = 8


class Gone(Exception):  # noqa: N818 - it is no error of who asked
    """The process came to its end over what it was asked; says how."""


class Aide:
    """Such a process, running ``module``; what it keeps on disk is in ``folder``."""

    def __init__(self, module: str, folder: str) -> None:
        top = Path(__file__).parents[2]  # the same harness, however the caller has come to it
        paths = os.pathsep.join(filter(None, (str(top), os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module],  # nothing of the folder that it is started in
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": paths, "TMPDIR": folder},
            process_group=0,  # a Ctrl-C is for the caller, which then ends this one
        )

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def ask(self, message: bytes) -> bytes:
        """What it answers.  Raises Gone, and then it is no more."""
        process = self._process
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(len(message).to_bytes(_LENGTH, "little") + message)
            process.stdin.flush()
        except BrokenPipeError:
            raise Gone(self._ended()) from None
        head = process.stdout.read(_LENGTH)
        said = process.stdout.read(int.from_bytes(head, "little"))
        if said.startswith(b"="):
            return said[1:]
        lines = said[1:].decode("utf-8", "replace").strip().splitlines()
        ended = self._ended()
        raise Gone(lines[-1] if lines else ended)

    def end(self) -> None:
        """Let it come to its end."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):  # what it was not told in time
                    pipe.close()

    def _ended(self) -> str:
        code = self._process.wait()
        if code < 0:
            return f"the process that graded it was killed ({signal.Signals(-code).name})"
        return f"the process that graded it ended with {code}"


def serve(answer: Callable[[bytes], bytes]) -> None:
    """In the process: answer until there is nothing more; a message that fails is the last one."""
    kernel.die_with_parent()
    told, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    while head := told.read(_LENGTH):
        message = told.read(int.from_bytes(head, "little"))
        try:
            said = b"=" + answer(message)
        except Exception:
            world.answer(answers, b"!" + traceback.format_exc().encode("utf-8", "replace"))
            return
        world.answer(answers, said)
