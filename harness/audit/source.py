"""A Python file as LibCST reads it, with what the operators ask: places, parents, functions.

A change is a replacement of bytes, so that all else of a file stays as it was typed.
"""

from collections.abc import Iterator, Sequence

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, ParentNodeProvider

from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """What an operator would change: the bytes ``[begin, end)``, and what stands there then."""

    operator: str
    begin: int
    end: int
    text: str


class Source:
    """A file that parses.  Raises ``libcst.ParserSyntaxError`` for one that does not."""

    def __init__(self, text: str) -> None:
        wrapper = MetadataWrapper(cst.parse_module(text))
        self.data = text.encode()
        self.module = wrapper.module
        self._spans = wrapper.resolve(ByteSpanPositionProvider)
        self._parents = wrapper.resolve(ParentNodeProvider)
        self._held: dict[cst.CSTNode, list[cst.CSTNode]] = {}

    def begin(self, node: cst.CSTNode) -> int:
        """Where a node begins, without the space and the comments before it."""
        return self._spans[node].start

    def end(self, node: cst.CSTNode) -> int:
        """Where it ends, without what follows its last character."""
        begin, span = self.begin(node), self._spans[node]
        return begin + len(self.data[begin : begin + span.length].rstrip())

    def text(self, node: cst.CSTNode) -> str:
        """A node as it was typed, with its parentheses."""
        begin, end = self.outer(node)
        return self.data[begin:end].decode()

    def outer(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node begins and ends with the parentheses around it."""
        begin, end = self.begin(node), self.end(node)
        for _ in node.lpar if isinstance(node, cst.BaseExpression) else ():
            begin = self.data.rindex(b"(", 0, begin)
            end = self.data.index(b")", end) + 1
        return begin, end

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """What a node stands in."""
        return self._parents.get(node)

    def above(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """All that a node stands in, from the inside."""
        while (node := self._parents.get(node, self.module)) is not self.module:
            yield node
        yield self.module

    def function(self, node: cst.CSTNode) -> cst.FunctionDef | cst.Module:
        """The function that a node stands in."""
        found = (each for each in self.above(node) if isinstance(each, cst.FunctionDef))
        return next(found, self.module)

    def held(self, node: cst.CSTNode) -> list[cst.CSTNode]:
        """A node and all in it, as a list that is made once: for functions and the file."""
        if node not in self._held:
            self._held[node] = list(every(node))
        return self._held[node]

    def line(self, at: int) -> int:
        """The number of the line that a byte stands in, from 1."""
        return self.data.count(b"\n", 0, at) + 1

    def put(self, operator: str, node: cst.CSTNode, text: str) -> Edit:
        """The change of a whole node."""
        return Edit(operator, self.begin(node), self.end(node), text)


def every(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all in it, in the order of the file."""
    yield node
    for child in node.children:
        yield from every(child)


def names_in(node: cst.CSTNode) -> set[str]:
    """The names that stand in a node, attributes aside."""
    found: set[str] = set()
    for each in every(node):
        if isinstance(each, cst.Attribute):
            continue
        found |= {child.value for child in each.children if isinstance(child, cst.Name)}
        if isinstance(each, cst.Name):
            found.add(each.value)
    for each in every(node):
        if isinstance(each, cst.Attribute) and isinstance(each.value, cst.Name):
            found.add(each.value.value)
    return found


def bound_in(node: cst.CSTNode) -> list[str]:
    """The names that a node binds, once for each time."""
    targets: list[cst.CSTNode] = []
    for each in every(node):
        if isinstance(each, cst.AssignTarget | cst.AnnAssign | cst.For | cst.CompFor):
            targets.append(each.target)
        elif isinstance(each, cst.AsName):
            targets.append(each.name)
        elif isinstance(each, cst.NamedExpr):
            targets.append(each.target)
    return [name for target in targets for name in _plain(target)]


def _plain(target: cst.CSTNode) -> list[str]:
    if isinstance(target, cst.Name):
        return [target.value]
    if isinstance(target, cst.Tuple | cst.List):
        return [name for element in target.elements for name in _plain(element.value)]
    return []


def calls(node: cst.CSTNode) -> bool:
    """Whether anything happens in a node beyond values and names."""
    return any(isinstance(each, cst.Call | cst.Await | cst.Yield) for each in every(node))


def statement(line: cst.CSTNode) -> cst.BaseSmallStatement | None:
    """The statement of a line that has just one."""
    if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1:
        return line.body[0]
    return None


def lines_of(node: cst.CSTNode) -> Sequence[cst.BaseStatement]:
    """The statements of a block; none for what is no block of lines."""
    if isinstance(node, cst.IndentedBlock):
        return node.body
    if isinstance(node, cst.Module):
        return node.body
    return []
