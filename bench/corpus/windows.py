"""Windows: cursors, animations and loops on a screen of its own, and what is done at them.

What is done at a window is done beside its X server, whose work has to be over, too.
"""

import shutil
import subprocess
from pathlib import Path

from bench.corpus.case import EITHER, PYTHON, QUIET, Act, Case
from harness.model.casting import Limits

PROGRAMS = Path(__file__).parents[2] / "tests/stage/programs/windows"
_LIMITS = Limits(patience=1.0, still=4.0, turn=6.0, scene=20.0, cpu=10.0)


def playable() -> bool:
    """Whether this machine has what these cases need: an X server, and tkinter."""
    words = [PYTHON.path, "-c", "import tkinter"]
    asked = subprocess.run(words, check=False, capture_output=True)
    return shutil.which("Xvfb") is not None and asked.returncode == 0


def _case(
    name: str, *acts: Act, claim: str = QUIET, first: tuple[str, ...] = (), argument: str = ""
) -> Case:
    source = (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")
    return Case(
        f"window-{name}" + (f"-{argument}" if argument else ""),
        {"program": source},
        acts,
        claim,
        tuple(("program", text) for text in first),
        limits=_LIMITS,
        args={"program": (argument,) if argument else ()},
        screens=("program",),
    )


_PING = ("press", "program", "Ping")
_GO = ("press", "program", "Go")

CASES = (
    *(_case("blinks", argument=kind) for kind in ("tk", "ttk", "text")),
    _case("presses", _PING, _PING, first=("Ping 1", "Ping 2")),
    _case(
        "fills",
        ("fill", "program", "User", "Ann"),
        ("press", "program", "Register"),
        first=("Ann",),
    ),
    _case("hangs", ("press", "program", "Wait")),
    _case("blocks", ("press", "program", "Wait"), ("type", "program", "hello")),
    _case("maps"),
    *(
        _case(name, _GO, _GO, claim=EITHER, first=("went",))
        for name in ("animates", "moves", "ticks")
    ),
    _case("polls", ("press", "program", "Ask"), claim=EITHER, first=("answered",)),
    Case(
        "window-both",
        dict.fromkeys(("one", "two"), (PROGRAMS / "presses.py").read_text(encoding="utf-8")),
        (("press", "one", "Ping"), ("press", "two", "Ping")),
        first=(("one", "Ping 1"), ("two", "Ping 1")),
        limits=_LIMITS,
        screens=("one", "two"),
    ),
)
