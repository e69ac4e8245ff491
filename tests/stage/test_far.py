"""What counts as a limit of the clock library's, which to the kernel is none."""

import struct

import pytest

from harness.stage import kernel, sleeps, timekeeper
from harness.stage.threads import Look
from harness.stage.timekeeper import FAR_FROM_NOW, FAR_IN_TIME

_IN_2031 = 1_925_000_000


@pytest.mark.parametrize(
    ("name", "arguments", "seconds", "far"),
    [
        ("clock_nanosleep", (0, 0, 1, 0), FAR_FROM_NOW, True),
        ("clock_nanosleep", (0, 0, 1, 0), FAR_FROM_NOW - 60, True),  # it was stopped, and goes on
        ("clock_nanosleep", (0, 1, 1, 0), _IN_2031, False),
        ("clock_nanosleep", (0, 1, 1, 0), FAR_IN_TIME, True),
        ("futex", (8, 0x189, 0, 1), _IN_2031, False),
        ("futex", (8, 0x189, 0, 1), FAR_IN_TIME, True),
        ("futex", (8, 0x80, 0, 1), FAR_FROM_NOW - 60, True),
        ("futex", (8, 0x86, 0, 1), _IN_2031, False),
        ("mq_timedreceive", (3, 8, 9, 0, 1), _IN_2031, False),
        ("ppoll", (8, 1, 1, 0), FAR_FROM_NOW - 60, True),
        ("ppoll", (8, 1, 1, 0), 60, False),
    ],
)
def test_a_point_in_time_is_not_what_is_left_of_a_far_limit(
    name: str,
    arguments: tuple[int, ...],
    seconds: int,
    far: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A second of the year 2031, as a number, is some two thousand million, as the limit is."""
    given = struct.pack("=2q", seconds, 0)
    for module in (timekeeper, sleeps):
        monkeypatch.setattr(module, "memory", lambda *_: given)
    words = " ".join(hex(word) for word in (*arguments, 0, 0, 0)[:6])
    seen = Look(7, 7, "S", f"{kernel.numbers()[name]} {words} 0x7ffe 0x7fff", "1 1 1")
    assert timekeeper.waits_for_clock(seen) == far
    if name in ("clock_nanosleep", "futex"):
        assert (sleeps.sleep(seen).limit is None) == far
