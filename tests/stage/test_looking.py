"""How often a window is looked at that ticks, and shows nothing new."""

from types import SimpleNamespace
from typing import Any, cast

from harness.stage.driver import Driver


def _looks(driver: Driver, ticks: int) -> int:
    """How many of so many ticks are looked at, if no look finds anything."""
    looks = 0
    for _ in range(ticks):
        if not driver._skip(quiet=False):
            looks += 1
            driver._vain += 1
    return looks


def test_who_has_done_something_is_looked_at_soon() -> None:
    """Looks get rarer while nothing happens; what then happens is seen before the next is done."""
    recorder = SimpleNamespace(caused=0)
    driver = Driver(cast("Any", None), "p", cast("Any", recorder), lambda *_: None)
    assert _looks(driver, 10) == 4
    assert _looks(driver, 300) < 30
    assert _looks(driver, 10) <= 1
    recorder.caused += 1
    assert _looks(driver, 2) == 1
    assert driver._skip(quiet=False)
