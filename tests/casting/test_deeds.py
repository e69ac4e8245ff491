"""What a program does on the network, by its source."""

import pytest

from harness.casting.deeds import (
    asks_own_address,
    asks_own_name,
    deeds,
    peeks,
    polls,
    reads_ahead,
    reads_lines,
)
from harness.casting.sources import Source, Sources


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("import asyncio\nasyncio.start_server(serve, '', 1)\n", True),
        ("import asynchat\nclass Peer(asynchat.async_chat): pass\n", True),
        ("import asyncore\nclass Peer(asyncore.dispatcher): pass\n", False),
        ("import asyncio\nasyncio.get_running_loop().sock_recv(s, 9)\n", False),
    ],
)
def test_who_takes_what_arrives_before_the_program_asks(text: str, ahead: bool) -> None:
    """Streams and asynchat keep what came in a buffer of theirs; asyncore calls the program."""
    source = Source("server.py", text)
    assert reads_ahead(source, Sources([source])) is ahead


@pytest.mark.parametrize(
    ("code", "asks"),
    [
        ("s.bind((socket.gethostbyname(socket.gethostname()), 12000))", True),
        ("host = getfqdn()", True),
        ("print(platform.node())", True),
        ("# gethostname()\nprint('gethostname()')", False),
        ("node()", False),
    ],
)
def test_who_asks_what_its_machine_is_called(code: str, asks: bool) -> None:
    """Programs that look for their own address ask so; comments and texts ask nothing."""
    source = Source("server.py", code)
    assert asks_own_name(source, Sources([source])) is asks


def test_who_looks_at_a_message_and_leaves_it() -> None:
    """That is known by the flag alone: nobody sees a message that stays in the socket."""
    for code, found in (("c.recv(9, socket.MSG_PEEK)", True), ("c.recv(9)  # MSG_PEEK", False)):
        source = Source("server.py", code)
        assert peeks(source, Sources([source])) is found


@pytest.mark.parametrize(
    ("call", "asks"),
    [
        ("subprocess.check_output(['hostname', '-I'])", True),
        ("os.popen('hostname -I').read()", True),
        ("subprocess.getoutput('hostname --all-ip-addresses')", True),
        ("os.popen('ifconfig eth0 | grep inet')", True),
        ("subprocess.run(['ip', '-4', 'addr', 'show'])", True),
        ("os.system('ip a')", True),
        ("os.popen('/sbin/ip -o -f inet addr')", True),
        ("fcntl.ioctl(s.fileno(), 0x8915, struct.pack('256s', b'eth0'))", True),
        ("os.popen('hostname')", False),
        ("os.popen('hostname -i')", False),
        ("print('look it up with ifconfig')", False),
        ("os.system('clear')  # not ifconfig", False),
        ("os.system('zip a b')", False),
    ],
)
def test_who_asks_which_addresses_its_machine_has(call: str, asks: bool) -> None:
    """By a command that tells those beside loopback; to name one is not to run it."""
    source = Source("server.py", call)
    assert asks_own_address(source, Sources([source])) is asks


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("name = s.makefile().readline()", True),
        ("line = self.rfile.readline()", True),
        ("line = await reader.readuntil(b';')", True),
        ("while '\\n' not in data: data += s.recv(10)", True),
        ("while s.recv(1) != b'\\n': pass", True),
        ("typed = sys.stdin.readline()", False),
        ("print(s.recv(10).decode(), end='\\n')", False),
        ("s.send(typed + '\\n'); s.recv(10)", False),
        ("# until '\\n' in data\ndata = s.recv(10)", False),
    ],
)
def test_who_waits_for_a_line_end(code: str, lines: bool) -> None:
    """A socket read by lines, or searched for their ends; the keyboard's lines are no messages."""
    source = Source("server.py", f"import socket, sys\n{code}\n")
    assert reads_lines(source, Sources([source])) is lines


@pytest.mark.parametrize(
    ("code", "looks"),
    [
        ("s.setblocking(False)", True),
        ("s.setblocking(0)", True),
        ("s.settimeout(0.0)", True),
        ("s.recv(9, socket.MSG_DONTWAIT)", True),
        ("ready, _, _ = select.select([s], [], [], 0)", True),
        ("ready, _, _ = select.select([s], [], [], 0.5)", False),
        ("s.settimeout(0.5)", False),
        ("s.setblocking(True)", False),
    ],
)
def test_who_looks_for_messages_without_waiting(code: str, looks: bool) -> None:
    """A limit of half a second is a wait; one of none is a look."""
    source = Source("server.py", f"import select, socket\n{code}\n")
    assert polls(source, Sources([source])) is looks


def test_a_server_that_is_made_at_once_speaks_tcp() -> None:
    """What socket.create_server() makes listens and is a stream, with nothing else said."""
    source = Source("s.py", "import socket, asyncio\ns = socket.create_server(('', 1))\n")
    found = deeds(source, Sources([source]))
    assert (found.does, found.protos) == (frozenset({"listen"}), frozenset({"tcp"}))


TOOLS = """
import socket
PORT = 12000
def opened():
    return socket.create_server(('', PORT))
def dialled():
    return _tried(socket.socket())
def _tried(s):
    s.connect(('localhost', PORT))
    return s
"""


@pytest.mark.parametrize(
    ("text", "tools", "does"),
    [
        ("from net import opened\nopened()\n", TOOLS, {"listen"}),
        ("import net\nnet.dialled()\n", TOOLS, {"connect"}),
        ("from net import *\ndialled()\n", TOOLS, {"connect"}),
        ("import net\nnet.opened()\nnet.dialled()\n", TOOLS, {"listen", "connect"}),
        ("import net\nnet.PARTS[part]()\n", TOOLS, {"listen", "connect"}),
        ("import net\nnet.run(1)\n", TOOLS + "def run(part):\n    (opened, dialled)[part]()\n",
         {"listen", "connect"}),
        ("from net import dialled\n", TOOLS + "ready = opened()\n", {"listen", "connect"}),
    ],
)  # fmt: skip
def test_who_takes_one_tool_does_not_do_what_the_others_do(
    text: str, tools: str, does: set[str]
) -> None:
    """A module for both sides makes nobody both that speaks of half of it."""
    sources = Sources([program := Source("a.py", text), Source("net.py", tools)])
    assert deeds(program, sources).does == does
