"""Libraries that no Python brings along, and that a program cannot do without.

Whose program imports one of these has run it where it was installed: that it is not here says
nothing about the program.  Any other module that is not there is a slip of the pen, or a file that
was not handed in, and the program's own error message is the verdict.  So the names are listed (in
:mod:`harness.model.libraries`).

So it is with what only a Python on Windows has (``import winsound``; see also :mod:`.windows`).

What is tried (``try: import colorama``), asked for, or imported by a function may never be needed:
only what stands at the beginning of a line counts.  Whether another import was come to is seen when
the program is played (:mod:`harness.checks.wanting`).
"""

import re
from pathlib import PurePosixPath

from harness.casting.sources import Source, Sources
from harness.casting.windows import only_on_windows
from harness.model.libraries import INSTALLED, OF_WINDOWS
from harness.model.libraries import ONLY_ON_WINDOWS as ONLY

_AT_ONCE = re.compile(r"^(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([^\n;]+))", re.MULTILINE)


def libraries(source: Source, sources: Sources) -> frozenset[str]:
    """The libraries that a program imports as soon as it starts, by the names in its source."""
    own = {part for path in sources.by_path for part in PurePosixPath(path).parts}
    own |= {each.stem for each in sources}
    found = (match for each in sources.uses(source) for match in _AT_ONCE.finditer(each.code))
    named = (
        name for origin, plain in (m.groups() for m in found) for name in _names(origin, plain)
    )
    found_there = (only_on_windows(each, is_main=each is source) for each in sources.uses(source))
    return frozenset(named) & (INSTALLED | OF_WINDOWS) - own | frozenset().union(*found_there)


def lacking(path: str, names: frozenset[str]) -> str:
    """Why a program cannot be run here that imports these."""
    does = "uses" if names & ONLY else "imports"
    where = "only Windows has" if names & (OF_WINDOWS | ONLY) else "no Python of this machine has"
    how = "" if names & (OF_WINDOWS | ONLY) else " (pip install)"
    return f"{path} {does} {' and '.join(sorted(names))}, which {where}{how}"


def _names(origin: str | None, plain: str | None) -> list[str]:
    modules = [origin] if origin else (plain or "").split(",")
    return [module.split()[0].partition(".")[0] for module in modules if module.strip()]
