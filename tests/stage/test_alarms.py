"""When an alarm rings is reckoned from when its program has set it, and kept for whom it wakes."""

import os
import struct
import time
from types import SimpleNamespace
from typing import Any

import pytest

from harness.stage import clocks, kernel, notify, quiet, threads
from harness.stage.clocks import Clocks
from harness.stage.notify import Call
from harness.stage.threads import Look

ALARM = "alarm" if "alarm" in kernel.numbers() else "setitimer"


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What time it is, in seconds."""
    found = SimpleNamespace(now=100.0)
    monkeypatch.setattr(time, "monotonic", lambda: found.now)
    monkeypatch.setattr(clocks, "_times", lambda *_: (0, 0, 3, 0))
    return found


def _set(found: Clocks, name: str, *arguments: int) -> None:
    call = Call(-1, 0, os.getpid(), kernel.numbers()[name], (*arguments, 0, 0, 0, 0, 0, 0)[:6])
    found.heed(call)


def test_who_is_kept_from_its_processor_has_not_set_it_yet(watch: SimpleNamespace) -> None:
    """Seconds may pass between the call and the alarm: they are none of the alarm's."""
    found, me = Clocks(), os.getpid()
    _set(found, ALARM, 3 if ALARM == "alarm" else 0)
    assert found.alarm_runs(me, asleep=False)
    watch.now += 60
    assert found.alarm_runs(me)
    watch.now += 3
    assert found.alarm_runs(me)
    watch.now += 3
    assert not found.alarm_runs(me)


def test_who_runs_is_not_asleep_in_another_thread() -> None:
    """A process is asleep when all its threads are."""
    asked: list[tuple[int, bool]] = []
    told = SimpleNamespace(
        alarm_runs=lambda pid, asleep: asked.append((pid, asleep)),
        watches_machine=lambda _: False,
    )
    scene: Any = SimpleNamespace(clocks=told, programs=list)
    judge = quiet.Judge(scene)
    rows = [(5, 5, "S"), (5, 6, "R"), (7, 7, "S"), (8, 8, "Z")]
    judge._clocks_run([Look(pid, one, state, "34 0x0", "") for pid, one, state in rows], False)
    assert asked == [(5, False), (5, False), (7, True)]
    judge.close()


@pytest.mark.usefixtures("watch")
def test_a_list_that_cannot_be_read_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer is only gone where the kernel says so."""
    found, me = Clocks(), os.getpid()
    _set(found, "timer_settime", 7)
    monkeypatch.setattr(threads, "read_whole", lambda _: None)
    assert found.alarm_runs(me)
    monkeypatch.setattr(threads, "read_whole", lambda _: b"")
    assert not found.alarm_runs(me)


def test_a_timer_that_is_a_file_is_its_holders(
    watch: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It wakes whoever has it, as long as it is set, whoever has set it."""
    held = {1: ["anon_inode:[timerfd]"], 2: ["pipe:[9]"]}
    monkeypatch.setattr(threads, "targets", lambda pid: held.get(pid, []))
    found = Clocks()
    _set(found, "timerfd_settime", 4)
    assert found.alarm_runs(1)
    assert not found.alarm_runs(2)
    assert not found.alarm_runs(os.getpid())  # it has closed it, and sleeps from now on
    watch.now += 4
    assert not found.alarm_runs(1)


def _head(control: bytes) -> dict[int, bytes]:
    return {1000: struct.pack("=QIIQQQQ", 0, 0, 0, 0, 0, 2000, len(control)), 2000: control}


@pytest.mark.parametrize(
    ("control", "sends"),
    [
        (b"", False),
        (struct.pack("=QiiQ", 20, 0, 8, 0), False),  # IP_PKTINFO
        (struct.pack("=Qiii", 20, 1, 1, 5), True),
        (struct.pack("=QiiQQiii", 24, 1, 2, 0, 20, 1, 1, 5), True),  # behind SCM_CREDENTIALS
        (struct.pack("=Qii", 0, 1, 2) * 3, False),
    ],
)
def test_files_that_are_sent_along(
    control: bytes, sends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are one of the things that may come beside a message."""
    memory = _head(control)
    monkeypatch.setattr(notify, "memory", lambda _, place, size: memory.get(place, b"")[:size])
    call = Call(-1, 0, 1, kernel.numbers()["sendmsg"], (3, 1000, 0, 0, 0, 0))
    assert notify.sends_files(call) == sends
