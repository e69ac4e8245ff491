"""A window that shows what a program does.

A program with a window has two things to wait for at once: what the person does there, and what
comes over the network.  Each has a thread of its own here.  The main thread belongs to the window;
the other one runs asyncio's event loop, in which all async functions run.  So the window stays
alive even if one of your functions never comes back.
"""

import asyncio
import contextlib
import queue
import signal
import sys
import threading
import traceback
import warnings

try:
    import tkinter as tk
except ImportError:
    sys.exit(
        "This Python has no tkinter, which the windows need. On Debian and Ubuntu:"
        " sudo apt install python3-tk"
    )

from utils import NobodyThereError

# Ctrl-C in the terminal ends the program at once and without a traceback; else Python would wait
# with it until something happens in the window.
signal.signal(signal.SIGINT, signal.SIG_DFL)

KEPT = 1000  # lines that a window keeps


class Window:
    """A window with a title and a list of what happened; work is an async function."""

    def __init__(self, title, work):
        self._work = work
        self._loop = asyncio.new_event_loop()
        self._news = queue.SimpleQueue()  # texts to be shown, from whichever thread
        try:
            self._root = tk.Tk()
        except tk.TclError as error:
            sys.exit(f"No window can be opened here: {error}")
        self._root.title(title)
        self._list = tk.Text(self._root, width=60, height=14, state=tk.DISABLED, wrap=tk.WORD)
        self._list.tag_configure("error", foreground="#b00020")
        self._list.pack(side=tk.BOTTOM, fill=tk.BOTH, expand=True, padx=8, pady=8)
        self._root.bind("<<News>>", self._show_news)
        # Mistakes that Python only warns of, such as a forgotten await, are worth a line here, too.
        self._warn = warnings.showwarning
        warnings.showwarning = self._show_warning

    def add_button(self, text, work):
        """Add a button that runs an async function each time that it is pressed."""
        button = tk.Button(self._root, text=text, width=16, command=lambda: self._begin(work))
        button.pack(side=tk.TOP, padx=8, pady=(8, 0))

    def show(self, text):
        """Print a text, and show it in the window."""
        print(text, flush=True)
        self._tell(text, "")

    async def careful(self, work):
        """Wait for what an async function does; if it fails, say how and where, and go on."""
        try:
            return await work
        except NobodyThereError:
            raise
        except Exception:
            traceback.print_exc()
            self._tell(traceback.format_exc().rstrip(), "error")

    def run(self):
        """Show the window, do the work, and return when the window has been closed."""
        # The thread begins when the window is up.  Being a daemon, it ends with the program.
        thread = threading.Thread(target=self._run_loop, daemon=True)
        self._root.after_idle(thread.start)
        self._root.mainloop()

    def _run_loop(self):
        asyncio.set_event_loop(self._loop)
        self._begin(self._work)
        self._loop.run_forever()

    def _begin(self, work):
        """Start an async function in the event loop, from whichever thread."""
        asyncio.run_coroutine_threadsafe(self._to_the_end(work), self._loop)

    async def _to_the_end(self, work):
        try:
            await self.careful(work())
        except NobodyThereError as reason:
            print(reason, flush=True)
            self._tell(str(reason), "error")

    def _tell(self, text, tag):
        """Hand a text to the window's thread, which alone may change the window."""
        self._news.put((text, tag))
        # unless the window has just been closed
        with contextlib.suppress(RuntimeError, tk.TclError):
            self._root.event_generate("<<News>>", when="tail")

    def _show_news(self, _event):
        self._list.configure(state=tk.NORMAL)
        while not self._news.empty():
            text, tag = self._news.get()
            self._list.insert(tk.END, text + "\n", tag)
        self._list.delete("1.0", f"end - {KEPT + 1} lines")
        self._list.configure(state=tk.DISABLED)
        self._list.see(tk.END)

    def _show_warning(self, message, category, filename, lineno, file=None, line=None):
        self._warn(message, category, filename, lineno, file, line)
        self._tell(f"{category.__name__}: {message} ({filename}, line {lineno})", "error")
