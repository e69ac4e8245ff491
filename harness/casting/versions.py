"""The Python that a program was written for, found from its source.

A program that parses as Python 3 is taken for Python 2 only if it uses what Python 2 alone has (or
says that it is to be run with it), and nothing that Python 2 cannot have; what is tried (``try:
import queue except ImportError``) or asked for (``if sys.version_info``) counts for neither.  What
parses as nothing that we know runs on the usual Python: its own error message is the verdict.
"""

import ast
import builtins
import re
import sys
from collections.abc import Iterable, Iterator
from functools import reduce

from harness.casting import deferred, marks
from harness.casting.fstrings import is_of_312
from harness.casting.marks import Version
from harness.casting.sources import Source
from harness.casting.waits import waits_for_coroutines
from harness.model.quick import dataclass

# Tuples, since a union is made anew wherever it is written.
_IMPORTS = (ast.Import, ast.ImportFrom)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CONDITIONS = (ast.If, ast.IfExp)
_TWO = (2, 7)
_SHEBANG = re.compile(r"#![^\n]*\bpython([23])(?:\.(\d+))?\b")
# How a program is started, in a comment; that there is a Python 2 tells nothing.
_RUN_2 = re.compile(
    r"\bpython-?2(\.\d)?[ \t]+[\"']?[\w ./-]*\.py\b"
    r"|\b(run|start|execute)[ \t]+((it|this|them|both|the \w+|\w+\.py)[ \t]+)?"
    r"(with|in|on|using|under)[ \t]+python[ \t-]?2",
    re.IGNORECASE,
)
_SPEAKS_OF_3 = re.compile(r"\bpy(thon)?[ \t-]?3", re.IGNORECASE)
_NOT = re.compile(r"\b(not|never|no longer|instead)\b|n't\b", re.IGNORECASE)
_CATCHING = frozenset({"ImportError", "ModuleNotFoundError", "NameError"})
_ASKING = frozenset({"version_info", "hexversion", "version", "PY2", "PY3", "hasattr",
                     "python_version"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needs:
    """What a program asks of its Python.

    ``least`` and ``most``: bounds, both included; both are (2, 7) for Python 2.  ``why``: what in
    the source says so.  ``neutral``: nothing in it keeps it from being Python 2 either.
    ``pauses``: it has asyncio read nothing from a connection as soon as that is made.
    """

    least: Version = (3, 0)
    most: Version | None = None
    why: str = ""
    neutral: bool = True
    pauses: bool = False

    @property
    def two(self) -> bool:
        """True if it needs Python 2."""
        return self.most is not None and self.most < (3, 0)

    def __str__(self) -> str:
        if self.two:
            return "Python 2"
        if self.most is not None:
            return f"a Python not above {self.most[0]}.{self.most[1]}"
        if self.pauses:
            return "Python 3.12, or a late release of 3.11"
        return f"Python {self.least[0]}.{self.least[1]} or above"


PYTHON_2 = Needs(_TWO, _TWO)


def needs(sources: Iterable[Source]) -> Needs:
    """What a program asks for that consists of these files: the program and its own modules."""
    files = list(sources)
    own = frozenset(each.stem for each in files)
    found = [_needs(source, own) for source in files]
    two = next((each for each in found if each.two), None)
    if two is not None and all(each.two or each.neutral for each in found):
        return two
    threes = [each for each in found if not each.two]
    return reduce(_both, threes) if threes else Needs()


def _both(one: Needs, other: Needs) -> Needs:
    bounds = [each.most for each in (one, other) if each.most is not None]
    most = min(bounds, default=None)
    least = max(one.least, other.least)
    ordered = sorted((one, other), key=lambda each: each.least, reverse=True)
    why = next((each.why for each in ordered if each.most == most and each.why), "")
    why = why or one.why or other.why
    neutral = one.neutral and other.neutral
    pauses = one.pauses or other.pauses
    # What contradicts itself cannot run anywhere; its own error message shall say so.
    return Needs(least, most if most is None or most >= least else None, why, neutral, pauses)


def _needs(source: Source, modules: frozenset[str]) -> Needs:
    if source.tree is None:
        return _unparsed(source)
    try:
        found = _Marks(source.tree, source.nodes, modules)
        unevaluated = deferred.unevaluated(source.tree, source.nodes, modules)
    except RecursionError:
        return Needs()
    shebang = _SHEBANG.match(source.text)
    three = found.three or bool(shebang and shebang[1] == "3")
    two = found.two or ("its first line" if shebang and shebang[1] == "2" else "")
    two = two or ("a comment says so" if _is_run_with_2(source.text) else "")
    if two and not three:
        return Needs(_TWO, _TWO, two)
    if sys.version_info >= (3, 12) and is_of_312(source.text):
        found.first((3, 12), "what stands in an f-string's braces")
    if sys.version_info >= (3, 14):
        bare, rest = _bare_exceptions(source.code)
        found.two = found.two or _statement_2(rest)
        if bare:
            found.first((3, 14), _BARE)
    if unevaluated:
        found.first((3, 14), unevaluated)
    if "asyncio.wait(" in source.code and waits_for_coroutines(source.nodes):
        found.last((3, 10), "asyncio.wait() of coroutines")
    neutral = not three and not re.search(r"(?<![\w.])input\s*\(", source.code)
    pauses = re.search(marks.PAUSES, source.code) is not None
    because = found.least[1] or ("pause_reading() in connection_made()" if pauses else "")
    return _both(
        Needs(found.least[0], None, because, pauses=pauses),
        Needs((3, 0), found.most[0] if found.most else None, found.most[1] if found.most else "",
              neutral),
    )  # fmt: skip


def _is_run_with_2(text: str) -> bool:
    """Whether a file tells that it is to be run with Python 2, and speaks of no other."""
    rows = [row for row in text.splitlines() if _RUN_2.search(row)]
    return bool(rows) and not _SPEAKS_OF_3.search(text) and not any(map(_NOT.search, rows))


def _unparsed(source: Source) -> Needs:
    bare, code = _bare_exceptions(source.code)
    why = _statement_2(code)
    words = set(re.findall(r"\w+", code))
    if not why and source.parsed == "TabError":
        why = "tabs and spaces mixed"
    why = why or next(iter(sorted(words & marks.NAMES_2)), "")
    if why and not re.search(marks.SYNTAX_3, code):
        return Needs(_TWO, _TWO, why)
    if re.search(marks.SYNTAX_36, code):
        return Needs((3, 0), (3, 6), "'async' as a name", neutral=False)
    if bare or re.search(marks.SYNTAX_314, code):
        return Needs((3, 14), None, _BARE if bare else _TEMPLATE, neutral=False)
    if re.search(marks.SYNTAX_312, code) or is_of_312(source.text):
        return Needs((3, 12), None, "syntax of Python 3.12", neutral=False)
    return Needs()


def _statement_2(code: str) -> str:
    return next((why for why, form in marks.STATEMENTS_2 if re.search(form, code)), "")


def _bare_exceptions(code: str) -> tuple[bool, str]:
    """Whether it catches several exceptions without parentheses; the code with one of them each.

    'except A, e' is Python 2's, in which e is a name for what was caught.  Nobody names it like an
    exception that there is, or like one that the file defines.
    """
    own = set(re.findall(r"(?m)^[ \t]*class[ \t]+(\w+)", code))
    found = False

    def first(match: re.Match[str]) -> str:
        nonlocal found
        names = [name.strip() for name in match[1].split(",")]
        if len(names) == 2 and not ("." in names[1] or names[1] in _EXCEPTIONS | own):
            return match[0]
        found = True
        return f"except {names[0]}:"

    rest = re.sub(marks.EXCEPT_314, first, code)
    return found, rest


class _Marks:
    """All marks in a syntax tree: ``two`` and ``three`` say what was found, or nothing."""

    def __init__(
        self,
        tree: ast.Module,
        nodes: dict[ast.AST, list[ast.AST]],
        modules: frozenset[str],
    ) -> None:
        self.two = self.three = ""
        self.least: tuple[Version, str] = ((3, 0), "")
        self.most: tuple[Version, str] | None = None
        self._own, self._modules = _defined(nodes), modules
        self._old_names = marks.NAMES_2 - self._own
        self._printing = any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(name.name == "print_function" for name in node.names)
            for node in tree.body
        )
        for node in _unguarded(tree, nodes):
            if isinstance(node, ast.Name):
                if node.id in self._old_names:
                    self.two = self.two or f"{node.id}()"
                continue
            if isinstance(node, ast.Constant):
                continue
            self._syntax(node)
            if isinstance(node, ast.Attribute):
                self._attribute(node)
            elif isinstance(node, _IMPORTS):
                self._imports(node)
            elif isinstance(node, ast.Call):
                self._call(node)

    def first(self, version: Version, why: str) -> None:
        """Note that this needs ``version`` at the least."""
        self.least = max(self.least, (version, why), key=lambda each: each[0])
        self.three = self.three or why

    def last(self, version: Version, why: str) -> None:
        """Note that this needs ``version`` at the most."""
        if self.most is None or version < self.most[0]:
            self.most = (version, why)

    def _syntax(self, node: ast.AST) -> None:
        name = type(node).__name__
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift):
            if isinstance(node.left, ast.Name) and node.left.id == "print":
                self.two = self.two or "a print statement"
        elif isinstance(node, ast.arguments):
            if node.posonlyargs:
                self.first((3, 8), "positional-only parameters")
            every = (*node.args, *node.kwonlyargs)
            if node.kwonlyargs or any(each.annotation for each in every):
                self.three = self.three or "annotations"
        elif name in _NEW_SYNTAX:
            self.first(*_NEW_SYNTAX[name])
        elif isinstance(node, ast.Raise) and node.cause:
            self.three = self.three or "'raise … from'"
        if getattr(node, "type_params", None):
            self.first((3, 12), "type parameters")

    def _attribute(self, node: ast.Attribute) -> None:
        if node.attr in self._own:
            return
        if node.attr in marks.ATTRIBUTES_2:
            self.two = self.two or f".{node.attr}"
        if node.attr in marks.LAST_METHODS:
            self.last(marks.LAST_METHODS[node.attr], f".{node.attr}()")
        if node.attr in marks.FIRST_METHODS:
            self.first(marks.FIRST_METHODS[node.attr], f".{node.attr}()")
        if isinstance(node.value, ast.Name):
            self._named(f"{node.value.id}.{node.attr}")

    def _named(self, name: str) -> None:
        if name in marks.LAST_NAMES:
            self.last(marks.LAST_NAMES[name], name)
        if name in marks.FIRST_NAMES:
            self.first(marks.FIRST_NAMES[name], name)

    def _imports(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            modules = [node.module or ""] if not node.level else []
            for alias in node.names:
                self._named(f"{node.module}.{alias.name}")
        for module in modules:
            top = module.partition(".")[0]
            if top in self._modules:
                continue
            if top in marks.MODULES_2:
                self.two = self.two or f"import {top}"
            if {module, top} & marks.MODULES_3:
                self.three = self.three or f"import {module}"
            if top in marks.LAST_MODULES:
                self.last(marks.LAST_MODULES[top], f"import {top}")
            if top in marks.FIRST_MODULES:
                self.first(marks.FIRST_MODULES[top], f"import {top}")

    def _call(self, node: ast.Call) -> None:
        words = {keyword.arg for keyword in node.keywords}
        match node.func:
            case ast.Name(id="print") if not self._printing:
                if words & {"end", "sep", "flush", "file"}:
                    self.three = self.three or "print(…, end=…)"
            case ast.Attribute(value=ast.Name(id="asyncio"), attr=name):
                if name in marks.LOOPING and "loop" in words:
                    self.last((3, 9), f"asyncio.{name}(loop=…)")
            case ast.Attribute(value=ast.Name(id="json"), attr="loads" | "load" as name):
                if "encoding" in words:
                    self.last((3, 8), f"json.{name}(encoding=…)")
            case _:
                pass


_EXCEPTIONS = frozenset(
    name
    for name, each in vars(builtins).items()
    if isinstance(each, type) and issubclass(each, BaseException)
)
_BARE = "several exceptions after 'except' without parentheses"
_TEMPLATE = "a t-string"
_NEW_SYNTAX: dict[str, tuple[Version, str]] = {
    "Nonlocal": ((3, 0), "'nonlocal'"),
    "YieldFrom": ((3, 3), "'yield from'"),
    "MatMult": ((3, 5), "'@' between matrices"),
    "AsyncFunctionDef": ((3, 5), "'async def'"),
    "JoinedStr": ((3, 6), "an f-string"),
    "AnnAssign": ((3, 6), "an annotated variable"),
    "NamedExpr": ((3, 8), "':='"),
    "Match": ((3, 10), "a match statement"),
    "TryStar": ((3, 11), "'except*'"),
    "TypeAlias": ((3, 12), "a type statement"),
    "TemplateStr": ((3, 14), _TEMPLATE),
}


def _defined(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Every name that the file itself gives a meaning to, wherever."""
    names = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                names.add(node.id)
        elif isinstance(node, _DEFINITIONS):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.alias):
            names.add(node.asname or "")
    return frozenset(names)


def _unguarded(tree: ast.Module, children: dict[ast.AST, list[ast.AST]]) -> Iterator[ast.AST]:
    """Every node that is reached without having been tried or asked for."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Try) and _tries(node):
            # The handlers hold what the other Python gets; neither side is asked for.
            waiting += [*node.orelse, *node.finalbody]
            waiting += [line for line in node.body if not isinstance(line, _SIMPLE)]
        elif isinstance(node, _CONDITIONS) and _asks(node.test):
            continue
        else:
            waiting += children[node]


_SIMPLE = (ast.Import, ast.ImportFrom, ast.Assign, ast.Expr)


def _tries(node: ast.Try) -> bool:
    """True if it tries whether a name exists; not if it catches whatever a program may raise."""
    caught = {
        part.id
        for handler in node.handlers
        if handler.type is not None
        for part in ast.walk(handler.type)
        if isinstance(part, ast.Name)
    }
    if caught & _CATCHING:
        return True
    return all(
        isinstance(line, ast.Import | ast.ImportFrom)
        or (isinstance(line, ast.Assign) and isinstance(line.value, ast.Name | ast.Attribute))
        for line in node.body
    )


def _asks(test: ast.expr) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr in _ASKING)
        or (isinstance(node, ast.Name) and node.id in _ASKING)
        for node in ast.walk(test)
    )
