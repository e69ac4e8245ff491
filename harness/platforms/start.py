"""Starts the grader of this folder, with nothing but what is in it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

if __name__ == "__main__":
    from harness.cli import main

    sys.exit(main())
