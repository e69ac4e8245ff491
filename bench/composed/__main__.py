"""Hand-ins composed of innocent oddities and known mistakes.

``python -m bench.composed first-message`` composes hand-ins of the choices in the assignment's
table, grades them, and compares each verdict with what the choices say.  Without options there are
as many as have every pair of choices; with ``--count`` as many as it says, of chance.  Ends with 1
if a verdict differs.
"""

import argparse
import json
import random
import sys
import tempfile
from itertools import islice
from pathlib import Path

from bench.composed import chat_room, first_message
from bench.composed.covering import chance, covering
from bench.composed.grading import Kind, grade
from harness import pipeline

_TOP = Path(__file__).resolve().parents[2]
_KINDS = {
    "first-message": (first_message.TABLE, Kind(first_message.files, first_message.expected)),
    "chat-room": (chat_room.TABLE, Kind(chat_room.files, chat_room.expected)),
}


def main() -> int:
    """Compose, grade, and print what differs."""
    parser = argparse.ArgumentParser(prog="bench.composed", description=__doc__)
    parser.add_argument("assignment", choices=_KINDS)
    parser.add_argument("--seed", type=int, default=1, help="of the choices (default: 1)")
    parser.add_argument("--count", type=int, help="only so many of them")
    parser.add_argument("--skip", type=int, default=0, help="pass over so many first")
    parser.add_argument(
        "--pairs", action="store_true", help="of those with all pairs, not of chance"
    )
    parser.add_argument("--only", action="append", default=[], metavar="ASPECT=CHOICE")
    parser.add_argument("--jobs", type=int, default=1, help="hand-ins at once (default: 1)")
    parser.add_argument("--keep", type=Path, help="a new folder for what is handed in")
    told = parser.parse_args()
    if told.keep and told.keep.exists() and any(told.keep.iterdir()):
        parser.error(f"{told.keep} is not empty: what lies there would be taken for handed in")
    table, kind = _KINDS[told.assignment]
    for fixed in told.only:
        aspect, _, choice = fixed.partition("=")
        table = table.with_only(aspect, choice)
    dice = random.Random(told.seed)
    made = chance(table, dice) if told.count and not told.pairs else covering(table, dice)
    stop = told.skip + told.count if told.count else None
    with tempfile.TemporaryDirectory(prefix="callsheet-composed-") as place:
        room = told.keep or Path(place)
        course = pipeline.prepare(_TOP / "assignments" / told.assignment)
        picked = list(islice(made, told.skip, stop))
        wrong = 0
        for done, each in enumerate(grade(course, kind, picked, room, told.jobs), 1):
            if each.wrong:
                wrong += 1
                odd = {a: c for a, c in each.picks.items() if c != table.aspects[a][0]}
                print(f"{each.name}: {json.dumps(odd)}")
                for item, why in each.wrong.items():
                    print(f"    {item}: {why}")
            print(f"\r{done} of {len(picked)}, {wrong} differ", end="", file=sys.stderr, flush=True)
    print(f"\n{len(picked)} hand-ins, {wrong} of them differ")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
