"""Hand-ins of ``chat-room``: the table, and the programs that come of a row of it."""

from bench.composed.chat_room.expected import expected
from bench.composed.chat_room.hand_in import files
from bench.composed.chat_room.table import TABLE

__all__ = ["TABLE", "expected", "files"]
