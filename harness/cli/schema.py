"""``schema``: the JSON Schemas of what the harness reads and writes."""

import argparse
import json

from harness.cli import common

_ABOUT = """\
Print a JSON Schema: of a spec.yaml (give it to your editor: it then completes and checks keys), or
of a result as --json and results.json hold it (callsheet/result/v1)."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("schema", help="print a JSON Schema", description=_ABOUT)
    parser.add_argument(
        "which",
        nargs="?",
        choices=("spec", "result"),
        default="spec",
        help="spec (the default) or result",
    )
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Print the schema; returns 0."""
    if arguments.which == "spec":
        from harness.spec import schema as spec_schema

        data = spec_schema()
    else:
        from harness.reports.jsonresult import result_schema

        data = result_schema()
    if arguments.json:
        common.write_json(arguments.json, data)
    if arguments.json != "-":
        print(json.dumps(data, indent=2))
    return common.FULL_MARKS
