"""Ticks: programs that sleep and poll, whose clock the stage moves.

While they tick they are never quiet; and while the stage's clock stands, nothing may happen.  Those
of the table in ``docs/stage.md`` are the files that try the clock library, too.
"""

from pathlib import Path

from bench.corpus.case import EXITED, NEVER, Case
from harness.model.casting import Limits

PROGRAMS = Path(__file__).parents[2] / "tests/stage/programs/clock"
LIMITS = Limits(patience=4.0, still=60.0, turn=120.0, scene=200.0, cpu=10.0)

# program: what it prints, and the seconds of its time that it takes
TABLE = {
    "naps": ("300 naps", 30),
    "serves": ("stopped", 30),
    "joins": ("joined", 30),
    "accepts": ("30 timeouts", 30),
    "loops": ("60 ticks", 30),
    "counts_down": ("10 9 8 7 6 5 4 3 2 1 0", 10),
    "until_a_deadline": ("over", 5),
    "sleeps_ten": ("awake", 10),
    "waits_for": ("too late", 2),
}

SLEEPING_SERVER = """
import socketserver, threading, time
class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        data = self.request.recv(99)
        time.sleep(10)
        self.request.sendall(data.upper())
        self.request.recv(9)
        threading.Thread(target=self.server.shutdown).start()
server = socketserver.ThreadingTCPServer(("127.0.0.1", 12000), Handler)
server.serve_forever()
print("done")
"""
PATIENT_CLIENT = """
import socket, time
plug = socket.create_connection(("127.0.0.1", 12000))
plug.settimeout(15)
plug.sendall(b"hi")
began = time.time()
print(plug.recv(9), "after %d s" % round(time.time() - began))
began = time.time()
try:
    plug.recv(9)
except socket.timeout:
    print("timed out after %d s" % round(time.time() - began))
"""
POLLING_SERVER = """
import socket, time
listener = socket.create_server(("127.0.0.1", 12000))
listener.setblocking(False)
while True:
    try:
        plug, _ = listener.accept()
        print("somebody came", flush=True)
    except BlockingIOError:
        time.sleep(0.1)
"""
WAITING_CLIENT = """
import socket
plug = socket.create_connection(("127.0.0.1", 12000))
plug.sendall(b"hi")
print(plug.recv(9))
"""

_FOR_EVER = {
    "serves-for-ever": (
        "import socketserver\n"
        "address, handler = ('127.0.0.1', 0), socketserver.BaseRequestHandler\n"
        "socketserver.TCPServer(address, handler).serve_forever()\n"
    ),
    "accepts-with-a-limit": (
        "import socket\nlistener = socket.create_server(('127.0.0.1', 0))\n"
        "listener.settimeout(0.5)\nwhile True:\n    try:\n        listener.accept()\n"
        "    except socket.timeout:\n        pass\n"
    ),
    "receives-with-a-limit": (
        "import socket\nplug = socket.socket(type=socket.SOCK_DGRAM)\n"
        "plug.bind(('127.0.0.1', 0))\nplug.settimeout(0.3)\nwhile True:\n    try:\n"
        "        plug.recv(9)\n    except socket.timeout:\n        pass\n"
    ),
    "asyncio-ticks": (
        "import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(0.2)\n"
        "asyncio.run(main())\n"
    ),
    "interval-timer": (
        "import signal\nsignal.signal(signal.SIGALRM, lambda *_: None)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.3, 0.3)\nwhile True:\n    signal.pause()\n"
    ),
    "ticks-in-three-threads": (
        "import threading, time\ndef tick(length):\n    while True:\n        time.sleep(length)\n"
        "for length in (0.1, 0.25, 0.7):\n"
        "    threading.Thread(target=tick, args=(length,)).start()\n"
    ),
    "ticks-in-children": (
        "import os, time\nfor _ in range(2):\n    os.fork()\nwhile True:\n    time.sleep(0.2)\n"
    ),
}

CASES = (
    *(
        Case(
            f"table-{name.replace('_', '-')}",
            {"program": (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")},
            first=(("program", printed), ("program", EXITED)),
            limits=LIMITS,
        )
        for name, (printed, _) in TABLE.items()
    ),
    *(Case(name, {"program": source}, claim=NEVER) for name, source in _FOR_EVER.items()),
    Case(
        "sleeping-server",
        {"server": SLEEPING_SERVER, "client": PATIENT_CLIENT},
        first=(
            ("client", "b'HI' after 10 s"),
            ("client", "timed out after 15 s"),
            ("client", EXITED),
            ("server", "done"),
        ),
        limits=LIMITS,
    ),
    Case("polling-server", {"server": POLLING_SERVER, "client": WAITING_CLIENT}, claim=NEVER),
)
