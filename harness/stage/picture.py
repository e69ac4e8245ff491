"""A picture of a screen, as a PNG (ISO/IEC 15948), from what an X server gives."""

import struct
import zlib

_QUICK = 1  # level of compression: windows are mostly plain


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
