"""A job's summary: the student's page as Markdown, in no more bytes than the platform takes.

GitHub refuses a summary of more than 1 MiB whole, so what does not fit is left out and said: the
diagrams at the end go first.  Parts are left out whole; half a code block would make Markdown of
what a program said.
"""

from harness.model.result import Result
from harness.reports.markdown import parts

LIMIT = 2**20
_CUT = "*The rest did not fit here; all of it is in the report that the job kept.*"
_ROOM = len(_CUT.encode()) + 100  # for that, and for line ends


def summary(result: Result, limit: int = LIMIT) -> str:
    """The page of ``result``, of at most ``limit`` bytes; empty if not even its head fits."""
    page: list[str] = []
    room = limit - _ROOM
    for part in parts(result):
        # Lone surrogates are escaped in every part, so this is what a file gets.
        size = len(part.encode("utf-8", "backslashreplace")) + 2
        if size > room:
            page.append(_CUT)
            break
        page.append(part)
        room -= size
    return "\n\n".join(page) + "\n" if len(page) > 1 else ""
