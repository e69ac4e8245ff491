"""Talking with a Tk program in the protocol of Tk's own ``send`` command, by X properties.

Every Tk program tells its name and a window of its own in the root window's property
``InterpRegistry``; what is appended to that window's property ``Comm`` it evaluates when it next
handles events, and appends the result to the asker's ``Comm`` (``unix/tkUnixSend.c`` of Tk).  So an
unmodified program tells what stands in its windows, and no Tcl runs on our side: a program could
answer with a question of its own, which nobody here would understand.

A question that is not answered is a state of the program, not a delay: it does not handle its
events.  Whether it will is for quiet to say.
"""

import re
from functools import cache
from pathlib import Path

from harness.model.quick import dataclass
from harness.stage.x11 import Display, value

_MOST_HEARD = 4 * 2**20  # bytes of one answer
MOST_APPS = 16
_MOST_ANSWERS, _MOST_FIELDS = 50, 10  # at one time; of one answer


@dataclass(frozen=True, slots=True)
class App:
    """A Tk program as the registry has it: its name, and the window that it listens at."""

    name: str
    window: int


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: the result, or (``failed``) the error that Tcl had."""

    text: str
    failed: bool = False


class Talk:
    """Questions to the Tk programs of one display, and their answers."""

    def __init__(self, display: Display, registry: int, comm: int, window: int) -> None:
        self._display, self._registry, self._comm, self._window = display, registry, comm, window
        self._serial = 0
        self._fetching = 0
        self._answers: dict[int, Told] = {}
        self.too_much = False

    def registered(self) -> int:
        """Ask who is there: see :func:`apps`."""
        return self._display.property(self._display.root, self._registry, 65_536)

    def ask(self, app: App, script: str) -> tuple[int, int]:
        """Ask a program; the number of the answer, and of the request (an error: it is gone)."""
        self._serial += 1
        words = f"\0c\0-r {self._window:x} {self._serial}\0-n {app.name}\0-s {script}\0"
        sent = self._display.append(app.window, self._comm, words.encode())
        self._display.sync()
        return self._serial, sent

    def hear(self) -> None:
        """Take in what programs have answered."""
        if (self._window, self._comm) in self._display.changed:
            self._display.changed.clear()
            if not self._fetching:
                self._fetch()
        if self._fetching and (answer := self._display.take(self._fetching)) is not None:
            self._fetching = 0
            data, more = value(answer)
            if more:  # it can only be thrown away whole
                self.too_much = True
                self._display.request(19, 0, _pair(self._window, self._comm))
            self._heed(data)
        if (self._window, self._comm) in self._display.changed and not self._fetching:
            self.hear()

    def take(self, serial: int) -> Told | None:
        """The answer to a question, once it is there."""
        return self._answers.pop(serial, None)

    def _fetch(self) -> None:
        self._fetching = self._display.property(self._window, self._comm, _MOST_HEARD, delete=True)

    def _heed(self, data: bytes) -> None:
        for part in data.split(b"\0r\0", _MOST_ANSWERS):
            rows = part.split(b"\0", _MOST_FIELDS)
            fields = {row[:2]: row[3:] for row in rows if row[:1] == b"-"}
            serial = fields.get(b"-s", b"")
            if serial.isdigit() and int(serial) == self._serial:  # others are late, or made up
                failed = fields.get(b"-c", b"0") != b"0"
                self._answers[self._serial] = Told(_text(fields.get(b"-r", b"")), failed)


def apps(data: bytes) -> list[App]:
    """The programs that a registry names, at most one more than are asked."""
    found = []
    for entry in data.split(b"\0"):
        number, _, name = entry.partition(b" ")
        if re.fullmatch(rb"[0-9a-fA-F]{1,8}", number) and name:
            found.append(App(name.decode("utf-8", "replace"), int(number, 16)))
    return found[: MOST_APPS + 1]


@cache
def _scripts() -> dict[str, str]:
    text = Path(__file__).with_name("tk.tcl").read_text(encoding="utf-8")
    rows = re.findall(r"^set (\w+) (\{.*?^\}\})$", text, re.MULTILINE | re.DOTALL)
    return {name: re.sub(r"^\s+", "", body, flags=re.MULTILINE) for name, body in rows}


def script(name: str, *arguments: object) -> str:
    """One of the scripts in ``tk.tcl``, called with these arguments."""
    words = " ".join(quoted(str(argument)) for argument in arguments)
    return f"apply {_scripts()[name]} {words}"


def quoted(word: str) -> str:
    """A word as Tcl reads it back."""
    if not word:
        return "{}"
    signs = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
    return re.sub(r'([\s\\\[\]{}"$;#\0])', lambda found: signs.get(found[0], "\\" + found[0]), word)


def listed(text: str) -> list[str]:
    """The elements of a Tcl list.  Raises ValueError for what is none."""
    found: list[str] = []
    place, size = 0, len(text)
    while True:
        while place < size and text[place] in " \t\n\r\v\f":
            place += 1
        if place == size:
            return found
        element, place = _element(text, place)
        found.append(element)


def _element(text: str, place: int) -> tuple[str, int]:
    """One element of a list, from where it begins; and where it ends."""
    if text[place] == "{":
        end = _closing(text, place)
        return text[place + 1 : end], end + 1
    closing = '"' if text[place] == '"' else None
    parts: list[str] = []
    place += closing is not None
    while place < len(text):
        sign = text[place]
        if (closing and sign == closing) or (not closing and sign in " \t\n\r\v\f"):
            break
        if sign == "\\" and place + 1 < len(text):
            sign, place = _escape(text, place)
        else:
            place += 1
        parts.append(sign)
    return "".join(parts), place + (closing is not None)


def _closing(text: str, place: int) -> int:
    """Where the brace ends that begins at a place."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, place):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.start()
    raise ValueError("a list without an end")


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "f": "\f", "a": "\a", "b": "\b"}


def _escape(text: str, place: int) -> tuple[str, int]:
    """What a backslash and what follows stand for, and where that ends."""
    found = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([0-7]{1,3}))").match(
        text, place
    )
    if found:
        number = int(found[1] or found[2], 16) if found[1] or found[2] else int(found[3], 8)
        return chr(number), found.end()
    return _ESCAPES.get(text[place + 1], text[place + 1]), place + 2


def _text(data: bytes) -> str:
    """Tcl's own UTF-8: a NUL has two bytes, and beyond the first plane each half three."""
    data = data.replace(b"\xc0\x80", b"\0")
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _pair(first: int, second: int) -> bytes:
    return first.to_bytes(4, "little") + second.to_bytes(4, "little")
