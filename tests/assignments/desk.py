"""A desk for a kit: a private copy of its files, terminals to run them in, and a screen.

Kits are tried as a person uses them, outside of any stage: the programs run on this machine's
loopback, on a port that was free a moment ago, and their windows on a screen (Xvfb) of their own.
The screen is read and its buttons are pressed through Tk's own ``send``, from a process of its own.
"""

import json
import os
import re
import secrets
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import pexpect
import pytest

from harness import interpreters

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
OLDEST, NEWEST = (3, 9), (3, 13)  # what the kits promise
PATIENCE = 30  # seconds, for what comes at once unless it is broken

# Answers each line on its input, [what to send, to whom]: titles are looked up anew each time.
_DRIVER = """
import json, sys, tkinter
top = tkinter.Tk()
top.withdraw()
own = top.tk.call("tk", "appname")
def ask(title, script):
    for name in top.tk.splitlist(top.tk.call("winfo", "interps")):
        try:
            if name != own and top.tk.call("send", name, "wm title .") == title:
                return str(top.tk.call("send", name, script))
        except tkinter.TclError:
            pass  # it has just gone
    return None
for line in sys.stdin:
    print(json.dumps(ask(*json.loads(line))), flush=True)
"""

# All widgets below the window; what stands in its texts, and the button that reads %s.
_EACH = """
proc each_widget {w} {
    set all $w
    foreach child [winfo children $w] { lappend all {*}[each_widget $child] }
    return $all
}
"""
_READ = (
    _EACH
    + """
set read {}
foreach w [each_widget .] { if {[winfo class $w] eq "Text"} { append read [$w get 1.0 end] } }
set read
"""
)
_PRESS = (
    _EACH
    + """
set done {}
foreach w [each_widget .] {
    if {[string match *Button [winfo class $w]] && [$w cget -text] eq "%s"} {
        $w invoke
        set done pressed
    }
}
set done
"""
)


def pythons() -> list[str]:
    """The Pythons of this machine that a kit has to run on."""
    found = [one.path for one in interpreters.find() if OLDEST <= one.version[:2] <= NEWEST]
    return found or [sys.executable]


class Desk:
    """Programs of one kit, started and ended together."""

    def __init__(self, folder: Path, python: str, port: int) -> None:
        self.folder = folder
        self.port = port
        self.env = dict(os.environ)
        self._python = python
        self._open = ExitStack()
        self._driver: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def run(self, program: str) -> pexpect.spawn:
        """Start a program in a terminal."""
        terminal = pexpect.spawn(
            self._python,
            [program],
            cwd=str(self.folder),
            env=self.env,
            encoding="utf-8",
            timeout=PATIENCE,
        )
        terminal.delaybeforesend = None
        self._open.callback(terminal.close, force=True)
        return terminal

    def raise_screen(self) -> None:
        """Start a screen, for programs that are run from now on."""
        self.env |= self._open.enter_context(_screen(self.folder))
        self._driver = subprocess.Popen(
            [sys.executable, "-c", _DRIVER],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._open.callback(_end, self._driver)

    def ask(self, window: str, script: str) -> str | None:
        """What a piece of Tcl answers in the window with this title; None: there is no such."""
        assert self._driver is not None
        assert self._driver.stdin is not None
        assert self._driver.stdout is not None
        self._driver.stdin.write(json.dumps([window, script]) + "\n")
        self._driver.stdin.flush()
        answer = json.loads(self._driver.stdout.readline())
        assert answer is None or isinstance(answer, str)
        return answer

    def shows(self, window: str, words: str, times: int = 1) -> None:
        """Wait until a window shows some words, so often."""
        deadline = time.monotonic() + PATIENCE
        text = None
        while time.monotonic() < deadline:
            text = self.ask(window, _READ)
            if text is not None and text.count(words) >= times:
                return
        raise AssertionError(f"{window} does not show {words!r} {times} times, but {text!r}")

    def press(self, window: str, button: str) -> None:
        """Press a button."""
        assert self.ask(window, _PRESS % button) == "pressed", f"no button {button} in {window}"

    def close_window(self, window: str) -> None:
        """Close a window as its frame would."""
        # once the question is answered: a program that has ended cannot answer
        assert self.ask(window, "after idle {destroy .}") is not None


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@contextmanager
def _screen(folder: Path) -> Iterator[dict[str, str]]:
    """An X server with a cookie, without which Tk's ``send`` is refused."""

    def field(data: bytes) -> bytes:
        return struct.pack(">H", len(data)) + data

    cookie = field(b"MIT-MAGIC-COOKIE-1") + field(secrets.token_bytes(16))
    authority = folder / "cookie"
    authority.write_bytes(struct.pack(">H", 0xFFFF) + field(b"") + field(b"") + cookie)
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        [*words, "-auth", str(authority), "-screen", "0", "1280x1024x24"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        number = os.read(reader, 20).decode().strip()
        yield {"DISPLAY": f":{number}", "XAUTHORITY": str(authority)}
    finally:
        os.close(reader)
        server.terminate()
        server.wait()


def needs_screen(python: str) -> None:
    """Skip a test where there can be no windows."""
    if not shutil.which("Xvfb"):
        pytest.skip("no Xvfb on this machine")
    for each in (python, sys.executable):
        if subprocess.run([each, "-c", "import tkinter"], check=False).returncode:
            pytest.skip(f"{each} has no tkinter")


def lay_out(assignment: str, folder: Path, settings: str) -> int:
    """Copy an assignment's kit, with the reference's files in it, and give it a free port.

    ``settings`` is the file at whose top the port stands; the port is returned.
    """
    for part in ("kit", "reference"):
        for file in (ASSIGNMENTS / assignment / part).glob("*.py"):
            shutil.copy(file, folder)
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = int(found.getsockname()[1])
    file = folder / settings
    text, times = re.subn(r"(?m)^PORT = \d+$", f"PORT = {port}", file.read_text(encoding="utf-8"))
    assert times == 1
    file.write_text(text, encoding="utf-8")
    return port
