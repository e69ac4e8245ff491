"""Programs that are part of a package, and so are run as ``python -m package.module``.

A file that imports relatively (``from . import protocol``), or by the name of a folder that it lies
in (``from chatapp.protocol import …``), cannot be run as a plain file: Python would not know its
package.  It is run from the folder above the package, as its writer has to run it.  A package
whose files lie at the top of the hand-in was packed without its folder, whose name can be any.

So is one that imports what lies beside its folder (``from shared.config import PORT`` in
'server/main.py'), which a development environment finds by itself.  And a program that opens
'config.ini', which lies in a folder above its own, is started there: ``python server/server.py``.
"""

import re
import sys
from pathlib import PurePosixPath

from harness.casting.sources import Source, Sources

TOP = "student"  # the name of the folder in which a hand-in lies on the stage


def module(source: Source, sources: Sources) -> str:
    """The name of ``source`` for ``python -m``; empty for a program that is run as a file."""
    home = PurePosixPath(source.path).parent
    depth = _depth(source, sources, home)
    if depth == 0:
        return ""
    folders = (TOP, *home.parts)[-depth:] if depth > len(home.parts) else home.parts[-depth:]
    names = [*folders, *([] if source.stem == "__main__" else [source.stem])]
    # a name with a dot in it names two packages
    return "" if any("." in name for name in names) else ".".join(names)


def above(source: Source, sources: Sources) -> int:
    """How many folders above its own a program is started, to find a file that it opens."""
    if "__file__" in source.code or "chdir" in source.code:
        return 0  # it says itself where that is
    home = PurePosixPath(source.path).parent
    said = {text for each in sources.uses(source) for text in each.strings}
    named = [path for path in sources.mentioned if PurePosixPath(path).name in {
        text.replace("\\", "/").rpartition("/")[2] for text in said}]  # fmt: skip
    for up, base in enumerate((home, *home.parents)):
        if any(_from(base, path) & said for path in named):
            return up
    return 0


def _from(base: PurePosixPath, path: str) -> set[str]:
    """How a file may be called in a folder."""
    try:
        name = str(PurePosixPath(path).relative_to(base))
    except ValueError:
        outer = PurePosixPath(path)
        return {f"{'../' * up}{outer.relative_to(each)}" for up, each in enumerate(base.parents, 1)
                if outer.is_relative_to(each)}  # fmt: skip
    return {name, f"./{name}"}


def _beside(source: Source, sources: Sources, home: PurePosixPath) -> int:
    """How many folders above the file what it imports lies, where Python would not find it."""
    if re.search(r"\bsys\s*\.\s*path\b", source.code):
        return 0
    found = 0
    for name in source.imports():
        parts = name.split(".")
        if not parts[0] or parts[0] in sys.stdlib_module_names:
            continue
        for up, base in enumerate((home, *home.parents)):
            places = [base.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)]
            files = {f"{place}.py" for place in places} | {f"{p / '__init__.py'}" for p in places}
            if files & sources.by_path.keys():
                found = max(found, up)
                break
    # 'code/server.py' is in no package, since there is a module of that name
    top = PurePosixPath(*home.parts[: len(home.parts) - found + 1])
    there = top.name in sys.stdlib_module_names and f"{top}/__init__.py" not in sources.by_path
    return 0 if there else found


def _depth(source: Source, sources: Sources, home: PurePosixPath) -> int:
    """How many folders above the file are packages that it names."""
    depth = _beside(source, sources, home)
    for name in source.imports():
        dots = len(name) - len(name.lstrip("."))
        first = name.lstrip(".").partition(".")[0]
        if dots:
            depth = max(depth, dots)
        elif first in home.parts:
            above = home.parts.index(first)
            if _there(name, sources, PurePosixPath(*home.parts[:above])):
                depth = max(depth, len(home.parts) - above)
    while 0 < depth < len(home.parts) and str(_up(home, depth) / "__init__.py") in sources.by_path:
        depth += 1
    return min(depth, len(home.parts) + 1)


def _there(name: str, sources: Sources, above: PurePosixPath) -> bool:
    """Whether the module ``name``, or what it is in, lies there; ``socket`` in 'socket/' does not.

    The longest of 'package.module.thing' that is a file decides.
    """
    parts = name.split(".")
    places = [above.joinpath(*parts[:count]) for count in range(2, len(parts) + 1)]
    files = [f"{place}.py" for place in places]
    files += [str(place / "__init__.py") for place in (above / parts[0], *places)]
    return any(file in sources.by_path for file in files)


def _up(home: PurePosixPath, depth: int) -> PurePosixPath:
    return PurePosixPath(*home.parts[: len(home.parts) - depth])
