"""Programs of others that run in the tests' browser; harness/setup.sh gets them from npm."""

from pathlib import Path

import pytest

_PLACE = Path(__file__).parents[2] / ".venv" / "npm"


def source(name: str) -> str:
    """The text of such a file; without it the test is skipped, and says so."""
    file = _PLACE / name
    if not file.is_file():
        pytest.skip(f"{name} is not there: harness/setup.sh test gets it where npm is")
    return file.read_text(encoding="utf-8")
