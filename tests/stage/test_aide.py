"""A process for work that forks: told by messages, and never left over."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.stage.aide import Aide, Gone
from tests.stage import echoing

TOP = Path(__file__).parents[2]


@pytest.fixture
def aide(tmp_path: Path) -> Iterator[Aide]:
    """One that answers in capitals."""
    aide = Aide(echoing.__name__, str(tmp_path))
    yield aide
    aide.end()


def test_it_answers_again_and_again(aide: Aide) -> None:
    """Messages of any size are answered in order, whatever the process prints meanwhile."""
    for message in (b"a", b"", b"prints", b"x" * 3_000_000):
        assert aide.ask(message) == message.upper()


def test_what_fails_is_its_last(aide: Aide) -> None:
    """The reason is told in one line, and the process is no more."""
    with pytest.raises(Gone, match=r"^ValueError: no$"):
        aide.ask(b"fail")
    with pytest.raises(Gone, match="ended with 0"):
        aide.ask(b"a")


def test_it_is_said_what_killed_it(aide: Aide) -> None:
    """So is a process that says nothing any more."""
    with pytest.raises(Gone, match=r"was killed \(SIGKILL\)"):
        aide.ask(b"die")


def test_it_keeps_its_files_where_it_is_told(aide: Aide, tmp_path: Path) -> None:
    """Whoever clears that folder clears all that a killed one has left."""
    assert aide.ask(b"where") == str(tmp_path).upper().encode()


def test_it_ends_with_the_thread_that_began_it(tmp_path: Path) -> None:
    """However that ends: nobody else would end it."""
    begun: list[Aide] = []

    def begin() -> None:
        begun.append(Aide(echoing.__name__, str(tmp_path)))
        begun[0].ask(b"a")

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    with pytest.raises(Gone, match="SIGKILL"):
        begun[0].ask(b"hang")
    begun[0].end()


def test_it_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    """Even while it is busy, when it does not see that its input has ended."""
    program = (
        "from harness.stage.aide import Aide; "
        f"aide = Aide({echoing.__name__!r}, {str(tmp_path)!r}); "
        "aide.ask(b'a'); print(aide.pid, flush=True); aide.ask(b'hang')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=TOP, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        aide = os.pidfd_open(int(process.stdout.readline()))
        process.send_signal(signal.SIGKILL)
    try:
        assert select.select([aide], [], [], 20)[0], "it is still there"
    finally:
        os.close(aide)
