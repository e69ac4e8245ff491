"""A world that is the machine's own: no namespace, and a keeper that is told what is the scene's.

Where no namespaces are allowed (in most containers, and on systems that are not Linux) the keeper
is an ordinary process.  It adopts every orphan of its descendants, so that it knows all processes
of a scene and can end them; programs run under a user id of their own where we are root; and only
one scene at a time is played on a machine, since its ports are everybody's.

Whoever ends the keeper has it clean up first; its folder is that of who has settled it, so that it
goes after a SIGKILL, too.  It is ended when the harness dies.
"""

import contextlib
import fcntl
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from harness import rooms
from harness.stage import displays, family, fence, kernel, leavings, threads, trials
from harness.stage.means import TRIED, Means
from harness.stage.world import USUAL, Tenant, World, answer, forget_pipes, keep_pipes

LINUX = sys.platform == "linux"
_LOCKS = ("callsheet-turn.lock", "callsheet-stage.lock")


def settle(serve: Callable[[World, int, int], None], least: bool = False) -> Tenant:
    """As ``world.settle``, without namespaces.  ``least``: use only what every system has."""
    reader, writer = _pipe()
    told, tell = _pipe()
    parent = os.getpid()
    place = contextlib.ExitStack()  # ours: whoever kills the keeper does not leave its files
    stock = str(place.enter_context(rooms.room(top=_own_place())))
    numbers = displays.draw()
    place.callback(displays.clear, numbers)
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        try:
            forget_pipes((reader, tell))
            _keep(serve, (told, writer), parent, (stock, numbers), least)
        except BaseException:
            answer(writer, b"!" + traceback.format_exc().encode("utf-8", "replace"))
        finally:
            os._exit(0)
    for descriptor in (writer, told):
        os.close(descriptor)
    keep_pipes((reader, tell))
    return Tenant(pid, reader, tell, signal.SIGTERM, place)


def _pipe() -> tuple[int, int]:
    return os.pipe()  # not inherited by what is started (PEP 446)


def ask(work: Callable[[World], bytes], least: bool = False) -> bytes:
    """Do one piece of work in such a world; its answer, or ``!`` and a traceback."""

    def serve(made: World, _: int, answers: int) -> None:
        with scene(made):
            answer(answers, work(made))

    return settle(serve, least).answer_of()


def _keep(
    serve: Callable[[World, int, int], None],
    pipes: tuple[int, int],
    parent: int,
    what: tuple[str, int],
    least: bool,
) -> None:
    stock, numbers = what
    lacks = dict.fromkeys(TRIED, "only Linux has that") if not LINUX else {}
    means = Means(lacks=lacks, displays=numbers)

    def stop(_: int = 0, __: FrameType | None = None) -> NoReturn:
        try:
            _clear(means, stock)
        finally:
            os._exit(1)

    os.umask(USUAL)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the harness is told too, and tells us
    try:
        os.chmod(stock, 0o711)  # noqa: S103 - programs have to come to their own folders in it
        if LINUX and not _begin_on_linux(means, parent, least):
            return
        if means.threads:
            threads.count_by(means.family.members)
        else:
            threads.count_by(list)
        if means.user is not None:
            _read_files_as(means.user)
        serve(
            World(means.user is not None, os.path.join(stock, "scene"), stock, -1, {}, means),
            *pipes,
        )
    finally:
        _clear(means, stock)


def _own_place() -> Path:
    """Where programs' files are: not in ``/tmp``, which all programs may look into."""
    place = tempfile.gettempdir()
    if place == "/tmp" and LINUX and fence.version() and os.access(rooms.APART, os.W_OK | os.X_OK):
        return rooms.APART
    return Path(place)


def _read_files_as(user: int) -> int:
    """As ``kernel.read_files_as``: whoever changes that is no longer told of a parent's death."""
    before = kernel.read_files_as(user)
    kernel.die_with_parent(signal.SIGTERM)
    return before


def _begin_on_linux(means: Means, parent: int, least: bool) -> bool:
    """What a keeper does that only Linux has; whether its parent is still there."""
    kernel.name_process("keeper")
    with contextlib.suppress(OSError):
        kernel.keep_descriptors()
        kernel.die_with_parent(signal.SIGTERM)
    if os.getppid() != parent:
        return False
    try:
        kernel.adopt_orphans()
    except OSError as error:
        means.lacks |= dict.fromkeys(TRIED, str(error))
        least = True
    if least:
        means.user = trials.spare_user()
    else:
        trials.find(means)
    return True


def _clear(means: Means, stock: str) -> None:
    """End what still runs, and take the files away.

    What has the programs' user id is ours while we play, since nobody else does: where ids are few
    another keeper may have drawn the same, and its programs are on a stage at any other time.
    """
    if means.user is not None:
        _read_files_as(0)
    if means.threads:
        if means.playing:
            _end_all(means)
            if means.user is not None:
                leavings.sweep(means.user)
        family.end_descendants()
    displays.clear(means.displays)
    leavings.remove(stock)


def _end_all(means: Means | None) -> None:
    """End all that a scene has started, whoever has it now."""
    if LINUX and means is not None and means.user is not None:
        family.end_all_of(means.user)
    family.end_descendants()


@contextlib.contextmanager
def scene(made: World, _addresses: Sequence[str] = ()) -> Iterator[None]:
    """In the keeper: new files for one scene, alone on this machine; nothing of it afterwards."""
    with _alone(made), _playing(made.means):
        with files_of_ours(made):
            os.mkdir(made.base)
            os.chmod(made.base, 0o711)  # noqa: S103 - as above
        try:
            yield
        finally:
            with files_of_ours(made):
                _end_all(made.means)
                leavings.remove(made.base)
                if made.means is not None and made.means.user is not None:
                    leavings.sweep(made.means.user)


@contextlib.contextmanager
def _playing(means: Means | None) -> Iterator[None]:
    """While a scene is played; one that fails, or is broken off, may not have been cleared up."""
    if means is not None:
        means.playing = True
    yield
    if means is not None:
        means.playing = False


@contextlib.contextmanager
def files_of_ours(made: World) -> Iterator[None]:
    """Read and write files as the harness itself: else the keeper does so as its programs."""
    if made.means is None or made.means.user is None:
        yield
        return
    before = _read_files_as(0)
    try:
        yield
    finally:
        _read_files_as(before)


@contextlib.contextmanager
def _alone(made: World) -> Iterator[None]:
    """While no other stage of this machine plays: its ports are everybody's.

    Who has just played queues up like all others: whoever waits holds the first lock meanwhile.
    """
    with files_of_ours(made):
        turn, stage = (_lock_file(name) for name in _LOCKS)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        fcntl.flock(stage, fcntl.LOCK_EX)
        os.close(turn)
        turn = -1
        yield
    finally:
        for descriptor in (turn, stage):
            if descriptor >= 0:
                os.close(descriptor)


def _lock_file(lock: str) -> int:
    """One file for the whole machine; where another user's is out of reach, one for each user."""
    folder = "/tmp" if os.path.isdir("/tmp") else tempfile.gettempdir()
    for name in (lock, f"{lock}.{os.geteuid()}"):
        path = os.path.join(folder, name)
        for flags in (os.O_RDONLY, os.O_RDONLY | os.O_CREAT):
            with contextlib.suppress(OSError):
                return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    raise OSError(f"no lock can be made in {folder}")
