"""What a scene with windows costs beside its programs alone: ``python -m bench.windows``.

Two programs with a window each, a server that forwards and a client with a button.  *Alone*: they
are started one after the other on an X server that is there already, and the client presses its own
button when its window is there; nobody looks at anything.  On the *stage*: with a
screen of its own for each, a real click, what is shown read, proofs of quiet, pictures.  Timed is
until the answer is shown.  Both take turns, round by round.  A figure is the median, with the least
and the most.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.corpus.case import Case, script
from bench.page import spread
from bench.quiet import lay_out
from bench.run import say
from harness.model.casting import Interpreter
from harness.model.events import Shown
from harness.stage import pool

PROMISED = 1.3
SERVER = """
import socket, sys, threading, tkinter
root = tkinter.Tk()
root.title("server")
text = tkinter.Text(root, height=5, width=40)
text.pack()
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
def serve():
    plug, _ = listener.accept()
    while data := plug.recv(1000):
        root.after(0, text.insert, "end", data.decode())
        plug.sendall(b"Pong")
    root.after(0, root.destroy)
threading.Thread(target=serve, daemon=True).start()
root.update()
print("up", flush=True)
root.mainloop()
"""
CLIENT = """
import socket, sys, threading, tkinter
root = tkinter.Tk()
root.title("client 1")
plug = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
label = tkinter.Label(root, text="nothing yet")
label.pack()
button = tkinter.Button(root, text="Ping", command=lambda: plug.sendall(b"Ping"))
button.pack()
def show(words):
    label.config(text=words)
    if len(sys.argv) > 2:
        root.update()
        print("shown", flush=True)
def listen():
    while data := plug.recv(1000):
        root.after(0, show, data.decode())
threading.Thread(target=listen, daemon=True).start()
if len(sys.argv) > 2:
    button.bind("<Map>", lambda _: root.after_idle(button.invoke))
root.mainloop()
"""


def alone(python: str, room: Path, display: str, port: int) -> float:
    """Seconds that the programs alone need, from the start of the first to the answer shown."""
    env = {"PATH": "/usr/bin:/bin", "HOME": "/", "DISPLAY": display, "PYTHONDONTWRITEBYTECODE": "1"}
    begun = time.perf_counter()
    server = subprocess.Popen(
        [python, "server.py", str(port)], cwd=room, env=env, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    server.stdout.readline()
    client = subprocess.Popen(
        [python, "client.py", str(port), "alone"], cwd=room, env=env, stdout=subprocess.PIPE
    )
    assert client.stdout is not None
    if client.stdout.readline() != b"shown\n":
        sys.exit("the programs alone did not come to their end")
    took = time.perf_counter() - begun
    for program in (client, server):
        program.kill()
        program.communicate()
    return took


def staged(python: Interpreter, room: Path, pictures: list[int]) -> float:
    """Seconds that the stage needs for the same, as it says itself."""
    acts = (("press", "client", "Ping"),)
    programs = {"server": SERVER, "client": CLIENT}
    args: dict[str, tuple[str, ...]] = dict.fromkeys(programs, ("12000",))
    case = Case("windows", programs, acts, screens=tuple(programs), args=args, python=python)
    with tempfile.TemporaryDirectory(dir=room) as name:
        place = Path(name)
        place.chmod(0o755)
        order = pool.Order(case.job(lay_out(case, place)), script(case))
        (played,) = pool.play([order], 1)
    events = played.recording.timeline.events
    seen = [event.at for event in events if isinstance(event, Shown) and event.text == "Pong"]
    if not seen:
        sys.exit(f"the stage did not see it: {played.recording.fault}")
    pictures.append(len(played.recording.screenshots))
    return seen[0] / 1e9


def processor() -> float:
    """Seconds of processor time that all that was started and has ended has used."""
    account = resource.getrusage(resource.RUSAGE_CHILDREN)
    return account.ru_utime + account.ru_stime


def main() -> int:
    """Measure, and print the two and their ratio."""
    parser = argparse.ArgumentParser(prog="bench.windows", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="rounds of each (default: 11)")
    parser.add_argument("--python", default="/usr/bin/python3", help="the programs' Python")
    options = parser.parse_args()
    python = Interpreter(options.python, (3, 11))
    found: tuple[list[float], list[float]] = ([], [])
    pictures: list[int] = []
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-nolisten", "tcp", "-noreset"]
    words += ["-screen", "0", "1024x768x24"]
    with (
        tempfile.TemporaryDirectory(prefix="windows-") as name,
        subprocess.Popen(words, pass_fds=[writer], stderr=subprocess.DEVNULL) as server,
    ):
        os.close(writer)
        display = ":" + os.read(reader, 20).decode().strip()
        room = Path(name)
        room.chmod(0o755)
        (room / "server.py").write_text(SERVER, encoding="utf-8")
        (room / "client.py").write_text(CLIENT, encoding="utf-8")
        pool.ready()
        used: tuple[list[float], list[float]] = ([], [])
        for number in range(options.rounds + 1):  # the first of each is to warm up
            say(f"round {number} of {options.rounds}")
            marks = [processor()]
            found[0].append(alone(options.python, room, display, 12_500 + number))
            marks.append(processor())
            found[1].append(staged(python, room, pictures))
            marks.append(processor())
            for kind in (0, 1):
                used[kind].append(marks[kind + 1] - marks[kind])
        server.terminate()
    os.close(reader)
    bare, stage = (statistics.median(figures[1:]) for figures in found)
    load = ", ".join(f"{each:.2f}" for each in os.getloadavg())
    print(f"load over 1, 5 and 15 minutes: {load}; {pictures[-1]} pictures a scene")
    print(f"programs alone, on a screen that is there: {spread(found[0][1:], 3)} s")
    print(f"on the stage, with two screens of their own: {spread(found[1][1:], 3)} s")
    print(f"ratio {stage / bare:.2f}, at most {PROMISED} promised")
    print(
        f"processor time: programs alone, without that screen's: {spread(used[0][1:], 3)} s; "
        f"on the stage, all of it: {spread(used[1][1:], 3)} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
