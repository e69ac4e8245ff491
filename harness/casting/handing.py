"""Files by which one program of a hand-in tells another where it listens.

``open("port.txt", "w").write(str(port))`` in the server, ``open("port.txt").read()`` in the client.
In one folder on one machine that works; on the stage each program has files of its own,
and the client would find none, or one that was handed in with the port of another day.
"""

import ast
import re
from collections.abc import Iterable

from harness.casting.choices import values
from harness.casting.slot import named, text_of
from harness.casting.sources import Source

_TELLING = re.compile(r"(?<![a-z])(port|addr|host|server|endpoint)", re.IGNORECASE)


def handed_over(writers: Iterable[Source], readers: Iterable[Source]) -> str:
    """The file that the ones write and the others read to find them; empty if there is none."""
    written = {name for each in writers for name in _opened(each, to_write=True)}
    read = {name for each in readers for name in _opened(each, to_write=False)}
    return min(filter(_TELLING.search, written & read), default="")


def _opened(source: Source, *, to_write: bool) -> Iterable[str]:
    """The names of the files that a program opens to write, or to read."""
    for node in source.nodes:
        match node:
            case ast.Call(func=how, args=[file, *rest], keywords=words) if named(how) == "open":
                modes = [*rest[:1], *(word.value for word in words if word.arg == "mode")]
                writes = any(set("wax") & set(text_of(mode)) for mode in modes)
            case ast.Call(func=ast.Attribute(value=ast.Call(args=[file]), attr=how)) if how in (
                "read_text",
                "write_text",
            ):
                writes = how == "write_text"
            case ast.Call(func=ast.Attribute(value=ast.Name() as file, attr=how)) if how in (
                "read_text",
                "write_text",
            ):
                writes = how == "write_text"
            case _:
                continue
        if writes == to_write:
            yield from filter(None, _names(file, source))


def _names(node: ast.expr, source: Source) -> Iterable[str]:
    """The texts that stand for a file, there or under a name: ``Path("port.txt")``, ``FILE``."""
    for each in values(source, named(node)) if isinstance(node, ast.Name) else [node]:
        yield from (text_of(part).rpartition("/")[2] for part in ast.walk(each))
