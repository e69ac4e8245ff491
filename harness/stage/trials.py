"""What a keeper without namespaces may do on this machine: each means is tried, not asked about."""

import os
import signal
import socket
from collections.abc import Callable
from functools import partial

from harness.stage import family, fence, filters, kernel, netlink, sockets
from harness.stage.means import Means
from harness.stage.threads import read

_SPARE = ((200_000, 50_000), (60_000, 500))  # ids that are nobody's: the first, and how many


def find(means: Means) -> None:
    """Try every means, and write down which there are."""
    means.user = spare_user()
    _works(means, "fence", lambda: _stay_in(means))
    means.calls = _works(means, "calls", _tell)
    means.tap = _works(means, "tap", _listen)
    means.sockets = _works(means, "sockets", lambda: sockets.table(netlink.diagnosis(), 6, 2))
    means.threads = _works(means, "threads", lambda: _look_at_another(means, means.user))
    if means.tap and not (means.threads and means.sockets and means.calls):
        means.tap = False  # what of all that crosses is the scene's could not be told
        means.lacks["tap"] = "whose a packet is cannot be told"


def _works(means: Means, name: str, act: Callable[[], object]) -> bool:
    try:
        act()
    except OSError as error:
        means.lacks[name] = str(error)
        return False
    return True


def _listen() -> None:
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0).close()


def spare_user() -> int | None:
    """A user id that is nobody's, and that we may take on and end; None without."""
    if os.geteuid() != 0:
        return None
    for first, count in _SPARE:
        user = first + os.getpid() % count
        if _in_child(partial(kernel.become, user, family.beside(user))) == 0:
            return user
    return None


def may_run(path: str) -> bool:
    """Whether programs can be run by an interpreter: root's own is out of reach of some."""
    user = spare_user()
    return user is None or _in_child(partial(_run_as, user, path)) == 0


def _run_as(user: int, path: str) -> None:
    kernel.become(user)
    os.execv(path, [path, "-c", "import sys, socket, threading"])


def _tell() -> None:
    """Raises OSError where the kernel gives no listener (or somebody outside has it)."""

    def act() -> None:
        kernel.no_new_privileges()
        os.close(kernel.install_listener(filters.tell()))
        kernel.install_filter(filters.deny())

    number = _in_child(act)
    if number:
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _stay_in(means: Means) -> None:
    """Raises OSError where a program cannot be kept from all files and processes of others."""
    version = fence.version()
    if not version:
        raise OSError("this kernel has no Landlock, or is older than Linux 5.19")
    number = _in_child(lambda: fence.enter(fence.build(version, (), ())))
    if number:
        raise OSError(number, f"Landlock: {os.strerror(number)}")
    means.fence = version
    if version < fence.WHOLE:
        raise OSError("signals and abstract sockets are kept in from Linux 6.12 on")


def _in_child(act: Callable[[], object]) -> int:
    """Do something in another process; the number of the error that it ended with, or 0."""
    pid = os.fork()
    if pid == 0:
        number = 255
        try:
            act()
            number = 0
        except OSError as error:
            number = error.errno or 255
        finally:
            os._exit(number)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _look_at_another(means: Means, user: int | None) -> None:
    """Read what another process waits for, which runs as programs will.  Raises OSError."""
    begun, begins = os.pipe()
    kept, keep = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(kept, 0)
            if user is not None:
                kernel.become(user)
            os.execv("/bin/cat", ["cat"])
        finally:
            os._exit(1)
    os.close(begins)
    os.close(kept)
    os.read(begun, 1)  # it ends when the program has begun
    if user is not None:
        kernel.read_files_as(user)
    try:
        for name in ("syscall", "schedstat", "stat"):
            if not read(f"/proc/{pid}/task/{pid}/{name}"):
                raise OSError(f"/proc/<pid>/{name} cannot be read")
        os.readlink(f"/proc/{pid}/fd/0")
        means.copies = _has_copy(pid)
        if pid not in family.children(os.getpid()):
            raise OSError("a process's children cannot be listed")
    finally:
        if user is not None:
            kernel.read_files_as(0)
        for descriptor in (begun, keep):
            os.close(descriptor)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _has_copy(pid: int) -> bool:
    """Whether a descriptor of another process can be copied."""
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return False
    try:
        os.close(kernel.pidfd_getfd(handle, 0))
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
