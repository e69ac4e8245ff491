"""The clock library, call by call: programs wait for a clock that moves when all of them sleep."""

import re

import pytest

from tests.stage.clockwork import compiled, play

# call: what it returns and with which error after two seconds, when given, and at a signal
ENDS = {
    "nanosleep": ("0 0", None, "-1 EINTR"),
    "clock_nanosleep": ("0 0", None, "4 EINTR"),
    "clock_nanosleep_until": ("0 0", None, "4 EINTR"),
    "usleep": ("0 0", None, "-1 EINTR"),
    "sleep": ("0 0", None, "1 0"),
    "thrd_sleep": ("0 0", None, "-1 0"),
    "poll": ("0 0", "1 0", "-1 EINTR"),
    "ppoll": ("0 0", "1 0", "-1 EINTR"),
    "poll_none": ("0 0", None, "-1 EINTR"),
    "select": ("0 0", "1 0", "-1 EINTR"),
    "pselect": ("0 0", "1 0", "-1 EINTR"),
    "epoll_wait": ("0 0", "1 0", "-1 EINTR"),
    "epoll_pwait": ("0 0", "1 0", "-1 EINTR"),
    "epoll_pwait2": ("0 0", "1 0", "-1 EINTR"),
    "sem_timedwait": ("-1 ETIMEDOUT", "0 0", "-1 EINTR"),
    "sem_clockwait": ("-1 ETIMEDOUT", "0 0", "-1 EINTR"),
    "cond_timedwait": ("110 ETIMEDOUT", "0 0", None),
    "cond_timedwait_steady": ("110 ETIMEDOUT", "0 0", None),
    "cond_clockwait": ("110 ETIMEDOUT", "0 0", None),
    "mutex_timedlock": ("110 ETIMEDOUT", "0 0", None),
    "mutex_clocklock": ("110 ETIMEDOUT", "0 0", None),
    "rwlock_timedrdlock": ("110 ETIMEDOUT", "0 0", None),
    "rwlock_timedwrlock": ("110 ETIMEDOUT", "0 0", None),
    "rwlock_clockrdlock": ("110 ETIMEDOUT", "0 0", None),
    "rwlock_clockwrlock": ("110 ETIMEDOUT", "0 0", None),
    "timedjoin": ("110 ETIMEDOUT", "0 0", None),
    "clockjoin": ("110 ETIMEDOUT", "0 0", None),
    "cnd_timedwait": ("4 0", "0 0", None),
    "mtx_timedlock": ("4 0", "0 0", None),
    "sigtimedwait": ("-1 EAGAIN", "12 0", "-1 EINTR"),
    "semtimedop": ("-1 EAGAIN", "0 0", "-1 EINTR"),
    "mq_timedreceive": ("-1 ETIMEDOUT", "1 0", "-1 EINTR"),
    "recv": ("-1 EAGAIN", "1 0", "-1 EINTR"),
    "read": ("-1 EAGAIN", "1 0", "-1 EINTR"),
}
MODES = ("timeout", "wake", "signal")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("call", ENDS)
def test_each_call_ends_as_it_should(call: str, mode: str) -> None:
    """A wait of 2 s lasts 2 s of the program's time, unless something ends it after 0.5 s."""
    wanted = ENDS[call][MODES.index(mode)]
    played, _ = play(compiled("waits"), call, mode)
    *ended, elapsed, note = played.output.split()
    assert " ".join(ended) == (wanted or ENDS[call][0])
    expected = 2000 if wanted is None or mode == "timeout" else 500
    assert expected - 10 <= int(elapsed) <= expected + 100
    if call in ("nanosleep", "select") and expected == 500:  # both tell what was left
        assert 1350 <= int(note) <= 1510


@pytest.mark.parametrize("mode", ["wake", "signal"])
def test_recvmmsg_waits_for_a_datagram(mode: str) -> None:
    """Its limit counts only from one datagram to the next, as Linux has it."""
    played, _ = play(compiled("waits"), "recvmmsg", mode)
    assert re.match(r"1 0 5\d\d|1 0 49\d" if mode == "wake" else r"-1 EINTR", played.output)


def test_a_stream_has_its_limit_from_the_kernel() -> None:
    """The C library reads a stream by calls of its own; its limit is real then, and counted."""
    played, clock = play(compiled("waits"), "stream", "timeout")
    assert played.output.startswith("-1 EAGAIN")
    assert clock.unheld == 1


TIMERS = {
    "default": (-14, []),
    "sleep": (-14, []),
    "exec": (-14, [("waiting", 0, 0)]),
    "fork": (0, [("child", 0, 0), ("left", 1, 2000)]),
    "alarm": (0, [("before", 9, 0), ("rang", 1, 3000), ("after", 0, 3000)]),
    "read": (0, [("EINTR", -1, 2000)]),
    "interval": (0, [("rang", 3, 2000), ("left", 500, 2000), ("rang", 3, 5000)]),
    "timer": (0, [("told", 42, 1500), ("interval", 500, 1500), ("rang", 2, 4500)]),
    "timerfd": (
        0,
        [("poll", 1, 1000), ("count", 1, 1000), ("count", 1, 1500), ("count", 3, 3300),
         ("count", 1, 3500), ("count", 1, 5500)],
    ),
    "computing": (0, [("rang", 2, 200)]),
    "worker": (0, [("rang", 1, 200)]),
}  # fmt: skip


@pytest.mark.parametrize("what", TIMERS)
def test_timers_go_off_by_the_clock(what: str) -> None:
    """Alarms, timers and timerfds fire when the program's time has come, as the kernel's would."""
    code, wanted = TIMERS[what]
    played, clock = play(compiled("timers"), what)
    rows = [line.split() for line in played.output.splitlines()]
    assert (played.code, [(row[0], int(row[1])) for row in rows]) == (
        code,
        [(name, value) for name, value, _ in wanted],
    )
    for row, (_, _, at) in zip(rows, wanted, strict=True):
        assert at <= int(row[2]) <= at + 100, played.output
    assert clock.unheld == 0


def test_ten_thousand_timers() -> None:
    """Of more timers than there is room for the rest stay real, and are counted."""
    played, clock = play(compiled("timers"), "many")
    assert played.output.startswith("made 10000")
    assert played.output.splitlines()[1].startswith("slept")
    assert clock.unheld == 10_000 - 256
