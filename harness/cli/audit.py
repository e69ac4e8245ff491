"""``audit``: grade the grader with what an assignment knows the verdicts of."""

import argparse
import shutil
import sys

from harness.cli import common
from harness.cli.progress import Progress

_ABOUT = """\
Grade what the verdicts of an assignment are known for: its reference/, which must get full marks;
its handout as it is given out, which gets at most 15 % of them; and every hand-in in mistakes/,
which must get what its expect.yaml says.  Every item of the rubric must be lost by a mistake.
Prints a table of all, and what disagrees.

exit codes: 0 it passes, 1 it does not, 2 something that this machine could not see decides,
3 the harness failed, 64 wrong usage, or a mistake in a spec or an expect.yaml."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "audit",
        help="grade the grader",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    common.add_assignment(parser)
    common.add_jobs(parser, "hand-ins")
    common.add_mode(parser)
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Grade, compare, print; returns the exit code."""
    from harness import audit
    from harness.audit import table

    progress = Progress(silent=arguments.json == "-")
    folder = common.find_assignment(arguments.assignment)
    found = audit.audit(folder, arguments.jobs, progress.step, arguments.mode)
    progress.end()
    if arguments.json:
        common.write_json(arguments.json, table.data(found))
    if arguments.json != "-":
        width = shutil.get_terminal_size((80, 24)).columns
        sys.stdout.write(table.table(found, width))
    return found.code
