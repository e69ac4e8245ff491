"""Sockets: bytes, packets and connections that are under way."""

from bench.corpus.case import EITHER, EXITED, NEVER, Case
from bench.corpus.pairs import CLIENT, DEAF, SILENT, pair, server
from harness.model.casting import Scripted

_ECHO = server("""
def serve(plug):
    while data := plug.recv(1000):
        print("read", len(data), flush=True)
        plug.sendall(data.upper())
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
""")
# Nagle's rule holds the second write until the first is acknowledged.
_NAGLE_CLIENT = (
    CLIENT
    + """
for line in sys.stdin:
    plug.send(b"first ")
    plug.send(b"second\\n")
    print("answer", plug.recv(1000).decode().strip(), flush=True)
"""
)
_NAGLE_SERVER = server("""
plug = listener.accept()[0]
lines = plug.makefile()
while line := lines.readline():
    plug.sendall(line.encode())
""")
_SELECT_SERVER = server("""
plugs = [listener]
while True:
    for plug in select.select(plugs, [], [])[0]:
        if plug is listener:
            plugs.append(listener.accept()[0])
        elif data := plug.recv(1000):
            plug.sendall(data.upper())
        else:
            plugs.remove(plug)
""")
_POLL_SERVER = server("""
plugs, poll = {listener.fileno(): listener}, select.poll()
poll.register(listener, select.POLLIN)
while True:
    for number, _ in poll.poll():
        plug = plugs[number]
        if plug is listener:
            new = listener.accept()[0]
            plugs[new.fileno()] = new
            poll.register(new, select.POLLIN)
        elif data := plug.recv(1000):
            plug.sendall(data.upper())
        else:
            poll.unregister(plug)
""")
_ASYNCIO_SERVER = """
import asyncio
async def serve(reader, writer):
    while data := await reader.read(1000):
        writer.write(data.upper())
        await writer.drain()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 12000)
    print("listening", flush=True)
    await server.serve_forever()
asyncio.run(main())
"""
# Reads one byte of each edge: the rest lies there, and no edge will ever come for it.
_EDGE_SERVER = server("""
plug = listener.accept()[0]
plug.setblocking(False)
poll = select.epoll()
poll.register(plug, select.EPOLLIN | select.EPOLLET)
while True:
    poll.poll()
    print("edge", plug.recv(1), flush=True)
""")
_ONE_SHOT_SERVER = server("""
plug = listener.accept()[0]
poll = select.epoll()
poll.register(plug, select.EPOLLIN | select.EPOLLONESHOT)
poll.poll()
print("once", plug.recv(1), flush=True)
poll.poll()
""")
_FOREVER = """
import socketserver
class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        pass
server = socketserver.TCPServer(("127.0.0.1", 12000), Handler)
print("listening", flush=True)
server.serve_forever()
"""
_UNTIL_FULL = (
    CLIENT
    + """
sys.stdin.readline()
try:
    plug.sendall(b"x" * 50_000_000)
except OSError as error:
    print("gave up:", error)
print("all sent", flush=True)
"""
)
_SLOW_READER = server("""
plug = listener.accept()[0]
for line in sys.stdin:
    print("took", len(plug.recv(1000, socket.MSG_WAITALL)), flush=True)
""")
# Two of the four have to wait in the kernel, which tries again after a second.
_ONE_AT_A_TIME = server(
    """
for number in range(4):
    sys.stdin.readline()
    plug, _ = listener.accept()
    print("accepted", number, flush=True)
    plug.close()
sys.stdin.readline()
""",
    backlog=1,
)
_ARRIVE = CLIENT + "plug.recv(1)\nprint('closed', flush=True)\n"
_UDP_FLOOD = """
import socket
plug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
input()
for number in range(3000):
    plug.sendto(b"x" * 1000, ("127.0.0.1", 12000))
plug.sendto(b"end", ("127.0.0.1", 12000))
print("sent", flush=True)
input()
"""
_UDP_SERVER = """
import socket
plug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_000_000)
plug.bind(("127.0.0.1", 12000))
print("ready", flush=True)
count = 0
while True:
    data, who = plug.recvfrom(2000)
    count += 1
    if data == b"end":
        print("the end", flush=True)
"""
_TCP_FLOOD = (
    CLIENT
    + """
sys.stdin.readline()
plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
for number in range(20000):
    plug.send(b"0123456789")
plug.shutdown(socket.SHUT_WR)
print("told", plug.recv(99).decode(), flush=True)
sys.stdin.readline()
"""
)
_COUNTER = server("""
plug, count = listener.accept()[0], 0
while data := plug.recv(100):
    count += len(data)
plug.send(str(count).encode())
sys.stdin.readline()
""")
_ABSENT = """
import socket
input()
for address in (("10.11.12.13", 12000), ("192.168.77.7", 80), ("127.0.0.1", 4), ("1.1.1.1", 53)):
    try:
        socket.create_connection(address)
        print("impossible")
    except OSError as error:
        print("failed:", error, flush=True)
input()
"""
# A connect that gets no answer: the place where nobody accepts any more is full.
_FULL = server(
    """
plugs = []
for number in range(4):
    plug = socket.socket()
    plug.settimeout(0.05)
    try:
        plug.connect(("127.0.0.1", 12000))
    except OSError:
        pass
    plugs.append(plug)
print("full", flush=True)
plug = socket.socket()
plug.connect(("127.0.0.1", 12000))
print("through", flush=True)
""",
    backlog=0,
)
_AGAIN = """
import socket
plug = socket.socket()
plug.setblocking(False)
while True:
    try:
        plug.connect(("127.0.0.1", 12000))
    except BlockingIOError:
        continue
    except OSError as error:
        print("result:", error, flush=True)
        break
input()
"""
_HALF_CLOSED = (
    CLIENT
    + """
plug.shutdown(socket.SHUT_WR)
print("answer", plug.recv(99), flush=True)
print("answer", plug.recv(99), flush=True)
"""
)
_AFTER_END = server("""
plug = listener.accept()[0]
while plug.recv(99):
    pass
plug.send(b"late")
sys.stdin.readline()
""")
_RECV_KINDS = (
    CLIENT
    + """
import threading
buffer = bytearray(100)
kinds = (lambda: plug.recv(99), lambda: plug.recv_into(buffer), lambda: plug.recvfrom(99),
         lambda: plug.recvmsg(99), lambda: os.read(plug.fileno(), 99),
         lambda: plug.makefile().readline())
for number, kind in enumerate(kinds):
    threading.Thread(target=kind).start()
"""
)
_SELF = server("""
plug = socket.create_connection(("127.0.0.1", 12000))
other = listener.accept()[0]
other.send(b"hello")
print("heard", plug.recv(99), flush=True)
plug.recv(99)
""")
_DUAL = """
import socket
listener = socket.create_server(("", 12000), family=socket.AF_INET6, dualstack_ipv6=True)
print("listening", flush=True)
plug = listener.accept()[0]
while data := plug.recv(99):
    plug.send(data.upper())
"""
_SCRIPTED = Scripted("peer", "connect", port=12000)

CASES = (
    pair("threads-server", _ECHO),
    pair("select-server", _SELECT_SERVER),
    pair("poll-server", _POLL_SERVER),
    pair("asyncio-server", _ASYNCIO_SERVER),
    pair("dual-stack-server", _DUAL),
    pair("serve-forever", _FOREVER, "input()", acts=(), first=(), claim=NEVER),
    pair("nagle", _NAGLE_SERVER, _NAGLE_CLIENT, first=(("client", "answer first second"),)),
    pair(
        "edge-triggered-rest",
        _EDGE_SERVER,
        CLIENT + "plug.send(b'abc')\nsys.stdin.readline()\n",
        acts=(),
        first=(("server", "edge"),),
    ),
    pair(
        "one-shot-rest",
        _ONE_SHOT_SERVER,
        CLIENT + "plug.send(b'abc')\nsys.stdin.readline()\n",
        acts=(),
        first=(("server", "once"),),
    ),
    pair("blocked-send", DEAF, _UNTIL_FULL, acts=(("type", "client", ""),), first=()),
    pair(
        "blocked-send-goes-on",
        _SLOW_READER,
        _UNTIL_FULL,
        acts=(("type", "client", ""), ("type", "server", ""), ("type", "server", "")),
        first=(("server", "took 1000\r\ntook 1000"),),
    ),
    Case(
        "blocked-peer",
        {"server": DEAF},
        (("connect", "peer", "server"), ("send", "peer", "x" * 6_000_000)),
        scripted=(_SCRIPTED,),
        claim=EITHER,
    ),
    Case(
        "full-backlog",
        {"server": _ONE_AT_A_TIME, "a": _ARRIVE, "b": _ARRIVE, "c": _ARRIVE, "d": _ARRIVE},
        tuple(("type", "server", "") for _ in range(4)),
        first=(
            ("server", "accepted 3"),
            ("a", EXITED),
            ("b", EXITED),
            ("c", EXITED),
            ("d", EXITED),
        ),
    ),
    Case("connect-without-answer", {"server": _FULL}, claim=NEVER),
    Case(
        "udp-flood",
        {"server": _UDP_SERVER, "client": _UDP_FLOOD},
        (("type", "client", ""),),
        first=(("server", "the end"), ("client", "sent")),
    ),
    Case(
        "tcp-flood",
        {"server": _COUNTER, "client": _TCP_FLOOD},
        (("type", "client", ""),),
        first=(("client", "told 200000"),),
    ),
    Case(
        "absent-host",
        {"program": _ABSENT},
        (("type", "program", ""),),
        first=(("program", "failed: [Errno 101]"), ("program", "failed: [Errno 111]")),
    ),
    pair("connect-again", SILENT, _AGAIN, acts=(), first=(("client", "result:"),)),
    pair("half-closed", _AFTER_END, _HALF_CLOSED, acts=(), first=(("client", "b'late'"),)),
    pair("receive-kinds", SILENT, _RECV_KINDS, acts=(), first=()),
    Case("own-client", {"server": _SELF}, first=(("server", "heard b'hello'"),)),
    Case(
        "scripted-client",
        {"server": _ECHO},
        (("connect", "peer", "server"), ("send", "peer", "one"), ("send", "peer", "three")),
        scripted=(_SCRIPTED,),
        first=(("server", "read 5"),),
    ),
)
