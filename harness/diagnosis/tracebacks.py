"""What Python says of errors on a student's terminal: which error, and where in their own code."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from harness.model.quick import dataclass

_PLACE = re.compile(r'^ *File "([^"\n]+)", line (\d+)')
_ERROR = re.compile(
    r"^(?:[A-Za-z_]\w*\.)*([A-Z]\w*(?:Error|Exception|Refused|Interrupt)|SystemExit|gaierror"
    r"|herror|timeout|Stop(?:Async)?Iteration)\b"
    r"(?:: *(.*))?$"
)
# others have their module before them; a line with a dot that a program prints may be anything
_OF_A_MODULE = re.compile(r"^([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)\.([A-Za-z_]\w*)(?:: *(.*))?$")
# what a program names itself may end otherwise; it stands right behind the code that raised it
_OF_ITS_OWN = re.compile(
    r"^(?:(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*\.<locals>\.)?([A-Z]\w{2,})(?:: *(.*))?$"
)
_MODULES = {"_queue": "queue", "Queue": "queue"}
_KNOWN = frozenset({"queue", "asyncio", "struct", "zlib", "binascii"})
_NAMED = re.compile(r"^Non-UTF-8 code starting with .* in file (.+) on line (\d+),")  # no traceback
_LONGEST = 1000  # characters of a line; no error of Python's own says more, and any may be searched
# a question stands before it, where the program has asked one: what is typed is no output
_THREAD = re.compile(r"^(?:.*\W(?=Exception in thread Thread-\d))?Exception in thread (.+?):?$")
_TASK = re.compile(
    r"^Task exception was never retrieved|^Exception in callback|^Fatal error: protocol\."
    r"|^Unhandled exception in client_connected_cb"
)
_SERVED = re.compile(r"^Exception (?:happened|occurred) during processing of request from ")

_NOT_CALLED = re.compile(
    r"argument after \* must be an iterable|takes .* positional arguments? but .* given"
    r"|missing \d+ required positional argument|object is not callable$"
)
_MARKED = re.compile(r"^\s*[~^]+\s*$")  # below a line of code, to say which part of it
_NEVER_AWAITED = re.compile(
    r"^(?P<file>\S.*?)(?::|, line )(?P<line>\d+): RuntimeWarning: "
    r"coroutine '(?P<name>[^']*)' was never awaited"
)


@dataclass(frozen=True, slots=True)
class Trace:
    """An error that was told: of which kind, in which words, where.

    ``thread``: in which it was, or "task" of one of asyncio's, "request" of one of socketserver's.

    ``given``: whether a file beside these, which is not the student's, raised it by itself.
    """

    kind: str
    message: str
    file: str
    line: int
    thread: str = ""
    given: bool = False

    @property
    def error(self) -> str:
        """The error as Python's last line has it."""
        return f"{self.kind}: {self.message}" if self.message else self.kind


@dataclass(frozen=True, slots=True)
class Unawaited:
    """A coroutine that was called and not awaited."""

    name: str
    file: str
    line: int


def traces(printed: str, files: Collection[str]) -> Iterator[Trace]:
    """The errors told in ``printed`` whose traceback goes through one of ``files``.

    The place is the last in them: an error in a library was made by the line that called it.  Of
    calls without end it is the one that is made again and again.  A
    thread whose function cannot even be called has been in none of them.
    """
    own = {file.rpartition("/")[2] for file in files}
    places: list[tuple[str, int]] = []
    thread = last = before = ""
    for whole in printed.split("\n"):
        line = whole[:_LONGEST]
        begins = _THREAD.match(line)
        if begins or _TASK.match(line):
            thread, places = begins[1] if begins else "task", []
        elif _SERVED.match(line):
            thread, places = "request", []
        elif found := _PLACE.match(line):
            last = found[1]
            if last.rpartition("/")[2] in own:
                places.append((last, int(found[2])))
        elif error := _error(line, own if places else set(), code=before[:1].isspace()):
            kind, message = error
            named = _NAMED.match(message)
            if named and not places and named[1].rpartition("/")[2] in own:
                places = [(named[1], int(named[2]))]
            if places:
                given = _is_given(last, places[-1][0]) and before.lstrip().startswith("raise ")
                # which of calls without end is one too many is by chance
                again = Counter(places).most_common(1)[0][0]
                place = again if kind == "RecursionError" else places[-1]
                said = "" if message == "None" else message  # exit() without a code
                yield Trace(kind, said, *place, thread, given)
            elif thread and _NOT_CALLED.search(message):
                yield Trace(kind, message, "", 0, thread)
            places, thread = [], ""
        if not _MARKED.match(line):
            before = line


def way_to(trace: Trace, printed: str) -> Iterator[tuple[str, int]]:
    """The files and lines that the traceback of the first such error goes through."""
    for line in printed.partition(trace.error)[0].split("\n"):
        if found := _PLACE.match(line[:_LONGEST]):
            yield found[1].rpartition("/")[2], int(found[2])


def _error(line: str, own: Collection[str], *, code: bool) -> tuple[str, str] | None:
    """The kind of an error, and what it says, if a line tells of one.

    ``own``: the files that a traceback has gone through; errors that one of them defines are told
    by its name, or as ``__main__``'s, of which Python says no module; ``code``: whether a line of
    it stands right above.
    """
    if found := _ERROR.match(line):
        return found[1], found[2] or ""
    if (found := _OF_ITS_OWN.match(line)) and own and code:
        return found[1], found[2] or ""
    found = _OF_A_MODULE.match(line) if own else None
    if found is None:
        return None
    module = _MODULES.get(found[1], found[1])
    if module in _KNOWN:
        return f"{module}.{found[3]}", found[4] or ""
    if module == "__main__" or f"{module}.py" in own:
        return found[3], found[4] or ""
    return None


def _is_given(file: str, own: str) -> bool:
    """Whether a file is another one of the folder in which a student's stands."""
    return file != own and file.rpartition("/")[0] == own.rpartition("/")[0]


def unawaited(printed: str, files: Collection[str] | None) -> Iterator[Unawaited]:
    """The coroutines of which Python warns, in one of ``files``, that they were never awaited.

    It names the line that let go of one.  None: in any file.
    """
    own = {file.rpartition("/")[2] for file in files or ()}
    for line in printed.split("\n"):
        found = _NEVER_AWAITED.match(line)
        if found and (files is None or found["file"].rpartition("/")[2] in own):
            yield Unawaited(found["name"], found["file"], int(found["line"]))
