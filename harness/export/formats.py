"""The formats by name, and the only place of this layer that writes."""

from collections.abc import Callable, Sequence
from pathlib import Path

from harness.export.canvas import canvas
from harness.export.feedback import pages
from harness.export.grades import Row
from harness.export.junit import junit
from harness.export.moodle import moodle
from harness.export.plain import excel, plain
from harness.export.reading import Graded
from harness.model.errors import UsageError

_FILES: dict[str, Callable[[Sequence[Row], str], str | bytes]] = {
    "canvas": canvas,
    "moodle": moodle,
    "csv": plain,
    "excel": excel,
    "junit": junit,
}
FORMATS = (*_FILES, "feedback")


def write(form: str, graded: Graded, rows: Sequence[Row], column: str, out: Path) -> int:
    """Write one format to ``out``; how many students or pages there are in it.

    Raises UsageError if pages would go into a folder that holds something else.
    """
    if form == "feedback":
        return _pages(graded, rows, out)
    content = _FILES[form](rows, column)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content.encode() if isinstance(content, str) else content)
    return len(rows)


def _pages(graded: Graded, rows: Sequence[Row], out: Path) -> int:
    # What lies there would be uploaded too, to whoever it happens to fit.
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out}: is not an empty folder")
    out.mkdir(parents=True, exist_ok=True)
    found = dict(pages(rows, graded))
    for name, page in found.items():
        (out / name).write_bytes(page)
    return len(found)
