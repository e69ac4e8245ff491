"""Every mistake has its place and its message, all of them at once.

``mistakes/NAME.yaml`` is a wrong spec, ``mistakes/NAME.txt`` what is said about it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model.errors import Mistake, SpecError
from harness.model.spec import Spec

Mistaken = Callable[[str], list[Mistake]]
Read = Callable[[str], Spec]

HERE = Path(__file__).parent / "mistakes"
NAMES = sorted(path.stem for path in HERE.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_spec_is_told_all_its_mistakes(name: str, read: Read) -> None:
    """The whole report of a wrong spec is as it was written down."""
    with pytest.raises(SpecError) as caught:
        read((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    file = caught.value.mistakes[0].file
    said = str(caught.value).replace(file, "spec.yaml")
    assert said + "\n" == (HERE / f"{name}.txt").read_text(encoding="utf-8")


def test_mistakes_come_in_the_order_of_the_file(mistakes: Mistaken) -> None:
    """Whatever is checked first, the report follows the file from top to bottom."""
    places = [(one.line, one.column) for one in mistakes((HERE / "order.yaml").read_text())]
    assert len(places) > 4
    assert places == sorted(places)


def test_a_flood_of_mistakes_is_cut_short(mistakes: Mistaken) -> None:
    """Fifty mistakes are shown, the rest is counted."""
    keys = "".join(f"key{number}: x\n" for number in range(80))
    found = mistakes(keys)
    assert len(found) == 51
    assert found[-1].message == "and 33 more mistakes"


def test_the_caret_stands_under_the_mistake(mistakes: Mistaken) -> None:
    """A mistake inside a value is shown where it is, not at the value's start."""
    found = mistakes(
        "callsheet: 1\nroles: {a: {files: x}}\nrubric:\n  x:\n    gate: one, x\n    is: 1 X\n"
    )
    shown = [str(one).splitlines()[1:] for one in found if "no rubric item 'one'" in one.message]
    assert shown == [["        gate: one, x", "              ^"]]


def test_what_cannot_be_seen_is_spelled_out(mistakes: Mistaken) -> None:
    """A space of no width, as slides and web pages have it, shows in what is said of it."""
    found = mistakes(
        "callsheet: 1\nroles: {a: {files: x}}\nscenes:\n  s:\n    story: |\n      start a\u200b\n"
        "      x: a asks\nrubric: {x: 1 X}\n"
    )
    assert [one.message for one in found] == [r"not understood after 'start': '\u200b'"]


def test_a_long_line_is_cut_where_it_is_shown(mistakes: Mistaken) -> None:
    """A mistake in a line of many thousand characters does not print them all."""
    found = mistakes(f"callsheet: 1\nroles: {{a: {{files: x}}}}\nrubrik: {'x' * 5000}\n")
    assert found
    assert all(len(str(one)) < 500 for one in found)


def _stories() -> list[tuple[str, list[str]]]:
    blocks = (HERE / "stories.lst").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    lines = [block.split("\n") for block in blocks]
    return [
        (
            "\n".join(line for line in block if not line.startswith("! ")),
            [line[2:] for line in block if line.startswith("! ")],
        )
        for block in lines
    ]


@pytest.mark.parametrize(("story", "expected"), _stories())
def test_a_wrong_line_is_told_its_mistake(
    story: str, expected: list[str], story_mistakes: Mistaken
) -> None:
    """Each wrong piece of story in ``stories.lst`` gets the messages (``!``) written under it."""
    found = story_mistakes(story)
    assert [f"{one.line}:{one.column}: {one.message}" for one in found] == expected
