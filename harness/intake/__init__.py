"""Opening a hand-in: whatever a student sent becomes a plain tree of files that is safe to read.

A class's hand-ins are found by :mod:`harness.intake.gathering`, which one hand-in does not need.
"""

from harness.intake.opening import Intake, name_of, open_submission, with_archives
from harness.intake.tree import Bounds

__all__ = [
    "Bounds",
    "Intake",
    "name_of",
    "open_submission",
    "with_archives",
]
