"""``package``: what an instructor uploads to a platform, so that it grades by itself."""

import argparse
from pathlib import Path

from harness.cli import common

_PLATFORMS = ("gradescope", "autolab", "prairielearn", "classroom50")
_ABOUT = """\
Write the zip or tar that makes a platform grade an assignment by itself: the grader, the assignment
with its reference solution (so it is not for students), and the script that the platform runs. That
writes the platform's own format of results.  docs/platforms.md says where to upload it."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "package", help="write what a platform grades with", description=_ABOUT
    )
    common.add_assignment(parser)
    parser.add_argument(
        "--for", dest="platform", required=True, choices=_PLATFORMS, help="the platform"
    )
    parser.add_argument(
        "--out", metavar="FILE", help="the package (default: ASSIGNMENT-PLATFORM.zip or .tar)"
    )
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Write the package and say what it is; returns 0."""
    from harness import package
    from harness.spec import load

    spec = load(common.find_assignment(arguments.assignment))
    platform = arguments.platform
    out = Path(arguments.out or f"{spec.id}-{platform}.{package.SUFFIX[platform]}")
    data = package.packed(spec, platform)
    with common.writing(str(out)):
        out.write_bytes(data)
    if arguments.json:
        made = {
            "schema": "callsheet/package/v1",
            "assignment": spec.id,
            "platform": platform,
            "file": str(out),
            "size": len(data),
        }
        common.write_json(arguments.json, made)
    if arguments.json != "-":
        print(f"{out}: {len(data) / 2**20:.1f} MiB; docs/platforms.md says where to upload it")
    return common.FULL_MARKS
