"""The words that a program knows what to do with on its command line.

They are what it offers there as an option or a command, what it compares with something of its
command line, and what it has in a table for that (``{'server': serve, ...}[sys.argv[1]]()``).  With
a word goes the option that it is to stand behind: ``args.mode == 'chat'`` is ``--mode chat``.  What
comes by the network is never the command line, whatever its name.  Of what only Python 2 can parse,
no more is known than what it compares right there, as text.
"""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from harness.casting.behind import behind, option_before
from harness.casting.choices import COMMANDS, choices, commands, entered, members, texts, values
from harness.casting.decorated import by_decorator, command_words
from harness.casting.keyed import key_of, tables
from harness.casting.numbers import meant, texts_by_number
from harness.casting.slot import named, text_of
from harness.casting.sources import Source

Given = tuple[str, ...]  # a word, or an option and a word

_READS_LINE = frozenset({"argv", "parse_args", "parse_known_args"})
_NETWORK = frozenset({"recv", "recvfrom", "accept", "socket", "create_connection", "makefile",
                      "open_connection"})  # fmt: skip
_ADDS = frozenset({"add_argument", "add_option"})
_GETS = frozenset({"getopt", "gnu_getopt"})
_FLAGS = frozenset({"store_true", "store_const", "BooleanOptionalAction"})
_NAMESPACES = frozenset({"globals", "locals", "vars"})
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_COMPARED = re.compile(
    r"""\bargv\s*(?:\[[^\]]*\]\s*)?(?:\.\w+\(\)\s*)*==\s*['"]([\w-]+)['"]"""
    r"""|['"]([\w-]+)['"]\s*(?:==|\bin\b)\s*(?:sys\s*\.\s*)?argv\b"""
)
_SHORT = re.compile(r"[A-Za-z](?!:)")  # options of getopt that stand alone
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_MOST = 300  # nodes of one expression
_FEW = 4  # times that a value is handed on, at the most


@lru_cache(maxsize=16)  # several roles often share a file
def offered(source: Source) -> tuple[Given, ...]:
    """Every word that the program knows what to do with, options of ``argparse`` first."""
    return tuple(dict.fromkeys(_offered(source)))


@lru_cache(maxsize=16)
def handled(source: Source) -> frozenset[int]:
    """The lines on which a program has something of its command line in hand."""
    line = _Line(source)
    return frozenset(
        number
        for node in source.nodes
        if isinstance(node, ast.stmt | ast.expr) and not hasattr(node, "body")
        if any(line.is_of_it(each) for each in _within(node))
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


@lru_cache(maxsize=16)
def filled(source: Source) -> frozenset[str]:
    """The options that may stand alone, and then are filled in: ``nargs='?', const='here'``."""
    calls = (node for node in source.nodes if isinstance(node, ast.Call))
    return frozenset(_name(call) for call in calls if named(call.func) in _ADDS and _fills(call))


def _offered(source: Source) -> Iterator[Given]:
    if source.tree is None:
        said = _COMPARED.finditer(_COMMENT.sub("", source.text))
        yield from ((one[1] or one[2],) for one in said)
    for call in source.nodes:
        if isinstance(call, ast.Call) and named(call.func) in _ADDS:
            yield from _option(call, source)
        elif isinstance(call, ast.Call) and named(call.func) in _GETS and len(call.args) > 1:
            yield from _of_getopt(call, source)
        elif isinstance(call, ast.Call) and named(call.func) == "add_parser":
            yield from ((word,) for word in commands(call, source))
    yield from ((word,) for word in command_words(source))
    yield from ((word,) for slot in by_decorator(source) for word in slot.choices)
    line = _Line(source)
    for node in source.nodes:
        yield from _known(node, line, source)
    yield from ((slot.option,) for slot in behind(source))
    for about, number, _ in (*meant(source), *texts_by_number(source)):
        if (option := line.option_of(about)) is not None:
            yield *option, number


def _known(node: ast.AST, line: "_Line", source: Source) -> Iterator[Given]:
    """The words that one node has for something of the command line."""
    about: ast.expr
    match node:
        case ast.Compare():
            about, words = node, line.words_in(node)
        case ast.Call(func=ast.Attribute(value=about, attr="startswith")):
            words = line.words_in(node)
        case ast.Match(subject=about, cases=cases):
            words = [word for case in cases for word in line.words_in(case.pattern)]
        case ast.Subscript(value=table, slice=about):
            words = _keys(table, source)
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[about, *_]):
            words = _keys(table, source)
        case ast.Call(func=ast.Name(id="eval" | "exec"), args=[about]):
            words = _names(source, _head(about))
        case ast.Call(func=ast.Name(id=kind), args=[about]):
            words = list(members(source, kind))
        case ast.Call(func=ast.Name(id="getattr"), args=[_, about, *_]):
            words = _names(source, _head(about))
        case _:
            return
    if words and (option := line.option_of(about)) is not None:
        yield from ((*option, word) for word in words)


def _keys(table: ast.expr, source: Source) -> list[str]:
    """The texts that stand as keys in a table, written there or under a name."""
    if isinstance(table, ast.Name) and (names := list(members(source, table.id, by_name=True))):
        return [name.lower() for name in names]
    if isinstance(table, ast.Call) and named(table.func) in _NAMESPACES:
        return _names(source)
    late = entered(source).get(named(table), [])
    tables = [table, *values(source, table.id)] if isinstance(table, ast.Name) else [table]
    late += [word for each in tables if isinstance(each, ast.DictComp)
             for word in _collected(each, source)]  # fmt: skip
    found = [each for each in tables if isinstance(each, ast.Dict) or _is_dict(each)]
    return [*(word for each in found for word in texts(each, source)), *late]


def _collected(table: ast.DictComp, source: Source) -> list[str]:
    """The words for functions that a table is made of by their names.

    ``{f.__name__: f for f in (serve, join)}``, or of all whose names begin with a text.
    """
    among = table.generators[0].iter
    attributes = {named(each) for each in ast.walk(table)}
    if attributes & _NAMESPACES:
        heads = [text_of(each) for each in ast.walk(table) if text_of(each)]
        return _names(source, heads[0] if heads else "")
    if "__name__" not in attributes:
        return []
    given = [*getattr(among, "elts", ())]
    for node in source.nodes:
        match node:
            case ast.FunctionDef(name=name, args=ast.arguments(vararg=ast.arg(arg=rest))) if (
                rest == named(among)
            ):
                given += [part for call in source.nodes if isinstance(call, ast.Call)
                          if named(call.func) == name for part in call.args]  # fmt: skip
    return [word for word in map(named, given) if word][:COMMANDS]


def _names(source: Source, head: str = "") -> list[str]:
    """What the functions are called that nobody else calls, without what is put before a word."""
    return [name[len(head) :] for name in _uncalled(source) if name.startswith(head)]


def called_so(source: Source, about: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    """Each word that names a function of a file, with what is put before it, and that function."""
    head = _head(about)
    words = _names(source, head)
    for node in source.nodes:
        if isinstance(node, _FUNCTIONS) and node.name.removeprefix(head) in words:
            yield node.name.removeprefix(head), node


@lru_cache(maxsize=16)
def _uncalled(source: Source) -> tuple[str, ...]:
    called = {named(node) for node in source.nodes if isinstance(node, ast.Name | ast.Attribute)}
    names = [node.name for node in source.nodes if isinstance(node, _FUNCTIONS)]
    return tuple(name for name in names if name[:2] != "__" and name not in called)[:COMMANDS]


def _head(about: ast.expr) -> str:
    """The text at the beginning of ``"do_" + word``, or of the same with braces."""
    match about:
        case ast.BinOp(left=first, op=ast.Add()) | ast.JoinedStr(values=[first, *_]):
            return text_of(first)
    return ""


def _is_dict(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and named(node.func) == "dict"


def _option(node: ast.Call, source: Source) -> Iterator[Given]:
    """What a declared option or argument may be told."""
    name = _name(node)
    if name.startswith("-") and (_is_flag(node) or _fills(node)):
        yield (name,)
    for choice in choices(node, source):
        yield (name, choice) if name.startswith("-") else (choice,)


def _of_getopt(call: ast.Call, source: Source) -> list[Given]:
    """What ``getopt`` is told that stands alone: what the program asks for afterwards comes first.

    Who declares '-s' and 'server' may ask for one of them only.
    """
    short = [(f"-{each}",) for each in _SHORT.findall(text_of(call.args[1]))]
    both = [*short, *(_long(call.args[2], source) if len(call.args) > 2 else ())]
    asked = {text_of(node) for node in source.nodes}
    return sorted(both, key=lambda given: given[0] not in asked)


def _long(names: ast.expr, source: Source) -> Iterator[Given]:
    """The long options of ``getopt`` that stand alone: ``['chat', 'port=']``."""
    listed = [text_of(each) for each in getattr(names, "elts", ())] or list(texts(names, source))
    yield from ((f"--{name}",) for name in listed if name and not name.endswith("="))


def _name(node: ast.Call) -> str:
    names = [text_of(part) for part in node.args if text_of(part)]
    return next((each for each in names if each.startswith("--")), "".join(names[:1]))


def _is_flag(node: ast.Call) -> bool:
    action = next((word.value for word in node.keywords if word.arg == "action"), None)
    return (text_of(action) or named(action)) in _FLAGS


def _fills(node: ast.Call) -> bool:
    given = {word.arg: text_of(word.value) for word in node.keywords}
    return given.get("nargs") == "?" and "const" in given


class _Line:
    """What of a program is the command line, or comes from there."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tables = tables(source)
        self._options = dict(_destinations(source))
        self._names: dict[str, Given] = dict.fromkeys(_READS_LINE, ())
        heard = {name for name, value in _assigned(source)
                 if _is_heard(value) or _looks_up(value, source)}  # fmt: skip
        for _ in range(_FEW):
            before = len(self._names)
            for name, value in _handed(source):
                option = self.option_of(value)
                if name and name not in heard and option is not None:
                    self._names.setdefault(name, option)
            if len(self._names) == before:
                break

    def option_of(self, node: ast.AST) -> Given | None:
        """The option that stands before what a node has of the command line; None: it has none."""
        if _is_heard(node):
            return None
        if key := key_of(node, self._tables):
            return (key,)
        found: Given | None = None
        for each in _within(node):
            match each:
                case ast.Attribute(attr=name, value=whole) if name in self._options:
                    if self.is_of_it(whole):
                        return self._options[name]
                case ast.Call(func=ast.Attribute(attr="index"), args=[part]) if text_of(
                    part
                ).startswith("-"):
                    return (text_of(part),)
            if key := key_of(each, self._tables):
                return (key,)
            if option := option_before(each, self._source):
                return (option,)
            if self.is_of_it(each):
                found = found or self._names[_key(each)]
        return found

    def is_of_it(self, node: ast.AST) -> bool:
        """Whether a node itself is the command line, or holds something of it."""
        return _key(node) in self._names

    def words_in(self, node: ast.AST) -> list[str]:
        """The texts within a node, be they written there or under a name."""
        found: list[str] = []
        for each in _within(node):
            if text_of(each):
                found.append(text_of(each))
            elif isinstance(each, ast.Name | ast.Attribute) and not self.is_of_it(each):
                found += [word for word in texts(each, self._source) if not word.isdigit()]
        return found


def _within(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes within one, up to a number that nobody's question exceeds."""
    return islice(ast.walk(node), _MOST)


def _key(node: ast.AST) -> str:
    """What a name or an attribute is kept as; the result of a call as the function is."""
    if isinstance(node, ast.Call):
        return _key(node.func)
    own = isinstance(node, ast.Attribute) and node.attr not in _READS_LINE
    return f".{named(node)}" if own else named(node)


def _is_heard(node: ast.AST) -> bool:
    """Whether it comes by the network."""
    calls = (each for each in _within(node) if isinstance(each, ast.Call))
    return any(named(call.func) in _NETWORK for call in calls)


def _looks_up(node: ast.AST, source: Source) -> bool:
    """Whether it is what a table, or a list, has for something: no word of the line itself."""
    match node:
        case ast.Subscript(value=table) | ast.Call(func=ast.Attribute(value=table, attr="get")):
            among = values(source, table.id) if isinstance(table, ast.Name) else [table]
            return any(isinstance(each, ast.Dict | ast.List | ast.Tuple) for each in among)
    return False


def _destinations(source: Source) -> Iterator[tuple[str, Given]]:
    """Where the options that take a word are found afterwards, and these options."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and named(node.func) in _ADDS and not _is_flag(node):
            dest = next((text_of(word.value) for word in node.keywords if word.arg == "dest"), "")
            name = _name(node)
            if name.startswith("-"):
                yield dest or name.lstrip("-").replace("-", "_"), (name,)


def dest_of(source: Source, option: str) -> str:
    """Where what is said behind an option is found afterwards."""
    own = (dest for dest, (each,) in _destinations(source) if each == option)
    return next(own, option.lstrip("-").replace("-", "_"))


def _handed(source: Source) -> Iterator[tuple[str, ast.expr]]:
    """Every name and what it is given: assigned, gone through, or handed to a function."""
    yield from _assigned(source)
    functions: dict[str, _FUNCTIONS] = {}
    for node in source.nodes:
        if isinstance(node, _FUNCTIONS):
            functions.setdefault(node.name, node)
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, _FUNCTIONS) and each.name == "__init__":
                    functions.setdefault(node.name, each)
    for node in source.nodes:
        if isinstance(node, ast.Call) and (called := functions.get(named(node.func))) is not None:
            yield from _arguments(node, called)


def _arguments(node: ast.Call, called: _FUNCTIONS) -> Iterator[tuple[str, ast.expr]]:
    """What the parameters of a function are given by a call."""
    names = [each.arg for each in called.args.args]
    names = names[1:] if names[:1] in (["self"], ["cls"]) else names
    rest = called.args.vararg.arg if called.args.vararg else ""
    for place, part in enumerate(node.args):
        if isinstance(part, ast.Starred):
            yield from ((name, part.value) for name in [*names[place:], rest])
            return
        yield names[place] if place < len(names) else rest, part
    yield from ((word.arg, word.value) for word in node.keywords if word.arg)


def _assigned(source: Source) -> Iterator[tuple[str, ast.expr]]:
    """Every name and what it is given where it stands; an attribute has a dot before its name."""
    for node in source.nodes:
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                targets = [target]
            case ast.NamedExpr(target=target, value=value):
                targets = [target]
            case ast.For(target=target, iter=value):
                targets = [target]
            case _:
                continue
        for each in targets:
            for part in _parts(each):
                yield _key(part), value


def _parts(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            yield from _parts(part)
    else:
        yield target
