"""``handout``: what students of an assignment get."""

import argparse
from pathlib import Path

from harness.cli import common

_ABOUT = """\
Write the handout of an assignment into DIR, and DIR.zip beside it: its README, and the kit with the
files that students fill, made from the reference by removing what stands between the lines
'*** start ***' and '*** end ***' (comments there stay, as hints).  An assignment without regions
gives its README and what is in its skeleton/.  With 'python3 check.py', which is in it too,
students check their work: the folder .callsheet has the grader, and the spec without its hidden
items and what the reference plays in.  The reference and the mistakes are never in it.  DIR is a
new or an empty folder, or has an earlier handout."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("handout", help="write what students get", description=_ABOUT)
    common.add_assignment(parser)
    parser.add_argument("folder", metavar="DIR", help="where the handout goes")
    parser.add_argument(
        "--without-check", action="store_true", help="leave out check.py and all that belongs to it"
    )
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Write the handout and name its files; returns 0."""
    from harness import handout
    from harness.spec import load

    spec = load(common.find_assignment(arguments.assignment))
    with common.writing(arguments.folder):
        made = handout.write(spec, Path(arguments.folder), check=not arguments.without_check)
    if arguments.json:
        data = {
            "schema": "callsheet/handout/v1",
            "assignment": spec.id,
            "folder": str(made.folder),
            "archive": str(made.archive),
            "files": list(made.files),
            "emptied": list(made.emptied),
        }
        common.write_json(arguments.json, data)
    if arguments.json != "-":
        for name in (each for each in made.files if not each.startswith(handout.CARRIED)):
            filled = any(name == each or name.endswith(f"/{each}") for each in made.emptied)
            print(f"  {name}" + ("   (its regions are empty)" if filled else ""))
        print(f"\nThe handout: {made.folder}, and as a zip {made.archive}")
    return common.FULL_MARKS
