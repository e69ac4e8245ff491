"""Kills each kind of process at every moment of a scene, again and again, and counts what came.

`python -m tests.faults.everywhere [--times N] [--plays NAME,…] [--kinds NAME,…]`: a line for each
kind and moment; it fails if a right hand-in had anything but full marks or a fault.
"""

import argparse
import shutil
import sys
from collections import Counter

from tests.faults import plays
from tests.faults.moments import GATE
from tests.faults.strike import KINDS, Struck, strike
from tests.house import OWN, House


def main() -> int:
    """Kill and count; 1 if a grade was changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--plays", default=",".join(plays.PLAYS))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--every", type=int, default=1, help="the first moment, and each Nth after")
    asked = parser.parse_args()
    harm = 0
    for play in asked.plays.split(","):
        for kind in asked.kinds.split(","):
            if kind == "screen" and play != "window":
                continue
            for moment in (GATE, *map(str, range(1, _length(play) + 1, asked.every))):
                harm += _again(play, kind, moment, asked.times)
    print(f"{harm} changed a grade")
    return min(harm, 1)


def _length(play: str) -> int:
    """How many moments a scene has, if nobody is killed."""
    moment = 20
    while _struck(play, "nobody", str(moment)).at:
        moment += 1
    return moment - 1


def _again(play: str, kind: str, moment: str, times: int) -> int:
    """Kill so often; how often that changed a grade."""
    seen: Counter[str] = Counter()
    harm = 0
    for _ in range(times):
        struck = _struck(play, kind, moment)
        came = ", ".join(sorted(struck.notes)) or "full marks"
        if not struck.killed:
            came += " (nobody to kill)"
        if not struck.harmless:
            harm += 1
            came = f"CHANGED: {came}"
        seen[came] += 1
    for came, count in seen.most_common():
        print(f"{play:7} {kind:8} {moment:>4}  {count:3} x {came}", flush=True)
    return harm


def _struck(play: str, kind: str, moment: str) -> Struck:
    house = House(OWN)
    try:
        plays.write(house.path, play)
        return strike(house, moment, kind)
    finally:
        shutil.rmtree(house.path)


if __name__ == "__main__":
    sys.exit(main())
