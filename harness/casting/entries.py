"""Programs that only define what is to be done, and whose project says which function to call.

``[project.scripts]`` of a 'pyproject.toml', ``entry_points`` of a 'setup.py', or a 'Makefile' with
``python3 -c "import server; server.main()"``: whoever runs such a program has it call that.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from harness.casting.sources import Source, Sources

_NAMED = (
    r"(?<![\w.])([A-Za-z_][\w.]*):([A-Za-z_]\w*)(?![\w.:(])",
    r"\bimport\s+([\w.]+)\s*;\s*\1\.(\w+)\s*\(\s*\)",
    r"\bfrom\s+([\w.]+)\s+import\s+(\w+)\s*;\s*\2\s*\(\s*\)",
)


def called(source: Source, sources: Sources) -> str:
    """The function that is called to start a program; nothing, if it starts by itself."""
    if source.starts_itself or source.tree is None or not source.stem.isidentifier():
        return ""
    own = {node.name for node in source.tree.body if isinstance(node, ast.FunctionDef)}
    parts = (*PurePosixPath(source.path).parent.parts, source.stem)
    return next(
        (
            function
            for module, function in _said(sources)
            if function in own and parts[-module.count(".") - 1 :] == tuple(module.split("."))
        ),
        "",
    )


def _said(sources: Sources) -> Iterator[tuple[str, str]]:
    for text in sources.project:
        for pattern in _NAMED:
            yield from re.findall(pattern, text)
