"""What an usher was told and has not done yet is under way, though nothing of it can be seen."""

import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator

import pytest

from harness.stage.family import COMING_OR_GOING
from harness.stage.means import Means
from harness.stage.usher import Usher
from harness.stage.ushering import Command

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are not looked at"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


@pytest.fixture
def usher() -> Iterator[Usher]:
    """An usher that waits at its gate with a program that waits for its keyboard."""
    terminal, other_end = os.openpty()
    usher = Usher(Means(), Command(["/bin/cat"], {}, "/", {}), other_end)
    yield usher
    with contextlib.suppress(ProcessLookupError):
        os.kill(usher.pid, signal.SIGCONT)
    usher.kill()
    usher.release()
    os.close(terminal)
    os.close(other_end)


def hold(usher: Usher) -> None:
    """Let an usher get no processor, as on a busy machine."""
    os.kill(usher.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, usher.pid, os.WSTOPPED)


def programs(usher: Usher) -> list[int]:
    """The processes of the usher's program, once it was seen to have begun."""
    while not (found := usher.family.members()) or COMING_OR_GOING in found:
        os.sched_yield()
    return found


def test_a_program_that_waits_at_its_gate_is_none_yet(usher: Usher) -> None:
    """It may wait there for the whole scene, and nothing is under way."""
    assert COMING_OR_GOING not in usher.family.members()


def test_a_program_that_was_let_go_is_coming_until_it_is_there(usher: Usher) -> None:
    """Or a stage would be quiet before its first program has begun, on a busy machine."""
    hold(usher)
    usher.bound({})
    assert COMING_OR_GOING in usher.family.members()
    os.kill(usher.pid, signal.SIGCONT)
    assert programs(usher)


def test_a_program_that_was_told_to_end_is_going_until_it_is_gone(usher: Usher) -> None:
    """It sleeps as before until its usher comes to it: that is no rest."""
    usher.bound({})
    assert programs(usher)
    hold(usher)
    usher.kill()
    assert COMING_OR_GOING in usher.family.members()
    os.kill(usher.pid, signal.SIGCONT)
    assert select.select([usher.status], [], [], 30)[0]
    assert usher.reap() is not None
    assert COMING_OR_GOING not in usher.family.members()
