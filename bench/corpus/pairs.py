"""Two programs and a connection: how the programs of such cases begin."""

from bench.corpus.case import Case

_SERVER = """
import socket, sys, threading, select, os, time
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", 12000))
listener.listen({backlog})
print("listening", flush=True)
"""
CLIENT = """
import os, select, socket, sys, time
plug = socket.create_connection(("127.0.0.1", 12000))
print("connected", flush=True)
"""


def server(body: str, backlog: int = 5) -> str:
    """A program that listens, and goes on with ``body``."""
    return _SERVER.format(backlog=backlog) + body


TALK = (
    CLIENT
    + """
for line in sys.stdin:
    plug.sendall(line.encode())
    print("answer", plug.recv(1000).decode().strip(), flush=True)
"""
)
SILENT = server("""
plugs = []
while True:
    plugs.append(listener.accept()[0])
""")
DEAF = server("plug = listener.accept()[0]\nsys.stdin.readline()\n")
HELLOS = (("type", "client", "hello"), ("type", "client", "again"))
HEARD = (("client", "AGAIN"),)


def pair(name: str, listener: str, client: str = TALK, **more: object) -> Case:
    """A case of two programs: one listens, and the other one connects."""
    values: dict[str, object] = {"acts": HELLOS, "first": HEARD, **more}
    return Case(name, {"server": listener, "client": client}, **values)  # type: ignore[arg-type]
