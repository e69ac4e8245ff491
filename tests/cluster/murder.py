"""For ``dask worker --preload``: a hand-in that says so ends the worker that plays it."""

import os
import signal
from collections.abc import Callable
from functools import wraps

from harness.cluster import parcels, worker


def murderous(play: Callable[[bytes, bytes, str], bytes]) -> Callable[[bytes, bytes, str], bytes]:
    """``play``, but for hand-ins that end who plays them."""

    @wraps(play)
    def grade(parcel: bytes, assignment: bytes, digest: str) -> bytes:
        if any(b"MURDER" in content for _, content in parcels.unpack(parcel).files):
            os.kill(os.getpid(), signal.SIGKILL)
        return play(parcel, assignment, digest)

    return grade


if not hasattr(worker.grade, "__wrapped__"):  # Dask loads this more than once
    worker.grade = murderous(worker.grade)  # type: ignore[assignment]
