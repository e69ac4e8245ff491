"""Sockets: waits that something ends beside what they wait for: a time limit, a count of bytes."""

from bench.corpus.case import EITHER, NEVER
from bench.corpus.pairs import CLIENT, DEAF, SILENT, pair, server
from harness.model.casting import Limits

_RECEIVE_LIMIT = (
    CLIENT
    + """
import struct
plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 3000, 0))
plug.recv(1)
"""
)
_INHERITED_LIMIT = server("""
import struct
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 3000, 0))
plug = listener.accept()[0]
print("accepted", flush=True)
plug.recv(1)
""")
_LIMIT_TAKEN_BACK = (
    CLIENT
    + """
import struct, threading
plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 3000, 0))
threading.Thread(target=plug.recv, args=(1,)).start()
sys.stdin.readline()
plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 0))
sys.stdin.readline()
"""
)
# The socket has none when anybody looks, and the call under way has one.  By the kernel's own
# number (of x86-64), since the clock library keeps such limits to itself.
_INHERITED_AND_TAKEN_BACK = server("""
import ctypes, struct
def limit(plug, seconds):
    ctypes.CDLL(None).syscall(54, plug.fileno(), 1, 20, struct.pack("ll", seconds, 0), 16)
def take():
    try:
        plug.recv(1)
    except OSError:
        print("given up", flush=True)
limit(listener, 1)
select.select([listener], [], [])  # accept() would end by that limit, too
plug = listener.accept()[0]
taker = threading.Thread(target=take)
taker.start()
while not open(f"/proc/self/task/{taker.native_id}/syscall").read().startswith("45 "):
    pass  # it is not in recvfrom() yet
limit(plug, 0)
sys.stdin.readline()
""")
_GIVES_UP = (
    CLIENT
    + """
plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 2000)
sys.stdin.readline()
try:
    plug.sendall(b"x" * 50_000_000)
except OSError:
    print("given up", flush=True)
sys.stdin.readline()
"""
)
_SEND_LIMIT = (
    CLIENT
    + """
import struct
plug.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 3000, 0))
sys.stdin.readline()
plug.sendall(b"x" * 50_000_000)
"""
)
_PYTHON_LIMIT = CLIENT + "plug.settimeout(3000)\nplug.recv(1)\n"
_KEEPALIVE = (
    CLIENT
    + """
plug.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 5)
plug.recv(1)
"""
)
_WAIT_ALL = (
    CLIENT
    + """
plug.{call}
"""
)
_TRICKLE = server("""
plug = listener.accept()[0]
plug.sendall(b"abc")
sys.stdin.readline()
""")
_LOW_WATER = (
    CLIENT
    + """
plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 100)
plug.recv(100)
"""
)
_LINGER = (
    CLIENT
    + """
import struct
plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 300))
plug.setblocking(False)
try:
    while True:
        plug.send(b"x" * 100_000)
except BlockingIOError:
    pass
plug.setblocking(True)
plug.close()
print("closed", flush=True)
"""
)
_PATIENT = Limits(patience=6.0, scene=20.0, cpu=10.0)
_SHORT = Limits(patience=1.0, scene=6.0, cpu=10.0)

CASES = (
    pair("receive-limit", SILENT, _RECEIVE_LIMIT, acts=(), first=(), claim=NEVER),
    pair(
        "receive-limit-inherited",
        _INHERITED_LIMIT,
        CLIENT + "input()",
        acts=(),
        first=(),
        claim=NEVER,
    ),
    pair(
        "receive-limit-taken-back",
        SILENT,
        _LIMIT_TAKEN_BACK,
        acts=(("type", "client", ""),),
        first=(),
        claim=NEVER,
    ),
    pair(
        "receive-limit-inherited-and-taken-back",
        _INHERITED_AND_TAKEN_BACK,
        CLIENT + "input()",
        acts=(),
        first=(("server", "given up"),),
        limits=_PATIENT,
    ),
    pair(
        "full-for-too-long",
        DEAF,
        _GIVES_UP,
        acts=(("type", "client", ""),),
        first=(("client", "given up"),),
        limits=_PATIENT,
    ),
    pair("send-limit", DEAF, _SEND_LIMIT, acts=(("type", "client", ""),), first=(), claim=NEVER),
    pair("python-socket-timeout", SILENT, _PYTHON_LIMIT, acts=(), first=(), claim=NEVER),
    pair("keepalive", SILENT, _KEEPALIVE, acts=(), first=(), claim=NEVER),
    pair(
        "wait-all",
        _TRICKLE,
        _WAIT_ALL.format(call="recv(99, socket.MSG_WAITALL)"),
        acts=(),
        first=(),
    ),
    pair(
        "wait-all-message",
        _TRICKLE,
        _WAIT_ALL.format(call="recvmsg(99, 0, socket.MSG_WAITALL)"),
        acts=(),
        first=(),
    ),
    pair("low-water", _TRICKLE, _LOW_WATER, acts=(), first=(), claim=EITHER),
    pair("lingering-close", DEAF, _LINGER, acts=(), first=(), claim=NEVER, limits=_SHORT),
)
