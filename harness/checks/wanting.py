"""Programs that end for want of what their author's desk has, and this machine has not.

Those that draw windows, in a scene in which programs have terminals only; and those that ask for a
language (``locale.setlocale(LC_ALL, 'es_ES.UTF-8')``), of which a machine has a few, or for a
variable of the environment that a person would set before.

Such a program is not wrong: here it ends before it has done anything.  It counts only if that is
the last that it says before it ends with an error; then nothing is known of it.

And those that come to an import of what has to be installed, or to what only Windows has.  Python
tells of it in a traceback, behind which nothing is known of the program, be it that it goes on.
"""

import re

from harness.checks.baffled import Baffled
from harness.checks.play import Play
from harness.checks.records import Records
from harness.checks.streams import Stream
from harness.model.libraries import INSTALLED, OF_WINDOWS, ONLY_ON_WINDOWS

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
# Below a line of code: the last line of a traceback.
_MISSING = re.compile(
    r"^[ ]+\S[^\n]*\n"
    r"(?:(?:ModuleNotFound|Import)Error: No module named '?(?P<library>\w+)"
    r"|ImportError: cannot import name '?(?P<name>\w+)'? from '(?P<origin>\w+)'"
    r"|AttributeError: module '(?P<module>\w+)' has no attribute '(?P<attribute>\w+)')",
    re.MULTILINE,
)
_WINDOW = "its program opens a window, and the programs of this assignment have a terminal only"
_LOCALE = "its program asks for a language (locale) that this machine does not have"
_VARIABLE = "its program wants something in its environment, and a person has to set it"


def wanting(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` went without a screen, a locale, a variable or a library."""
    ended = records.exits.get(who)
    stream = records.stream(("prints", who, None))
    if stream is None:
        return None
    if ended is None or ended.code == 0:
        return _without_library(stream)
    said = stream.text(0)
    if who not in play.windows and _NO_DISPLAY.search(said):
        return Baffled(0, _WINDOW)
    if _NO_LOCALE.search(said):
        return Baffled(0, _LOCALE)
    if _NO_VARIABLE.search(said):
        return Baffled(0, _VARIABLE)
    return _without_library(stream)


def _without_library(stream: Stream) -> Baffled | None:
    """Whether Python told of a library that is not here, and since when."""
    for found in _MISSING.finditer(stream.text(0)):
        since = stream.event(found.end())
        library = found["library"]
        if library in OF_WINDOWS:
            return Baffled(since, f"its program imports {library}, which only Windows has")
        if library in INSTALLED:
            return Baffled(since, f"its program imports {library}, which is not installed here")
        used = f"{found['module'] or found['origin']}.{found['attribute'] or found['name']}"
        if used in ONLY_ON_WINDOWS:
            return Baffled(since, f"its program uses {used}, which only Windows has")
    return None
