"""Callsheet from a checkout: ``python3 grade.py --help``."""

import sys

from harness.cli import main

if __name__ == "__main__":
    sys.exit(main())
