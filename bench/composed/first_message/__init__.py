"""Hand-ins of ``first-message``: the table, and the programs that come of a row of it."""

from bench.composed.first_message.expected import expected
from bench.composed.first_message.hand_in import files
from bench.composed.first_message.table import TABLE

__all__ = ["TABLE", "expected", "files"]
