"""Options that make a program a side, and have behind them where it listens or goes.

``--listen PORT`` and ``--connect HOST:PORT``: nothing insists on either, and without one of them
the program says how it is called, or is the other side.  Read are ``argparse``, ``optparse`` and
``getopt``; what is said behind an option is told by what the program makes of it.
"""

import ast
import re
from collections.abc import Iterator

from harness.casting.choices import texts
from harness.casting.known import behind_at, kept_at
from harness.casting.options import cuts_at_colon, declared
from harness.casting.sides import SIDES, bare
from harness.casting.slot import Slot, named, text_of
from harness.casting.sources import Source
from harness.casting.standing import places

_ADDS = ("add_argument", "add_option")
_GETS = ("getopt", "gnu_getopt")
_WITH_VALUE = re.compile(r"([A-Za-z]):")
_CUTS = ("split", "rsplit", "partition", "rpartition")
_SOME = "-"  # nothing has to be said


def sided(source: Source) -> list[Slot]:
    """These options, in the order in which they are declared."""
    found: list[Slot] = []
    for node in source.nodes:
        if isinstance(node, ast.Call) and named(node.func) in _ADDS:
            found += [declared(node, source)]
        elif isinstance(node, ast.Call) and named(node.func) in _GETS and len(node.args) > 1:
            found += _of_getopt(node, source)
    found = [slot for slot in found if _is_of_a_side(slot)]
    known = places(source.nodes) if found else {}
    for slot in found:
        slot.unasked, slot.given = True, _SOME
        if slot.several > 1:
            slot.parts = [Slot(told=word) for word in slot.told.split()]
        _tell(slot, source, known)
    return found


def _is_of_a_side(slot: Slot) -> bool:
    """Whether an option is usual for a side; any side may have a ``--host``."""
    word = bare(slot.option)
    usual = word != "host" and any(word in words for words in SIDES.values())
    known = slot.several == 1 or len(slot.told.split()) == slot.several
    return usual and not slot.choices and known


def _of_getopt(call: ast.Call, source: Source) -> Iterator[Slot]:
    """The options that ``getopt`` takes with a value, and the program asks for afterwards."""
    names = [f"-{letter}" for letter in _WITH_VALUE.findall(text_of(call.args[1]))]
    if len(call.args) > 2:
        listed = [text_of(each) for each in getattr(call.args[2], "elts", ())]
        listed = listed or list(texts(call.args[2], source))
        names += [f"--{name[:-1]}" for name in listed if name.endswith("=")]
    asked = {text_of(node) for node in source.nodes}
    return (Slot(name=name, option=name) for name in names if name in asked)


def _tell(slot: Slot, source: Source, known: dict[str, str]) -> None:
    """Say whether a port, a host or both are meant, by where what is said goes."""
    dest = slot.dest or slot.option.lstrip("-").replace("-", "_")
    kept, behind = kept_at(source, slot.option, dest), behind_at(source, slot.option)
    parameters = {
        node.name: [each.arg for each in node.args.args]
        for node in source.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    meant = {known.get(name, "") for name in (dest, *kept)} | set(_port_in(slot.told))

    def is_value(node: ast.AST) -> bool:
        """Whether it is what was said: ``a.listen``, ``opts['--listen']``."""
        match node:
            case ast.Subscript(slice=key):
                return text_of(key) in (slot.option, dest)
            case ast.Call(func=ast.Attribute(attr="get"), args=[key, *_]):
                return text_of(key) == slot.option
            case ast.Attribute(attr=name):
                return name == dest
            case ast.NamedExpr(value=value):
                return is_value(value)
        return named(node) in kept or (node in behind and named(node) in behind[node])

    for call in (node for node in source.nodes if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and is_value(call.func.value):
            cut = named(call.func) in _CUTS and [text_of(each) for each in call.args[:1]] == [":"]
            slot.joined = slot.joined or cut
        for place, part in enumerate(call.args):
            if is_value(part):
                slot.number = slot.number or named(call.func) == "int"
                slot.joined = slot.joined or cuts_at_colon(call.func, source)
                called = "".join(parameters.get(named(call.func), [])[place : place + 1])
                meant |= {known.get(called, ""), *_port_in(called)}
    listens = bare(slot.option) in SIDES["listen"]
    slot.number = slot.number or "port" in meant or (listens and "host" not in meant)


def _port_in(name: str) -> list[str]:
    return ["port"] if "port" in name.lower() else []
