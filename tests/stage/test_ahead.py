"""What is made before its time, so that nobody waits for it: sandboxes, keyboards, short waits."""

import os
import select
import subprocess
import time
from pathlib import Path

import pytest

from bench.corpus.case import Case
from harness.model.events import Connected, Printed, Started
from harness.stage import keymap, scenery
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
@pytest.mark.parametrize("built", [True, False])
def test_who_stands_in_for_the_compiler_writes_the_keyboard(tmp_path: Path, built: bool) -> None:
    """X servers find the very keyboard that the compiler would have made for them."""
    copier = scenery.keyboard() if built else None
    if built and copier is None:
        pytest.skip("not built")
    found = dict(keymap.stand_ins(copier))
    assert "/usr/bin/xkbcomp" in found
    assert (os.path.realpath("/bin/sh") in found) == built
    laid = {place: tmp_path / Path(place).name for place in found}
    for place, file in laid.items():
        file.write_bytes(found[place])
        file.chmod(0o755)
    written, compiled = tmp_path / "1.xkm", tmp_path / "2.xkm"
    shell = laid.get(os.path.realpath("/bin/sh"), "/bin/sh")
    asked = f'"{laid["/usr/bin/xkbcomp"]}" -w 1 "-R/usr/share/X11/xkb" -xkm "-" "{written}"'
    subprocess.run([shell, "-c", asked], input=keymap._ASKED, check=True)
    compiler = ["/usr/bin/xkbcomp", "-w", "0"]
    subprocess.run([*compiler, "-xkm", "-", str(compiled)], input=keymap._ASKED, check=True)
    texts = []
    for each in (written, compiled):  # some bytes between mean nothing, and are what they are
        text = each.with_suffix(".xkb")
        subprocess.run([*compiler, "-xkb", str(each), str(text)], check=True)
        texts.append(text.read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    assert "<AC01>" in texts[0]


def test_a_copier_that_does_not_copy_is_not_taken(tmp_path: Path) -> None:
    """One that does not run here, or writes something else, is no way to a keyboard."""
    other = tmp_path / "other"
    other.write_text(
        '#!/bin/sh\nfile=${2%\\"}\necho no keyboard > "${file##*\\"}"\n', encoding="ascii"
    )
    for copier in ("/bin/true", str(other)):
        found = dict(keymap.stand_ins(copier))
        assert os.path.realpath("/bin/sh") not in found


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
