"""Programs that only define what is to be done, and whose project says which function to call.

``[project.scripts]`` of a 'pyproject.toml', ``entry_points`` of a 'setup.py', or a 'Makefile' with
``python3 -c "import server; server.main()"``: whoever runs such a program has it call that.
"""

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from harness.casting.acting import of_function
from harness.casting.sources import Source, Sources
from harness.casting.special import is_special

_NAMED = (
    r"(?<![\w.])([A-Za-z_][\w.]*):([A-Za-z_]\w*)(?![\w.:(])",
    r"\bimport\s+([\w.]+)\s*;\s*\1\.(\w+)\s*\(\s*\)",
    r"\bfrom\s+([\w.]+)\s+import\s+(\w+)\s*;\s*\2\s*\(\s*\)",
)


def called(
    source: Source,
    sources: Sources,
    side: str = "",
    number: int = 1,
    special: Collection[str] = (),
    beside: Collection[str] = (),
) -> str:
    """The function that is called to start a program; nothing, if it starts by itself.

    Of several of one module, that which does as its ``side``: for the special part that which the
    patterns ``special`` mean, else none that those of roles ``beside`` do.
    """
    if source.starts_itself or source.tree is None or not source.stem.isidentifier():
        return ""
    own = {node.name for node in source.tree.body if isinstance(node, ast.FunctionDef)}
    parts = (*PurePosixPath(source.path).parent.parts, source.stem)
    found = dict.fromkeys(
        function
        for module, function in _said(sources)
        if function in own and parts[-module.count(".") - 1 :] == tuple(module.split("."))
    )
    names = list(found)
    if side and len(names) > 1:
        used = tuple(sources.uses(source))
        names = [name for name in names if of_function(name, used) == {side}] or names
        meant = [name for name in names if is_special(name, source, special)]
        rest = [name for name in names if not is_special(name, source, beside)]
        names = meant or rest or names
    return names[min(number, len(names)) - 1] if names else ""


def _said(sources: Sources) -> Iterator[tuple[str, str]]:
    for text in sources.project:
        for pattern in _NAMED:
            yield from re.findall(pattern, text)
