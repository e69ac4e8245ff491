"""Writing a spec into a folder of its own, and reading it back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model.errors import Mistake, SpecError
from harness.model.spec import Spec, Step
from harness.spec import load

HEAD = r"""callsheet: 1
roles:
  server: {files: "*server*.py", does: listen}
  a, b: {files: "*client*.py", does: connect, window: client}
  echo: {by: script}
words:
  m: any
  f: a|b
  s: a|b, not {f}
  n: '/\d+/'
  get path: '"GET {path}"'
  join u: |
    {u} types: hi
scenes:
  one:
    rows: {x: {c: a, t: Tom}}
    story: |
      start server, a, b
      ok: a prints: hello
"""
TAIL = """rubric:
  ok: 10 It works
"""
INDENT = " " * 6

Read = Callable[[str], Spec]
Told = Callable[[str], tuple[Step, ...]]
Mistaken = Callable[[str], list[Mistake]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads the text of a spec, as the assignment ``lab``."""
    folder = tmp_path / "lab"
    folder.mkdir()

    def reading(text: str) -> Spec:
        (folder / "spec.yaml").write_text(text, encoding="utf-8")
        return load(folder)

    return reading


@pytest.fixture
def told(read: Read) -> Told:
    """Reads the lines of a story; gives its steps after the two that every test's story has."""

    def telling(story: str) -> tuple[Step, ...]:
        return read(_whole(story)).scenes["one"].story[2:]

    return telling


@pytest.fixture
def mistakes(read: Read) -> Mistaken:
    """Reads the text of a spec that is wrong; gives its mistakes."""

    def finding(text: str) -> list[Mistake]:
        with pytest.raises(SpecError) as caught:
            read(text)
        return caught.value.mistakes

    return finding


@pytest.fixture
def story_mistakes(mistakes: Mistaken) -> Mistaken:
    """Reads wrong lines of a story; gives the mistakes with lines and columns counted in them."""

    def finding(story: str) -> list[Mistake]:
        above = HEAD.count("\n")
        return [
            Mistake(one.file, one.line - above, one.column - len(INDENT), one.message)
            for one in mistakes(_whole(story))
        ]

    return finding


def _whole(story: str) -> str:
    return HEAD + "".join(f"{INDENT}{line}\n" for line in story.splitlines()) + TAIL
