"""What `make fuzz` feeds takes its first bytes, and what was found by it stays mended."""

import pytest

from tests.fuzz.targets import TARGETS, seeds


@pytest.mark.parametrize("name", TARGETS)
def test_each_target_takes_its_seeds(name: str) -> None:
    """A target that fails on what is right would say nothing of what is wrong."""
    for seed in seeds(name):
        TARGETS[name](seed)


def test_a_segment_that_is_sent_again_may_be_longer() -> None:
    """It waits for one before it, and comes again with more: all of that counts (by atheris)."""
    first, length = bytes([255, 255, 255, 240]), bytes([30])
    waits, again, missing = bytes([10, 5]), bytes([10, 21]), bytes([0, 10])
    TARGETS["segments"](first + length + waits + again + missing)


def test_a_target_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tap puts segments together wrongly the target says so."""
    monkeypatch.setattr("harness.stage.tap._in_order", lambda _: b"x")
    with pytest.raises(AssertionError):
        TARGETS["segments"](next(one for one in seeds("segments") if one))
