"""What a source names of the network: addresses, host names and ports.

The stage puts addresses and names on its own network, so that a program written for another
machine runs as it is; a scripted server listens where the client will look for it.  A name that is
nearly *localhost* is a slip, and leads nowhere here either: it would on no machine.
"""

import ast
import itertools
import re
from collections.abc import Iterable, Iterator

from harness.casting import settings
from harness.casting.hosts import is_address, is_name, is_six, is_slip, place_of
from harness.casting.probes import probes
from harness.casting.sources import Source, Sources
from harness.casting.standing import WITH_TUPLE, WITH_WORDS
from harness.model.casting import LAB
from harness.model.quick import dataclass

_ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
_KIND = re.compile(r"\bAF_INET6?\b")
_PORT_NAME = re.compile(r"port", re.IGNORECASE)

_BINDS = frozenset({"bind", "create_server", "TCPServer", "ThreadingTCPServer"})
# For what does not parse; compiled only when they are needed.
_CALL_2 = (
    r"\.(?P<call>connect|connect_ex|bind)\s*\(\s*\(\s*(?P<host>['\"][^'\"\n]*['\"]|\w+)\s*,"
    r"\s*(?:int\s*\()?\s*(?P<port>\d+|\w+)"
)
_ASSIGNED_2 = r"(?m)^[ \t]*(\w+)[ \t]*=[ \t]*(?:int[ \t]*\()?[ \t]*(['\"][^'\"\n]*['\"]|\d+)"

Value = str | int


@dataclass(frozen=True, slots=True)
class Facts:
    """IPv4 ``addresses``, host ``names`` and ``ports`` in order of appearance, each once.

    ``slips`` are names that were meant to be *localhost*.  ``six``: all hosts that it names are
    addresses of IPv6, and of one machine.  ``probes``: addresses of elsewhere, by which it learns
    its own (see there).  ``listens``: the one address at which it listens, if it is not at all of
    its machine's; the lab's first for who learns it.
    """

    addresses: tuple[str, ...]
    names: tuple[str, ...]
    ports: tuple[int, ...]
    slips: tuple[str, ...] = ()
    six: bool = False
    probes: tuple[str, ...] = ()
    listens: str = ""


def facts_of(source: Source, sources: Sources) -> Facts:
    """What a program names, with its modules and in its files of settings."""
    return facts(sources.uses(source), sources.settings(source))


def facts(sources: Iterable[Source], texts: Iterable[str] = ()) -> Facts:
    """What a program names that consists of these files and has these texts of settings.

    Ports of calls come before others.
    """
    addresses: dict[str, None] = {}
    ports: dict[int, None] = {}
    spare: dict[int, None] = {}
    hosts: list[str] = []
    probed: dict[str, None] = {}
    learnt, binds = False, list[str]()
    sixes, kinds = list[str](), set[str]()
    for source in sources:
        kinds |= set(_KIND.findall(source.code))
        found = _Tree(list(source.nodes)) if source.tree is not None else _Text(source)
        for text in found.strings:
            addresses |= dict.fromkeys(filter(is_address, _ADDRESS.findall(text)))
            sixes += filter(is_six, [text])
        hosts += found.hosts
        probed |= dict.fromkeys(filter(is_address, found.probed))
        learnt |= found.learnt
        binds += found.binds
        ports |= dict.fromkeys(filter(_is_port, found.ports))
        spare |= dict.fromkeys(filter(_is_port, found.named_ports))
    for text in texts:
        addresses |= dict.fromkeys(filter(is_address, _ADDRESS.findall(text)))
        hosts += settings.hosts(text)
        spare |= dict.fromkeys(filter(_is_port, settings.ports(text)))
    names = list(dict.fromkeys(filter(is_name, hosts)))
    meant = [name for name in names if not is_slip(name)]
    slips = [name for name in names if is_slip(name)]
    # one that a function is handed stands in no call of a socket; what this is made for tells
    hosts += sixes if kinds == {"AF_INET6"} and not addresses else ()
    six = bool(hosts) and all(map(is_six, hosts))
    asked = tuple(address for address in probed if address not in addresses)
    place = LAB if asked and learnt else place_of(binds)
    doors = tuple({**ports, **spare})
    return Facts(tuple(addresses), tuple(meant), doors, tuple(slips), six, asked, place)


def _is_port(number: int) -> bool:
    return 0 < number < 65536


_FEW = 8  # values of one sum
_ASSIGNING = (ast.Assign, ast.AnnAssign, ast.arguments, ast.keyword)


class _Tree:
    """Facts from a syntax tree, constants followed through one name."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        self.hosts: list[str] = []
        self.ports: list[int] = []
        self.named_ports: list[int] = []
        asked = [part for call in probes(nodes) for each in call.args for part in ast.walk(each)]
        self.probed = [str(n.value) for n in asked if isinstance(n, ast.Constant)]
        self._asked = {id(node) for node in asked}
        self.learnt = False  # it listens at an address that stands in no source
        self.binds: list[str] = []
        prose = {id(n.value) for n in nodes if isinstance(n, ast.Expr)} | self._asked
        self.strings = [
            node.value
            for node in nodes
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in prose
        ]
        self._values: dict[str, list[ast.expr]] = {}
        for node in nodes:
            if not isinstance(node, _ASSIGNING):
                continue
            for name, value in _assigned(node):
                self._values.setdefault(name, []).append(value)
                if _PORT_NAME.search(name):
                    self.named_ports += [v for v in self._plain(value) if isinstance(v, int)]
        for node in nodes:
            if isinstance(node, ast.Call):
                self._call(node)
            elif (
                isinstance(node, ast.Tuple) and len(node.elts) == 2 and id(node) not in self._asked
            ):
                host, port = (list(self._plain(each)) for each in node.elts)
                if any(
                    isinstance(v, str) and (is_address(v) or v in ("", "localhost")) for v in host
                ):
                    self.named_ports += [v for v in port if isinstance(v, int)]

    def _call(self, node: ast.Call) -> None:
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        given: list[ast.expr] = []
        if name in ("add_argument", "add_option"):
            self._option(node)
        if name in _BINDS and (parts := [p for each in node.args for p in self._tuple(each)]):
            places = [value for value in self._plain(parts[0]) if isinstance(value, str)]
            self.learnt |= not places
            self.binds += places
        if name in WITH_TUPLE:
            given += [part for each in node.args for part in self._tuple(each)]
        if name in WITH_WORDS:
            given += [each for each in node.args if not isinstance(each, ast.Tuple)]
            given += [word.value for word in node.keywords if word.arg in ("host", "port")]
        for each in given:
            for value in self._plain(each):
                asked = id(each) in self._asked
                if isinstance(value, str) and not (asked and is_address(value)):
                    self.hosts.append(value)
                elif isinstance(value, int) and not asked:
                    self.ports.append(value)

    def _option(self, node: ast.Call) -> None:
        """``add_argument("--port", default=12000)``."""
        names = (str(value) for each in node.args for value in self._plain(each))
        if any(map(_PORT_NAME.search, names)):
            default = (word.value for word in node.keywords if word.arg == "default")
            values = (value for each in default for value in self._plain(each))
            self.named_ports += [value for value in values if isinstance(value, int)]

    def _tuple(self, node: ast.expr) -> list[ast.expr]:
        """The parts of an address: of a tuple, or of the tuples that a name stands for."""
        if isinstance(node, ast.Tuple):
            return node.elts
        if isinstance(node, ast.Name):
            values = self._values.get(node.id, [])
            return [part for each in values if isinstance(each, ast.Tuple) for part in each.elts]
        return []

    def _plain(self, node: ast.expr, followed: bool = False) -> Iterator[Value]:
        """The constants that an expression can be."""
        match node:
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=str() | int() as value):
                yield value
            case ast.Call(func=ast.Name(id="int" | "str"), args=[each, *_]):
                for value in self._plain(each, followed):
                    if isinstance(value, int) or value.isdecimal():
                        yield int(value)
            case ast.Name(id=name) | ast.Attribute(attr=name) if not followed:
                for each in self._values.get(name, []):
                    yield from self._plain(each, followed=True)
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                yield from self._sum(node, followed)
            case _:
                for each in _either(node):
                    yield from self._plain(each, followed)

    def _sum(self, node: ast.BinOp, followed: bool) -> Iterator[int]:
        """``BASE + 51``, of numbers and names of numbers."""
        sides = (node.left, node.right)
        if all(isinstance(each, ast.Constant | ast.Name | ast.Attribute) for each in sides):
            values = (self._plain(each, followed) for each in sides)
            for one, other in itertools.islice(itertools.product(*values), _FEW):
                if isinstance(one, int) and isinstance(other, int):
                    yield one + other if isinstance(node.op, ast.Add) else one - other


def _either(node: ast.expr) -> Iterator[ast.expr]:
    """What an expression comes to, one way or another: ``a or 9``, ``a if b else 9``."""
    match node:
        case ast.IfExp(body=one, orelse=other):
            found = [one, other]
        case ast.BoolOp(values=found):
            pass
        case ast.Call(func=ast.Attribute(attr="get" | "getenv"), args=[_, default, *_]):
            found = [default]
        case _:
            return
    # chains of these can be of any length
    yield from (each for each in found if not isinstance(each, ast.IfExp | ast.BoolOp))


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names and what they are set to: assignments, defaults of parameters, keyword arguments."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _pairs(target, node.value)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from _pairs(node.target, node.value)
    elif isinstance(node, ast.arguments):
        last = (*node.posonlyargs, *node.args)[-len(node.defaults) :] if node.defaults else ()
        yield from zip((each.arg for each in last), node.defaults, strict=True)
        for each, value in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            if value is not None:
                yield each.arg, value
    elif isinstance(node, ast.keyword) and node.arg is not None:
        yield node.arg, node.value


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Attribute):
        yield target.attr, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _pairs(one, other)


class _Text:
    """Facts from a text that does not parse: Python 2, mostly."""

    def __init__(self, source: Source) -> None:
        self.strings = list(source.strings)
        values: dict[str, list[Value]] = {}
        for name, value in re.findall(_ASSIGNED_2, source.text):
            values.setdefault(name, []).append(_value(value))
        self.named_ports = [
            value
            for name, each in values.items()
            if _PORT_NAME.search(name)
            for value in each
            if isinstance(value, int)
        ]
        self.hosts: list[str] = []
        self.ports: list[int] = []
        self.probed: list[str] = []
        self.learnt = False
        self.binds: list[str] = []
        for call in re.finditer(_CALL_2, source.text):
            for word in (call["host"], call["port"]):
                for value in values.get(word, [_value(word)]):
                    if isinstance(value, int):
                        self.ports.append(value)
                    elif word[0] in "'\"" or word in values:
                        self.hosts.append(value)
                        self.binds += [value] if call["call"] == "bind" else []


def _value(word: str) -> Value:
    return int(word) if word.isdecimal() and len(word) <= 6 else word.strip("'\"")
