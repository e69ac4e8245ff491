"""Independent pieces of work, in so many processes at once.

For the harness's own work (one submission each).  A piece that raises or dies is answered as a
failure with its last words; it is the last of its process, so it harms no other.

A process does one piece after another: what it has come to know (compiled patterns, imported
modules), and the pages that a fork makes it copy, serve them all.
"""

import contextlib
import gc
import os
import pickle
import select
import sys
import traceback
from collections.abc import Callable, Generator, Iterable
from dataclasses import field
from typing import Any, Generic, TypeVar

from harness.model.errors import CallsheetError
from harness.model.quick import dataclass
from harness.stage import deaths, kernel

_CHUNK, _LENGTH, _NUMBER = 1 << 20, 8, 4
Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Failed(Generic[Key]):
    """A piece of work that came to nothing: ``why`` is one line, ``trace`` the whole."""

    def __init__(self, why: str, trace: str = "") -> None:
        self.why, self.trace = why, trace


def run(
    work: Iterable[tuple[Key, Callable[[], Answer]]], at_once: int
) -> Generator[tuple[Key, Answer | Failed[Key]], None, None]:
    """Do the work, at most ``at_once`` pieces together; yield each key with its answer.

    Answers travel pickled.  When the caller goes away in the middle, so do the workers.
    """
    pieces = list(work)
    waiting = iter(range(len(pieces)))
    live: dict[int, _Worker] = {}

    def go_on(worker: _Worker | None) -> None:
        """Give the next piece to a worker, or to a new one; let it go if there is none."""
        number = next(waiting, None)
        if number is None:
            if worker is not None:
                del live[worker.answers]
                worker.leave()
            return
        if worker is None:
            worker = _begin([act for _, act in pieces], list(live.values()))
            live[worker.answers] = worker
        worker.give(number)

    try:
        for _ in range(min(at_once, len(pieces))):
            go_on(None)
        while live:
            for reader in select.select(list(live), [], [])[0]:
                worker = live[reader]
                data = os.read(reader, _CHUNK)
                worker.heard += data
                whole = worker.answer()
                if whole is None and data:
                    continue
                key, said, gone = pieces[worker.number][0], whole or b"", ""
                if whole is not None and whole.startswith(b"="):
                    go_on(worker)
                else:
                    del live[reader]
                    gone = worker.leave()
                    go_on(None)
                yield key, _answer(said, gone)
    finally:
        for worker in live.values():
            os.kill(worker.pid, 9)
            worker.leave()


@dataclass(slots=True)
class _Worker:
    """A process, the pipes to and from it, the piece that it does, what it has answered so far."""

    pid: int
    answers: int
    orders: int
    number: int = 0
    heard: bytearray = field(default_factory=bytearray)
    starved: int = field(default_factory=deaths.starved)

    def give(self, number: int) -> None:
        """Tell it to do a piece."""
        self.number = number
        self.heard.clear()
        with contextlib.suppress(BrokenPipeError):  # one that is gone is seen by its silence
            os.write(self.orders, number.to_bytes(_NUMBER, "little"))

    def answer(self) -> bytes | None:
        """Its answer, once it is whole."""
        size = int.from_bytes(self.heard[:_LENGTH], "little")
        whole = len(self.heard) >= _LENGTH and len(self.heard) >= _LENGTH + size
        return bytes(self.heard[_LENGTH : _LENGTH + size]) if whole else None

    def leave(self) -> str:
        """Let it come to its end, and reap it; says of what signal it died, empty if of none."""
        self.close()
        return deaths.ended(os.waitpid(self.pid, 0)[1], self.starved)

    def close(self) -> None:
        """Close the pipes."""
        os.close(self.orders)
        os.close(self.answers)


def _begin(acts: list[Callable[[], Any]], others: list[_Worker]) -> _Worker:
    answers, answer = os.pipe2(os.O_CLOEXEC)
    told, orders = os.pipe2(os.O_CLOEXEC)
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(answer)
        os.close(told)
        return _Worker(pid, answers, orders)
    try:
        gc.freeze()  # a collection would copy every page shared with the parent
        os.close(answers)
        os.close(orders)
        for other in others:
            other.close()
        kernel.name_process("worker")
        kernel.die_with_parent()
        if os.getppid() == parent:
            _serve(acts, told, answer)
    finally:
        os._exit(0)


def _serve(acts: list[Callable[[], Any]], told: int, answer: int) -> None:
    """In the worker: do what is told, until there is no more or a piece has failed."""
    going = True
    while going and (number := os.read(told, _NUMBER)):
        try:
            data = b"=" + pickle.dumps(acts[int.from_bytes(number, "little")]())
        except CallsheetError as error:  # it says itself who must act, and where matters to nobody
            data, going = b"!" + str(error).encode("utf-8", "replace"), False
        except BaseException:
            data, going = b"!" + traceback.format_exc().encode("utf-8", "replace"), False
        view = memoryview(len(data).to_bytes(_LENGTH, "little") + data)
        while view:
            view = view[os.write(answer, view) :]


def _answer(data: bytes, gone: str) -> "Answer | Failed[Key]":
    """What a worker has said; nothing, if it is ``gone`` (of what, in words)."""
    if data.startswith(b"="):
        answer: Answer = pickle.loads(data[1:])  # noqa: S301 - our own worker wrote it
        return answer
    trace = data[1:].decode("utf-8", "replace").strip()
    why = f"the process that graded it {gone or 'ended without a word'}"
    return Failed(trace.splitlines()[-1] if trace else why, trace or why)
