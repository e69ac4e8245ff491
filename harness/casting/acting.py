"""The words that make a program one side, by what it then does.

For words that no side is usually called by: 'talk', 'guest', 'run_client'.  What a program does at
a word is what stands behind the comparison with it, beside it in a table, in the function of that
name or in that which its parser is told, and whatever this calls.  A word at which it does both, or
neither, tells nothing.
"""

import ast
import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import PurePosixPath

from harness.casting.choices import commands
from harness.casting.deeds import acts
from harness.casting.hosts import is_address
from harness.casting.known import kept_at, known
from harness.casting.loading import dotted, loaded
from harness.casting.offers import Given, called_so, dest_of, filled, offered
from harness.casting.slot import leaves, named, text_of
from harness.casting.sources import Source

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_Tools = dict[str, list[ast.AST]]
_FEW = 30  # words that are looked at
_MOST = 100  # pieces of code that are looked through for one word


@lru_cache(maxsize=16)
def acting(source: Source, used: tuple[Source, ...], side: str) -> tuple[Given, ...]:
    """The words at which a program does what its ``side`` does.

    ``used``: the program, and what it imports of the same hand-in.
    """
    if not side or source.tree is None:
        return ()
    words = [given for given in offered(source)[:_FEW] if not _is_place(given[-1])]
    elsewhere = dict(_elsewhere(source, used))
    tools = _tools(used) if words or elsewhere else {}
    found = [each for each in words if _does(source, each[-1], tools) == {side}]
    found += [(word,) for word, nodes in elsewhere.items() if _done(nodes, tools) == {side}]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=64)
def by_value(source: Source, used: tuple[Source, ...], option: str) -> str:
    """The side that alone has a use for what is said behind an option; empty if that is no side."""
    tools = _tools(used)
    does = _done(_at_option(source, option, tools, valued=True), tools)
    return does.pop() if len(does) == 1 else ""


def of_function(name: str, used: tuple[Source, ...]) -> set[str]:
    """What a function does of what a side can do."""
    tools = _tools(used)
    return _done(tools.get(name, []), tools)


@lru_cache(maxsize=16)
def with_any(source: Source, used: tuple[Source, ...]) -> str:
    """The side that a program is with an argument, whatever that be, and is not with none.

    ``if len(sys.argv) > 1: join(sys.argv[1])``, ``else: host()``.
    """
    tests = [node for node in source.nodes if isinstance(node, ast.If | ast.IfExp)]
    counted = [(node, there) for node in tests if (there := _counts(node.test)) is not None][:_FEW]
    tools = _tools(used) if counted else {}
    for forms in _forms(source):
        tools = tools or _tools(used)
        nothing, *others = [_done(each, tools) for each in forms]
        if len(nothing) == 1 and all(len(each) == 1 and each != nothing for each in others):
            return others[0].pop()
    for node, there in counted:
        body = node.body if isinstance(node, ast.If) else [node.body]
        rest = node.orelse if isinstance(node, ast.If) else [node.orelse]
        if rest:
            with_one, with_none = (
                _done(each, tools) for each in (body, rest)[:: 1 if there else -1]
            )
            if len(with_one) == len(with_none) == 1 and with_one != with_none:
                return with_one.pop()
    return ""


def _forms(source: Source) -> Iterator[list[list[ast.stmt]]]:
    """``match sys.argv[1:]``: what is done with nothing, and with each other form."""
    for node in source.nodes:
        match node:
            case ast.Match(subject=ast.Subscript(
                value=line, slice=ast.Slice(lower=ast.Constant(value=1), upper=None)), cases=cases
            ) if named(line) == "argv":  # fmt: skip
                forms = [(each.pattern.patterns, each.body) for each in cases
                         if isinstance(each.pattern, ast.MatchSequence)]  # fmt: skip
                none = [body for parts, body in forms if not parts]
                rest = [body for parts, body in forms if parts and not leaves(body)]
                if none and rest:
                    yield [none[0], *rest]


@lru_cache(maxsize=16)
def by_count(source: Source, used: tuple[Source, ...]) -> dict[ast.AST, str]:
    """The side that a program is where it has so many arguments: ``if len(sys.argv) == 3: …``.

    Empty, if only one side is told so.
    """
    names = {named(node.targets[0]) for node in source.nodes
             if isinstance(node, ast.Assign) and _is_count(node.value)}  # fmt: skip
    counted = [
        node
        for node in source.nodes
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare)
        if isinstance(node.test.ops[0], ast.Eq)
        if _is_count(node.test.left) or named(node.test.left) in names
    ][:_FEW]
    tools = _tools(used) if len(counted) > 1 else {}
    does = {node: _done(node.body, tools) for node in counted}
    found: dict[ast.AST, str] = {node: side.pop() for node, side in does.items() if len(side) == 1}
    return found if len(set(found.values())) > 1 else {}


def _is_count(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and named(node.func) == "len"
        and any(named(each) == "argv" for each in node.args)
    )


def _counts(test: ast.expr) -> bool | None:
    """Whether a condition is true with an argument, or with none; None: it asks something else."""
    match test:
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[line]),
            ops=[how],
            comparators=[ast.Constant(value=int() as number)],
        ) if named(line) == "argv":
            match how, number:
                case (ast.Eq(), 1) | (ast.Lt(), 2) | (ast.LtE(), 1):
                    return False
                case (ast.Gt(), 1) | (ast.GtE(), 2) | (ast.NotEq(), 1) | (ast.Eq(), 2):
                    return True
        case ast.Subscript(value=line, slice=ast.Slice(lower=ast.Constant(value=1), upper=None)):
            return True if named(line) == "argv" else None
        case ast.UnaryOp(op=ast.Not(), operand=part):
            counted = _counts(part)
            return None if counted is None else not counted
    return None


def _is_place(word: str) -> bool:
    return word.casefold() == "localhost" or is_address(word)


def _does(source: Source, word: str, tools: _Tools) -> set[str]:
    """What the program does at a word."""
    if word.startswith("-"):
        return _done(_at_option(source, word, tools), tools)
    return _done(_at(source, word), tools)


def _elsewhere(source: Source, used: tuple[Source, ...]) -> Iterator[tuple[str, list[ast.AST]]]:
    """The words that name a module, or a function of one, and what is done there.

    ``import_module(word)``, ``getattr(roles, word)()``.
    """
    rest = [each for each in used[:_FEW] if each is not source and each.tree is not None]
    for form in loaded(source):
        for each in rest:
            said = form.fullmatch(dotted(each.path, PurePosixPath(source.path).parent))
            if said and each.tree:
                yield said[1], [each.tree]
    modules = {each.stem: each for each in rest}
    for node in source.nodes:
        match node:
            case ast.Call(func=ast.Name(id="getattr"), args=[ast.Name(id=name), about, *_]) if (
                name in modules
            ):
                for word, function in called_so(modules[name], about):
                    yield word, [function]


@lru_cache(maxsize=64)
def texts_at(source: Source, used: tuple[Source, ...], word: str) -> str:
    """All texts, in small letters, of what a program does at a word."""
    tools = _tools(used)
    nodes = _at_option(source, word, tools) if word.startswith("-") else _at(source, word)
    texts = (_text(part) for node in _reached(nodes, tools) for part in ast.walk(node))
    return "\n".join(text.casefold() for text in texts if text)


def _text(node: ast.AST) -> str:
    value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
    return value.decode("latin-1") if isinstance(value, bytes) else text_of(node)


def _done(nodes: Iterable[ast.AST], tools: _Tools) -> set[str]:
    """What is done there, and in whatever is called."""
    return acts("\n".join(map(_bare, _reached(nodes, tools))))


def _reached(nodes: Iterable[ast.AST], tools: _Tools) -> list[ast.AST]:
    """These, and whatever is called there; nothing, if that is too much to look at."""
    said = list(nodes)
    known: set[str] = set()
    for node in said:
        new = (tools.keys() & _calls(node)) - known
        known |= new
        said += [each for name in sorted(new) for each in tools[name]]
        if len(said) > _MOST:
            return []
    return said


def _calls(node: ast.AST) -> set[str]:
    """The functions and classes that it may speak of: what is a name of its own is none of them.

    ``t.join()`` calls no function ``join`` of the file, ``net.join()`` that of ``net.py``.
    """
    own, said, called = set(), set(), set()
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            called.add(id(each.func))
        match each:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                own.add(name)
            case ast.Name(id=name):
                said.add(name)
            case ast.Attribute(value=on, attr=name):
                said.add(f"{named(on)}.{name}")
                if id(each) in called:
                    said.add(f".{name}")
    return said - own


def _at(source: Source, word: str) -> Iterator[ast.AST]:
    """What is done, or named, where a word is known."""
    yield from _handed_to(source).get(word, [])
    yield from known(source).get(word, [])
    named_so = re.compile(rf"(?:^|_){re.escape(word.replace('-', '_'))}$")
    for node in source.nodes:
        if isinstance(node, _FUNCTIONS) and named_so.search(node.name):
            yield node


def _at_option(
    source: Source, option: str, tools: _Tools, *, valued: bool = False
) -> Iterator[ast.AST]:
    """The same for an option that stands alone: what is done if it is there, and not if it is not.

    Or that to which is handed what has been said behind it.
    """
    yield from _at(source, option)
    dest = dest_of(source, option)
    called = {dest, *(kept_at(source, option, dest) if valued else ())}
    for node in source.nodes:
        match node:
            case ast.If(test=test, body=body, orelse=rest) if _asks_for(test) in called:
                if (rest or valued) and _done(body, tools) != _done(rest, tools):
                    yield from body
            case ast.Call(args=args) if valued or option in filled(source):
                said = (part for each in args for part in islice(ast.walk(each), _MOST))
                if any(_is_of(each, dest) for each in said):
                    yield node


def _asks_for(test: ast.expr) -> str:
    """What a condition asks if it was said: ``if args.enter:``, ``if enter is not None:``."""
    match test:
        case ast.Compare(
            left=asked, ops=[ast.IsNot() | ast.NotEq()], comparators=[ast.Constant(value=None)]
        ):
            test = asked
    if isinstance(test, ast.NamedExpr):
        test = test.value
    return text_of(test.slice) if isinstance(test, ast.Subscript) else named(test)


def _is_of(node: ast.AST, dest: str) -> bool:
    """Whether it is what is said behind an option: ``args.host``, ``vars(args)['host']``."""
    match node:
        case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name == dest
    return False


@lru_cache(maxsize=16)
def _handed_to(source: Source) -> dict[str, list[ast.expr]]:
    """What each command's parser is told: ``add_parser(word)``, then ``set_defaults(f=run)``.

    One name may hold one parser after the other.
    """
    parsers: dict[str, list[tuple[int, list[str]]]] = {}
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[target, *_], value=ast.Call() as call) if (
                named(call.func) == "add_parser"
            ):
                known = parsers.setdefault(named(target), [])
                known.append((node.lineno, commands(call, source)))
    for known in parsers.values():
        known.sort()
    found: dict[str, list[ast.expr]] = {}
    for node in source.nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=on, attr="set_defaults"), keywords=told):
                before = parsers.get(named(on), [])
                place = bisect(before, (node.lineno + 1, []))
                words = commands(on, source) if isinstance(on, ast.Call) else []
                for word in before[place - 1][1] if place else words:
                    found.setdefault(word, []).extend(each.value for each in told)
    return found


def _tools(used: Iterable[Source]) -> _Tools:
    """Each function and class, also behind its module; of a class that is both, how it begins.

    What is called like a method is looked for only where one method has that name.
    """
    used = tuple(used)
    names = _module_names(used)
    found: _Tools = {}
    methods: _Tools = {}
    for stem, node in ((each.stem, node) for each in used if each.tree for node in each.tree.body):
        before = ("", *(f"{name}." for name in names[stem]))
        if isinstance(node, _FUNCTIONS):
            for head in before:
                found.setdefault(head + node.name, []).append(node)
        elif isinstance(node, ast.ClassDef):
            own = [each for each in node.body if isinstance(each, _FUNCTIONS)]
            for each in own:
                methods.setdefault(each.name, []).append(each)
            both = acts(_bare(node)) == {"listen", "connect"}
            begins = [each for each in own if each.name == "__init__"]
            for head in before:
                found.setdefault(head + node.name, []).extend(begins if both else [node])
    return {f".{name}": nodes for name, nodes in methods.items() if len(nodes) == 1} | found


def _module_names(used: Iterable[Source]) -> dict[str, set[str]]:
    """What each of these modules may be called in the others."""
    found = {each.stem: {each.stem} for each in used}
    for node in (node for each in used for node in each.nodes):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for each in node.names:
                if each.asname and (stem := each.name.rpartition(".")[2]) in found:
                    found[stem].add(each.asname)
    return found


def _bare(node: ast.AST) -> str:
    try:
        return Source("", ast.unparse(node)).code
    except (ValueError, RecursionError):
        return ""
