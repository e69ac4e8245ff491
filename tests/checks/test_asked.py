"""By which another text is known to be found just where the old one was."""

import json
from pathlib import Path

import pytest

from harness.checks import asked, digests
from harness.checks.play import Play
from harness.checks.unfold import unfold
from tests.checks.told import Told, spec_of

STORY = """
start server
start a
one: a prints: "hello there"
two: never a prints: /bye/
"""


def told(folder: Path, printed: str = "hello there\n", story: str = STORY) -> Told:
    """The story, with what a printed."""
    scene = Told(spec_of(folder, story))
    scene.do("start server")
    scene.quiet()
    scene.do("start a")
    scene.prints("a", printed)
    scene.quiet()
    return scene


def other(folder: Path, old: str, new: str) -> Play:
    """The story with something else in it."""
    assert old in STORY
    return unfold(spec_of(folder, STORY.replace(old, new)), "s", "whole", "")


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("hello there", "hello there", True),
        ("/bye/", "/by+e/", True),
        ("/bye/", "/(bye|ciao)/i", True),
        ("/bye/", "/there/", False),
        ("hello there", "hello", False),  # it ends elsewhere
        ("hello there", "hallo there", False),
    ],
)
def test_another_text_finds_the_same_or_not(
    tmp_path: Path, old: str, new: str, *, same: bool
) -> None:
    """It is told by where it is found in all that was searched."""
    scene = told(tmp_path / "old")
    play = other(tmp_path / "new", old, new)
    assert digests.shape(play) == digests.shape(scene.play)
    assert asked.alike(play, scene.performance.outcome().asked) is same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"hello there"', "hello there"),  # another style: words may be anywhere
        ("/bye/", '"bye"'),
        ("prints: /bye/", "shows: /bye/"),
        ("never a", "maybe a"),
        ("two: never a", "one: never a"),
        ("start a\n", "start a\nstart b\n"),
        ("/bye/", "/bye/\none: a prints: hello"),
    ],
)
def test_what_is_more_than_letters_has_another_shape(tmp_path: Path, old: str, new: str) -> None:
    """Whatever decides anything but where a text is found is in the shape."""
    story = f"{STORY}two: by now a prints: there\n"  # which decides the item, whatever is changed
    assert old in story
    mine, changed = (
        unfold(spec_of(tmp_path / name, each), "s", "whole", "")
        for name, each in (("old", story), ("new", story.replace(old, new)))
    )
    assert digests.shape(changed) != digests.shape(mine)


def test_lines_that_come_to_ask_for_one_text_have_another_shape(tmp_path: Path) -> None:
    """Two lines with one text share what they take, so that matters."""
    story = STORY.replace("/bye/", "/bye/\nstart b\none: b prints: ").rstrip()
    apart, alike = (
        unfold(spec_of(tmp_path / text, f'{story} "{text}"'), "s", "whole", "")
        for text in ("hello you", "hello there")
    )
    assert digests.shape(apart) != digests.shape(alike)


def test_too_much_is_not_kept(tmp_path: Path) -> None:
    """Where a program says more than can be kept, the story is followed anew."""
    scene = told(tmp_path / "much", "hullo there " * (asked.MOST_TEXT // 12 + 1))
    assert scene.performance.outcome().asked == ""
    assert not asked.alike(scene.play, "")


def test_it_is_plain_data(tmp_path: Path) -> None:
    """What is kept can be read without running anything: texts, and where each was found."""
    marks, said, rows = json.loads(told(tmp_path).performance.outcome().asked)
    assert "hello there\n" in said
    assert len(marks) == 2
    assert {row[0] for row in rows} == {0, 1}
