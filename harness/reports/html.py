"""The web pages: one a student, and one for the class.  Self-contained, readable offline.

Everything that comes from a submission is text to :mod:`harness.reports.markup`, which alone makes
markup; the pages' content policy forbids what is left.
"""

from harness.reports.index import index_page
from harness.reports.student import student_page

__all__ = ["index_page", "student_page"]
