"""Tables for gradebooks: what they share.

Every cell that a student has a say in is made text for a spreadsheet (``harmless``).  Grades are
plain digits and never begin with a sign, so they come back as they went out.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from harness.reports.csvgrades import harmless
from harness.reports.readable import visible


def written(lines: Iterable[Sequence[str]]) -> str:
    """Cells as CSV (RFC 4180)."""
    out = StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()


def paragraph(lines: Iterable[str]) -> str:
    """Several lines as one cell, harmless as a whole."""
    return "\n".join(
        harmless(line) if number == 0 else visible(line) for number, line in enumerate(lines)
    )
