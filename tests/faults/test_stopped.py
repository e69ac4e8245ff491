"""A command that is ended in the middle clears up; what one that was killed left, the next does."""

import os
import select
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest

from tests.faults import plays
from tests.faults.strike import MOMENTS
from tests.house import OWN, House

_RUN, _CHECK = ("run", "echo", "class/good-0"), ("check", "echo", "--submission", "class/good-0")
_PATIENCE = 300  # s in which whoever goes with somebody else is gone


@pytest.fixture
def house() -> Iterator[House]:
    """A place with an assignment and a right hand-in."""
    house = House(OWN)
    plays.write(house.path, "plain")
    yield house
    shutil.rmtree(house.path)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGTERM, _RUN),
        (signal.SIGHUP, _CHECK),
        (signal.SIGINT, _RUN),
    ],
    ids=["SIGTERM", "SIGHUP", "SIGINT"],
)
def test_it_clears_up(house: House, number: signal.Signals, words: tuple[str, ...]) -> None:
    """No process and no file is left, and it says that it was stopped."""
    code, said = end(house, number, *words)
    assert code == 3, said
    assert said.endswith("\nstopped\n")
    assert list(house.temporary.iterdir()) == []


def test_what_a_killed_one_has_left_is_taken_away(house: House) -> None:
    """No process is left; the next who grades has the folders go, at once."""
    assert end(house, signal.SIGKILL, *_CHECK)[0] == -signal.SIGKILL
    assert len(list(house.temporary.iterdir())) == 1
    with house.call(*_RUN, stdout=subprocess.PIPE) as process:
        process.communicate()
    assert process.returncode == 0
    assert list(house.temporary.iterdir()) == []


def end(house: House, number: int, *words: str) -> tuple[int, str]:
    """Send a signal to a command in the middle of a scene; how it ended, and what it said."""
    path = house.path / "moment"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(str(path))
        door.listen()
        before = (MOMENTS, str(path), "12")
        with house.call(
            *words,
            before=before,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            plug, _ = door.accept()
            with plug:
                assert plug.recv(1000)
                os.kill(process.pid, number)
                said = process.communicate()[0].decode()
                for pid in house.inhabitants():
                    gone(pid)
    return process.returncode, said


def gone(pid: int) -> None:
    """A process is coming to its end."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    assert select.select([handle], [], [], _PATIENCE)[0], f"{pid} is still there"
    os.close(handle)
