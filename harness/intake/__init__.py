"""Opening a hand-in: whatever a student sent becomes a plain tree of files that is safe to read."""

from harness.intake.batch import list_batch
from harness.intake.opening import Intake, open_submission
from harness.intake.tree import Bounds

__all__ = ["Bounds", "Intake", "list_batch", "open_submission"]
