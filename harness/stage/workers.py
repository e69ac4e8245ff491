"""Independent pieces of work, each in a process of its own, so many at once.

For the harness's own work (one submission each).  A piece that raises or dies is answered as a
failure with its last words; it harms no other.
"""

import gc
import os
import pickle
import select
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from harness.stage import kernel

_CHUNK = 1 << 20
Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Failed(Generic[Key]):
    """A piece of work that came to nothing: ``why`` is one line, ``trace`` the whole."""

    def __init__(self, why: str, trace: str = "") -> None:
        self.why, self.trace = why, trace


def run(
    work: Iterable[tuple[Key, Callable[[], Answer]]], at_once: int
) -> Iterator[tuple[Key, Answer | Failed[Key]]]:
    """Do the work, at most ``at_once`` pieces together; yield each key with its answer.

    Answers travel pickled.  When the caller goes away in the middle, so do the workers.
    """
    waiting = iter(work)
    live: dict[int, tuple[Key, int, list[bytes]]] = {}
    more = True
    try:
        while more or live:
            while more and len(live) < at_once:
                piece = next(waiting, None)
                if piece is None:
                    more = False
                    break
                reader, pid = _begin(piece[1])
                live[reader] = (piece[0], pid, [])
            for reader in select.select(list(live), [], [])[0] if live else ():
                key, pid, parts = live[reader]
                data = os.read(reader, _CHUNK)
                if data:
                    parts.append(data)
                    continue
                del live[reader]
                os.close(reader)
                os.waitpid(pid, 0)
                yield key, _answer(b"".join(parts))
    finally:
        for reader, (_, pid, _) in live.items():
            os.close(reader)
            os.kill(pid, 9)
            os.waitpid(pid, 0)


def _begin(act: Callable[[], Answer]) -> tuple[int, int]:
    reader, writer = os.pipe2(os.O_CLOEXEC)
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(writer)
        return reader, pid
    try:
        gc.disable()
        os.close(reader)
        kernel.die_with_parent()
        if os.getppid() != parent:
            os._exit(1)
        try:
            data = b"=" + pickle.dumps(act())
        except BaseException:
            data = b"!" + traceback.format_exc().encode("utf-8", "replace")
        view = memoryview(data)
        while view:
            view = view[os.write(writer, view) :]
    finally:
        os._exit(0)


def _answer(data: bytes) -> "Answer | Failed[Key]":
    if data.startswith(b"="):
        answer: Answer = pickle.loads(data[1:])  # noqa: S301 - our own worker wrote it
        return answer
    trace = data[1:].decode("utf-8", "replace").strip()
    lines = trace.splitlines()
    return Failed(lines[-1] if lines else "it was killed", trace)
