"""Grades hand-ins in a process of its own: orders come in pickled, and results go out so.

A process of its own because pytest's has threads, and a process with threads should not fork.
Started with :func:`grading`, which gives the results as they become ready.  A rule of diagnosis
that fails is heard of here, as a fault of its hand-in: otherwise nobody would ever know.
"""

import ctypes
import os
import pickle
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from harness import diagnosis, pipeline
from harness.model.result import Result

TOP = Path(__file__).resolve().parents[1]
_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Order:
    """What to grade: hand-ins by name, how many at once, and how many scenes of each at once.

    ``oldest``: the oldest Python that the machine shall be taken to have.
    """

    assignment: Path
    paths: Mapping[str, Path]
    hand_ins: int = 1
    scenes: int = 1
    oldest: tuple[int, int] = (0, 0)


class Graded:
    """Results by name; asking for one waits for it."""

    def __init__(self, coming: Iterator[tuple[str, Result | str]]) -> None:
        self._coming = coming
        self._ready: dict[str, Result | str] = {}

    def __getitem__(self, name: str) -> Result:
        """Wait for the result of ``name``."""
        while name not in self._ready:
            other, answer = next(self._coming, ("", ""))
            assert other, f"the grader ended before it had graded {name}"
            self._ready[other] = answer
        found = self._ready[name]
        assert not isinstance(found, str), f"{name}: {found}"
        return found

    def end(self, count: int) -> None:
        """If all ``count`` hand-ins were waited for: hear what the grader leaves behind."""
        if len(self._ready) == count:
            assert list(self._coming) == []


@contextmanager
def grading(order: Order) -> Generator[Graded]:
    """Grade in a process of its own, which ends with the block.  Raises what the grader died of."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.grader"],
        cwd=TOP,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdin is not None
        pickle.dump(order, process.stdin)
        process.stdin.close()
        graded = Graded(_coming(process))
        try:
            yield graded
            graded.end(len(order.paths))
        finally:
            process.kill()


def _coming(process: "subprocess.Popen[bytes]") -> Iterator[tuple[str, Result | str]]:
    assert process.stdout is not None
    while True:
        try:
            yield pickle.load(process.stdout)
        except EOFError:
            return


def main() -> None:
    """Read an :class:`Order`; write ``(name, Result)`` for each, or why it came to nothing."""
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    diagnosis.FORGIVEN = ()
    order: Order = pickle.load(sys.stdin.buffer)
    course = pipeline.prepare(order.assignment)
    pythons = [each for each in course.pythons if each.version >= order.oldest]
    course = replace(course, pythons=pythons)
    for named in pipeline.grade_many(course, order.paths, order.hand_ins, order.scenes):
        pickle.dump(named, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return
    pickle.dump(("everything", "a process was left behind"), sys.stdout.buffer)


if __name__ == "__main__":
    main()
