"""What an argument is: a host, a port, a name, a file, a folder or a count.

By what the program calls it, then by its usage message.  What tells nothing is a name.
"""

import re

from harness.casting.slot import Slot

_HOST = frozenset(
    {"host", "hostname", "server", "addr", "address", "ip", "dest", "target", "remote"}
)
WHO = frozenset({"name", "user", "username", "client", "who", "role", "label", "letter", "nick",
                  "nickname", "me", "identity", "clientname"})  # fmt: skip
_FILE = frozenset(
    {
        "file",
        "filename",
        "filepath",
        "path",
        "pathname",
        "document",
        "config",
        "conf",
        "cfg",
        "configfile",
        "settings",
        "ini",
    }
)
_FOLDER = frozenset({"dir", "directory", "folder", "root", "docroot", "webroot", "basedir"})
# which of several something is that is looked up: the first is 1, or 0
WHOLE = "host:port"
INDEX, PLACE, SIDE = "[1]", "[0]", "[side]"
_LOOKED_UP = {INDEX: "number", PLACE: "place", SIDE: SIDE}
_COUNT = frozenset({"n", "count", "num", "number", "id", "times", "clients", "backlog", "delay",
                    "wait", "seconds", "timeout", "pause", "sleep"})  # fmt: skip


def kind_of(slot: Slot, port_given: bool) -> str:
    """What an argument is: by what the program calls it, then by its usage message."""
    both = words_of(slot.name), words_of(slot.told)
    if slot.joined or slot.name in _LOOKED_UP:
        return _LOOKED_UP.get(slot.name, "host and port")
    if any("port" in word for words in both for word in words):
        return "port"
    if slot.number:
        return "number" if port_given or _COUNT & both[0].union(both[1]) else "port"
    if any(words & _FOLDER for words in both):
        return "folder"
    if any(words & _FILE for words in both):
        return "file"
    for words in both:
        if words & _HOST or any("host" in word for word in words):
            return "host"
        if words & WHO:
            return "name"
    return "name"


def is_host(slot: Slot) -> bool:
    """Whether the program itself calls it a host."""
    return bool(words_of(slot.name) & _HOST)


def is_place_for(slot: Slot, side: str) -> bool:
    """Whether what stands behind an option is of use to a side: a server goes to no host."""
    kind = kind_of(slot, port_given=False)
    return kind != ("host" if side == "listen" else "port")


def words_of(name: str) -> set[str]:
    """The words that a name is made of: 'serverName', 'server_name'."""
    return set(re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower()))
