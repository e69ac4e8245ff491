"""What is done in a Dask worker: functions that the master submits.

A worker has threads, and playing forks; so each of its threads has a process beside it that plays
(:mod:`harness.cluster.desk`), for as long as both live.
"""

import threading
from dataclasses import field

from harness.cluster import parcels
from harness.cluster.parcels import Lost, Misfit
from harness.model.quick import dataclass
from harness.stage.aide import Aide, Gone

_ASSIGNMENTS = 8  # that a process is told of, until another one begins afresh
_thread = threading.local()


@dataclass(slots=True)
class _Desk:
    """The process of a thread, and the assignments that it knows."""

    aide: Aide
    ready: dict[str, bytes] = field(default_factory=dict)


def hold(assignment: bytes) -> bytes:
    """An assignment, as a task that others depend on: it is had again if its holder dies."""
    return assignment


def greet(assignment: bytes, digest: str) -> bytes:
    """Whether this worker can play, packed: Ready or Misfit."""
    return _prepared(assignment, digest).ready[digest]


def grade(parcel: bytes, assignment: bytes, digest: str) -> bytes:
    """Play a hand-in; the answer is packed: Graded, Lost or Misfit."""
    desk = _prepared(assignment, digest)
    if isinstance(parcels.unpack(desk.ready[digest]), Misfit):
        return desk.ready[digest]
    try:
        return desk.aide.ask(parcel)
    except Gone as gone:
        _leave()
        return parcels.pack(Lost(f"{gone} (on the worker {_address()})"))


def _prepared(assignment: bytes, digest: str) -> _Desk:
    """The process of this thread, which has been told of the assignment."""
    desk: _Desk | None = getattr(_thread, "desk", None)
    if desk and digest not in desk.ready and len(desk.ready) == _ASSIGNMENTS:
        _leave()
        desk = None
    if desk is None:
        desk = _thread.desk = _Desk(Aide("harness.cluster.desk", _folder()))
    if digest not in desk.ready:
        desk.ready[digest] = _told(desk.aide, assignment)
    return desk


def _told(aide: Aide, assignment: bytes) -> bytes:
    try:
        answer = aide.ask(assignment)
    except Gone as gone:
        _leave()
        return parcels.pack(Misfit(f"{_address()} cannot play: {gone}"))
    if isinstance(said := parcels.unpack(answer), Misfit):
        return parcels.pack(Misfit(f"{_address()} {said.why}"))
    return answer


def _leave() -> None:
    """Let the process be; the next job gets another."""
    _thread.desk.aide.end()
    del _thread.desk


def _address() -> str:
    from distributed import get_worker

    address: str = get_worker().address
    return address


def _folder() -> str:
    """Where this worker keeps files: Dask clears it, even after a worker that was killed."""
    from distributed import get_worker

    folder: str = get_worker().local_directory
    return folder
