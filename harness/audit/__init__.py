"""The grader, graded: what an assignment's own hand-ins must get, and whether they do."""

from harness.audit.expectations import HandIn, mistakes, samples
from harness.audit.judging import Audit, Row, compare, judge, losses
from harness.audit.playing import audit

__all__ = ["Audit", "HandIn", "Row", "audit", "compare", "judge", "losses", "mistakes", "samples"]
