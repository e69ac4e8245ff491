"""The command line at a terminal: colours, a live table, signs that it may lack."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import PLAIN, TOP, call, classroom

ESCAPE = "\x1b["


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an assignment and a class for it."""
    return classroom(tmp_path_factory.mktemp("room"))


def seen(*words: str, cwd: Path, env: dict[str, str]) -> str:
    """What a person at a terminal sees of a command."""
    here, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, TOP / "grade.py", *words],
        cwd=cwd,
        env=PLAIN | {"TERM": "xterm"} | env,
        stdin=there,
        stdout=there,
        stderr=there,
    )
    os.close(there)
    text = b"".join(_parts(here)).decode()
    process.wait()
    os.close(here)
    return text


def _parts(terminal: int) -> Iterator[bytes]:
    try:
        while part := os.read(terminal, 65536):
            yield part
    except OSError:  # how a terminal says that nobody is at its other end any more
        return


def test_colours_are_for_terminals_whose_owner_wants_them(room: Path) -> None:
    """Colours at a terminal; none when piped or with NO_COLOR (no-color.org)."""
    words = ("run", "echo", "hand-ins/mute")
    assert ESCAPE in seen(*words, cwd=room, env={})
    assert ESCAPE not in seen(*words, cwd=room, env={"NO_COLOR": "1"})
    assert ESCAPE not in call(*words, cwd=room).stdout


def test_a_check_shows_how_far_it_is(room: Path) -> None:
    """It may take minutes where a program computes; what is shown is taken away at the end."""
    text = seen("check", "echo", "hand-ins/mute", cwd=room, env={"NO_COLOR": "1"})
    counts = [(int(n), int(of)) for n, of in re.findall(r"Checking … (\d+) of (\d+) runs", text)]
    assert [n for n, _ in counts] == [*range(1, len(counts) + 1)]
    assert counts
    assert counts[-1][0] == counts[-1][1]
    assert all(n <= of for n, of in counts)
    assert re.search(r"runs \r {40}\r", text)
    assert "Checking" not in call("check", "echo", "hand-ins/mute", cwd=room).stderr


def test_a_class_shows_a_table_at_a_terminal(room: Path) -> None:
    """Its row is written over as submissions are done; in CI there is none."""
    text = seen("batch", "echo", "class", "--out", "table", cwd=room, env={"NO_COLOR": "1"})
    assert re.search(r"done +running +waiting +faults +time left +last\r\n", text)
    assert re.search(r"\r\x1b\[K +1/5 .*\r\x1b\[K +5/5 ", text)
    text = seen("batch", "echo", "class", "--out", "table", cwd=room, env={"CI": "true"})
    assert "waiting" not in text
    assert "(5 did not have to be run)" in text


def test_a_terminal_without_unicode_is_no_fault(room: Path) -> None:
    """Other signs stand for those that it cannot show, each for its own, and no ? for "unseen"."""
    done = call("run", "echo", "hand-ins/mute", cwd=room, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    signs = dict(re.findall(r"^(\S) +\d+/\d+  (It shows|The server)", done.stdout, re.MULTILINE))
    assert signs == {"x": "It shows", "+": "The server"}
    assert "x | expected: prints: parrot " in done.stdout
