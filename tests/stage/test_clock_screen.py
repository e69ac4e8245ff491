"""The clock library under a program with a window: its loops and its cursor are ticks like others.

The window is on a screen of its own (Xvfb), which waits by the machine's clock as an X server does.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.stage.clockwork import Clockwork

_PYTHON = "/usr/bin/python3"
_WINDOW = """
import tkinter
root = tkinter.Tk()
root.geometry("400x100")  # a window that grows asks the screen, and waits up to 2 s for its answer
entry = tkinter.Entry(root)  # with a cursor that blinks
entry.pack()
entry.focus_force()
label = tkinter.Label(root, text="-")
label.pack()
frames = 0
def animate():
    global frames
    frames += 1
    label.config(text="-=" * (frames % 20))
    root.after(100, animate)
animate()
root.after(30_000, root.destroy)
root.mainloop()
print(270 < frames <= 301, frames)
"""


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen of its own."""
    if not shutil.which("Xvfb"):
        pytest.skip("no Xvfb on this machine")
    if subprocess.run([_PYTHON, "-c", "import tkinter"], check=False).returncode:
        pytest.skip("the system's Python has no tkinter")
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-nolisten", "tcp", "-screen", "0", "640x480x24"]
    screen = subprocess.Popen(words, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        yield ":" + os.read(reader, 20).decode().strip()
    finally:
        os.close(reader)
        screen.terminate()
        screen.wait()


def test_a_window_that_is_animated_comes_to_its_end(display: str) -> None:
    """Thirty seconds of frames and of a blinking cursor are ticks of the stage's clock.

    The clock moves here without a look at what the X server has under way, so the first few frames,
    until the window is there, may be left out.
    """
    with Clockwork() as clock:
        clock.start("/usr/bin/env", f"DISPLAY={display}", _PYTHON, "-c", _WINDOW)
        (played,) = clock.play()
    assert played.code == 0, played.output
    assert played.output.startswith("True"), played.output
    assert 29.9 <= clock.seconds <= 31
