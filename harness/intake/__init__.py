"""Opening a hand-in: whatever a student sent becomes a plain tree of files that is safe to read."""

from harness.intake.batch import list_batch, names_of
from harness.intake.gathering import Terms, gather
from harness.intake.opening import Intake, name_of, open_submission
from harness.intake.times import required as read_time
from harness.intake.tree import Bounds

__all__ = [
    "Bounds",
    "Intake",
    "Terms",
    "gather",
    "list_batch",
    "name_of",
    "names_of",
    "open_submission",
    "read_time",
]
