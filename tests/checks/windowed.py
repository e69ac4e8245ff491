"""Stories whose roles have windows, told by hand."""

from pathlib import Path

from harness.model import events as ev
from tests.checks.told import Told, spec_of


def played(
    folder: Path, story: str, *, words: str = "", rows: str = "", window: str = "client"
) -> Told:
    """A story whose roles a and b have windows, begun as far as it goes by itself."""
    spec = spec_of(folder, story, words=words, rows=rows, casts="whole, clients", window=window)
    return Told(spec, row=next(iter(spec.scenes["s"].rows), ""))


def pressed(told: Told, who: str, text: str) -> None:
    """The action that is due is done, and that is told."""
    told.do(f"press {who}")
    told.tell(ev.Pressed(n=told.n, at=0, who=who, text=text))
