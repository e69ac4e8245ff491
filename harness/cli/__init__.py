"""The command line: arguments and printing only; what is done is done by the pipeline.

Exit codes: 0 full marks, 1 points lost, 2 something could not be judged, 3 the harness failed,
64 wrong usage or a wrong spec (``EX_USAGE`` of ``sysexits.h``).
"""

import argparse
import codecs
import errno
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from harness import __version__
from harness.cli import stopping
from harness.cli.common import HARNESS_FAILED, WRONG_USAGE
from harness.model.errors import CallsheetError, MachineError, SpecError, UsageError

CALLED_AS = "CALLSHEET_CALLED_AS"  # the usage of what has started us, which has a name of its own
_WIDEST = 98  # characters of a line that reads well
# What a machine lacks, or does not let us do.
_EXHAUSTED = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO}
# What stands for a sign where a terminal has none of it: a ? there would say "not observed".
_SIGNS = dict(zip("✓✗◐½≈✎·…→─│▶◀▷◁├┤┝┷┼╌┄┈░█", "+x//~@..>-|><><||+++---.#", strict=True))
_COMMANDS = (
    "run",
    "check",
    "batch",
    "remark",
    "review",
    "override",
    "export",
    "ci",
    "handout",
    "audit",
    "package",
    "doctor",
    "schema",
    "platform",
)

_ABOUT = """\
Callsheet grades programs that talk to each other over a network.

It starts a student's servers and clients, alone or against reference peers, plays a script on
their keyboards and sockets, and scores a rubric on what happened."""

_CODES = """\
exit codes:
  0   full marks
  1   points were lost
  2   something could not be judged
  3   the harness failed (not the student)
  64  wrong usage, or a mistake in a spec

first steps:
  %(prog)s doctor                                  what this machine can do
  %(prog)s run first-message my-folder             grade one submission
  %(prog)s check                                   a student's own check of this folder
  %(prog)s batch first-message class --out out     grade a class
  %(prog)s remark first-message out                mark it again, without running anything
  %(prog)s review first-message out                judge by hand what a program cannot
  %(prog)s export out --format canvas --out g.csv  grades for a gradebook
  %(prog)s handout first-message my-handout        what students get
  %(prog)s ci first-message                        grade in continuous integration
  %(prog)s audit first-message                     grade the grader
  %(prog)s package first-message --for gradescope  what a platform grades with"""


class _Paragraphs(argparse.HelpFormatter):
    """Fills descriptions to the terminal's width, but for paragraphs with indented lines."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(
            paragraph
            if re.search("^ ", paragraph, re.MULTILINE)
            else super(_Paragraphs, self)._fill_text(paragraph, min(width, _WIDEST), indent)
            for paragraph in text.split("\n\n")
        )


class _Parser(argparse.ArgumentParser):
    def __init__(self, **words: Any) -> None:
        super().__init__(formatter_class=_Paragraphs, **words)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n")


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line ``words`` (default: the process's); returns the exit code."""
    _open_usual()
    called = "callsheet" if Path(sys.argv[0]).name == "callsheet" else "grade.py"
    parser = _Parser(prog=called, description=_ABOUT, epilog=_CODES)
    parser.add_argument("--version", action="version", version=f"callsheet {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    words = sys.argv[1:] if words is None else words
    asked = words[0] if words else ""  # the others are spoken of where no command is named
    for name in (asked,) if asked in _COMMANDS else _COMMANDS:
        import_module(f"harness.cli.{name}").add(commands)
    each = commands.choices.get(asked)
    if each is not None and (usage := os.environ.get(CALLED_AS)):
        each.prog, each.usage = usage.partition(" ")[0], usage
    arguments, rest = parser.parse_known_args(words)
    if rest:  # told with the usage of the command, in which they may be looked for
        commands.choices[arguments.command].error(f"it takes no {' '.join(rest)}")
    if each is not None and (nothing := _unnamed(each, arguments)):
        each.error(f"{nothing} is empty; was a variable of the shell not set?")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_INSTEAD)
    with stopping.stoppable():
        return _done(arguments)


def _unnamed(command: argparse.ArgumentParser, arguments: argparse.Namespace) -> str:
    """What has to be named and was given as "": as a path, that would be the current folder."""
    for action in command._actions:  # argparse keeps them nowhere else
        if action.required and getattr(arguments, action.dest, None) == "":
            return "/".join(action.option_strings) or str(action.metavar or action.dest)
    return ""


def _instead(error: UnicodeError) -> tuple[str, int]:
    """What is printed for letters that a terminal does not know."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(_SIGNS.get(letter, "?") for letter in letters), error.end


_INSTEAD = "callsheet.signs"
codecs.register_error(_INSTEAD, _instead)


def _has_folder() -> bool:
    """Whether there is a current folder: it can be deleted while a shell is in it."""
    try:
        os.getcwd()  # noqa: PTH109 - Path.cwd() is the same, and one more import
    except OSError:
        return False
    return True


def _open_usual() -> None:
    """Open those of the three usual streams with which nobody started us, to nowhere.

    Else what is opened next would get their numbers, and what is printed would go into it.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # it gets the lowest: this one
        if getattr(sys, name) is None:
            stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays
            setattr(sys, name, stream)


def _done(arguments: argparse.Namespace) -> int:
    """Do what is asked for; returns the exit code, whatever happens."""
    try:
        code: int = arguments.act(arguments)
    except (SpecError, UsageError) as error:
        print(error, file=sys.stderr)
        return WRONG_USAGE
    except MachineError as error:
        print(f"This machine cannot do that: {error}", file=sys.stderr)
        return HARNESS_FAILED
    except CallsheetError as error:
        print(error, file=sys.stderr)
        return HARNESS_FAILED
    except BrokenPipeError:
        return HARNESS_FAILED
    except Exception as error:  # whatever it was, it was not the student
        if isinstance(error, OSError) and error.errno in _EXHAUSTED | _REFUSED:
            print(f"This machine cannot do that: {error}", file=sys.stderr)
        elif isinstance(error, FileNotFoundError) and not _has_folder():
            print("The folder that this was started in is gone: go to another.", file=sys.stderr)
            return WRONG_USAGE
        else:
            import traceback

            traceback.print_exc()
        return HARNESS_FAILED
    except KeyboardInterrupt:
        with suppress(OSError):  # a terminal that is gone
            print("\nstopped", file=sys.stderr)
        return HARNESS_FAILED
    else:
        return code
