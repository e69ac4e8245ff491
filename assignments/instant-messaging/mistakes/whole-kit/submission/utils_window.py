"""A window beside a program that talks over the network.

Tk and asyncio both want to wait for whatever comes next, so each gets a thread of its own: Tk the
main one, asyncio another.  Neither ever waits for the other; they leave each other notes:

    from the network to the window    window.post(function, arguments)
    from the window to the network    loop.call_soon_threadsafe(function, arguments)

So a window stays alive whatever the network (or the code of a student) does.
"""

from __future__ import annotations

import contextlib
import io
import os
import queue
import signal
import sys
import threading
import warnings
from pathlib import Path

from utils import harmless

try:
    import tkinter as tk
    from tkinter import ttk
    from tkinter.scrolledtext import ScrolledText
except ImportError:
    sys.exit("This program has a window, and this Python has no tkinter (on Debian: python3-tk).")

KEPT = 1000  # lines that a window keeps


class Window:
    """A window with a log of what happened at its bottom."""

    def __init__(self, title: str, size: str) -> None:
        try:
            self.root = tk.Tk()
        except tk.TclError as error:
            sys.exit(f"No window can be opened: {error}.")
        self.root.title(title)
        self.root.geometry(size)  # it keeps this size, whatever appears in it later
        self.root.protocol("WM_DELETE_WINDOW", self.root.destroy)
        self.top = ttk.Frame(self.root, padding=8)  # for whatever a program adds
        self.top.pack(fill="both", expand=True)
        self.log = text_box(self.root, height=10)
        self.log.pack(fill="both", expand=True, padx=8, pady=(0, 8))
        self._posted: queue.SimpleQueue = queue.SimpleQueue()
        self._woken = False
        self.root.bind("<<Posted>>", self._do_posted)
        # Python only warns of a forgotten await, in the terminal, where nobody may look.
        warnings.showwarning = self._show_warning

    def run(self, loop, network) -> None:
        """Show the window until it is closed; beside it, the asyncio loop runs the coroutine."""

        def start() -> None:
            threading.Thread(target=loop.run_until_complete, args=(network,), daemon=True).start()

        # A window takes notes from other threads only once it is shown.
        self.root.after(0, start)
        self.root.mainloop()
        # The other thread may be anywhere, even in an endless loop: nothing waits for it.
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(0)

    def post(self, function, *args) -> None:
        """Have the window's thread call a function; may be used in any thread."""
        self._posted.put((function, args))
        if not self._woken:
            self._woken = True
            with contextlib.suppress(RuntimeError, tk.TclError):  # the window was just closed
                self.root.event_generate("<<Posted>>", when="tail")

    def say(self, text: str) -> None:
        """Print a text and show it in the log; may be used in any thread."""
        text = harmless(text)
        with contextlib.suppress(OSError):  # the terminal is gone
            print(text, flush=True)
        self.post(add_line, self.log, text)

    def _show_warning(self, message, category, filename, lineno, *_) -> None:
        self.say(f"{Path(filename).name}, line {lineno}: {category.__name__}: {message}")

    def _do_posted(self, _event: tk.Event) -> None:
        self._woken = False  # before the queue is looked at: what comes now wakes us once more
        with contextlib.suppress(queue.Empty):
            while True:
                function, args = self._posted.get_nowait()
                function(*args)


def text_box(parent: tk.Misc, height: int) -> ScrolledText:
    """Return a box with text that can be read and copied, but not changed."""
    return ScrolledText(parent, height=height, width=64, wrap="word", state="disabled")


def add_line(box: ScrolledText, line: str) -> None:
    """Add a line at the end of a box, and forget the oldest ones."""
    box.configure(state="normal")
    box.insert("end", line + "\n")
    box.delete("1.0", f"end - {KEPT + 1} lines")
    box.configure(state="disabled")
    box.see("end")


def clear(box: ScrolledText) -> None:
    """Remove all text from a box."""
    box.configure(state="normal")
    box.delete("1.0", "end")
    box.configure(state="disabled")


def prepare_terminal() -> None:
    """Use the terminal for printing only, and let Ctrl-C end the program at once."""
    # Python's own way would wait until the window has something to do, and show a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # what the terminal cannot show becomes a '?'
    # People are at the window: who calls input() is told so (EOFError), and does not wait for ever.
    sys.stdin = io.StringIO()
