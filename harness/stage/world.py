"""A world of its own: user, process, mount, IPC and host-name namespaces, and a network a scene.

Two processes make it.  The *porter* unshares and forks; its child, the *keeper*, is the first
process of the world's process namespace and plays scenes in it, one after another.  The porter dies
with the harness and the keeper with the porter; with the keeper the kernel ends every process of
the namespace and drops its mounts and its network.  So nothing is left over, whoever is killed.
The porter, which then only waits, makes place for a program that is as little as can be.

One world serves the scenes of one submission.  Each scene gets a new network and new files in it,
and before the next one every process of the namespace is ended and reaped.

Without root one user id is mapped (the caller's, as 0).  With root a second one that is nobody's
on the machine is mapped for the programs, since the kernel exempts user id 0 from limits on the
number of processes.
"""

import contextlib
import ctypes
import gc
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field

from harness.model.casting import MACHINE
from harness.model.quick import dataclass
from harness.stage import built, deaths, kernel, netlink, nets
from harness.stage.means import Means

PROGRAM_ID = 1000  # what programs see as their own user and group id
# what a world makes is for programs, whose user may be another one; and they have a umask as usual
USUAL = 0o022
_SPARE_IDS, _SPARE_RANGE = 200_000, 50_000
_LENGTH = 8  # bytes of an answer's length before it
_CONNECTIONS = b"1024"  # places in a scene's table; more connections than that still fit
# what the kernel counts by user, and the user's other programs need as well (``namespaces(7)``)
_SHARES = {
    "max_inotify_instances": b"16", "max_inotify_watches": b"4096",
    "max_fanotify_groups": b"16", "max_fanotify_marks": b"4096",
}  # fmt: skip
_pipes: set[int] = set()  # of every world that this process has settled
_OUR_FILES = kernel.MS_NOSUID | kernel.MS_NODEV
_NAMESPACES = kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS


@dataclass(frozen=True, slots=True)
class World:
    """What the keeper has.

    ``spare``: programs run under a user id of their own (root only).  ``base``: a tmpfs of the
    scene's own.  ``stock``: one of the world's own, for what all scenes share and none can change;
    ``stocked`` says what is there already.  Nobody else sees either.  ``apart``: a descriptor of a
    network in which no program is, and nothing leads anywhere.  ``means``: of a world without
    namespaces (see ``shared``).
    """

    spare: bool
    base: str
    stock: str
    apart: int
    stocked: dict[object, str] = field(default_factory=dict)
    means: Means | None = None

    @property
    def sees_threads(self) -> bool:
        """Whether it can be seen what programs wait for."""
        return self.means is None or self.means.screens


@dataclass(slots=True)
class Tenant:
    """A world that was settled: its porter's process id, and two pipes to its keeper.

    ``stop``: the signal that ends it.  ``place``: what it has on disk, if not in a namespace.
    """

    pid: int
    answers: int
    orders: int
    stop: int = signal.SIGKILL
    place: contextlib.ExitStack | None = None
    starved: int = field(default_factory=deaths.starved)

    def leave(self) -> str:
        """Let the keeper come to its end, and reap its porter, which has reaped the keeper.

        Says of what signal either has died, in words; empty if of none.
        """
        for descriptor in (self.orders, self.answers):
            os.close(descriptor)
            _pipes.discard(descriptor)
        _, how = os.waitpid(self.pid, 0)
        if self.place is not None:
            self.place.close()
        return deaths.ended(how, self.starved)

    def end(self) -> None:
        """End the world now, whatever it does, and reap its porter."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, self.stop)
        self.leave()

    def answer_of(self) -> bytes:
        """All that its keeper answers until it ends."""
        parts = []
        while part := os.read(self.answers, 1 << 20):
            parts.append(part)
        self.leave()
        return b"".join(parts)[_LENGTH:]


def forget_pipes(mine: Sequence[int]) -> None:
    """In a child: let go of the harness's ends of pipes.

    Another world's pipe held open here would keep its keeper waiting for ever.
    """
    for descriptor in (*mine, *_pipes):
        os.close(descriptor)


def keep_pipes(ours: Sequence[int]) -> None:
    """The harness's ends of a new world's pipes."""
    _pipes.update(ours)


def settle(serve: Callable[[World, int, int], None]) -> Tenant:
    """Begin a world; its keeper calls ``serve`` with the world and its ends of the two pipes.

    ``serve`` reads what it is told from the first descriptor and writes to the second; when it
    returns the world ends.  Raises OSError when no process can be made.
    """
    reader, writer = os.pipe2(os.O_CLOEXEC)
    told, tell = os.pipe2(os.O_CLOEXEC)
    ready_reader, ready_writer = os.pipe2(os.O_CLOEXEC)
    mapped_reader, mapped_writer = os.pipe2(os.O_CLOEXEC)
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        try:
            gc.disable()  # a collection would copy every page shared with the parent
            forget_pipes((reader, tell, ready_reader, mapped_writer))
            kernel.name_process("porter")
            os.umask(USUAL)
            kernel.die_with_parent()
            if os.getppid() != parent:
                os._exit(1)
            _porter(serve, (told, writer), ready_writer, mapped_reader)
        except BaseException:
            answer(writer, b"!" + traceback.format_exc().encode("utf-8", "replace"))
        finally:
            os._exit(0)
    for descriptor in (writer, told, ready_writer, mapped_reader):
        os.close(descriptor)
    if os.read(ready_reader, 1):
        mapped = b"s" if _map_as_root(pid) else b"-"
        with contextlib.suppress(BrokenPipeError):  # killed meanwhile: its answer will be none
            os.write(mapped_writer, mapped)
    os.close(ready_reader)
    os.close(mapped_writer)
    keep_pipes((reader, tell))
    return Tenant(pid, reader, tell)


def ask(work: Callable[[World], bytes], addresses: Sequence[str] = ()) -> bytes:
    """Do one piece of work in a world of its own; its answer, or ``!`` and a traceback."""

    def serve(world: World, _: int, answers: int) -> None:
        with scene(world, addresses):
            answer(answers, work(world))

    return settle(serve).answer_of()


def _map_as_root(pid: int) -> bool:
    """Map root and one spare id into the porter's namespace; False where that is not possible."""
    if os.geteuid() != 0:
        return False
    spare = _SPARE_IDS + pid % _SPARE_RANGE
    extents = f"0 0 1\n{PROGRAM_ID} {spare} 1\n".encode()
    try:
        for name in ("gid_map", "uid_map"):
            _write(f"/proc/{pid}/{name}", extents)
    except OSError:
        return False
    return True


def _write(path: str, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def _porter(
    serve: Callable[[World, int, int], None], pipes: tuple[int, int], ready: int, mapped: int
) -> None:
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER)
    os.write(ready, b".")
    spare = os.read(mapped, 1) == b"s"
    if not spare:
        _write("/proc/self/setgroups", b"deny")
        _write("/proc/self/uid_map", f"0 {uid} 1".encode())
        _write("/proc/self/gid_map", f"0 {gid} 1".encode())
    kernel.unshare(_NAMESPACES)
    alive_reader, alive_writer = os.pipe2(os.O_CLOEXEC)
    keeper = os.fork()
    if keeper == 0:
        try:
            os.close(alive_writer)
            kernel.name_process("keeper")
            kernel.keep_descriptors()
            kernel.die_with_parent()
            if select.select([alive_reader], [], [], 0)[0]:
                os._exit(1)  # the porter was gone before we could ask to go with it
            serve(_furnish(spare), *pipes)
        except BaseException:
            answer(pipes[1], b"!" + traceback.format_exc().encode("utf-8", "replace"))
        finally:
            os._exit(0)
    for descriptor in pipes:
        os.close(descriptor)
    _grow_small(alive_writer)
    _, how = os.waitpid(keeper, 0)
    if os.WIFSIGNALED(how):  # whoever waits for us is to know
        os.kill(os.getpid(), os.WTERMSIG(how))


def _grow_small(alive: int) -> None:
    """Go on as a program that does nothing but wait, if it was built (``session/porter.c``).

    A fork holds on to each page that it once shared and the others have changed since: 2 MiB, for a
    process that waits.  The keeper looks at ``alive`` to see whether its porter is there.
    """
    path = built.program("porter")
    if path:
        os.set_inheritable(alive, True)
        with contextlib.suppress(OSError):  # a file system from which nothing can be started
            os.execv(path, ["porter"])


def answer(writer: int, data: bytes) -> None:
    """Write an answer with its length before it."""
    view = memoryview(len(data).to_bytes(_LENGTH, "little") + data)
    while view:
        view = view[os.write(writer, view) :]


def _furnish(spare: bool) -> World:
    """What all scenes of a world share."""
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("proc", "/proc", "proc", flags)
    socket.sethostname(MACHINE)
    kernel.unshare(kernel.CLONE_NEWNET)  # the parent of the scenes' networks
    apart = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    _keep_tables_small()
    _leave_others_theirs()
    # /sys is always there, and the keeper reads nothing of what is covered
    stock, base = "/sys", "/sys/scene"
    kernel.mount("callsheet", stock, "tmpfs", _OUR_FILES, "mode=0711,size=1m")
    os.mkdir(base)
    return World(spare, base, stock, apart)


@contextlib.contextmanager
def scene(
    world: World,
    addresses: Sequence[str] = (),
    ways: Mapping[str, str] | None = None,
    own: str = "",
) -> Iterator[None]:
    """In the keeper: a new network and new files for one scene, and nothing left of it afterwards.

    ``addresses``: IPv4 addresses to have on its loopback.  ``ways``: others that can be asked for
    the way there, and the own address that this tells.  ``own``: one that is not loopback's, for
    programs that ask which addresses there are.
    """
    kernel.unshare(kernel.CLONE_NEWNET)
    kernel.mount("callsheet", world.base, "tmpfs", _OUR_FILES, "mode=0711,size=1m")
    try:
        _connect(addresses, ways or {}, own)
        yield
    finally:
        _end_all()
        kernel.unmount(world.base)


def _connect(addresses: Sequence[str], ways: Mapping[str, str], own: str) -> None:
    """Bring up loopback, without IPv6 and without delayed acknowledgements.

    An address of its ``own`` is that of a card on which nobody else is: what goes there goes by
    loopback, as on any machine.
    """
    _write("/proc/sys/net/ipv6/conf/all/disable_ipv6", b"1")
    _keep_tables_small()
    nets.let_bind_anywhere()
    nets.bring_up("lo")
    link = netlink.route()
    netlink.acknowledge_at_once(link, "127.0.0.1")
    netlink.acknowledge_at_once(link, "127.0.0.0", 8)
    for address in addresses:
        netlink.add_address(link, address, 1)
        netlink.acknowledge_at_once(link, address)
    if own:
        netlink.add_address(link, own, netlink.add_bridge(link, "eth0"), nets.PREFIX)
        netlink.acknowledge_at_once(link, own)
    for address, told in ways.items():
        netlink.add_way(link, address, told)
    link.close()


def _keep_tables_small() -> None:
    """Give the networks made from this one a small table of connections of their own.

    Without, all share the machine's, of a hundred thousands of places, which the kernel walks
    through whenever it is asked for a network's sockets.  Before Linux 6.1 it is always shared.
    """
    with contextlib.suppress(OSError):
        _write("/proc/sys/net/ipv4/tcp_child_ehash_entries", _CONNECTIONS)


def _leave_others_theirs() -> None:
    """Bound what all programs of this world have of what the kernel gives to one user."""
    for name, most in _SHARES.items():
        with contextlib.suppress(OSError):  # a kernel that does not count that
            _write(f"/proc/sys/user/{name}", most)


def _end_all() -> None:
    """End every other process of the namespace and reap it, so that its time is accounted for."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)  # from the first process: all but itself
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


_ = ctypes  # loaded before any fork, so that no child pays for it
