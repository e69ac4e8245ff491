"""Windows where no namespaces are allowed: an X server for each role among the machine's own."""

import contextlib
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.stage import displays, family
from tests import small
from tests.stage.test_modes import NOBODY, PLAIN, ROOT, command, held, soon, verdicts

TOP = Path(__file__).parents[2]
SPEC = """\
callsheet: 1
title: Two windows
roles:
  bell: {files: "*bell*.py", window: bell}
  desk: {files: "*desk*.py", window: desk}
scenes:
  ring:
    runs: 1
    story: |
      start bell
      start desk
      desk presses: Ring
      rings: desk shows: rung
      never bell shows: rung
rubric:
  rings: 5 Its own button works
"""
WINDOW = """\
import tkinter
window = tkinter.Tk()
window.title("NAME")
label = tkinter.Label(window, text="silent")
label.pack()
def ring():
    label["text"] = "TEXT"
tkinter.Button(window, text="Ring", command=ring).pack()
window.mainloop()
"""
# looks for the other's screen, by its socket, and takes the name that X clients try first
MEDDLER = """\
import os, socket, time
place = "/tmp/.X11-unix/"
found = []
for _ in range(200):
    found = [name for name in os.listdir(place) if os.stat(place + name).st_uid == os.getuid()]
    if len(found) > 1:
        break
    time.sleep(0.01)
taken = []
for name in found:
    for address in ("\\0" + place + name, place + name):
        taken.append(socket.socket(socket.AF_UNIX))
        try:
            taken[-1].bind(address)
            taken[-1].listen()  # and answers nobody
        except OSError as error:
            print("refused", error.errno)
"""
KEYLESS = "import os\ndel os.environ['XAUTHORITY']\n"
HANGS = "while True: pass\n"

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can deny all of this"),
    pytest.mark.xdist_group("machine"),
]


def window(name: str, text: str, before: str = "") -> str:
    """A program with a button that changes a text."""
    return before + WINDOW.replace("NAME", name).replace("TEXT", text)


@pytest.fixture(scope="module")
def room() -> Iterator[Path]:
    """The assignment and its hand-ins, where a user who is nobody can read them."""
    with tempfile.TemporaryDirectory(prefix="callsheet-screens-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        small.assignment(folder / "echo", SPEC)
        bell, desk = window("bell", "loud"), window("desk", "rung")
        for name, programs in {
            "good": (bell, desk),
            "wrong": (bell, window("desk", "quiet")),
            "meddles": (window("bell", "loud", MEDDLER), desk),
            "keyless": (bell, window("desk", "rung", KEYLESS)),
            "hangs": (bell, window("desk", "rung", HANGS)),
        }.items():
            (folder / name).mkdir()
            for role, source in zip(("bell", "desk"), programs, strict=True):
                (folder / name / f"{role}.py").write_text(source, encoding="utf-8")
        yield folder


def graded(room: Path, name: str, denied: tuple[str, ...]) -> dict[str, Any]:
    """What a hand-in got on a machine without what is ``denied``."""
    words = ("run", str(room / "echo"), str(room / name), "--json", "-")
    done = subprocess.run(
        command(denied, *words), cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def dead() -> set[str]:
    """Sockets of X servers at which nobody is, on the whole machine.

    Others may play there meanwhile: theirs are alive.
    """
    listed = Path("/proc/net/unix").read_text(encoding="utf-8", errors="replace")
    names = {path.name for path in Path(displays.FOLDER).glob("*")}
    return {name for name in names if f"{displays.FOLDER}/{name}\n" not in listed}


def servers(pid: int) -> dict[int, str]:
    """The X servers that a process has started, and the names of their sockets."""
    found = {}
    for each in family.descendants(pid):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{each}/cmdline").read_bytes().split(b"\0")
            if words[0].endswith(b"Xvfb"):
                found[each] = f"X{words[1].decode()[1:]}"
    return found


def started(harness: "subprocess.Popen[Any]") -> dict[int, str]:
    """Both of its X servers."""
    found = servers(harness.pid)
    assert len(found) == 2, "they were never started"
    return found


@pytest.mark.parametrize("denied", [ROOT, NOBODY], ids=["root", "nobody"])
def test_windows_are_judged(room: Path, denied: tuple[str, ...]) -> None:
    """Two roles, each with a screen of its own; a right button passes and a wrong one fails."""
    before = dead()
    for name, verdict in {"good": "pass", "wrong": "fail"}.items():
        result = graded(room, name, denied)
        assert result["mode"] == "container"
        assert verdicts(result) == {"rings": verdict}
    assert dead() - before == set()


def test_nobody_comes_in_without_the_cookie(room: Path) -> None:
    """Of one user id are all programs: that alone opens no screen."""
    result = graded(room, "keyless", ROOT)
    assert verdicts(result) == {"rings": "fail"}
    assert "TclError" in json.dumps(result)


def test_where_rest_cannot_be_seen_windows_are_not_judged(room: Path) -> None:
    """What a window shows is read when its program is at rest, so nothing is said without."""
    result = graded(room, "good", PLAIN)
    assert verdicts(result) == {"rings": "unobservable"}
    assert "a screen of its own" in json.dumps(result)


def test_who_finds_the_other_screen_cannot_take_its_place(room: Path) -> None:
    """Neither the name that X clients try first nor the socket can be had by another."""
    result = graded(room, "meddles", ROOT)
    assert verdicts(result) == {"rings": "pass"}


def test_no_screen_is_left_over_when_the_harness_is_killed(room: Path) -> None:
    """Its X servers go with it, and their sockets and locks."""
    words = ("run", str(room / "echo"), str(room / "hangs"))
    with held(ROOT, "Started desk", *words) as (harness, _):
        found = started(harness)
        os.kill(harness.pid, signal.SIGKILL)
        places = {Path(f"/proc/{pid}") for pid in found}
        places |= {Path(displays.FOLDER, name) for name in found.values()}
        assert soon(lambda: not any(place.exists() for place in places))


def test_a_screen_that_is_killed_is_a_fault_that_names_it(room: Path) -> None:
    """Nobody loses a point by it: it is told whose X server was killed."""
    words = ("run", str(room / "echo"), str(room / "hangs"), "--json", "-")
    with held(ROOT, "Started desk", *words) as (harness, plug):
        os.kill(min(started(harness)), signal.SIGKILL)
        plug.close()
        told, _ = harness.communicate()
    result = json.loads(told)
    assert verdicts(result) == {"rings": "fault"}
    assert "X server was killed" in json.dumps(result)


def test_numbers_of_one_world_are_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is there under a world's own numbers is taken away."""
    monkeypatch.setattr(displays, "FOLDER", str(tmp_path))
    mine, others = 5000, 7000
    for number in (mine, mine + displays.MANY - 1, others, mine - 1):
        (tmp_path / f"X{number}").touch()
    displays.clear(mine)
    assert {path.name for path in tmp_path.iterdir()} == {f"X{others}", f"X{mine - 1}"}
    assert displays.draw() >= displays.LOWEST
