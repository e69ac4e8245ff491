"""Arguments that a program takes by name: ``--name X``.

Read by ``argparse``, ``optparse`` or ``getopt``, or by hand: ``if sys.argv[i] == '-n':``.  What
``argparse`` takes by its place is here as well.  What has no default, and says by its name that it
is somebody's name, a host or a port, is demanded, though no parser insists on it: without it there
is only None.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from harness.casting.behind import behind
from harness.casting.choices import choices, commands
from harness.casting.slot import Slot, named, text_of
from harness.casting.sources import Source
from harness.casting.standing import places

_OPTIONAL = ("?", "*")
_TELLING = frozenset({"name", "user", "username", "client", "who", "role", "nick", "nickname", "id",
                      "me", "identity", "host", "server", "port", "ip", "address", "addr", "letter",
                      "label", "c", "n"})  # fmt: skip
_HAND = ("argv", "args", "arg", "opt", "opts", "option", "o", "a", "flag", "token")
_JOINED = re.compile(r"\W*(host\w*|address|addr|ip|server)\W{0,2}:\W{0,2}port\b", re.IGNORECASE)
_CUTS = ("split", "rsplit", "partition", "rpartition")
_LONGEST = 300  # nodes of such a function
_MANY = 8  # values of one option
EVERY = "*"  # what belongs to this command belongs to several
_Values = dict[str, ast.expr]


def by_parser(source: Source) -> list[Slot]:
    """What ``argparse`` or ``optparse`` must be given, the command before what belongs to it."""
    known = dict(_commands(source))
    several = _of_several(source) if known else set()
    either = set(_alternatives(source))
    found: list[Slot] = []
    for node in source.nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr="add_argument" | "add_option" as how, value=on)):
                slot = _declared(node, source, old=how == "add_option", either=named(on) in either)
                slot.command = EVERY if named(on) in several else known.get(named(on), "")
                found += [slot] if slot.name else []
    standing = places(source.nodes) if found else {}
    for slot in found:
        slot.told = standing.get(slot.name.lstrip("-").replace("-", "_"), slot.told)
    if not known:
        return found
    choice = Slot(name="command", choices=list(dict.fromkeys(known.values())), commands=True)
    own = [slot for slot in found if slot.command]
    return [*(slot for slot in found if not slot.command), choice, *own]


def by_hand(source: Source) -> list[Slot]:
    """Options that a program looks for by itself, and that are nothing without being given.

    What they set was empty before, or was not there at all.
    """
    empty = set(_unset(source))
    stored = Counter(_bound(source))
    told = _told(source)
    asked = {text_of(n.left) for n in source.nodes if isinstance(n, ast.Compare)}
    looked_up = [replace(slot) for slot in behind(source) if slot.option not in asked]
    if all(slot.unasked and slot.given for slot in looked_up):
        looked_up = []  # it can do without all of them
    return looked_up + [
        slots[0] for name, slots in told.items() if name in empty or stored[name] == len(slots)
    ]


@lru_cache(maxsize=16)
def valued(source: Source) -> dict[str, Slot]:
    """What stands behind each option that a program looks for by itself, if anything does."""
    told = [slot for slots in _told(source).values() for slot in slots]
    return {slot.option: slot for slot in (*told, *behind(source)) if slot.option[-1:] != "="}


def _told(source: Source) -> dict[str, list[Slot]]:
    """What is set where an option has been found, by the name that it is given."""
    told: dict[str, list[Slot]] = {}
    for node in source.nodes:
        if not isinstance(node, ast.If):
            continue
        option = _option_of(node.test)
        for line in node.body if option else ():
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                name = line.targets[0].id
                number = isinstance(line.value, ast.Call) and named(line.value.func) == "int"
                if tells(name) and not isinstance(line.value, ast.Constant):
                    told.setdefault(name, []).append(Slot(name=name, number=number, option=option))
    return told


def _commands(source: Source) -> Iterator[tuple[str, str]]:
    """Each subcommand, by the variable that its parser is in (or by its own name)."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and named(node.func) == "add_parser":
            yield from ((f"'{word}", word) for word in commands(node, source))
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[target], value=ast.Call(args=[first, *_]) as call) if named(
                call.func
            ) == "add_parser" and text_of(first):
                yield named(target), text_of(first)


def _alternatives(source: Source) -> Iterator[str]:
    """The groups of options of which one has to be said."""
    for node in source.nodes:
        match node:
            case ast.Assign(
                targets=[target],
                value=ast.Call(
                    func=ast.Attribute(attr="add_mutually_exclusive_group"), keywords=words
                ),
            ) if any(w.arg == "required" and getattr(w.value, "value", 0) is True for w in words):
                yield named(target)


def _of_several(source: Source) -> set[str]:
    """The parsers that are no command's alone: their ``parents``, and those made in a loop."""
    found: set[str] = set()
    for node in source.nodes:
        match node:
            case ast.Call(keywords=words) if named(node.func) == "add_parser":
                parents = (word.value for word in words if word.arg == "parents")
                found |= {named(each) for part in parents for each in ast.walk(part)}
            case ast.Assign(targets=[target], value=ast.Call(args=[ast.Name(), *_]) as call) if (
                named(call.func) == "add_parser"
            ):
                found.add(named(target))
    return found - {""}


def stands_behind(option: str, source: Source) -> bool:
    """Whether an option belongs behind the command, since no parser of the whole program has it."""
    whole = {
        named(node.func.value)
        for node in source.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "add_subparsers"
    }
    has = {
        named(node.func.value)
        for node in source.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "add_argument" and option in map(text_of, node.args)
    }
    return bool(whole) and not has & whole


def _declared(node: ast.Call, source: Source, *, old: bool, either: bool) -> Slot:
    """One option or argument as it is declared; without a name if it can be left out.

    ``either``: it is one of several, of which one is demanded.
    """
    slot = _written(node, source)
    words: _Values = {word.arg: word.value for word in node.keywords if word.arg}
    given = {word: getattr(value, "value", None) for word, value in words.items()}
    name = slot.name
    if slot.option and given.get("required") is True:
        return slot
    if not (slot.option or old or given.get("nargs") in _OPTIONAL):
        return slot
    if "action" in words and given["action"] != "store":
        return Slot()
    slot.given, slot.unasked = str(given.get("default") or ""), True
    if slot.several < 0 and "default" not in words:
        return slot  # it is demanded if the program takes it apart
    said = either or tells(name) or tells(str(given.get("dest", "")))
    default = words.get("default", ast.Constant(None))
    nothing = isinstance(default, ast.Constant) and default.value is None  # 'default=PORT' is some
    return slot if slot.given or (slot.option and said and nothing) else Slot()


def declared(node: ast.Call, source: Source) -> Slot:
    """An option with a value that nothing insists on; without a name if it is none of that kind."""
    words = {word.arg: word.value for word in node.keywords}
    stored = text_of(words.get("action")) in ("", "store")
    stored = stored and isinstance(getattr(words.get("nargs"), "value", 1), int)
    default = words.get("default", ast.Constant(None))
    nothing = isinstance(default, ast.Constant) and default.value is None
    slot = _written(node, source)
    return slot if slot.option and stored and nothing else Slot()


def _written(node: ast.Call, source: Source) -> Slot:
    """An option or argument as it is written there, whether or not it has to be said."""
    words: _Values = {word.arg: word.value for word in node.keywords if word.arg}
    given = {word: getattr(value, "value", None) for word, value in words.items()}
    names = [text_of(each) for each in node.args if text_of(each)]
    name = next((each for each in names if each.startswith("--")), "".join(names[:1]))
    slot = Slot(
        name=name,
        number="int" in (getattr(words.get("type"), "id", ""), given.get("type")),
        option=name if name.startswith("-") else "",
        joined=any(_JOINED.match(str(given.get(word))) for word in ("metavar", "help"))
        or cuts_at_colon(words.get("type"), source),
        choices=choices(node, source),
        several=_several(given.get("nargs")),
        dest=str(given.get("dest") or ""),
    )
    slot.told = str(given.get("metavar") or given.get("dest") or "")
    if slot.several != 1:
        slot.told = " ".join(text_of(each) for each in getattr(words.get("metavar"), "elts", ()))
    return slot


def cuts_at_colon(function: ast.expr | None, source: Source) -> bool:
    """Whether a function, by its name or as it stands there, takes a text apart at a colon."""
    if isinstance(function, ast.Name):
        return function.id in _cutters(source)
    return isinstance(function, ast.Lambda) and _cuts(function)


@lru_cache(maxsize=16)
def _cutters(source: Source) -> frozenset[str]:
    functions = [node for node in source.nodes if isinstance(node, ast.FunctionDef)]
    return frozenset(each.name for each in functions if _cuts(each))


def _cuts(function: ast.AST) -> bool:
    calls = (each for each in islice(ast.walk(function), _LONGEST) if isinstance(each, ast.Call))
    return any(
        named(each.func) in _CUTS and [text_of(part) for part in each.args[:1]] == [":"]
        for each in calls
    )


def _several(nargs: object) -> int:
    """How many values an option or argument has."""
    if isinstance(nargs, int) and nargs > 0:
        return min(nargs, _MANY)
    return -1 if nargs in ("+", "*", "...") else 1


def tells(name: str) -> bool:
    """Whether a name says that somebody's name, a host or a port is meant."""
    bare = name.lstrip("-").lower()
    return bool(set(re.split(r"[-_]", bare)) & _TELLING) or "name" in bare or "port" in bare


def _option_of(test: ast.expr) -> str:
    """The option that a condition looks for: ``arg == '-n'``, ``opt in ('-n', '--name')``.

    Or the key before the value: ``arg.startswith('port=')``.
    """
    match test:
        case ast.Call(func=ast.Attribute(attr="startswith", value=arg), args=[part]):
            return text_of(part) if text_of(part)[-1:] == "=" and named(arg) in _HAND else ""
        case ast.Compare(left=left, ops=[ast.Eq() | ast.In()], comparators=[right]):
            about = {named(node) for node in ast.walk(test)}
            texts = [text_of(node) for node in (left, *ast.walk(right)) if text_of(node)]
            dashed = [text for text in texts if text.startswith("-") and len(text) > 1]
            if dashed and about & set(_HAND):
                return max(dashed, key=len)
    return ""


def _bound(source: Source) -> Iterator[str]:
    """Each name, once for every place in which it gets a value."""
    for node in source.nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.arguments(args=names, defaults=values) if values:
                yield from (each.arg for each in names[-len(values) :])


def _unset(source: Source) -> Iterator[str]:
    """The names that are nothing at first: ``name = None``, ``host, name = 'localhost', ''``."""
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                yield from (named(n) for n, v in zip(names, values, strict=False) if _nothing(v))
            case ast.Assign(targets=names, value=value) if _nothing(value):
                yield from map(named, names)
            case ast.AnnAssign(target=target, value=value) if _nothing(value):
                yield named(target)


def _nothing(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in (None, "")
