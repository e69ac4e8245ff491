"""Runs ``grade.py`` without what only Linux has in Python's library: `python elsewhere.py WORDS…`.

It cannot show how another system's terminals and sockets behave, only that nothing of this is
asked for.
"""

import contextlib
import ctypes.util  # noqa: F401 - it looks at the platform itself
import os
import resource
import runpy
import select
import signal
import socket
import subprocess  # noqa: F401 - so does this
import sys
import time
from pathlib import Path

_ABSENT = {
    os: (
        "sched_getaffinity", "pipe2", "eventfd",
        "waitid", "P_ALL", "P_PID", "WNOWAIT", "WEXITED", "pidfd_open",
        "memfd_create", "getxattr", "unshare", "setns", "setresuid", "setresgid",
        "posix_fallocate", "CLD_EXITED",
    ),
    signal: ("SIGRTMAX", "SIGRTMIN", "pidfd_send_signal"),
    socket: ("AF_PACKET", "AF_NETLINK"),
    select: ("epoll", "poll"),
    time: ("CLOCK_BOOTTIME",),
    resource: ("RLIMIT_MSGQUEUE", "prlimit"),
}  # fmt: skip

# as deny.py has it: what is waited for by the machine's clock shall be nobody's load
with contextlib.suppress(PermissionError):
    os.nice(-15)

for module, names in _ABSENT.items():
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
sys.platform = "darwin"
sys.path.insert(0, str(Path(__file__).parents[2]))
sys.argv = ["grade.py", *sys.argv[1:]]
runpy.run_path(str(Path(__file__).parents[2] / "grade.py"), run_name="__main__")
