"""Programs of Python 2 at whose keyboard a text has to be typed in quotes."""

import re

from harness.casting.sources import Source, Sources

_INPUT, _RAW_INPUT = r"(?<![\w.])input\s*\(", r"(?<![\w.])raw_input\s*\("
_INPUT_REPLACED = r"(?m)^\s*(?:def\s+input\b|(?:\w+\.)?input\s*=|from\s+\S+\s+import\s+input\b)"


def evaluates_input(source: Source, sources: Sources) -> bool:
    """True if Python 2's ``input()``, which evaluates what is typed, reads the keyboard."""
    code = "\n".join(each.code for each in sources.uses(source))
    return (
        re.search(_INPUT, code) is not None
        and re.search(_INPUT_REPLACED, code) is None
        and re.search(_RAW_INPUT, code) is None
    )
