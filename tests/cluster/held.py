"""For ``dask worker --preload``: who plays stops in the middle of a scene, until it may go on.

At the socket that `DOOR` names (see ``tests/faults/moments.py``); no clock decides how far it is.
"""

import os

from harness.cluster import desk, worker
from harness.stage.aide import Aide
from tests.faults import moments

MOMENT = "Connected"


def main() -> None:
    """The process beside a worker that plays, with that stop in it."""
    moments.stop_at(os.environ["DOOR"], MOMENT)
    desk.main()


if __name__ == "__main__":
    main()
else:
    # Dask gives this another name
    vars(worker)["Aide"] = lambda _, folder: Aide("tests.cluster.held", folder)
