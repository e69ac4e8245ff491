"""Callsheet from a checkout: ``python3 grade.py --help``."""

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

OWN = Path(__file__).resolve().parent / ".venv" / "bin" / "python"

if __name__ == "__main__":
    # Until it is known what is asked for, Ctrl-C ends this as it ends any command: without a word.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if find_spec("yaml") is None:
        if not OWN.exists():
            sys.exit("Callsheet is not set up yet: run 'make setup' once (or 'make grade').")
        os.execv(OWN, [str(OWN), __file__, *sys.argv[1:]])  # noqa: S606 - no shell is wanted

    from harness.cli import main

    sys.exit(main())
