"""What came through a channel instead of a line, for a sentence: the last of it, where it stopped.

* Datagrams are no stream: each is quoted by itself, and one that is sent again and again once.
* White space at the ends is left out, unless the line asks for a line end: a wrong one could not
  be told from a right one.
"""

import re

from harness.checks.streams import Stream
from harness.checks.wording import quote, quote_end

_ENDS_LINE = re.compile(r"[\r\n]|\\[rn]")
_FEW = 4  # datagrams
_MOST = 480  # characters


def excerpt(stream: Stream, begin: int, end: int, wanted: str = "") -> str:
    """What came from offset ``begin`` to ``end``, in quotes; ``wanted``: what was looked for."""
    if stream.datagrams:
        pieces = [stream.text(*each[:2]) for each in stream.pieces(begin) if each[1] <= end]
        words = ", ".join(map(quote, dict.fromkeys(pieces[-_FEW:])))
        alike = len(set(pieces)) == 1 and len(pieces) > 1
        return f"{words}, {len(pieces)} times" if alike else words
    text = stream.text(max(begin, end - _MOST), end)
    return quote_end(text if _ENDS_LINE.search(wanted) else text.strip())
