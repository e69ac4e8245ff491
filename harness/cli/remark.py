"""``remark``: mark a class again from what was recorded."""

import argparse
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli import common

if TYPE_CHECKING:
    from harness.remark import Change

_ABOUT = """\
Mark a class again after a change of the spec (points, hints, gates, patterns), from what was
recorded when it was graded: nothing of the students' is run.  DIR is where 'batch' wrote to.

Shows who gains and who loses, and by which item.  Writes only with --write, or when asked and
answered with y on a terminal.  Submissions of which the recording cannot tell what the spec asks
for now are named with the reason, and keep their grade; 'batch' then runs just these.

exit codes: 0 all could be marked, 2 some could not."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "remark", help="mark a class again without running anything", description=_ABOUT
    )
    common.add_assignment(parser)
    parser.add_argument("folder", metavar="DIR", help="the report folder of the class")
    parser.add_argument("--write", action="store_true", help="write the new grades, do not ask")
    common.add_jobs(parser, "processes")
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Mark, show, write; returns the exit code."""
    with _uncollected():
        return _mark(arguments)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No collection of cycles, here and in the processes that come of it.

    A record is a large tree without one; to look through it again and again takes a fifth of the
    time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _mark(arguments: argparse.Namespace) -> int:
    from harness import rooms
    from harness.remark import Remarking

    assignment, folder = common.find_assignment(arguments.assignment), Path(arguments.folder)
    remarking = Remarking(assignment, folder, arguments.jobs)
    changes = remarking.changes()
    if arguments.json:
        common.write_json(arguments.json, _data(changes))
    quiet = arguments.json == "-"
    if not quiet:
        sys.stdout.write("\n".join(_lines(changes)) + "\n")
    if arguments.write or (not quiet and _agreed()):
        with common.writing(arguments.folder), rooms.alone(folder):
            remarking.write()
        if not quiet:
            sys.stdout.write(f"Written: {folder / 'index.html'}\n")
    elif not quiet:
        sys.stdout.write("Nothing was written; --write does it.\n")
    return common.NOT_JUDGED if any(change.open for change in changes) else common.FULL_MARKS


def _agreed() -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    sys.stdout.write("Write these grades? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _lines(changes: "list[Change]") -> list[str]:
    gains = [change for change in changes if change.gain > 0]
    losses = [change for change in changes if change.gain < 0]
    shut = [change for change in changes if change.open]
    others = [change for change in changes if (change.moved or change.rule) and not change.gain]
    same = len(changes) - len(gains) - len(losses) - len(shut)
    told = f"{len(gains)} gain, {len(losses)} lose, {same} keep their points"
    lines = [f"{len(changes)} submissions marked again: {told}."]
    for heading, some in (("Gain", gains), ("Lose", losses), ("Other", others)):
        if some:
            lines += ["", f"{heading}:", *(_row(change) for change in some)]
    lines += _by_item(changes)
    if shut:
        lines += ["", "To be graded again (batch does just these), and unchanged until then:"]
        lines += [f"  {_name(change)}  {'; '.join(change.open)}" for change in shut]
    return [*lines, ""]


def _row(change: "Change") -> str:
    moved = [
        f"{one.item} {one.gain:+g}" if one.gain else f"{one.item} {_verdicts(one)}"
        for one in change.moved
    ]
    moves = ", ".join([*moved, change.rule] if change.rule else moved)
    return f"  {_name(change)}  {change.before:g} → {change.after:g} ({change.gain:+g}): {moves}"


def _verdicts(moved: object) -> str:
    before, after = getattr(moved, "before", None), getattr(moved, "after", None)
    if before and after and before.verdict == after.verdict:
        return f"{after.verdict}, of {before.max:g} → {after.max:g}"  # worth something else
    return f"{before.verdict if before else 'new'} → {after.verdict if after else 'gone'}"


def _by_item(changes: "list[Change]") -> list[str]:
    found: dict[str, list[float]] = {}
    for change in changes:
        for one in change.moved:
            if one.gain:
                found.setdefault(one.item, []).append(one.gain)
    lines = [f"  {item}: {_in_all(gains)}" for item, gains in found.items()]
    return ["", "By item:", *lines] if lines else []


def _in_all(gains: list[float]) -> str:
    up, down = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    return f"{up} gain, {down} lose, {sum(gains):+g} points in all"


def _name(change: "Change") -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in change.submission)


def _data(changes: "list[Change]") -> dict[str, object]:
    return {
        "schema": "callsheet/remark/v1",
        "changes": [
            {
                "submission": change.submission,
                "before": change.before,
                "after": change.after,
                "max": change.max,
                "items": [{"item": one.item, "gain": one.gain} for one in change.moved],
                "open": list(change.open),
                "rule": change.rule,
            }
            for change in changes
        ],
    }
