"""The stage owns its programs' clock: each is judged right, in its own time, whatever it does."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench.corpus.case import Case
from bench.corpus.ticking import LIMITS as LONG
from bench.corpus.ticking import (
    PATIENT_CLIENT,
    POLLING_SERVER,
    PROGRAMS,
    SLEEPING_SERVER,
    TABLE,
    WAITING_CLIENT,
)
from harness.model.casting import Limits, Scripted
from harness.model.events import Exited, Limit, Listening, Printed, Started, Typed, Unseen
from harness.model.play import ANSWER, Action
from harness.stage.pace import Pace
from harness.stage.patience import Patience
from tests import small
from tests.grader import Order, grading
from tests.stage.support import Player, of, printed


def _source(name: str) -> str:
    return (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")


# Each to its own end


@pytest.mark.parametrize("name", TABLE)
def test_a_program_that_ticks_comes_to_its_end(name: str, player: Player) -> None:
    """It ends by itself, with its own output, when its own time has come."""
    text, seconds = TABLE[name]
    recording = player.play_programs({"program": _source(name)}, limits=LONG)
    (exited,) = of(recording, Exited)
    assert (printed(recording, "program"), exited.code) == (text + "\n", 0)
    assert seconds - 0.1 <= exited.clock / 1e9 <= seconds + 1
    assert of(recording, Limit) == of(recording, Unseen) == []


def test_a_server_that_sleeps_and_a_client_that_waits(player: Player) -> None:
    """A server that sleeps 10 s answers in time for a client that waits 15 s."""
    programs = {"server": SLEEPING_SERVER, "client": PATIENT_CLIENT}
    recording = player.play_programs(programs, limits=LONG)
    assert printed(recording, "client") == "b'HI' after 10 s\ntimed out after 15 s\n"
    assert printed(recording, "server") == "done\n"
    assert [event.code for event in of(recording, Exited)] == [0, 0]


_LATE_SERVER = (
    "import socket, time\nwhile time.process_time() < 3.5:\n    sum(range(10_000))\n"
    "listener = socket.create_server(('127.0.0.1', 12000))\n"
    "plug, _ = listener.accept()\nplug.sendall(plug.recv(9))\n"
)
_PLAIN_CLIENT = (
    "import socket\nplug = socket.create_connection(('127.0.0.1', 12000))\n"
    "plug.sendall(b'hi')\nprint(plug.recv(9))\n"
)


def test_a_server_that_computes_before_it_listens(player: Player) -> None:
    """Who has only begun is waited for: a client that came before would find nobody."""
    programs = {"server": _LATE_SERVER, "client": _PLAIN_CLIENT}
    recording = player.play_programs(programs, limits=Limits())
    assert printed(recording, "client") == "b'hi'\n"
    (listening,), (started,) = of(recording, Listening), of(recording, Started, "client")
    assert listening.n < started.n
    assert of(recording, Limit) == []


_BUSY_SERVER = (
    "import socket, time\nlistener = socket.create_server(('127.0.0.1', 12000))\n"
    "plug, _ = listener.accept()\nplug.recv(9)\n"
    "while time.process_time() < 0.5:\n    pass\nplug.sendall(b'hello')\n"
)
_HASTY_CLIENT = (
    "import socket\nplug = socket.create_connection(('127.0.0.1', 12000))\nplug.settimeout(1)\n"
    "plug.sendall(b'hi')\nprint(plug.recv(9))\n"
)


def test_a_slow_machine_lets_no_limit_pass(player: Player) -> None:
    """However many compute beside it, a server that computes answers within its client's 1 s."""
    cases = [
        Case(f"pair{n}", {"server": _BUSY_SERVER, "client": _HASTY_CLIENT}, limits=LONG)
        for n in range(6)
    ]
    recordings = player.play_cases(cases, 6)
    assert [printed(one, "client") for one in recordings] == ["b'hello'\n"] * 6


_SLEEPER = (
    "import threading, time\ndef sleep(length):\n    time.sleep(length)\n"
    "    print(length, flush=True)\n"
    "for length in ({}):\n    threading.Thread(target=sleep, args=(length,)).start()\n"
)


def test_sleepers_wake_in_the_order_of_their_deadlines(player: Player) -> None:
    """Threads of one program and of several: whoever sleeps shorter is there first."""
    programs = {"a": _SLEEPER.format("5, 2, 8"), "b": _SLEEPER.format("4, 7, 1, 3, 6")}
    recording = player.play_programs(programs, together=True, limits=LONG)
    said = b"".join(event.data for event in of(recording, Printed)).split()
    assert said == [b"%d" % number for number in range(1, 9)]


# In the story


def test_whoever_polls_has_looked_before_the_next_line_is_typed(player: Player) -> None:
    """A loop that looks ten times a second finds two lines one by one, as a person types them."""
    source = (
        "import select, sys, time\ncount = 0\nwhile count < 4:\n    time.sleep(0.1)\n"
        "    lines = 0\n    while select.select([0], [], [], 0)[0]:\n"
        "        sys.stdin.readline()\n        lines += 1\n"
        "    count += lines\n    if lines:\n        print('lines:', lines, flush=True)\n"
    )
    acts = tuple(("type", "program", line) for line in "abcd")
    recording = player.play_programs({"program": source}, acts, limits=LONG)
    assert re.findall(r"lines: (\d)", printed(recording, "program")) == ["1"] * 4
    typed = [event.clock for event in of(recording, Typed)]
    assert max(b - a for a, b in itertools.pairwise(typed)) < 1e9


def test_whoever_polls_and_then_computes_has_looked_all_the_same(player: Player) -> None:
    """One that was woken, and computes before it takes what has come, is not silent since long."""
    source = (
        "import select, sys, time\ncount = 0\nwhile count < 3:\n    time.sleep(0.5)\n"
        "    lines = 0\n    if not select.select([0], [], [], 0)[0]:\n        continue\n"
        "    end = time.process_time() + 0.2\n    while time.process_time() < end:\n        pass\n"
        "    while select.select([0], [], [], 0)[0]:\n"
        "        sys.stdin.readline()\n        lines += 1\n"
        "    count += lines\n    print('lines:', lines, flush=True)\n"
    )
    acts = tuple(("type", "program", line) for line in "abc")
    recording = player.play_programs({"program": source}, acts, limits=Limits())
    assert re.findall(r"lines: (\d)", printed(recording, "program")) == ["1"] * 3


def test_a_server_that_polls_and_never_answers(player: Player) -> None:
    """That nothing comes for 30 s of its own time is a fact, with who waits for whom."""
    programs = {"server": POLLING_SERVER, "client": WAITING_CLIENT}
    limits = Limits(still=30.0, turn=30.0, scene=100.0)
    recording = player.play_programs(programs, limits=limits)
    limit = of(recording, Limit)[-1]
    assert (limit.what, limit.detail) == ("patience", "nothing happened for 30 s of its own time")
    assert {(wait.who, wait.on) for wait in limit.waits} == {
        ("server", "clock"),
        ("client", "receive"),
    }
    came = next(event for event in of(recording, Printed, "server"))
    assert 29.0 <= (limit.clock - came.clock) / 1e9 <= 31.0


def test_a_server_that_serves_for_ever_is_said_to_wait_for_a_connection(player: Player) -> None:
    """Asking a socket that accepts, again and again, is waiting for whoever connects."""
    source = (
        "import socketserver\nsocketserver.TCPServer(('127.0.0.1', 12000), None).serve_forever()\n"
    )
    recording = player.play_programs({"server": source}, limits=Limits(still=3.0, turn=3.0))
    limit = of(recording, Limit)[-1]
    assert [(wait.who, wait.on) for wait in limit.waits] == [("server", "accept")]


def test_a_scene_is_limited_in_its_own_time(player: Player) -> None:
    """A program that prints every second for ever is ended by the scene's 20 s, which are its."""
    source = "import time\nwhile True:\n    time.sleep(1)\n    print('tick', flush=True)\n"
    recording = player.play_programs({"program": source}, limits=Limits(scene=20.0))
    limit = of(recording, Limit)[-1]
    assert limit.what == "scene"
    assert 15e9 <= limit.clock <= 21e9  # what it computes is its own time as well
    assert limit.clock // 1_000_000_000 - 1 <= printed(recording, "program").count("tick")


_KEPT_ALIVE_SERVER = (
    "import socket, time\nlistener = socket.create_server(('127.0.0.1', 12000))\n"
    "plug, _ = listener.accept()\n"
    "plug.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)\n"
    "plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 15)\n"
    "plug.recv(9)\ntime.sleep(2)\nplug.sendall(b'awake')\nplug.recv(9)\n"
)


def test_a_connection_that_is_kept_alive_stops_no_clock(player: Player) -> None:
    """What the kernel will send some time by itself is waited for by nobody: who sleeps wakes."""
    programs = {"server": _KEPT_ALIVE_SERVER, "client": WAITING_CLIENT}
    recording = player.play_programs(programs, limits=Limits(patience=1.0, scene=100.0))
    assert printed(recording, "client") == "b'awake'\n"
    assert of(recording, Limit) == []


_AGAIN = """\
callsheet: 1
title: Asks again
roles:
  client: {files: "*client*.py", does: connect}
  server: {by: script, port: udp 9999}
scenes:
  again:
    runs: 1
    story: |
      start server, client
      asks: client -> server: ping one
      then
      patient: client waits 0.9..1.5 s
      again: client -> server: ping two
rubric:
  asks: 1 It asks
  patient: 1 It waits for a second
  again: 1 It asks again
"""
_PINGER = (
    "import socket\nplug = socket.socket(type=socket.SOCK_DGRAM)\nplug.settimeout({})\n"
    "for word in ('one', 'two'):\n"
    "    plug.sendto(('ping ' + word).encode(), ('127.0.0.1', 9999))\n"
    "    try:\n        plug.recv(99)\n    except socket.timeout:\n        print('nothing came')\n"
)


def test_a_server_that_says_so_and_computes_before_it_listens(tmp_path: Path) -> None:
    """Whatever it has printed by then: who comes before it listens finds nobody."""
    loads = "import time\nprint('loading')\nwhile time.process_time() < 1.5:\n    pass\n"
    path = small.submission(tmp_path / "late", loads + small.GOOD)
    with grading(Order(small.assignment(tmp_path / "echo"), {"late": path})) as results:
        assert results["late"].score == results["late"].max


def test_how_long_a_program_waits(tmp_path: Path) -> None:
    """``waits 0.9..1.5 s`` goes by the program's clock: right for 1 s, not for more or less."""
    given = {"1": "pass", "0.5": "fail", "2": "fail"}
    folder = small.assignment(tmp_path / "again", _AGAIN)
    paths = {
        limit: small.submission(tmp_path / limit, _PINGER.format(limit), "client.py")
        for limit in given
    }
    with grading(Order(folder, paths, 3)) as results:
        for limit, patient in given.items():
            verdicts = {item.id: item.verdict for item in results[limit].items}
            assert verdicts == {"asks": "pass", "patient": patient, "again": "pass"}, limit


_SPINNER = (
    "import socket\nplug = socket.create_connection(('127.0.0.1', 12000))\n"
    "plug.sendall(b'hi')\nplug.setblocking(False)\nwhile True:\n    try:\n"
    "        print(plug.recv(9))\n        break\n    except BlockingIOError:\n        pass\n"
)
_NAPPING_SERVER = (
    "import socket, time\nlistener = socket.create_server(('127.0.0.1', 12000))\n"
    "plug, _ = listener.accept()\nplug.recv(9)\ntime.sleep({})\nplug.sendall(b'awake')\n"
)


@pytest.mark.parametrize("length", [0.1, 1.5])
def test_who_spins_while_another_sleeps(length: float, player: Player) -> None:
    """A client that asks over and over without a rest does not keep a server asleep for ever."""
    programs = {"server": _NAPPING_SERVER.format(length), "client": _SPINNER}
    limits = Limits(patience=1.0, scene=100.0)
    recording = player.play_programs(programs, limits=limits)
    assert printed(recording, "client") == "b'awake'\n"
    assert of(recording, Limit) == []


_GATED_SERVER = """
import socket, threading, time
heard, plugs = [], []
def hear(plug):
    while len(plugs) < 2:
        time.sleep(0.05)
    heard.append(plug.recv(9))
listener = socket.create_server(("127.0.0.1", 12000))
for _ in range(2):
    plugs.append(listener.accept()[0])
    threading.Thread(target=hear, args=(plugs[-1],)).start()
while len(heard) < 2:
    pass
print(heard)
"""
_TYPING_CLIENT = (
    "import socket\nplug = socket.create_connection(('127.0.0.1', 12000))\n"
    "plug.sendall(input().encode())\n"
)


def test_who_polls_beside_one_that_spins_has_looked(player: Player) -> None:
    """A thread that naps is awake when a person types, though another one computes meanwhile."""
    programs = {"server": _GATED_SERVER, "a": _TYPING_CLIENT, "b": _TYPING_CLIENT}
    acts = (("type", "a", "Alice"), ("type", "b", "Bob"))
    recording = player.play_programs(programs, acts, limits=Limits(patience=1.0, scene=100.0))
    assert printed(recording, "server") == "[b'Alice', b'Bob']\n"


_STAMPING_SERVER = """
import socket, threading, time
heard = {}
def hear(name, plug):
    word = plug.recv(9)
    heard[name] = int(time.time()), word
listener = socket.create_server(("127.0.0.1", 12000))
threads = [threading.Thread(target=hear, args=(n, listener.accept()[0])) for n in "XY"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
x, y = heard["X"], heard["Y"]
print("nobody knows" if x[0] == y[0] else min(x, y)[1] + b" first")
"""


def test_who_goes_by_whole_seconds_knows_which_of_two_people_typed_first(player: Player) -> None:
    """The second to speak does so in another second, whichever of the two it is."""
    programs = {"server": _STAMPING_SERVER, "a": _TYPING_CLIENT, "b": _TYPING_CLIENT}
    for order in ("ab", "ba"):
        acts = tuple(("type", who, who) for who in order)
        recording = player.play_programs(programs, acts, limits=LONG)
        assert printed(recording, "server") == f"b'{order[0]} first'\n"


def test_who_goes_by_whole_seconds_knows_which_of_two_played_clients_spoke_first(
    player: Player,
) -> None:
    """What is sent by clients that the harness plays comes in two seconds as well."""
    scripted = (Scripted("a", "connect"), Scripted("b", "connect"))
    for order in ("ab", "ba"):
        connect = (("connect", "a", "server"), ("connect", "b", "server"))
        acts = (*connect, *(("send", who, who) for who in order))
        recording = player.play_programs(
            {"server": _STAMPING_SERVER}, acts, scripted=scripted, limits=LONG
        )
        assert printed(recording, "server") == f"b'{order[0]} first'\n"


def test_only_who_begins_to_speak_takes_his_time(player: Player) -> None:
    """In a talk of two a second goes by once, before the second one's first word."""
    reads = "while True:\n    input()\n"
    acts = tuple(("type", who, "hi") for who in "ababba")
    recording = player.play_programs({"a": reads, "b": reads}, acts, limits=LONG)
    clocks = [event.clock for event in of(recording, Typed)]
    gaps = [(later - earlier) / 1e9 for earlier, later in itertools.pairwise(clocks)]
    assert 1.0 < gaps[0] < 1.5
    assert max(gaps[1:]) < 0.5


def test_an_answer_to_a_programs_own_question_is_no_word_of_its_person() -> None:
    """Two clients that ask for a name are told it without delay, and nobody has spoken yet."""
    pace = Pace(None, Patience())
    name, word = (
        Action(step, "type", who, None, (b"x",)) for step, who in ((ANSWER, "a"), (7, "b"))
    )
    pace.acted(name)
    assert not pace._is_another(word)
    pace.acted(word)
    assert not pace._is_another(name)
    assert pace._is_another(replace(name, step=8))


def test_who_is_answered_is_answered_at_once(player: Player) -> None:
    """A played server's answer is no other person's word: a client's limit of a second holds."""
    client = (
        "import socket\nword = input().encode()\n"
        "plug = socket.create_connection(('127.0.0.1', 12000))\nplug.settimeout(1)\n"
        "plug.sendall(word)\nprint(plug.recv(9))\n"
    )
    scripted = (Scripted("server", "listen"),)
    acts = (("type", "client", "hi"), ("send", "server", "hello"))
    recording = player.play_programs({"client": client}, acts, scripted=scripted, limits=LONG)
    assert printed(recording, "client").endswith("b'hello'\n")
