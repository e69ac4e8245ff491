"""What a program does on the network, by its source: it listens, it connects, over TCP or UDP.

Used where names do not tell (``main.py``), and to tell programs apart whose names are alike.  It
works on bare code (see ``sources``), parsed or not, so that it says the same of Python 2.
"""

import re
from dataclasses import dataclass

from harness.casting.sources import Source, Sources

_NETWORK = re.compile(
    r"^[ \t]*(?:import|from)[ \t]+[^\n]*\b(?:socket|asyncio|socketserver|SocketServer|selectors|ssl"
    r"|http|telnetlib|asyncore|twisted|trio|anyio|zmq|websockets)\b",
    re.MULTILINE,
)
_LISTENS = re.compile(
    r"\.(?:listen|accept)\s*\(|\b(?:start_server|create_server|serve_forever)\s*\("
    r"|\b\w*(?:TCP|UDP|HTTP)Server\s*\(|\blocal_addr\s*="
)
_CONNECTS = re.compile(
    r"\.connect(?:_ex)?\s*\(|\b(?:create_connection|open_connection|Telnet)\s*\(|\bremote_addr\s*="
)
# Databases connect, and so do the signals of window toolkits.
_OTHER_CONNECTS = re.compile(
    r"\b(?:sqlite3|MySQLdb|pymysql|psycopg2?|connector|clicked|triggered|pressed|released|toggled"
    r"|timeout|\w*[cC]hanged|\w*[sS]ignal)\s*\.\s*connect\s*\("
)
_DATAGRAM = re.compile(r"\bSOCK_DGRAM\b|\bUDPServer\b|\bcreate_datagram_endpoint\b")
_STREAM = re.compile(
    r"\bSOCK_STREAM\b|\bsocket\s*\(\s*\)|\b(?:start_server|open_connection|create_connection)\s*\("
    r"|\b\w*TCPServer\b|\.accept\s*\("
)
_BIND, _SENDTO = re.compile(r"\.bind\s*\("), re.compile(r"\.sendto\s*\(")


@dataclass(frozen=True, slots=True)
class Deeds:
    """What a program does: ``does`` holds ``listen`` and ``connect``, ``protos`` tcp and udp."""

    does: frozenset[str]
    protos: frozenset[str]


def deeds(source: Source, sources: Sources) -> Deeds:
    """What a file does when run, what it imports from its own hand-in included."""
    does: set[str] = set()
    protos: set[str] = set()
    for each in sources.uses(source):
        code = each.code
        if not _NETWORK.search(code):
            continue
        datagram = _DATAGRAM.search(code) is not None
        bound = datagram and _BIND.search(code) is not None
        if bound or _LISTENS.search(code):
            does.add("listen")
        if _CONNECTS.search(_OTHER_CONNECTS.sub("", code)) or (
            datagram and not bound and _SENDTO.search(code)
        ):
            does.add("connect")
        if datagram:
            protos.add("udp")
        if _STREAM.search(code):
            protos.add("tcp")
    return Deeds(frozenset(does), frozenset(protos))
