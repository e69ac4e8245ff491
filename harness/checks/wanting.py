"""Programs that end for want of what their author's desk has, and this machine has not.

Those that draw windows, in a scene in which programs have terminals only; and those that ask for a
language (``locale.setlocale(LC_ALL, 'es_ES.UTF-8')``), of which a machine has a few.

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
_WINDOW = "its program opens a window, and the programs of this assignment have a terminal only"
_LOCALE = "its program asks for a language (locale) that this machine does not have"


def wanting(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` ended for want of a screen that the scene has not for it, or of a locale."""
    ended = records.exits.get(who)
    stream = records.stream(("prints", who, None))
    if ended is None or ended.code == 0 or stream is None:
        return None
    said = stream.text(0)
    if who not in play.windows and _NO_DISPLAY.search(said):
        return Baffled(0, _WINDOW)
    return Baffled(0, _LOCALE) if _NO_LOCALE.search(said) else None
