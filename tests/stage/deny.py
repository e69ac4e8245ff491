"""Runs a command without some means: `python deny.py WHAT… -- COMMAND…`, WHAT any of

`namespaces`  no call that makes one, or mounts anything (as Docker's own filter denies them)
`raw`         no raw sockets, and no capability that would give one
`tracing`     no look into other processes: neither `/proc/<pid>/syscall` nor copies of descriptors
`proc`        no `/proc` at all to read processes in, nor `prctl`'s subreaper, nor sock_diag
`docker`      only the capabilities that a container of Docker's has
`nobody`      as a user that is nobody
`haste`       no more of the processors than everybody has

Each is denied by the kernel, for good, to the command and all that it starts.
"""

import contextlib
import errno
import os
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from harness.stage import filters, kernel

_LIBC = kernel._libc()
_NAMESPACES = ("unshare", "setns", "mount", "umount2", "pivot_root", "clone3")
_NOBODY = 65534
_NET_RAW, _PTRACE, _ADMIN = 13, 19, 21
# chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service, net_raw,
# sys_chroot, mknod, audit_write, setfcap
_DOCKER = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}
_BOUNDING, _SUBREAPER = 24, 36  # PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER
_NETLINK, _PACKET, _RAW = 16, 17, 3


def main(words: list[str]) -> None:
    """Deny what the words before ``--`` name, and become the command after it."""
    at = words.index("--")
    denied, command = set(words[:at]), words[at + 1 :]
    # what cannot be seen is waited for by the machine's clock: nobody else's load shall decide it
    if "haste" not in denied:
        with contextlib.suppress(PermissionError):  # not every root may
            os.nice(-15)
    kept = set(_DOCKER) if "docker" in denied else set(range(41))
    kept -= {_NET_RAW} if "raw" in denied else set()
    kept -= {_PTRACE} if "tracing" in denied else set()
    kept -= {_ADMIN} if "namespaces" in denied else set()
    for number in range(41):
        if number not in kept:
            _LIBC.prctl(_BOUNDING, number, 0, 0, 0)
    _keep(kept)
    if "nobody" in denied:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    kernel.no_new_privileges()
    kernel.install_filter(_filter(denied))
    os.execvp(command[0], command)


def _keep(kept: set[int]) -> None:
    mask = sum(1 << number for number in kept)
    low, high = mask & 0xFFFFFFFF, mask >> 32
    data = struct.pack("=6I", low, low, 0, high, high, 0)
    if os.geteuid() == 0:
        _LIBC.syscall(kernel.numbers()["capset"], struct.pack("=Ii", 0x20080522, 0), data)


def _filter(denied: set[str]) -> bytes:
    calls = kernel.numbers()
    op, only, fail = filters._op, filters._only, filters._fail
    code = filters._head()
    if "namespaces" in denied:
        for name in _NAMESPACES:
            code += only(calls[name], fail(errno.ENOSYS if name == "clone3" else errno.EPERM))
        flags = filters._argument(0) + op(filters._JSET, 0x7E020000, 0, 1) + fail(errno.EPERM)
        code += only(calls["clone"], flags + op(filters._RETURN, filters.ALLOW))
    families = b""
    if "raw" in denied:
        families += op(filters._JEQ, _PACKET, 0, 1) + fail(errno.EPERM)
    if "proc" in denied:
        families += op(filters._JEQ, _NETLINK, 0, 1) + fail(errno.EPERM)
        reaper = filters._argument(0) + op(filters._JEQ, _SUBREAPER, 0, 1) + fail(errno.EINVAL)
        prctl = {"x86_64": 157, "aarch64": 167}[os.uname().machine]
        code += only(prctl, reaper + op(filters._RETURN, filters.ALLOW))
        code += only(calls["seccomp"], fail(errno.ENOSYS))
    if families:
        body = filters._argument(0) + families
        code += only(calls["socket"], body + op(filters._RETURN, filters.ALLOW))
    if "tracing" in denied or "proc" in denied:
        for name in ("pidfd_getfd", "ptrace", "process_vm_readv"):
            code += only(calls[name], fail(errno.EPERM))
    return code + op(filters._RETURN, filters.ALLOW)


if __name__ == "__main__":
    main(sys.argv[1:])
