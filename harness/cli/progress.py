"""A bar on a terminal while something takes long; nothing when piped or in CI."""

import sys

_BAR = 30


class Progress:
    """The bar; ``silent``: it is not shown in any case."""

    def __init__(self, *, silent: bool) -> None:
        self._shown = sys.stderr.isatty() and not silent

    def step(self, done: int, total: int, name: str) -> None:
        """Show that ``done`` of ``total`` are graded, ``name`` the last of them."""
        if not self._shown:
            return
        filled = _BAR * done // max(total, 1)
        safe = "".join(letter if letter.isprintable() else "?" for letter in name)[:30]
        bar = "█" * filled + "░" * (_BAR - filled)
        sys.stderr.write(f"\r{bar} {done}/{total}  {safe:<30}")
        sys.stderr.flush()

    def end(self) -> None:
        """Take the bar away."""
        if self._shown:
            sys.stderr.write("\r" + " " * (_BAR + 50) + "\r")
            sys.stderr.flush()
