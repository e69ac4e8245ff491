"""What became of a program, or of its thread, at an error: did it end, or catch it and go on?

``traceback.print_exc()`` and ``logging.exception()`` have Python tell of an error that is caught.
That looks like one that ends the program, and only what the program does then tells them apart.
"""

import re
from collections.abc import Collection

from harness.diagnosis.case import Run
from harness.diagnosis.code import Place
from harness.diagnosis.errors import UNCAUGHT, meaning, stops_reading
from harness.diagnosis.tracebacks import Trace, traces

_RAISED = "The program raises this error itself, and nothing catches it: {}"
_WHEN = "What has to be so that it is raised? Print that just before, and see whether it should be."
# what has Python tell of an error that is caught, or does so by itself
TELLS = re.compile(
    r"traceback|logging|\blog(?:ger)?\.|excepthook|exc_info|exec\(|[tT]kinter|asyncio|concurrent|"
    r"multiprocessing|socketserver|SocketServer|PyQt|PySide|\bwx\b|twisted|import \*"
)
_CHAINED = ("During handling of the above exception", "The above exception was the direct cause")


def is_caught(run: Run, who: str, trace: Trace, files: Collection[str]) -> bool:
    """Whether it was caught, and only told: it ended neither the program nor a thread of it.

    Of two that are told as one, the second of which ends the program, neither is.
    """
    told = run.printed(who)
    if trace.thread or any(words in told for words in _CHAINED):
        return False
    own = [each for each in traces(told, files) if not each.thread]
    ended = run.exited(who)
    if ended is None:
        return bool(run.waits(who))  # an error of its main thread's may be told before it has ended
    return ended.code == 0 or trace in own[:-1]


def what_became(who: str, trace: Trace, runs: list[Run], at: Place | None, *, caught: bool) -> str:
    """``at``: where the error was, if another place is shown; ``caught``: by the program itself."""
    there = f"At {at.file}:{at.line}" if at else "There"
    if stops_reading(trace):
        return f"So {who} does not even start"
    if trace.thread == "task":
        return f"{there} a task of {who} ends, and the others go on without it"
    if trace.thread == "request":
        return f"{there} {who} drops this client, and goes on without it"
    if trace.thread:
        return f"{there} a thread of {who} ends, and the others go on without it"
    ends = [run.exited(who) for run in runs]
    if caught or any(end is None or end.code == 0 for end in ends):
        line = f"at {at.file}:{at.line}" if at else "at this line"
        also = " (the error is caught, and only told)" if caught else ""
        return f"Python stopped {line}, and what {who} was to do there was not done{also}"
    return f"{there} {who} ends"


def raised(trace: Trace, place: Place) -> tuple[str, str]:
    """Of an error that no table knows, and that the line itself raises."""
    named = re.match(r"(?:.*:\s*)?raise (?:\w+\.)*(\w+)", place.code)
    own = named and named[1] == trace.kind and meaning(trace)[0].startswith(UNCAUGHT)
    return (_RAISED.format(trace.error.rstrip(".?! ")), _WHEN) if own else ("", "")
