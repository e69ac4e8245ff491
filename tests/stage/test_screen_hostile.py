"""Programs that mean harm to a screen: they reach only their own, and hurt only themselves."""

from pathlib import Path

import pytest

from bench.corpus.case import Act, Case
from harness.model.casting import Limits, Recording
from harness.model.events import Cue, Exited, Limit, Missed, Pressed, Printed, Quiet, Shown, Unseen
from tests.stage.support import Player, of, printed
from tests.stage.test_screen import pytestmark as needs_a_screen

_PROGRAMS = Path(__file__).with_name("programs") / "windows"
_X = (_PROGRAMS / "xclient.py").read_text(encoding="utf-8")
_PRESSES = (_PROGRAMS / "presses.py").read_text(encoding="utf-8")
_LIMITS = Limits(patience=1.0, still=2.0, turn=4.0, scene=20.0, cpu=10.0)
_WAIT = "\nprint('done', flush=True)\ninput()\n"

pytestmark = needs_a_screen


def play(player: Player, programs: dict[str, str], acts: tuple[Act, ...] = ()) -> Recording:
    """Play programs that all have a screen; a fault fails the test."""
    one = Case("scene", programs, acts, limits=_LIMITS, screens=tuple(programs))
    (recording,) = player.play_cases([one], 1)
    assert recording.fault is None, recording.fault
    return recording


_INTRUDER = """
import os, socket
own = os.environ["DISPLAY"][1:]
print("beside:", {*os.listdir("/tmp/.X11-unix")} - {"X" + own, "cookie"})
listed = open("/proc/net/unix").read().splitlines()
others = {line.rpartition("/X")[2] for line in listed if "/X" in line} - {own}
print("listed:", len(others))
for number in sorted(others) + ["0", "1"]:
    for path in ("/tmp/.X11-unix/X" + number, "\\0/tmp/.X11-unix/X" + number):
        try:
            socket.socket(socket.AF_UNIX).connect(path)
            print("in")
        except OSError:
            pass
for path in ("/tmp/.X11-unix/mine", "/tmp/.X11-unix/cookie"):
    try:
        open(path, "w")
        print("written")
    except OSError:
        pass
print("tried", flush=True)
input()
"""


def test_nobody_reaches_the_screen_of_another(player: Player) -> None:
    """Not its socket, nor its number before it is in use; and a screen's folder is read-only."""
    acts: tuple[Act, ...] = (("press", "p", "Ping"),)
    recording = play(player, {"b": _INTRUDER, "p": _PRESSES}, acts)
    assert printed(recording, "b") == "beside: set()\nlisted: 0\ntried\n"
    assert printed(recording, "p") == "Ping 1\n"
    late = play(player, {"p": _PRESSES, "b": _INTRUDER})
    assert "in" not in printed(late, "b").split()


_SQUATTER = """
import socket
held = []
for number in range(400):
    held.append(socket.socket(socket.AF_UNIX))
    held[-1].bind("\\0/tmp/.X11-unix/X%d" % number)
    held[-1].listen()
"""


def test_abstract_sockets_are_no_trap(player: Player) -> None:
    """A role that listens where X clients look first gets nobody."""
    recording = play(player, {"b": _SQUATTER + _WAIT, "p": _PRESSES}, (("press", "p", "Ping"),))
    assert printed(recording, "p") == "Ping 1\n"


_HARM = {
    "kills the harness's connection": "plug, root, base = connect()\n"
    "request(plug, 113, 0, struct.pack('=I', 0x200001))\n",
    "kills the X server": "import signal\nplug, root, base = connect()\n"
    "for number in range(1, 40):\n    request(plug, 113, 0, struct.pack('=I', number << 21 | 1))\n",
}


@pytest.mark.parametrize("what", _HARM)
def test_who_breaks_a_screen_is_ended(what: str, player: Player) -> None:
    """It is told as a bound that its role reached; the other role's screen is as before."""
    programs = {"b": _X + _HARM[what] + _WAIT, "p": _PRESSES}
    recording = play(player, programs, (("press", "b", "Ping"), ("press", "p", "Ping")))
    (limit,) = of(recording, Limit, "b")
    assert limit.what == "screen"
    assert of(recording, Exited, "b")
    assert of(recording, Missed, "b")
    assert printed(recording, "p") == "Ping 1\n"


def test_who_holds_the_server_waits_for_nobody(player: Player) -> None:
    """A program that grabs its X server and sleeps: all is quiet, and its window does nothing."""
    grabs = "plug, root, base = connect()\nrequest(plug, 36, 0, b'')\nprint('held', flush=True)\n"
    programs = {"b": _X + grabs + _WAIT, "p": _PRESSES}
    recording = play(player, programs, (("press", "b", "Ping"), ("press", "p", "Ping")))
    assert of(recording, Quiet)
    assert of(recording, Missed, "b")
    assert printed(recording, "p") == "Ping 1\n"


_GARBAGE = """
plug, root, base = connect()
import tkinter
window = tkinter.Tk()
window.title("mine")
tkinter.Button(window, text="Ping", command=lambda: print("pinged", flush=True)).pack()
window.update()
own = b"%x tk" % int(window.tk.call("winfo", "id", "."), 16)
rows = [b"nonsense", b"", b"fffffff ghost", b"0 null", b"200001 spy", b"zz zz", bytes(range(256))]
request(plug, 20, 0, struct.pack("=IIIII", root, atom(plug, b"InterpRegistry"), 0, 0, 9999))
head = plug.recv(32, socket.MSG_WAITALL)
there = plug.recv(4 * struct.unpack("=I", head[4:8])[0], socket.MSG_WAITALL)
there = there[: struct.unpack("=I", head[16:20])[0]]
replace(plug, root, b"InterpRegistry", b"\\0".join(rows) + b"\\0" + there)
answers = b"\\0r\\0-s 1\\0-r {bad\\0" + bytes(200) + b"\\0c\\0-n x\\0-s exit\\0"
replace(plug, 0x200001, b"Comm", answers)
window.mainloop()
"""


def test_garbage_in_the_registry(player: Player) -> None:
    """Names of windows that do not exist, and answers that nobody asked for, are left out."""
    recording = play(player, {"b": _X + _GARBAGE}, (("press", "b", "Ping"),))
    assert printed(recording, "b") == "pinged\n"
    assert "Ping" in [event.text for event in of(recording, Shown)]


_LIES = """
import tkinter
window = tkinter.Tk()
tkinter.Button(window, text="Ping").pack()
window.tk.eval("rename winfo true_winfo; proc winfo args {return \\"{ nonsense\\"}")
window.tk.eval("proc wm args {error no}")
window.mainloop()
"""
_FORGES = """
import tkinter
window = tkinter.Tk()
window.tk.eval(r'''
rename apply true_apply
proc apply {lambda args} {
    if {[lindex $args 0] == 2000} {return {LOOK}}
    if {[llength $args] == 2} {return {AT}}
    uplevel 1 [list true_apply $lambda {*}$args]
}
rename winfo true_winfo
proc winfo {args} {
    if {[lindex $args 0] eq "id"} {return ID}
    uplevel 1 [list true_winfo {*}$args]
}
''')
tkinter.Button(window, text="Ping", command=lambda: print("pinged", flush=True)).pack()
window.mainloop()
"""
_BUTTON = ". {} 0 {{. Tk {} {} {} 5 5 90 90 . t {}} {.b Button Ping {} {} 5 5 9 9 . t {ROWS}}}"
_FAR = _BUTTON.replace("5 5", "5 " + "9" * 300)
_WIDE = ". {} 0 {{. Tk {} {} {} 5 5 W 90 . t {}} {.b Toplevel {} {} {} 5 5 W 90 .b t {}}}"
_FORGED = {  # an answer to a look, one to where to click, and the window's number
    "rows of one word": (_BUTTON.replace("ROWS", "x"), "5 5 .b {}", "0x1"),
    "rows of none": (_BUTTON.replace("ROWS", "{}"), "5 5 .b {}", "0x1"),
    "a place far off": (_FAR, "9" * 40 + " 5 .b {}", "0x1"),
    "a place off the screen": (_BUTTON, "40000 -5 .b {}", "0x1"),
    "windows that stay where they are": (_WIDE.replace("W", "9" * 300), "5 5 .b {}", "0x1"),
    "a number that is none": (_BUTTON.replace("ROWS", ""), "5 5 .b {}", "0xnone"),
    "a number that is too large": (_BUTTON.replace("ROWS", ""), "5 5 .b {}", "0x" + "f" * 40),
}
_FLOOD = """
import threading
plug, root, base = connect()
comm = atom(plug, b"Comm")
body = struct.pack("=IIIBxxxI", 0x200001, comm, 31, 8, 200_000) + b"\\0-" * 100_000
flood = struct.pack("=BBH", 18, 2, 1 + len(body) // 4) + body
while True:
    plug.sendall(flood)
"""
_LARGE = """
import tkinter
window = tkinter.Tk()
window.geometry("3000x2000")
button = tkinter.Button(window, text="Ping", command=lambda: print("pinged", flush=True))
button.place(x=2800, y=1900)
window.mainloop()
"""
_MUCH = """
import tkinter
window = tkinter.Tk()
tkinter.Label(window, text="x" * 3_000_000, wraplength=100, height=1, width=9).pack()
box = tkinter.Listbox(window)
box.insert("end", *("row %d" % n for n in range(100_000)))
box.pack()
tkinter.Button(window, text="Ping", command=lambda: print("pinged", flush=True)).pack()
window.mainloop()
"""
_SPEAKS = """
plug, root, base = connect()
request(plug, 1, 0, struct.pack("=IIhhHHHHIII", base + 1, root, 0, 0, 90, 90, 0, 1, 0, 2, 255))
request(plug, 8, 0, struct.pack("=I", base + 1))
request(plug, 43, 0, b"")
plug.recv(32, socket.MSG_WAITALL)
"""


def test_a_window_that_tells_lies(player: Player) -> None:
    """A program that has redefined Tk's own commands is not believed, and harms nobody."""
    recording = play(player, {"b": _LIES}, (("press", "b", "Ping"),))
    assert of(recording, Pressed) == []
    assert of(recording, Missed)


@pytest.mark.parametrize("what", _FORGED)
def test_forged_answers(what: str, player: Player) -> None:
    """A program that makes up what it is asked harms nobody but itself: it is no fault of ours."""
    look, at, number = _FORGED[what]
    source = _FORGES.replace("LOOK", look).replace("AT", at).replace("ID", number)
    recording = play(player, {"b": source}, (("press", "b", "Ping"), ("close window", "b")))
    assert of(recording, Shown) or of(recording, Unseen)
    assert len(of(recording, Cue)) == 3


@pytest.mark.timeout(1500)  # it floods until a bound ends it
def test_answers_without_end(player: Player) -> None:
    """Who floods the driver with answers is ended, at the bound of what it may compute."""
    limits = Limits(patience=20.0, still=40.0, turn=60.0, scene=200.0, cpu=0.35)
    one = Case("scene", {"b": _X + _FLOOD}, (), limits=limits, screens=("b",))
    (recording,) = player.play_cases([one], 1)
    assert recording.fault is None
    assert [limit.what for limit in of(recording, Limit, "b")] == ["cpu"]


def test_a_window_larger_than_the_screen(player: Player) -> None:
    """Its window is moved until the button can be clicked, as a person would on a small screen."""
    recording = play(player, {"p": _LARGE}, (("press", "p", "Ping"),))
    assert printed(recording, "p") == "pinged\n"


def test_a_window_that_holds_too_much(player: Player) -> None:
    """Texts and rows are bounded; what there is besides can be pressed all the same."""
    recording = play(player, {"b": _MUCH}, (("press", "b", "Ping"),))
    assert printed(recording, "b") == "pinged\n"
    assert max(len(event.text) for event in of(recording, Shown)) <= 20_001
    assert len(of(recording, Shown)) < 3_000


def test_a_window_that_says_nothing(player: Player) -> None:
    """A window of another toolkit cannot be read: that is no fault of the program's."""
    recording = play(player, {"b": _X + _SPEAKS + _WAIT}, (("press", "b", "Ping"),))
    assert [event.what for event in of(recording, Unseen)] == ["screen"]
    assert of(recording, Missed)
    assert of(recording, Printed)
