"""The word that makes a program one side, where it is both and can do without being told.

``if len(sys.argv) > 1 and sys.argv[1] == 'server': ... else: ...`` starts without an argument, but
as the other side, or with a word about how to call it.  So it is looked up what the program
compares with its command line, has in a table for it (``{'server': serve, ...}[sys.argv[1]]()``) or
offers there as an option.  Of what only Python 2 can parse, no more is known than what it compares
right there, as text.
"""

import ast
import re
from collections.abc import Iterator

from harness.casting.slot import named, text_of
from harness.casting.sources import Source

SIDES = {
    "listen": ("server", "serve", "s", "listen", "l", "host", "hub"),
    "connect": ("client", "c", "connect", "join"),
}
_READS_LINE = frozenset({"argv", "parse_args", "parse_known_args"})
_FLAGS = frozenset({"store_true", "store_const"})
_COMPARED = re.compile(
    r"""\bargv\s*(?:\[[^\]]*\]\s*)?(?:\.\w+\(\)\s*)*==\s*['"]([\w-]+)['"]"""
    r"""|['"]([\w-]+)['"]\s*(?:==|\bin\b)\s*(?:sys\s*\.\s*)?argv\b"""
)
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_CLIENT = re.compile(r"(?:client|user|c)?[ _-]?([a-z]|\d)")
_FEW = 3  # times that a value is handed on, at the most


def bare(word: str) -> str:
    """A word without the dashes of an option, in small letters."""
    return word.lstrip("-").casefold()


def optional_word(source: Source, side: str) -> tuple[str, ...]:
    """What makes the program its side, if anything does: a word, or an option and a word."""
    for given in offered(source):
        if side in SIDES and bare(given[-1]) in SIDES[side]:
            return given
    return ()


def word_of_its_own(source: Source, letter: str, number: int) -> tuple[str, ...]:
    """What makes the program this one of its clients: 'x', 'clientX', '--client1', 'c1'."""
    for given in offered(source):
        is_client = _CLIENT.fullmatch(bare(given[-1]))
        if is_client and is_client[1] in (letter.casefold(), str(number)):
            return given
    return ()


def words_for(source: Source, side: str) -> frozenset[str]:
    """The words of the command line that are for a side."""
    said = (given[-1] for given in offered(source))
    return frozenset(word for word in said if bare(word) in SIDES.get(side, ()))


def offered(source: Source) -> Iterator[tuple[str, ...]]:
    """Every word that the program knows what to do with, options of ``argparse`` first."""
    if source.tree is None:
        said = _COMPARED.finditer(_COMMENT.sub("", source.text))
        yield from ((one[1] or one[2],) for one in said)
    derived = _derived(source)
    for node in source.nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument":
            yield from _option(node)
    for node in source.nodes:
        compared = isinstance(node, ast.Compare) and _mentions(node, derived)
        if compared or _begins(node, derived):
            yield from ((word,) for word in _texts(node))
        elif isinstance(node, ast.Match) and _mentions(node.subject, derived):
            for case in node.cases:
                yield from ((word,) for word in _texts(case.pattern))
        elif (table := _looked_up(node, derived)) is not None:
            yield from ((word,) for word in _keys(source, table))


def _begins(node: ast.AST, names: set[str]) -> bool:
    """Whether it is asked how something of the command line begins: ``side.startswith('s')``."""
    match node:
        case ast.Call(func=ast.Attribute(value=said, attr="startswith")):
            return _mentions(said, names)
    return False


def _looked_up(node: ast.AST, names: set[str]) -> ast.expr | None:
    """The table in which something of the command line is looked up: ``{...}[sys.argv[1]]()``."""
    match node:
        case ast.Subscript(value=table, slice=key) if _mentions(key, names):
            return table
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, *_]):
            return table if _mentions(key, names) else None
    return None


def _keys(source: Source, table: ast.expr) -> Iterator[str]:
    """The texts that stand as keys in a table, written there or under a name."""
    tables = [table]
    if isinstance(table, ast.Name):
        tables = [
            node.value
            for node in source.nodes
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            if table.id in {named(each) for each in _targets(node)}
        ]
    for each in tables:
        if isinstance(each, ast.Dict):
            yield from filter(None, map(text_of, each.keys))


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def _option(node: ast.Call) -> Iterator[tuple[str, ...]]:
    words = {word.arg: word.value for word in node.keywords}
    names = [each for part in node.args for each in _texts(part)]
    name = next((each for each in names if each.startswith("--")), "".join(names[:1]))
    if name.startswith("-") and getattr(words.get("action"), "value", "") in _FLAGS:
        yield (name,)
    for choice in _texts(words["choices"]) if "choices" in words else ():
        yield (name, choice) if name.startswith("-") else (choice,)


def _derived(source: Source) -> set[str]:
    """The names that hold the command line, or something of it."""
    found = set(_READS_LINE)
    for _ in range(_FEW):
        before = len(found)
        for node in source.nodes:
            if isinstance(node, ast.Assign) and _mentions(node.value, found):
                found |= {
                    each.id
                    for target in node.targets
                    for each in ast.walk(target)
                    if isinstance(each, ast.Name)
                }
        if len(found) == before:
            break
    return found


def _mentions(node: ast.AST, names: set[str]) -> bool:
    return any(
        (isinstance(each, ast.Name) and each.id in names)
        or (isinstance(each, ast.Attribute) and each.attr in _READS_LINE)
        for each in ast.walk(node)
    )


def _texts(node: ast.AST) -> list[str]:
    return [
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
