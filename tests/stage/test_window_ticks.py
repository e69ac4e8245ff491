"""Cursors, ``after`` loops and animations are ticks: a story with windows goes on and is judged."""

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.model.result import Result
from tests import small
from tests.grader import Order, grading

pytestmark = pytest.mark.skipif(
    not shutil.which("Xvfb")
    or subprocess.run(["/usr/bin/python3", "-c", "import tkinter"], check=False).returncode != 0,
    reason="no Xvfb, or no tkinter, on this machine",
)

_SPEC = """\
callsheet: 1
title: A window that answers
roles:
  server: {files: "*server*.py", does: listen, window: yes}
  client: {by: script}
scenes:
  answer:
    runs: 1
    limit: 20
    story: |
      start server
      client connects to server
      client -> server: Ping
      shows: server shows: Ping
      server presses: Answer
      answers: server -> client: Pong
rubric:
  shows: 1 It shows what came
  answers: 1 Its button sends the answer
"""
# what a window needs to answer; a handler for the socket, so that nothing here ticks by itself
_ANSWERS = """\
import asyncio, socket, threading, time, tkinter
from tkinter import ttk

root = tkinter.Tk()
root.title("server")
label = tkinter.Label(root, text="-", width=20)
label.pack()
listener = socket.create_server(("127.0.0.1", 12000))
plugs = []


def come(*_):
    plug, _ = listener.accept()
    plugs.append(plug)
    root.createfilehandler(plug, tkinter.READABLE, lambda *_: show(plug.recv(99).decode()))


def show(text):
    if text:
        label.config(text=text)


def answer():
    plugs[0].sendall(b"Pong")


button = tkinter.Button(root, text="Answer", command=lambda: answer())
button.pack()
root.createfilehandler(listener, tkinter.READABLE, come)
"""
_LOOP = "root.mainloop()\n"
_TK_CURSOR = "field = tkinter.Entry(root)\nfield.pack()\nfield.focus_force()\n"
_TTK_CURSOR = _TK_CURSOR.replace("tkinter.Entry", "ttk.Entry")
_BLINKS = """\
mark = tkinter.Label(root, text="*")
mark.pack()
def blink(on):
    mark.config(foreground="red" if on else "white")
    root.after(500, blink, not on)
blink(True)
"""
_ANIMATES = """\
canvas = tkinter.Canvas(root, width=300, height=30)
ball = canvas.create_oval(0, 0, 20, 20, fill="blue")
canvas.pack()
def move():
    canvas.move(ball, 1, 0)
    root.after(16, move)
move()
"""
_PROGRESS = """\
bar = ttk.Progressbar(root, mode="indeterminate")
bar.pack()
bar.start()
"""
_SPLASH = """\
root.withdraw()
splash = tkinter.Toplevel(root)
tkinter.Label(splash, text="Welcome").pack()
root.after(2000, lambda: (splash.destroy(), root.deiconify()))
"""
_LATE = """\
def answer():
    root.after(10_000, plugs[0].sendall, b"Pong")
"""
_WITH_ASYNCIO = """\
async def main():
    while True:
        root.update()
        await asyncio.sleep(0.01)
asyncio.run(main())
"""
# a callback that does not come back: its window does not react any more
_NAPS = "def answer():\n    while True:\n        time.sleep(0.1)\n"
_NEVER = "def answer():\n    pass\n"
_GOOD = {
    "tk-cursor": _TK_CURSOR + _LOOP,
    "ttk-cursor": _TTK_CURSOR + _LOOP,
    "blinks": _BLINKS + _LOOP,
    "animates": _ANIMATES + _LOOP,
    "progress": _PROGRESS + _LOOP,
    "asyncio": _WITH_ASYNCIO,
    "splash": _SPLASH + _LOOP,
    "late": _LATE + _LOOP,
    "late-animated": _LATE + _ANIMATES + _LOOP,
}
# they never do what they are asked; how the scene ends
_NEVER_ANSWERS = {
    "tk-cursor": "quiet",
    "ttk-cursor": "quiet",
    "splash": "quiet",
    "blinks": "limit",
    "animates": "limit",
    "progress": "limit",
    "asyncio": "limit",
    "naps": "limit",
}
_WITHOUT_BUTTON = "button.destroy()\n" + _ANIMATES + _LOOP


def _graded(room: Path, limit: int, programs: dict[str, str]) -> dict[str, Result]:
    """Every program graded, where a scene may last so many seconds of their own time."""
    folder = small.assignment(room / "assignment", _SPEC.replace("limit: 20", f"limit: {limit}"))
    paths = {
        name: small.submission(room / name, _ANSWERS + rest) for name, rest in programs.items()
    }
    with grading(Order(folder, paths, 2)) as results:
        return {name: results[name] for name in programs}


def _verdicts(result: Result) -> list[str]:
    return [item.verdict for item in result.items]


def test_what_ticks_holds_no_story_up(tmp_path: Path) -> None:
    """Each answers, well within 20 s of its own time: cursors and animations are not waited for."""
    for name, result in _graded(tmp_path, 20, _GOOD).items():
        assert _verdicts(result) == ["pass", "pass"], name
        assert result.scenes[0].ended == "done", name


# thousands of ticks each, which a machine with much else to do makes long
@pytest.mark.timeout(1500)
def test_who_never_answers_is_found_stuck(tmp_path: Path) -> None:
    """Quiet finds it where nothing ticks, cursors or not; else 30 s of its own time do."""
    programs = {name: _NEVER + _GOOD.get(name, _NAPS + _LOOP) for name in _NEVER_ANSWERS}
    for name, result in _graded(tmp_path, 60, programs).items():
        assert _verdicts(result) == ["pass", "fail"], name
        assert result.scenes[0].ended == _NEVER_ANSWERS[name], name


@pytest.mark.timeout(1500)
def test_what_cannot_be_pressed_while_something_ticks(tmp_path: Path) -> None:
    """A button that is not there is missed after a time, though all is drawn anew all the time."""
    result = _graded(tmp_path, 60, {"one": _WITHOUT_BUTTON})["one"]
    assert _verdicts(result) == ["pass", "fail"]
    (evidence,) = result.items[1].evidence
    assert "its window has no such button" in evidence.happened
