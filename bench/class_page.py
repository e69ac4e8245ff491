"""What the class page of 300 submissions and 15 items costs: `python -m bench.class_page`.

The class is made up: a third of its items are lost, by one of a few explanations each, so that
every part of the page has something to show.  Making is measured in a process of its own, with all
that it imports; opening is from the address to the load event and a layout, in headless Chromium.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter

from harness.model.result import Evidence, ItemResult, Result, SceneRun
from harness.reports.html import index_page

_STUDENTS, _ITEMS, _ROUNDS = 300, 15, 7
_WHYS = ("server sent nothing to a", 'server sent a "Hi"', "server read too early", "a had ended")


def made_up() -> list[Result]:
    """The class: the same whenever it is made."""
    return [_result(at) for at in range(_STUDENTS)]


def _result(at: int) -> Result:
    items = tuple(_item(at, number) for number in range(_ITEMS))
    runs = tuple(
        SceneRun(f"scene-{number}", "whole", "", 1, "done", (at * 7 + number) % 90 / 100)
        for number in range(20)
    )
    score = sum(item.points for item in items)
    most = sum(item.max for item in items)
    return Result("made-up", f"student-{at:03}", score, most, 0, "isolated", items, runs)


def _item(at: int, number: int) -> ItemResult:
    luck = (at * 31 + number * 17 + at // 7) % 12
    points = 10.0 if luck > 3 else 5.0 if luck == 3 else 0.0
    verdict = "pass" if luck > 3 else "partial" if luck == 3 else "fail"
    why = Evidence(f"line {number}", _WHYS[(at + luck) % len(_WHYS)], False, line=number + 1)
    proof = () if verdict == "pass" else (why,)
    return ItemResult(f"item-{number}", f"Item number {number}", points, 10, verdict, False, proof)


def _write(page: Path) -> None:
    results = made_up()
    links = {result.submission: f"{result.submission}/index.html" for result in results}
    begun = perf_counter()
    page.write_text(index_page(results, links), encoding="utf-8")
    print(perf_counter() - begun)


def _made(page: Path) -> tuple[float, float]:
    """Seconds of making it: by the wall, and of the whole process's processor time."""
    before = getrusage(RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "bench.class_page", str(page)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = getrusage(RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return float(done.stdout), used


def _opened(page: Path, profile: Path) -> float:
    """Seconds until it is loaded and laid out."""
    from tests.reports.browser import Browser

    browser = Browser(profile)
    times = []
    for _ in range(_ROUNDS):
        begun = perf_counter()
        browser.open(page)
        browser.run("document.body.getBoundingClientRect().height")
        times.append(perf_counter() - begun)
    browser.close()
    return statistics.median(times)


def _main() -> None:
    if len(sys.argv) > 1:
        _write(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as place:
        page = Path(place, "index.html")
        walls, used = zip(*(_made(page) for _ in range(_ROUNDS)), strict=True)
        print(f"{_STUDENTS} submissions, {_ITEMS} items")
        print(f"size             {page.stat().st_size / 1000:.0f} kB")
        print(f"making it        {statistics.median(walls):.2f} s")
        print(
            f"its process      {statistics.median(used):.2f} s of processor time, imports and all"
        )
        print(f"opening it       {_opened(page, Path(place, 'profile')):.2f} s")


if __name__ == "__main__":
    _main()
