"""A Python file line by line, whether it parses or not.

What a student writes at midnight may not parse, so functions are found by their first line and the
indentation below it.  A line that begins within a string or a bracket says nothing about
indentation; but a ``def``, ``class`` or ``import`` at the left edge ends any bracket, since what is
open there was only forgotten.
"""

import re
from dataclasses import replace

from harness.model.quick import dataclass

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<string>'''(?:[^\\]|\\.)*?(?:'''|\Z) | \"""(?:[^\\]|\\.)*?(?:\"""|\Z)
        | '(?:[^\\\n']|\\.)*(?:'|(?=\n)|\Z) | "(?:[^\\\n"]|\\.)*(?:"|(?=\n)|\Z))
    | (?P<open>[(\[{]) | (?P<close>[)\]}]) | (?P<joint>\\\n) | (?P<line>\n)""",
    re.VERBOSE | re.DOTALL,
)
_LEFT_EDGE = re.compile(r"(?:async[ \t]+def|def|class|import|from)\b|@")
_DEF = re.compile(r"[ \t]*(?:async[ \t]+)?(?P<kind>def|class)[ \t]+(?P<name>\w+)")


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its ``name`` with those that it stands in (``Server.run``), and its lines.

    ``first`` is that of its ``def``, ``body`` the first below its head, ``end`` one past its last;
    they count from 0.
    """

    name: str
    first: int
    body: int
    end: int


class Lines:
    """The lines of a text; numbers count from 0.

    ``bare`` has spaces for comments and ``_`` for what stands in strings.  ``quoted`` lines begin
    within a string, ``fresh`` ones within nothing.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.quoted = [False] * len(self.lines)
        self.fresh = [True] * len(self.lines)
        self.bare = self._scan()
        self.functions = self._functions()

    def indent(self, number: int) -> str:
        """The white space that a line begins with."""
        line = self.lines[number]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def is_code(self, number: int) -> bool:
        """Whether a statement begins in a line."""
        return self.fresh[number] and bool(self.bare[number].strip())

    def is_remark(self, number: int) -> bool:
        """Whether a line is a comment and nothing else."""
        return not self.quoted[number] and self.lines[number].lstrip().startswith("#")

    def first_code(self, begin: int, end: int) -> int | None:
        """The first line of a stretch in which a statement begins."""
        return next((number for number in range(begin, end) if self.is_code(number)), None)

    def last_code(self, begin: int, end: int) -> int | None:
        """The last line of a stretch in which a statement begins."""
        return next((n for n in reversed(range(begin, end)) if self.is_code(n)), None)

    def statement_end(self, number: int) -> int:
        """One past the last line of the statement that begins in a line."""
        after = range(number + 1, len(self.lines))
        return next((each for each in after if self.fresh[each]), len(self.lines))

    def within(self, number: int) -> Function | None:
        """The innermost function that a line stands in, by its place and not by its indentation."""
        holding = [each for each in self.functions if each.first <= number < each.end]
        return max(holding, key=lambda each: each.first, default=None)

    def _scan(self) -> list[str]:
        """Note where lines begin; the bare lines."""
        parts: list[str] = []
        at = line = depth = 0
        for found in _TOKEN.finditer(self.text):
            parts.append(self.text[at : found.start()])
            at, kind, token = found.end(), found.lastgroup, found[0]
            if kind == "comment":
                parts.append(" " * len(token))
            elif kind == "string":
                parts.append(re.sub(r"[^\n]", "_", token))
                for _ in range(token.count("\n")):
                    line += 1
                    self.quoted[line], self.fresh[line] = True, False
            else:
                parts.append(token)
            if kind == "open":
                depth += 1
            elif kind == "close":
                depth = max(0, depth - 1)
            elif kind in ("line", "joint"):
                line += 1
                if depth and _LEFT_EDGE.match(self.text, at):
                    depth = 0
                self.fresh[line] = depth == 0 and kind == "line"
        parts.append(self.text[at:])
        return "".join(parts).split("\n")

    def _functions(self) -> tuple[Function, ...]:
        found: dict[int, Function] = {}
        above: list[tuple[int, str, int]] = []  # width, name and line of what the line stands in
        for number, bare in enumerate(self.bare):
            if not self.is_code(number):
                continue
            width = _width(self.indent(number))
            while above and above[-1][0] >= width:
                self._close(found, above.pop()[2], number)
            if (head := _DEF.match(bare)) is None:
                continue
            above.append((width, head["name"], number))
            if head["kind"] == "def":
                name = ".".join(name for _, name, _ in above)
                body = self.statement_end(number)
                found[number] = Function(name, number, body, len(self.lines))
        return tuple(found.values())

    @staticmethod
    def _close(found: dict[int, Function], first: int, end: int) -> None:
        """A function ends where a statement is no deeper than its head."""
        if first in found:
            found[first] = replace(found[first], end=end)


def _width(indent: str) -> int:
    return len(indent.expandtabs(8))
