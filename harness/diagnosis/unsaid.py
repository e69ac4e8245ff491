"""Errors that a program catches without showing what they say, so that nobody knows of them.

That one was caught is known by what is printed in the ``except``, where nothing else prints that.
Which lines it can have been in is known by what was seen of those tried before it: a print, the
connection, a line from the keyboard.  Where another program had closed or ended, or refused, it is
that which was caught, and no slip.
"""

import ast
import re
from collections.abc import Iterable, Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place
from harness.diagnosis.errors import meaning
from harness.diagnosis.regions import own_lines
from harness.diagnosis.shapes import name_of
from harness.diagnosis.tracebacks import Trace
from harness.diagnosis.traps import is_of_python_3
from harness.diagnosis.undefined import undefined
from harness.diagnosis.unset import counted_up
from harness.model import events as ev
from harness.model.quick import dataclass
from harness.model.result import Diagnosis

_LETTERS = 4  # of what is printed, at least, to know it by
_SEEN: dict[str, type[ev.Event]] = {"connect": ev.Connected, "input": ev.Typed}
_NOTHING = (ast.Pass, ast.Continue, ast.Break, ast.Return)
_MAY_SKIP = (ast.BoolOp, ast.IfExp, ast.Lambda, ast.comprehension)  # a part of what is in them
# what Python says of text that is joined with bytes, and of text that is sent
_CONCAT = 'can only concatenate str (not "bytes") to str'
_BYTES = "a bytes-like object is required, not 'str'"
_ALL = {"Exception", "BaseException", "socket.error"}  # what says nothing of what went wrong
_DO = (
    "Show the error itself, too: except Exception as e: print(repr(e)). Or take the except away "
    "while you look for it: then Python tells what is wrong, and in which line."
)


@dataclass(frozen=True, slots=True)
class _Handler:
    """An ``except`` for all errors: its place, what it prints, the statements tried."""

    place: Place
    says: str
    tried: list[ast.stmt]


def caught_without_a_word(case: Case) -> Iterator[Diagnosis]:
    """What a handler prints was printed before anything was missed, and nobody else had left."""
    for who in case.students():
        code = case.code(who)
        own = own_lines(case, who) if case.is_kit(who) else None
        for handler in _handlers(code):
            runs = [run for run in case.alone(who) if _printed_at(run, who, handler.says) > -1]
            if not runs or not (own is None or handler.place.line in own):
                continue
            first, last = _between(runs[0], who, code, handler)
            where = f"line {first}" if first == last else f"one of the lines {first} to {last}"
            said = " ".join(handler.says.split())
            yield from case.diagnosis(
                "caught-unsaid",
                [f for run in runs for f in run.unmet if who in f.actors],
                "An error is caught here, and what it says is shown to nobody",
                handler.place,
                happened=f'{who} printed "{said}", so {where} failed',
                do=_DO,
            )


def _printed_at(run: Run, who: str, says: str) -> int:
    """When a handler's text was printed, before a line was missed; -1 if it was not.

    Nor if it may be another program's doing.
    """
    missed = min((f.at for f in run.unmet if who in f.actors), default=-1)
    for event in run.events[: missed + 1]:
        if isinstance(event, ev.Printed) and event.who == who:
            if any(row.endswith(says.strip()) for row in _rows([event])):
                return event.n
        elif isinstance(event, ev.Refused if event.who == who else ev.Closed | ev.Exited):
            return -1
    return -1


def _handlers(code: Code) -> Iterator[_Handler]:
    """The handlers of all errors that print a text, which nothing else does, and not the error."""
    prints = [
        ast.unparse(node.args[0])
        for _, node in code.nodes()
        if isinstance(node, ast.Call) and name_of(node) == "print" and node.args
    ]
    for file, tree in code.trees():
        for tried in ast.walk(tree) if tree is not None else ():
            for handler in tried.handlers if isinstance(tried, ast.Try) else ():
                assert isinstance(tried, ast.Try)
                broad = handler.type is None or ast.unparse(handler.type) in _ALL
                said = [_text(each) for each in handler.body if _text(each)] if broad else []
                if not said or len(tried.handlers) > 1 or _uses(handler):
                    continue
                enough = len(re.findall(r"\w", said[0])) >= _LETTERS
                if enough and prints.count(repr(said[0])) == 1:
                    yield _Handler(code.line(file, handler.lineno), said[0], tried.body)


def _text(statement: ast.stmt) -> str:
    """The text that a statement prints, if it prints one and nothing besides."""
    match statement:
        case ast.Expr(
            ast.Call(func=ast.Name(id="print"), args=[ast.Constant(value=str(said))], keywords=[])
        ):
            return said if "\n" not in said.strip("\n") else ""
    return ""


def _uses(handler: ast.ExceptHandler) -> bool:
    """Whether a handler does something with the error, or has Python tell of it."""
    names = {getattr(each, "id", getattr(each, "attr", "")) for each in ast.walk(handler)}
    raises = any(isinstance(each, ast.Raise) for each in ast.walk(handler))
    return raises or bool(names & {handler.name, "traceback", "exc_info", "exception", "logging"})


def _between(run: Run, who: str, code: Code, handler: _Handler) -> tuple[int, int]:
    """The first and the last line that can have failed, of those that were tried."""
    told = _printed_at(run, who, handler.says)
    rows = _rows(e for e in run.all(ev.Printed, who) if e.n <= told)
    at = next(n for n, row in enumerate(rows) if row.endswith(handler.says.strip()))
    first, last = handler.tried[0].lineno, handler.tried[-1].end_lineno or 0
    for nth, statement in enumerate(handler.tried):
        if (asks := _question(statement)) and not any(asks.search(row) for row in rows):
            return first, max(first, statement.lineno - 1)
        words = _words(statement)
        if words and not any(words.search(row) for row in rows):
            return first, min(last, statement.end_lineno or 0)
        # what another thread printed says nothing of this one
        shown = words and at > 0 and words.search(rows[at - 1])
        if (shown or _done(run, who, code, statement, told)) and nth + 1 < len(handler.tried):
            first = handler.tried[nth + 1].lineno
    return first, last


def _rows(printed: Iterable[ev.Printed]) -> list[str]:
    said = b"".join(each.data for each in printed).decode("utf-8", "replace")
    return [row.strip() for row in said.splitlines() if row.strip()]


def _question(statement: ast.stmt) -> re.Pattern[str] | None:
    """What a statement asks before it takes a line from the keyboard, if that is known."""
    for call in ast.walk(statement) if isinstance(statement, ast.Assign | ast.Expr) else ():
        match call:
            case ast.Call(func=ast.Name(id="input"), args=[ast.Constant(value=str(said))]):
                plain = re.search(r"\w", said) and "\n" not in said.strip()
                return re.compile(re.escape(said.strip())) if plain else None
    return None


def _words(statement: ast.stmt) -> re.Pattern[str] | None:
    """What a statement prints, if that is known; a question may stand before it in its row."""
    match statement:
        case ast.Expr(ast.Call(func=ast.Name(id="print"), args=[*args], keywords=[])) if args:
            words = " ".join(_pattern(each) for each in args).strip()
            return (
                re.compile(f"{words}$") if re.search(r"\w", words) and "\n" not in words else None
            )
    return None


def _pattern(node: ast.expr) -> str:
    """What a value is printed as; whatever is no text of the program's may be anything."""
    match node:
        case ast.Constant(value=str(text)):
            return re.escape(text.strip("\n"))
        case ast.JoinedStr(values=values):
            return "".join(map(_pattern, values))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _pattern(left) + _pattern(right)
    return ".*"


def _done(run: Run, who: str, code: Code, statement: ast.stmt, told: int) -> bool:
    """Whether the program was seen to do what only this statement does."""
    calls = [name_of(each) for each in ast.walk(statement) if isinstance(each, ast.Call)]
    return any(
        name in calls and code.only(name).line and any(e.n < told for e in run.all(kind, who))
        for name, kind in _SEEN.items()
        if not isinstance(statement, ast.For | ast.While | ast.If | ast.Try | ast.With)
    )


def kept_quiet(case: Case) -> Iterator[Diagnosis]:
    """A line that is tried makes an error for sure, and what catches it does nothing about it."""
    for who in case.students():
        code = case.code(who)
        own = own_lines(case, who) if case.is_kit(who) else None
        for file, tree in code.trees():
            for handler, tried in _quiet(tree):
                found = _slips(tried.body, tree)
                at = code.line(file, handler.lineno)
                short = case.unmet_by(who)
                if len(found) != 1 or not (own is None or at.line in own):
                    continue
                if not any((f.verb, f.mood) == ("sends", "must") for f in short):
                    continue  # what is tried is of no account, such as a last word
                (line, (says, do)) = found.popitem()
                yield from case.diagnosis(
                    "error",
                    short,
                    says,
                    code.line(file, line),
                    happened=f"That is an error, and line {at.line} keeps it quiet: "
                    + at.code.rstrip(" :"),
                    do=do,
                )


def kept_by_a_pool(case: Case) -> Iterator[Diagnosis]:
    """A function that a pool runs comes to a name that nothing defines, and nobody hears of it."""
    for who in case.students():
        code = case.code(who)
        short = case.unmet_by(who)
        owed = any((f.verb, f.mood) == ("sends", "must") for f in short)
        for file, tree in code.trees() if owed and keeps_errors(code) else ():
            lines = {line for each in _given_to_pools(tree) for line in each}
            found = {line: name for line, name in undefined(tree).items() if line in lines}
            if len(found) == 1:
                ((line, name),) = found.items()
                says, do = meaning(Trace("NameError", f"name '{name}' is not defined", "", 0))
                yield from case.diagnosis(
                    "error",
                    short,
                    says,
                    code.line(file, line),
                    happened="That is an error, and the pool that runs the function keeps it quiet",
                    do=do,
                )


def keeps_errors(code: Code) -> bool:
    """Whether functions are run by a pool, and nobody asks what became of them."""
    asks = code.calls("result", "as_completed", "map", "get", "exception", "add_done_callback")
    return bool(code.calls("submit", "apply_async")) and not asks


def _given_to_pools(tree: ast.Module | None) -> Iterator[range]:
    """The lines of the functions that a pool runs."""
    nodes = list(ast.walk(tree)) if tree is not None else []
    given = {
        getattr(node.args[0], "id", getattr(node.args[0], "attr", ""))
        for node in nodes
        if isinstance(node, ast.Call) and name_of(node) in {"submit", "apply_async"} and node.args
    }
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node.name in given:
            yield range(node.lineno, (node.end_lineno or 0) + 1)


def _quiet(tree: ast.Module | None) -> Iterator[tuple[ast.ExceptHandler, ast.Try]]:
    """The handlers of all errors that do nothing, with what they are for."""
    for tried in ast.walk(tree) if tree is not None else ():
        for handler in tried.handlers if isinstance(tried, ast.Try) else ():
            assert isinstance(tried, ast.Try)
            broad = getattr(handler.type, "id", "Exception") in {"Exception", "BaseException"}
            if broad and all(isinstance(n, _NOTHING) for n in handler.body):
                yield handler, tried


def _slips(block: list[ast.stmt], tree: ast.Module | None) -> dict[int, tuple[str, str]]:
    """The lines of a block, by themselves, that cannot but make an error, and what it means."""
    received = {
        target.id
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if name_of(node.value) == "recv"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    stored = [
        n.id
        for n in (ast.walk(tree) if tree is not None else ())
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    bytes_ = {name for name in received if stored.count(name) == 1}
    typed = {
        target.id
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if getattr(node.value.func, "id", "") == "input" and _of_python_3(tree)
        for target in node.targets
        if isinstance(target, ast.Name) and stored.count(target.id) == 1
    }
    found: dict[int, tuple[str, str]] = {}
    missing, counted = undefined(tree), counted_up(tree)
    for statement in block:
        for node in _surely_run(statement):
            if isinstance(node, ast.Name) and missing.get(node.lineno) == node.id:
                error = Trace("NameError", f"name '{node.id}' is not defined", "", 0)
                found[node.lineno] = meaning(error)
            if isinstance(node, ast.Name) and counted.get(node.lineno) == node.id:
                error = Trace("UnboundLocalError", f"local variable '{node.id}'", "", 0)
                found[node.lineno] = meaning(error)
        for node in ast.walk(statement) if isinstance(statement, ast.Expr | ast.Assign) else ():
            match node:
                case ast.BinOp(left=left, op=ast.Add(), right=ast.Name(id=name)) if name in bytes_:
                    if _is_text(left):
                        found[node.lineno] = meaning(Trace("TypeError", _CONCAT, "", 0))
                case ast.Call(func=ast.Attribute(attr="send" | "sendall"), args=[said]):
                    if _is_text(said) or getattr(said, "id", "") in typed:
                        found[node.lineno] = meaning(Trace("TypeError", _BYTES, "", 0))
    return found


def _surely_run(statement: ast.stmt) -> Iterator[ast.AST]:
    """What of a statement is looked at whenever it is come to."""
    match statement:
        case ast.Expr() | ast.Assign() | ast.AugAssign() | ast.Return():
            first = statement
        case ast.For(iter=first) | ast.If(test=first) | ast.While(test=first):
            pass
        case _:
            return
    nodes = list(ast.walk(first))
    if not any(isinstance(node, _MAY_SKIP) for node in nodes):
        yield from nodes


def _of_python_3(tree: ast.Module | None) -> bool:
    """Whether what is typed is surely text, which in Python 2 can be sent as it is."""
    return tree is not None and any(map(is_of_python_3, ast.walk(tree)))


def _is_text(node: ast.expr) -> bool:
    """Whether it is a text, whatever the values in it are."""
    match node:
        case ast.JoinedStr() | ast.Constant(value=str()):
            return True
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _is_text(left) or _is_text(right)
        case ast.Call(func=ast.Name(id="str" | "input")):
            return True
    return False
