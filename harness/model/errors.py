"""Errors, divided by who must act.  What a student did wrong is a verdict, never an exception."""


class CallsheetError(Exception):
    """Base of all errors that the harness raises on purpose; ``str()`` is for a person to read."""


class SpecError(CallsheetError):
    """The instructor must act: the assignment's spec is wrong.  Lists every mistake at once."""

    def __init__(self, mistakes: "list[Mistake]") -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


class Mistake:
    """One mistake in a spec: where it is, what is wrong, and the line with a caret under it.

    What came along from a slide or a web page and cannot be seen (a space of no width, one that
    does not break) is spelled out, since it may be all that is wrong.
    """

    def __init__(self, file: str, line: int, column: int, message: str, source: str = "") -> None:
        self.file, self.line, self.column = file, line, column
        self.message, self.source = "".join(map(_seen, message)), source

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}:{self.column}: {self.message}"
        if not self.source:
            return head
        return f"{head}\n    {self.source}\n    {' ' * (self.column - 1)}^"


def _seen(letter: str) -> str:
    return letter if letter.isprintable() or letter == "\n" else ascii(letter)[1:-1]


class UsageError(CallsheetError):
    """The caller must act: an argument names something that is not there or cannot be used."""


class MachineError(CallsheetError):
    """The operator must act: this machine lacks something; the message says what would give it."""


class ClusterError(CallsheetError):
    """The operator must act: other machines are not there, or are not as this one needs them."""


class SubmissionError(CallsheetError):
    """A hand-in that cannot be opened at all (unreadable archive, too large, empty).

    Intake turns it into a result that says so; it never ends a batch.
    """
