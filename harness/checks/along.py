"""Lines that were taken out of a socket along with what came before them.

A program that is sent two lines at once takes both with one read, be it that its library reads
ahead or that it asked for all there is, and can still turn to the second one later.  So of all
lines that one read took only the first is known to have been wanted then.
"""

from harness.checks.streams import Stream

WHY = "one read took it along with the line before, and when the program turned to it, nobody sees"


def along(stream: Stream, at: int) -> bool:
    """Whether what was read at an offset stands in a later line of those that its read took."""
    text = stream.text(0)
    return any(begin <= at < end and "\n" in text[begin:at] for begin, end, _ in stream.pieces(0))


def later(stream: Stream) -> list[str]:
    """What was taken along: of each read all but its first line."""
    text = stream.text(0)
    return [text[begin:end].partition("\n")[2] for begin, end, _ in stream.pieces(0)]
