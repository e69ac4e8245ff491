"""A picture of a screen, as a PNG (ISO/IEC 15948), from what an X server gives."""

import struct
import zlib

from harness.model.casting import Screenshot
from harness.stage.places import Box

_MOST, _MOST_BYTES = 60, 8 * 2**20  # of one role's in one scene
_QUICK = 1  # level of compression: windows are mostly plain


class Album:
    """The pictures of one role's screen: those that differ, and not too many."""

    def __init__(self, role: str) -> None:
        self._role = role
        self.shots: list[Screenshot] = []

    @property
    def full(self) -> bool:
        """Whether no more is kept."""
        held = sum(len(shot.png) for shot in self.shots)
        return len(self.shots) >= _MOST or held >= _MOST_BYTES

    def keep(self, number: int, points: object, box: Box) -> None:
        """Keep a picture of ``box``, taken after event ``number``."""
        _, _, width, height = box
        if not isinstance(points, bytes) or len(points) < 4 * width * height:
            return
        shot = png(points, width, height)
        if not self.shots or self.shots[-1].png != shot:
            self.shots.append(Screenshot(number, self._role, shot))


def png(points: bytes, width: int, height: int) -> bytes:
    """A PNG of points that have four bytes each: blue, green, red, nothing."""
    colours = bytearray(3 * width * height)
    for place, source in enumerate((2, 1, 0)):
        colours[place::3] = points[source::4]
    line = 3 * width
    rows = b"".join(b"\0" + colours[n : n + line] for n in range(0, line * height, line))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, _QUICK)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
