"""Where the results of a class come from: its store, or a file that ``--json`` wrote.

The store of a report folder has every grade as soon as it is known; ``results.json`` beside it is
written when the whole class is graded, so after a batch that was killed it is older, or not there.
"""

import json
from pathlib import Path

from harness.model.errors import UsageError
from harness.model.quick import dataclass
from harness.model.result import Result
from harness.reports import jsonresult
from harness.reports.folder import by_name, slug
from harness.store.database import STORE, Store

FILE = "results.json"


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded class.  ``home``: its report folder, with a page for each student; or None.

    ``ungraded``: the names of those of the class who have no grade yet.
    """

    results: tuple[Result, ...]
    home: Path | None = None
    ungraded: tuple[str, ...] = ()

    def page(self, result: Result) -> bytes | None:
        """A student's page as it was written when the class was graded, if it is there."""
        if self.home is None:
            return None
        try:
            return (self.home / slug(result.submission) / "index.html").read_bytes()
        except OSError:
            return None


def read(where: Path) -> Graded:
    """The class in a report folder, or in a file that ``--json`` wrote.  Raises UsageError."""
    if (where / STORE).is_file():
        store = Store(where / STORE)
        graded = {one.submission: one.result for one in store.standings()}
        everyone = by_name(jsonresult.load(json.loads(text)) for text in graded.values())
        ungraded = tuple(name for name in store.enrolled() if name not in graded)
        return Graded(tuple(everyone), where, ungraded)
    file = where / FILE if where.is_dir() else where
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        advice = "; name the folder that 'batch' wrote to with --out, or its results.json"
        raise UsageError(f"{file}: {error.strerror}{advice}") from error
    except ValueError as error:
        raise UsageError(f"{file} is no JSON: {error}") from error
    try:
        listed = data["results"] if data.get("schema") == jsonresult.RESULTS else [data]
        results = tuple(jsonresult.load(one) for one in listed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{file} holds no results: {error}") from error
    return Graded(results, file.parent if file.name == FILE else None)
