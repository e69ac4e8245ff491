"""Programs that end for want of what their author's desk has, and this machine has not.

Those that draw windows, in a scene in which programs have terminals only; and those that ask for a
language (``locale.setlocale(LC_ALL, 'es_ES.UTF-8')``), of which a machine has a few, or for a
variable of the environment that a person would set before.

Such a program is not wrong: here it ends before it has done anything.  It counts only if that is
the last that it says before it ends with an error; then nothing is known of it.
"""

import re

from harness.checks.baffled import Baffled
from harness.checks.play import Play
from harness.checks.records import Records

_NO_DISPLAY = re.compile(
    r"(TclError: (no display name and no \$DISPLAY|couldn't connect to display)"
    r"|Error: No module named '?_?[tT]kinter)[^\n]*\s*\Z"
)
_NO_LOCALE = re.compile(r"^(locale\.)?Error: unsupported locale setting\s*\Z", re.MULTILINE)
_NO_VARIABLE = re.compile(
    r"(?:<frozen os>|\bos\.py)\", line \d+, in __getitem__\n(?:[^\n]*\n)?KeyError: '\w+'\s*\Z"
    r"|^(?!\w*(?:Error|Exception)\b)[^\n]*\benv(?:ironment)? var(?:iable)?s?\b[^\n]*\s*\Z",
    re.IGNORECASE | re.MULTILINE,
)
_WINDOW = "its program opens a window, and the programs of this assignment have a terminal only"
_LOCALE = "its program asks for a language (locale) that this machine does not have"
_VARIABLE = "its program wants something in its environment, and a person has to set it"


def wanting(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` ended for want of a screen, a locale or a variable."""
    ended = records.exits.get(who)
    stream = records.stream(("prints", who, None))
    if ended is None or ended.code == 0 or stream is None:
        return None
    said = stream.text(0)
    if who not in play.windows and _NO_DISPLAY.search(said):
        return Baffled(0, _WINDOW)
    if _NO_LOCALE.search(said):
        return Baffled(0, _LOCALE)
    if _NO_VARIABLE.search(said):
        return Baffled(0, _VARIABLE)
    return None
