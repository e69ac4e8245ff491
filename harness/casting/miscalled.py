"""Programs that ended over arguments that nobody has told the grader, and it has guessed.

What a program wants to be told is read in its source, and a source can hide that in more ways than
anybody foresees.  Who then says 'usage: …', or breaks down where it takes the words apart, was not
wrong, but called wrongly: nothing is known of it.  The rules:

* Only arguments that neither the spec nor a story gives: those a program has to take.
* It ended before it listened, connected (or tried to), or was typed anything.
* It broke down on a line where it handles its command line, and in a way in which a word is refused
  (no number, no such key, nothing at that place).  Who gives ``bind`` a text for a port has a bug.
* Or it said what it says of itself where it looks at its command line and goes no further, or how
  it is used; or ended with an error status and without a word, and so it does at such a place.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from harness.casting.modern import modern
from harness.casting.offers import handled
from harness.casting.slot import LEAVES, named
from harness.casting.sources import Source, read_sources
from harness.model.casting import Program
from harness.model.events import Connected, Exited, Listening, Printed, Refused, Started, Typed
from harness.model.record import Miscalled
from harness.model.spec import BY_STUDENT
from harness.model.timeline import Timeline

_FRAME = re.compile(r'^  File "(?P<path>[^"\n]+)", line (?P<line>\d+)', re.MULTILINE)
_WORD_REFUSED = re.compile(
    r"^(?:(?:\w+\.)*(?:IndexError|KeyError|ValueError|\w*DecodeError|StopIteration|gaierror"
    r"|GetoptError|ArgumentError|ArgumentTypeError|FileNotFoundError)\b"
    r"|(?:ModuleNotFound|Import)Error: No module named|AttributeError: module )[^\n]*\s*\Z",
    re.MULTILINE,
)
_USAGE = re.compile(
    r"^\W*(?:usage|uso|utilisation|verwendung|aufruf|gebruik|użycie)\b|用法|使い方|사용법",
    re.IGNORECASE | re.MULTILINE,
)
_LEAVES = LEAVES | {"print_usage", "print_help"}
_RAISED = frozenset({"IndexError", "KeyError", "ValueError", "LookupError", "GetoptError"})
_OF_WORDS = frozenset(
    {"len", "int", "isdigit", "isnumeric", "isdecimal", "lower", "upper", "casefold", "strip"}
    | {"startswith", "endswith", "get", "any", "all", "set", "match", "fullmatch", "isinstance"}
)
_TELLING = 6  # characters that are no chance
_FEW = 4  # statements
_SAID = 200


def miscalled(timeline: Timeline, programs: Mapping[str, Program]) -> tuple[Miscalled, ...]:
    """The students' programs that ended so in a run."""
    guessed = {role for role, each in programs.items() if each.guessed and each.by == BY_STUDENT}
    begun: dict[str, Started] = {}
    said: dict[str, bytes] = {}
    found: list[Miscalled] = []
    for event in timeline.events:
        if event.who not in guessed:
            continue
        if isinstance(event, Started):
            begun[event.who] = event
        elif isinstance(event, Printed):
            said[event.who] = said.get(event.who, b"") + event.data
        elif isinstance(event, Listening | Connected | Refused | Typed):
            guessed.discard(event.who)
        elif isinstance(event, Exited) and event.signal is None and event.who in begun:
            guessed.discard(event.who)
            program, start = programs[event.who], begun[event.who]
            given = start.argv[1 + len(program.command) :]
            text = said.get(event.who, b"").decode("utf-8", "replace").replace("\r\n", "\n")
            ours = len(given) == len(program.args)  # else a story has more to say
            if ours and _refuses(program, text, failed=event.code != 0):
                last = text.strip().rpartition("\n")[2][-_SAID:]
                called = (PurePosixPath(program.main).name, *given)
                found.append(Miscalled(event.who, start.n, called, last))
    return tuple(found)


def _refuses(program: Program, text: str, *, failed: bool) -> bool:
    frames = list(_FRAME.finditer(text))
    word = _WORD_REFUSED.search(text) if failed else None
    if frames and (word is None or ("gaierror" in word[0] and not program.args)):
        return False  # who was told no host has named one that there is not
    own = _own(program)
    if not any(map(handled, own.values())):
        return False
    if frames:
        places = ((PurePosixPath(each["path"]).name, int(each["line"])) for each in frames)
        inner = [(own[name], line) for name, line in places if name in own][-1:]
        return any(line in lines(source) for source, line in inner)
    if _USAGE.search(text):
        return True
    if not text.strip():
        return failed and any(_is_silent(b) for each in own.values() for b in _refusing(each))
    return any(word in text for each in own.values() for word in texts(each))


def lines(source: Source) -> frozenset[int]:
    """The lines of a program that have to do with its command line, and where it refuses that."""
    refusals = (
        number
        for body in _refusing(source)
        for node in body
        if isinstance(node, ast.Raise | ast.Assert)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )
    return handled(source) | frozenset(refusals)


def texts(source: Source) -> list[str]:
    """What a program says where it looks at its command line and goes no further."""
    bodies = [*_refusing(source), *_usages(source)]
    return [
        part.strip()
        for body in bodies
        for node in body
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
        for part in each.value.splitlines()
        if len(part.strip()) >= _TELLING
    ]


def _refusing(source: Source) -> Iterator[list[ast.stmt]]:
    """The few things that it does before it leaves, where its command line is not what it wants."""
    about = handled(source)
    for node in source.nodes:
        bodies: list[list[ast.stmt]] = []
        match node:
            case ast.If(test=test, body=body, orelse=rest) if test.lineno in about and _asks(test):
                bodies = [body, rest]
            case ast.Match(subject=subject, cases=cases) if subject.lineno in about:
                bodies = [case.body for case in cases]
            case ast.Try(body=tried, handlers=handlers) if any(
                one.lineno in about for one in tried
            ):
                bodies = [each.body for each in handlers if _is_of_words(each)]
        yield from (body for body in bodies if 0 < len(body) <= _FEW and _leaves(body[-1]))


def _asks(test: ast.expr) -> bool:
    """Whether a question is about words, and not about what became of them: a connection, say."""
    calls = (each for each in ast.walk(test) if isinstance(each, ast.Call))
    return all(named(each.func) in _OF_WORDS for each in calls)


def _is_of_words(handler: ast.ExceptHandler) -> bool:
    """Whether it catches what is raised where words are taken apart, and nothing else."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return all(kind is not None and named(kind) in _RAISED for kind in kinds)


def _leaves(last: ast.stmt) -> bool:
    """Whether it ends there, or says how it is used."""
    match last:
        case ast.Raise() | ast.Return(value=None | ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=called)) | ast.Return(value=ast.Call(func=called)):
            return named(called) in _LEAVES
    return False


def _is_silent(body: list[ast.stmt]) -> bool:
    """Whether nothing is said before it leaves: no text is there, and nothing else is called."""
    inside = [each for node in body for each in ast.walk(node)]
    calls = [named(each.func) for each in inside if isinstance(each, ast.Call)]
    says = any(isinstance(e, ast.Constant) and isinstance(e.value, str) for e in inside)
    return not says and all(name in _LEAVES | {"SystemExit"} for name in calls)


def _usages(source: Source) -> Iterator[list[ast.stmt]]:
    """The functions that say how it is used."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef) and re.search(r"usage|help", node.name.casefold()):
            yield node.body


def _own(program: Program) -> dict[str, Source]:
    """The main file and what it imports of its folder, each by its name."""
    folder = Path(program.folder)
    found = (each.relative_to(folder).as_posix() for each in folder.rglob("*.py"))
    sources = read_sources(program.folder, {program.main, *found})
    main = sources.by_path.get(program.main)
    used = sources.uses(main) if main is not None and not program.laid else []
    return {PurePosixPath(each.path).name: modern(each) for each in reversed(used)}
