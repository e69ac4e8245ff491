"""From findings to points."""

from harness.grading.lines import RunFindings
from harness.grading.rubric import Grade, grade

__all__ = ["Grade", "RunFindings", "grade"]
