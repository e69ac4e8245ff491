"""Libraries that no Python brings along, and that a program cannot do without.

Whose program imports one of these has run it where it was installed: that it is not here says
nothing about the program.  Any other module that is not there is a slip of the pen, or a file that
was not handed in, and the program's own error message is the verdict.  So the names are listed.

So it is with what only a Python on Windows has (``import winsound``; see also :mod:`.windows`).

What is tried (``try: import colorama``), asked for, or imported by a function may never be needed:
only what stands at the beginning of a line counts.
"""

import re
from pathlib import PurePosixPath

from harness.casting.sources import Source, Sources
from harness.casting.windows import ONLY, only_on_windows

_AT_ONCE = re.compile(r"^(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([^\n;]+))", re.MULTILINE)
_KNOWN = frozenset({
    # what is shown on terminals
    "alive_progress", "art", "asciimatics", "blessed", "blessings", "colorama", "colored",
    "coloredlogs", "colorlog", "cowsay", "crayons", "emoji", "icecream", "loguru", "prettytable",
    "progress", "progressbar", "pyfiglet", "rich", "simple_term_menu", "structlog", "tabulate",
    "termcolor", "texttable", "textual", "tqdm", "urwid", "yaspin",
    # what is typed there
    "aioconsole", "click", "docopt", "fire", "getch", "inquirer", "InquirerPy", "keyboard",
    "prompt_toolkit", "pwinput", "PyInquirer", "pyinputplus", "pynput", "questionary", "readchar",
    "typer",
    # the network
    "aiohttp", "anyio", "async_timeout", "curio", "dpkt", "eventlet", "fastapi", "flask", "gevent",
    "httpx", "mininet", "nest_asyncio", "netifaces", "paramiko", "pika", "psutil", "Pyro4", "Pyro5",
    "redis", "requests", "rpyc", "scapy", "socketio", "tornado", "trio", "twisted", "uvicorn",
    "uvloop", "websocket", "websockets", "zeroconf", "zmq",
    # what messages are made of
    "aiofiles", "attr", "bcrypt", "bson", "cbor2", "Crypto", "Cryptodome", "cryptography",
    "dateutil", "dill", "dotenv", "jwt", "msgpack", "nacl", "orjson", "pydantic", "pytz",
    "simplejson", "toml", "tomli", "ujson", "xmltodict", "yaml",
    # windows, pictures and numbers
    "customtkinter", "cv2", "FreeSimpleGUI", "kivy", "matplotlib", "numpy", "pandas", "PIL",
    "pyautogui", "pygame", "PyQt5", "PyQt6", "PySide2", "PySide6", "PySimpleGUI", "scipy", "sv_ttk",
    "ttkbootstrap", "ttkthemes", "wx",
    # sounds and notes on a desktop
    "gtts", "playsound", "plyer", "pyaudio", "pyttsx3", "simpleaudio", "sounddevice",
    # both Pythons at once, and newer ones
    "exceptiongroup", "future", "six", "typing_extensions",
})  # fmt: skip
_OF_WINDOWS = frozenset({
    "msvcrt", "pythoncom", "pywintypes", "win10toast", "win11toast", "win32api", "win32con",
    "win32console", "win32event", "win32file", "win32gui", "win32pipe", "winotify", "winreg",
    "winsound", "wmi",
})  # fmt: skip


def libraries(source: Source, sources: Sources) -> frozenset[str]:
    """The libraries that a program imports as soon as it starts, by the names in its source."""
    own = {part for path in sources.by_path for part in PurePosixPath(path).parts}
    own |= {each.stem for each in sources}
    found = (match for each in sources.uses(source) for match in _AT_ONCE.finditer(each.code))
    named = (
        name for origin, plain in (m.groups() for m in found) for name in _names(origin, plain)
    )
    found_there = (only_on_windows(each, is_main=each is source) for each in sources.uses(source))
    return frozenset(named) & (_KNOWN | _OF_WINDOWS) - own | frozenset().union(*found_there)


def lacking(path: str, names: frozenset[str]) -> str:
    """Why a program cannot be run here that imports these."""
    does = "uses" if names & ONLY else "imports"
    where = "only Windows has" if names & (_OF_WINDOWS | ONLY) else "no Python of this machine has"
    how = "" if names & (_OF_WINDOWS | ONLY) else " (pip install)"
    return f"{path} {does} {' and '.join(sorted(names))}, which {where}{how}"


def _names(origin: str | None, plain: str | None) -> list[str]:
    modules = [origin] if origin else (plain or "").split(",")
    return [module.split()[0].partition(".")[0] for module in modules if module.strip()]
