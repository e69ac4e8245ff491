"""``python -m tests.stage.echoing``: answers in capitals, for :mod:`tests.stage.test_aide`."""

import os
import signal
import sys
import tempfile

from harness.stage import aide


def answer(message: bytes) -> bytes:
    """The message in capitals; some words do something else."""
    if message == b"fail":
        raise ValueError("no")
    if message == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    if message == b"hang":
        signal.pause()
    if message == b"where":
        return tempfile.gettempdir().upper().encode()
    if message == b"prints":
        print("not an answer", flush=True)
        assert sys.stdin.read() == ""
    return message.upper()


if __name__ == "__main__":
    aide.serve(answer)
