"""``batch``: grade every submission of a class."""

import argparse
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli import common
from harness.cli.live import Live
from harness.intake.kinds import is_named_program
from harness.model.errors import ClusterError, MachineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.cluster.master import Cluster
    from harness.intake.gathering import Terms
    from harness.model.handin import HandIn
    from harness.model.result import Result
    from harness.pipeline import Course

_ABOUT = """\
Grade every submission of a class.  WHAT is a folder or an archive in which each folder, zip, tar or
Python file is one; the download of Canvas, Moodle or Gradescope as it came; or a text file or CSV
that lists repositories.  Writes a report folder with index.html (the class), one page a student,
results.json and grades.csv, and prints a table.

Everything is also kept in DIR/grades.sqlite, each submission as soon as it is graded.  The same
command goes on where it was stopped; what has not changed since is not run again."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("batch", help="grade a class", description=_ABOUT)
    common.add_assignment(parser)
    parser.add_argument("what", metavar="WHAT", help="the submissions, as the platform gave them")
    parser.add_argument("--out", metavar="DIR", required=True, help="where the report goes")
    parser.add_argument(
        "--roster", metavar="CSV", help="the class: who handed in nothing is listed with 0"
    )
    parser.add_argument("--due", metavar="TIME", help="when it was due; later is late")
    parser.add_argument(
        "--until", metavar="TIME", help="of repositories, the last commit that is not after TIME"
    )
    parser.add_argument(
        "--again", action="store_true", help="run every submission again, changed or not"
    )
    where = parser.add_mutually_exclusive_group()
    common.add_jobs(where, "submissions")
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="let the workers of this Dask scheduler run them (tcp://HOST:PORT; see docs/scale.md)",
    )
    parser.add_argument(
        "--markdown",
        action="store_true",
        help="write each student's page as Markdown too (index.md), with diagrams in Mermaid",
    )
    common.add_mode(parser)
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Grade all, show progress, write the reports; returns the exit code."""
    with common.loading():
        from harness import batch, pipeline, rooms
        from harness.intake.gathering import gather

    course = pipeline.prepare(common.find_assignment(arguments.assignment), arguments.mode)
    _apart(arguments, Path(course.spec.folder))
    common.warn_of(course.mode)
    progress = Live(silent=arguments.json == "-")
    out = Path(arguments.out)
    with common.writing(arguments.out):
        out.mkdir(parents=True, exist_ok=True)
    try:
        with rooms.room() as place:
            gathered = gather(Path(arguments.what), place, _terms(arguments))
            for notice in (*gathered.notices, *_parted(course, gathered.hand_ins)):
                print(notice, file=sys.stderr)
            with _workers(arguments.scheduler, course) as cluster:
                results = batch.grade_class(
                    course,
                    gathered.hand_ins,
                    out,
                    arguments.jobs,
                    progress.step,
                    arguments.again,
                    cluster,
                )
    except KeyboardInterrupt:
        progress.end()
        sys.stderr.write(f"\nStopped: {progress.kept}; the same command goes on from there.\n")
        return common.HARNESS_FAILED
    except (ClusterError, MachineError, OSError):  # told last, by whom it concerns
        progress.end()
        if progress.of:
            sys.stderr.write(f"Stopped: {progress.kept}; the same command goes on from there.\n")
        raise
    progress.end()
    _write(arguments, results, out)
    if arguments.json != "-":
        _print(results, out, progress)
    return common.exit_code(results)


def _write(arguments: argparse.Namespace, results: "list[Result]", out: Path) -> None:
    """What was asked for besides the reports."""
    if arguments.markdown:
        from harness.reports.folder import write_markdown

        with common.writing(arguments.out):
            write_markdown(results, out)
    if arguments.json:
        from harness.reports.folder import as_seen_from_class
        from harness.reports.jsonresult import batch as together

        common.write_json(arguments.json, together(map(as_seen_from_class, results)))


def _parted(course: "Course", hand_ins: "Iterable[HandIn]") -> "Iterator[str]":
    """Tell of files that look like parts of one hand-in, each being graded as one."""
    from harness.casting.lone import parts

    lone = [
        one.path.stem
        for one in hand_ins
        if one.path is not None and not one.handle and is_named_program(one.path.name)
    ]
    if found := parts(course.spec.roles, lone):
        yield (
            f"Each file is graded as a hand-in of its own, {' and '.join(found)} too. If some"
            " belong together, put those of one student into a folder; 'run' grades one hand-in."
        )


def _apart(arguments: argparse.Namespace, assignment: Path) -> None:
    """Refuse what would be a part of the assignment, by all of whose files hand-ins are graded.

    And reports among the hand-ins, which would become one, or part of one.
    """
    from harness.store import stamps

    made = Path(arguments.out, "index.html")
    for given, file in (
        (arguments.what, Path(arguments.what)),
        (arguments.roster, Path(arguments.roster or "/")),
        (arguments.out, made),
    ):
        if stamps.is_material(file, assignment):
            raise UsageError(
                f"{given} is in the folder of the assignment: whenever it changes, the assignment"
                f" would have changed, and all would be graded again. Keep it beside {assignment}"
            )
    what, out = Path(arguments.what).resolve(), Path(arguments.out).resolve()
    if what.is_dir() and out.is_relative_to(what):
        raise UsageError(
            f"{arguments.out} is in {arguments.what}: the reports would be taken for a hand-in,"
            " or get into one. Keep them beside it"
        )


@contextmanager
def _workers(scheduler: str | None, course: "Course") -> "Iterator[Cluster[HandIn] | None]":
    """Who plays in place of this machine, if somebody else does."""
    if scheduler is None:
        yield None
        return
    from harness.cluster import master
    from harness.store import stamps

    def say(what: str) -> None:
        print(what, file=sys.stderr, flush=True)

    folder = Path(course.spec.folder)
    stamp = stamps.stamp(course.spec.folder, course.pythons, course.mode)
    with master.connected(scheduler, folder, stamp, say) as cluster:
        yield cluster


def _terms(arguments: argparse.Namespace) -> "Terms":
    from harness.intake.gathering import Terms
    from harness.intake.times import required as read_time

    due = read_time(arguments.due, "--due") if arguments.due else None
    until = read_time(arguments.until, "--until") if arguments.until else None
    return Terms(due, until, Path(arguments.roster) if arguments.roster else None)


def _print(results: "list[Result]", out: Path, progress: Live) -> None:
    from harness.reports.terminal import class_table

    width = shutil.get_terminal_size((100, 24)).columns
    sys.stdout.write(class_table(results, width=width, colour=common.colour()))
    again = f" ({progress.found} did not have to be run)" if progress.found else ""
    sys.stdout.write(f"\nThe report: {out / 'index.html'}{again}\n")
