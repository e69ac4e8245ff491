"""Programs that attack the stage: each must end in a clear recording, soon, and harm nobody."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.corpus.case import Case, script
from harness.model.casting import Limits, Scripted
from harness.model.events import Connected, Limit, Listening, Missed, Quiet, Sent
from harness.stage import kernel, notify, pool, stuck
from tests.stage.support import TOP, Player, Room, of, printed

_LIMITS = Limits(patience=1.0, scene=30.0, cpu=3.0)


def test_no_memory_that_belongs_to_nobody(player: Player) -> None:
    """Memory that no process maps and no file system bounds is not to be had."""
    source = f"""
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
for arguments in (({kernel.numbers()["memfd_create"]}, b"x", 0),
                  ({kernel.numbers()["shmget"]}, 0, 1 << 20, 0o1600)):
    print(libc.syscall(*arguments), errno.errorcode[ctypes.get_errno()])
"""
    recording = player.play_programs({"program": source})
    assert printed(recording, "program") == "-1 ENOSYS\n" * 2


def test_thousands_of_listeners(player: Player) -> None:
    """Whose each listener is costs one look at all processes, not one for each listener."""
    source = """
import os, signal, socket
for child in range(20):
    if os.fork() == 0:
        held = []
        for number in range(400):
            plug = socket.socket()
            plug.bind((f"127.0.{child}.1", 20000 + number))
            plug.listen(1)
            held.append(plug)
        signal.pause()
signal.pause()
"""
    recording = player.play_programs({"program": source}, limits=_LIMITS)
    assert len(of(recording, Listening, "program")) == 8000
    assert of(recording, Quiet)


def test_a_storm_of_calls_that_the_stage_is_told_of(player: Player) -> None:
    """Programs that call for ever are stopped for the time they use, and others are still heard."""
    storm = """
import os, signal
for _ in range(6):
    if os.fork() == 0:
        while True:
            signal.alarm(0)
input()
"""
    recording = player.play_programs(
        {"storm": storm, "other": "print('heard')"},
        limits=replace(_LIMITS, patience=20.0, cpu=1.0),
    )
    assert printed(recording, "other") == "heard\n"
    assert [limit.who for limit in of(recording, Limit) if limit.what == "cpu"] == ["storm"]


def test_a_listener_of_another_family(player: Player) -> None:
    """A scripted client that cannot reach where a program listens is the program's failure."""
    source = """
import socket
plug = socket.socket(socket.AF_INET6)
plug.setsockopt(socket.IPPROTO_IPV6, 78, 1)  # IPV6_FREEBIND
plug.bind(("2001:db8::1", 12000))
plug.listen()
plug.accept()
"""
    recording = player.play_programs(
        {"server": source},
        (("connect", "client", "server"),),
        scripted=(Scripted("client", "connect"),),
    )
    assert of(recording, Missed, "client")


def test_a_scan_of_ports(player: Player) -> None:
    """A scripted server follows a client that looks for it, but not to every port there is."""
    source = """
import socket
input()
found = 0
for port in range(20000, 20100):
    with socket.socket() as plug:
        found += plug.connect_ex(("127.0.0.1", port)) == 0
print(0 < found < 20)
"""
    recording = player.play_programs(
        {"client": source},
        (("type", "client", "go"),),
        scripted=(Scripted("server", "listen"),),
    )
    assert printed(recording, "client") == "True\n"


def test_more_connections_than_can_be_held(player: Player) -> None:
    """A scripted server takes a bounded number of connections, and the scene goes on."""
    source = """
import os, socket
input()
held = []
for _ in range(400):
    plug = socket.socket()
    plug.setblocking(False)
    plug.connect_ex(("127.0.0.1", 12000))
    held.append(plug)
print("done")
"""
    recording = player.play_programs(
        {"client": source},
        (("type", "client", "go"),),
        scripted=(Scripted("server", "listen"),),
        limits=_LIMITS,
    )
    assert printed(recording, "client") == "done\n"
    assert len(of(recording, Connected, "client")) > 100


def test_a_flood_on_the_wire(player: Player) -> None:
    """What is kept of a flood is bounded, and who sends it is stopped."""
    source = """
import socket, threading
listener = socket.create_server(("127.0.0.1", 12000))
source = socket.create_connection(("127.0.0.1", 12000))
target, _ = listener.accept()
def take():
    buffer = bytearray(1 << 20)
    while True:
        target.recv_into(buffer)
threading.Thread(target=take).start()
while True:
    source.sendall(bytes(1 << 20))
"""
    # however the machine divides its time: what it may compute ends before patience does
    limits = replace(_LIMITS, patience=20.0, cpu=1.0)
    recording = player.play_programs({"program": source}, limits=limits)
    assert sum(len(event.data) for event in of(recording, Sent)) <= 8 * 2**20
    assert {limit.what for limit in of(recording, Limit, "program")} <= {"output", "cpu"}
    assert of(recording, Limit, "program")


def test_a_fragment_is_no_datagram(player: Player) -> None:
    """The later parts of a datagram that is cut up cannot look like datagrams of their own."""
    sender = """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"\\x30\\x39" * 2000, ("10.0.0.1", 12000))
"""
    receiver = """
import socket
plug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
plug.bind(("", 12000))
print(len(plug.recv(5000)))
"""
    case = Case("scene", {"receiver": receiver, "sender": sender})
    with Room() as room:
        job = replace(room.job(case), hosts={"receiver": "10.0.0.1", "sender": "10.0.0.2"})
        (recording,) = player.play([pool.Order(job, script(case))])
    assert recording.fault is None
    assert printed(recording, "receiver") == "4000\n"
    assert len(of(recording, Sent)) == len(of(recording, Connected)) == 1


def test_the_kind_of_a_socket_is_told_without_a_copy() -> None:
    """Looking at a program's socket never holds it: the last to let go may have to linger."""
    number = kernel.numbers()["connect"]
    for family in (socket.AF_INET, socket.AF_INET6):
        for kind, stream in ((socket.SOCK_STREAM, True), (socket.SOCK_DGRAM, False)):
            with socket.socket(family, kind) as plug:
                call = notify.Call(-1, 0, os.getpid(), number, (plug.fileno(), 0, 0, 0, 0, 0))
                assert notify.is_stream(call) is stream


def test_a_terminal_stays_a_terminal(player: Player) -> None:
    """A program cannot give its terminal another line discipline, which could not be judged."""
    source = """
import errno, fcntl, termios
try:
    fcntl.ioctl(0, termios.TIOCSETD, bytes([27, 0, 0, 0]))  # N_NULL
except OSError as error:
    print(errno.errorcode[error.errno])
input()
"""
    recording = player.play_programs({"program": source})
    assert printed(recording, "program") == "EPERM\n"


_SPEC = """\
callsheet: 1
title: Stuck
roles:
  p: {files: ["main.py"]}
scenes:
  one:
    title: One
    runs: 1
    story: |
      start p
      it: p prints: never said
rubric:
  it: {is: 10 It prints}
"""
_PROGRAM = """\
import threading
def stuck(name):
    exec(compile("threading.Event().wait()", "main.py", "exec").replace(co_filename=name))
for name in NAMES:
    threading.Thread(target=stuck, args=(name,)).start()
input()
"""


def test_only_the_programs_own_lines_are_shown(tmp_path: Path) -> None:
    """A program that says it was compiled from a file of the machine gets no line of that file."""
    if stuck.py_spy() is None:
        pytest.skip("py-spy is not installed")
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret\n", encoding="utf-8")
    up = "../" * 10
    names = [
        *("../../secret.txt", "/home/student/../../secret.txt"),  # beside the opened hand-in
        *(f"{up}{secret}", f"/home/student/{up}{secret}", str(secret), f"{up}dev/zero", "a\0b"),
    ]
    for folder, name, text in (
        ("assignment", "spec.yaml", _SPEC),
        ("hand-in", "main.py", f"NAMES = {names!r}\n{_PROGRAM}"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    words = [str(tmp_path / "assignment"), str(tmp_path / "hand-in"), "--json", "-"]
    done = subprocess.run(
        [sys.executable, "grade.py", "run", *words],
        cwd=TOP,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the secret" not in done.stdout + done.stderr
    (scene,) = json.loads(done.stdout)["scenes"]
    codes = {wait["code"] for wait in scene["waiting"]}
    assert "input()" in codes


def test_nothing_of_whoever_starts_the_harness_is_inherited(tmp_path: Path) -> None:
    """A descriptor that is left open for the harness, as make and shells do, ends at the stage."""
    secret = tmp_path / "secret"
    secret.write_text("the reference", encoding="utf-8")
    handle = os.open(secret, os.O_RDWR)
    os.set_inheritable(handle, True)
    source = "import os\nprint(sorted(map(int, os.listdir('/proc/self/fd')))[:-1], flush=True)\n"
    try:
        with Room() as room:
            case = Case("scene", {"program": source})
            orders = [pool.Order(room.job(case), script(case))]
            (played,) = pool.play(orders, 1)
    finally:
        os.close(handle)
    assert printed(played.recording, "program") == "[0, 1, 2]\n"


def test_the_first_process_of_a_sandbox_cannot_be_changed(player: Player) -> None:
    """It runs under the program's own id: its memory, code included, is out of reach."""
    source = """
for path in ("/proc/1/mem", "/proc/1/task/1/mem"):
    try:
        with open(path, "r+b", buffering=0) as file:
            file.seek(int(open("/proc/1/syscall").read().split()[-1], 16))
            print(file.write(b"x"))
    except OSError as error:
        print(type(error).__name__)
"""
    said = printed(player.play_programs({"program": source}), "program")
    assert said.split() == ["PermissionError", "PermissionError"]


def test_signals_that_nobody_takes(player: Player) -> None:
    """Who hoards signals has no more than its own: the stage wakes by one who sleeps."""
    hoards = """
import ctypes, os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
while ctypes.CDLL(None).sigqueue(os.getpid(), signal.SIGRTMIN, None) == 0:
    pass
print("hoarded")
signal.pause()
"""
    sleeps = "import time\ntime.sleep(5)\nprint('slept')"
    recording = player.play_programs({"hoards": hoards, "sleeps": sleeps}, limits=_LIMITS)
    assert printed(recording, "hoards") == "hoarded\n"
    assert printed(recording, "sleeps") == "slept\n"


def test_watches_that_others_need(player: Player) -> None:
    """Of what the kernel gives to one user a program has a small share."""
    source = """
import ctypes
given = 0
while ctypes.CDLL(None).inotify_init() >= 0:
    given += 1
print(given)
"""
    assert 1 <= int(printed(player.play_programs({"program": source}), "program")) <= 16
