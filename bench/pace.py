"""What owning the programs' clock gives: ``python -m bench.pace``.

Programs that sleep and tick, on the real stage: how long each takes of its own time, and of ours.
Classes whose server sleeps, beside classes whose server does not.  A server that polls for ever and
never answers.  And a client that waits for 1 s, beside so many busy loops that the machine has no
such second to give.  A figure is the median of the rounds, with the least and the most.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import clock
from bench.corpus.case import Case, script
from bench.corpus.ticking import (
    LIMITS,
    PATIENT_CLIENT,
    PROGRAMS,
    SLEEPING_SERVER,
    TABLE,
    WAITING_CLIENT,
)
from bench.load import busy
from bench.page import machine, promises, replace_figures, spread
from bench.quiet import lay_out
from bench.run import say
from bench.ways import BENCH, OURS, TOP, Setting, Way, exit_0
from harness.model.casting import Recording
from harness.model.events import Exited, Limit, Printed
from harness.stage import pool

TIMES = 5  # what a prototype took, so many times at most
# programs: ms of the prototype (the most, where several were tried together)
PROTOTYPE = {
    ("naps", "serves", "joins", "accepts", "loops"): 169,
    ("counts_down", "until_a_deadline", "sleeps_ten", "waits_for"): 59,
    ("server that sleeps 10 s, client that waits 15 s",): 92,
}
PAIR = "server that sleeps 10 s, client that waits 15 s"
LOADED = "loaded\n"
SLEEP = "time.sleep(10)\n"
MUTE_SERVER = """
import socketserver, threading
class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.recv(99)
        threading.Event().wait()
socketserver.ThreadingTCPServer.daemon_threads = True
socketserver.ThreadingTCPServer(("127.0.0.1", 12000), Handler).serve_forever()
"""
BUSY_SERVER = """
import socket, time
listener = socket.create_server(("127.0.0.1", 12000))
plug, _ = listener.accept()
plug.recv(9)
began = time.process_time()
while time.process_time() < began + 0.3:
    pass
plug.sendall(b"hello")
"""
HASTY_CLIENT = """
import socket
plug = socket.create_connection(("127.0.0.1", 12000))
plug.settimeout(1)
plug.sendall(b"hi")
print(plug.recv(9))
"""


def that_tells(source: str) -> str:
    """A program that says so when it has loaded its modules."""
    lines = source.splitlines(keepends=True)
    last = max(n for n, line in enumerate(lines) if line.startswith("import "))
    return "".join([*lines[: last + 1], f"print({LOADED!r}, end='', flush=True)\n"]) + "".join(
        lines[last + 1 :]
    )


def cases() -> Iterator[Case]:
    """The programs of the table."""
    for name in TABLE:
        source = (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")
        yield Case(name, {"program": that_tells(source)}, limits=LIMITS)
    pair = {"server": that_tells(SLEEPING_SERVER), "client": that_tells(PATIENT_CLIENT)}
    yield Case(PAIR, pair, limits=LIMITS)


def play(case: Case, times: int, at_once: int = 1) -> Iterator[Recording]:
    """Play a case so many times."""
    with tempfile.TemporaryDirectory(prefix="pace-") as name:
        room = Path(name)
        room.chmod(0o755)
        folders = lay_out(case, room)
        orders = (pool.Order(case.job(folders), script(case, True)) for _ in range(times))
        for played in pool.play(orders, at_once):
            if played.recording.fault:
                sys.exit(f"{case.name}: {played.recording.fault}")
            yield played.recording


def took(recording: Recording) -> tuple[float, float]:
    """Seconds of the programs' time, and ms of ours, from when the last had loaded to the end."""
    events = recording.timeline.events
    loaded = [
        one for one in events if isinstance(one, Printed) and LOADED[:-1].encode() in one.data
    ]
    ended = [one for one in events if isinstance(one, Exited)]
    if not ended or any(one.code for one in ended):
        sys.exit(f"{recording.timeline.scene} did not come to its own end")
    return (ended[-1].clock - loaded[-1].clock) / 1e9, (ended[-1].at - loaded[-1].at) / 1e6


def ticking(rounds: int) -> str:
    """A table of the programs that tick."""
    lines = ["| program | its time, s | real, ms | at most, ms | |", "|---|---|---|---|---|"]
    bounds = {name: TIMES * ms for names, ms in PROTOTYPE.items() for name in names}
    for case in cases():
        say(case.name)
        figures = [took(recording) for recording in play(case, rounds)]
        own, real = ([figure[n] for figure in figures] for n in (0, 1))
        middle = statistics.median(real)
        kept = "kept" if middle <= bounds[case.name] else "**not kept**"
        row = f"| {case.name} | {statistics.median(own):.1f} | {spread(real, 0)} "
        lines.append(f"{row}| {bounds[case.name]} | {kept} |")
    return "\n".join(lines)


def stuck(rounds: int) -> float:
    """Seconds until a server that polls for ever, and never answers, is found stuck (median)."""
    say("a server that never answers")
    programs = {"server": MUTE_SERVER, "client": WAITING_CLIENT}
    found = []
    for recording in play(Case("mute", programs), rounds):
        events = recording.timeline.events
        limit = next(one for one in events if isinstance(one, Limit))
        before = [one for one in events[: limit.n] if one.who != "stage"]
        found.append((limit.at - before[-1].at) / 1e9)
    return statistics.median(found)


def classes(setting: Setting, count: int, rounds: int) -> tuple[list[float], list[float]]:
    """Wall times of a class whose server sleeps, and of the same class without that."""
    source = (setting.good / "server.py").read_text(encoding="utf-8")
    sources = source, source.replace(SLEEP, "")
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for kind, text in enumerate(sources):
            folder = setting.room / f"class-{number}-{kind}"
            for student in range(count):
                copy = folder / f"student-{student:02}"
                shutil.copytree(setting.good, copy)
                (copy / "server.py").write_text(f"{text}# handed in by {student}\n")
            say(f"class {number + 1} of {rounds}, {'without' if kind else 'with'} sleep")
            out = setting.room / f"out-{number}-{kind}"
            words = [OURS, str(TOP / "grade.py"), "batch", str(BENCH / "assignment"), str(folder)]
            way = Way("batch", lambda *_, w=(*words, "--out", str(out)): list(w), exit_0)
            found[kind].append(way.judge(setting, folder, good=True).wall)
    return found


def hasty(runs: int, loops: int) -> int:
    """Of so many runs beside busy loops, how many were right."""
    case = Case("hasty", {"server": BUSY_SERVER, "client": HASTY_CLIENT})
    right = 0
    with busy(loops):
        for number, recording in enumerate(play(case, runs, 4)):
            say(f"beside {loops} busy loops: {number + 1} of {runs}")
            said = [e.data for e in recording.timeline.events if isinstance(e, Printed)]
            right += said == [b"b'hello'\r\n"]
    return right


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="bench.pace", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each (default: 5)")
    parser.add_argument("--class", type=int, default=40, dest="count", help="its size (40)")
    parser.add_argument("--runs", type=int, default=500, help="of the client that waits 1 s (500)")
    parser.add_argument("--loops", type=int, default=16, help="busy loops beside those (16)")
    parser.add_argument("--python", default="/usr/bin/python3", help="the students' Python")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the figures into this page")
    return parser.parse_args()


def main() -> int:
    """Measure all, print the figures, and put them into a page if one is named."""
    options = arguments()
    sentence = machine(options.python)
    rounds = options.rounds
    with tempfile.TemporaryDirectory(prefix="callsheet-pace-") as room:
        good = Path(room, "good/submission")
        shutil.copytree(TOP / "submissions/first-message/sumac-ben", good)
        for file in list(good.iterdir()):
            file.rename(file.with_name(file.name.lower()))
        env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        setting = Setting(options.python, Path(room), good, good, env)
        table = ticking(rounds)
        found = stuck(rounds)
        with_sleep, without = classes(setting, options.count, max(1, rounds // 2))
    right = hasty(options.runs, options.loops)
    lines = clock.measured()
    say("")
    ratio = statistics.median(with_sleep) / statistics.median(without)
    walls = f"{spread(with_sleep)} s and {spread(without)} s"
    beside = f"a client that waits 1 s, {options.loops} busy loops"
    rows = [
        (
            f"{options.count} whose server sleeps 10 s, of {options.count} without: {walls}",
            ratio,
            1.5,
        ),
        ("a serve_forever server that never answers: s until found stuck", found, 0.5),
        (
            f"a server that computes 0.3 s, {beside}: wrong of {options.runs}",
            options.runs - right,
            0,
        ),
    ]
    figures = "\n\n".join(
        (
            sentence,
            "### Programs that tick",
            f"From when it had loaded until its end; at most {TIMES} times what a prototype took.",
            table,
            "### Promised and measured",
            promises(rows),
            "### What the library costs",
            "\n".join(f"- {line}" for line in lines),
        )
    )
    print(figures)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        page = replace_figures(page, figures, "bench-clock")
        options.write.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
