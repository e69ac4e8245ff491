"""Every example of docs/spec.md is read: whole specs as they stand, fragments within a frame."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model.errors import SpecError
from harness.model.spec import VERBS, Spec
from harness.spec import load
from harness.spec.reader import FILE

PAGE = (Path(__file__).parents[2] / "docs" / "spec.md").read_text(encoding="utf-8")
BLOCKS = [
    (found[1], found[2])
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
]
EXAMPLES = [(kind, text) for kind, text in BLOCKS if kind in ("yaml", "story")]
FRAME = EXAMPLES[-1][1]
GREET = next(text for _, text in EXAMPLES if text.startswith("words:"))
LAST = "      a asks\n"


def _tables(text: str) -> dict[str, str]:
    return dict(re.findall(r"^(\w+):(.*\n(?:[ #].*\n|\n)*)", text, re.MULTILINE))


def _completed(kind: str, text: str) -> str:
    if kind == "story":
        assert LAST in FRAME
        lines = "".join(f"      {line}\n" for line in text.splitlines())
        framed = FRAME.replace(LAST, lines)
        return _with(framed, GREET) if "do greet" in text else framed
    return text if text.startswith("callsheet:") else _with(FRAME, text)


def _with(frame: str, fragment: str) -> str:
    tables = _tables(frame)
    for name, entries in _tables(fragment).items():
        tables[name] = tables.get(name, "\n") + entries.lstrip("\n")
    return "".join(f"{name}:{entries}" for name, entries in tables.items())


@pytest.fixture
def complete(tmp_path: Path) -> Callable[[str, str], Spec]:
    """Reads an example, completed to a whole spec."""
    (tmp_path / "kit").mkdir()
    for name in ("timer.py", "relay.py"):
        (tmp_path / "kit" / name).touch()

    def reading(kind: str, text: str) -> Spec:
        (tmp_path / FILE).write_text(_completed(kind, text), encoding="utf-8")
        return load(tmp_path)

    return reading


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_an_example_is_read(kind: str, text: str, complete: Callable[[str, str], Spec]) -> None:
    """It has no mistake, and says something."""
    spec = complete(kind, text)
    assert spec.rubric
    assert all(scene.story for scene in spec.scenes.values())


def test_an_example_that_is_wrong_would_be_noticed(
    complete: Callable[[str, str], Spec],
) -> None:
    """Completing a fragment hides none of its mistakes."""
    for kind, text in (("story", "a prints: {nope}\n"), ("yaml", "words:\n  w: /x\n")):
        with pytest.raises(SpecError):
            complete(kind, text)


_WRITTEN = {"sends": "->", "lasts": r"\bwaits [\d.]+ s"}


def test_every_verb_has_an_example() -> None:
    """Each verb of the notation stands in some story of the page."""
    stories = "".join(text for _, text in EXAMPLES)
    for verb in VERBS:
        shown = _WRITTEN.get(verb, rf"\b{verb.removesuffix('s')}s?\b")
        assert re.search(rf"^ *(\w+: )?.*{shown}", stories, re.MULTILINE), verb


def test_the_shown_mistake_is_the_one_that_is_made(tmp_path: Path) -> None:
    """The message that the page shows is what the reader says."""
    shown = next(text for kind, text in BLOCKS if kind == "text")
    first = EXAMPLES[0][1].replace("start server\n", "start sever\n", 1)
    (tmp_path / FILE).write_text(first, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load(tmp_path)
    assert str(caught.value).replace(str(tmp_path / FILE), "first/spec.yaml") + "\n" == shown
