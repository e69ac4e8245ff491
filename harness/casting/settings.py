"""Files of settings: what a program reads its address and its port from.

``config.ini``, ``settings.json``, ``.env``, whatever it is called: the program says so itself, for
the file's name stands in one of its strings.  How such a file is written is its own affair, so only
what all forms have in common is looked for: a word that says what it is, and its value behind it.
A number alone on a line of a file without such words may be a port as well.
"""

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

PROJECT = re.compile(
    r"(?i)(?:.*/)?(?:pyproject\.toml|setup\.cfg|(?:gnu)?makefile|[\w.-]+\.(?:sh|bat|cmd))"
)
# what a program may be told on its command line to read
CONFIG = re.compile(
    r"(?i)(?:[\w -][\w. -]*/)*(?!package|tox\.|setup\.|docker|compose|pyproject|requirements)"
    r"[\w. -]*\.(?:ini|cfg|conf|env|properties|json|ya?ml|toml)"
)
# what says how the programs of a hand-in are run
README = re.compile(
    r"(?i)(?:.*/)?(?:read[ _-]?me|l[ei]es[ _-]?mich|lisez[ _-]?moi|l[eé]eme|leia[ _-]?me|leggimi"
    r"|instructions?|instrucciones|anleitung|how[ _-]?to[\w -]*|usage)"
    r"[\w. -]*?(?:\.(?:md|txt|rst))?"
)
_MOST = 2**16  # bytes; nobody writes so many settings
# A word and its value: host = h1, "port": 12000, <port>12000</port>, or nothing else on the line.
_SAID = (
    r"(?im)(?<![a-z])(?:[\w.-]{{0,30}}[_.-]|server)?(?:{word})"
    r"(?:[\w .-]{{0,30}}[\"']?[ \t]*[:=>]|[\w.-]{{0,30}}[ \t](?=[ \t]*\S+[ \t]*$))"
    r"[ \t]*[\"']?{value}"
)
_HOST = re.compile(
    _SAID.format(word="server|host|addr|address|ip", value=r"([a-z][\w.-]*)(?![\w.-])(?!\s*[:=])")
)
_PORT = re.compile(_SAID.format(word="port", value=r"(\d{1,5})(?!\d)"))
_NUMBER = re.compile(r"(?m)^[ \t]*(\d{2,5})[ \t]*$")


def read_settings(folder: str, files: Iterable[str], codes: Iterable[str]) -> dict[str, str]:
    """The texts of those ``files``, relative to ``folder``, that ``codes`` mention by name.

    Besides the files of a project, which say how its programs are started, and those that may be
    named when they are; and those that tell a person how.
    """
    read = list(codes)
    found = {}
    for name in sorted(files):
        own = PurePosixPath(name).name
        known = any(form.fullmatch(name) for form in (PROJECT, CONFIG, README))
        if not known and not any(own in code for code in read):
            continue
        with Path(folder, name).open("rb") as file:
            data = file.read(_MOST + 1)
        if len(data) <= _MOST and b"\0" not in data:
            found[name] = data.decode("utf-8-sig", "replace")
    return found


def hosts(text: str) -> list[str]:
    """The names of hosts in a file of settings."""
    return _HOST.findall(text)


def ports(text: str) -> list[int]:
    """The numbers of ports in a file of settings."""
    return [int(number) for number in _PORT.findall(text) or _NUMBER.findall(text)]
