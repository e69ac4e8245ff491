"""The table while a class is graded: on a terminal, and nowhere else."""

from contextlib import redirect_stderr
from dataclasses import replace
from io import StringIO

import pytest

from harness.batch import Step
from harness.cli.live import Live
from harness.landing import Landed
from harness.model.result import Result
from harness.reports.readable import columns
from harness.store.database import KEPT, PLAYED, Landing


def landed(name: str, how: str = PLAYED, fault: str | None = None) -> Landed:
    """A hand-in that has just come to something."""
    result = Result("echo", name, 0, 1, 0, "isolated", (), (), fault=fault)
    return Landed(Landing(name, "", how, ""), result)


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    there = True

    def isatty(self) -> bool:
        """Whether it is one."""
        return self.there

    def rows(self) -> list[str]:
        """What was written, row by row."""
        return self.getvalue().replace("\x1b[K", "").split("\r")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A wide terminal, outside of CI."""
    stream = Terminal()
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    return stream


def steps(terminal: Terminal, *, silent: bool = False) -> Live:
    """Three hand-ins: one known before, one that went well, one over which we fail."""
    with redirect_stderr(terminal):
        return _steps(Live(silent=silent))


def _steps(live: Live) -> Live:
    live.step(Step(None, 0, 3, 2))
    live.step(Step(landed("ann", KEPT), 1, 3, 2))
    live.step(Step(landed("bob\x1b[2J"), 2, 3, 1))
    live.step(Step(landed("cyd", fault="the roof fell in"), 3, 3, 0))
    live.end()
    return live


def test_what_the_table_says(terminal: Terminal) -> None:
    """Done, running, waiting, faults and time left; a name cannot do anything to the terminal."""
    live = steps(terminal)
    rows = [row.split() for row in terminal.rows()]
    assert rows[0] == ["done", "running", "waiting", "faults", "time", "left", "last"]
    assert rows[1] == ["0/3", "2", "1", "0", "?"]
    assert rows[2] == ["1/3", "2", "0", "0", "?", "ann"]  # what was known tells no time
    assert rows[3][:5] == ["2/3", "1", "0", "0", "about"]
    assert rows[3][-1] == "bob?[2J"
    assert rows[4] == ["3/3", "0", "0", "1", "-", "cyd"]
    assert (live.found, live.faults) == (1, 1)
    assert live.kept == "3 of 3 submissions are graded and kept"


def test_nothing_is_shown_elsewhere(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Piped, in CI, and when the output is data, it counts and is silent."""
    steps(terminal, silent=True)
    monkeypatch.setenv("CI", "true")
    steps(terminal)
    monkeypatch.delenv("CI")
    terminal.there = False
    live = steps(terminal)
    assert terminal.getvalue() == ""
    assert live.found == 1


def test_a_narrow_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a row would not fit, it is short: a row that wraps could not be written over."""
    monkeypatch.setenv("COLUMNS", "40")
    steps(terminal)
    assert max(map(len, terminal.rows())) < 40
    assert terminal.rows()[1].split() == ["0/3", "?"]


def test_a_fault_in_an_item_is_a_fault() -> None:
    """It is counted whether the whole hand-in or one of its scenes came to nothing."""
    whole = landed("ann", fault="the roof fell in")
    assert whole.faulty
    assert not replace(whole, result=replace(whole.result, fault=None)).faulty


def test_a_name_of_wide_letters(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes two columns: a row with such a name does not wrap either."""
    monkeypatch.setenv("COLUMNS", "80")
    with redirect_stderr(terminal):
        Live(silent=False).step(Step(landed("计算机网络作业一" * 4), 1, 3, 2))
    row = terminal.rows()[-1]
    assert row.endswith("计算机网络作业一计算机…")
    assert columns(row) < 80
