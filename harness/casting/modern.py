"""A program for Python 2, as it would stand in the grammar of Python 3.

What only Python 2 can parse has no syntax tree here, and of a text without one little can be known.
Most of what parts the two grammars is a handful of forms, though (``print x``, ``except E, e``),
and no question that is asked of a command line depends on them.  So these are put into forms that
parse, on the same lines.  The outcome is for reading only: it does not do the same.
"""

import re
from functools import lru_cache

from harness.casting.sources import TOKEN, Source

_HELD = re.compile('"\0(\\d+)\0"|#\0(\\d+)\0')
_FORMS = tuple(
    (re.compile(form, re.MULTILINE), instead)
    for form, instead in (
        # 'print "a", b' and 'print >>file, a' become values, wherever their last line is
        (r"(^[ \t]*|[:;][ \t]*)(?:print|exec)[ \t]*(?=>>)", r"\1_ = 0 "),
        (r"(^[ \t]*|[:;][ \t]*)(?:print|exec)\b(?=[ \t]*[^\s(=.,)\[;#>])", r"\1_ = "),
        (r"(^[ \t]*|[:;][ \t]*)print[ \t]*(?=$|[;#])", r"\1_ = 0"),
        (r"\bexcept[ \t]*([\w.]{1,99}|\([^()]*\))[ \t]*,[^:\n]{1,99}:", r"except \1 as error:"),
        (r"\braise[ \t]+([\w.]+)[ \t]*,[^\n;]*", r"raise \1"),
        (r"<>", "!="),
        (r"`([^`\n]*)`", r"str(\1)"),
        (r"(?<![\w.])0(?=[0-7]+\b)", "0o"),
        (r"\b(\d+)[lL]\b", r"\1"),
    )
)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


@lru_cache(maxsize=32)
def modern(source: Source) -> Source:
    """The same if it parses; else in the grammar of Python 3, if it then does."""
    if source.tree is not None or "\0" in source.text:
        return source
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        """Keep what stands in strings and comments as it is."""
        text = found[0]
        prefix = found["prefix"] or ""
        if "u" in prefix.lower():  # 'ur"…"' is no prefix any more
            text = re.sub("[uU]", "", prefix) + text.removeprefix(prefix)
        held.append(text)
        mark = f"\0{len(held) - 1}\0"
        return f"#{mark}" if text[0] == "#" else f'"{mark}"'

    text = TOKEN.sub(hold, source.text)
    text = _INDENT.sub(lambda found: found[0].expandtabs(8), text)
    for form, instead in _FORMS:
        text = form.sub(instead, text)
    text = _HELD.sub(lambda found: held[int(found[1] or found[2])], text)
    translated = Source(source.path, text, source.coding)
    return translated if translated.tree is not None else source
