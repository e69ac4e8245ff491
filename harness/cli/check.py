"""``check``: a student's own check of a folder, quick and friendly."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.cli import common
from harness.model.errors import UsageError
from harness.model.result import UNOBSERVABLE

if TYPE_CHECKING:
    from harness.model.result import Result
    from harness.pipeline import Course
    from harness.selfcheck.recognising import Recognised

_ABOUT = """\
Check your own work, in its folder: one thing to fix first, the diagram of what happened, and what
passed.  Without ASSIGNMENT, it is found by a file .assignment (a line with its name), by the files
that were handed out, or by the names of yours."""
_WIDEST = 110
_TALL = 24
_BELOW = 3  # rows of a terminal that are not the check's: the prompt, and what --watch says
_LARGEST = 2**18  # bytes of a file that is shown from


class _Hint(argparse.Action):
    """``--hint``, again and again, or ``--hint N``; what is no number is the ASSIGNMENT."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,  # noqa: ARG002 - argparse gives it
    ) -> None:
        if isinstance(values, str) and values.isdecimal():
            namespace.hint = int(values)
            return
        if isinstance(values, str):
            if namespace.named:
                parser.error(f"--hint takes a number, not '{values}'")
            namespace.named = values
        namespace.hint += 1


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "check", help="check your own work, as a student", description=_ABOUT
    )
    parser.add_argument(
        "assignment", metavar="ASSIGNMENT", nargs="?", help="its id, or a path to its folder"
    )
    parser.add_argument("folder", metavar="DIR", nargs="?", help="your folder (default: this one)")
    parser.add_argument(
        "--submission", metavar="DIR", help="the same, where ASSIGNMENT is not said"
    )
    parser.add_argument(
        "--hint",
        metavar="N",
        nargs="?",
        action=_Hint,
        default=0,
        help="a nudge; twice, or --hint 2, a degree more, and so on; the last of them is what was "
        "expected, and where",
    )
    parser.add_argument(
        "--explain", metavar="ITEM", help="an item: what was expected beside what happened"
    )
    parser.add_argument(
        "--watch", action="store_true", help="check again whenever a file is saved, until Ctrl-C"
    )
    common.add_jobs(parser, "scenes")
    common.add_json(parser)
    parser.set_defaults(act=act, named=None)


def act(arguments: argparse.Namespace) -> int:
    """Check and tell; returns the exit code."""
    if arguments.watch and arguments.json == "-":
        raise UsageError("--watch goes on for ever, so --json needs a file, not '-'")
    desk = _Desk(arguments)
    return desk.watch() if arguments.watch else desk.check()


class _Desk:
    """A submission and its assignment, checked as often as asked for."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._asked = arguments
        named, self._place = _words(arguments)
        self._found = _assignment(named, self._place)
        self._course = _course(self._found)
        if arguments.explain:
            self._known(arguments.explain)

    def check(self) -> int:
        """Check once; returns the exit code."""
        from harness import pipeline

        with _working(silent=self._asked.json == "-") as step:
            result = pipeline.grade_submission(
                self._course, self._place, self._asked.jobs, step=step
            )
        if self._asked.json:
            from harness.reports.jsonresult import plain

            common.write_json(self._asked.json, plain(result))
        if self._asked.json != "-":
            sys.stdout.write(self._told(result))
            sys.stdout.flush()
        return common.exit_code([result])

    def watch(self) -> int:
        """Check at every save; Ctrl-C ends it with the last check's exit code."""
        from harness.selfcheck.watching import Watch

        watch, code = Watch(self._place), common.NOT_JUDGED
        try:
            while True:
                watch.note()  # before the files are read: what is saved meanwhile counts
                code = self.check()
                if not watch.saved():
                    print("Waiting for you to save something; Ctrl-C ends this.", flush=True)
                self._again(watch.wait())
        except KeyboardInterrupt:
            sys.stdout.write("\n" if sys.stdout.isatty() else "")
            return code

    def _again(self, saved: tuple[str, ...]) -> None:
        """A fresh page, or where there are no pages a line between."""
        names = ", ".join(saved[:3]) + (" …" if len(saved) > 3 else "")
        if sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
            sys.stdout.write("\x1b[H\x1b[2J\x1b[3J")
        print(f"--- {names} was saved ---" if saved else "---", flush=True)

    def _told(self, result: "Result") -> str:
        from harness.reports.checked import Page, checked
        from harness.reports.sides import explained

        size = shutil.get_terminal_size((80, _TALL))
        page = Page(
            width=min(size.columns, _WIDEST),
            rows=size.lines - _BELOW if sys.stdout.isatty() else None,
            colour=common.colour(),
            degree=self._asked.hint,
            code=_code(self._place, result),
            found=self._found.by,
            better=_better(result),
        )
        if self._asked.explain:
            return explained(result, self._asked.explain, page)
        return checked(result, page)

    def _known(self, name: str) -> None:
        """Refuse an item that there is not, before anything is played."""
        from difflib import get_close_matches

        ids = list(self._course.spec.rubric)
        if name not in ids:
            close = get_close_matches(name, ids, 1)
            meant = f"did you mean '{close[0]}'?" if close else f"there is {', '.join(ids)}"
            raise UsageError(f"no item '{name}'; {meant}")


def _words(arguments: argparse.Namespace) -> tuple[str | None, Path]:
    """The assignment that is named, and the folder; one word alone may be either."""
    named, folder = arguments.assignment or arguments.named, arguments.folder
    if folder and arguments.submission:
        raise UsageError(f"{folder}: is your folder this one, or {arguments.submission}?")
    folder = folder or arguments.submission
    if named and not folder and Path(named).is_dir() and not common.may_be_assignment(named):
        named, folder = None, named
    return named, Path(folder or ".")


def _assignment(named: str | None, place: Path) -> "Recognised":
    """The assignment that is named, or else the one that the files are of."""
    from harness import interpreters
    from harness.selfcheck.recognising import Recognised, recognise

    if named:
        return Recognised(common.find_assignment(named))
    return recognise(place, common.assignments(), interpreters.find())


def _course(found: "Recognised") -> "Course":
    """The assignment as a student may see it."""
    from harness import pipeline
    from harness.selfcheck.openbook import open_course

    return open_course(pipeline.prepare(found.folder))


@contextmanager
def _working(*, silent: bool) -> Iterator[Callable[[int, int], None]]:
    """While a check is under way: a word on the terminal, gone when it is over.

    A program that computes and computes takes minutes, and whoever waits sees that it goes on.
    """
    shown = sys.stderr.isatty() and not silent

    def say(word: str) -> None:
        if shown:
            sys.stderr.write(f"\r{word}")
            sys.stderr.flush()

    say("Checking …")
    try:
        yield lambda done, of: say(f"Checking … {done} of {of} runs ")
    finally:
        say(f"{'':40}\r")


def _code(place: Path, result: "Result") -> dict[str, str]:
    """The student's files, so that a place in them can be shown.

    Not those whose lines Python counts otherwise, since they are run within given files.
    """
    found = {}
    for name in result.files:
        file = place if place.is_file() else place / name
        shifted = any(each.startswith(f"{name}: where Python names") for each in result.problems)
        if not shifted and file.is_file() and file.stat().st_size <= _LARGEST:
            found[name] = file.read_text(encoding="utf-8", errors="replace")
    return found


def _better(result: "Result") -> str:
    """What would let this machine see more, if it is the machine that cannot."""
    from harness import interpreters
    from harness.stage import doctor
    from harness.stage.means import ISOLATED

    if result.mode == ISOLATED or all(i.verdict != UNOBSERVABLE for i in result.items):
        return ""
    checks = doctor.examine(interpreters.find(), [])
    remedy = next((each.remedy for each in checks if each.needed and not each.works), "")
    words = f"This machine plays in the mode '{result.mode}'"
    if remedy and any(remedy in item.note for item in result.items):
        return f"{words}."
    step = f"to see more here: {remedy}" if remedy else "'doctor' says what would let it see more"
    return f"{words}; {step}."
