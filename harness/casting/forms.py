"""What a program wants its messages to be made of, by its source, if that is not plain text.

A scripted role speaks plain text.  What a program makes of that says nothing about one that waits
for JSON or for a length, as long as nobody of its own hand-in shows what it would understand.
"""

import re

from harness.casting.deeds import is_networked
from harness.casting.sources import Source, Sources
from harness.model.casting import JSON, LENGTHS, OBJECTS, VALUES, WORDS

_FORMS = (
    (JSON, r"\bjson\s*\.\s*loads\s*\(|\braw_decode\s*\("),
    (OBJECTS, r"\b(?:c?[pP]ickle|dill|marshal|msgpack)\s*\.\s*(?:loads?|unpackb)\s*\("),
    (LENGTHS, r"\bunpack(?:_from)?\s*\(|\bfrom_bytes\s*\(|\bint\s*\(\s*[\w.]+\.(?:recv|read)\s*\("),
    (VALUES, r"\bliteral_eval\s*\(|\beval\s*\((?!\s*(?:raw_)?input\b)"),
)
_OF_JSON = r"\bfrom\s+json\s+import\b[^\n]*\bloads\b"
_OF_OBJECTS = r"\bfrom\s+c?[pP]ickle\s+import\b[^\n]*\bloads?\b"
# A word of a protocol: in capitals, and something behind it.
_WORD = r"\.(?:startswith|removeprefix)\s*\(\s*[bru]*(?P<q>['\"])(?P<word>[A-Z]{2,}[ :|,;/])(?P=q)"


def form(source: Source, sources: Sources) -> str:
    """What a program's messages have to be made of; empty if plain text may do."""
    for each in sources.uses(source):
        if not is_networked(each):
            continue
        for name, pattern in (*_FORMS, (JSON, _OF_JSON), (OBJECTS, _OF_OBJECTS)):
            if re.search(pattern, each.code):
                return name
        if re.search(_WORD, each.uncommented):
            return WORDS
    return ""
