"""``audit``: grade the grader with what an assignment knows the verdicts of."""

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from harness.cli import common
from harness.cli.progress import Progress
from harness.model.errors import UsageError

_ABOUT = """\
Grade what the verdicts of an assignment are known for: its reference/, which must get full marks;
its handout as it is given out, which gets at most 15 % of them; and every hand-in in mistakes/,
which must get what its expect.yaml says.  Every item of the rubric must be lost by a mistake.
Prints a table of all, and what disagrees.

With --mode container or plain, what these are known not to show is foreseen, and is counted in the
end: no other verdict may differ from what it is without.

With --mutants: change the reference in hundreds of small ways, grade each, and list those that keep
full marks and that the assignment's survivors.yaml does not explain: there the rubric is blind.

exit codes: 0 it passes, 1 it does not, 2 something that this machine could not see decides,
3 the harness failed, 64 wrong usage, or a mistake in a spec or an expect.yaml."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "audit", help="grade the grader, by hand-ins whose verdicts are known", description=_ABOUT
    )
    common.add_assignment(parser)
    common.add_jobs(parser, "hand-ins")
    common.add_mode(parser)
    common.add_json(parser)
    parser.add_argument(
        "--limit",
        metavar="N",
        type=common.positive,
        help="no more than N mistakes (or mutants), spread over all, the same each time",
    )
    parser.add_argument(
        "--only",
        metavar="TEXT",
        default="",
        help="those with TEXT in their names; of mutants such as server.py:23 or delete-statement",
    )
    parser.add_argument(
        "--casts",
        action="store_true",
        help="grade the reference in each cast alone, too: one that it does not pass saves nobody",
    )
    mutants = parser.add_argument_group("the reference, changed")
    mutants.add_argument(
        "--mutants", action="store_true", help="grade the reference in hundreds of wrong forms"
    )
    mutants.add_argument(
        "--keep",
        metavar="FILE",
        type=Path,
        help="keep what became of each in FILE, so that what was graded before is not again",
    )
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Grade, compare, print; returns the exit code."""
    if arguments.mutants:
        return _hunt(arguments)
    if arguments.keep:
        raise UsageError("--keep says something of --mutants")
    from harness import audit
    from harness.audit import table

    progress = Progress(silent=arguments.json == "-")
    folder = common.find_assignment(arguments.assignment)
    found = audit.audit(
        folder,
        arguments.jobs,
        progress.step,
        arguments.mode,
        arguments.limit,
        arguments.only,
        casts=arguments.casts,
    )
    progress.end()
    width = shutil.get_terminal_size((80, 24)).columns
    _tell(arguments, table.data(found), table.table(found, width))
    return found.code


def _hunt(arguments: argparse.Namespace) -> int:
    """Change the reference, grade, print; returns the exit code."""
    try:
        from harness.audit import hunted, hunting
    except ModuleNotFoundError as error:
        if error.name != "libcst":
            raise
        raise UsageError(
            "--mutants needs LibCST: install callsheet[mutants], or libcst by itself"
        ) from None

    progress = Progress(silent=arguments.json == "-")
    found = hunting.hunt(
        common.find_assignment(arguments.assignment),
        hunting.Choice(arguments.limit, arguments.only, arguments.keep),
        arguments.jobs,
        progress.step,
    )
    progress.end()
    width = shutil.get_terminal_size((80, 24)).columns
    _tell(arguments, hunted.data(found), hunted.table(found, width))
    return found.code


def _tell(arguments: argparse.Namespace, data: dict[str, Any], text: str) -> None:
    if arguments.json:
        common.write_json(arguments.json, data)
    if arguments.json != "-":
        sys.stdout.write(text)
