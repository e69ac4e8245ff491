"""What came through a channel instead of a line, for a sentence: the last of it, where it stopped.

* Datagrams are no stream: each is quoted by itself, and one that is sent again and again once.
* Of a long text, such as all that a file has in it, the place is told from which on it is not that.
* White space at the ends is left out, unless the line asks for a line end: a wrong one could not
  be told from a right one.
"""

import re

from harness.checks.streams import Stream
from harness.checks.wording import quote, quote_end

_ENDS_LINE = re.compile(r"[\r\n]|\\[rn]")
_FEW = 4  # datagrams
_MOST = 480  # characters
_LONG = 120  # characters: more than is shown of a text
_PLACE = 24  # characters of the place where two texts part


def excerpt(stream: Stream, begin: int, end: int, wanted: str = "") -> str:
    """What came from offset ``begin`` to ``end``, in quotes; ``wanted``: what was looked for."""
    if stream.datagrams:
        pieces = [stream.text(*each[:2]) for each in stream.pieces(begin) if each[1] <= end]
        words = ", ".join(map(quote, dict.fromkeys(pieces[-_FEW:])))
        alike = len(set(pieces)) == 1 and len(pieces) > 1
        return f"{words}, {len(pieces)} times" if alike else words
    text = stream.text(max(begin, end - _MOST), end)
    return quote_end(text if _ENDS_LINE.search(wanted) else text.strip())


def parting(got: str, wanted: str) -> str:
    """How much of a long text came before something else did; empty if it is short, or none did."""
    if len(wanted) <= _LONG or wanted[:1] not in got:
        return ""
    low, high = 1, len(wanted)  # what begins a text is in ``got`` if more of its beginning is
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in got else (low, middle - 1)
    after = got[got.index(wanted[:low]) + low :]
    told = f"the first {_bytes(wanted[:low])} of these {_bytes(wanted)} bytes, and then "
    if not after:
        return f"{told}nothing"
    return f"{told}{quote(after[:_PLACE])} in place of {quote(wanted[low : low + _PLACE])}"


def _bytes(text: str) -> str:
    return f"{len(text.encode('utf-8', 'surrogateescape')):,}"
