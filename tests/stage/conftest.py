"""What the tests of the stage leave behind, taken away at their end."""

import shutil
from collections.abc import Iterator

import pytest

from tests.stage import support


@pytest.fixture(scope="session", autouse=True)
def clean_up() -> Iterator[None]:
    """Remove the copy that was made for ordinary users, if one was."""
    yield
    if support.copy_for_everybody.cache_info().currsize:
        shutil.rmtree(support.copy_for_everybody())


@pytest.fixture(scope="module", params=[support.OWN, support.ORDINARY])
def player(request: pytest.FixtureRequest) -> support.Player:
    """Who plays: the user who runs the tests (root, in a container), and an ordinary one."""
    return support.Player(request.param)
