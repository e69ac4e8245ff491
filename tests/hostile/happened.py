"""What attacks come to where nothing promises to stop them, as `make hostile` plays them."""

from tests.hostile.attack import FAIL
from tests.hostile.defences import ROOT, USER

_BOTH = frozenset({
    "reads-environments", "mounted-paths", "connects-outward", "sends-outward", "abstract-sockets",
    "sockets-in-files", "disk", "inodes", "sniffs-the-wire", "kernel-symbols",
})  # fmt: skip
GETS_THROUGH = {ROOT: _BOTH, USER: _BOTH | {"remembers-between-runs", "posix-ipc"}}
"""Those that do get through, by mode.  All others are stopped there, if only as it happens."""

APART = {"talks-in-secret": {"shows": FAIL}}
"""What is deserved where no abstract socket leads from one role to another: they never talk."""
