"""What is not changed, since nobody who grades by what happens could ever tell.

| rule | why no program behaves otherwise, or why that says nothing of the rubric |
|---|---|
| docstrings | a text that stands by itself does nothing |
| types | Python does not look at the types that are written beside names |
| imports | without one, or with another, Python itself refuses the program |
| entry | ``if __name__ == "__main__"`` is true for whatever is run |
| sizes | no message is as long as the most that is received at once (256 and above) |
| codecs | a codec or error handler that does not exist is refused by Python itself |

Comments are never changed: they are no part of what is run.
"""

from collections.abc import Iterator

import libcst as cst

from harness.audit.source import Source, statement

_RECEIVE = frozenset({"recv", "recvfrom", "recv_into", "read"})
_LARGE = 256  # no message of an assignment is near to the size that is received at once
_CODECS = frozenset({"encoding", "errors"})


def spared(node: cst.CSTNode, source: Source) -> str:
    """The rule by which nothing in a node is changed; empty: it may be."""
    own = statement(node)
    if isinstance(own, cst.Expr) and isinstance(own.value, cst.SimpleString):
        return "docstrings"
    if isinstance(node, cst.Annotation):
        return "types"
    if isinstance(own, cst.Import | cst.ImportFrom):
        return "imports"
    if isinstance(node, cst.If) and _is_entry(node.test):
        return "entry"
    if isinstance(node, cst.Integer) and node.evaluated_value >= _LARGE and _is_size(node, source):
        return "sizes"
    if isinstance(node, cst.Arg) and node.keyword and node.keyword.value in _CODECS:
        return "codecs"
    return ""


def left(node: cst.CSTNode, source: Source) -> Iterator[cst.CSTNode]:
    """A node and all in it that may be changed, in the order of the file."""
    if not spared(node, source):
        yield node
        for child in node.children:
            yield from left(child, source)


def _is_entry(test: cst.BaseExpression) -> bool:
    return isinstance(test, cst.Comparison) and (
        isinstance(test.left, cst.Name) and test.left.value == "__name__"
    )


def _is_size(node: cst.Integer, source: Source) -> bool:
    """Whether a number only says how much is received at once: by itself, or by a constant."""
    parent = source.parent(node)
    if isinstance(parent, cst.Arg):
        return _receives(parent, source)
    if not isinstance(parent, cst.Assign) or source.function(node) is not source.module:
        return False
    names = {each.target.value for each in parent.targets if isinstance(each.target, cst.Name)}
    targets = set(parent.targets)
    uses = [
        source.parent(each)
        for each in source.held(source.module)
        if isinstance(each, cst.Name) and each.value in names
    ]
    uses = [each for each in uses if each not in targets]
    return bool(uses) and all(isinstance(u, cst.Arg) and _receives(u, source) for u in uses)


def _receives(argument: cst.Arg, source: Source) -> bool:
    call = source.parent(argument)
    return (
        isinstance(call, cst.Call)
        and isinstance(call.func, cst.Attribute)
        and call.func.attr.value in _RECEIVE
    )
