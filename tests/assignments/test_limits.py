"""How long a scene may last: no slow program is cut off in a story of many lines."""

from pathlib import Path

import pytest

from harness.checks.unfold import unfold
from harness.spec import load

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
_SLOW = 6.0  # s of its own time that a program may take over each line that is typed


@pytest.mark.parametrize("name", sorted(folder.name for folder in ASSIGNMENTS.iterdir()))
def test_who_takes_his_time_over_each_line_is_not_cut_off(name: str) -> None:
    """Server and clients that look once a second take two or three for each line of a chat."""
    spec = load(ASSIGNMENTS / name)
    for title, scene in spec.scenes.items():
        beats = unfold(spec, title, scene.casts[0], next(iter(scene.rows), "")).beats
        typed = sum(slot.kind == "type" for beat in beats for slot in beat.slots)
        assert scene.limit >= typed * _SLOW, title
