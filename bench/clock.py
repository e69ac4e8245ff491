"""What the clock library costs: a look at the clock, and a program that only computes.

    python -m bench.clock

A look is measured with and without the library in turn, many times, in processor time.  Other work
on the machine only ever adds to that, so the least is compared beside the median.  Computing is
counted in instructions, by valgrind, which no other work changes; where there is no valgrind, in
processor time.  That of a program that does nothing is what it costs to load the library.  It may
cost at most 3 times the look, and 2 % of the computing.
"""

import os
import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from harness.stage import rolepage, timekeeper

_LOOKS = r"""
#include <stdio.h>
#include <time.h>
int main(void) {
    struct timespec t, from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int i = 0; i < 500000; i++) clock_gettime(CLOCK_MONOTONIC, &t);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    printf("%f\n", ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / 500000);
    return 0;
}
"""
_COMPUTES = (
    "import time\n"
    "data = list(range(2000))\n"
    "for i in range(300): data = sorted((x * 7919) % 10007 for x in data)\n"
    "print(time.process_time())"
)
_COUNTED = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
_PYTHON = ["/usr/bin/python3", "-c"]
_ROUNDS = 31


def measured() -> list[str]:
    """Measure; a line for each figure."""
    library = timekeeper.library()
    if library is None or not shutil.which("cc"):
        raise SystemExit("the clock library has not been built")
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        rolepage.make_file(str(base / rolepage.STAGE), 0o600)
        rolepage.make_file(str(base / rolepage.ROLE), 0o600)
        stage = rolepage.StagePage(str(base / rolepage.STAGE))
        page = rolepage.RolePage(str(base / rolepage.ROLE))
        (base / "looks.c").write_text(_LOOKS)
        looks = str(base / "looks")
        subprocess.run(["cc", "-O2", "-o", looks, base / "looks.c"], check=True)
        owned = {"LD_PRELOAD": library, "CALLSHEET_CLOCK": folder}
        lines = _compare("a look at the clock, ns", [looks], owned)
        if shutil.which("valgrind"):
            lines += [
                _count("computing in Python, millions of instructions", _COMPUTES, owned),
                _count("doing nothing in Python, millions of instructions", "pass", owned),
            ]
        else:
            lines += _compare("computing in Python, s", [*_PYTHON, _COMPUTES], owned)
        page.close()
        stage.close()
    return lines


def _compare(what: str, words: list[str], owned: dict[str, str]) -> list[str]:
    bare, with_it = [], []
    for _ in range(_ROUNDS):
        bare.append(_run(words, {}))
        with_it.append(_run(words, owned))
    lines = []
    for name, choose in (("median", statistics.median), ("least", min)):
        without, owning = choose(bare), choose(with_it)
        times = owning / without
        figures = f"{without:.4g} without, {owning:.4g} with: {times:.3f} times"
        lines.append(f"{what}, {name}: {figures}")
    return lines


def _count(what: str, program: str, owned: dict[str, str]) -> str:
    """A line with the instructions that a program of Python's takes."""
    without, owning = (_instructions(program, more) for more in ({}, owned))
    figures = f"{without / 1e6:.3f} without, {owning / 1e6:.3f} with"
    return f"{what}: {figures}: {owning / without:.4f} times"


def _instructions(program: str, more: dict[str, str]) -> int:
    # always the same hashes: what they are changes how much is compared
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", **more}
    words = [*_COUNTED, *_PYTHON, program]
    done = subprocess.run(words, env=environment, capture_output=True, check=True)
    found = re.search(rb"Collected : (\d+)", done.stderr)
    if found is None:
        raise SystemExit("valgrind did not say how many instructions it had counted")
    return int(found[1])


def _run(words: list[str], more: dict[str, str]) -> float:
    environment = {"PATH": os.environ["PATH"], **more}
    done = subprocess.run(words, env=environment, capture_output=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    print("\n".join(measured()))
