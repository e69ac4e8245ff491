"""Small ways to be wrong with whole statements.

| operator | changes |
|---|---|
| delete-statement | a statement is left out: a send, a close, a print, an append … |
| repeat-statement | a call is made twice |
| only-once | a call that is made again and again is made the first time only |
| swap-statements | two neighbours change places: the sending and the closing … |
| swap-jump | ``break`` for ``continue`` and back |
| skip-first, skip-last | a loop begins too late, or ends too early |
| loop-once | a loop ends after its first round |
| return-nothing | a function returns None |
| reraise | an exception is not handled |
| drop-with | what a ``with`` guards, suppresses or closes is not |
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import libcst as cst

from harness.audit.expressions import Operator
from harness.audit.source import (
    Edit,
    Source,
    bound_in,
    calls,
    lines_of,
    names_in,
    statement,
)

_APART = (cst.FunctionDef, cst.ClassDef)
_LEAVES = (cst.Return, cst.Break, cst.Continue, cst.Raise, cst.Pass, cst.Import, cst.ImportFrom)


def deletions(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Leave a statement out, or make its call twice.

    A name that is bound once is not left without its value: Python would say so, not the rubric.
    """
    own = statement(node)
    if own is None or isinstance(own, cst.Pass | cst.Import | cst.ImportFrom):
        return
    if isinstance(own, cst.Assign | cst.AnnAssign):
        names = bound_in(node)
        bound = bound_in(source.function(node))
        if names and all(bound.count(name) < 2 for name in names):
            return
    yield source.put("delete-statement", own, "pass")
    if isinstance(own, cst.Expr) and calls(own):
        yield source.put("repeat-statement", own, f"{source.text(own)}; {source.text(own)}")
        if _comes_again(own, source):
            once = f'globals().get("once"): globals()["once"] = True; {source.text(own)}'
            yield source.put("only-once", own, f"if not {once}")


def _comes_again(own: cst.CSTNode, source: Source) -> bool:
    """Whether a statement may be reached more than once: in a loop, or in what is called so."""
    if _in_loop(own, source):
        return True
    function = source.function(own)
    if not isinstance(function, cst.FunctionDef):
        return False
    called = [
        each
        for each in source.held(source.module)
        if isinstance(each, cst.Call)
        and isinstance(each.func, cst.Name)
        and each.func.value == function.name.value
    ]
    return not called or len(called) > 1 or any(_in_loop(each, source) for each in called)


def _in_loop(node: cst.CSTNode, source: Source) -> bool:
    within = source.function(node)
    for each in source.above(node):
        if each is within:
            break
        if isinstance(each, cst.For | cst.While):
            return True
    return False


def swaps(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Two neighbours in each other's place, unless that changes nothing or breaks a name."""
    lines = lines_of(node)
    for one, other in pairwise(lines):
        if isinstance(one, _APART) or isinstance(other, _APART):
            continue
        if isinstance(statement(one), _LEAVES) or isinstance(statement(other), cst.Import):
            continue
        if {*bound_in(one)} & names_in(other) or _is_text(one) or _is_text(other):
            continue
        if not (_acts(one) and _acts(other)):
            continue
        between = source.data[source.end(one) : source.begin(other)].decode()
        text = source.text(other) + between + source.text(one)
        yield Edit("swap-statements", source.begin(one), source.end(other), text)


def _acts(line: cst.BaseStatement) -> bool:
    """Whether the moment of a statement may matter: more than a value for a name."""
    own = statement(line)
    if isinstance(own, cst.Assign | cst.AnnAssign):
        plain = isinstance(own, cst.AnnAssign) or all(
            isinstance(target.target, cst.Name | cst.Tuple) for target in own.targets
        )
        return calls(line) or not plain
    return True


def _is_text(line: cst.BaseStatement) -> bool:
    own = statement(line)
    return isinstance(own, cst.Expr) and isinstance(own.value, cst.SimpleString)


def jumps(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Go on instead of leaving, and leave instead of going on; return nothing."""
    if isinstance(node, cst.Break):
        yield source.put("swap-jump", node, "continue")
    elif isinstance(node, cst.Continue):
        yield source.put("swap-jump", node, "break")
    elif isinstance(node, cst.Return) and node.value is not None and not _is_none(node.value):
        yield source.put("return-nothing", node, "return None")


def _is_none(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def loops(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Miss the first round, the last one, or all but one."""
    if isinstance(node, cst.For):
        over = source.text(node.iter)
        first = f'__import__("itertools").islice({over}, 1, None)'
        yield source.put("skip-first", node.iter, first)
        yield source.put("skip-last", node.iter, f"list({over})[:-1]")
    if not isinstance(node, cst.For | cst.While):
        return
    lines = lines_of(node.body)
    if not lines or isinstance(statement(lines[-1]), cst.Break | cst.Return | cst.Raise):
        return
    begin, end = source.begin(lines[0]), source.end(lines[-1])
    indent = begin - (source.data.rfind(b"\n", 0, begin) + 1)
    yield Edit("loop-once", end, end, f"\n{' ' * indent}break")


def guards(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Handle no exception; guard, suppress or close nothing."""
    if isinstance(node, cst.ExceptHandler):
        lines = lines_of(node.body)
        if lines and not isinstance(statement(lines[0]), cst.Raise):
            yield Edit("reraise", source.begin(lines[0]), source.end(lines[-1]), "raise")
    if isinstance(node, cst.With) and len(node.items) == 1 and node.asynchronous is None:
        item = node.items[0]
        value = source.text(item.item)
        name = item.asname.name if item.asname else None
        if name is None:
            # what is only entered and left need not be made; but it may be a call that matters
            yield Edit("drop-with", source.begin(node), source.end(item), f"if [{value}]")
        elif isinstance(name, cst.Name):
            bound = f"if [{name.value} := ({value})]"
            yield Edit("drop-with", source.begin(node), source.end(item), bound)


OPERATORS: Sequence[Operator] = (deletions, swaps, jumps, loops, guards)
