"""What is made before its time, so that nobody waits for it: sandboxes, keyboards, short waits."""

import os
import select
import subprocess
import time
from pathlib import Path

import pytest

from bench.corpus.case import Case
from harness.model.events import Connected, Printed, Started
from harness.stage import keymap
from harness.stage.poll import Poll
from tests.stage.support import Player, of, printed

_SERVER = """
import socket
listener = socket.create_server(("127.0.0.1", 12000))
while True:
    plug, _ = listener.accept()
    print(plug.recv(100).decode(), flush=True)
    input()
"""
_CLIENT = """
import os, socket
print(os.path.exists("left"), flush=True)
open("left", "w").close()
plug = socket.create_connection(("127.0.0.1", 12000))
plug.send(b"NAME")
"""


def test_who_is_made_ahead_waits_until_it_is_started(player: Player) -> None:
    """Nothing of a program runs before the story starts it, and its processes are its role's."""
    clients = {name: _CLIENT.replace("NAME", name) for name in "ab"}
    (recording,) = player.play_cases([Case("ahead", {"server": _SERVER, **clients})], 1)
    assert recording.fault is None
    for name in clients:
        (started,) = of(recording, Started, name)
        said = [event.n for event in of(recording, Printed, name)]
        said += [event.n for event in of(recording, Connected, name)]
        assert len(said) == 2
        assert min(said) > started.n
    assert printed(recording, "server") == "a\n"


def test_it_is_made_anew_for_a_second_start(player: Player) -> None:
    """A role that is started again finds nothing that its first program has left."""
    acts = (("stop", "a"), ("start", "a"))
    (recording,) = player.play_cases([Case("anew", {"server": _SERVER, "a": _CLIENT}, acts)], 1)
    assert recording.fault is None
    assert len(of(recording, Started, "a")) == 2
    assert printed(recording, "a") == "False\n" * 2


@pytest.mark.skipif(not os.access("/usr/bin/xkbcomp", os.X_OK), reason="no xkbcomp")
def test_the_script_writes_the_keyboard(tmp_path: Path) -> None:
    """X servers find the very keyboard that the compiler would have made for them."""
    script, written, compiled = (tmp_path / name for name in ("script", "1.xkm", "2.xkm"))
    script.write_bytes(keymap.script())
    script.chmod(0o755)
    subprocess.run([script, "-w", "1", "-xkm", "-", written], check=True)
    compiler = ["/usr/bin/xkbcomp", "-w", "0"]
    subprocess.run([*compiler, "-xkm", "-", str(compiled)], input=keymap._ASKED, check=True)
    texts = []
    for each in (written, compiled):  # some bytes between mean nothing, and are what they are
        text = each.with_suffix(".xkb")
        subprocess.run([*compiler, "-xkb", str(each), str(text)], check=True)
        texts.append(text.read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    assert "<AC01>" in texts[0]


def test_a_wait_of_less_than_a_millisecond() -> None:
    """Such a wait takes no whole one, and ends early where there is something to read."""
    reader, writer = os.pipe()
    poll = Poll({reader: select.POLLIN, writer: 0})
    taken = 1.0
    for _ in range(10_000):  # the machine may be busy
        begun = time.perf_counter()
        assert poll.ready(0.0002) == set()
        taken = min(taken, time.perf_counter() - begun)
        if taken < 0.001:
            break
    assert 0.0002 <= taken < 0.001
    os.write(writer, b".")
    assert poll.ready(60) == {reader}
    os.close(reader)
    assert poll.ready(0) == {reader, writer}  # one is no descriptor, the other has no reader
    os.close(writer)
