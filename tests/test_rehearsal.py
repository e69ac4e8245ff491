"""A story that a class has met is gone through once where the worlds of later hand-ins are made."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness import pipeline
from harness.checks import pattern
from harness.checks.performance import StoryPerformance
from harness.model.play import Outcome
from tests import small

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[StoryPerformance]:
    """The performances that were made in this process; those of the worlds are not."""
    made: list[StoryPerformance] = []

    class Told(StoryPerformance):
        def outcome(self) -> Outcome:
            made.append(self)
            return super().outcome()

    monkeypatch.setattr(pipeline, "StoryPerformance", Told)
    return made


@pytest.mark.parametrize(("source", "gone_through"), [(small.GOOD, 1), (small.SILENT, 0)])
def test_what_two_hand_ins_have_met_is_gone_through_once(
    followed: list[StoryPerformance], tmp_path: Path, source: str, gone_through: int
) -> None:
    """Not by the first, which may be the only one; nor by what does not show the whole story."""
    course = pipeline.prepare(small.assignment(tmp_path / "echo"))
    folder = small.submission(tmp_path / "handed-in", source)
    counts = []
    for _ in range(4):
        pipeline.grade_submission(course, folder, 1)
        counts.append(len(followed))
    assert counts == [0, gone_through, gone_through, gone_through]


@pytest.mark.parametrize(("before", "ended"), [(1, "fault"), (2, "done")])
def test_later_worlds_find_all_expressions_made(
    before: int, ended: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once two have met a story, a world that could make no more of them plays it all the same."""
    spec = small.SPEC.replace("parrot", f"cockatoo {before}")  # which no other test speaks of
    course = pipeline.prepare(small.assignment(tmp_path / "echo", spec))
    folder = small.submission(tmp_path / "handed-in")
    for _ in range(before):
        pipeline.grade_submission(course, folder, 1)

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(pattern, "re", SimpleNamespace(**{**vars(re), "compile": refuse}))
    (run,) = pipeline.grade_submission(course, folder, 1).scenes
    assert run.ended == ended
