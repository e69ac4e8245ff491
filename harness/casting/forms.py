"""What a program wants its messages to be made of, by its source, if that is not plain text.

A scripted role speaks plain text.  What a program makes of that says nothing about one that waits
for JSON or for a length, as long as nobody of its own hand-in shows what it would understand.
"""

import re

from harness.casting.deeds import is_networked
from harness.casting.sources import Source, Sources
from harness.model.casting import (
    BLOCKS,
    CODED,
    JSON,
    LENGTHS,
    NAME,
    OBJECTS,
    SECRET,
    UTF_16,
    VALUES,
    WORDS,
)

# What was received is made a number: of how much is received then, or the beginning of it.
_NUMBER = (
    r"(?m:^)[ \t]*(?P<got>\w+)[ \t]*=[^\n.]*(?:\.(?!recv[ \t]*\()[^\n.]*)*\.recv[ \t]*\([^\n]*\n"
    r"(?:[^\n]*\n){0,4}?[^\n]*?\b(?P<n>\w+)[ \t]*=[ \t]*int[ \t]*\([ \t]*(?P=got)\b"
)
# A cipher by its name, or by what simple ones do with each letter; TLS.
_CIPHER = (
    r"\bdef[ \t]+\w*(?i:crypt|cipher|caesar|vigenere|xor|scramble)\w*[ \t]*\("
    r"|\bFernet\s*\(|\.decrypt(?:_and_verify)?\s*\("
    r"|\w\s*\^=?\s*\w|\bchr\s*\([^\n]*\bord\s*\(\s*(?P<c>\w+)\s*\)[^\n]*\bfor\s+(?P=c)\b"
    r"|\bssl\s*\.\s*\w+|\bfrom\s+ssl\s+import\b|\bssl[ \t]*="
)
_CODE = (
    r"\b(?:urlsafe_|standard_)?b64decode\s*\(|\bb16decode\s*\(|\bdecodebytes\s*\(|\bunhexlify\s*\("
    r"|\bparse_qsl?\s*\(|\bunquote(?:_plus|_to_bytes)?\s*\(|\bint\s*\(\s*\w+\s*,\s*2\s*\)|\bmap\s*\(\s*chr\b"
    r"|\[\s*:\s*:\s*-1\s*\]"
    r"|\b(?:b32(?:hex)?|[abz]85)decode\s*\(|\ba2b_(?:hex|base64)\s*\(|\bfromhex\s*\(|\bdecompress(?:obj)?\s*\("
)
# Received is whatever comes until there is so much of it.
_UNTIL_FULL = (
    r"\bwhile\s+len\s*\(\s*(?P<have>\w+)\s*\)\s*(?:<|!=)\s*(?P<all>\w+)\s*:\s*\n"
    r"(?:[^\n]*\n){0,2}?[^\n]*\.recv\s*\(\s*(?P=all)\s*-\s*len\s*\(\s*(?P=have)\b"
)
_FORMS = (
    (SECRET, _CIPHER),
    (CODED, _CODE),
    (JSON, r"\bjson\s*\.\s*loads\s*\(|\braw_decode\s*\(|\bfrom\s+json\s+import\b[^\n]*\bloads\b"),
    (OBJECTS, r"\b(?:c?[pP]ickle|dill|marshal|msgpack)\s*\.\s*(?:loads?|unpackb)\s*\("),
    (OBJECTS, r"\bfrom\s+c?[pP]ickle\s+import\b[^\n]*\bloads?\b"),
    (LENGTHS, r"\bunpack(?:_from)?\s*\(|\bfrom_bytes\s*\(|\bint\s*\(\s*[\w.]+\.(?:recv|read)\s*\("),
    (LENGTHS, _NUMBER + r"\["),
    (LENGTHS, _NUMBER + r"[^\n]*\n(?:[^\n]*\n){0,4}?[^\n]*\.recv[ \t]*\([ \t]*(?P=n)\b"),
    (BLOCKS, r"\bMSG_WAITALL\b"),
    (BLOCKS, _UNTIL_FULL),
    (VALUES, r"\bliteral_eval\s*\(|\beval\s*\((?!\s*(?:raw_)?input\b)"),
)
# What comes by the network, whatever a program calls that, becomes a name.
_NAMED = (
    r"(?i)\b(?:\w*name\w*|\w*nick\w*|user(?:_?id)?|users|logins?)(?:\[[^\]\n]*\])?\s*=[^\n=]*"
    r"(?:\.recv|(?<!stdin)\.readline|\breader\.read"
    r"|(?<![.\w])(?:self\.)?(?:recv|receive|read_?(?:line|message|msg))\w*)\s*\("
)
# Python's codecs by their names.
_NAMED_CODE = r"(?i)\bdecode\s*\([^\n]*['\"](?:rot[-_]?13|base64|hex|zlib)(?:[-_]codec)?['\"]"
_WIDE = r"(?i)['\"]utf[-_ ]?(?:16|32)"
# What is no message: the command line, the keyboard, an address.
_OTHER = r"(?![^\n]*(?:argv|\binput\s*\(|stdin|\bopen\s*\(|addr|host))"
# A word of a protocol: in capitals, and something behind it; or what comes is split, and has parts.
_WORD = (
    r"\.(?:startswith|removeprefix)\s*\(\s*[bru]*(?P<q>['\"])[A-Z]{2,}[ :|,;/](?P=q)"
    r"|==\s*[bru]*(?P<r>['\"])(?!BYE|EXIT|QUIT|END|CLOSE|STOP|DONE|YES)[A-Z]{3,}(?:\\n)?(?P=r)"
    rf"|(?m:^{_OTHER}[^\n]*\.split\s*\([^()\n]*\)\s*\[\s*[1-9])"
    rf"|(?m:^{_OTHER}\s*\w+\s*,\s*\w+[^=\n]*=[^=\n]*\.(?:split|partition)\s*\()"
)

# What only the texts of a program tell.
_SAID = (
    (CODED, _NAMED_CODE),
    (UTF_16, _WIDE),
    (WORDS, _WORD),
    (NAME, _NAMED),
)


def form(source: Source, sources: Sources) -> str:
    """What a program's messages have to be made of; empty if plain text may do."""
    used = sources.uses(source)
    if not any(is_networked(each) for each in used):
        return ""
    code = "\n".join(each.code for each in used)
    text = "\n".join(each.uncommented for each in used)
    found = next((name for name, pattern in _FORMS if re.search(pattern, code)), "")
    if found == LENGTHS and re.search(_WIDE, text):
        return UTF_16  # whatever stands before it
    return found or next((name for name, pattern in _SAID if re.search(pattern, text)), "")
