"""One program as a file: what is written around what it does.

What it does comes as parts: what its threads share, functions, and the main part.
"""

import re
from dataclasses import dataclass, field

from bench.composed.style import Style
from bench.composed.words import spoken

_MODULES = (
    "argparse", "asyncio", "concurrent.futures", "dataclasses", "enum", "json", "logging",
    "multiprocessing", "os", "queue", "random", "select", "selectors", "socket", "socketserver",
    "struct", "sys", "_thread", "threading", "time",
)  # fmt: skip
_OLD = {"queue": "Queue", "socketserver": "SocketServer", "_thread": "thread"}
_INDENT = "    "
_LOG = 'logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)\n'
_DETAILED = (
    'logging.basicConfig(level=logging.DEBUG, format="%(asctime)s [%(levelname)s] %(message)s")\n'
)
_HINTS = {
    "name": "str", "who": "str", "conn": "socket.socket", "sock": "socket.socket", "count": "int",
    "source": "socket.socket", "target": "socket.socket", "text": "str",
}  # fmt: skip
_RESULTS = {"read_line": "bytes", "read_exactly": "bytes", "read_counted": "bytes"}
_RESULTS |= {"receive_text": "str"}
_DEF = re.compile(r"\bdef (\w+)\(([^()]*)\):")
_WIRED = {"module": "wire", "package": "messages.wire"}
_WORTH = re.compile(
    r"^( *)(?:(?:async )?(def|class) (\w+)|(while) (.+):|(for) (\w+)|(sock|listener) = |(t)\.start)"
)
_ABOUT_WIRE = "How a message crosses a connection, for the server and for the client."
_LONELY = re.compile(r"^( *)#.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parts:
    """A program's texts, as templates; ``shared``: names of the shared state, and their values."""

    main: str
    functions: str = ""
    shared: dict[str, str] = field(default_factory=dict)
    constants: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the parts become a file.  Each field is the choice of the aspect of that name."""

    layout: str = "flat"
    guard: str = "none"
    imports: str = "plain"
    bytes: str = "plain"
    comments: str = "hash"
    hints: str = "none"
    language: str = "en"


def indented(text: str, depth: int = 1) -> str:
    """The text, so many steps further to the right."""
    return re.sub(r"^(?=.*\S)", _INDENT * depth, text, flags=re.MULTILINE)


def assemble(parts: Parts, style: Style, layout: Layout, top: str) -> bytes:
    """The file.  ``top``: the comment that it begins with, as plain text."""
    constants = style.write(parts.constants)
    body = style.write(parts.main).strip("\n") + "\n"
    tasks = "asyncio." in parts.main
    functions, wired = style.write(parts.functions), style.wire in _WIRED and not tasks
    if not wired:
        functions = style.helpers(tasks=tasks) + functions
    shared = style.declare(parts.shared)
    if style.printing in ("logging", "log-time"):
        shared = (_LOG if style.printing == "logging" else _DETAILED) + "\n" + shared
    called, wrapped = _wrapped(body, layout)
    rest = "\n\n".join(
        part.strip("\n") + "\n" for part in (constants, shared, functions, wrapped, called)
        if part.strip()
    )  # fmt: skip
    rest = _hinted(rest, layout)
    imports = _imports(rest)
    if wired:
        used = [name for name in ("receive_text", "send_text") if f"{name}(" in rest]
        imports += f"from {_WIRED[style.wire]} import {', '.join(used)}\n" if used else ""
    return _finished(_comment(top, layout, style) + imports + "\n" + rest, style, layout)


def modules(style: Style, layout: Layout) -> dict[str, bytes]:
    """The modules that lie beside each program, by their paths."""
    if style.wire not in _WIRED:
        return {}
    helpers = _hinted(style.helpers(), layout)
    text = _comment(_ABOUT_WIRE, layout, style) + _imports(helpers) + "\n\n" + helpers
    path = _WIRED[style.wire].replace(".", "/") + ".py"
    beside = {"messages/__init__.py": b""} if style.wire == "package" else {}
    return beside | {path: _finished(text, style, layout)}


def _finished(text: str, style: Style, layout: Layout) -> bytes:
    """The text as the layout has it, with its comments."""
    text = _annotated(_renamed(text, style, layout))
    if layout.comments == "none":
        text = _LONELY.sub("", text)
    return _encoded(spoken(text, layout.language), layout)


def _hinted(text: str, layout: Layout) -> str:
    """The text with a type for each argument and result, if it has any."""
    return _DEF.sub(_typed, text) if layout.hints == "yes" else text


def _typed(found: re.Match[str]) -> str:
    names = [each.strip() for each in found[2].split(",") if each.strip()]
    hinted = [f"{name}: {_HINTS[name]}" if name in _HINTS else name for name in names]
    return f"def {found[1]}({', '.join(hinted)}) -> {_RESULTS.get(found[1], 'None')}:"


def _annotated(text: str) -> str:
    """The text with a comment wherever something begins that has none."""
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        found = _WORTH.match(line)
        if found and not (lines and lines[-1].lstrip().startswith("#")):
            words = [each for each in found.groups()[1:] if each]
            lines.append(f"{found[1]}# here: {' '.join(words).rstrip(':')}\n")
        lines.append(line)
    return "".join(lines)


def _wrapped(body: str, layout: Layout) -> tuple[str, str]:
    """What starts the main part, and what defines it."""
    match layout.layout:
        case "main":
            call, wrapped = "main()\n", "def main():\n" + indented(body)
        case "guarded":
            wrapped = "def main():\n" + indented(body)
            call = 'if __name__ == "__main__":\n    main()\n'
        case "class":
            wrapped = "class Program(object):\n    # all of it\n    def run(self):\n"
            wrapped += indented(body, 2)
            call = 'if __name__ == "__main__":\n    Program().run()\n'
        case "uncalled":
            call, wrapped = "", "def main():\n" + indented(body)
        case _:
            call, wrapped = body, ""
    match layout.guard:
        case "except":
            call = f"try:\n{indented(call)}except Exception as error:\n    print(error)\n"
        case "interrupt":
            call = f"try:\n{indented(call)}except KeyboardInterrupt:\n    print('stopped')\n"
        case "finally":
            call = f"try:\n{indented(call)}finally:\n    sys.stdout.flush()\n"
    return call if wrapped or layout.guard != "uncalled" else "", wrapped


def _comment(top: str, layout: Layout, style: Style) -> str:
    old = "# -*- coding: utf-8 -*-\n" if style.python == "2" else ""
    if layout.comments == "none":
        return old
    if layout.comments == "docstring":
        return f'{old}"""{top.strip()}\n"""\n'
    if layout.comments == "boxed":
        bar = "#" * 70
        inside = "".join(f"# {line}\n" for line in top.strip().splitlines())
        return f"{old}{bar}\n{inside}{bar}\n\n"
    if layout.comments == "shebang":
        old = f"#!/usr/bin/env python{style.python}\n" + old
    return old + "".join(f"# {line}".rstrip() + "\n" for line in top.strip().splitlines())


def _imports(text: str) -> str:
    used = [name for name in _MODULES if re.search(rf"(?<![\w.]){re.escape(name)}\.", text)]
    return "".join(f"import {name}\n" for name in used)


def _renamed(text: str, style: Style, layout: Layout) -> str:
    if style.python == "2":
        for new, old in _OLD.items():
            text = re.sub(rf"(?<![\w.]){new}(?=\.|\n)", old, text)
    if layout.imports == "star":
        text = re.sub(r"(?<![\w.])socket\.(?=\w)", "", text)
        text = text.replace("import socket\n", "from socket import *\n")
    elif layout.imports == "as":
        text = re.sub(r"(?<![\w.])threading\.(?=\w)", "th.", text)
        text = text.replace("import threading\n", "import threading as th\n")
    elif layout.imports == "line":
        # each joins the one before it; a line that is no import is left alone
        text = re.sub(r"(^import .*)((?:\nimport .*)+)", _joined, text, flags=re.MULTILINE)
    return text


def _joined(found: re.Match[str]) -> str:
    return found[1] + found[2].replace("\nimport ", ", ")


def _encoded(text: str, layout: Layout) -> bytes:
    if layout.bytes == "tabs":
        text = re.sub(r"^(?: {4})+", lambda m: "\t" * (len(m[0]) // 4), text, flags=re.MULTILINE)
    elif layout.bytes == "two":
        text = re.sub(r"^(?: {4})+", lambda m: "  " * (len(m[0]) // 4), text, flags=re.MULTILINE)
    if layout.bytes in ("crlf", "bom-crlf"):
        text = text.replace("\n", "\r\n")
    elif layout.bytes == "no-end":
        text = text.rstrip("\n")
    mark = b"\xef\xbb\xbf" if layout.bytes in ("bom", "bom-crlf") else b""
    return mark + text.encode()
