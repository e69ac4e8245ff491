"""The folder of a hand-in: names, what lies beside the programs, and how each is written."""

import re
from collections.abc import Callable
from dataclasses import fields, replace

from bench.composed.program import Layout, Parts, assemble, modules
from bench.composed.style import Style
from bench.composed.table import Picks

_NAMES = {
    "tcp": ("TCPServer.py", "TCPClient.py"),
    "team": ("Server_Team8.py", "Client_Team8.py"),
    "spaces": ("Smith Jones server.py", "Smith Jones client.py"),
    "assignment": ("PA3_server.py", "PA3_client.py"),
    "deep": ("Team 8/src/server.py", "Team 8/src/client.py"),
    "each": ("server.py", "clientX.py", "clientY.py"),
    "each-team": ("Lee_server.py", "Lee_client_1.py", "Lee_client_2.py"),
}
_PINGER = {
    "Assignment1/UDPPingerServer.py": b"""import random
from socket import *
s = socket(AF_INET, SOCK_DGRAM)
s.bind(('', 12000))
while True:
    m, a = s.recvfrom(1024)
    if random.randint(0, 10) > 3:
        s.sendto(m.upper(), a)
""",
    "Assignment1/UDPPingerClient.py": b"""from socket import *
s = socket(AF_INET, SOCK_DGRAM)
s.settimeout(1)
for i in range(10):
    s.sendto(b'ping', ('localhost', 12000))
    try:
        print(s.recvfrom(1024))
    except timeout:
        print('lost')
""",
}
_BESIDE = {
    "readme": {
        "README.md": b"# How to run\n\npython3 server.py, then the clients\n",
        "screenshot.png": b"\x89PNG\r\n\x1a\n",
    },
    "other-assignment": _PINGER,
    "cache": {
        "__pycache__/server.cpython-38.pyc": b"\x55\x0d\x0d\x0a",
        ".DS_Store": b"\0\0\0\1Bud1",
        ".idea/workspace.xml": b"<project/>",
    },
}


def folder(
    picks: Picks, server: bytes, client: Callable[[str], bytes], chat: Callable[[], list[Parts]]
) -> dict[str, bytes]:
    """The files, by their paths.

    ``client`` gets what it says if nothing is typed; ``chat``: the programs of the extra credit,
    if they have files of their own.
    """
    names = _NAMES.get(picks["files"], ("server.py", "client.py"))
    found = {names[0]: server}
    words = ("Alice", "Bob") if len(names) == 3 else ("Hello",)
    found |= {name: client(word) for name, word in zip(names[1:], words, strict=True)}
    programs, chats = list(found), []
    found |= _BESIDE.get(picks["beside"], {})
    if picks["extra"] in ("files", "folder"):
        where = "EC_{}.py" if picks["extra"] == "files" else "Extra Credit/{}.py"
        top = names[0].rpartition("/")[0]
        for side, parts in zip(("server", "client"), chat(), strict=True):
            name = (f"{top}/" if top else "") + where.format(side)
            chats.append(name)
            found[name] = assemble(parts, style(picks), layout(picks), f"The chat: the {side}.")
    # a module is looked for where the program lies
    for place in {name.rpartition("/")[0] for name in programs + chats}:
        for name, data in modules(style(picks), layout(picks)).items():
            found[f"{place}/{name}" if place else name] = data
    return found


def style(picks: Picks) -> Style:
    """The style that is picked."""
    return Style(**{each.name: picks[each.name] for each in fields(Style)})


def layout(picks: Picks) -> Layout:
    """The layout that is picked, and what a mistake makes of it."""
    found = Layout(**{each.name: picks[each.name] for each in fields(Layout)})
    return replace(found, comments="none") if picks["mistake"] == "no-comments" else found


def silent(parts: Parts) -> Parts:
    """The same, where whatever is printed is kept back."""
    return replace(parts, main=_kept(parts.main), functions=_kept(parts.functions))


def misspelt(program: bytes) -> bytes:
    """The same, with a mistake that Python finds before it runs anything."""
    program = program.replace(b"listener.accept()", b"listener.accept(", 1)
    program = program.replace(b"async def", b"asynch def", 1)
    return program.replace(b"def handle(self)", b"def handle(self")


def _kept(text: str) -> str:
    lines = text.splitlines()
    return "".join(re.sub(r"^( *)@say .*", r"\1pass", line) + "\n" for line in lines)
