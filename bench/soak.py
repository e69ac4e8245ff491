"""Looks for what load can make the harness get wrong: ``python -m bench.soak quiet|verdicts``.

Both print how much was tried, what failed, and the bound that this gives: none wrong of n means,
with 95 % certainty, fewer than 3 in n (the rule of three).  ``--help`` after either shows its
options.
"""

import sys

from bench import quiet, verdicts

_PARTS = {"quiet": quiet.main, "verdicts": verdicts.main}


def main() -> int:
    """Run one part; 0 if nothing was wrong."""
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    if part not in _PARTS:
        print(__doc__, file=sys.stderr)
        return 64
    del sys.argv[1]
    return _PARTS[part]()


if __name__ == "__main__":
    sys.exit(main())
