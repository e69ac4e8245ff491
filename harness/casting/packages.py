"""Programs that are part of a package, and so are run as ``python -m package.module``.

A file that imports relatively (``from . import protocol``), or by the name of a folder that it lies
in (``from chatapp.protocol import …``), cannot be run as a plain file: Python would not know its
package.  It is run from the folder above the package, as its writer has to run it.  A package
whose files lie at the top of the hand-in was packed without its folder, whose name can be any.
"""

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


def _depth(source: Source, sources: Sources, home: PurePosixPath) -> int:
    """How many folders above the file are packages that it names."""
    depth = 0
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
