"""Arguments that a program declares above its functions, as ``click`` and ``typer`` take them.

``@click.argument("host")``, ``@click.option("--port", required=True)``; with ``typer`` they are the
function's own parameters.  ``@cli.command()`` makes it a command of its name, if there is a group
(or, with ``typer``, another command).  What has a default, is asked for at the keyboard or is a
flag is left out.
"""

import ast
import re
from collections.abc import Iterator

from harness.casting.choices import texts
from harness.casting.options import tells
from harness.casting.slot import Slot, named, text_of
from harness.casting.sources import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef
_SUFFIX = re.compile(r"-(?:command|cmd|group|grp)$")  # which click leaves out
_DECLARES = ("argument", "option")


def by_decorator(source: Source) -> list[Slot]:
    """What the commands of a program must be given, each behind its word if there are several."""
    known = command_words(source)
    found = [Slot(name="command", choices=list(known), commands=True)] if known else []
    words = {function: word for word, function in known.items()}
    for function in _commands(source):
        for slot in _declared(function, source):
            slot.command = words.get(function, "")
            found.append(slot)
    return found


def command_words(source: Source) -> dict[str, Function]:
    """The commands, by the words for them; none if there is only one thing to do."""
    functions = _commands(source)
    group = any(_decorator(each, "group") for each in source.nodes if isinstance(each, Function))
    group = group or "Group(" in source.code or len(functions) > 1
    return {_word(each): each for each in functions} if group else {}


def _commands(source: Source) -> list[Function]:
    if "click" not in source.code and "typer" not in source.code:
        return []
    run = {
        named(node.args[0])
        for node in source.nodes
        if isinstance(node, ast.Call) and node.args and named(node.func) == "run"
        if isinstance(node.func, ast.Attribute) and named(node.func.value) == "typer"
    }
    functions = [node for node in source.nodes if isinstance(node, Function)]
    return [each for each in functions if _decorator(each, "command") or each.name in run]


def _decorator(function: Function, what: str) -> ast.expr | None:
    found = (
        each
        for each in function.decorator_list
        if named(each.func if isinstance(each, ast.Call) else each) == what
    )
    return next(found, None)


def _word(function: Function) -> str:
    above = _decorator(function, "command")
    if isinstance(above, ast.Call):
        said = [*above.args[:1], *(word.value for word in above.keywords if word.arg == "name")]
        if words := list(filter(None, map(text_of, said))):
            return words[0]
    return _SUFFIX.sub("", function.name.lower().replace("_", "-"))


def _declared(function: Function, source: Source) -> Iterator[Slot]:
    declared = [
        each
        for each in function.decorator_list
        if isinstance(each, ast.Call) and named(each.func) in _DECLARES
    ]
    yield from filter(None, (_slot(each, source) for each in declared))
    if not declared and "typer" in source.code:
        yield from _parameters(function)


def _slot(node: ast.Call, source: Source) -> Slot | None:
    """One argument or option; None if a program can do without it."""
    words = {word.arg: word.value for word in node.keywords if word.arg}
    given = {word: getattr(value, "value", None) for word, value in words.items()}
    names = [text_of(each) for each in node.args if text_of(each)]
    name = next((each for each in names if each.startswith("--")), "".join(names[:1]))
    option = named(node.func) == "option"
    spared = {"default", "prompt", "envvar", "is_flag", "count"} & words.keys()
    must = not option or given.get("required") is True
    if (
        not (name and (must or tells(name)))
        or spared
        or given.get("nargs") == -1
        or given.get("required") is False
    ):
        return None
    kind = words.get("type")
    called = kind.func if isinstance(kind, ast.Call) else kind
    choice = kind.args[0] if isinstance(kind, ast.Call) and kind.args else None
    return Slot(
        name=name,
        number=named(called) in ("int", "INT", "IntRange"),
        option=name if option else "",
        choices=list(texts(choice, source)) if choice and named(called) == "Choice" else [],
        unasked=not must,
    )  # fmt: skip


def _parameters(function: Function) -> Iterator[Slot]:
    """The parameters that have no default: an argument each, or ``= typer.Option(...)``."""
    own = function.args.args
    defaults = [None] * (len(own) - len(function.args.defaults)) + [*function.args.defaults]
    for each, default in zip(own, defaults, strict=True):
        number = named(each.annotation) == "int"
        if default is None:
            yield Slot(name=each.arg, number=number)
        elif isinstance(default, ast.Call) and named(default.func) in ("Option", "Argument"):
            must = not default.args or getattr(default.args[0], "value", None) is ...
            option = f"--{each.arg.replace('_', '-')}" if named(default.func) == "Option" else ""
            if must and not any(word.arg in ("default", "prompt") for word in default.keywords):
                yield Slot(name=each.arg, number=number, option=option)
