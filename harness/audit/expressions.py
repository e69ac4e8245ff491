"""Small ways to be wrong within an expression.

Each operator is a function from a node to the changes that it would make there; its name is what
the list of survivors and ``survivors.yaml`` call it.

| operator | changes |
|---|---|
| change-comparison | ``==`` to ``!=``, ``<`` to ``<=``, ``in`` to ``not in`` … |
| negate-condition | what an ``if``, a ``while`` or a comprehension asks |
| swap-boolean, drop-operand, drop-not | ``and`` to ``or``; one side alone; ``not`` taken away |
| change-arithmetic | ``+`` to ``-``, ``*`` to ``//`` and back |
| change-number | a number to the next |
| flip-boolean | ``True`` to ``False``: ``daemon``, ``flush`` … |
| change-text | a text gets ``XX`` at its beginning |
| drop-line-end | a text loses its line ends |
| drop-value, swap-values | what an f-string puts in, left out, or in the other's place |
| swap-arguments | two neighbours of a call, a tuple or a list |
| other-receiver | another name of the function sends, receives, closes … |
| other-method | another method that the same name is asked for, with as many arguments |
| other-member | another member of the same class: ``Message.Ping`` to ``Message.Pong`` |
| drop-call | ``x.strip()`` to ``x`` |
| drop-await | the ``await`` is forgotten |
| start-run | ``thread.start()`` to ``thread.run()`` |
| call-target | ``Thread(target=f, args=(x,))`` to ``Thread(target=f(x))`` |
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import libcst as cst

from harness.audit.source import Edit, Source

Operator = Callable[[cst.CSTNode, Source], Iterator[Edit]]

_COMPARISONS: dict[type[cst.BaseCompOp], str] = {
    cst.Equal: "!=",
    cst.NotEqual: "==",
    cst.LessThan: "<=",
    cst.LessThanEqual: "<",
    cst.GreaterThan: ">=",
    cst.GreaterThanEqual: ">",
    cst.In: "not in",
    cst.NotIn: "in",
    cst.Is: "is not",
    cst.IsNot: "is",
}
_OPPOSITES = (cst.Equal, cst.NotEqual, cst.In, cst.NotIn, cst.Is, cst.IsNot)
_ARITHMETIC: dict[type[cst.CSTNode], str] = {
    cst.Add: "-",
    cst.Subtract: "+",
    cst.Multiply: "//",
    cst.FloorDivide: "*",
    cst.AddAssign: "-=",
    cst.SubtractAssign: "+=",
}
_TALK = frozenset({
    "send", "sendall", "sendto", "recv", "recvfrom", "connect", "close", "shutdown", "makefile",
    "write", "readline", "read", "drain", "start", "join", "set", "wait",
})  # fmt: skip
_TIDY = frozenset({
    "strip", "rstrip", "lstrip", "splitlines", "lower", "upper", "casefold", "encode", "decode",
})  # fmt: skip
_MEMBERS = {"SHUT_RDWR": "SHUT_WR", "SHUT_WR": "SHUT_RD", "SHUT_RD": "SHUT_WR",
            "SOCK_STREAM": "SOCK_DGRAM", "SOCK_DGRAM": "SOCK_STREAM"}  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")
_LINE_END = re.compile(r"(?<!\\)(?:\\\\)*(?:\\r)?\\n")


def comparisons(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Compare otherwise."""
    if isinstance(node, cst.BaseCompOp) and type(node) in _COMPARISONS:
        text = source.text(node).strip()
        begin = source.begin(node) + (len(source.text(node)) - len(source.text(node).lstrip()))
        now = _COMPARISONS[type(node)]
        yield Edit("change-comparison", begin, begin + len(text.encode()), now)


def conditions(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Ask the opposite."""
    if not isinstance(node, cst.If | cst.While | cst.IfExp | cst.CompIf):
        return
    test = node.test
    compared = test.comparisons if isinstance(test, cst.Comparison) else ()
    if len(compared) == 1 and isinstance(compared[0].operator, _OPPOSITES):
        return  # change-comparison does the same
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return  # so does drop-not
    if not (isinstance(test, cst.Name) and test.value in {"True", "False"}):
        yield source.put("negate-condition", test, f"not ({source.text(test)})")


def booleans(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Join conditions otherwise, or forget one; forget a ``not``; say True for False."""
    if isinstance(node, cst.BooleanOperation):
        left, right = source.text(node.left), source.text(node.right)
        other = "or" if isinstance(node.operator, cst.And) else "and"
        yield source.put("swap-boolean", node, f"{left} {other} {right}")
        yield source.put("drop-operand", node, left)
        yield source.put("drop-operand", node, right)
    elif isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        yield source.put("drop-not", node, source.text(node.expression))
    elif isinstance(node, cst.Name) and node.value in {"True", "False"}:
        yield source.put("flip-boolean", node, str(node.value == "False"))


def numbers(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Take the next number, or calculate otherwise."""
    if isinstance(node, cst.Integer | cst.Float):
        yield source.put("change-number", node, str(node.evaluated_value + 1))
    elif type(node) in _ARITHMETIC:
        text = source.text(node)
        begin = source.begin(node) + len(text) - len(text.lstrip())
        now = _ARITHMETIC[type(node)]
        yield Edit("change-arithmetic", begin, begin + len(text.strip()), now)


def texts(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Say something else, or without the line's end."""
    if isinstance(node, cst.SimpleString):
        opened = len(node.prefix) + len(node.quote)
        at = source.begin(node) + opened
        yield Edit("change-text", at, at, "XX")
        yield from _without_line_end(node, node.value, source)
    elif isinstance(node, cst.FormattedStringText):
        parent = source.parent(node)
        beside = (
            [each for each in parent.children if isinstance(each, type(node))] if parent else []
        )
        spoken = [each for each in beside if _LETTER.search(_unescaped(each.value))] or beside[:1]
        if any(each is node for each in spoken):
            yield Edit("change-text", source.begin(node), source.begin(node), "XX")
        yield from _without_line_end(node, node.value, source)


def _unescaped(text: str) -> str:
    return re.sub(r"\\.", "", text)


def _without_line_end(node: cst.CSTNode, text: str, source: Source) -> Iterator[Edit]:
    without = _LINE_END.sub("", text)
    if without != text:
        begin = source.begin(node)
        yield Edit("drop-line-end", begin, begin + len(text.encode()), without)


def placeholders(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Leave out what an f-string puts in, or put in its neighbour."""
    if not isinstance(node, cst.FormattedString):
        return
    values = [part for part in node.parts if isinstance(part, cst.FormattedStringExpression)]
    for value in values:
        yield source.put("drop-value", value, "")
    for one, other in pairwise(values):
        yield from _swapped("swap-values", one.expression, other.expression, source)


def arguments(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Two neighbours in each other's place."""
    if isinstance(node, cst.Call):
        plain = [arg.value for arg in node.args if not arg.keyword and not arg.star]
    elif isinstance(node, cst.Tuple | cst.List):
        plain = [each.value for each in node.elements if isinstance(each, cst.Element)]
    else:
        return
    for one, other in pairwise(plain):
        yield from _swapped("swap-arguments", one, other, source)


def _swapped(operator: str, one: cst.CSTNode, other: cst.CSTNode, source: Source) -> Iterator[Edit]:
    first, second = source.text(one), source.text(other)
    if first != second:
        (begin, until), (since, end) = source.outer(one), source.outer(other)
        between = source.data[until:since].decode()
        yield Edit(operator, begin, end, second + between + first)


def receivers(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """Send, receive, close by another name of the same function; an enumeration's other member."""
    if isinstance(node, cst.Call) and (own := _talker(node)) is not None:
        found = [_talker(each) for each in source.held(source.function(node))]
        others = {
            each.value: None for each in found if each is not None and each.value != own.value
        }
        for other in list(others)[:1]:
            yield source.put("other-receiver", own, other)
    if isinstance(node, cst.Call) and (method := _method(node)) is not None:
        asked = [_method(each) for each in source.held(source.module) if _alike(each, node)]
        others = {each.value: None for each in asked if each and each.value != method.value}
        for other in others:
            yield source.put("other-method", method, other)
    if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name):
        member = node.attr.value
        others = dict.fromkeys(_members(node.value.value, source))
        if member in _MEMBERS:
            yield source.put("other-member", node.attr, _MEMBERS[member])
        elif member in others:
            for other in [each for each in others if each != member][:1]:
                yield source.put("other-member", node.attr, other)


def _method(node: cst.CSTNode) -> cst.Name | None:
    """The method in a call of a plain name's."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return node.func.attr if isinstance(node.func.value, cst.Name) else None
    return None


def _alike(one: cst.CSTNode, other: cst.Call) -> bool:
    """Whether another call of the same name's has as many arguments."""
    return (
        isinstance(one, cst.Call)
        and len(one.args) == len(other.args)
        and isinstance(one.func, cst.Attribute)
        and isinstance(other.func, cst.Attribute)
        and one.func.value.deep_equals(other.func.value)
    )


def _talker(node: cst.CSTNode) -> cst.Name | None:
    """The plain name that talks in a call."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        name = node.func.value
        if node.func.attr.value in _TALK and isinstance(name, cst.Name):
            return name
    return None


def _members(owner: str, source: Source) -> Iterator[str]:
    """The members of a class that are mentioned in a file; both begin with a capital."""
    for each in source.held(source.module):
        if isinstance(each, cst.Attribute) and isinstance(each.value, cst.Name):
            name, member = each.value.value, each.attr.value
            if name == owner and name[:1].isupper() and member[:1].isupper():
                yield member


def threads(node: cst.CSTNode, source: Source) -> Iterator[Edit]:
    """The classics: run for start, a target that is called at once; an await that is forgotten."""
    if isinstance(node, cst.Await):
        yield source.put("drop-await", node, source.text(node.expression))
    if not isinstance(node, cst.Call):
        return
    named = {arg.keyword.value: arg.value for arg in node.args if arg.keyword}
    args = named.get("args")
    if "target" in named:
        given = source.text(args).strip("()[],") if isinstance(args, cst.Tuple | cst.List) else ""
        called = f"{source.text(named['target'])}({given})"
        yield source.put("call-target", named["target"], called)
    if isinstance(node.func, cst.Attribute):
        method = node.func.attr.value
        if method == "start" and not node.args:
            yield source.put("start-run", node.func.attr, "run")
        elif method in _TIDY:
            yield source.put("drop-call", node, source.text(node.func.value))


OPERATORS: Sequence[Operator] = (
    comparisons,
    conditions,
    booleans,
    numbers,
    texts,
    placeholders,
    arguments,
    receivers,
    threads,
)
