"""``doctor``: what this machine can and cannot do, and the command that would help."""

import argparse

from harness.cli import common

_ABOUT = """\
Try every means that grading needs: make a world, run a program in it, watch it wait.  Says which
works, what it gives, and for each that does not, what the machine said and what would help."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("doctor", help="try what this machine can do", description=_ABOUT)
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Examine and print; returns 0 if everything works, 2 if something is missing."""
    from harness import interpreters
    from harness.stage import doctor

    pythons = interpreters.find()
    slow = [each for each in pythons if interpreters.needs_compiling(each)]
    commands = [" ".join(interpreters.compiling(each)) for each in slow]
    checks = doctor.examine(pythons, commands)
    mode, why = doctor.mode(checks)
    if arguments.json:
        rows = [
            {
                "name": check.name,
                "works": check.works,
                "needed": check.needed,
                "gives": check.gives,
                "why": check.why,
                "remedy": "" if check.works else check.remedy,
            }
            for check in checks
        ]
        common.write_json(arguments.json, {"mode": mode, "why": why, "checks": rows})
    if arguments.json != "-":
        for check in checks:
            mark = "ok     " if check.works else "MISSING" if check.needed else "no     "
            print(f"{mark} {check.name:<12} {check.gives}")
            if not check.works:
                print(f"        {'':<12} the machine said: {check.why}")
                if check.remedy:
                    print(f"        {'':<12} what would help: {check.remedy}")
        print(f"\nMode: {mode}" + (f", because of {why}" if why else ""))
    whole = all(check.works for check in checks)
    return common.FULL_MARKS if whole else common.NOT_JUDGED
