"""Programs that end for want of what their author's desk has, and this machine has not.

Those that draw windows, in a scene in which programs have terminals only; and those that ask for a
language (``locale.setlocale(LC_ALL, 'es_ES.UTF-8')``), of which a machine has a few, or for a
variable of the environment that a person would set before.

Such a program is not wrong: here it ends before it has done anything.  It counts only if that is
the last that it says before it ends with an error; then nothing is known of it.

And those that come to an import of what has to be installed, or to what only Windows has, or to a
command of somebody's desk (``subprocess.run(["say", text])``).  Python tells of it in a traceback,
behind which nothing is known of the program, be it that it goes on; so with a language or variable.
"""

import re

from harness.checks.baffled import Baffled
from harness.checks.play import Play
from harness.checks.records import Records
from harness.checks.streams import Stream
from harness.model.libraries import COMMANDS, INSTALLED, OF_WINDOWS, ONLY_ON_WINDOWS

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
# The last line of a traceback, and as much of it as tells where that came from.
_MISSING = re.compile(
    r"^[ ]+\S[^\n]*\n"
    r"(?:(?:ModuleNotFound|Import)Error: No module named '?(?P<library>\w+)"
    r"|ImportError: cannot import name '?(?P<name>\w+)'? from '(?P<origin>\w+)'"
    r"|AttributeError: module '(?P<module>\w+)' has no attribute '(?P<attribute>\w+)'"
    r"|_tkinter\.TclError: bad (?:argument|attribute) "
    r"\"(?P<look>zoomed|-(?:toolwindow|transparentcolor|disabled))\""
    r"|(?P<locale>(?:locale\.)?Error: unsupported locale setting))"
    r"|(?:<frozen os>|\bos\.py)\", line \d+, in __getitem__\n"
    r"(?:[ ][^\n]*\n)?(?P<variable>KeyError: '\w+'\s*$)"
    r"|\bsubprocess\.py\", line \d+, in _execute_child\n"
    r"(?:[ ][^\n]*\n)*FileNotFoundError: [^\n]*: '(?P<command>[\w.-]+)'",
    re.MULTILINE,
)
_WINDOW = "its program opens a window, and the programs of this assignment have a terminal only"
_LOCALE = "its program asks for a language (locale) that this machine does not have"
_VARIABLE = "its program wants something in its environment, and a person has to set it"


def wanting(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` went without a screen, a locale, a variable, a library or a command."""
    ended = records.exits.get(who)
    stream = records.stream(("prints", who, None))
    if stream is None:
        return None
    if ended is None or ended.code == 0:
        return _in_traceback(stream)
    said = stream.text(0)
    if who not in play.windows and _NO_DISPLAY.search(said):
        return Baffled(0, _WINDOW)
    if _NO_LOCALE.search(said):
        return Baffled(0, _LOCALE)
    if _NO_VARIABLE.search(said):
        return Baffled(0, _VARIABLE)
    return _in_traceback(stream)


def _in_traceback(stream: Stream) -> Baffled | None:
    """Whether Python told of something that is not here, and since when."""
    for found in _MISSING.finditer(stream.text(0)):
        why = _why(found)
        if why:
            return Baffled(stream.event(found.end()), why)
    return None


def _why(found: re.Match[str]) -> str:
    library, command = found["library"], found["command"]
    if found["locale"]:
        return _LOCALE
    if found["variable"]:
        return _VARIABLE
    if library in OF_WINDOWS:
        return f"its program imports {library}, which only Windows has"
    if library in INSTALLED:
        return f"its program imports {library}, which is not installed here"
    if found["look"]:
        return f"its program wants a window to be {found['look']!r}, which Linux does not know"
    if command in COMMANDS:
        return f"its program runs the command {command}, which this machine does not have"
    used = f"{found['module'] or found['origin']}.{found['attribute'] or found['name']}"
    return f"its program uses {used}, which only Windows has" if used in ONLY_ON_WINDOWS else ""
