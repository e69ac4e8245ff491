"""What a program does on the network, by its source: it listens, it connects, over TCP or UDP.

Used where names do not tell (``main.py``), and to tell programs apart whose names are alike.  It
works on bare code (see ``sources``), parsed or not, so that it says the same of Python 2.
"""

import ast
import re
from collections.abc import Iterable

from harness.casting.sources import Source, Sources
from harness.model.quick import dataclass

# Compiled only when they are needed: most hand-ins are told by their names.
_NETWORK = (
    r"(?m)^[ \t]*(?:import|from)[ \t]+[^\n]*\b(?:socket|asyncio|socketserver|SocketServer"
    r"|selectors|ssl|http|telnetlib|asyncore|asynchat|twisted|trio|anyio|zmq|websockets)\b"
)
_LISTENS = (
    r"\.(?:listen|accept)\s*\(|\b(?:start_server|create_server|serve_forever)\s*\("
    r"|\b\w*(?:TCP|UDP|HTTP)Server\s*\(|\blocal_addr\s*="
)
_CONNECTS = (
    r"\.connect(?:_ex)?\s*\(|\b(?:create_connection|open_connection|Telnet)\s*\(|\bremote_addr\s*="
)
# Databases connect, and so do the signals of window toolkits.
_OTHER_CONNECTS = (
    r"\b(?:sqlite3|MySQLdb|pymysql|psycopg2?|connector|clicked|triggered|pressed|released|toggled"
    r"|timeout|\w*[cC]hanged|\w*[sS]ignal)\s*\.\s*connect\s*\("
)
_DATAGRAM = r"\bSOCK_DGRAM\b|\bUDPServer\b|\bcreate_datagram_endpoint\b"
_STREAM = (
    r"\bSOCK_STREAM\b|\bsocket\s*\(\s*\)|\b\w*TCPServer\b|\.(?:sock_)?accept\s*\("
    r"|\b(?:start_server|create_server|open_connection|create_connection)\s*\("
)
# The event loop takes what has arrived into a buffer of its own before the program asks for it.
_READS_AHEAD = (
    r"\b(?:start_server|open_connection|start_unix_server|open_unix_connection|asynchat"
    r"|StreamReader)\b|\bloop\s*\.\s*create_(?:server|connection)\s*\("
    r"|\bget_(?:event|running)_loop\s*\(\s*\)\s*\.\s*create_(?:server|connection)\s*\("
)
_OWN_NAME = r"\b(?:gethostname|getfqdn)\s*\(|\bplatform\s*\.\s*node\s*\("
# What tells the addresses that a machine has, and what runs that.
_ADDRESSES = (
    r"\bhostname\b[^\w\n]*(?:-\w*I\b|--all-ip-addresses\b)|\bifconfig\b|\bSIOCGIFADDR\b|\b0x8915\b"
    r"|\bip\b(?:[^\w\n]*-\w+(?:[^\w\n]+inet6?)?)*[^\w\n]+(?:a|ad|addr|addre|addres|address)\b"
)
_RUNS = (
    r"\b(?:subprocess|popen\w*|getoutput|check_output|create_subprocess\w*|ioctl)\b|\bos\.system\b"
)
# What has not come yet is not waited for.
_POLLS = (
    r"\.setblocking\s*\(\s*(?:False|0)\s*\)|\.settimeout\s*\(\s*0(?:\.0*)?\s*\)"
    r"|\bMSG_DONTWAIT\b|\bO_NONBLOCK\b|\bselect\s*\([^()\n]*,\s*0(?:\.0*)?\s*\)"
)
# A message of its ends where a line does; how the keyboard is read says nothing about that.
_READS_LINES = r"\.makefile\s*\(|\brfile\b|(?<!stdin)\.readline\s*\(|\.readuntil\s*\("
_LOOKS_FOR_LINE_ENDS = r"b?(?P<q>['\"])\\n(?P=q)\s*(?:not\s+)?in\b|[!=]=\s*b?(?P<r>['\"])\\n(?P=r)"
_LINE_END = r"\\(?:r|n|x0[aAdD]|012|u000[aAdD])"
_ENDS_LINES = r"\blinesep\b|\bchr\(\s*10\s*\)|\bfile\s*=|\bprint\s*>>"
_PASSES_LINES_ON = r"\bstdin\b|\breadlines?\b"
_TAKES_ENDS_OFF = r"\.r?strip\s*\(|\.splitlines\s*\("
_RECEIVES = r"\.recv(?:_into)?\s*\("
_BIND, _SENDTO = r"\.bind\s*\(", r"\.sendto\s*\("


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
        if not is_networked(each):
            continue
        code = each.code
        if each is not source and re.search(_LISTENS, code) and re.search(_CONNECTS, code):
            code = _called(each, sources.uses(source))
        does |= acts(code)
        datagram = re.search(_DATAGRAM, code) is not None
        bound = datagram and re.search(_BIND, code) is not None
        if bound:
            does.add("listen")
        if datagram and not bound and re.search(_SENDTO, code):
            does.add("connect")
        if datagram:
            protos.add("udp")
        if re.search(_STREAM, code):
            protos.add("tcp")
    return Deeds(frozenset(does), frozenset(protos))


def acts(code: str) -> set[str]:
    """What a piece of bare code does by itself, over connections."""
    found = {"listen"} if re.search(_LISTENS, code) else set()
    if re.search(_CONNECTS, re.sub(_OTHER_CONNECTS, "", code)):
        found.add("connect")
    return found


def _called(module: Source, users: Iterable[Source]) -> str:
    """The code of a module of tools for both sides, without those that a program does not speak of.

    All of it, if it speaks of none.
    """
    said = [each.code for each in users if each is not module]
    lines = module.text.split("\n")
    tools, rest = {}, []
    for node in module.tree.body if module.tree else ():
        text = Source(module.path, "\n".join(lines[node.lineno - 1 : node.end_lineno])).code
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            tools[node.name] = text
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            rest.append(text)
    said += rest
    found: dict[str, str] = {}
    for code in said:
        new = (tools.keys() & set(re.findall(r"\w+", code))) - found.keys()
        found |= {name: tools[name] for name in sorted(new)}
        said += [tools[name] for name in sorted(new)]
    return "\n".join((*rest, *found.values())) if found else module.code


def is_networked(source: Source) -> bool:
    """Whether a file has to do with the network at all."""
    return re.search(_NETWORK, source.code) is not None


def asks_own_name(source: Source, sources: Sources) -> bool:
    """Whether a program asks what its machine is called, as one does to find its address."""
    return any(re.search(_OWN_NAME, each.code) for each in sources.uses(source))


def asks_own_address(source: Source, sources: Sources) -> bool:
    """Whether a program asks its machine for the addresses that it has, by what a shell has for it.

    None of that tells of loopback, so that who has no other address learns nothing.
    """
    used = sources.uses(source)
    return any(re.search(_RUNS, each.code) for each in used) and any(
        re.search(_ADDRESSES, each.uncommented) for each in used
    )


def reads_ahead(source: Source, sources: Sources) -> bool:
    """Whether what a program has taken out of its sockets may not have reached its own code yet.

    So it is with asyncio's streams and protocols.  What is asked for by ``loop.sock_recv``, as
    with plain sockets, is taken when the program asks.
    """
    return any(
        is_networked(each) and re.search(_READS_AHEAD, each.code) for each in sources.uses(source)
    )


def peeks(source: Source, sources: Sources) -> bool:
    """Whether a program looks at messages that it leaves in the socket; that is seen by nobody."""
    return any(re.search(r"\bMSG_PEEK\b", each.code) for each in sources.uses(source))


def polls(source: Source, sources: Sources) -> bool:
    """Whether a program may look for messages again and again, in place of waiting for them."""
    return any(is_networked(each) and re.search(_POLLS, each.code) for each in sources.uses(source))


def reads_lines(source: Source, sources: Sources) -> bool:
    """Whether what a program receives means nothing to it until a line end comes.

    So it is with a socket's ``makefile``, with ``readline`` of a stream, and where what has been
    received is searched for a line end.
    """
    return any(
        re.search(_READS_LINES, each.code)
        or (re.search(_RECEIVES, each.code) and re.search(_LOOKS_FOR_LINE_ENDS, each.uncommented))
        for each in sources.uses(source)
        if is_networked(each)
    )


def writes_lines(source: Source, sources: Sources) -> bool:
    """Whether a program may send a line end: it has one in a text, or passes on those of others."""
    return any(
        re.search(_ENDS_LINES, each.code)
        or (re.search(_PASSES_LINES_ON, each.code) and not re.search(_TAKES_ENDS_OFF, each.code))
        or any(re.search(_LINE_END, text) for text in each.strings)
        for each in sources.uses(source)
    )
