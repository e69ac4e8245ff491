"""Desks for the kits' tests."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.assignments.desk import Desk, lay_out, needs_screen

# Where the port stands.
SETTINGS = {
    "pingpong-cli": "utils2.py",
    "pingpong-gui": "utils.py",
    "instant-messaging": "utils.py",
}

SetUp = Callable[..., Desk]


@pytest.fixture
def set_up(tmp_path: Path) -> Iterator[SetUp]:
    """A desk with an assignment's kit and reference on it, and a screen if the kit has windows."""
    with ExitStack() as desks:

        def ready(assignment: str, python: str = sys.executable, *, screen: bool = False) -> Desk:
            if screen:
                needs_screen(python)
            port = lay_out(assignment, tmp_path, SETTINGS[assignment])
            desk = desks.enter_context(Desk(tmp_path, python, port))
            if screen:
                desk.raise_screen()
            return desk

        yield ready
