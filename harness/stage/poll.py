"""Waits at descriptors for parts of a millisecond.

``select.poll`` makes a whole millisecond of each, and the stage looks again much sooner after a
program was woken: most do next to nothing then.
"""

import ctypes
import select
import struct
import sys
from collections.abc import Mapping

from harness.stage import kernel

_ENTRY = struct.Struct("=iHH")


class Poll:
    """Waits at all of these descriptors, each for what its mask says (as for ``select.poll``).

    A mask of 0 waits for nothing, but the kernel delivers there what is on its way.
    """

    def __init__(self, masks: Mapping[int, int]) -> None:
        self._masks = dict(masks)
        entries = b"".join(_ENTRY.pack(number, mask, 0) for number, mask in masks.items())
        self._count = len(masks)
        self._entries = ctypes.create_string_buffer(entries, max(len(entries), 1))

    def ready(self, seconds: float) -> set[int]:
        """Those at which there is something, or that are in no good state; wait so long for one."""
        if sys.platform != "linux":
            return self._select(seconds)
        if not kernel.ppoll(self._entries, self._count, seconds):
            return set()
        return {
            number for number, _, found in _ENTRY.iter_unpack(self._entries.raw[: 8 * self._count])
            if found
        }  # fmt: skip

    def _select(self, seconds: float) -> set[int]:
        """The same where ``poll`` does not know terminals, or not parts of a millisecond."""
        reading = [number for number, mask in self._masks.items() if mask & select.POLLIN]
        writing = [number for number, mask in self._masks.items() if mask & select.POLLOUT]
        found = select.select(reading, writing, [], seconds)
        return {*found[0], *found[1]}
