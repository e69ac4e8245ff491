"""Grades and feedback, in the forms that learning platforms and other tools take.

A module a format, each a pure function from the rows of a class to what a file holds.
"""

from harness.export.formats import FORMATS, write
from harness.export.grades import BLANK, COUNT, Row, rows
from harness.export.reading import Graded, read

__all__ = ["BLANK", "COUNT", "FORMATS", "Graded", "Row", "read", "rows", "write"]
