"""UNIX sockets (``unix(7)``): pairs, files that are sent along, and names of no file."""

from bench.corpus.case import EITHER, Case
from bench.corpus.pairs import HEARD, HELLOS, pair

_PAIR = """
import socket, threading
left, right = socket.socketpair({kind})
def answer():
    while data := right.recv(99):
        right.send(data.upper())
threading.Thread(target=answer, daemon=True).start()
while True:
    left.send(input().encode())
    print("answer", left.recv(99).decode(), flush=True)
"""
# Sockets that only each other's queues hold: the kernel closes them when it comes to look for such.
_COLLECTED = """
import signal, socket, threading
a, b = socket.socketpair()
held, waiting = socket.socketpair()
socket.send_fds(a, [b"."], [b.fileno(), held.fileno()])
socket.send_fds(b, [b"."], [a.fileno()])
held.close()
def wait():
    print("heard", waiting.recv(9), flush=True)
threading.Thread(target=wait).start()
a.close()
b.close()
signal.pause()
"""
_SENT_FILE = """
import os, socket
a, b = socket.socketpair()
reader, writer = os.pipe()
socket.send_fds(a, [b"."], [writer])
os.close(writer)
while True:
    line = input()
    os.write(socket.recv_fds(b, 9, 3)[1][0], line.upper().encode())
    print("answer", os.read(reader, 99).decode(), flush=True)
    socket.send_fds(a, [b"."], [os.dup(reader)])
    input()
"""
_ABSTRACT_SERVER = """
import socket
plug = socket.socket(socket.AF_UNIX)
plug.bind("\\0meeting")
plug.listen()
print("listening", flush=True)
other = plug.accept()[0]
while data := other.recv(99):
    other.send(data.upper())
"""
_ABSTRACT_CLIENT = """
import socket
plug = socket.socket(socket.AF_UNIX)
plug.connect("\\0meeting")
while True:
    plug.send(input().encode())
    print("answer", plug.recv(99).decode(), flush=True)
"""

CASES = (
    Case("socketpair", {"client": _PAIR.format(kind="")}, HELLOS, first=HEARD),
    Case(
        "socketpair-datagrams",
        {"client": _PAIR.format(kind="socket.AF_UNIX, socket.SOCK_DGRAM")},
        HELLOS,
        first=HEARD,
    ),
    Case(
        "sockets-of-nobody", {"client": _COLLECTED}, first=(("client", "heard b''"),), claim=EITHER
    ),
    Case("sent-file", {"client": _SENT_FILE}, HELLOS[:1], first=(("client", "HELLO"),)),
    pair("abstract-socket", _ABSTRACT_SERVER, _ABSTRACT_CLIENT),
)
