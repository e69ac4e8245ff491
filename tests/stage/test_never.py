"""How long a ``never`` is watched: who sleeps wakes, and at the end who has a limit reaches it."""

from pathlib import Path

from tests import small
from tests.grader import Order, grading

_HASTY = """\
callsheet: 1
title: Nobody is heard before both are there
roles:
  server: {files: "*server*.py", does: listen}
  a, b: {by: script, does: connect}
scenes:
  early:
    story: |
      start server
      a connects to server
      a -> server: Alice
      patient: by now never server reads a
      b connects to server
      heard: server -> a: /./
rubric:
  patient: 10 Nothing is read before both are there
  heard: 10 It answers
"""
_GUESSING_SERVER = (
    "import socket, time\nlistener = socket.create_server(('', 12000))\n"
    "a, _ = listener.accept()\ntime.sleep({})\n{}\nb, _ = listener.accept()\n{}\n"
    "a.sendall(b'both')\n"
)
_READS = "a.recv(99)"


def test_who_sleeps_and_then_does_what_it_must_not_has_done_it(tmp_path: Path) -> None:
    """Ten seconds after the first client has come a server takes the second one for granted."""
    folder = small.assignment(tmp_path / "hasty", _HASTY)
    sources = {"fail": _GUESSING_SERVER.format(10, _READS, "")}
    sources["pass"] = _GUESSING_SERVER.format(10, "", _READS)
    paths = {
        verdict: small.submission(tmp_path / verdict, source) for verdict, source in sources.items()
    }
    with grading(Order(folder, paths, 2)) as results:
        for verdict in sources:
            verdicts = {item.id: item.verdict for item in results[verdict].items}
            assert verdicts == {"patient": verdict, "heard": "pass"}


def test_who_sleeps_and_then_computes_is_not_done_when_it_wakes(tmp_path: Path) -> None:
    """Nor does who has to wait for its processor then: what it slept for is yet to come."""
    folder = small.assignment(tmp_path / "hasty", _HASTY)
    computes = "end = time.process_time() + 0.3\nwhile time.process_time() < end:\n    pass\n"
    path = small.submission(tmp_path / "slow", _GUESSING_SERVER.format(10, computes + _READS, ""))
    with grading(Order(folder, {"slow": path})) as results:
        assert {item.id: item.verdict for item in results["slow"].items}["patient"] == "fail"


_SLEEPER_BESIDE = (
    "import socket, threading, time\nlistener = socket.create_server(('', 12000))\n"
    "a, _ = listener.accept()\na.settimeout(5)\ndef listen():\n    try:\n"
    "        a.sendall(a.recv(99))\n    except TimeoutError:\n        print('given up')\n"
    "threading.Thread(target=listen).start()\nb, _ = listener.accept()\ntime.sleep(10)\n"
)
_LATER = _HASTY.replace("a -> server: Alice\n", "b connects to server\n").replace(
    "patient: by now never server reads a\n      b connects to server",
    "patient: never server prints: given up\n      a -> server: Alice",
)


def test_a_never_lets_nobody_give_up(tmp_path: Path) -> None:
    """While one sleeps for ten seconds another waits for five, to whom somebody will speak."""
    folder = small.assignment(tmp_path / "later", _LATER)
    path = small.submission(tmp_path / "beside", _SLEEPER_BESIDE)
    with grading(Order(folder, {"beside": path})) as results:
        assert {item.verdict for item in results["beside"].items} == {"pass"}


_IMPATIENT = """\
callsheet: 1
title: Nobody asks before he may
roles:
  server: {by: script, does: listen, port: 12000}
  a: {files: "*client*.py", does: connect}
scenes:
  silent:
    story: |
      start server, a
      a connects to server
      patient:
        a waits for server
        never a asks
rubric:
  patient: 10 It waits for the word
"""
_IMPATIENT_CLIENT = (
    "import socket\nplug = socket.create_connection(('127.0.0.1', 12000))\nplug.settimeout(5)\n"
    "try:\n    plug.recv(99)\nexcept TimeoutError:\n    {}\n"
)


def test_who_gives_up_at_the_end_shows_what_it_does_then(tmp_path: Path) -> None:
    """After five seconds one client asks all the same, and another leaves or goes on waiting."""
    folder = small.assignment(tmp_path / "impatient", _IMPATIENT)
    then = {"asks": "input()", "leaves": "print('nobody')", "stays": "plug.settimeout(None)"}
    then["stays"] += "; plug.recv(99)"
    paths = {}
    for name, what in then.items():
        paths[name] = tmp_path / name
        paths[name].mkdir()
        (paths[name] / "client.py").write_text(_IMPATIENT_CLIENT.format(what), encoding="utf-8")
    with grading(Order(folder, paths, 2)) as results:
        verdicts = {name: results[name].items[0].verdict for name in then}
    assert verdicts == {"asks": "fail", "leaves": "pass", "stays": "pass"}


_TURNS = """\
callsheet: 1
title: One datagram at a time
roles:
  receiver: {by: script, port: udp 9000}
  sender: {files: "*sender*.py", does: connect}
scenes:
  turns:
    runs: 1
    story: |
      start receiver, sender
      sender -> receiver: one
      sleeps: never sender -> receiver: two
      receiver -> sender: ACK one
      sender -> receiver: two
      gives-up: never sender -> receiver: three
rubric:
  sleeps: 10 It waits for the answer and not for the clock
  gives-up: 10 Nor does it go on without
"""
_SENDER = (
    "import socket, time\nplug = socket.socket(type=socket.SOCK_DGRAM)\n"
    "plug.settimeout({limit})\nfor word in ('one', 'two', 'three'):\n"
    "    plug.sendto(word.encode(), ('127.0.0.1', 9000))\n    {waits}\n"
)
_ASKS = "try: plug.recv(99)\n    except TimeoutError: {}"


def test_who_waits_for_a_second_has_waited_for_it(tmp_path: Path) -> None:
    """The second that most programs wait for is over a moment after a second of silence."""
    folder = small.assignment(tmp_path / "turns", _TURNS)
    paths = {}
    for name, limit, waits in (
        ("sleeper", None, "time.sleep(1)"),
        ("hasty", 1, _ASKS.format("pass")),
        ("right", 1, _ASKS.format("break")),
    ):
        source = _SENDER.format(limit=limit, waits=waits)
        paths[name] = small.submission(tmp_path / name, source, "sender.py")
    with grading(Order(folder, paths, 2)) as results:
        verdicts = {name: [item.verdict for item in results[name].items] for name in paths}
    assert verdicts == {
        "sleeper": ["fail", "fail"],
        "hasty": ["pass", "fail"],
        "right": ["pass", "pass"],
    }


_ASKED = """\
callsheet: 1
title: A menu first
roles:
  server: {by: script, does: listen, port: 12000}
  beside: {files: "*beside*.py"}
  a: {files: "*client*.py", does: connect, answers: {usual: yes}}
scenes:
  menu:
    runs: 1
    story: |
      start beside, server
      start a
      unheard: never beside prints: /./
      a types: Alice
      says: a -> server: Alice
rubric:
  unheard: 10 Nothing is printed
  says: 10 What is typed is sent
"""
_BESIDE = (
    "import select, threading, time\n"
    "threading.Thread(target=lambda: [time.sleep(0.1) for _ in range(9999)]).start()\n"
    "while True:\n    select.select([], [], [], 0.5)\n"
)
_MENU = (
    "import socket, sys\nif input('1) Send 2) Quit: ') != '1':\n    sys.exit()\n"
    "said = input('Text: ').encode()\nplug = socket.create_connection(('127.0.0.1', 12000))\n"
    "plug.sendall(said)\n"
)


def test_whom_a_never_waits_for_has_asked_all_the_same(tmp_path: Path) -> None:
    """Patience may end before who polls beside it is known to rest; a question comes first."""
    folder = small.assignment(tmp_path / "asked", _ASKED)
    path = small.submission(tmp_path / "menu", _MENU, "client.py")
    (path / "beside.py").write_text(_BESIDE, encoding="utf-8")
    with grading(Order(folder, {"menu": path})) as results:
        verdicts = {item.id: item.verdict for item in results["menu"].items}
    assert verdicts == {"unheard": "pass", "says": "pass"}
