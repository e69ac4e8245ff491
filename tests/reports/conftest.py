"""A browser for the tests that look at pages, one for all of them."""

from collections.abc import Iterator

import pytest

from tests.reports.browser import Browser, find


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped, and says so."""
    if find() is None:
        pytest.skip("Chromium is not installed: pages were not looked at in a browser")
    opened = Browser(tmp_path_factory.mktemp("chromium"))
    yield opened
    opened.close()
