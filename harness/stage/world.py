"""A world of its own for each scene: user, network, process, IPC, host-name and mount namespaces.

Two processes make it.  The *porter* unshares and forks; its child, the *keeper*, is the first
process of the scene's process namespace and plays the scene.  The porter dies with the harness and
the keeper with the porter; with the keeper the kernel ends every process of the namespace and
drops its mounts and its network.  So nothing is left over, whoever is killed.

Without root one user id is mapped (the caller's, as 0).  With root a second one that is nobody's
on the machine is mapped for the programs, since the kernel exempts user id 0 from limits on the
number of processes.
"""

import contextlib
import ctypes
import gc
import os
import select
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.stage import kernel, netlink, nets

PROGRAM_ID = 1000  # what programs see as their own user and group id
_SPARE_IDS, _SPARE_RANGE = 200_000, 50_000
_NAMESPACES = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
)


@dataclass(frozen=True, slots=True)
class World:
    """What the keeper has.  ``spare``: programs run under a user id of their own (root only)."""

    spare: bool
    base: str  # a tmpfs of the scene's own, seen by nobody else


@dataclass(slots=True)
class Tenant:
    """A scene that is being played: its porter's process id, and where its answer will come from."""

    pid: int
    reader: int

    def leave(self) -> None:
        """The scene has answered: reap its porter, which has reaped the keeper."""
        os.close(self.reader)
        os.waitpid(self.pid, 0)

    def end(self) -> None:
        """End the scene now, wherever it is, and reap its porter."""
        os.close(self.reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)


def settle(work: Callable[[World], bytes], addresses: Sequence[str] = ()) -> Tenant:
    """Begin a world and run ``work`` in it; what it returns can be read from the tenant.

    ``addresses``: IPv4 addresses to have on its loopback.  An exception inside is answered as
    ``b"!"`` and its traceback.  Raises OSError when no process can be made.
    """
    reader, writer = os.pipe2(os.O_CLOEXEC)
    ready_reader, ready_writer = os.pipe2(os.O_CLOEXEC)
    mapped_reader, mapped_writer = os.pipe2(os.O_CLOEXEC)
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        try:
            gc.disable()  # a collection would copy every page shared with the parent
            os.close(reader)
            os.close(ready_reader)
            os.close(mapped_writer)
            kernel.name_process("porter")
            kernel.die_with_parent()
            if os.getppid() != parent:
                os._exit(1)
            _porter(work, addresses, writer, ready_writer, mapped_reader)
        except BaseException:
            _answer(writer, b"!" + traceback.format_exc().encode("utf-8", "replace"))
        finally:
            os._exit(0)
    for descriptor in (writer, ready_writer, mapped_reader):
        os.close(descriptor)
    if os.read(ready_reader, 1):
        os.write(mapped_writer, b"s" if _map_as_root(pid) else b"-")
    os.close(ready_reader)
    os.close(mapped_writer)
    return Tenant(pid, reader)


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
    work: Callable[[World], bytes],
    addresses: Sequence[str],
    writer: int,
    ready: int,
    mapped: int,
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
            kernel.die_with_parent()
            if select.select([alive_reader], [], [], 0)[0]:
                os._exit(1)  # the porter was gone before we could ask to go with it
            world = _furnish(spare, addresses)
            _answer(writer, work(world))
        except BaseException:
            _answer(writer, b"!" + traceback.format_exc().encode("utf-8", "replace"))
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(keeper, 0)


def _answer(writer: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(writer, view) :]


def _furnish(spare: bool, addresses: Sequence[str]) -> World:
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount(
        "proc", "/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    )
    base = "/sys"  # always there, and the keeper reads nothing of what it covers
    kernel.mount("callsheet", base, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0711,size=1m")
    socket.sethostname("lab")
    _write("/proc/sys/net/ipv6/conf/all/disable_ipv6", b"1")
    nets.bring_up("lo")
    link = netlink.route()
    netlink.acknowledge_at_once(link, "127.0.0.1")
    netlink.acknowledge_at_once(link, "127.0.0.0", 8)
    for address in addresses:
        netlink.add_address(link, address, 1)
        netlink.acknowledge_at_once(link, address)
    link.close()
    return World(spare=spare, base=base)


_ = ctypes  # loaded before any fork, so that no child pays for it
