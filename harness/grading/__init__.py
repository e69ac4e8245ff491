"""From findings to points."""

from harness.grading.lines import RunFindings
from harness.grading.rubric import Grade, grade
from harness.grading.standing import stand, standing

__all__ = ["Grade", "RunFindings", "grade", "stand", "standing"]
