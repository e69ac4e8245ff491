"""Where a call stands in a student's source, when there is no doubt which call it is.

The stage says what a program did, seldom where in its code.  The rule here: a place is given only
if a single call can have done it.  A wrong line would mislead more than none.
"""

import ast
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from harness.diagnosis.compared import typed_as_text
from harness.diagnosis.shapes import (
    RECEIVING,
    SENDING,
    given_to_sends,
    noted_apart,
    noted_before,
    noted_late,
    only_named,
    repeated,
    said_again,
    sent_back,
    unbracketed,
)
from harness.diagnosis.syntax import (
    RECEIVE_CALLS,
    calls_by_line,
    calls_of,
    lookups,
    parsed,
    plain,
    text_with_number,
)
from harness.model.quick import dataclass
from harness.model.record import Source

FILE_CALLS = ("readline", "readuntil", "readexactly", "read")  # streams, and files of sockets
SEND_CALLS = ("sendall", "send", "sendto", "write")
_CALLED_BACK = ("data_received", "buffer_updated")
_LONGEST = 100
_CLOSES = re.compile(
    r"close|closing|shutdown|\bwith\b(?! +open\b)|makefile|exit\b|socketserver|\bdel\b|\bclear\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a student's code."""

    file: str = ""
    line: int = 0
    code: str = ""

    def is_in(self, node: ast.stmt | ast.expr) -> bool:
        """Whether the line is one of those of a node, which is in the same file."""
        return node.lineno <= self.line <= (node.end_lineno or 0)


def known(*places: Place) -> Place:
    """The first of ``places`` that is one."""
    return next((place for place in places if place.line), Place())


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its place, the function around it ('' for none), and the loops, outermost first."""

    name: str
    place: Place
    function: str
    loops: tuple[int, ...] = ()


class Code:
    """The files of one role."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = [(one.name, _text(one.content)) for one in sources]
        self._rows = {name: text.split("\n") for name, text in self._sources}

    def line(self, file: str, number: int) -> Place:
        """A line of a file, as its writer knows it."""
        for name, rows in self._rows.items():
            if name == file or f"/{name}".endswith(f"/{file}") or f"/{file}".endswith(f"/{name}"):
                code = rows[number - 1].strip() if 0 < number <= len(rows) else ""
                return Place(name, number, code[:_LONGEST])
        return Place(file, number)

    def calls(self, *names: str) -> list[Call]:
        """The calls of functions or methods of these names, in order."""
        return [call for call in self._calls if call.name in names]

    def only(self, *names: str) -> Place:
        """The one call of these names; no place if there are none or several."""
        found = self.calls(*names)
        return found[0].place if len(found) == 1 else Place()

    def receives(self) -> list[Call]:
        """The calls that receive from a socket."""
        return self.calls(*RECEIVE_CALLS) or self.calls(*FILE_CALLS)

    def receive(self) -> Place:
        """The one call that receives from a socket."""
        found = self.receives()
        return found[0].place if len(found) == 1 else Place()

    def called_back(self) -> list[Place]:
        """The methods that asyncio calls with what has come: no call of the program receives it."""
        return [
            self.line(file, node.lineno)
            for file, node in self._all
            if isinstance(node, ast.FunctionDef) and node.name in _CALLED_BACK
        ]

    def sends(self) -> list[Place]:
        """The calls that send, by whatever function."""
        return [call.place for call in self._calls if SENDING.search(call.name)]

    def receiving(self) -> list[Call]:
        """The calls that receive, by whatever function."""
        return [call for call in self._calls if RECEIVING.search(call.name)]

    def names(self) -> Iterator[tuple[str, int]]:
        """Every name that is used, with its line."""
        for _, node in self._nodes:
            if isinstance(node, ast.Name | ast.Attribute):
                yield getattr(node, "attr", "") or getattr(node, "id", ""), node.end_lineno or 0

    def typed_as_text(self) -> list[tuple[Place, str, str, bool]]:
        """Comparisons of an argument with a text that alone decide; see ``compared``."""
        return [
            (self.line(file, line), name, said, by_is)
            for file, tree in self._trees
            for line, name, said, by_is in typed_as_text(tree)
        ]

    def given_to_sends(self) -> list[tuple[Place, frozenset[str]]]:
        """The calls that send, each with the parameters of its function that it is given."""
        return [
            (self.line(file, line), given)
            for file, tree in self._trees
            for line, given in given_to_sends(tree)
        ]

    def noted_late(self) -> Place:
        """The one line that notes what was received only after a wait for somebody else."""
        return self._shaped(noted_late)

    def noted_apart(self) -> Place:
        """The one line that notes something before a receive, of which the rest is noted after."""
        return self._shaped(noted_apart)

    def noted_before(self) -> Place:
        """The one line that notes, before its function receives, what others go by."""
        return self._shaped(noted_before)

    def sent_back(self) -> Place:
        """The one line that sends on the connection on which its function receives."""
        return self._shaped(sent_back)

    def repeated(self) -> Place:
        """The one line that sends again what was just sent."""
        return self._shaped(repeated)

    def said_again(self) -> Place:
        """The one line that sends what was just sent, by another call."""
        return self._shaped(said_again)

    def _shaped(self, shape: Callable[[ast.Module | None], Iterator[int]]) -> Place:
        found = {self.line(file, line) for file, tree in self._trees for line in shape(tree)}
        return found.pop() if len(found) == 1 else Place()

    def between_accepts(self, calls: list[Call]) -> Place:
        """The one of ``calls`` that is made between two accepts; no place if that is not sure."""
        if len(calls) == 1:
            return calls[0].place
        inside = self.surely_between_accepts(calls)
        return inside[0].place if len(inside) == 1 else Place()

    def surely_between_accepts(self, calls: list[Call]) -> list[Call]:
        """Those of ``calls`` that stand between two accepts."""
        accepts = self.calls("accept")
        return [call for call in calls if any(_lies_between(call, accepts))]

    def closes(self) -> bool:
        """Whether any line may close a connection, be it with a block or the program."""
        rows = (row.partition("#")[0] for rows in self._rows.values() for row in rows)
        return any(map(_CLOSES.search, rows))

    def has(self, words: re.Pattern[str]) -> bool:
        """Whether any line has such words, which may be a comment's."""
        return any(words.search(row) for rows in self._rows.values() for row in rows)

    def mentions(self, name: str) -> Place:
        """The one line that names something, such as a constant; no place if there are several."""
        word = re.compile(rf"\b{re.escape(name)}\b")
        found = [
            self.line(file, number)
            for file, rows in self._rows.items()
            for number, row in enumerate(rows, 1)
            if word.search(row.partition("#")[0]) and not re.match(r"\s*(from|import)\b", row)
        ]
        return found[0] if len(found) == 1 else Place()

    def quotes(self, words: str) -> Place:
        """The one line in which a text stands that has ``words`` in it."""
        lines = self.quoting(words)
        return lines.pop() if len(lines) == 1 else Place()

    def quoting(self, words: str) -> set[Place]:
        """The lines in which a text stands that has ``words`` in it; what only explains is none."""
        return {place for place, said in self.texts if words.lower() in said}

    @cached_property
    def texts(self) -> list[tuple[Place, str]]:
        """The texts of the code, in small letters, but for those that only explain."""
        alone = {id(node.value) for _, node in self._all if isinstance(node, ast.Expr)}
        return [
            (self.line(file, node.lineno), plain(node.value).lower())
            for file, node in self._nodes
            if isinstance(node, ast.Constant) and id(node) not in alone
        ]

    def numbers_from_input(self) -> list[Place]:
        """Comparisons of what input() returned, a text, with a number: never true."""
        return [
            self.line(file, line)
            for file, tree in self._trees
            if tree is not None
            for line in sorted(text_with_number(tree))
        ]

    def comparisons(self, word: str) -> list[tuple[Place, str, str]]:
        """Comparisons with a text that is ``word`` but for capitals: place, text, kind, code.

        The kind is ``in`` where the text is looked for in another, else ``==``.
        """
        found = []
        for file, node in self._nodes:
            if not isinstance(node, ast.Compare):
                continue
            for side in (node.left, *node.comparators):
                value = plain(side.value) if isinstance(side, ast.Constant) else ""
                if value.strip().lower() == word:
                    part = isinstance(node.ops[0], ast.In) and side is node.left
                    kind = "in" if part else "=="
                    found.append((self.line(file, node.lineno), value, kind))
        return found

    def told_apart_by(self) -> Place:
        """The one line that looks a received text up, or compares it with another that came."""
        found = [self.line(file, line) for file, tree in self._trees for line in lookups(tree)]
        return found[0] if len(set(found)) == 1 else Place()

    def silent_excepts(self) -> list[Place]:
        """Where every error is caught, and nothing is done about it."""
        return [
            self.line(file, node.lineno)
            for file, node in self._all
            if isinstance(node, ast.ExceptHandler)
            and getattr(node.type, "id", "Exception") in {"Exception", "BaseException"}
            and all(isinstance(each, ast.Pass | ast.Continue | ast.Return) for each in node.body)
        ]

    def unbracketed(self) -> list[tuple[str, Place]]:
        """Functions that a condition names without calling them."""
        return [
            (name, self.line(file, line))
            for (file, tree), (_, text) in zip(self._trees, self._sources, strict=True)
            for name, line in unbracketed(tree, text)
        ]

    def only_named(self) -> list[tuple[str, Place]]:
        """Functions that a statement names without calling them."""
        return [
            (name, self.line(file, line))
            for file, tree in self._trees
            for name, line in only_named(tree)
        ]

    def uncalled(self) -> list[tuple[str, Place]]:
        """Functions at the top of a file that nothing names but they themselves, in whole files."""
        trees = [(file, tree) for file, tree in self._trees if tree is not None]
        if len(trees) != len(self._sources):
            return []
        named = Counter(name for _, tree in trees for name in _named(tree))
        return [
            (node.name, self.line(file, node.lineno))
            for file, tree in trees
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if named[node.name] == Counter(_named(node))[node.name]
        ]

    def trees(self) -> list[tuple[str, ast.Module | None]]:
        """The files as syntax trees, for rules that look at more than calls."""
        return self._trees

    @cached_property
    def _trees(self) -> list[tuple[str, ast.Module | None]]:
        return [(file, parsed(text)) for file, text in self._sources]

    def nodes(self) -> list[tuple[str, ast.AST]]:
        """Every node of the files that can be read, with its file, for rules that ask of each."""
        return self._all

    @cached_property
    def _all(self) -> list[tuple[str, ast.AST]]:
        return [
            (file, node)
            for file, tree in self._trees
            for node in (ast.walk(tree) if tree is not None else ())
        ]

    @cached_property
    def _nodes(self) -> list[tuple[str, ast.expr]]:
        return [(file, node) for file, node in self._all if isinstance(node, ast.expr)]

    @cached_property
    def _calls(self) -> list[Call]:
        found: list[Call] = []
        for (file, tree), (_, text) in zip(self._trees, self._sources, strict=True):
            read = calls_of(tree, "", ()) if tree is not None else calls_by_line(text)
            found += [
                Call(name, self.line(file, line), function, loops)
                for name, line, function, loops in read
            ]
        return found


def _lies_between(call: Call, accepts: list[Call]) -> Iterator[bool]:
    """Whether a call is made after one accept and before another, as far as lines can tell."""
    own = [
        one
        for one in accepts
        if one.function == call.function and one.place.file == call.place.file
    ]
    lines = [one.place.line for one in own]
    if len(own) > 1:
        yield min(lines) < call.place.line < max(lines)
    for one in own:
        # in the loop that accepts, after it does
        yield bool(set(one.loops) & set(call.loops)) and one.place.line < call.place.line


def _text(content: bytes) -> str:
    wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))  # which is only read to be shown
    text = content.decode("utf-16" if wide else "utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _named(tree: ast.AST) -> Iterator[str]:
    """The names that are read in a piece of code, and those behind a dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
