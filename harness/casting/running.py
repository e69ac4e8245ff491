"""Programs of a hand-in that run its others: by a process of their own, or by an import.

'run_clients.py' starts 'client.py' twice and does nothing on the network itself: it plays no role.
'server.py' that asks 'order or chat?' and then imports the one file or the other is the program,
and what it imports is run through it: so it is where that file does by itself, when imported, what
the importer does no other way.  Nor does 'run_server.py' play a role that has nothing in it but
'from server import main' and 'main()', if that is what 'server.py' does by itself.
"""

import ast
import re
from collections.abc import Iterable

from harness.casting.deeds import deeds, is_networked
from harness.casting.sources import Source, Sources

_STARTS = (
    r"\b(?:subprocess|popen2?|pexpect)\b"
    r"|\bos\s*\.\s*(?:system|popen|startfile|spawn\w+|exec\w+)\s*\("
)


def starts_others(source: Source, sources: Sources) -> bool:
    """Whether all that a program does is to start others."""
    return not any(map(is_networked, sources.uses(source))) and bool(
        re.search(_STARTS, source.code)
    )


def repeats_another(source: Source, sources: Sources) -> bool:
    """Whether all that a program does is what one that it imports does as well, run by itself."""
    return any(_does_the_same(source, each) for each in sources.uses(source)[1:])


def run_by_others(files: Iterable[Source], sources: Sources) -> set[str]:
    """The paths of programs that another one runs by importing them, whichever it is asked for.

    What a program imports itself is a part of it, and runs it not, whatever that imports in turn.
    """
    found: set[str] = set()
    for source in files:
        if is_networked(source):
            continue
        whole = deeds(source, sources)
        for each in sources.uses(source)[1:]:
            alike = bool(whole.does) and deeds(each, sources).does == whole.does
            part = source in sources.uses(each)
            if alike and each.starts_itself and not each.asks_its_name and not part:
                found.add(each.path)
    return found


def _does_the_same(source: Source, other: Source) -> bool:
    try:
        found, wanted = _done(source), _done(other, guarded=True)
    except RecursionError:  # a sum of ten thousand terms
        return False
    return bool(wanted) and [each.removeprefix(f"{other.stem}.") for each in found] == wanted


def _done(source: Source, *, guarded: bool = False) -> list[str]:
    """What a program does when run, but for its imports; ``guarded``: only by itself."""
    lines: list[ast.stmt] = source.tree.body if source.tree else []
    found: list[ast.stmt] = []
    for line in lines:
        match line:
            case ast.If(test=test, body=body) if "__name__" in ast.unparse(test):
                found += body
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
                pass
            case _ if not guarded:
                found.append(line)
    return [ast.unparse(each) for each in found]
