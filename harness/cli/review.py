"""``review``: judge by hand what a program cannot."""

import argparse
import sys
import webbrowser
from pathlib import Path

from harness.cli import common
from harness.model.errors import MachineError, UsageError

_ABOUT = """\
Open a page on which you judge what a program cannot: comments, items that pass in some runs only,
whatever could not be observed.  The code stands beside the rubric; every decision is kept at once.
DIR is where 'batch' wrote to.

The page is for this machine alone.  Ctrl-C, or Finish on the page, writes grades and reports."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "review", help="judge by hand what a program cannot", description=_ABOUT
    )
    common.add_assignment(parser)
    parser.add_argument("folder", metavar="DIR", help="the report folder of the class")
    parser.add_argument("--port", metavar="N", type=int, default=0, help="default: a free one")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C; returns the exit code."""
    from harness.review.desk import Desk
    from harness.review.server import Server

    desk = Desk(common.find_assignment(arguments.assignment), Path(arguments.folder))
    try:
        server = Server(desk, arguments.port)
    except (OSError, OverflowError) as error:
        raise UsageError(f"port {arguments.port} cannot be had: {error}") from error
    left = sum(task.open for task in desk.tasks())
    sys.stdout.write(f"{left} to judge: {server.address}\nCtrl-C ends it.\n")
    sys.stdout.flush()
    if not arguments.no_browser:
        webbrowser.open(server.address)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
    try:
        with common.writing(arguments.folder):
            many, waiting = desk.finish()
    except (UsageError, MachineError) as error:
        then = "what was decided is kept, and 'remark' with --write puts it into the reports then"
        raise type(error)(f"{error}; {then}") from error
    for name in waiting:
        sys.stdout.write(f"{name}: kept, and shown when it is graded again: the spec has changed\n")
    left = sum(task.open for task in desk.tasks())
    sys.stdout.write(f"Written, with what was decided about {many} hand-ins; {left} left.\n")
    return common.NOT_JUDGED if left or waiting else common.FULL_MARKS
