"""How much slower a machine is than where its bounds were set: for tests that count its time."""

import time

_WORK = 300_000
_THERE = 0.006  # s


def slowness() -> float:
    """One, or by how much longer some plain Python takes here."""
    return max(1.0, min(map(_seconds, range(5))) / _THERE)


def _seconds(_: int) -> float:
    begun, total = time.process_time(), 0
    for number in range(_WORK):
        total += number % 7
    return time.process_time() - begun
