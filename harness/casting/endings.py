"""Whether a program ends all that it sends with a line end: what its partner gets is lines.

Nothing is guessed: each call that sends has to be seen to send a text with a line end behind it, be
it put there, or that of a typed line (``for line in sys.stdin``).  A name counts if whatever it is
given in the file is such a text; of what a function is given nothing is known.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping

from harness.casting.sources import Source, Sources

_SENDS = frozenset({"send", "sendall"})
_DEEP = 5  # names of names

_Given = Mapping[str, list[ast.expr | None]]


def ends_lines(source: Source, sources: Sources) -> bool:
    """Whether whatever a program sends, as far as its calls can be read, ends with a line end."""
    found = [each for one in sources.uses(source) for each in _sent(one)]
    return bool(found) and all(found)


def _sent(source: Source) -> list[bool]:
    """For each call of a file that sends: whether that is a line."""
    if source.tree is None:
        return [False]
    given = _given(source.nodes)
    return [
        _is_line(node.args[0], given, _DEEP)
        for node in source.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _SENDS
        and node.args
    ]


def _given(nodes: Iterable[ast.AST]) -> _Given:
    """What each name of a file stands for; None for what is not known."""
    found: dict[str, list[ast.expr | None]] = defaultdict(list)
    for node in nodes:
        if isinstance(node, ast.Assign | ast.NamedExpr | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    found[target.id].append(node.value)
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            typed = ast.unparse(node.iter) == "sys.stdin"
            found[node.target.id].append(ast.Constant("\n") if typed else None)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found[node.target.id].append(node.value)
        elif isinstance(node, ast.arg):
            found[node.arg].append(None)
    return found


def _is_line(node: ast.expr | None, given: _Given, deep: int) -> bool:
    match node:
        case ast.Constant(value=str() as text):
            return text.endswith("\n")
        case ast.Constant(value=bytes() as text):
            return text.endswith(b"\n")
        case ast.Call(func=ast.Attribute(attr="readline", value=typed)):
            return ast.unparse(typed) == "sys.stdin"
        case ast.Name(id=name) if deep:
            known = given.get(name, [])
            return bool(known) and all(_is_line(each, given, deep - 1) for each in known)
    last = _last(node)
    return last is not None and _is_line(last, given, deep)


def _last(node: ast.expr | None) -> ast.expr | None:
    """What the end of a text that is put together is made of."""
    match node:
        case ast.JoinedStr(values=[*_, last]) | ast.BinOp(op=ast.Add(), right=last):
            return last
        case ast.BinOp(op=ast.Mod(), left=form):
            return form
        case ast.Call(func=ast.Attribute(attr="encode" | "format", value=text)):
            return text
        case ast.Call(func=ast.Name(id="bytes" | "str"), args=[text, *_]):
            return text
    return None
