"""Programs that draw windows, in a scene in which programs have terminals only.

Such a program is not wrong: on its author's desk it runs, and here it ends before it has done
anything, if this machine's Python has Tk at all.  It counts only if that is the last that it says
before it ends with an error; then nothing is known of it.
"""

import re

from harness.checks.baffled import Baffled
from harness.checks.play import Play
from harness.checks.records import Records

_NO_DISPLAY = re.compile(
    r"(TclError: (no display name and no \$DISPLAY|couldn't connect to display)"
    r"|Error: No module named '?_?[tT]kinter)[^\n]*\s*\Z"
)
_WHY = "its program opens a window, and the programs of this assignment have a terminal only"


def windowless(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` ended for want of a screen, and the scene has none for it."""
    ended = records.exits.get(who)
    stream = records.stream(("prints", who, None))
    if ended is None or ended.code == 0 or stream is None or who in play.windows:
        return None
    return Baffled(0, _WHY) if _NO_DISPLAY.search(stream.text(0)) else None
