"""The browser of the tests of pages."""

from tests.reports.conftest import browser

__all__ = ["browser"]
