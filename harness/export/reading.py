"""Where the results of a class come from: so far the ``results.json`` of a report folder."""

import json
from dataclasses import dataclass
from pathlib import Path

from harness.model.errors import UsageError
from harness.model.result import Result
from harness.reports import jsonresult
from harness.reports.folder import slug

FILE = "results.json"


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded class.  ``home``: its report folder, with a page for each student; or None."""

    results: tuple[Result, ...]
    home: Path | None = None

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
    file = where / FILE if where.is_dir() else where
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{file} is no JSON: {error}") from error
    try:
        listed = data["results"] if data.get("schema") == jsonresult.RESULTS else [data]
        results = tuple(jsonresult.load(one) for one in listed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{file} holds no results: {error}") from error
    return Graded(results, file.parent if file.name == FILE else None)
