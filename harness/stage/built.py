"""The small programs of ``harness/session``, where they were built."""

import os

_FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "session", "build")


def program(name: str) -> str | None:
    """The path of one for this processor; None if it was not built."""
    path = os.path.join(_FOLDER, f"{name}-{os.uname().machine}")
    return path if os.access(path, os.X_OK) else None
