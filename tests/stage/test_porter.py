"""Who waits for the keeper of a world: a program of our own, or Python where that is not built."""

import os
import select
import signal
from pathlib import Path

import pytest

from harness.stage import built, pool, world

# A world is forked, and pytest has threads; the child only answers.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
    pytest.mark.skipif(built.program("porter") is None, reason="porter.c is not built"),
    pytest.mark.parametrize("is_built", [True, False], ids=["built", "python"]),
]


class _World:
    """A world whose porter is what it will be; ``keeper``: its process here."""

    def __init__(self, *, is_built: bool) -> None:
        # of a fork it is closed by the keeper, and by a porter that becomes another program
        beyond, self._open = os.pipe2(os.O_CLOEXEC)
        self.tenant = world.settle(self._serve)
        os.close(self._open)
        os.write(self.tenant.orders, b".")
        assert os.read(self.tenant.answers, 100).endswith(b"=here")
        if is_built:
            assert os.read(beyond, 1) == b""
        os.close(beyond)
        pid = self.tenant.pid
        self.keeper = int(Path(f"/proc/{pid}/task/{pid}/children").read_text())

    def _serve(self, _: world.World, told: int, answers: int) -> None:
        os.close(self._open)
        while os.read(told, 1):
            world.answer(answers, b"=here")


@pytest.fixture(autouse=True)
def _porter(monkeypatch: pytest.MonkeyPatch, is_built: bool) -> None:
    pool.ready()
    if not is_built:
        monkeypatch.setattr(built, "program", lambda _: None)


def test_a_world_ends_when_its_keeper_does(is_built: bool) -> None:
    """The porter is the program, is called so, and says nothing of an end that is none."""
    made = _World(is_built=is_built)
    at = Path(f"/proc/{made.tenant.pid}")
    while (at / "comm").read_text() != "porter\n":  # for a moment it is called as its file
        os.sched_yield()
    assert ("session" in str((at / "exe").readlink())) == is_built
    assert made.tenant.leave() == ""


def test_a_porter_ends_of_what_its_keeper_did(is_built: bool) -> None:
    """Whoever waits for a world knows the signal that killed its keeper."""
    made = _World(is_built=is_built)
    os.kill(made.keeper, signal.SIGKILL)
    assert "SIGKILL" in made.tenant.leave()


def test_a_world_dies_with_whoever_began_it(is_built: bool) -> None:
    """However that ends."""
    told, tell = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid == 0:
        try:
            made = _World(is_built=is_built)
            os.write(tell, f"{made.tenant.pid} {made.keeper}".encode())
            signal.pause()
        finally:
            os._exit(1)
    os.close(tell)
    handles = [os.pidfd_open(int(each)) for each in os.read(told, 100).split()]
    os.close(told)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert len(handles) == 2
    for handle in handles:
        select.select([handle], [], [])  # readable when it has ended
        os.close(handle)
