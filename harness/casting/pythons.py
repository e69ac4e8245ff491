"""The Python that a program gets: the newest that fits, the system's own first.

The system's starts fastest, needs nothing bound into the sandbox, and is the one that the
machine's keeper keeps in order.  Newer Pythons than those that programs are known to run on are
taken only when there is no other.  Releases of one Python are taken for alike, but where a program
has its asyncio read nothing yet: some do so nevertheless.
"""

from collections.abc import Iterable

from harness.casting.versions import Needs
from harness.model.casting import Interpreter

_KNOWN = (3, 13)


TKINTER = " with tkinter (sudo apt-get install python3-tk)"


def choose(
    needs: Needs, interpreters: Iterable[Interpreter], *, windows: bool = False
) -> Interpreter | None:
    """The interpreter for a program, or None if none of them fits.

    ``windows``: it needs one with tkinter; without, its program would end at once, and lose points
    that its author has earned.
    """
    fitting = [
        each for each in interpreters if _fits(each, needs) and (each.windows or not windows)
    ]
    return min(fitting, key=_preference, default=None)


def _fits(interpreter: Interpreter, needs: Needs) -> bool:
    version = interpreter.version
    if needs.two:
        return version[0] == 2
    if needs.pauses and not interpreter.heeds:
        return False
    return needs.least <= version and (needs.most is None or version <= needs.most)


def _preference(interpreter: Interpreter) -> tuple[bool, bool, int, int, str]:
    major, minor = interpreter.version
    known = interpreter.version <= _KNOWN
    age = -minor if known else minor
    return not known, interpreter.root is not None, -major, age, interpreter.path
